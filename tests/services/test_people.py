"""Offices with tenures: who was entitled on that day, and who may not take a seat."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from council.db import db
from council.models.facts import members_of
from council.rules.verdict import Refused
from council.services import people
from council.services.communities import create_community
from council.services.unit import SYSTEM
from tests.factories.community import FOUNDED, on_stage

TODAY = date(2026, 5, 6)


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def appoint(hall, office, person, starts, ends=None):
    return people.appoint(
        hall.community_id,
        hall.offices[office],
        hall.people[person],
        starts,
        ends_on=ends,
        actor=hall.actor("clerk"),
        at=FOUNDED,
    )


def end(hall, key, last):
    people.end_tenure(
        hall.community_id, hall.tenures[key], last, actor=hall.actor("clerk"), at=FOUNDED
    )


def held(hall, office, on):
    with Session(db.engine) as session:
        found = people.who_held(session, hall.community_id, hall.offices[office], on)
        return found.person_id if found else None


def test_every_body_has_its_holders(app_context, hall):
    with Session(db.engine) as session:
        body = hall.bodies["party_committee"]
        seats = members_of(session, hall.community_id, body, TODAY)
    assert [m.kind for m in seats] == ["party_secretary", "party_committee", "party_committee"]


def test_an_office_is_not_held_twice(app_context, hall):
    with pytest.raises(Refused) as caught:
        appoint(hall, "clerk", "resident1", TODAY)
    assert codes(caught) == {"tenure_overlap"}


def test_the_day_after_the_last_day_is_vacant(app_context, hall):
    end(hall, "chair", date(2026, 5, 5))
    assert held(hall, "chair", date(2026, 5, 5)) == hall.people["chair"]
    assert held(hall, "chair", TODAY) is None
    appoint(hall, "chair", "resident1", date(2026, 5, 7))
    assert held(hall, "chair", TODAY) is None
    assert held(hall, "chair", date(2026, 5, 7)) == hall.people["resident1"]
    assert held(hall, "chair", date(2025, 5, 7)) == hall.people["chair"]


def test_a_supervisor_does_not_sit_on_the_residents_committee(app_context, hall):
    end(hall, "committee2", date(2026, 5, 5))
    with pytest.raises(Refused) as caught:
        appoint(hall, "committee2", "supervisor1", TODAY)
    assert codes(caught) == {"supervisor_in_committee"}


def test_nor_does_somebody_of_the_same_household(app_context, hall):
    end(hall, "supervisor2", date(2026, 5, 5))
    home = _household(hall, "chair")
    seed = people.PersonSeed("P-spouse", "钱试", household_id=home)
    spouse = people.add_person(hall.community_id, seed, actor=hall.actor("clerk"), at=FOUNDED)
    hall.people["spouse"] = spouse
    with pytest.raises(Refused) as caught:
        appoint(hall, "supervisor2", "spouse", TODAY)
    assert codes(caught) == {"supervisor_household"}


def _household(hall, key):
    from council.models.people import Person

    with Session(db.engine) as session:
        return session.get(Person, (hall.community_id, hall.people[key])).household_id


def test_one_person_has_one_voice_in_a_body(app_context, hall):
    end(hall, "representative2", date(2026, 5, 5))
    with pytest.raises(Refused) as caught:
        appoint(hall, "representative2", "representative1", TODAY)
    assert codes(caught) == {"seat_twice"}


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (date(1969, 12, 31), date(1980, 1, 1), "date_out_of_range"),
        (TODAY, date(2101, 1, 2), "date_out_of_range"),
        (date(2020, 5, 6), date(2020, 5, 6), "tenure_order"),
    ],
)
def test_impossible_days(app_context, hall, starts, ends, code):
    with pytest.raises(Refused) as caught:
        appoint(hall, "clerk", "resident1", starts, ends)
    assert code in codes(caught)


def test_only_the_clerk_keeps_the_roster(app_context, hall):
    with pytest.raises(Refused) as caught:
        people.end_tenure(
            hall.community_id,
            hall.tenures["clerk"],
            TODAY,
            actor=hall.actor("secretary"),
            at=FOUNDED,
        )
    assert codes(caught) == {"no_power"}


def test_a_term_is_not_prolonged_by_ending_it(app_context, hall):
    end(hall, "clerk", date(2026, 5, 5))
    with pytest.raises(Refused) as caught:
        end(hall, "clerk", date(2026, 6, 5))
    assert codes(caught) == {"tenure_ended"}


def test_an_identity_number_is_nobodys_name(app_context, hall):
    seed = people.PersonSeed("P1", "11010519491231002X")
    with pytest.raises(Refused) as caught:
        people.add_person(hall.community_id, seed, actor=hall.actor("clerk"), at=FOUNDED)
    assert codes(caught) == {"identity_number"}


@pytest.mark.parametrize("slug", ["", "Ab", "a b", "-a", "a/b", "汉", "a" * 41])
def test_malformed_slugs(app_context, slug):
    with pytest.raises(Refused):
        create_community(slug, "某社区", "某街道", FOUNDED)


def test_a_slug_is_taken_once(app_context, hall):
    with pytest.raises(Refused) as caught:
        create_community("t1", "某社区", "某街道", FOUNDED, actor=SYSTEM)
    assert codes(caught) == {"slug_taken"}
