"""The books on pages: what is typed comes back with a refusal, what is done is in the ledger."""

from __future__ import annotations

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from council.models.base import new_id
from council.models.funds import Appropriation, FundPeriod, FundYear, Receipt
from council.models.ledger import LedgerEntry
from council.models.payments import Payment
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored
from tests.services.test_fundopening import PAYMENTS, PROJECTS, YEARS, book, bytes_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
HERE = "/c/t1/chamber/fund"
BOOKS = f"{HERE}/books/service/2026"


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return made


@pytest.fixture
def clerk(client, purse):
    sign_in(client, purse.hall.accounts["clerk"])
    return client


def form(**given: str) -> dict[str, str]:
    return {"request_key": new_id().hex} | given


def last(purse) -> LedgerEntry:
    return max(stored(purse.hall, LedgerEntry), key=lambda entry: (entry.at, entry.number))


def test_the_front_page_shows_years_and_what_waits(clerk, purse) -> None:
    money.entered(purse)
    page = clerk.get(f"{HERE}/")
    text = page.get_data(as_text=True)
    assert "待审批 1 笔" in text
    assert f'href="{BOOKS}"' in text
    for where in ("books/", "projects", "contracts", "suppliers", "payments/", "vouchers/"):
        assert f'href="{HERE}/{where}"' in text
    assert "200,000.00" in text


def test_the_books_of_a_year_show_every_entry_and_balance(clerk, purse) -> None:
    money.paid(purse)
    assert clerk.get(f"{HERE}/books/").location == BOOKS
    text = clerk.get(BOOKS).get_data(as_text=True)
    assert "借贷相等" in text
    assert "材料款" in text
    assert "199,000.00" in text  # at hand
    only = clerk.get(f"{BOOKS}?kind=grant").get_data(as_text=True)
    assert "材料款" not in only
    assert "松河街道办事处" in only
    assert "没有符合条件的记账" in clerk.get(f"{BOOKS}?month=7").get_data(as_text=True)
    assert "材料款" in clerk.get(f"{BOOKS}?account=8401").get_data(as_text=True)
    assert '<option value="refund">退款</option>' in text
    assert "装入演示社区" not in text  # acts of the journal are no kinds of entries


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("100.555", "小数超过两位"),
        ("12,34.00", "逗号不在千位上"),
        ("-50", "是负数"),
        ("", "金额要大于 0"),
        ("0", "金额要大于 0"),
        ("五十", "不是金额"),
    ],
)
def test_an_amount_that_is_none_is_refused_and_comes_back(clerk, purse, typed, why) -> None:
    given = form(payer="松河街道办事处", amount=typed, on="2026-03-02", note="追加")
    answer = clerk.post(f"{BOOKS}/grant", data=given)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in text
    assert f'value="{typed}"' in text
    assert "追加" in text
    assert given["request_key"] in text
    assert len(stored(purse.hall, Appropriation)) == 1


@pytest.mark.parametrize(
    ("on", "why"),
    [("2025-12-31", "不在 2026 年之内"), ("2027-01-01", "不在 2026 年之内"),
     ("2026-03-03", "还没有到")],
)  # fmt: skip
def test_a_day_outside_the_year_is_refused_and_comes_back(clerk, purse, on, why) -> None:
    given = form(payer="松河街道办事处", amount="1,000.50", on=on)
    answer = clerk.post(f"{BOOKS}/grant", data=given)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert why in text
    assert 'value="1,000.50"' in text
    assert f'value="{on}"' in text


def test_more_than_there_is_is_refused(clerk, purse) -> None:
    given = form(to="松河街道办事处", amount="160000.01", on="2026-03-02")
    answer = clerk.post(f"{BOOKS}/sweep", data=given)
    assert answer.status_code == 409
    assert "还没有安排的钱只有 160,000.00 元，不够 160,000.01 元" in answer.get_data(as_text=True)


def test_money_is_granted_received_and_cut(clerk, purse) -> None:
    given = form(payer="松河街道办事处", amount="3000.00", on="2026-03-02")
    for _ in range(2):  # sent twice it is done once
        assert clerk.post(f"{BOOKS}/grant", data=given).location == BOOKS
    assert len(stored(purse.hall, Appropriation)) == 2
    grant = max(stored(purse.hall, Appropriation), key=lambda row: row.position)
    assert "还没有到账 3,000.00" in clerk.get(f"{BOOKS}/receive").get_data(as_text=True)
    arrived = form(source=grant.id.hex, payer="松河街道", amount="1000", on="2026-03-02")
    for _ in range(2):
        assert clerk.post(f"{BOOKS}/receive", data=arrived).status_code == 303
    assert len(stored(purse.hall, Receipt)) == 2
    more = arrived | form(amount="2000.01")
    assert clerk.post(f"{BOOKS}/receive", data=more).status_code == 409
    gift = form(source="donation", payer="张三", amount="88.80", on="2026-03-02")
    assert clerk.post(f"{BOOKS}/receive", data=gift).status_code == 303
    cut = form(grant=grant.id.hex, amount="2000", on="2026-03-02", reason="街道调减")
    for _ in range(2):
        assert clerk.post(f"{BOOKS}/cut", data=cut).status_code == 303
    (year,) = stored(purse.hall, FundYear)
    assert year.granted == year.received == money.WHOLE + 100_000 + 8_880


def test_months_close_from_the_page_with_a_note(clerk, purse, clock) -> None:
    assert 'name="month" value="1"' in clerk.get(f"{BOOKS}/close-month").get_data(as_text=True)
    assert "1 月的银行和账面都对上了" in clerk.get(f"{BOOKS}/close-month").get_data(as_text=True)
    january = form(note="", month="1")
    for _ in range(2):  # sent twice, February stays open
        assert clerk.post(f"{BOOKS}/close-month", data=january).status_code == 303
    assert clerk.post(f"{BOOKS}/close-month", data=form(month="1")).status_code == 409
    assert clerk.post(f"{BOOKS}/close-month", data=form(month="2")).status_code == 303
    clock.set(datetime(2026, 4, 1, 9, tzinfo=SHANGHAI))
    before = clerk.get(f"{BOOKS}/close-month").get_data(as_text=True)
    assert "3 月还有 1 笔银行和账面没有对上" in before and f"{HERE}/bank/?fund=service" in before
    answer = clerk.post(f"{BOOKS}/close-month", data=form(note=""))
    assert answer.status_code == 409
    assert "还有 1 笔银行和账面没有对上" in answer.get_data(as_text=True)
    assert f"{HERE}/bank/?fund=service" in answer.get_data(as_text=True)
    assert clerk.post(f"{BOOKS}/close-month", data=form(note="回单未到")).status_code == 303
    assert [p.month for p in stored(purse.hall, FundPeriod)] == [1, 2, 3]
    answer = clerk.post(f"{BOOKS}/close-month", data=form(note=""))
    assert "还没有过完" in answer.get_data(as_text=True)


def test_a_whole_year_is_carried_and_closed_from_the_pages(clerk, purse, clock) -> None:
    clock.set(datetime(2027, 1, 4, 9, tzinfo=SHANGHAI))
    for month in range(1, 12):
        note = form(note=f"{month} 月没有对账单", month=str(month))
        assert clerk.post(f"{BOOKS}/close-month", data=note).status_code == 303
    answer = clerk.post(f"{BOOKS}/close-month", data=form(note=""))
    assert "请先支付、结转下年或者交回" in answer.get_data(as_text=True)
    assert "请先开账" in clerk.post(f"{BOOKS}/carry", data=form()).get_data(as_text=True)
    opened = clerk.post(f"{HERE}/open", data=form(fund="service", year="2027"))
    assert opened.location == f"{HERE}/books/service/2027"
    assert clerk.post(f"{BOOKS}/carry", data=form(amount="5000")).status_code == 303
    everything = form()
    for _ in range(2):
        assert clerk.post(f"{BOOKS}/carry", data=everything).status_code == 303
    assert clerk.post(f"{BOOKS}/close-month", data=form(note="")).status_code == 303
    assert clerk.post(f"{BOOKS}/close-year", data=form(note="年终")).status_code == 303
    text = clerk.get(BOOKS).get_data(as_text=True)
    assert "全年已结账" in text
    assert f"{BOOKS}/grant" not in text
    refused = form(payer="松河街道", amount="1", on="2026-12-31")
    assert clerk.post(f"{BOOKS}/grant", data=refused).status_code == 409


def test_an_entry_is_taken_back_from_its_page(clerk, purse) -> None:
    money.paid(purse)
    number = last(purse).number
    page = f"{BOOKS}/entries/{number}/correct"
    assert f'href="{page}"' in clerk.get(BOOKS).get_data(as_text=True)
    assert "材料款" in clerk.get(page).get_data(as_text=True)
    early = clerk.post(page, data=form(reason="付错了", on="2026-03-01"))
    assert early.status_code == 409
    assert "付错了" in early.get_data(as_text=True)
    assert clerk.post(page, data=form(reason=" ", on="2026-03-02")).status_code == 422
    right = form(reason="付错了", on="2026-03-02")
    for _ in range(2):
        assert clerk.post(page, data=right).status_code == 303
    (payment,) = stored(purse.hall, Payment)
    assert payment.state == "reversed"
    text = clerk.get(BOOKS).get_data(as_text=True)
    assert f"冲正第 {number} 号" in text
    assert f"已由第 {number + 1} 号冲正" in text
    assert f'href="{page}"' not in text
    assert clerk.post(page, data=form(reason="再来", on="2026-03-02")).status_code == 409
    assert clerk.get(f"{BOOKS}/entries/999/correct").status_code == 404


def test_a_fund_is_opened(clerk, purse) -> None:
    given = form(name="爱心捐赠", code="爱心", kind="donation")
    answer = clerk.post(f"{HERE}/new", data=given)
    assert answer.status_code == 422
    assert "代号用字母" in answer.get_data(as_text=True)
    given["code"] = "gifts"
    assert clerk.post(f"{HERE}/new", data=given).location == f"{HERE}/open"
    assert clerk.post(f"{HERE}/new", data=given).status_code == 409
    assert "爱心捐赠" in clerk.get(f"{HERE}/").get_data(as_text=True)
    year = form(fund="gifts", year="1800")
    assert clerk.post(f"{HERE}/open", data=year).status_code == 409


def test_the_books_are_exported_whole(clerk, purse) -> None:
    money.paid(purse)
    sheet = load_workbook(io.BytesIO(clerk.get(f"{BOOKS}/entries.xlsx").data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + 5  # headings; grant, receipt and plan a line each, the payment two
    text = clerk.get(f"{BOOKS}/entries.csv").data.decode("utf-8-sig")
    assert "材料款" in text
    assert text.count("\n") == len(rows)


def test_history_comes_in_from_a_table(clerk, purse) -> None:
    here = f"{HERE}/books/history"
    assert clerk.get(here).status_code == 200
    assert load_workbook(io.BytesIO(clerk.get(f"{here}/template.xlsx").data)).sheetnames == [
        "年度", "项目", "支付",
    ]  # fmt: skip
    made = book(
        年度=[YEARS, [2024, "", 50000, "松河街道办事处", ""]],
        项目=[PROJECTS, [2024, "加装路灯", "工程", "40000", "杏北照明", "96%"]],
        支付=[PAYMENTS, ["加装路灯", date(2024, 9, 12), "38,600.123", "杏北照明", "尾款"]],
    )
    sent = {"file": (io.BytesIO(bytes_of(made)), "history.xlsx")}
    answer = clerk.post(f"{here}/preview", data=sent)
    assert answer.status_code == 422
    assert "小数超过两位" in answer.get_data(as_text=True)
    made["支付"]["C2"] = "38,600.12"
    sent = {"file": (io.BytesIO(bytes_of(made)), "history.xlsx")}
    answer = clerk.post(f"{here}/preview", data=sent)
    text = answer.get_data(as_text=True)
    assert "新增 3 行" in text
    token = text.split('name="token" value="')[1].split('"')[0]
    before = len(stored(purse.hall, LedgerEntry))
    assert clerk.post(f"{here}/take", data={"token": token}).status_code == 303
    assert len(stored(purse.hall, LedgerEntry)) == before + 3
    assert clerk.post(f"{here}/take", data={"token": token}).status_code == 404


def test_who_may_only_read_sees_no_acts(client, purse) -> None:
    sign_in(client, purse.hall.accounts["supervisor1"])
    text = client.get(BOOKS).get_data(as_text=True)
    assert f"{BOOKS}/grant" not in text
    assert f"{BOOKS}/entries/1/correct" not in text
    assert client.get(f"{BOOKS}/grant").status_code == 403
