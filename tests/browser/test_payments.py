"""Payments in a real browser: entered by keyboard alone, on a phone with a photo, and looked at."""

from __future__ import annotations

import pytest

from council.models.payments import Payment, Voucher
from tests.browser.test_every_page import TOO_WIDE
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.support.visitor import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LOOKS = [(360, "view=standard"), (1280, "view=standard"), (360, "view=large")]


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return made


@pytest.fixture
def signed_in(site, purse):
    def enter(page, who: str) -> str:
        sign_in(page, site, purse.hall.accounts[who])
        return f"{purse.hall.base}/chamber/fund/payments/"

    return enter


def test_two_payments_by_keyboard_alone(open_page, signed_in, purse) -> None:
    """From the sum on: type, tab, enter. The second begins where the first ended."""
    page = open_page(1280)
    base = signed_in(page, "clerk")
    page.goto(f"{base}new?project={purse.projects[0]}")
    for sum_, purpose in (("1,000.50", "灯具"), ("88", "人工")):
        keys = page.keyboard
        assert page.evaluate("document.activeElement.id") == "amount"
        keys.type(sum_)
        keys.press("Tab")
        assert page.evaluate("document.activeElement.id") == "target"
        keys.press("Tab")
        keys.type("杏北装饰有限公司")
        keys.press("Tab")
        keys.type(purpose)
        for _ in range(4):
            keys.press("Tab")
        assert page.evaluate("document.activeElement.name") == "next"
        with page.expect_navigation():
            keys.press("Enter")
        assert "已录入" in page.inner_text("main, .notice, body")
    found = sorted(stored(purse.hall, Payment), key=lambda one: one.number)
    assert [(one.amount, one.purpose) for one in found] == [(100_050, "灯具"), (8_800, "人工")]


def test_a_photo_on_a_phone_survives_a_slip(open_page, signed_in, purse, tmp_path) -> None:
    photo = tmp_path / "invoice.jpg"
    photo.write_bytes(money.photo().data)
    page = open_page(360)
    base = signed_in(page, "clerk")
    page.goto(f"{base}new?project={purse.projects[0]}")
    page.set_input_files("#photo", str(photo))
    page.fill("#amount", "40000.01")
    page.fill("#supplier", "杏北装饰有限公司")
    page.fill("#purpose", "灯具")
    page.click("button:has-text('录入') >> nth=0")
    assert page.input_value("#amount") == "40000.01"
    assert "照片已经收到" in page.inner_text("main")
    page.fill("#amount", "400")
    page.click("button:has-text('录入') >> nth=0")
    page.wait_for_url("**/payments/2026-001")
    assert [one.amount for one in stored(purse.hall, Voucher)] == [40_000]


@pytest.mark.parametrize(("width", "look"), LOOKS)
def test_the_pages(open_page, signed_in, purse, assert_accessible, width, look) -> None:
    contract = money.contract(purse, 0, 900_000)
    waiting = money.entered(purse, 0, 100_000, contract=contract)
    agreed, done = money.approved(purse, 0, 12_345), money.paid(purse, 0, 2_000)
    page = open_page(width)
    faults = []
    for who, paths in (
        ("clerk", ["", "new", "import", agreed, done, f"{done}/form"]),
        ("chair", [waiting]),
        ("supervisor1", [waiting, ""]),
    ):
        base = signed_in(page, who)
        for path in paths:
            answer = page.goto(f"{base}{path}?{look}")
            assert answer.status == 200
            wide = page.evaluate(TOO_WIDE)
            faults += [f"{path}: {wide}"] if wide else []
            assert_accessible(page)
    assert faults == []
