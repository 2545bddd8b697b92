"""What several people do in the hall at the same moment is done once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest

from council.models.calling import Petition, PetitionSignature
from council.models.hall import MeetingTask, Motion, RequestKey, Speech
from council.models.journal import JournalEntry
from council.models.meetings import Attendance, Presence
from council.models.minutes import MinutesSignature
from council.models.people import Person
from council.models.polls import Poll
from council.services import (
    attendance,
    door,
    integrity,
    meetingtasks,
    motions,
    petitions,
    polls,
    signing,
    speeches,
)
from council.services import hall as acts
from council.services.attendance import Mark
from council.services.door import Signed
from council.services.hall import Stale
from council.services.meetingtasks import Owner
from council.services.motions import Decision
from tests.factories.community import Handle, on_stage
from tests.factories.hall import AT, LATER, REPRESENTATIVES, make_matter, stored
from tests.factories.minutes import AFTER, kept, key, submitted
from tests.factories.owners import make_owners
from tests.factories.petitions import UNTIL, ask
from tests.factories.room import Room
from tests.support.rounds import attempt, together

TIMES = 16
SAME = "sent sixteen times"
SIXTH = REPRESENTATIVES[5]

Act = Callable[[], Any]


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return on_stage(app_context, scene)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(TIMES) as threads:
        yield threads


@pytest.fixture
def by(app, hall: Handle) -> Callable[..., Act]:
    return partial(attempt, app, hall)


@pytest.fixture
def whole(app) -> Iterator[None]:
    """At the end every chain and commitment stands."""
    yield
    with app.app_context():
        assert list(integrity.check(app.config["UPLOADS"])) == []


def entries(hall: Handle, *kinds: str) -> int:
    return len(stored(hall, JournalEntry, JournalEntry.kind.in_(kinds)))


def heard(hall: Handle) -> Room:
    """Item 1 is open, the first representative has the floor."""
    room = Room(hall)
    room.open(1)
    room.ask(1)
    room.do(speeches.start)
    return room


def sheet(hall: Handle) -> list[str]:
    people = [hall.people[f"resident{n}"] for n in (1, 3, 5)]
    return [row.number for row in stored(hall, Person, Person.id.in_(people))]


# By entry: who, the act, what it is given, and where its row lies.
IN_THE_HALL: dict[str, tuple[Any, ...]] = {
    "speech.ask": ("representative2", speeches.ask, ("for",), {}, Speech),
    "speech.add": ("clerk", speeches.add, ("", "for"), {"name": "钱工"}, Speech),
    "speech.gist": ("clerk", speeches.write_gist, (1, "同意装棚。"), {"version": 0}, Speech),
    "item.record": ("clerk", acts.write_record, (1, "介绍方案。"), {"version": 0}, Speech),
    "motion.move": (
        "representative1", motions.move, ("amendment",), {"topic": "alter", "text": "十个"}, Motion,
    ),
    "motion.decide": ("clerk", motions.decide, (1, Decision("hands", yes=4)), {}, Motion),
    "task.set": (
        "clerk", meetingtasks.set_task, ("报方案", Owner(holder="居委会"), date(2027, 1, 1)),
        {"position": 1}, MeetingTask,
    ),
    "item.close": ("clerk", acts.close_item, (1, "两周内报。"), {"version": 1}, Speech),
}  # fmt: skip
MAKES_A_ROW = {"speech.ask", "speech.add", "motion.move", "task.set"}


@pytest.mark.usefixtures("whole")
def test_the_same_key_sixteen_times_at_once(hall, pool, by) -> None:
    """One row, one entry, nobody is refused; and once more later changes nothing."""
    room = heard(hall)
    for kind, (who, act, args, more, model) in IN_THE_HALL.items():
        rows, before = len(room.rows(model)), entries(hall, kind)
        same = f"{SAME}: {kind}"
        one = by(who, act, room.number, *args, **more, request_key=same, at=room.at)
        answers = together(pool, [one] * TIMES)
        one()
        assert {told for told in answers if isinstance(told, str)} <= {"2026-001", "adopted"}
        assert not [told for told in answers if isinstance(told, Stale)]
        assert len(room.rows(model)) == rows + (kind in MAKES_A_ROW), kind
        assert entries(hall, kind) == before + 1, kind
        assert len(stored(hall, RequestKey, RequestKey.key == same)) == 1
    assert (room.speech().gist, room.speech().version) == ("同意装棚。", 1)
    assert (room.item().record, room.item().conclusion) == ("介绍方案。", "两周内报。")
    assert room.item().version == 2


@pytest.mark.usefixtures("whole")
def test_a_motion_is_decided_by_one(hall, pool, by) -> None:
    room = heard(hall)
    position = room.move("amendment", "insert")
    answers = together(pool, [
        by("clerk", motions.decide, room.number, position, Decision("hands", yes=4),
           request_key=key(), at=room.at)
        for _ in range(TIMES)
    ])  # fmt: skip
    assert answers.count("adopted") == 1
    assert answers.count("motion_decided") == TIMES - 1
    assert entries(hall, "motion.decide") == 1


@pytest.mark.usefixtures("whole")
def test_an_arrival_sixteen_times_at_once(hall, pool, by) -> None:
    """One stay, one entry in the journal, however many times it is sent."""
    room = Room(hall)
    code = door.show(hall.community_id, hall.actor("clerk"), room.number, at=LATER)
    person = hall.people[SIXTH]
    here, never = [Mark(person, "present")], [Mark(person, "expected")]
    paper = [Signed(person, ((LATER, None),))]
    for one in (
        by(SIXTH, attendance.attend_online, room.number, at=LATER),
        by(SIXTH, door.come_in, room.number, code, at=LATER),
        by("clerk", attendance.mark, room.number, here, at=LATER),
        by("clerk", door.enter_list, room.number, paper, request_key=SAME, at=LATER),
    ):
        before = entries(hall, "meeting.attend", "meeting.attendance")
        together(pool, [one] * TIMES)
        [stay] = room.rows(Presence, Presence.person_id == person)
        [line] = room.rows(Attendance, Attendance.person_id == person)
        assert (stay.left_at, line.state) == (None, "present")
        assert entries(hall, "meeting.attend", "meeting.attendance") == before + 1
        by("clerk", attendance.mark, room.number, never, at=LATER)()


@pytest.mark.usefixtures("whole")
def test_one_signature_and_two_at_once(hall, pool, by) -> None:
    """Chair and recorder sign at once, eight times each: two signatures, and they suffice."""
    make_matter(hall, "resolution")
    number = submitted(hall)
    sha256 = kept(hall, number).sha256
    signing_each = []
    for who in ("chair", "clerk"):
        [person] = stored(hall, Person, Person.id == hall.people[who])
        each = by(who, signing.sign, number, name=person.name, sha256=sha256, at=AFTER)
        signing_each += [each] * (TIMES // 2)
    answers = together(pool, signing_each)
    assert sorted(set(answers)) == ["minutes_signed_already", "signed", "signing"]
    assert answers.count("minutes_signed_already") == TIMES - 2
    signatures = stored(hall, MinutesSignature)
    assert {one.role for one in signatures} == {"chair", "recorder"} and len(signatures) == 2
    assert kept(hall, number).state == "signed"
    assert entries(hall, "minutes.sign") == 2


class TestPetitions:
    @pytest.fixture(autouse=True)
    def owners(self, hall, whole) -> None:
        make_owners(hall)

    def test_opened_signed_entered_and_over_once(self, app, hall, pool, by) -> None:
        opening = by(
            "resident2", petitions.open_petition, body_id=hall.bodies["owners_assembly"],
            rule_id="OW1", title="要求开会", text="请召集。", closes_at=UNTIL,
            request_key=SAME, at=AT,
        )  # fmt: skip
        [number] = set(together(pool, [opening] * TIMES))
        assert len(stored(hall, Petition)) == entries(hall, "petition.open") == 1

        together(pool, [by("resident4", petitions.sign, number, at=AT)] * TIMES)
        mine = PetitionSignature.person_id == hall.people["resident4"]
        assert len(stored(hall, PetitionSignature, mine)) == entries(hall, "petition.sign") == 1
        assert stored(hall, Petition)[0].found["signatures"] == 2

        other = ask(hall, body="residents_assembly", rule_id="RA1")
        paper = by("clerk", petitions.enter, other, sheet(hall), request_key=f"{SAME}!", at=AT)
        assert sorted(together(pool, [paper] * TIMES)) == [0] * (TIMES - 1) + [3]
        assert len(stored(hall, PetitionSignature)) == 2 + 4
        assert entries(hall, "petition.enter") == 1

        over = len(stored(hall, Petition, Petition.state == "open"))

        def tick() -> int:
            with app.app_context():
                return petitions.due(hall.community_id, UNTIL)

        together(pool, [tick] * 4)
        assert over and entries(hall, "petition.lapse") == over

    def test_the_last_signature_against_taking_one_back(self, hall, pool, by) -> None:
        """It is reached with all that stand, or it is not reached; never with too few."""
        number = ask(hall)
        need = stored(hall, Petition)[0].found["alternatives"][0]["measures"][0]["need"]
        owners = [f"resident{n}" for n in (4, 6, 8, 10)][: need - 1]
        signs = [by(who, petitions.sign, number, at=AT) for who in owners]
        back = by("resident2", petitions.withdraw, number, at=AT)
        together(pool, [*signs, back])
        standing = stored(hall, PetitionSignature, PetitionSignature.withdrawn_at.is_(None))
        [petition] = stored(hall, Petition)
        assert petition.found["signatures"] == len(standing)
        assert (petition.state == "reached") == (len(standing) == need)


@pytest.mark.usefixtures("whole")
def test_the_floor_is_given_to_one(hall, pool, by) -> None:
    """One item is taken up, everybody has a place on the list, and nobody is skipped."""
    room = Room(hall)
    answers = together(pool, [
        by("clerk", acts.open_item, room.number, position, request_key=key(), at=room.at)
        for position in (1, 2, 3)
    ])  # fmt: skip
    assert sorted(map(str, answers)) == ["None", "item_other_open", "item_other_open"]
    assert sum(room.item(n).started_at is not None for n in (1, 2, 3)) == 1

    places = together(pool, [
        by(who, speeches.ask, room.number, "for", request_key=key(), at=room.at)
        for who in REPRESENTATIVES[:5]
    ])  # fmt: skip
    assert sorted(places) == [1, 2, 3, 4, 5]
    assert [speech.position for speech in room.rows(Speech)] == [1, 2, 3, 4, 5]

    for n in range(3):
        answers = together(pool, [
            by("clerk", speeches.start, room.number, seen=n, request_key=key(), at=room.at)
            for _ in range(8)
        ])  # fmt: skip
        assert answers.count(n + 1) == 1 and answers.count("hall_moved") == 7
        states = [speech.state for speech in room.rows(Speech)]
        assert states == ["spoken"] * n + ["speaking"] + ["waiting"] * (4 - n)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("leaving", ["go", "mark"])
def test_a_vote_opened_while_the_quorum_is_lost(hall, pool, by, leaving: str) -> None:
    """It opened while enough were here, or it was refused: never on too few."""
    room = heard(hall)
    room.seat_out(1)  # four are left, and four are needed
    who = REPRESENTATIVES[4]
    if leaving == "go":
        go = by(who, attendance.go, room.number, at=room.at)
    else:
        mark = [Mark(hall.people[who], "left")]
        go = by("clerk", attendance.mark, room.number, mark, at=room.at)
    opened, _ = together(pool, [by("clerk", polls.open_poll, room.number, 1, at=room.at), go])
    order = {
        row.kind: row.seq
        for row in stored(hall, JournalEntry)
        if row.kind in ("poll.open", "meeting.attendance")
    }
    assert room.rows(Attendance, Attendance.person_id == hall.people[who])[0].state == "left"
    if opened == "no_quorum":
        assert room.rows(Poll) == [] and "poll.open" not in order
    else:
        assert [poll.number for poll in room.rows(Poll)] == [opened]
        assert order["poll.open"] < order["meeting.attendance"]
