"""What joint meetings and series leave to do, and for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.db import reading
from council.queries.chamber import duties
from council.queries.visitors import Visitor
from council.services import followups, joint, meetings, series
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import AT, LATER
from tests.factories.joint import call_joint, key, opened_joint, promise

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def owed(hall, who, at):
    kinds = frozenset({hall.kinds.get(who, "resident")})
    visitor = Visitor(hall.people[who], "", "", kinds, dict.fromkeys(kinds, ""))
    found = duties.collect(reading(), hall.community_id, visitor, at)
    mine = ("task.", "item.", "series.", "meeting.side")
    return {duty.act: duty for duty in found if duty.act.startswith(mine)}


def test_sides_may_put_items_while_the_meeting_is_ahead(hall) -> None:
    number = call_joint(hall)
    assert owed(hall, "property", AT)["meeting.side"].number == number
    assert owed(hall, "chair", AT) == {} and owed(hall, "street", AT) == {}


def test_an_answer_is_owed_by_the_other_side(hall) -> None:
    number = opened_joint(hall)
    found = owed(hall, "property", LATER)
    assert found["item.answer"].title == "电梯困人的响应时间"
    assert found["item.answer"].due_at.isoformat().startswith("2026-06-17T00:00")
    joint.answer(
        hall.community_id,
        hall.actor("property"),
        number,
        1,
        side_id=hall.bodies["property_company"],
        text="三十分钟",
        request_key=key(),
        at=LATER,
    )
    assert owed(hall, "property", LATER) == {}
    assert owed(hall, "owners1", LATER)["item.answer"].title == "地库漏水"


def test_a_promise_is_reported_then_judged(hall) -> None:
    number = promise(hall, opened_joint(hall), "property_company", due=date(2026, 5, 20))
    duty = owed(hall, "property", LATER)["task.report"]
    assert duty.number == number and duty.primary
    assert "task.report" not in owed(hall, "owners1", LATER)
    followups.report(
        hall.community_id, hall.actor("property"), number, "换好", request_key=key(), at=LATER
    )
    assert "task.report" not in owed(hall, "property", LATER)
    assert "task.evaluate" in owed(hall, "owners1", LATER)
    assert "task.evaluate" in owed(hall, "supervisor1", LATER)


def test_conveners_are_reminded_of_a_series(hall, client, clock) -> None:
    found = series.start(
        hall.community_id,
        hall.actor("clerk"),
        name="物业联席会议",
        every="month",
        sides=[hall.bodies["owners_committee"], hall.bodies["property_company"]],
        started_on=date(2026, 6, 15),
        request_key=key(),
        at=AT,
    )
    assert owed(hall, "clerk", AT) == {}
    assert owed(hall, "owners1", AT + 30 * DAY) == {}
    duty = owed(hall, "chair", AT + 30 * DAY)["series.call"]
    assert (duty.href, duty.rule) == (f"/chamber/series/{found}", "JM1")
    clock.set(AT + 60 * DAY)
    sign_in(client, hall.accounts["clerk"])
    page = client.get(f"{hall.base}/chamber/").text
    assert "召集例会：物业联席会议" in page and "已超期" in page
    starts = AT + 70 * DAY
    call_joint(hall, series=found, at=AT + 60 * DAY, starts=starts)
    assert "series.call" not in owed(hall, "clerk", AT + 60 * DAY)


def test_the_assembly_is_due_every_quarter(hall) -> None:
    number = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=LATER,
        place="活动室",
        topics=["半年工作"],
        at=AT,
    )
    clerk = hall.actor("clerk")
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    meetings.close_meeting(hall.community_id, clerk, number, at=LATER)
    assert "series.call" not in owed(hall, "clerk", LATER + 70 * DAY)
    duty = owed(hall, "clerk", LATER + 80 * DAY)["series.call"]
    assert (duty.rule, duty.href) == ("RC1", "/chamber/meetings/new")
    assert duty.due_at.isoformat().startswith("2026-10-01T00:00")
