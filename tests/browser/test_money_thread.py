"""A resident finds from the front page what the lamp cost, who decided it, how it was rated."""

from __future__ import annotations

import pytest

from tests.factories import money
from tests.factories.community import make_community
from tests.factories.lamp import TITLE, Lamp, lamp

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
_MADE: list[Lamp] = []


@pytest.fixture
def made(app, scene, clock) -> Lamp:
    scene("lamp-in-town", lambda: _MADE.append(lamp(make_community(app))))
    clock.set(money.AT)
    return _MADE[-1]


@pytest.mark.parametrize("width", [360, 1280])
def test_three_taps_to_the_lamp(made, open_page, assert_accessible, width: int) -> None:
    page = open_page(width)
    page.goto(f"{made.purse.base}/")
    taps = 0
    for name in ("经费", TITLE):
        page.get_by_role("link", name=name).first.click()
        taps += 1
    assert taps <= 3 and page.url.endswith(f"/fund/projects/{made.project}")
    text = page.locator("main").inner_text()
    assert "18,600.50" in text  # what it cost
    assert "6 人到会，5 人赞成" in text and "居民代表会议" in text  # who decided it
    assert "5 人打分，满意 100%" in text  # how it was rated
    assert_accessible(page)


def test_without_scripts_and_by_keyboard(made, open_page) -> None:
    page = open_page(360, javascript=False)
    page.goto(f"{made.purse.base}/fund/projects/{made.project}")
    page.get_by_role("link", name="路灯和安装").click()
    assert page.url.endswith(f"/fund/payments/{made.payment}")
    page.get_by_role("link", name=TITLE, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/fund/projects/{made.project}")


@pytest.mark.parametrize("look", ["lang=zh-Hans", "view=large&lang=zh-Hans", "lang=en"])
def test_nothing_is_wider_than_a_phone(made, open_page, assert_accessible, look: str) -> None:
    page, base = open_page(360), f"{made.purse.base}/fund"
    for path in (
        f"projects/{made.project}",
        f"payments/{made.payment}",
        f"contracts/{made.contract}",
        "2026/unexplained",
        "2026/questions",
        "2026/statements",
    ):
        page.goto(f"{base}/{path}?{look}")
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), path
        assert_accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_payment_to_its_voucher_and_contract(made, open_page, width: int) -> None:
    page = open_page(width)
    page.goto(f"{made.purse.base}/fund/payments/{made.payment}")
    picture = page.locator("figure.voucher img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    page.locator(f'a[href$="/fund/contracts/{made.contract}"]').first.click()
    page.wait_for_url(f"**/fund/contracts/{made.contract}")
    page.get_by_role("link", name="路灯和安装").click()
    page.wait_for_url(f"**/fund/payments/{made.payment}")
