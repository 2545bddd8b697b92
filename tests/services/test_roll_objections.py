"""Objections to a frozen roll (RO1): in time, answered by another, never a silent change."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.journal import JournalEntry
from council.models.polls import Ballot, Poll, PollVoter, RollObjection
from council.rules.verdict import Refused
from council.services import owners, roll_objections, rolls, rollstanding
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage
from tests.factories.hall import LATER, stored
from tests.factories.owners import OWNERS, make_owners, place_poll

UNTIL = LATER + timedelta(days=3)
SOON = LATER + timedelta(hours=1)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    handle.units = make_owners(handle)
    with unit(handle.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        poll, meeting, body = place_poll(
            work, handle.bodies[OWNERS], objections_until=UNTIL,
            closes_at=LATER + timedelta(days=15),
        )  # fmt: skip
        rolls.freeze(work, poll, meeting, body)
    return handle


def poll(hall):
    return stored(hall, Poll)[0]


def object_(hall, who="resident2", text="我家的面积写少了", at=SOON):
    return roll_objections.object_to_roll(
        hall.community_id, hall.actor(who), "2026-090", text, at=at
    )


def answer(hall, objection, upheld, who="clerk", at=SOON, text="核对过不动产登记簿"):
    return roll_objections.answer(
        hall.community_id, hall.actor(who), "2026-090", objection, upheld=upheld, text=text, at=at
    )


def vote(hall, who="resident4", at=LATER):
    with unit(hall.community_id, kind="poll.vote", actor=SYSTEM, at=at) as work:
        work.add(
            Ballot(
                poll_id=poll(hall).id, person_id=hall.people[who], choice="yes",
                channel="online", request_key="k" * 32, receipt="r", at=at,
            )
        )  # fmt: skip


def against(hall):
    with unit(hall.community_id, kind="poll.close", actor=SYSTEM, at=SOON) as work:
        work.repeat()
        return [
            reason.code for reason in rollstanding.against_closing(work, work.find(Poll)).reasons
        ]


def refused(caught):
    return [reason.code for reason in caught.value.reasons]


def test_an_open_objection_blocks_the_count_until_it_is_answered(hall):
    objection = object_(hall)
    assert against(hall) == ["roll_objections_open"]
    assert answer(hall, objection, False) is False
    assert against(hall) == []
    row = stored(hall, RollObjection)[0]
    assert (row.upheld, row.answer, row.answered_by_id) == (
        False, "核对过不动产登记簿", hall.people["clerk"],
    )  # fmt: skip


def test_somebody_who_is_not_on_the_roll_may_object(hall):
    assert object_(hall, "owner", "我的房子不在名册里")


def test_not_after_the_time(hall):
    with pytest.raises(Refused) as caught:
        object_(hall, at=UNTIL)
    assert refused(caught) == ["roll_objections_over"]
    object_(hall, at=UNTIL - timedelta(seconds=1))


def test_one_at_a_time_and_the_same_twice_is_one(hall):
    first = object_(hall)
    assert object_(hall) == first
    assert len(stored(hall, RollObjection)) == 1
    with pytest.raises(Refused) as caught:
        object_(hall, text="还有一件别的事")
    assert refused(caught) == ["roll_objection_waits"]


def test_nobody_answers_twice_or_their_own(hall):
    mine = object_(hall, "chair", "我家的面积写少了")
    with pytest.raises(Refused) as caught:
        answer(hall, mine, True, who="chair")
    assert refused(caught) == ["roll_objection_own"]
    with pytest.raises(Refused) as caught:
        answer(hall, mine, True, who="resident2")
    assert refused(caught) == ["no_power"]
    answer(hall, mine, False)
    with pytest.raises(Refused) as caught:
        answer(hall, mine, True)
    assert refused(caught) == ["roll_objection_answered"]


def test_upheld_before_anybody_voted_freezes_anew_in_the_open(hall):
    objection, before = object_(hall), poll(hall).roll_sha256
    with pytest.raises(Refused) as caught:
        answer(hall, objection, True)
    assert refused(caught) == ["roll_unchanged"]
    owners.set_area(
        hall.community_id, hall.units["resident2"], 9999, "survey",
        actor=hall.actor("clerk"), at=SOON,
    )  # fmt: skip
    assert answer(hall, objection, True) is True
    voters = {v.person_id: v.area for v in stored(hall, PollVoter)}
    assert voters[hall.people["resident2"]] == 9999
    with Session(db.engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        facts = json.loads(entry.payload)["facts"]
        assert rolls.verify(session, poll(hall))
    assert facts["roll_sha256_before"] == before != facts["roll_sha256"]
    assert against(hall) == []


def test_a_roll_frozen_anew_is_held_to_the_same_law(hall):
    """As at the opening: where area counts, ballots cannot be secret (SV1)."""
    with unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        work.find(Poll, Poll.number == "2026-090").secret = True
    objection, before = object_(hall), poll(hall).roll_sha256
    owners.set_area(
        hall.community_id, hall.units["resident2"], 9999, "survey",
        actor=hall.actor("clerk"), at=SOON,
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        answer(hall, objection, upheld=True)
    assert refused(caught) == ["form_secret_area"]
    assert poll(hall).roll_sha256 == before


def test_upheld_after_somebody_voted_leaves_the_roll_and_stops_the_count(hall):
    objection, before = object_(hall), poll(hall).roll_sha256
    vote(hall)
    owners.set_area(
        hall.community_id, hall.units["resident2"], 9999, "survey",
        actor=hall.actor("clerk"), at=SOON,
    )  # fmt: skip
    assert answer(hall, objection, True) is False
    assert poll(hall).roll_sha256 == before
    assert against(hall) == ["roll_objection_upheld"]
