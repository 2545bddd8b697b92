"""Rolls: frozen with every reason against it named, sealed, checked again."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from council.db import db
from council.models.acts import Interest
from council.models.journal import JournalEntry
from council.models.people import Person
from council.models.places import Ownership, Unit
from council.models.polls import Poll, PollVoter
from council.models.rolls import roll_lines
from council.rules.verdict import Refused
from council.services import review, rolls
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage
from tests.factories.hall import LATER, make_matter, matter, stored
from tests.factories.owners import OWNERS, house, make_owners, own, place_poll


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    handle.units = make_owners(handle)
    return handle


def working(hall, at=LATER):
    return unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=at)


def freeze(hall, body=OWNERS, rule="OW1", **more):
    with working(hall) as work:
        poll, meeting, body = place_poll(work, hall.bodies[body], rule, **more)
        rolls.freeze(work, poll, meeting, body)
        work.tell(number=poll.number)
    return stored(hall, PollVoter, PollVoter.poll_id == poll.id)


def codes(caught):
    return [(reason.code, reason.params.get("unit")) for reason in caught.value.reasons]


def test_a_line_says_why_it_is_there_and_names_nobody(hall):
    voters = freeze(hall)
    mine = next(v for v in voters if v.person_id == hall.people["resident2"])
    assert (mine.heads, mine.area, mine.line, mine.office_title) == (1, 8957, 0, "")
    assert mine.label == "3号楼 1单元 127"
    assert mine.basis == {
        "kind": "owner",
        "units": [
            {"unit": "3号楼 1单元 127", "building": "3号楼", "area": 8957, "source": "certificate"}
        ],
    }
    names = {row.name for row in stored(hall, Person)}
    assert not any(name in f"{v.label}{v.basis}" for v in voters for name in names)


def test_one_owner_of_several_is_one_head_and_co_owners_vote_once(hall):
    one, two = hall.people["resident2"], hall.people["resident4"]
    with working(hall) as work:
        building = hall.buildings["杏园1号楼"]
        own(work, house(work, building, "901", 5000).id, one)
        own(work, house(work, building, "902", 6000).id, one, two, casts=two)
        own(work, house(work, building, "903", 7000).id, two, one, casts=two)
    voters = {(v.person_id, v.line): v for v in freeze(hall)}
    assert (voters[one, 0].heads, voters[one, 0].area) == (1, 8957 + 5000)
    assert voters[one, 0].label == "1号楼 2单元 901 等2套"
    assert (voters[two, 1].heads, voters[two, 1].area) == (1, 13000)
    assert voters[two, 1].basis["kind"] == "co-owners"
    assert (one, 1) not in voters


def test_the_developers_units_are_one_head(hall):
    builder = hall.people["property"]
    with working(hall) as work:
        for room in ("901", "902", "903"):
            flat = house(work, hall.buildings["杏园1号楼"], room, 10000)
            own(work, flat.id, builder, developer=True)
    mine = [v for v in freeze(hall) if v.person_id == builder]
    assert [(v.heads, v.area, v.basis["kind"]) for v in mine] == [(1, 30000, "developer")]


def test_everything_that_keeps_somebody_off_is_named(hall):
    one, two = hall.people["resident2"], hall.people["resident4"]
    with working(hall) as work:
        building = hall.buildings["杏园1号楼"]
        house(work, building, "901")
        own(work, house(work, building, "902", None, None).id, one)
        own(work, house(work, building, "903", 100, "declared").id, one)
        own(work, house(work, building, "904").id, one, two)
    with pytest.raises(Refused) as caught:
        freeze(hall)
    assert codes(caught) == [
        ("roll_unit_no_owner", "1号楼 2单元 901"),
        ("roll_unit_no_area", "1号楼 2单元 902"),
        ("roll_unit_no_source", "1号楼 2单元 903"),
        ("roll_no_caster", "1号楼 2单元 904"),
    ]
    assert stored(hall, Poll) == []


def test_the_same_owners_cannot_have_two_casters(hall):
    one, two = hall.people["resident2"], hall.people["resident4"]
    with working(hall) as work:
        building = hall.buildings["杏园1号楼"]
        own(work, house(work, building, "901").id, one, two, casts=one)
        own(work, house(work, building, "902").id, one, two, casts=two)
    with pytest.raises(Refused) as caught:
        freeze(hall)
    assert [r.code for r in caught.value.reasons] == ["roll_casters_differ"]


def test_the_day_of_the_opening_decides_who_owns(hall):
    one, two = hall.people["resident2"], hall.people["resident4"]
    day = LATER.date()
    with working(hall) as work:
        flat = house(work, hall.buildings["杏园1号楼"], "901", 100)
        own(work, flat.id, one, ends_on=day)
        own(work, flat.id, two, starts_on=day)
    voters = {v.person_id: v for v in freeze(hall)}
    assert voters[one].area == 8957
    assert voters[two].area > 9000


def test_one_building_alone_for_279(hall):
    building = hall.buildings["杏园1号楼"]
    voters = freeze(hall, rule="OW3", building_id=building)
    assert voters
    assert {b for v in voters for b in [u["building"] for u in v.basis["units"]]} == {"1号楼"}
    assert {v.area for v in voters} == {None}
    with pytest.raises(Refused) as caught:
        freeze(hall, rule="OW3", number="2026-091")
    assert codes(caught) == [("roll_no_building", None)]


def test_households_have_one_delegate_each(hall):
    voters = freeze(hall, "residents_assembly", "RA2")
    homes = {row.household_id for row in stored(hall, Person) if row.household_id}
    assert len(voters) == len(homes)
    assert {v.basis["kind"] for v in voters} == {"household"}
    with working(hall) as work:
        work.get(Person, hall.people["resident3"]).is_delegate = False
        work.get(Person, hall.people["child"]).is_delegate = True
    with pytest.raises(Refused) as caught:
        freeze(hall, "residents_assembly", "RA2", number="2026-091")
    assert [r.code for r in caught.value.reasons] == ["roll_no_delegate"]


def test_residents_are_those_of_age_who_live_here(hall):
    voters = freeze(hall, "residents_assembly", "RA1")
    on = {v.person_id for v in voters}
    assert hall.people["resident1"] in on
    assert not on & {hall.people[key] for key in ("child", "clerk", "owner")}
    assert {v.label for v in voters} == {"1号楼", "2号楼", "3号楼"}


def test_representatives_stand_with_their_office(hall):
    voters = freeze(hall, "representatives", "RC1")
    assert len(voters) == 6
    assert voters[0].label == voters[0].office_title == "居民代表"
    assert voters[0].basis["tenure"] == hall.tenures["representative1"].hex


def test_nobody_entitled_is_refused(hall):
    with pytest.raises(Refused) as caught:
        freeze(hall, "residents_assembly", "OC1")  # nobody holds an office there
    assert codes(caught) == [("poll_roll_empty", None)]


def test_a_recused_line_stays_visible(hall):
    make_matter(hall, "resolution")
    with working(hall) as work:
        work.add(
            Interest(
                proposal_id=matter(hall).id,
                person_id=hall.people["representative1"],
                text="我家开的店",
                at=LATER,
            )
        )
    voters = freeze(hall, "representatives", "RC1", proposal_id=matter(hall).id)
    told = {v.person_id: (v.recused, v.recusal) for v in voters}
    assert told.pop(hall.people["representative1"]) == (True, "我家开的店")
    assert set(told.values()) == {(False, "")}


def test_the_seal_is_in_the_journal_and_shows_a_change(hall):
    freeze(hall)
    poll = stored(hall, Poll)[0]
    with Session(db.engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        facts = json.loads(entry.payload)["facts"]
        assert facts["roll_sha256"] == poll.roll_sha256
        assert facts["roll_lines"] == len(roll_lines(session, poll.community_id, poll.id))
        assert rolls.verify(session, poll)
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        connection.execute(
            update(PollVoter)
            .where(PollVoter.poll_id == poll.id, PollVoter.line == 0)
            .values(area=1)
        )
        connection.info.pop("maintenance")
    with Session(db.engine) as session:
        assert not rolls.verify(session, poll)


def test_a_later_sale_does_not_touch_the_roll(hall):
    freeze(hall)
    with working(hall, LATER + timedelta(days=1)) as work:
        row = work.find(
            Ownership,
            Ownership.person_id == hall.people["resident2"],
            Ownership.unit_id == hall.units["resident2"],
        )
        row.ends_on = LATER.date() + timedelta(days=1)
        work.get(Unit, row.unit_id).area = 1
    with Session(db.engine) as session:
        assert rolls.verify(session, stored(hall, Poll)[0])


@pytest.mark.one_database
def test_three_thousand_lines_take_about_a_second(hall):
    with working(hall) as work:
        building = hall.buildings["杏园1号楼"]
        people = work.put(Person, [{"number": f"X{n}", "name": f"试{n}"} for n in range(3000)])
        units = work.put(
            Unit,
            [
                {"building_id": building, "room": f"x{n}", "area": 9000, "area_source": "survey"}
                for n in range(3000)
            ],
        )
        work.put(
            Ownership,
            [
                {"unit_id": u["id"], "person_id": p["id"], "starts_on": LATER.date()}
                for u, p in zip(units, people, strict=True)
            ],
        )
    began = time.process_time()
    assert len(freeze(hall)) > 3000
    assert time.process_time() - began < 4


def test_an_interest_declared_while_the_vote_runs_seals_the_roll_anew(hall):
    make_matter(hall, "review")
    freeze(hall, "representatives", "RC1", proposal_id=matter(hall).id)
    before = stored(hall, Poll)[0].roll_sha256
    me = hall.people["representative1"]
    with working(hall) as work:
        poll = work.find(Poll)
        work.put(PollVoter, [{"poll_id": poll.id, "person_id": me, "office_title": "", "line": 1}])
        rolls.seal(work, poll)
    review.declare_interest(
        hall.community_id, hall.actor("representative1"), "2026-001", "我家开的店", at=LATER
    )
    mine = stored(hall, PollVoter, PollVoter.person_id == me)
    assert [(v.recused, v.recusal) for v in mine] == [(True, "我家开的店")] * 2
    poll = stored(hall, Poll)[0]
    assert poll.roll_sha256 != before
    with Session(db.engine) as session:
        assert rolls.verify(session, poll)
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert json.loads(entry.payload)["facts"]["rolls"] == {poll.number: poll.roll_sha256}
