"""Long imports and exports on the pages: started apart, followed, fetched by their owner only."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from council.models.bank import BankLine
from council.models.jobs import Job
from council.web import jobrunner
from tests.factories import bank as files
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored

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
