"""The pages of the books in Chromium: axe, nothing wider than a phone, large print."""

from __future__ import annotations

import os

import pytest

from tests.browser.test_every_page import Walker
from tests.factories import money
from tests.factories.community import on_stage
from tests.services.test_fundcorrections import correct, last

pytestmark = pytest.mark.one_database
BOOKS = "books/service/2026"


@pytest.fixture
def purse(app, app_context, scene, clock):
    made = money.purse(on_stage(app, scene), money.PROJECT, 1_200_000)
    contract = money.contract(made, 0, 900_000)
    money.paid(made, 0, 100_000, contract=contract)
    correct(made, last(made, "payment"))
    number = money.paid(made, 1, 200_000)
    money.given_back(made, number, 50_000)
    clock.set(money.AT)
    return made


PATHS = (
    *("", BOOKS, f"{BOOKS}?kind=payment", f"{BOOKS}?month=8", "new", "open", "books/history"),
    *(f"{BOOKS}/{act}" for act in ("grant", "receive", "cut", "sweep", "carry")),
    *(f"{BOOKS}/close-month", f"{BOOKS}/close-year", f"{BOOKS}/entries/1/correct"),
)


@pytest.mark.parametrize("look", ["narrow", "wide", "large"])
def test_pages_of_the_books(purse, open_page, site, assert_accessible, look: str) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    for who in ("clerk", "supervisor1"):
        walk.sign_in(purse.hall.accounts[who])
        paths = PATHS if who == "clerk" else ("", BOOKS)
        walk.walk([f"{purse.base}/chamber/fund/{path}" for path in paths])
        if os.environ.get("SHOTS"):
            for path in ("", BOOKS, f"{BOOKS}/receive", f"{BOOKS}/entries/7/correct"):
                walk.page.goto(f"{purse.base}/chamber/fund/{path}")
                name = f"{look}-{who}-{path.replace('/', '_') or 'front'}.png"
                walk.page.screenshot(path=f"/tmp/shots/{name}", full_page=True)
    assert not walk.faults, "\n".join(walk.faults)
