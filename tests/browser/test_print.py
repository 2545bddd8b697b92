"""On paper: no tools and forms, one column, letters one sheet per household with a code to scan."""

from __future__ import annotations

import re

import pytest

from council.models.people import Person
from council.models.places import Household
from council.services.unit import SYSTEM, unit
from tests.factories.community import sign_in
from tests.factories.square import NOW, square

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

TOOLS = """() => [...document.querySelectorAll(
    "form, nav ul, .aids, .signin, .demo, .govuk-button, .downloads, .filters, audio")]
  .filter((e) => e.getClientRects().length).map((e) => e.outerHTML.slice(0, 80))"""
TOO_BROAD = """() => [...document.querySelectorAll("main *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((e) => e.outerHTML.slice(0, 80))"""
A4_WIDE = 794
"""CSS pixels; media queries on paper are asked for the whole sheet."""
FOUR = 4
"""More adults than most households have; still one sheet."""


@pytest.fixture
def place(app, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


@pytest.fixture
def paper(open_page):
    """A page as the printer gets it."""
    page = open_page(A4_WIDE)
    page.emulate_media(media="print")
    return page


def sheets(page) -> int:
    """How many sheets Chromium prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_pages_print_without_tools_in_one_column(place, paper) -> None:
    here = place.base
    for path in (
        f"{here}/",
        f"{here}/proposals/{place.debated}",
        f"{here}/proposals/{place.passed}",
        f"{here}/meetings/2026-001",
        f"{here}/decisions/2026-001",
        f"{here}/rules/",
    ):
        assert paper.goto(path).ok, path
        assert paper.evaluate(TOOLS) == [], path
        assert paper.evaluate(TOO_BROAD) == [], path
        assert paper.locator("h1").first.is_visible()
    paper.goto(f"{here}/proposals/{place.passed}")
    way = paper.locator(".m-side").bounding_box()["width"]
    assert way > A4_WIDE * 0.9, "the way stands in a column of its own"


def test_the_first_sheet_of_a_matter_is_not_empty(place, paper) -> None:
    paper.goto(f"{place.base}/proposals/{place.passed}")
    now, way = (paper.locator(one).bounding_box() for one in (".m-now", ".m-side"))
    assert now["y"] + now["height"] < 500
    assert 0 <= way["y"] - now["y"] - now["height"] < 60
    assert sheets(paper) <= 4


def test_letters_take_one_sheet_per_household(app, place, open_page) -> None:
    hall = place.hall
    with (
        app.app_context(),
        unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=NOW) as work,
    ):
        home = work.get(Person, hall.people["neighbour"]).household_id
        number = work.get(Household, home).number
        for n in range(FOUR - 1):
            work.add(Person(number=f"{number}-{n}", name=f"于小{'甲乙丙'[n]}", household_id=home))
    page = signed_in(app, hall, open_page)
    page.goto(f"{place.base}/chamber/codes/")
    page.locator("main form .govuk-button").click()
    page.wait_for_selector(".letter")
    assert sheets(page) == page.locator(".letter").count()
    page.emulate_media(media="print")
    box = page.locator(".letter__line svg").first.bounding_box()
    assert box["width"] >= 100 and box["height"] >= 100, "too small to scan"
    assert not page.locator(".letters__note").is_visible()
    assert page.locator(".letter__line").count() >= FOUR


def signed_in(app, hall, open_page):
    """A page of the clerk's, with the session that a client has."""
    client = app.test_client()
    sign_in(client, hall.accounts["clerk"])
    cookie = client.get_cookie("session")
    page = open_page()
    page.goto("/sign-in")
    page.context.add_cookies(
        [{"name": "session", "value": cookie.value, "url": page.url.partition("/sign-in")[0]}]
    )
    return page
