"""请假: ahead of the meeting only, by oneself or by the clerk; it lowers no quorum."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.apologies import Apology
from council.models.journal import JournalEntry
from council.models.meetings import Attendance
from council.rules.verdict import Refused
from council.services import apologies, meetings
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, REPRESENTATIVES, call, make_matter, opened, stored


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(code: str):
    return pytest.raises(Refused, match=code)


def excuse(hall, meeting, who="representative1", *, by="clerk", reason="住院", at=AT) -> None:
    person = hall.people[who]
    apologies.excuse(hall.community_id, hall.actor(by), meeting, person, reason, at=at)


def withdraw(hall, meeting, who="representative1", *, by="clerk", at=AT) -> None:
    apologies.withdraw(hall.community_id, hall.actor(by), meeting, hall.people[who], at=at)


def open_it(hall, meeting, at=LATER) -> dict:
    """Open the meeting; the lines of its roll by person."""
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), meeting, at=at)
    return {line.person_id: line for line in stored(hall, Attendance)}


def test_an_apology_stands_on_the_roll_when_the_meeting_opens(hall) -> None:
    meeting = call(hall, "representatives")
    excuse(hall, meeting)
    excuse(hall, meeting, "representative2", by="representative2", reason="")
    roll = open_it(hall, meeting)
    first = roll[hall.people["representative1"]]
    assert (first.state, first.reason) == ("excused", "住院")
    assert roll[hall.people["representative2"]].state == "excused"
    assert roll[hall.people["representative3"]].state == "expected"
    assert len(roll) == len(REPRESENTATIVES), "who is excused stays in the base"


def test_a_later_reason_replaces_the_earlier_and_the_same_is_no_entry(hall) -> None:
    meeting = call(hall, "representatives")
    for reason in ("住院", "出差", "出差"):
        excuse(hall, meeting, reason=reason)
    assert [a.reason for a in stored(hall, Apology)] == ["出差"]
    assert len(stored(hall, JournalEntry, JournalEntry.kind == "meeting.excuse")) == 2


def test_taken_back_means_expected(hall) -> None:
    meeting = call(hall, "representatives")
    excuse(hall, meeting)
    withdraw(hall, meeting, by="representative1")
    withdraw(hall, meeting)
    assert stored(hall, Apology) == []
    assert open_it(hall, meeting)[hall.people["representative1"]].state == "expected"


def test_once_open_the_roll_is_the_place(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    for act in (excuse, withdraw):
        with refused("excuse_on_the_roll"):
            act(hall, meeting, at=LATER)


def test_not_for_a_meeting_called_off(hall) -> None:
    meeting = call(hall, "representatives")
    meetings.cancel(hall.community_id, hall.actor("clerk"), meeting, "停电了", at=AT)
    with refused("meeting_cancelled"):
        excuse(hall, meeting)


def test_who_may_and_for_whom(hall) -> None:
    meeting = call(hall, "representatives")
    with refused("not_on_meeting_roll"):
        excuse(hall, meeting, "resident1")
    with refused("no_power"):
        excuse(hall, meeting, "representative2", by="representative1")
    with refused("no_power"):
        withdraw(hall, meeting, "representative2", by="representative1")
    with refused("not_found"):
        excuse(hall, "2026-999")


def test_any_resident_may_be_excused_from_the_residents_assembly(hall) -> None:
    later = LATER + timedelta(days=10)
    meeting = call(hall, "residents_assembly", starts=later)
    excuse(hall, meeting, "resident3", by="resident3")
    with refused("not_on_meeting_roll"):
        excuse(hall, meeting, "child")
    assert open_it(hall, meeting, later)[hall.people["resident3"]].state == "excused"


def test_both_committees_of_a_joint_sitting(hall) -> None:
    make_matter(hall, "review", "2026-002")
    meeting = call(hall, "party_committee", ["2026-002"], joint="residents_committee")
    excuse(hall, meeting, "committee1")
    assert open_it(hall, meeting)[hall.people["committee1"]].state == "excused"
