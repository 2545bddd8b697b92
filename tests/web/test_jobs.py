"""Long imports and exports on the pages: started apart, followed, fetched by their owner only."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from council.models.bank import BankLine
from council.models.jobs import Job
from council.models.ledger import LedgerEntry
from council.models.payments import Payment
from council.queries.chamber import books as booksqueries
from council.services import fundopening, paymentfile
from council.web import jobrunner
from tests.factories import bank as files
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored
from tests.services.test_fundopening import PAYMENTS, PROJECTS, YEARS, book, bytes_of
from tests.services.test_payment_files import HEAD, line
from tests.services.test_payment_files import book as payments

MINUTE = 120
"""Seconds that a process of its own may take on a busy machine."""


@pytest.fixture
def purse(app_context, scene, clock):
    made = money.purse(on_stage(app_context, scene))
    clock.set(money.AT + timedelta(days=30))
    return made


@pytest.fixture
def clerk(client, purse):
    sign_in(client, purse.hall.accounts["clerk"])
    return client


def statement(count: int) -> bytes:
    moved = [(money.DAY, money.WHOLE, "松河街道办事处", "拨款")]
    moved += [(money.DAY, 100 + n, "某人", f"第{n}笔") for n in range(count - 1)]
    return files.as_csv(files.table(moved))


def send(client, purse, data: bytes):
    to = f"{purse.base}/chamber/fund/bank/import?fund=service"
    return client.post(to, data={"file": (io.BytesIO(data), "一年.csv")})


def test_a_long_statement_runs_beside_the_pages(clerk, purse) -> None:
    answer = send(clerk, purse, statement(2100))
    assert answer.status_code == 303 and "/chamber/jobs/" in answer.location
    page = clerk.get(answer.location).text
    assert "办完了" in page and "新导入 2100 行：1 行自动对上" in page
    assert "hx-get" not in page, "what has ended is not asked for again"
    assert "新导入 2100 行" in clerk.get(f"{purse.base}/chamber/jobs/").text


def test_a_running_one_is_asked_for_again_and_needs_no_scripts(clerk, purse, monkeypatch) -> None:
    monkeypatch.setattr(jobrunner, "launch", lambda _job: None)
    there = send(clerk, purse, statement(2100)).location
    page = clerk.get(there).text
    assert f'hx-get="{there}"' in page and 'hx-trigger="click, every 2s"' in page
    assert '<meta http-equiv="refresh"' in page and "现在更新" in page and "等待开始" in page


def test_one_whose_process_is_gone_says_so(clerk, purse, monkeypatch, clock) -> None:
    monkeypatch.setattr(jobrunner, "launch", lambda _job: None)
    there = send(clerk, purse, statement(2100)).location
    clock.forward(minutes=5)
    assert "办到一半被中断" in clerk.get(there).text
    assert not stored(purse.hall, BankLine)


def test_bad_rows_of_a_long_file_are_named(clerk, purse) -> None:
    answer = send(clerk, purse, statement(2100).replace(b"1.50", b"x", 1))
    page = clerk.get(answer.location).text
    assert "没有办成" in page and "贷方发生额" in page and "不是金额" in page


def test_the_books_are_fetched_by_their_owner_only(client, clerk, purse) -> None:
    answer = clerk.post(f"{purse.base}/chamber/jobs/books", data={"of": "service 2026"})
    assert answer.status_code == 303
    file = clerk.get(f"{answer.location}/file")
    assert file.status_code == 200 and "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    file.close()
    assert clerk.post(f"{purse.base}/chamber/jobs/books", data={"of": "x 1"}).status_code == 404
    sign_in(client, purse.hall.accounts["chair"])
    assert client.get(answer.location).status_code == 404
    assert client.get(f"{answer.location}/file").status_code == 404


def test_in_a_process_of_its_own(clerk, purse, app, monkeypatch) -> None:
    """The real way: a process that the request does not wait for."""
    started = []
    launch = jobrunner.launch

    def apart(job_id):
        monkeypatch.setitem(app.config, "JOBS", "")
        started.append(launch(job_id))

    monkeypatch.setattr(jobrunner, "launch", apart)
    there = send(clerk, purse, statement(2100)).location
    assert started[0].wait(timeout=MINUTE) == 0
    assert "新导入 2100 行" in clerk.get(there).text
    assert [job.state for job in stored(purse.hall, Job)] == ["done"]


def token(text: str) -> dict[str, str]:
    return {"token": re.search(r'name="token" value="(\w+)"', text)[1]}


def history(paid: str = "2024-09-12") -> bytes:
    return bytes_of(
        book(
            年度=[YEARS, [2024, "", 50000, "松河街道办事处", ""]],
            项目=[PROJECTS, [2024, "加装路灯", "工程", "40000", "杏北照明", "96%"]],
            支付=[PAYMENTS, ["加装路灯", paid, "38600", "杏北照明", "尾款"]],
        )
    )


def test_a_long_history_runs_beside_the_pages(clerk, purse, monkeypatch) -> None:
    monkeypatch.setattr(fundopening, "LONG", 5)
    here = f"{purse.base}/chamber/fund/books/history"
    before = len(stored(purse.hall, LedgerEntry))
    sent = {"file": (io.BytesIO(history()), "历史.xlsx")}
    seen = clerk.post(f"{here}/preview", data=sent)
    assert seen.status_code == 200 and "文件约有 6 行，在后台导入" in seen.text
    assert not stored(purse.hall, Job), "nothing begins before it is confirmed"
    answer = clerk.post(f"{here}/take", data=token(seen.text))
    assert answer.status_code == 303 and "/chamber/jobs/" in answer.location
    assert "新记入 3 行" in clerk.get(answer.location).text
    assert len(stored(purse.hall, LedgerEntry)) == before + 3
    assert clerk.post(f"{here}/take", data=token(seen.text)).status_code == 404


def test_a_bad_row_of_a_long_history_is_named(clerk, purse, monkeypatch) -> None:
    monkeypatch.setattr(fundopening, "LONG", 5)
    here = f"{purse.base}/chamber/fund/books/history"
    before = len(stored(purse.hall, LedgerEntry))
    sent = {"file": (io.BytesIO(history("九月")), "历史.xlsx")}
    seen = clerk.post(f"{here}/preview", data=sent)
    answer = clerk.post(f"{here}/take", data=token(seen.text))
    page = clerk.get(answer.location).text
    assert "没有办成" in page and "支付日期" in page
    assert len(stored(purse.hall, LedgerEntry)) == before


def test_a_broken_long_workbook_is_refused_at_once(clerk, purse, monkeypatch) -> None:
    monkeypatch.setattr(fundopening, "LONG", 0)
    sent = {"file": (io.BytesIO(b"PK\x03\x04 broken"), "历史.xlsx")}
    answer = clerk.post(f"{purse.base}/chamber/fund/books/history/preview", data=sent)
    assert answer.status_code == 422


def test_many_payments_run_beside_the_pages(clerk, purse, monkeypatch) -> None:
    monkeypatch.setattr(paymentfile, "LONG", 2)
    here = f"{purse.base}/chamber/fund/payments/import"
    data = payments(HEAD, *(line(purse, 100, purpose=f"灯具{n}") for n in range(3)))
    seen = clerk.post(f"{here}/preview", data={"file": (io.BytesIO(data), "支付.xlsx")})
    assert "文件约有 3 行" in seen.text and "叁佰元整" in seen.text
    answer = clerk.post(f"{here}/take", data=token(seen.text))
    assert answer.status_code == 303 and "/chamber/jobs/" in answer.location
    page = clerk.get(answer.location).text
    assert "导入支付" in page and "导入了 3 笔支付，共 300.00 元" in page
    assert [one.amount for one in stored(purse.hall, Payment)] == [10_000] * 3
    assert clerk.post(f"{here}/take", data=token(seen.text)).status_code == 404


def test_the_books_of_a_long_year_are_exported_beside_the_pages(clerk, purse, monkeypatch) -> None:
    here = f"{purse.base}/chamber/fund/books/service/2026"
    assert (
        f"{here}/entries.xlsx" in clerk.get(here).text and "在后台导出" not in clerk.get(here).text
    )
    monkeypatch.setattr(booksqueries, "LONG", len(stored(purse.hall, LedgerEntry)) - 1)
    page = clerk.get(here).text
    assert "在后台导出" in page and f"{here}/entries.xlsx" not in page
    assert f"{here}/entries.csv" in page
    led = clerk.get(f"{here}/entries.xlsx")
    assert led.status_code == 303 and led.location.endswith("/chamber/jobs/")
    sent = {"of": re.search(r'name="of" value="([^"]+)"', page)[1]}
    answer = clerk.post(f"{purse.base}/chamber/jobs/books", data=sent)
    page = clerk.get(answer.location).text
    assert "下载 books-service-2026.xlsx" in page and "共 " in page
