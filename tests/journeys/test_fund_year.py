"""A whole year of a fund, from the first resolution to closed books: every figure agrees."""

from __future__ import annotations

import pytest

from council.models.funds import FundYear
from tests.factories import fundyear
from tests.factories.community import make_community
from tests.factories.hall import stored
from tests.factories.money import WHOLE

_LIVED: dict[str, fundyear.Year] = {}


@pytest.fixture
def lived(app, app_context, scene, clock) -> fundyear.Year:
    """The year, lived through once per database."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        _LIVED[key] = fundyear.live_through(make_community(app, "t1"))

    scene("fundyear", build)
    clock.set(fundyear.on(1, 10, year=2027))
    return _LIVED[key]


def test_the_year_adds_up(lived) -> None:
    (year,) = stored(lived.hall, FundYear)
    assert len(lived.payments) == 60
    assert (year.granted, year.received) == (WHOLE, WHOLE)
    assert (year.free, year.planned, year.contracted) == (0, 0, 0)
    assert year.paid + year.swept == WHOLE
    assert year.closed_at is not None
