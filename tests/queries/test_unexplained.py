"""What is unexplained lists itself: each kind, and the day on which it begins."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.db import reading
from council.models.funds import FundYear
from council.queries.public import unexplained
from council.rules.calendar import midnight
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def found(purse, on: date, n: int = 500):
    (year,) = stored(purse.hall, FundYear)
    at = midnight(on) + timedelta(hours=9)
    return unexplained.top(reading(), purse.hall.community_id, year.id, at, n)


def kinds(purse, on: date) -> list[str]:
    return [line.kind for line in found(purse, on).lines]


def test_nothing_is_unexplained_at_first(purse) -> None:
    assert found(purse, date(2026, 3, 3)) == unexplained.Found((), 0)


def test_months_and_quarters_that_nobody_closed(purse) -> None:
    assert "month_open" not in kinds(purse, date(2026, 4, 10))
    assert kinds(purse, date(2026, 4, 11)) == ["month_open"]
    assert kinds(purse, date(2026, 4, 16)) == ["statement_missing", "month_open"]
    all_of_it = found(purse, date(2027, 5, 1), 3)
    assert (all_of_it.total, len(all_of_it.lines)) == (1 + 4 + 10, 3)
    assert next(line.kind for line in all_of_it.lines) == "audit_missing"
