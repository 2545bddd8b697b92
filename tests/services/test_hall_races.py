"""What several people do in the hall at the same moment: done once, and nothing is lost.

``HALL_RACES=50`` tries each race that often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from council.models.calling import Petition, PetitionSignature
from council.models.hall import MeetingTask, Motion, RequestKey, Speech
from council.models.journal import JournalEntry
from council.models.meetings import Attendance, Presence
from council.models.minutes import MinutesSignature
from council.models.people import Person
from council.models.polls import Poll
from council.rules.verdict import Refused
from council.services import (
    attendance,
    door,
    integrity,
    meetingtasks,
    minutes,
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
from tests.factories.minutes import AFTER, OVER, held, item, kept, key, submitted
from tests.factories.owners import make_owners
from tests.factories.petitions import UNTIL, ask
from tests.factories.room import Room
from tests.support.rounds import rounds, together

TIMES = 16
RACES = rounds("HALL_RACES", 2)
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
    """An act by somebody, to be done in a thread: gives its answer, ``Stale``, or the code."""

    def prepare(who: str, act: Callable[..., Any], *args: Any, **more: Any) -> Act:
        def run() -> Any:
            with app.app_context():
                try:
                    return act(hall.community_id, hall.actor(who), *args, **more)
                except Stale as newer:
                    return newer
                except Refused as no:
                    return no.reasons[0].code

        return run

    return prepare


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


def moving(hall: Handle) -> Room:
    room = heard(hall)
    room.move("amendment", "alter")
    return room


def sheet(hall: Handle) -> list[str]:
    people = [hall.people[f"resident{n}"] for n in (1, 3, 5)]
    return [row.number for row in stored(hall, Person, Person.id.in_(people))]


# who, the act, what it is given, and how many rows it leaves in all.
IN_THE_HALL: dict[str, tuple[Any, ...]] = {
    "speech.ask": ("representative2", speeches.ask, ("for",), {}, Speech, 2),
    "speech.add": ("clerk", speeches.add, ("", "for"), {"name": "钱工"}, Speech, 2),
    "speech.gist": ("clerk", speeches.write_gist, (1, "同意装棚。"), {"version": 0}, Speech, 1),
    "item.record": ("clerk", acts.write_record, (1, "介绍方案。"), {"version": 0}, Speech, 1),
    "item.close": ("clerk", acts.close_item, (1, "两周内报。"), {"version": 0}, Speech, 1),
    "motion.move": (
        "representative1", motions.move, ("order",), {"topic": "close_list"}, Motion, 1,
    ),
    "task.set": (
        "clerk", meetingtasks.set_task, ("报方案", Owner(holder="居委会"), date(2027, 1, 1)),
        {"position": 1}, MeetingTask, 1,
    ),
}  # fmt: skip


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("kind", IN_THE_HALL)
def test_the_same_key_sixteen_times_at_once(hall, pool, by, kind: str) -> None:
    """One row, one entry, nobody is refused; and once more later changes nothing."""
    who, act, args, more, model, left = IN_THE_HALL[kind]
    room = heard(hall)
    before = entries(hall, kind)
    one = by(who, act, room.number, *args, **more, request_key=SAME, at=room.at)
    answers = together(pool, [one] * TIMES)
    assert not [told for told in answers if isinstance(told, (str, Refused)) and told != "2026-001"]
    one()
    assert len(room.rows(model)) == left
    assert entries(hall, kind) == before + 1
    assert len(stored(hall, RequestKey, RequestKey.key == SAME)) == 1
    assert room.speech().version == (1 if kind == "speech.gist" else 0)
    assert room.item().version == (1 if kind.startswith("item.") else 0)


@pytest.mark.usefixtures("whole")
def test_a_motion_is_decided_once(hall, pool, by) -> None:
    """Sixteen times under one key all are told the outcome; under other keys one decides."""
    room = moving(hall)
    for same in (True, False):
        position = 1 if same else room.move("amendment", "insert")
        deciding = [
            by("clerk", motions.decide, room.number, position, Decision("hands", yes=4),
               request_key=SAME if same else f"{SAME} {n}", at=room.at)
            for n in range(TIMES)
        ]  # fmt: skip
        answers = together(pool, deciding)
        assert answers.count("adopted") == (TIMES if same else 1)
        assert answers.count("motion_decided") == (0 if same else TIMES - 1)
        assert entries(hall, "motion.decide") == (1 if same else 2)
    assert [motion.yes for motion in room.rows(Motion)] == [4, 4]


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("way", ["online", "door", "clerk", "paper"])
def test_an_arrival_sixteen_times_at_once(hall, pool, by, way: str) -> None:
    """One stay, one entry in the journal, however many times it is sent."""
    room = Room(hall)
    code = door.show(hall.community_id, hall.actor("clerk"), room.number, at=LATER)
    person = hall.people[SIXTH]
    before = entries(hall, "meeting.attend", "meeting.attendance")
    one = {
        "online": by(SIXTH, attendance.attend_online, room.number, at=LATER),
        "door": by(SIXTH, door.come_in, room.number, code, at=LATER),
        "clerk": by(
            "clerk", attendance.mark, room.number, [Mark(person, "present")], at=LATER
        ),
        "paper": by(
            "clerk", door.enter_list, room.number, [Signed(person, ((LATER, None),))],
            request_key=SAME, at=LATER,
        ),
    }[way]  # fmt: skip
    together(pool, [one] * TIMES)
    [stay] = room.rows(Presence, Presence.person_id == person)
    [line] = room.rows(Attendance, Attendance.person_id == person)
    assert (stay.left_at, line.state) == (None, "present")
    assert entries(hall, "meeting.attend", "meeting.attendance") == before + 1


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

    def test_a_signature(self, hall, pool, by) -> None:
        number = ask(hall)
        together(pool, [by("resident4", petitions.sign, number, at=AT)] * TIMES)
        mine = PetitionSignature.person_id == hall.people["resident4"]
        assert len(stored(hall, PetitionSignature, mine)) == entries(hall, "petition.sign") == 1
        assert stored(hall, Petition)[0].found["signatures"] == 2

    def test_a_sheet(self, hall, pool, by) -> None:
        number = ask(hall, body="residents_assembly", rule_id="RA1")
        act = by("clerk", petitions.enter, number, sheet(hall), request_key=SAME, at=AT)
        assert sorted(together(pool, [act] * TIMES)) == [0] * (TIMES - 1) + [3]
        assert len(stored(hall, PetitionSignature)) == 4
        assert entries(hall, "petition.enter") == 1

    def test_an_opening(self, hall, pool, by) -> None:
        act = by(
            "resident2", petitions.open_petition, body_id=hall.bodies["owners_assembly"],
            rule_id="OW1", title="要求开会", text="请召集。", closes_at=UNTIL,
            request_key=SAME, at=AT,
        )  # fmt: skip
        assert len(set(together(pool, [act] * TIMES))) == 1
        assert len(stored(hall, Petition)) == entries(hall, "petition.open") == 1

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

    def test_the_tick_in_two_processes(self, app, hall, pool) -> None:
        """What is over lapses once."""
        ask(hall)

        def tick() -> int:
            with app.app_context():
                return petitions.due(hall.community_id, UNTIL)

        together(pool, [tick] * 4)
        assert stored(hall, Petition)[0].state == "lapsed"
        assert entries(hall, "petition.lapse") == 1


def one_wins(answers: list[Any], texts: list[str], stands: str, version: int) -> None:
    """Exactly one text stands; everybody else is given it, at its version."""
    newer = [told for told in answers if isinstance(told, Stale)]
    won = [text for text, told in zip(texts, answers, strict=True) if told == version]
    assert won == [stands] and len(newer) == len(texts) - 1
    assert {(one.text, one.version) for one in newer} == {(stands, version)}


@pytest.mark.usefixtures("whole")
class TestClerksTypingAtOnce:
    """Each of several clerks writes something else into the same place, having seen the same."""

    CLERKS = 4

    @pytest.mark.parametrize("what", ["gist", "record"])
    def test_in_the_hall(self, hall, pool, by, what: str) -> None:
        room = heard(hall)
        act = {"gist": speeches.write_gist, "record": acts.write_record}[what]
        for n in range(RACES):
            texts = [f"第 {n} 次，书记员 {one} 写的" for one in range(self.CLERKS)]
            answers = together(pool, [
                by("clerk", act, room.number, 1, text, version=n, request_key=key(), at=room.at)
                for text in texts
            ])  # fmt: skip
            stands = room.speech().gist if what == "gist" else room.item().record
            one_wins(answers, texts, stands, n + 1)
        assert entries(hall, "speech.gist", "item.record") == RACES

    def test_in_the_minutes(self, hall, pool, by) -> None:
        make_matter(hall, "resolution")
        number = held(hall)
        for n in range(RACES):
            texts = [f"第 {n} 次，书记员 {one} 写的" for one in range(self.CLERKS)]
            answers = together(pool, [
                by("clerk", minutes.write_item, number, 1, record=text, conclusion=f"{text}。",
                   version=n, request_key=key(), at=OVER)
                for text in texts
            ])  # fmt: skip
            now = item(hall, number, 1)
            assert now.conclusion == f"{now.record}。", "of one text the record, of another the end"
            one_wins(answers, texts, now.record, n + 1)
        assert entries(hall, "minutes.item") == RACES

    def test_what_is_said_and_what_is_concluded(self, hall, pool, by) -> None:
        """Record and conclusion of one item at once: both stand, or the record comes back."""
        room = heard(hall)
        for position in (1, 2, 3):
            if position > 1:
                room.open(position)
            before = room.item(position).version
            close, write = together(pool, [
                by("clerk", acts.close_item, room.number, position, "同意。", version=before,
                   request_key=key(), at=room.at),
                by("clerk", acts.write_record, room.number, position, "记下的话", version=before,
                   request_key=key(), at=room.at),
            ])  # fmt: skip
            assert close is None
            now = room.item(position)
            assert (now.conclusion, now.ended_at is not None) == ("同意。", True)
            if isinstance(write, Stale):
                assert (write.text, write.version, now.record) == ("", now.version, "")
            else:
                assert (now.record, now.version) == ("记下的话", before + 2)

    def test_two_conclusions(self, hall, pool, by) -> None:
        room = heard(hall)
        texts = ["同意。", "不同意。"]
        answers = together(pool, [
            by("clerk", acts.close_item, room.number, 1, text, version=0, request_key=key(),
               at=room.at)
            for text in texts
        ])  # fmt: skip
        assert sorted(map(str, answers)) == ["None", "item_not_open"]
        assert room.item().conclusion == texts[answers.index(None)]
        assert entries(hall, "item.close") == 1


@pytest.mark.usefixtures("whole")
class TestTheFloor:
    def test_is_given_to_one(self, hall, pool, by) -> None:
        """However many press, one more has the floor, and nobody is skipped."""
        room = Room(hall)
        room.open(1)
        for n in (1, 2, 3, 4):
            room.ask(n)
        for n in range(3):
            answers = together(pool, [
                by("clerk", speeches.start, room.number, seen=n, request_key=key(), at=room.at)
                for _ in range(8)
            ])  # fmt: skip
            assert answers.count(n + 1) == 1 and answers.count("hall_moved") == 7
            states = [speech.state for speech in room.rows(Speech)]
            assert states == ["spoken"] * n + ["speaking"] + ["waiting"] * (3 - n)

    def test_an_item_is_taken_up_by_one(self, hall, pool, by) -> None:
        room = Room(hall)
        answers = together(pool, [
            by("clerk", acts.open_item, room.number, position, request_key=key(), at=room.at)
            for position in (1, 2, 3)
        ])  # fmt: skip
        assert sorted(map(str, answers)) == ["None", "item_other_open", "item_other_open"]
        assert sum(room.item(n).started_at is not None for n in (1, 2, 3)) == 1

    def test_everybody_asks_at_once(self, hall, pool, by) -> None:
        """Each gets a place of their own."""
        room = Room(hall)
        room.open(1)
        answers = together(pool, [
            by(who, speeches.ask, room.number, "for", request_key=key(), at=room.at)
            for who in REPRESENTATIVES[:5]
        ])  # fmt: skip
        assert sorted(answers) == [1, 2, 3, 4, 5]
        assert [speech.position for speech in room.rows(Speech)] == [1, 2, 3, 4, 5]


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
