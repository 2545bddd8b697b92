"""验收: supervisors and residents sign, never those who did the work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from council.models import facts
from council.models.base import tied
from council.models.implementation import Acceptance, Worker
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.proposals import Proposal
from council.rules.acceptance import Signer, may_sign
from council.rules.powers import OfficeKind
from council.rules.shapes import clean_text
from council.services import lifecycle
from council.services.unit import Actor, Work, unit


def sign(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    accepted: bool,
    remark: str = "",
    at: datetime,
) -> None:
    """Sign for or against the work; the matter moves on once the rule's signatures are there.

    Raises:
        Refused: for somebody who did the work, who signed already, or refuses without saying why.
    """
    remark = clean_text(remark, 0 if accepted else 5, 1000, "remark")
    with unit(
        community_id, kind="acceptance.sign", actor=actor, at=at, power="acceptance.sign"
    ) as work:
        proposal = lifecycle.load(work, number)
        lifecycle.verdict(work, proposal, "acceptance.sign").demand()
        _may_sign(work, proposal, actor)
        supervisor = actor.office == OfficeKind.SUPERVISOR
        work.add(
            Acceptance(
                proposal_id=proposal.id,
                round=proposal.round,
                person_id=actor.person_id,
                role="supervisor" if supervisor else "resident",
                office_title=actor.title,
                verdict="accepted" if accepted else "refused",
                remark=remark,
                at=work.at,
            )
        )
        detail = {"verdict": "accepted" if accepted else "refused"}
        lifecycle.advance(work, proposal, "acceptance.sign", detail=detail, reason=remark)
        work.session.flush()
        if lifecycle.verdict(work, proposal, "acceptance.conclude").lawful:
            lifecycle.advance(work, proposal, "acceptance.conclude")


def conclude(
    community_id: UUID, number: str, *, actor: Actor, revision: int | None = None, at: datetime
) -> None:
    """End an acceptance whose signatures are all there (after a correction had re-opened it).

    Raises:
        Refused: while a signature is missing or somebody refuses the work.
    """
    with unit(
        community_id,
        kind="acceptance.conclude",
        actor=actor,
        at=at,
        power="implementation.manage",
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "acceptance.conclude", rule_id="AC1")


def _may_sign(work: Work, proposal: Proposal, actor: Actor) -> None:
    """Refuse those who did the work, strangers to the place, and a second signature."""
    me, mine = actor.person_id, Acceptance.proposal_id == proposal.id
    person = work.get(Person, me)
    signed = work.find(
        Acceptance, mine, Acceptance.round == proposal.round, Acceptance.person_id == me
    )
    worked = work.find(Worker, Worker.proposal_id == proposal.id, Worker.person_id == me)
    signer = Signer(
        is_worker=worked is not None,
        has_signed=signed is not None,
        is_supervisor=actor.office == OfficeKind.SUPERVISOR,
        is_resident=facts.is_resident(person),
        home=_compound(work, person),
        place=proposal.compound_id,
    )
    may_sign(signer).demand()


def _compound(work: Work, person: Person) -> UUID | None:
    """The compound where the person lives."""
    return work.session.scalar(
        select(Building.compound_id)
        .join(Unit, tied(Building, Unit, "building_id"))
        .join(Household, tied(Unit, Household, "unit_id"))
        .where(Household.community_id == work.community_id, Household.id == person.household_id)
    )


def send_back(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    reason: str,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Send the work back to implementation in a new round, with the reason.

    Raises:
        Refused: outside the acceptance, or without a reason.
    """
    reason = clean_text(reason, 5, 1000, "reason")
    with unit(
        community_id,
        kind="acceptance.rework",
        actor=actor,
        at=at,
        power="implementation.manage",
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "acceptance.rework", reason=reason, rule_id="AC1")
        proposal.round += 1
