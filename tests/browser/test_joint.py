"""Joint meetings, promises and series in a real browser: axe, and nothing wider than a phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.models.calling import MeetingSeries
from council.models.meetings import Meeting
from council.services import joint, meetings, series
from tests.browser.test_every_page import Walker
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, stored
from tests.factories.joint import SIDES, call_joint, key, opened_joint, promise
from tests.support.visitor import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def hall(app, app_context, scene, clock):
    """One joint meeting held with a dissent and promises, one open, one ahead, in a series."""
    handle = on_stage(app, scene)
    found = series.start(
        handle.community_id,
        handle.actor("clerk"),
        name="物业联席会议",
        every="month",
        sides=[handle.bodies[side] for side in SIDES],
        started_on=LATER.date(),
        request_key=key(),
        at=AT,
    )
    held = opened_joint(handle, series=found)
    for who, side, stance, words in (
        ("owners1", SIDES[0], "agree", ""),
        ("property", SIDES[1], "dissent", "备件要等厂家，十天以后才有。"),
    ):
        joint.state(
            handle.community_id,
            handle.actor(who),
            held,
            1,
            side_id=handle.bodies[side],
            stance=stance,
            words=words,
            request_key=key(),
            at=LATER,
        )
    promise(handle, held, SIDES[1], due=date(2026, 5, 20))
    promise(handle, held, SIDES[0], "公示公共收益")
    meetings.close_meeting(handle.community_id, handle.actor("clerk"), held, at=LATER)
    today = LATER + timedelta(days=30)
    opened_joint(handle, ("owners1",), series=found, at=LATER, starts=today)
    call_joint(handle, series=found, at=today, starts=today + timedelta(days=20))
    clock.set(today + timedelta(hours=1))
    return handle


@pytest.mark.parametrize("look", ["narrow", "wide", "large", "large-en"])
def test_pages_of_joint_meetings(hall, open_page, site, assert_accessible, look: str) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    numbers = [meeting.number for meeting in stored(hall, Meeting)]
    base = hall.base
    walk.walk([f"{base}/meetings/{number}" for number in numbers])
    walk.walk([f"{base}/followups/", f"{base}/followups/2026-001", f"{base}/series/"])
    walk.walk([f"{base}/followups/?state=done"])
    walk.sign_in(hall.accounts["owners1"])
    walk.walk([f"{base}/chamber/meetings/{number}/sides" for number in numbers])
    walk.walk([f"{base}/chamber/followups/2026-001", f"{base}/chamber/followups/2026-002"])
    walk.sign_in(hall.accounts["clerk"])
    (found,) = stored(hall, MeetingSeries)
    walk.walk([f"{base}/chamber/series/new", f"{base}/chamber/series/{found.id}"])
    walk.walk([f"{base}/chamber/meetings/{number}/sides" for number in numbers])
    assert not walk.faults, "\n".join(walk.faults)


def test_a_side_speaks_without_scripts(hall, open_page, site, assert_accessible) -> None:
    """On a phone without JavaScript: the form folds out, is sent, and comes back at its item."""
    page = open_page(360, javascript=False)
    sign_in(page, site, hall.accounts["owners1"])
    (now,) = [m.number for m in stored(hall, Meeting) if m.opened_at and not m.closed_at]
    page.goto(f"{hall.base}/chamber/meetings/{now}/sides")
    fold = page.locator("#i-1 details", has_text="表态")
    fold.locator("summary").click()
    fold.get_by_label("保留意见").check()
    fold.locator("textarea").fill("等物业到会再说。")
    fold.locator("button").click()
    assert page.url.endswith("/sides#i-1")
    assert "等物业到会再说。" in page.locator("#i-1").inner_text()
