"""Calling, opening, marking and closing meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.meetings import AgendaItem, Attendance, Meeting
from council.rules.verdict import Refused
from council.services import attendance, meetings
from council.services.attendance import Mark
from tests.factories.community import on_stage
from tests.factories.hall import (
    AT,
    LATER,
    REPRESENTATIVES,
    call,
    make_matter,
    opened,
    seat,
    stored,
)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_a_call_names_its_items(hall) -> None:
    number = call(hall, "representatives")
    meeting = stored(hall, Meeting)[0]
    assert (meeting.number, meeting.rule_id) == (number, "RC1")
    item = stored(hall, AgendaItem)[0]
    assert item.for_decision and "充电棚" in item.title


def test_too_short_a_notice_is_refused_with_the_rule(hall) -> None:
    with pytest.raises(Refused) as caught:
        call(hall, "representatives", starts=AT + timedelta(days=5))
    reason = caught.value.reasons[0]
    assert (reason.code, reason.rule) == ("notice_too_short", "RC1")
    assert stored(hall, Meeting) == []


def test_the_same_hour_twice_is_refused(hall) -> None:
    call(hall, "representatives")
    with pytest.raises(Refused) as caught:
        call(hall, "representatives")
    assert refused(caught) == ["meeting_same_time"]


def test_a_meeting_needs_an_item_and_a_body_with_a_rule(hall) -> None:
    with pytest.raises(Refused) as caught:
        call(hall, "representatives", items=())
    assert refused(caught) == ["meeting_no_items"]
    with pytest.raises(Refused) as caught:
        call(hall, "staff")
    assert refused(caught) == ["body_without_rule"]


def test_a_resident_calls_no_meeting(hall) -> None:
    with pytest.raises(Refused) as caught:
        meetings.convene(
            hall.community_id,
            hall.actor("resident1"),
            body_id=hall.bodies["representatives"],
            starts_at=LATER,
            place="活动室",
            items=["2026-001"],
            at=AT,
        )
    assert refused(caught) == ["no_power"]


def test_a_late_item_may_be_discussed_not_decided(hall) -> None:
    number = call(hall, "representatives")
    make_matter(hall, "resolution", "2026-002")
    clerk = hall.actor("clerk")
    early = meetings.add_item(
        hall.community_id, clerk, number, proposal_number="2026-002", at=AT + timedelta(days=1)
    )
    make_matter(hall, "resolution", "2026-003", at=AT + timedelta(days=1))
    late = meetings.add_item(
        hall.community_id, clerk, number, proposal_number="2026-003", at=LATER - timedelta(days=2)
    )
    items = {item.position: item for item in stored(hall, AgendaItem)}
    assert items[early].for_decision and not items[late].for_decision


def test_the_roll_is_frozen_at_the_opening(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    lines = stored(hall, Attendance)
    assert len(lines) == 6
    assert sum(line.state == "present" for line in lines) == 4
    assert {line.office for line in lines} == {"representative"}
    with pytest.raises(Refused) as caught:
        meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    assert refused(caught) == ["meeting_already_open"]


@pytest.mark.parametrize("rule_id", ["RA1", "RA2"])
def test_residents_assembly_by_persons_and_by_households(hall, rule_id: str) -> None:
    starts = AT + timedelta(days=20)
    number = meetings.convene(
        hall.community_id,
        hall.actor("chair"),
        body_id=hall.bodies["residents_assembly"],
        starts_at=starts,
        place="广场",
        items=["2026-001"],
        rule_id=rule_id,
        at=AT,
    )
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    people = {line.person_id for line in stored(hall, Attendance)}
    assert hall.people["child"] not in people
    assert hall.people["clerk"] not in people
    assert hall.people["resident1"] in people


def test_attendance_is_marked_and_changed(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:2])
    clerk, person = hall.actor("clerk"), hall.people["representative1"]
    mark = lambda *args, **more: attendance.mark(  # noqa: E731
        hall.community_id, clerk, number, [Mark(*args, **more)], at=LATER + timedelta(hours=1)
    )
    assert mark(person, "present") == 0
    assert mark(person, "left") == 1
    assert mark(hall.people["representative3"], "excused", reason="出差") == 1
    for state, channel in (("asleep", "hall"), ("present", "phone")):
        with pytest.raises(Refused) as caught:
            mark(person, state, channel)
        assert refused(caught) == ["value_unknown"]
    with pytest.raises(Refused) as caught:
        mark(hall.people["resident2"], "present")
    assert refused(caught) == ["not_on_meeting_roll"]


def test_joining_online(hall) -> None:
    number = opened(hall, "representatives", [])
    attendance.attend_online(hall.community_id, hall.actor("representative5"), number, at=LATER)
    line = next(
        line
        for line in stored(hall, Attendance)
        if line.person_id == hall.people["representative5"]
    )
    assert (line.state, line.channel) == ("present", "online")
    with pytest.raises(Refused) as caught:
        attendance.attend_online(hall.community_id, hall.actor("resident1"), number, at=LATER)
    assert refused(caught) == ["not_on_meeting_roll"]


def test_closing_marks_the_absent(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:5])
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, remark="顺利", at=LATER)
    assert min(line.state for line in stored(hall, Attendance)) == "absent"
    with pytest.raises(Refused) as caught:
        seat(hall, number, ["representative1"])
    assert refused(caught) == ["meeting_closed"]


def test_calling_off(hall) -> None:
    number = call(hall, "representatives")
    clerk = hall.actor("clerk")
    meetings.cancel(hall.community_id, clerk, number, "台风", at=AT)
    for act in (meetings.cancel, None):
        with pytest.raises(Refused) as caught:
            if act:
                act(hall.community_id, clerk, number, "再来", at=AT)
            else:
                meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
        assert refused(caught) == ["meeting_cancelled"]
    assert call(hall, "representatives") != number
