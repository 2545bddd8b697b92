"""From the posting to the evaluation: what the acts of a matter's second half depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from council.models.acts import Act, Appeal
from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.implementation import Acceptance, Evaluation, Milestone, Project, Worker
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.resolutions import Announcement, Objection
from council.queries.chamber.matter import MatterForActs
from council.rules.acceptance import Signer
from council.rules.corrections import last_move
from council.rules.masking import mask_name
from council.rules.powers import OfficeKind


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection without an answer; ``by`` is masked."""

    id: UUID
    title: str
    text: str
    by: str
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A milestone that is not done."""

    id: UUID
    position: int
    title: str
    owner: str
    due_on: date
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sees to the work of this round."""

    responsible_id: UUID
    responsible_title: str
    contractor: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds an office today, as a choice for the responsible seat."""

    person_id: UUID
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Move:
    """The act that a correction would take back; ``appeal`` is None, waiting or decided."""

    id: UUID
    kind: str
    stage: str
    to_stage: str | None
    corrects_id: UUID | None
    title: str
    at: datetime
    appeal: str | None = None


def posted_until(connection: Connection, matter: MatterForActs, kind: str) -> datetime | None:
    """When the posting of this round (``decision``, ``outcome``) ends; None where none began."""
    until: datetime | None = connection.execute(
        select(Announcement.until_at).where(
            *_of(Announcement, matter),
            Announcement.kind == kind,
            Announcement.round == matter.round,
        )
    ).scalar()
    return until


def open_objections(connection: Connection, matter: MatterForActs) -> list[OpenObjection]:
    """Objections without an answer, the most urgent first."""
    rows = connection.execute(
        select(
            Objection.id,
            Objection.title,
            Objection.text,
            Person.name,
            Objection.at,
            Objection.due_at,
        )
        .join(Person, tied(Person, Objection, "person_id"))
        .where(*_of(Objection, matter), Objection.answered_at.is_(None))
        .order_by(Objection.due_at, Objection.at)
    )
    return [OpenObjection(r[0], r[1], r[2], mask_name(r[3]), r[4], r[5]) for r in rows]


def open_steps(connection: Connection, matter: MatterForActs) -> list[OpenStep]:
    """The milestones of this round that are not done, in their order."""
    rows = connection.execute(
        select(
            Milestone.id,
            Milestone.position,
            Milestone.title,
            Milestone.owner,
            Milestone.due_on,
            Milestone.reminded_at,
        )
        .where(
            *_of(Milestone, matter),
            Milestone.round == matter.round,
            Milestone.done_at.is_(None),
        )
        .order_by(Milestone.position)
    )
    return [OpenStep(*row) for row in rows]


def plan(connection: Connection, matter: MatterForActs) -> Plan | None:
    """The responsible seat and contractor of this round, once planned."""
    row = connection.execute(
        select(Project.responsible_id, Project.responsible_title, Project.contractor).where(
            *_of(Project, matter), Project.round == matter.round
        )
    ).one_or_none()
    return Plan(*row) if row else None


def holders(connection: Connection, community_id: UUID, on: date) -> list[Holder]:
    """Everybody who may be responsible for work: who holds an office, except the street's."""
    rows = connection.execute(
        select(Person.id, Person.name, Office.title)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .join(Person, tied(Person, Tenure, "person_id"))
        .where(
            Office.community_id == community_id,
            Office.kind.not_in([OfficeKind.STREET_OFFICER, OfficeKind.SUPERVISOR]),
            holders_on(on),
        )
        .order_by(Office.kind, Office.number)
    )
    return [Holder(*row) for row in rows]


def people_named(
    connection: Connection, community_id: UUID, words: list[str]
) -> dict[str, list[UUID]]:
    """Who is meant by each name or number; several where a name is not unique."""
    found: dict[str, list[UUID]] = {word: [] for word in words}
    if not words:
        return found
    rows = connection.execute(
        select(Person.id, Person.name, Person.number).where(
            Person.community_id == community_id,
            or_(Person.name.in_(words), Person.number.in_(words)),
        )
    )
    for person_id, name, number in rows:
        found[number if number in found else name].append(person_id)
    return found


def signer(
    connection: Connection, matter: MatterForActs, person_id: UUID, kinds: frozenset[OfficeKind]
) -> Signer:
    """What the rule of acceptance asks of somebody."""
    me = (Acceptance.person_id == person_id, Acceptance.round == matter.round)
    signed = select(Acceptance.id).where(*_of(Acceptance, matter), *me).exists()
    worked = select(Worker.id).where(*_of(Worker, matter), Worker.person_id == person_id).exists()
    home = (
        select(Building.compound_id)
        .join(Unit, tied(Building, Unit, "building_id"))
        .join(Household, tied(Unit, Household, "unit_id"))
        .join(Person, tied(Household, Person, "household_id"))
        .where(Person.community_id == matter.community_id, Person.id == person_id)
        .scalar_subquery()
    )
    row = connection.execute(select(worked, signed, home)).one()
    return Signer(
        is_worker=bool(row[0]),
        has_signed=bool(row[1]),
        is_supervisor=OfficeKind.SUPERVISOR in kinds,
        is_resident=OfficeKind.RESIDENT in kinds,
        home=row[2],
        place=matter.compound_id,
    )


def has_evaluated(connection: Connection, matter: MatterForActs, person_id: UUID) -> bool:
    """Whether the person evaluated this round."""
    n: int = connection.execute(
        select(func.count()).where(
            *_of(Evaluation, matter),
            Evaluation.round == matter.round,
            Evaluation.person_id == person_id,
        )
    ).scalar_one()
    return n > 0


def last_moved(connection: Connection, matter: MatterForActs) -> Move | None:
    """The matter's last move that a correction could name, or None."""
    rows = connection.execute(
        select(Act.id, Act.kind, Act.stage, Act.to_stage, Act.corrects_id, Act.office_title, Act.at)
        .where(*_of(Act, matter), Act.to_stage.is_not(None))
        .order_by(Act.position)
    )
    move = last_move([Move(*row) for row in rows])
    if move is None or not move.kind.startswith("vetting."):
        return move
    appeal = connection.execute(select(Appeal.decided_at).where(*_of(Appeal, matter))).one_or_none()
    state = None if appeal is None else "decided" if appeal[0] else "waiting"
    return Move(move.id, move.kind, move.stage, move.to_stage, None, move.title, move.at, state)


def _of(model: Any, matter: MatterForActs) -> tuple[Any, ...]:
    return (model.community_id == matter.community_id, model.proposal_id == matter.id)
