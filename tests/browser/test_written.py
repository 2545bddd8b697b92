"""Votes over a period in a real browser: axe, and nothing wider than a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.meetings import Meeting
from council.services import steering
from tests.browser.test_every_page import Walker
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.written import STARTS, cast, elect, opened, village, voters

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def hall(app, app_context, scene, clock):
    """An owners' vote that was suspended and runs again, and an election ahead."""
    handle = village(on_stage(app, scene))
    elect(handle, starts_at=STARTS + timedelta(days=1))
    poll, clerk = opened(handle), handle.actor("clerk")
    cast(handle, poll, voters(handle, poll)[:5])
    noon = STARTS + timedelta(hours=2)
    steering.suspend(handle.community_id, clerk, poll, "投票箱被雨淋湿，先停一停。", at=noon)
    steering.resume(
        handle.community_id, clerk, poll, "雨停了，继续收票。", at=noon + timedelta(hours=1)
    )
    clock.set(noon + timedelta(hours=2))
    return handle


@pytest.mark.parametrize("look", ["narrow", "wide", "large"])
def test_pages_of_votes_over_a_period(hall, open_page, site, assert_accessible, look: str) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    numbers = [meeting.number for meeting in stored(hall, Meeting)]
    walk.walk([f"/c/t1/meetings/{number}" for number in numbers])
    ahead = [m.number for m in stored(hall, Meeting) if m.form == "written" and not m.opened_at]
    assert ahead
    walk.walk([f"/c/t1/meetings/{number}/outlook" for number in ahead])
    kinds = ("motion", "choice", "budget") if look == "narrow" else ("score",)
    pages = [f"/c/t1/chamber/written/new/{kind}" for kind in kinds]
    pages += [f"/c/t1/chamber/written/{number}" for number in numbers]
    walk.sign_in(hall.accounts["clerk"])
    walk.walk(pages)
    assert not walk.faults, "\n".join(walk.faults)
