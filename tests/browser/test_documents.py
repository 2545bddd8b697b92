"""Papers on the screen and on A4, and the page of templates, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.test_every_page import LOOKS, TOO_WIDE
from tests.browser.test_print import A4_WIDE, TOO_BROAD, sheets
from tests.factories.community import sign_in
from tests.factories.hall import call
from tests.factories.square import NOW, square

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def papers(app, app_context, scene, clock) -> tuple:
    made = square(app, scene)
    clock.set(NOW)
    number = call(made.hall, "representatives", [made.debated], at=NOW, starts=NOW.replace(day=29))
    here, chamber = f"{made.base}/meetings/{number}", f"{made.base}/chamber"
    public = [
        f"{here}/notice/print",
        f"{here}/agenda/print",
        f"{made.base}/decisions/2026-001/print",
    ]
    inside = [f"{chamber}/meetings/{number}/{kind}/print" for kind in ("notice", "attendance")]
    inside += [
        f"{chamber}/documents/",
        *(f"{chamber}/documents/{k}" for k in ("notice", "minutes")),
    ]
    return made, public, inside


def as_clerk(page, app, place) -> None:
    client = app.test_client()
    client.inspect = False
    sign_in(client, place.hall.accounts["clerk"])
    cookie = client.get_cookie("session")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": page.url}])


def keep(page, name: str) -> None:
    """A picture to look at, where somebody wants one (``COUNCIL_PICTURES``)."""
    folder = os.environ.get("COUNCIL_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("look", LOOKS)
def test_papers_fit_every_screen(papers, app, open_page, assert_accessible, look) -> None:
    place, public, inside = papers
    width, query = LOOKS[look]
    page = open_page(width)
    page.goto("/")
    as_clerk(page, app, place)
    for n, path in enumerate([*public, *inside]):
        assert page.goto(f"{path}?{query}").ok, path
        assert page.evaluate(TOO_WIDE) is None, path
        assert_accessible(page)
        keep(page, f"{look}-{n}")


def test_papers_on_paper(papers, app, open_page) -> None:
    place, public, inside = papers
    page = open_page(A4_WIDE)
    page.goto("/")
    as_clerk(page, app, place)
    page.emulate_media(media="print")
    for path in (*public, *inside[:2]):
        assert page.goto(path).ok, path
        assert page.evaluate(TOO_BROAD) == [], path
        assert 1 <= sheets(page) <= 3, path
        assert page.locator(".papertools").is_hidden()
        assert page.locator("svg[role=img] path").count() == 1, "a code leads to the page"
        normal = page.locator("main").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        page.goto(f"{path}?view=large")
        large = page.locator("main").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert large >= 24 and large > normal, "18 points at least"
        page.goto(f"{path}?view=standard")
