"""Coming in by the code of the day, stays, signed lists, who attends besides; the quorum lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.meetings import Attendance, Meeting, Observer, Presence
from council.models.minutes import Minutes
from council.rules.verdict import Refused
from council.services import attendance, ballots, door, meetings, observers, polls, presence
from council.services.attendance import Mark
from council.services.door import Signed
from council.services.unit import SYSTEM, unit
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


def minute(n: int):
    return LATER + timedelta(minutes=n)


def come(hall, who: str, number: str, code: str, at=LATER) -> str:
    return door.come_in(hall.community_id, hall.actor(who), number, code, at=at)


def show(hall, number: str, at=LATER) -> str:
    return door.show(hall.community_id, hall.actor("clerk"), number, at=at)


def mark(hall, number: str, who: str, state: str, at=LATER, **more) -> int:
    marks = [Mark(hall.people[who], state, **more)]
    return attendance.mark(hall.community_id, hall.actor("clerk"), number, marks, at=at)


def stays(hall, who: str) -> list[tuple[str, str, object, object]]:
    found = stored(hall, Presence, Presence.person_id == hall.people[who])
    found.sort(key=lambda stay: stay.arrived_at)
    return [(s.via, s.channel, s.arrived_at, s.left_at) for s in found]


def line(hall, who: str) -> Attendance:
    return stored(hall, Attendance, Attendance.person_id == hall.people[who])[0]


def test_the_code_lets_members_in(hall) -> None:
    number = opened(hall, "representatives", [])
    code = show(hall, number)
    assert len(code) == 8 and show(hall, number) == code
    assert come(hall, "representative1", number, f" {code.lower()} ", minute(3)) == "here"
    assert come(hall, "representative1", number, code, minute(4)) == "here"
    assert stays(hall, "representative1") == [("qr", "hall", minute(3), None)]
    assert (line(hall, "representative1").state, line(hall, "representative1").channel) == (
        "present",
        "hall",
    )
    with pytest.raises(Refused) as caught:
        come(hall, "resident1", number, code)
    assert refused(caught) == ["not_on_meeting_roll"]


def test_wrong_and_old_codes(hall) -> None:
    number = opened(hall, "representatives", [])
    for code in ("", "AAAAAAAA"):
        with pytest.raises(Refused) as caught:
            come(hall, "representative1", number, code)
        assert refused(caught) == ["door_code_wrong"]
    code = show(hall, number)
    anew = door.renew(hall.community_id, hall.actor("clerk"), number, at=LATER)
    assert anew != code
    with pytest.raises(Refused) as caught:
        come(hall, "representative1", number, code)
    assert refused(caught) == ["door_code_wrong"]
    tomorrow = LATER + timedelta(days=1)
    with pytest.raises(Refused) as caught:
        come(hall, "representative1", number, anew, tomorrow)
    assert refused(caught) == ["door_code_old"]
    assert show(hall, number, tomorrow) != anew
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=tomorrow)
    with pytest.raises(Refused) as caught:
        come(hall, "representative1", number, anew, tomorrow)
    assert refused(caught) == ["meeting_closed"]


def test_who_comes_before_the_opening_waits(hall) -> None:
    number = call(hall, "representatives")
    with pytest.raises(Refused) as caught:
        show(hall, number, AT)
    assert refused(caught) == ["door_not_yet"]
    early = LATER - timedelta(minutes=20)
    code = show(hall, number, early)
    assert come(hall, "representative2", number, code, early) == "waiting"
    assert come(hall, "representative2", number, code, early) == "waiting"
    with pytest.raises(Refused) as caught:
        come(hall, "resident1", number, code, early)
    assert refused(caught) == ["not_on_meeting_roll"]
    assert stored(hall, Attendance) == []
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    here = line(hall, "representative2")
    assert (here.state, here.arrived_at) == ("present", early)
    assert line(hall, "representative1").state == "expected"


def test_only_who_keeps_the_meeting_opens_the_door(hall) -> None:
    number = opened(hall, "representatives", [])
    with pytest.raises(Refused) as caught:
        door.show(hall.community_id, hall.actor("representative1"), number, at=LATER)
    assert refused(caught) == ["no_power"]


def test_leaving_and_returning_keeps_each_minute(hall) -> None:
    number = opened(hall, "representatives", ["representative1"])
    mark(hall, number, "representative1", "left", minute(10))
    mark(hall, number, "representative1", "present", minute(15), channel="online")
    mark(hall, number, "representative1", "present", minute(20), channel="hall")
    attendance.go(hall.community_id, hall.actor("representative1"), number, at=minute(30))
    attendance.go(hall.community_id, hall.actor("representative1"), number, at=minute(31))
    assert stays(hall, "representative1") == [
        ("clerk", "hall", LATER, minute(10)),
        ("clerk", "online", minute(15), minute(20)),
        ("clerk", "hall", minute(20), minute(30)),
    ]
    assert (line(hall, "representative1").state, line(hall, "representative1").arrived_at) == (
        "left",
        LATER,
    )
    attendance.attend_online(
        hall.community_id, hall.actor("representative1"), number, at=minute(40)
    )
    assert stays(hall, "representative1")[-1] == ("online", "online", minute(40), None)


def test_a_mark_by_mistake_leaves_no_stay(hall) -> None:
    number = opened(hall, "representatives", ["representative1"])
    mark(hall, number, "representative1", "excused", minute(2), reason="出差")
    assert stays(hall, "representative1") == []
    with pytest.raises(Refused) as caught:
        mark(hall, number, "representative2", "present", minute(2), arrived_at=minute(9))
    assert refused(caught) == ["arrival_before_opening"]


def signed(hall, number: str, *lines: Signed, key: str = "a" * 32, at=None) -> int:
    clerk = hall.actor("clerk")
    return door.enter_list(
        hall.community_id, clerk, number, lines, request_key=key, at=at or minute(120)
    )


def test_a_signed_list_after_the_close(hall) -> None:
    number = opened(hall, "representatives", ["representative1"])
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=minute(60))
    two, three, four = (hall.people[f"representative{n}"] for n in (2, 3, 4))
    lines = [
        Signed(two, ((minute(-10), minute(12)), (minute(20), None))),
        Signed(three, ((minute(5), minute(30)),)),
        Signed(four, (), "excused", "住院"),
    ]
    assert signed(hall, number, *lines) == 3
    assert signed(hall, number, *lines) == 3
    assert stays(hall, "representative2") == [
        ("paper", "hall", minute(-10), minute(12)),
        ("paper", "hall", minute(20), None),
    ]
    states = [line(hall, f"representative{n}").state for n in (2, 3, 4, 5)]
    assert states == ["present", "left", "excused", "absent"]
    assert line(hall, "representative4").reason == "住院"


def test_signed_lists_that_cannot_be(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    poll = polls.open_poll(hall.community_id, hall.actor("clerk"), number, 1, at=minute(30))
    ballots.vote(
        hall.community_id, hall.actor("representative1"), poll, "yes",
        request_key="k" * 32, at=minute(31),
    )  # fmt: skip
    one = hall.people["representative1"]
    for lines, code in (
        (Signed(one, ((minute(0), minute(30)),)), "voted_so_present"),
        (Signed(one), "voted_so_present"),
        (Signed(one, ((minute(0), None), (minute(5), None))), "presence_times"),
        (Signed(one, ((minute(130), None),)), "presence_times"),
        (Signed(hall.people["resident1"], ((minute(0), None),)), "not_on_meeting_roll"),
    ):
        with pytest.raises(Refused) as caught:
            signed(hall, number, lines, key=code.ljust(32, "x"))
        assert code in refused(caught)
    with unit(hall.community_id, kind="minutes.sign", actor=SYSTEM, at=minute(60)) as work:
        meeting = work.all(Meeting)[0]
        work.add(Minutes(meeting_id=meeting.id, state="signing"))
    with pytest.raises(Refused) as caught:
        signed(hall, number, Signed(hall.people["representative2"], ((minute(0), None),)))
    assert refused(caught) == ["attendance_signed"]


def test_observers_come_and_go(hall) -> None:
    number = call(hall, "representatives")
    clerk, cid = hall.actor("clerk"), hall.community_id
    for _ in range(2):
        observers.add(
            cid, clerk, number, name="孙工", title="物业公司", request_key="o" * 32, at=AT
        )
    (guest,) = stored(hall, Observer)
    assert guest.arrived_at is None
    meetings.open_meeting(cid, clerk, number, at=LATER)
    observers.move(cid, clerk, number, guest.id, what="arrived", at=minute(1))
    observers.move(cid, clerk, number, guest.id, what="left", at=minute(9))
    (guest,) = stored(hall, Observer)
    assert (guest.arrived_at, guest.left_at) == (minute(1), minute(9))
    observers.add(cid, clerk, number, name="李警官", request_key="p" * 32, at=minute(10))
    assert {row.arrived_at for row in stored(hall, Observer)} == {minute(1), minute(10)}
    observers.move(cid, clerk, number, guest.id, what="removed", at=minute(11))
    assert [row.name for row in stored(hall, Observer)] == ["李警官"]
    with pytest.raises(Refused) as caught:
        observers.move(cid, clerk, number, stored(hall, Observer)[0].id, what="danced", at=AT)
    assert refused(caught) == ["value_unknown"]


def test_votes_are_refused_while_the_quorum_is_lost_and_taken_when_it_returns(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:4])
    clerk, cid = hall.actor("clerk"), hall.community_id
    poll = polls.open_poll(cid, clerk, number, 1, at=minute(1))
    mark(hall, number, "representative4", "left", minute(2))

    def cast(who: str, n: int) -> None:
        actor = hall.actor(who)
        ballots.vote(cid, actor, poll, "yes", request_key=f"{who}{'k' * 20}", at=minute(n))

    with pytest.raises(Refused) as caught:
        cast("representative1", 3)
    assert refused(caught) == ["no_quorum"] and caught.value.reasons[0].params["missing"] == 1
    mark(hall, number, "representative4", "present", minute(4))
    cast("representative1", 5)
    cast("representative4", 6)
    mark(hall, number, "representative4", "left", minute(7))  # has voted: is a participant
    cast("representative2", 8)
    with unit(cid, kind="test", actor=SYSTEM, at=minute(9)) as work:
        meeting = work.all(Meeting)[0]
        (roll,) = presence.rolls(work, meeting)
        rule = presence.law.rule(work.session, cid, "RC1", LATER)
        found = [(c.at, c.met) for c in roll.changes(rule, meeting.opened_at)]
        work.repeat()
    assert found == [
        (LATER, True),
        (minute(2), False),
        (minute(4), True),
        (minute(7), False),
    ]


def test_the_roll_of_owners_counts_heads_and_area(hall) -> None:
    from tests.factories.owners import OWNERS, make_owners

    make_owners(hall)
    starts = AT + timedelta(days=20)
    number = meetings.convene(
        hall.community_id, hall.actor("clerk"), body_id=hall.bodies[OWNERS], starts_at=starts,
        place="广场", items=(), topics=["换水泵"], rule_id="OW1", at=AT,
    )  # fmt: skip
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    owners = {row.person_id for row in stored(hall, Attendance)}
    assert {row.office for row in stored(hall, Attendance)} == {"owner"}
    names = [name for name, person in hall.people.items() if person in owners]
    seat(hall, number, names[:2], at=starts)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=starts) as work:
        meeting = work.all(Meeting)[0]
        (roll,) = presence.rolls(work, meeting)
        now = roll.quorum(presence.law.rule(work.session, hall.community_id, "OW1", starts))
        work.repeat()
    assert now.area is not None and now.area.of > now.area.have > 0
    assert (now.have, now.of) == (2, len(roll.lines)) and not now.met
