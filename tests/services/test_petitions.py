"""Signatures for a meeting: who belongs, once, withdrawn, on paper, reached, called, lapsed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest

from council.models.bodies import Tenure
from council.models.calling import Petition, PetitionSignature
from council.models.journal import JournalEntry
from council.models.meetings import Meeting
from council.models.people import Person
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import meetings, petitions
from council.services.unit import SYSTEM, Actor, unit
from tests.factories.community import on_stage
from tests.factories.hall import AT, REPRESENTATIVES, stored
from tests.factories.owners import make_owners
from tests.factories.petitions import UNTIL, ask, kept, reached
from tests.factories.written import STARTS, call


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_owners(handle)
    return handle


def signed(hall, number, *people, at=AT):
    found = None
    for key in people:
        found = petitions.sign(hall.community_id, hall.actor(key), number, at=at)
    return found


def measures(hall, number):
    return {
        (one["who"], m["name"]): (m["have"], m["of"], m["need"])
        for one in kept(hall, number).found["alternatives"]
        for m in one["measures"]
    }


@contextmanager
def refused(*codes):
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def person(hall, key):
    return stored(hall, Person, Person.id == hall.people[key])[0]


def last_entry(hall):
    rows = sorted(stored(hall, JournalEntry), key=lambda row: row.seq)
    return rows[-1].kind, json.loads(rows[-1].payload)


def test_owners_sign_until_a_fifth_by_heads_and_area(hall) -> None:
    number = ask(hall)
    have, of, need = measures(hall, number)["owners", "heads"]
    assert (have, need) == (1, -(-of // 5))
    assert measures(hall, number)["owners", "area"][1] > of * 8900
    owners = [f"resident{n}" for n in (4, 6, 8, 10)]
    for key in owners[: need - 1]:
        assert kept(hall, number).state == "open"
        signed(hall, number, key, at=AT + timedelta(hours=1))
    row = kept(hall, number)
    assert (row.state, row.reached_at) == ("reached", AT + timedelta(hours=1))
    assert row.found["reached"] and row.found["signatures"] == need
    assert all(m["have"] >= m["need"] for m in row.found["alternatives"][0]["measures"])
    kind, payload = last_entry(hall)
    assert (kind, payload["facts"]["reached"]) == ("petition.sign", True)
    with refused("petition_reached"):
        petitions.withdraw(hall.community_id, hall.actor("resident2"), number, at=AT)
    with refused("petition_reached"):
        signed(hall, number, "resident12")


def test_only_who_belongs_and_once(hall) -> None:
    number = ask(hall)
    with refused("petition_not_yours"):  # lives in the other compound
        signed(hall, number, "resident1")
    with refused("petition_not_yours"):
        ask(hall, "resident1")
    before = len(stored(hall, JournalEntry))
    signed(hall, number, "resident2")
    assert len(stored(hall, JournalEntry)) == before
    assert len(stored(hall, PetitionSignature)) == 1
    with pytest.raises(Refused):
        petitions.sign(hall.community_id, Actor(hall.people["clerk"], "clerk"), number, at=AT)


def test_withdrawn_and_signed_again(hall) -> None:
    number = ask(hall)
    me = hall.actor("resident2")
    petitions.withdraw(hall.community_id, me, number, at=AT)
    assert measures(hall, number)["owners", "heads"][0] == 0
    with refused("petition_not_signed"):
        petitions.withdraw(hall.community_id, me, number, at=AT)
    signed(hall, number, "resident2")
    assert measures(hall, number)["owners", "heads"][0] == 1
    assert len(stored(hall, PetitionSignature)) == 1


def test_a_household_signs_by_its_delegate(hall) -> None:
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        work.get(Person, hall.people["resident4"]).is_delegate = False
    number = ask(hall, body="residents_assembly", rule_id="RA2")
    people, homes = (measures(hall, number)[who, "heads"] for who in ("residents", "households"))
    assert (people[0], homes[0]) == (1, 1)
    assert people[1] == homes[1]  # a home without a delegate stays in the base
    signed(hall, number, "resident4")
    found = measures(hall, number)
    assert (found["residents", "heads"][0], found["households", "heads"][0]) == (2, 1)
    shown = {one["who"]: one for one in kept(hall, number).found["alternatives"]}
    assert shown["households"]["unclear"] == 1
    assert shown["groups"]["kind"] == "uncounted"


def test_representatives_and_members_by_their_seats(hall) -> None:
    number = ask(hall, REPRESENTATIVES[0], body="representatives", rule_id="RC1")
    assert measures(hall, number) == {("representatives", "heads"): (1, 6, 2)}
    with refused("petition_not_yours"):
        signed(hall, number, "resident1")
    signed(hall, number, REPRESENTATIVES[1])
    assert kept(hall, number).state == "reached"
    inner = ask(hall, "owners1", body="owners_committee", rule_id="OC1")
    assert kept(hall, inner).state == "reached"  # one of one


def test_a_recall_by_voters_or_representatives(hall) -> None:
    number = ask(hall, REPRESENTATIVES[0], body="residents_assembly", rule_id="EL2")
    assert measures(hall, number)["representatives", "heads"] == (1, 6, 2)
    assert measures(hall, number)["registered_voters", "heads"][0] == 1
    signed(hall, number, REPRESENTATIVES[1])
    assert kept(hall, number).state == "reached"


def test_what_is_refused_at_the_opening(hall) -> None:
    with refused("petition_not_by_signature"):
        ask(hall, "secretary", body="party_committee", rule_id="PG3")
    with refused("body_without_rule"):
        ask(hall, rule_id="RC1")
    with refused("petition_in_past"):
        ask(hall, closes_at=AT)
    with refused("petition_too_long"):
        ask(hall, closes_at=AT + timedelta(days=200))
    with refused("text_missing"):
        ask(hall, title=" ")
    assert stored(hall, Petition) == []


def test_opened_twice_under_one_key(hall) -> None:
    first = ask(hall, request_key="a" * 32)
    assert ask(hall, request_key="a" * 32) == first
    assert len(stored(hall, Petition)) == 1


# --- on paper ---


def entered(hall, number, *rows, key="", at=AT):
    return petitions.enter(
        hall.community_id, hall.actor("clerk"), number, rows, request_key=key, at=at
    )


def test_a_sheet_is_entered_whole(hall) -> None:
    number = ask(hall, body="residents_assembly", rule_id="RA1")
    one, two, three = (person(hall, f"resident{n}") for n in (1, 3, 5))
    rows = (one.name, f"{two.name} {two.number}", f"{three.number}")
    assert entered(hall, number, *rows, key="b" * 32) == 3
    assert entered(hall, number, *rows, key="b" * 32) == 0
    papers = [row for row in stored(hall, PetitionSignature) if row.channel == "paper"]
    assert {row.person_id for row in papers} == {one.id, two.id, three.id}
    assert {row.entered_by_id for row in papers} == {hall.people["clerk"]}
    assert last_entry(hall)[0] == "petition.enter"
    assert one.name not in str(last_entry(hall)[1])


def test_a_sheet_with_bad_rows_leaves_nothing(hall) -> None:
    number = ask(hall)
    mine, good = person(hall, "resident2"), person(hall, "resident4")
    with refused("petition_row_unknown", "petition_row_differs", "petition_row_empty") as caught:
        entered(hall, number, "查无此人", f"{good.name} 99号楼", " ", good.name)
    assert [reason.params["row"] for reason in caught.value.reasons] == [1, 2, 3]
    assert caught.value.reasons[0].params["said"] == "查无此人"
    stranger = person(hall, "resident1")
    with refused("petition_row_signed", "petition_row_stranger", "petition_row_twice") as caught:
        entered(hall, number, mine.name, stranger.name, good.name, good.number)
    assert caught.value.reasons[2].params["first"] == 3
    with refused("petition_row_stranger"):
        entered(hall, number, "林小童")
    with refused("petition_sheet_rows"):
        entered(hall, number)
    assert len(stored(hall, PetitionSignature)) == 1
    assert entered(hall, number, good.name) == 1


def test_people_of_one_name_are_told_apart_by_their_home(hall) -> None:
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        for key in ("resident4", "resident6"):
            work.get(Person, hall.people[key]).name = "王同名"
    number = ask(hall)
    with refused("petition_row_many"):
        entered(hall, number, "王同名")
    room = {"resident4": "129", "resident6": "131"}["resident6"]
    assert entered(hall, number, f"王同名，{room}") == 1
    papers = [row for row in stored(hall, PetitionSignature) if row.channel == "paper"]
    assert [row.person_id for row in papers] == [hall.people["resident6"]]


# --- time ---


def test_what_falls_short_lapses(hall) -> None:
    number = ask(hall)
    assert petitions.due(hall.community_id, UNTIL - timedelta(seconds=1)) == 0
    with refused("petition_over"):
        signed(hall, number, "resident4", at=UNTIL)
    assert petitions.due(hall.community_id, UNTIL) == 1
    assert kept(hall, number).state == "lapsed"
    assert petitions.due(hall.community_id, UNTIL) == 0
    with refused("petition_over"):
        signed(hall, number, "resident4", at=UNTIL)


def test_what_suffices_after_the_roster_changed(hall) -> None:
    number = ask(hall, REPRESENTATIVES[0], body="representatives", rule_id="RC1")
    soon = AT + timedelta(days=2)
    assert petitions.due(hall.community_id, soon) == 0
    entries = len(stored(hall, JournalEntry))
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        work.get(Tenure, hall.tenures[REPRESENTATIVES[5]]).ends_on = legal_day(AT)
    assert petitions.due(hall.community_id, soon) == 1
    row = kept(hall, number)
    assert (row.state, row.reached_at) == ("reached", soon)
    assert measures(hall, number) == {("representatives", "heads"): (1, 5, 1)}
    assert last_entry(hall)[0] == "petition.reach"
    assert petitions.due(hall.community_id, soon) == 0
    assert len(stored(hall, JournalEntry)) == entries + 2


def test_who_left_no_longer_counts(hall) -> None:
    number = ask(hall, REPRESENTATIVES[0], body="representatives", rule_id="RC1")
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        work.get(Tenure, hall.tenures[REPRESENTATIVES[0]]).ends_on = legal_day(AT)
        work.get(Tenure, hall.tenures[REPRESENTATIVES[5]]).ends_on = legal_day(AT)
    signed(hall, number, REPRESENTATIVES[1])
    assert measures(hall, number) == {("representatives", "heads"): (1, 4, 1)}


def test_as_whom_somebody_may_sign(hall) -> None:
    number = ask(hall, body="residents_assembly", rule_id="RA1")
    found = petitions.mine(hall.community_id, number, hall.people["resident1"], at=AT)
    assert found == ("residents", "households")
    assert petitions.mine(hall.community_id, number, hall.people["child"], at=AT) == ()
    assert petitions.mine(hall.community_id, "2026-999", hall.people["child"], at=AT) is None


# --- the vote called on it ---


def test_who_may_not_call_alone_calls_on_a_petition(hall) -> None:
    with refused("petition_needed") as caught:
        call(hall, who="chair")
    assert "民法典 278" in caught.value.reasons[0].statutes
    assert call(hall, who="owners1", starts_at=STARTS + timedelta(hours=1))
    number = ask(hall)
    petition = kept(hall, number)
    with refused("petition_not_reached"):
        call(hall, who="chair", petition_id=petition.id)
    for key in ("resident4", "resident6", "resident8", "resident10"):
        if kept(hall, number).state == "open":
            signed(hall, number, key)
    meeting = call(hall, who="chair", petition_id=petition.id)
    row = stored(hall, Meeting, Meeting.number == meeting)[0]
    assert (row.petition_id, kept(hall, number).state) == (petition.id, "called")
    with refused("petition_called"):
        call(hall, petition_id=petition.id, starts_at=STARTS + timedelta(hours=2))


def test_a_recall_is_called_by_nobody_alone(hall) -> None:
    for who in ("clerk", "chair", "secretary"):
        with refused("petition_needed"):
            call(hall, body="residents_assembly", rule_id="EL2", petition_id=None, who=who)


def test_a_petition_for_another_body_does_not_count(hall) -> None:
    other = reached(hall, "residents_assembly", "RA1")
    with refused("petition_of_another"):
        call(hall, who="chair", petition_id=other.id)
    assert kept(hall, other.number).state == "reached"


def test_a_meeting_called_on_it_and_called_off(hall) -> None:
    petition = reached(hall, "representatives", "RC1")
    given = {
        "body_id": hall.bodies["representatives"],
        "starts_at": STARTS,
        "place": "活动室",
        "topics": ["门禁"],
        "petition_id": petition.id,
    }
    clerk = hall.actor("clerk")
    meeting = meetings.convene(hall.community_id, clerk, **given, at=AT)
    assert kept(hall, petition.number).state == "called"
    assert last_entry(hall)[1]["facts"]["petition"] == petition.number
    later = given | {"starts_at": STARTS + timedelta(days=1)}
    with refused("petition_called"):
        meetings.convene(hall.community_id, clerk, **later, at=AT)
    meetings.cancel(hall.community_id, clerk, meeting, "停电", at=AT)
    assert kept(hall, petition.number).state == "reached"
    assert meetings.convene(hall.community_id, clerk, **later, at=AT)
