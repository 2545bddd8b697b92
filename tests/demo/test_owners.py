"""The owners of the demo community: every home has one, and every compound could vote today."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Body
from council.models.calling import Petition, PetitionSignature
from council.models.places import Ownership, Unit
from council.models.polls import PollVoter
from council.services import rolls
from council.services.communities import find
from council.services.unit import SYSTEM, unit
from tests.factories.owners import place_poll


def test_every_kind_of_owner_is_there(demo):
    with demo.app_context(), Session(db.engine) as session:
        owned = Counter(session.scalars(select(Ownership.unit_id)))
        assert len(owned) == session.scalar(select(func.count()).select_from(Unit))
        assert set(owned.values()) == {1, 2}
        developers = select(Ownership.person_id).where(Ownership.developer)
        assert len(set(session.scalars(developers))) == 1
        several = Counter(session.scalars(select(Ownership.person_id)))
        assert sum(n > 1 for n in several.values()) > 20


def test_each_compound_has_an_assembly_whose_roll_can_be_frozen(demo):
    with demo.app_context():
        community_id = find("xinglin")
        with Session(db.engine) as session:
            bodies = session.scalars(select(Body).where(Body.kind == "owners_assembly")).all()
        assert len({body.compound_id for body in bodies} - {None}) == len(bodies) == 3
        for at, body in enumerate(bodies):
            with unit(community_id, kind="poll.open", actor=SYSTEM, at=_now()) as work:
                poll, meeting, mine = place_poll(work, body.id, number=f"2026-09{at}")
                assert rolls.freeze(work, poll, meeting, mine) > 250
        with Session(db.engine) as session:
            kinds = Counter(row["kind"] for row in session.scalars(select(PollVoter.basis)) if row)
        assert kinds["developer"] == 1
        assert kinds["co-owners"] > 50


def _now():
    from council import clock

    return clock.now()


def test_owners_ask_for_a_meeting_and_are_still_short(demo):
    with demo.app_context(), Session(db.engine) as session:
        row = session.scalars(select(Petition)).one()
        heads, area = row.found["alternatives"][0]["measures"]
        assert (row.state, row.found["signatures"]) == ("open", 36)
        assert 0 < heads["have"] < heads["need"] and 0 < area["have"] < area["need"]
        channels = Counter(session.scalars(select(PetitionSignature.channel)))
        assert channels == {"online": 27, "paper": 9}
