"""验收: supervisors and residents close by sign, never those who did the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.people import Person
from council.models.places import Building
from council.rules.verdict import Refused
from council.services import acceptance, corrections, implementation
from council.services.unit import Actor
from tests.factories.community import on_stage
from tests.factories.matters import matter_in, milestones, plan, row_of, since

HOUR = timedelta(hours=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def sign(hall, number, who, *, accepted=True, remark="", actor=None):
    acceptance.sign(
        hall.community_id,
        number,
        actor=actor or hall.actor(who),
        accepted=accepted,
        remark=remark,
        at=since(hall, number) + HOUR,
    )


def send_back(hall, number, reason="扶手松动，请重新固定。"):
    acceptance.send_back(
        hall.community_id,
        number,
        actor=hall.actor("chair"),
        reason=reason,
        at=since(hall, number) + 2 * HOUR,
    )


def worked_on_by(hall, *workers):
    """A matter in acceptance whose work the property manager and these residents did."""
    number = matter_in(hall, "implementation")
    at = since(hall, number) + HOUR
    for step in plan(hall, number, at.date() + timedelta(days=3), workers=workers, at=at):
        implementation.complete_step(
            hall.community_id, step, actor=hall.actor("committee1"), note="", at=at
        )
    implementation.finish(hall.community_id, number, actor=hall.actor("chair"), at=at)
    return number


def test_one_supervisor_and_one_resident_are_enough(hall):
    number = matter_in(hall, "acceptance")
    sign(hall, number, "supervisor1")
    assert row_of(hall, number).stage == "acceptance"
    sign(hall, number, "resident1")
    assert row_of(hall, number).stage == "disclosure"


def test_a_worker_does_not_accept(hall):
    number = worked_on_by(hall, "resident2", "supervisor2")
    for who in ("resident2", "supervisor2"):
        with pytest.raises(Refused) as caught:
            sign(hall, number, who)
        assert codes(caught) == {"worker_may_not_accept"}
        assert caught.value.reasons[0].rule == "AC1"


def test_nor_does_who_reported_a_step_done(hall):
    number = worked_on_by(hall)
    as_resident = Actor(hall.people["committee1"], "resident")
    with pytest.raises(Refused) as caught:
        sign(hall, number, "committee1", actor=as_resident)
    assert codes(caught) == {"worker_may_not_accept"}


def test_nobody_signs_twice(hall):
    number = matter_in(hall, "acceptance")
    sign(hall, number, "resident1")
    with pytest.raises(Refused) as caught:
        sign(hall, number, "resident1")
    assert codes(caught) == {"signed_already"}
    sign(hall, number, "supervisor1")
    with pytest.raises(Refused) as caught:
        sign(hall, number, "supervisor2")
    assert codes(caught) == {"wrong_stage"}


def test_a_resident_of_another_compound_is_not_close_by(hall):
    with Session(db.engine) as session:
        building = session.get(Building, (hall.community_id, hall.buildings["杏园1号楼"]))
        compound = building.compound_id
    number = matter_in(hall, "acceptance", compound_id=None)
    _place(hall, number, compound)
    near, far = _by_compound(hall, compound)
    with pytest.raises(Refused) as caught:
        sign(hall, number, far)
    assert codes(caught) == {"not_close_by"}
    sign(hall, number, near)


def _place(hall, number, compound):
    from council.models.proposals import Proposal
    from council.services.unit import SYSTEM, unit

    with unit(hall.community_id, kind="test.place", actor=SYSTEM, at=since(hall, number)) as work:
        work.find(Proposal, Proposal.number == number).compound_id = compound


def _by_compound(hall, compound):
    from council.models.places import Household, Unit

    with Session(db.engine) as session:
        rows = session.execute(
            select(Person.id, Building.compound_id)
            .join(Household, Household.id == Person.household_id)
            .join(Unit, Unit.id == Household.unit_id)
            .join(Building, Building.id == Unit.building_id)
        ).all()
    home = dict(map(tuple, rows))
    keys = [key for key in hall.people if key.startswith("resident")]
    near = next(k for k in keys if home[hall.people[k]] == compound)
    far = next(k for k in keys if home[hall.people[k]] != compound)
    return near, far


def test_refused_work_goes_back_and_starts_a_round(hall):
    number = matter_in(hall, "acceptance")
    with pytest.raises(Refused):
        sign(hall, number, "resident1", accepted=False)  # without saying why
    sign(hall, number, "resident1", accepted=False, remark="三层扶手松动。")
    sign(hall, number, "supervisor1")
    sign(hall, number, "resident2")
    assert row_of(hall, number).stage == "acceptance"
    with pytest.raises(Refused) as caught:
        acceptance.conclude(
            hall.community_id, number, actor=hall.actor("chair"), at=since(hall, number) + HOUR
        )
    assert codes(caught) == {"acceptance_refused"}
    send_back(hall, number)
    row = row_of(hall, number)
    assert (row.stage, row.round) == ("implementation", 2)
    assert milestones(hall, number) == []


def test_an_acceptance_taken_back_can_be_concluded_again(hall):
    number = matter_in(hall, "disclosure")
    at = since(hall, number) + HOUR
    corrections.correct(
        hall.community_id,
        number,
        actor=hall.actor("clerk"),
        reason="签字登记有误，核对后再定。",
        at=at,
    )
    assert row_of(hall, number).stage == "acceptance"
    acceptance.conclude(hall.community_id, number, actor=hall.actor("chair"), at=at)
    assert row_of(hall, number).stage == "disclosure"


@pytest.mark.parametrize("who", ["chair", "property", "secretary", "street"])
def test_other_offices_do_not_sign(hall, who):
    number = matter_in(hall, "acceptance")
    with pytest.raises(Refused) as caught:
        sign(hall, number, who)
    assert codes(caught) == {"no_power"}


def test_a_child_does_not_sign(hall):
    number = matter_in(hall, "acceptance")
    with pytest.raises(Refused) as caught:
        sign(hall, number, "child")
    assert codes(caught) == {"no_power"}
