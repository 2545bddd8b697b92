"""Series: who meets how often, begun once, ended once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.db import reading
from council.models.calling import MeetingSeries, SeriesSide
from council.queries.public import series as shown
from council.rules.verdict import Refused
from council.services import meetings, series
from tests.factories.community import on_stage
from tests.factories.hall import AT, make_matter, stored
from tests.factories.joint import PEOPLE, call_joint, key, opened_joint

FIRST = date(2026, 5, 14)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def begin(hall, sides=("owners_committee", "property_company"), who="clerk", **changes):
    said = {
        "name": "物业联席会议",
        "every": "month",
        "sides": [hall.bodies[side] for side in sides],
        "invited": [hall.bodies["street_office"]] if len(sides) > 1 else [],
        "place": "物业会议室",
        "started_on": FIRST,
        "request_key": key(),
        "at": AT,
    } | changes
    return series.start(hall.community_id, hall.actor(who), **said)


def codes(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_sides_and_the_body_that_meets_alone(hall) -> None:
    joint_id, own_id = begin(hall), begin(hall, ("representatives",), name="代表例会")
    rows = {row.id: row for row in stored(hall, MeetingSeries)}
    assert (rows[joint_id].kind, rows[joint_id].rule_id) == ("joint", "JM1")
    assert (rows[own_id].kind, rows[own_id].rule_id) == ("body", "RC1")
    roles = [(row.position, row.role) for row in stored(hall, SeriesSide)]
    assert sorted(roles) == [(1, "side"), (2, "side"), (3, "invited")]


def test_what_is_refused(hall) -> None:
    begin(hall)
    assert codes(begin, hall) == ["series_name_taken"]
    assert codes(begin, hall, name="二", every="month") == ["text_too_short"]
    assert codes(begin, hall, name="例会", every="day") == ["value_unknown"]
    assert codes(begin, hall, (), name="例会") == ["joint_needs_sides"]
    assert codes(begin, hall, ("staff",), name="例会") == ["body_without_rule"]
    assert codes(begin, hall, ("owners_committee", "staff"), name="例会") == [
        "joint_not_a_side_kind"
    ]
    assert codes(begin, hall, who="owners1", name="例会") == ["no_power"]


def test_the_same_request_begins_one_series(hall) -> None:
    again = key()
    assert begin(hall, request_key=again) is not None
    assert begin(hall, request_key=again) is None
    assert len(stored(hall, MeetingSeries)) == 1


def test_a_series_ends_once(hall) -> None:
    found = begin(hall)
    series.end(hall.community_id, hall.actor("clerk"), found, at=AT)
    assert codes(series.end, hall.community_id, hall.actor("clerk"), found, at=AT) == [
        "series_over"
    ]
    line = shown.load(reading(), hall.community_id, found)
    assert line is not None and not line.late(date(2030, 1, 1))


def test_the_chair_passes_on_and_the_next_date_is_proposed(hall) -> None:
    found = begin(hall)
    line = shown.load(reading(), hall.community_id, found)
    assert line.due_on == FIRST and line.chair_next.name == line.sides[0].name
    assert not line.late(date(2026, 5, 31)) and line.late(date(2026, 6, 1))
    starts = at_noon(FIRST)
    number = opened_joint(hall, PEOPLE, series=found, starts=starts)
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    line = shown.load(reading(), hall.community_id, found)
    assert line.last.number == number and line.called is None
    assert line.chair_next.name == line.sides[1].name
    assert line.due_on == date(2026, 6, 15)  # the 14th is a Sunday
    assert line.proposed(at_noon(date(2026, 6, 15)), 3) == date(2026, 6, 22)  # a holiday between
    assert line.late(date(2026, 7, 1))
    ahead = call_joint(
        hall, series=found, at=starts, starts=at_noon(date(2026, 6, 15)), chair="property_company"
    )
    line = shown.load(reading(), hall.community_id, found)
    assert line.called.number == ahead and line.last.number == number


def test_the_representatives_meet_every_quarter_series_or_not(hall) -> None:
    (line,) = shown.lines(reading(), hall.community_id)
    assert (line.id, line.rule_id, line.every) == (None, "RC1", "quarter")
    assert line.due_by == date(2025, 3, 31) and not line.late(date(2025, 4, 1))
    make_matter(hall, "resolution")
    starts = AT + timedelta(days=10)
    number = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=starts,
        place="活动室",
        items=["2026-001"],
        at=AT,
    )
    (line,) = shown.lines(reading(), hall.community_id)
    assert line.called.number == number
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    (line,) = shown.lines(reading(), hall.community_id)
    assert line.due_by == date(2026, 9, 30) and not line.late(date(2026, 9, 30))
    assert line.late(date(2026, 10, 1))
    begin(hall, ("representatives",), name="代表例会")
    assert [line.name for line in shown.lines(reading(), hall.community_id)] == ["代表例会"]
