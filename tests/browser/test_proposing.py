"""Proposing and vetting in a real browser: narrow and wide, similar ones while typing."""

from __future__ import annotations

import pytest

from tests.factories.community import give_password
from tests.factories.proposals import AT, TEXT, in_vetting, proposed, village

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def here(app, scene, clock):
    clock.set(AT)
    handle = village(app, scene)
    with app.app_context():
        yield handle


def signed_in(app, here, page, key: str) -> None:
    password = give_password(app, here.accounts[key])
    page.goto("/sign-in")
    page.fill("input[name=login]", f"{here.slug}-{key}")
    page.fill("input[name=password]", password)
    page.click("form:has(input[name=password]) button")
    page.wait_for_load_state()


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
def test_writing_shows_similar_ones_while_typing(
    app, here, open_page, assert_accessible, width: int
) -> None:
    number = proposed(here, "resident2", title="3号楼门口台阶太陡，请装扶手")
    page = open_page(width)
    signed_in(app, here, page, "resident1")
    page.goto(f"{here.base}/chamber/proposals/new")
    page.locator("#title").press_sequentially("3号楼门口的台阶装扶手")
    page.wait_for_selector(f"#similar-list a[href$='{number}']")
    assert fits(page)
    assert_accessible(page)
    page.fill("#text", TEXT)
    page.click("button[value=preview]")
    page.wait_for_url("**/preview")
    assert fits(page)
    assert_accessible(page)
    page.click("form[action$='/submit'] button")
    page.wait_for_url("**/proposals/2026-002")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_secretary_decides_without_javascript(
    app, here, open_page, assert_accessible, width: int
) -> None:
    number = in_vetting(here)
    page = open_page(width)
    signed_in(app, here, page, "secretary")
    page.goto(f"{here.base}/chamber/proposals/{number}")
    assert fits(page)
    assert_accessible(page)
    plain = open_page(width, javascript=False)
    signed_in(app, here, plain, "secretary")
    plain.goto(f"{here.base}/chamber/proposals/{number}")
    plain.click("form[action$='/vetting/decline'] button")
    assert plain.locator(".govuk-error-summary").is_visible()
    plain.fill("#decline-reason", "这件事不属于居民会议能决定的范围。")
    plain.select_option("#decline-rule", "PG1")
    plain.click("form[action$='/vetting/decline'] button")
    plain.wait_for_url(f"**/proposals/{number}")
