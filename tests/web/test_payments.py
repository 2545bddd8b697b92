"""Payments through the pages: entered with a photo, refused with nothing lost, approved, paid."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from PIL import Image

from council.models.payments import Payment, Refund, Voucher
from council.services.unit import unit
from tests.factories import money
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored

BASE = "/c/t1/chamber/fund/payments/"


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return made


@pytest.fixture
def as_(client, purse):
    def enter(who):
        sign_in(client, purse.hall.accounts[who])
        return client

    return enter


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return io.BytesIO(out.getvalue()), "invoice.jpg"


def entry(purse, **changes):
    return {
        "amount": "1,000.50",
        "target": purse.projects[0],
        "supplier": "杏北装饰有限公司",
        "purpose": "灯具",
        "invoice": "No.2026-1",
        "reason": "",
        "request_key": "k" * 32,
    } | changes


def test_entered_with_a_photo_and_told_in_capitals(purse, as_) -> None:
    client = as_("clerk")
    page = client.get(f"{BASE}new?project={purse.projects[0]}").text
    assert 'capture="environment"' in page and 'inputmode="decimal"' in page
    assert "今天可付 40,000.00 元" in page
    answer = client.post(f"{BASE}new", data=entry(purse, photo=photo()))
    assert answer.status_code == 303
    (payment,) = stored(purse.hall, Payment)
    (voucher,) = stored(purse.hall, Voucher)
    assert payment.amount == voucher.amount == 100_050
    assert answer.location.endswith(payment.number)
    again = client.post(f"{BASE}new", data=entry(purse, photo=photo()))
    assert again.location == answer.location and len(stored(purse.hall, Payment)) == 1
    page = client.get(answer.location).text
    assert "壹仟元零伍角整" in page and "杏北装饰有限公司" in page
    assert payment.number in client.get(BASE).text


def test_what_may_not_be_paid_today_stands_last_and_says_why(purse, as_, clock) -> None:
    number = money.contract(purse, amount=3_000_000, in_advance=0)
    part = money.contract(purse, amount=1_000_000, in_advance=300_000, few_quotes="只有一家。")
    client = as_("clerk")
    page = client.get(f"{BASE}new").text
    options = re.findall(r'<option value="2026-([^"]+)">(.*?)</option>', page)
    said = dict(options)
    waiting = next(key for key in said if key.endswith(f".{number}"))
    assert "还没有验收，今天不能付" in said[waiting]
    assert "今天可付 3,000.00 元" in said[next(key for key in said if key.endswith(f".{part}"))]
    first, last = "今天可付" in options[0][1], "今天可付" in options[-1][1]
    assert first and not last
    assert said[purse.projects[0].removeprefix("2026-")].endswith("没有余额")
    clock.set(datetime(2027, 1, 5, 9, tzinfo=money.AT.tzinfo))
    assert "今天可付" not in client.get(f"{BASE}new").text


def test_the_next_one_starts_with_the_same_project(purse, as_) -> None:
    client = as_("clerk")
    answer = client.post(f"{BASE}new", data=entry(purse, next="1"))
    assert answer.location.endswith(f"new?project={purse.projects[0]}")
    page = client.get(answer.location).text
    assert "已录入" in page and "壹仟元零伍角整" in page
    assert f'value="{purse.projects[0]}" selected' in page


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("1000.505", 422),
        ("1,00,0.50", 422),
        ("-5", 422),
        ("0", 422),
        ("一千", 422),
        ("", 422),
        ("40000.01", 409),
    ],
)
def test_a_wrong_amount_loses_nothing(purse, as_, typed: str, status: int) -> None:
    client = as_("clerk")
    given = entry(purse, amount=typed, purpose="换 12 盏灯", reason="急用。", photo=photo())
    answer = client.post(f"{BASE}new", data=given)
    assert answer.status_code == status
    for text in (typed, "换 12 盏灯", "急用。", "No.2026-1", "照片已经收到"):
        assert text in answer.text
    assert f'value="{purse.projects[0]}" selected' in answer.text
    assert not stored(purse.hall, Payment) and not stored(purse.hall, Voucher)
    token = re.search(r'name="kept" value="([0-9a-f]{32})"', answer.text)[1]
    key = re.search(r'name="request_key" value="(\w+)"', answer.text)[1]
    mended = entry(purse, amount="40000", reason="一家有资质。", kept=token, request_key=key)
    assert client.post(f"{BASE}new", data=mended).status_code == 303
    assert [voucher.amount for voucher in stored(purse.hall, Voucher)] == [4_000_000]


def test_above_the_budget_says_what_is_left_and_repeats_the_sum_in_words(purse, as_) -> None:
    answer = as_("clerk").post(f"{BASE}new", data=entry(purse, amount="40000.01"))
    assert "40,000.00 元" in answer.text and "肆万元零壹分" in answer.text


def test_no_photo_that_is_none(purse, as_) -> None:
    bad = (io.BytesIO(b"<html>"), "invoice.jpg")
    answer = as_("clerk").post(f"{BASE}new", data=entry(purse, photo=bad))
    assert answer.status_code == 422 and "灯具" in answer.text
    assert not stored(purse.hall, Payment)


def test_from_entry_to_the_bank_and_back(purse, as_) -> None:
    number = money.entered(purse, 0, 100_000)
    page = BASE + number
    chair = as_("chair")
    assert "还没有凭证" in chair.get(page).text
    money.voucher(purse, number, 100_000)
    text = chair.get(page).text
    assert "act-approve" in text and "act-pay" not in text
    assert chair.post(f"{page}/approve", data={"version": "1"}).status_code == 303
    assert "还没有对这笔支付提出意见" in as_("clerk").get(page).text
    bad = as_("supervisor1").post(f"{page}/supervise", data={"version": "2"})
    assert bad.status_code == 422
    agreed = {"version": "2", "opinion": "agree", "text": ""}
    assert as_("supervisor1").post(f"{page}/supervise", data=agreed).status_code == 303
    clerk = as_("clerk")
    paid = {"version": "3", "on": "2026-03-02", "bank_reference": "H-1", "reason": ""}
    assert clerk.post(f"{page}/pay", data=paid | {"on": "2027-01-01"}).status_code == 409
    assert clerk.post(f"{page}/pay", data=paid).status_code == 303
    back = {"version": "4", "amount": "0.01", "on": "2026-03-02", "request_key": "r" * 32}
    assert clerk.post(f"{page}/refund", data=back | {"reason": ""}).status_code == 422
    assert clerk.post(f"{page}/refund", data=back | {"reason": "多付一分"}).status_code == 303
    assert [one.amount for one in stored(purse.hall, Refund)] == [1]
    text = clerk.get(page).text
    assert "多付一分" in text and "H-1" in text


def test_nobody_approves_an_own_entry(purse, as_) -> None:
    number = money.entered(purse, 0, 100_000)
    money.voucher(purse, number, 100_000)
    hall = purse.hall
    own = as_("chair").post(f"{BASE}new", data=entry(purse))
    mine = own.location.rpartition("/")[2]
    money.voucher(purse, mine, 100_050)
    answer = as_("chair").post(f"{BASE}{mine}/approve", data={"version": "1", "reason": "没有问题"})
    assert answer.status_code == 409 and "不同的人办理" in answer.text
    assert {payment.state for payment in stored(hall, Payment)} == {"entered"}


def test_whoever_comes_second_is_told(purse, as_) -> None:
    number = money.entered(purse, 0, 100_000)
    money.voucher(purse, number, 100_000)
    page = BASE + number
    assert as_("secretary").post(f"{page}/approve", data={"version": "1"}).status_code == 303
    answer = as_("chair").post(f"{page}/refuse", data={"version": "1", "reason": "价格太高。"})
    assert answer.status_code == 409
    assert "在您打开以后有变动" in answer.text and "价格太高。" in answer.text


def test_an_objection_is_paid_only_after_both_committees_answer(purse, as_) -> None:
    number = money.entered(purse, 0, 100_000)
    money.voucher(purse, number, 100_000)
    page = BASE + number
    as_("chair").post(f"{page}/approve", data={"version": "1"})
    view = {"version": "2", "opinion": "object", "text": "数量和现场不符。"}
    assert as_("supervisor1").post(f"{page}/supervise", data=view).status_code == 303
    pay = {"on": "2026-03-02", "bank_reference": "", "reason": ""}
    assert as_("clerk").post(f"{page}/pay", data=pay | {"version": "3"}).status_code == 409
    for version, who in ((3, "chair"), (4, "secretary")):
        said = {"version": version, "text": "已经补足数量，现场复核属实。"}
        assert as_(who).post(f"{page}/answer", data=said).status_code == 303
    assert as_("clerk").post(f"{page}/pay", data=pay | {"version": "5"}).status_code == 303
    (payment,) = stored(purse.hall, Payment)
    assert {flag["code"] for flag in payment.flags} == {"objection_answered", "objected"}
    assert all(flag["reason"] for flag in payment.flags)
    assert "监督委员会反对" in as_("clerk").get(page).text


def test_the_sheet_to_sign(purse, as_) -> None:
    number = money.approved(purse, 0, 12_345)
    text = as_("clerk").get(f"{BASE}{number}/form").text
    assert "人民币壹佰贰拾叁元肆角伍分" in text and "支付审批单" in text


def test_who_is_awaited_is_told(purse, as_) -> None:
    number = money.entered(purse, 0, 100_000)
    href = f"/c/t1/chamber/fund/payments/{number}"
    assert href in as_("clerk").get("/c/t1/chamber/").text  # a voucher is missing
    assert href not in as_("chair").get("/c/t1/chamber/").text
    money.voucher(purse, number, 100_000)
    assert href not in as_("clerk").get("/c/t1/chamber/").text
    chair = as_("chair")
    assert href in chair.get("/c/t1/chamber/").text
    chair.post(f"{BASE}{number}/approve", data={"version": "1"})
    assert href in as_("supervisor1").get("/c/t1/chamber/").text


def test_a_voucher_that_was_to_follow_is_asked_for_until_a_day(purse, as_) -> None:
    hall = purse.hall
    number = money.paid(purse)
    with unit(hall.community_id, kind="test", actor=hall.actor("clerk"), at=money.AT) as work:
        work.find(Voucher).struck_at = money.AT
    text = as_("clerk").get("/c/t1/chamber/").text
    assert re.search(rf"<b>15</b>.{{0,200}}payments/{number}\">已付款，补交凭证", text, re.DOTALL)


def test_the_list_by_state(purse, as_) -> None:
    first, second = money.paid(purse), money.entered(purse)
    client = as_("supervisor1")
    text = client.get(f"{BASE}?state=paid").text
    assert f"{BASE}{first}" in text and f"{BASE}{second}" not in text
    assert "没有符合条件的支付" in client.get(f"{BASE}?project=2026-999").text
    assert client.get(f"{BASE}2026-999").status_code == 404


def table(*rows) -> tuple[io.BytesIO, str]:
    made = Workbook()
    made.active.append(["项目编号", "收款方", "金额（元）", "用途"])
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return io.BytesIO(out.getvalue()), "支付.xlsx"


def test_a_table_is_looked_at_and_taken_over(purse, as_) -> None:
    client, project = as_("clerk"), purse.projects[0]
    assert client.get(f"{BASE}import").status_code == 200
    bad = {"file": table([project, "杏北装饰有限公司", "1.005", "灯具"])}
    answer = client.post(f"{BASE}import/preview", data=bad)
    assert answer.status_code == 422 and "不是金额" in answer.text
    good = {"file": table([project, "杏北装饰有限公司", 12.5, "灯具"])}
    answer = client.post(f"{BASE}import/preview", data=good)
    assert answer.status_code == 200 and "壹拾贰元伍角整" in answer.text
    assert not stored(purse.hall, Payment)
    token = {"token": re.search(r'name="token" value="(\w+)"', answer.text)[1]}
    assert client.post(f"{BASE}import/take", data=token).status_code == 303
    assert [one.amount for one in stored(purse.hall, Payment)] == [1250]
    assert client.post(f"{BASE}import/take", data=token).status_code == 404


def test_everything_as_a_workbook(purse, as_) -> None:
    paid = money.paid(purse, 0, 12_345)
    money.entered(purse, 0, 100, purpose="=1+1")
    with as_("supervisor1").get(f"{BASE}export.xlsx") as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers
        rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "支付编号" and len(rows) == 3
    named = dict(zip(rows[0], rows[1], strict=True))
    assert named["支付编号"] == paid and str(named["金额（元）"]) == "123.45"
    assert dict(zip(rows[0], rows[2], strict=True))["用途"] == "=1+1"
