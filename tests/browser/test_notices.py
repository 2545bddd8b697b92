"""Notices in a real browser: accessible at any width, and on paper as large as they say."""

from __future__ import annotations

import re

import pytest

from council.models.meetings import Meeting
from council.services import mailboxes, meetings
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import AT, LATER, make_matter, stored

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

TOPICS = ("三季度服务经费收支", "北门早市占道和消防通道", "停车费怎么用", "电梯年检", "其他事项")
MM = 72 / 25.4
"""Points of a millimetre."""
TOO_WIDE = "() => document.scrollingElement.scrollWidth - window.innerWidth"


@pytest.fixture
def place(app, scene, clock):
    """A community with a meeting called, told by mail to one."""
    hall = on_stage(app, scene)
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    with app.app_context():
        make_matter(hall, "resolution")
        mailboxes.keep(hall.community_id, hall.actor("representative2"), "li@example.com", at=AT)
        number = meetings.convene(
            hall.community_id,
            hall.actor("clerk"),
            body_id=hall.bodies["representatives"],
            starts_at=LATER,
            place="社区议事厅（杏林北路12号一层）",
            title="2026年第三次居民代表会议",
            items=["2026-001"],
            topics=TOPICS,
            at=AT,
        )
        assert stored(hall, Meeting)[0].number == number
    return hall, f"{hall.base}/chamber/meetings/{number}"


@pytest.fixture
def enter(app, site, place, open_page):
    """``enter("clerk", 360)``: a page of somebody who has signed in."""

    def open_as(who: str, width: int = 1280):
        client = app.test_client()
        sign_in(client, place[0].accounts[who])
        page = open_page(width)
        cookie = {"name": "session", "value": client.get_cookie("session").value}
        page.context.add_cookies([cookie | {"url": site.url}])
        return page

    return open_as


def sheets(page) -> list[tuple[int, int]]:
    """The sheets that Chromium prints, in millimetres."""
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", made)
    return [(round(float(wide) / MM), round(float(high) / MM)) for wide, high in boxes]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_accessible_and_fit(place, enter, assert_accessible, width) -> None:
    hall, base = place
    pages = {
        "clerk": [f"{base}/notices", f"{base}/notices/list", f"{base}/notices/poster", base],
        "representative2": [f"{base}/notice", f"{hall.base}/account", "/account"],
    }
    for who, paths in pages.items():
        page = enter(who, width)
        for path in paths:
            assert page.goto(path).ok, path
            assert page.evaluate(TOO_WIDE) <= 0, path
            assert_accessible(page)


@pytest.mark.parametrize(("size", "sheet"), [("a4", (297, 210)), ("a3", (420, 297))])
def test_a_poster_is_one_sheet_as_large_as_it_says(place, enter, size, sheet) -> None:
    page = enter("clerk")
    page.goto(f"{place[1]}/notices/poster?size={size}")
    assert sheets(page) == [sheet]
    page.emulate_media(media="print")
    code = page.locator(".qr svg").bounding_box()
    assert code["width"] > 200, "too small to scan from a step away"


def test_the_list_is_a4(place, enter) -> None:
    page = enter("clerk")
    page.goto(f"{place[1]}/notices/list")
    assert set(sheets(page)) == {(210, 297)}


def test_the_clerk_ticks_receipts_and_makes_an_address_without_javascript(place, enter) -> None:
    hall, base = place
    page = enter("clerk", 360)
    page.goto(f"{base}/notices")
    for box in page.locator(".notice-table input").all()[:2]:
        box.check()
    page.get_by_role("button", name="登记签收").click()
    assert page.get_by_text("登记了 2 人签收。").is_visible()
    page = enter("representative1", 360)
    page.goto(f"{hall.base}/account")
    page.get_by_role("button", name="生成我的日历地址").click()
    address = page.locator(".feed a").get_attribute("href")
    assert page.request.get(address).status == 200
    page.get_by_role("button", name="停用日历地址").click()
    assert page.request.get(address).status == 410
