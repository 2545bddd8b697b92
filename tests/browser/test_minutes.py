"""Minutes in a real browser, from the clerk's first word to the published sheet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from council.models.people import Person
from tests.browser.test_every_page import Walker
from tests.factories.community import on_stage
from tests.factories.hall import make_matter, stored
from tests.factories.minutes import AFTER, OVER, held, kept, published

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def hall(app, app_context, scene, clock):
    handle = on_stage(app, scene)
    make_matter(handle, "resolution")
    clock.set(OVER)
    return handle


def name_of(hall, who: str) -> str:
    return stored(hall, Person, Person.id == hall.people[who])[0].name


def look(page, name: str) -> None:
    """Keep a picture where somebody asks for one."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_the_life_of_minutes(hall, clock, open_page, site, assert_accessible, width: str) -> None:
    number = held(hall)
    walk = Walker(open_page, site, width, assert_accessible)
    page, here = walk.page, f"/c/t1/chamber/meetings/{number}/minutes"

    def enter(who: str) -> None:
        walk.sign_in(hall.accounts[who])
        walk.walk([here])
        look(page, f"desk-{width}-{kept_state(hall, number)}-{who}")

    enter("clerk")
    for n in (1, 2):
        page.fill(f"#item-{n}-record", f"{name_of(hall, 'representative3')}说水压不够。")
        page.fill(f"#item-{n}-conclusion", "先询价，下次再议。")
        page.click(f"#item-{n} form:has(#item-{n}-record) button")
        page.wait_for_load_state()
    page.select_option("#officers-chair", hall.people["chair"].hex)
    page.select_option("#officers-recorder", hall.people["clerk"].hex)
    page.click("#officers button")
    page.wait_for_load_state()
    page.click("form[action$='/circulate'] button")
    page.wait_for_load_state()
    enter("representative1")
    page.fill("#own-1-text", "第 1 位说的是水压，不是水质。")
    page.click("form[action$='/correct'] button")
    page.wait_for_load_state()
    enter("representative1")
    assert page.locator("ins").count()
    clock.set(AFTER)
    enter("clerk")
    page.click("form[action$='/submit'] button")
    page.wait_for_load_state()
    for who in ("clerk", "chair"):
        enter(who)
        page.fill("#sign-name", name_of(hall, who))
        page.click("form[action$='/sign'] button")
        page.wait_for_load_state()
    enter("clerk")
    page.click("form[action$='/publish'] button")
    page.wait_for_load_state()
    enter("clerk")
    page.context.clear_cookies()
    public = f"/c/t1/meetings/{number}/minutes"
    walk.walk([public, f"{public}/print", f"{public}/print?size=large"])
    assert not walk.faults, "\n".join(walk.faults)
    page.goto(public)
    text = page.inner_text("main")
    assert "不是水质" in text and "说水压不够" in text
    assert name_of(hall, "representative3") not in text
    look(page, f"public-{width}")
    page.goto(f"{public}/print")
    look(page, f"print-{width}")


def kept_state(hall, number: str) -> str:
    """The state of the minutes; a draft that was never sent round has no row."""
    try:
        return kept(hall, number).state
    except IndexError:
        return "draft"


def test_the_sheet_prints_without_tools(hall, open_page) -> None:
    number = published(hall)
    page = open_page(794)
    page.emulate_media(media="print")
    page.goto(f"/c/t1/meetings/{number}/minutes/print")
    assert not page.locator(".papertools").is_visible()
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page") >= 1
