"""银行对账 on the pages: taking a statement over, what is left, matching by hand."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from council.models.bank import BankLine
from tests.factories import bank as files
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored

DAY = money.DAY
STREET, NORTH = "松河街道办事处", "杏北装饰有限公司"


@pytest.fixture
def purse(app_context, scene, clock):
    made = money.purse(on_stage(app_context, scene))
    money.paid(made, 0, 1_860_000)
    clock.set(money.AT + timedelta(days=30))
    return made


@pytest.fixture
def clerk(client, purse):
    sign_in(client, purse.hall.accounts["clerk"])
    return client


def rows(*more: files.Moved) -> list[list[str]]:
    moved = [(DAY, money.WHOLE, "财政局", "拨款"), (DAY, -1_860_000, NORTH, "坡道"), *more]
    return files.table(moved)


def send(client, purse, data: bytes, name: str = "三月.csv"):
    to = f"{purse.base}/chamber/fund/bank/import?fund=service"
    return client.post(to, data={"file": (io.BytesIO(data), name)})


def page(client, purse, path: str = "") -> str:
    answer = client.get(f"{purse.base}/chamber/fund/bank/{path}")
    assert answer.status_code == 200
    return answer.text


def test_a_statement_is_taken_over_and_what_is_left_is_listed(clerk, purse) -> None:
    assert "还没有导入过" in page(clerk, purse) and NORTH in page(clerk, purse)
    assert "尾号 2222" in page(clerk, purse, "import")
    assert send(clerk, purse, files.as_csv(rows())).status_code == 303
    left = page(clerk, purse)
    assert "没有对上 1 行" in left and "已对上 1 行" in left and "财政局" in left
    assert "分文不差" in left and "181,400.00" in left
    assert "账上有、银行流水里没有的" in left and "到账" in left
    assert NORTH in page(clerk, purse, "?show=matched")
    assert send(clerk, purse, files.as_csv(rows())).status_code == 303
    assert "都已经在了" in page(clerk, purse)


def test_every_bad_row_is_named_and_nothing_is_taken(clerk, purse) -> None:
    bad = rows()
    bad[3][2] = "=1+1"
    answer = send(clerk, purse, files.as_xlsx(bad), "三月.xlsx")
    assert answer.status_code == 422 and "公式" in answer.text and "贷方发生额" in answer.text
    assert send(clerk, purse, b"%PDF-1.7", "a.pdf").status_code == 422
    assert clerk.post(f"{purse.base}/chamber/fund/bank/import", data={}).status_code == 422
    assert not stored(purse.hall, BankLine)


def test_matching_by_hand_noting_and_taking_it_back(clerk, purse) -> None:
    send(clerk, purse, files.as_csv(rows((DAY + timedelta(days=1), 1_234, "试验银行", "结息"))))
    street, interest = (
        next(line.id for line in stored(purse.hall, BankLine) if line.counterparty == who)
        for who in ("财政局", "试验银行")
    )
    here = f"{purse.base}/chamber/fund/bank/lines/{street}"
    shown = clerk.get(here).text
    entry = re.search(r'name="entry" value="([0-9a-f]{32})"', shown)[1]
    assert clerk.post(f"{here}/match", data={}).status_code == 422
    assert clerk.post(f"{here}/match", data={"entry": "0" * 32}).status_code == 422
    assert clerk.post(f"{here}/match", data={"entry": entry}).status_code == 303
    assert "人工对上" in page(clerk, purse, "?show=matched")
    assert clerk.post(f"{here}/unmatch").status_code == 303
    assert clerk.post(f"{here}/unmatch").status_code == 409
    there = f"{purse.base}/chamber/fund/bank/lines/{interest}"
    assert "没有同样金额" in clerk.get(there).text
    assert clerk.post(f"{there}/note", data={"note": "季度结息", "sent": "1"}).status_code == 303
    assert "季度结息" in page(clerk, purse, "?show=noted")


def test_who_may_look_and_who_may_not(client, purse) -> None:
    for who, looks, keeps in (("supervisor1", 200, 403), ("resident1", 403, 403)):
        sign_in(client, purse.hall.accounts[who])
        here = f"{purse.base}/chamber/fund/bank"
        assert client.get(f"{here}/").status_code == looks
        assert client.get(f"{here}/import").status_code == keeps
        assert client.get(f"{here}/lines.xlsx").status_code == looks


def test_lines_as_files(clerk, purse) -> None:
    send(clerk, purse, files.as_csv(rows()))
    text = clerk.get(f"{purse.base}/chamber/fund/bank/lines.csv?fund=service").text
    assert "2026-03-02,-18600,181400,杏北装饰有限公司" in text and "自动对上" in text
    assert clerk.get(f"{purse.base}/chamber/fund/bank/lines.xlsx").mimetype.endswith("sheet")


def test_as_many_queries_for_few_lines_as_for_many(clerk, purse) -> None:
    from tests.web.test_duties import _queries

    send(clerk, purse, files.as_csv(rows()))
    few = _queries(lambda: page(clerk, purse))
    more = [(DAY + timedelta(days=1), 100 + n, "某人", "") for n in range(60)]
    send(clerk, purse, files.as_csv(rows(*more)))
    assert _queries(lambda: page(clerk, purse)) == few


def test_looking_again(clerk, purse) -> None:
    answer = clerk.post(f"{purse.base}/chamber/fund/bank/again?fund=service")
    assert answer.status_code == 303 and "没有新对上的" in page(clerk, purse)
