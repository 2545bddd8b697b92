"""People, the offices they hold, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from council.models.base import new_id
from council.models.bodies import Body, Office, Tenure
from council.models.facts import Member, holders_on
from council.models.people import Person
from council.models.places import Household
from council.rules import tenures, words
from council.rules.powers import UNSEATED, BodyKind, OfficeKind, SeatKind
from council.rules.tenures import Term
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit

_KEEP = "roster.keep"
BODY_OF: dict[OfficeKind, BodyKind] = {
    OfficeKind.PARTY_SECRETARY: BodyKind.PARTY_COMMITTEE,
    OfficeKind.PARTY_COMMITTEE: BodyKind.PARTY_COMMITTEE,
    OfficeKind.PARTY_MEMBER: BodyKind.PARTY_MEMBERS,
    OfficeKind.COMMITTEE_CHAIR: BodyKind.RESIDENTS_COMMITTEE,
    OfficeKind.COMMITTEE_MEMBER: BodyKind.RESIDENTS_COMMITTEE,
    OfficeKind.SUPERVISOR: BodyKind.SUPERVISION_COMMITTEE,
    OfficeKind.REPRESENTATIVE: BodyKind.REPRESENTATIVES,
    OfficeKind.COUNCILLOR: BodyKind.COUNCIL,
    OfficeKind.OWNERS_COMMITTEE: BodyKind.OWNERS_COMMITTEE,
    OfficeKind.PROPERTY_MANAGER: BodyKind.PROPERTY_COMPANY,
    OfficeKind.BLOCK_LEADER: BodyKind.STAFF,
    OfficeKind.GRID_OFFICER: BodyKind.STAFF,
    OfficeKind.CLERK: BodyKind.STAFF,
    OfficeKind.STREET_OFFICER: BodyKind.STREET_OFFICE,
}
"""The kind of body in which each kind of office sits (``resident`` and ``operator``: none)."""


@dataclass(frozen=True, slots=True)
class PersonSeed:
    """A person to be added; ``number`` is unique, without ``household_id`` they only work here."""

    number: str
    name: str
    phone: str | None = None
    household_id: UUID | None = None
    is_delegate: bool = False
    is_adult: bool = True
    is_registered: bool = True


def add_person(community_id: UUID, seed: PersonSeed, *, actor: Actor, at: datetime) -> UUID:
    """Add a person.

    Raises:
        Refused: ``number_taken``, or a field that cannot be kept.
    """
    with unit(community_id, kind="person.add", actor=actor, at=at, power=_KEEP) as work:
        row = enter_person(work, seed)
        work.tell(person=row.id)
        return row.id


def enter_person(work: Work, seed: PersonSeed) -> Person:
    """Add a person inside an act."""
    verdict = words.field("person_number", seed.number, 40) + words.field("name", seed.name, 60)
    (verdict + words.field("phone", seed.phone or "", 30, required=False)).demand()
    if work.find(Person, Person.number == seed.number) is not None:
        raise Refused([Reason("number_taken", {"number": seed.number})])
    if seed.household_id is not None:
        work.get(Household, seed.household_id)
    return work.add(
        Person(
            id=new_id(),
            number=seed.number,
            name=seed.name,
            phone=seed.phone,
            household_id=seed.household_id,
            is_delegate=seed.is_delegate,
            is_adult=seed.is_adult,
            is_registered=seed.is_registered,
            moved_out=False,
        )
    )


def move_out(community_id: UUID, person_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Record that a person no longer lives here; offices held are ended one by one."""
    with unit(community_id, kind="person.move_out", actor=actor, at=at, power=_KEEP) as work:
        work.get(Person, person_id).moved_out = True
        work.tell(person=person_id)


def add_office(
    community_id: UUID,
    body_id: UUID,
    kind: OfficeKind,
    title: str,
    *,
    actor: Actor,
    at: datetime,
    seat: SeatKind | None = None,
    number: int | None = None,
) -> UUID:
    """Add an office (one seat) to a body; without ``number`` it takes the next one."""
    with unit(community_id, kind="office.add", actor=actor, at=at, power=_KEEP) as work:
        row = enter_office(work, work.get(Body, body_id), kind, title, seat, number)
        work.tell(office=row.id, body=body_id, office_kind=kind.value, title=title)
        return row.id


def enter_office(
    work: Work,
    body: Body,
    kind: OfficeKind,
    title: str,
    seat: SeatKind | None = None,
    number: int | None = None,
) -> Office:
    """Add an office inside an act."""
    words.field("title", title, 60).demand()
    if kind in UNSEATED:
        raise Refused([Reason("office_unknown", {"office": kind.value})])
    taken = {office.number for office in work.all(Office, Office.body_id == body.id)}
    if number in taken:
        raise Refused([Reason("seat_number_taken", {"number": str(number)})])
    row = Office(
        id=new_id(),
        body_id=body.id,
        kind=kind.value,
        seat=seat.value if seat else "",
        title=title,
        number=number or max(taken, default=0) + 1,
    )
    work.add(row)
    work.session.flush()
    return row


def appoint(
    community_id: UUID,
    office_id: UUID,
    person_id: UUID,
    starts_on: date,
    *,
    actor: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> UUID:
    """Give an office to a person from ``starts_on`` until before ``ends_on``; the tenure's id.

    Raises:
        Refused: ``tenure_overlap``, ``seat_twice``, ``supervisor_in_committee``,
            ``supervisor_household``, ``tenure_order`` or ``date_out_of_range``.
    """
    with unit(community_id, kind="office.appoint", actor=actor, at=at, power=_KEEP) as work:
        person, office = work.get(Person, person_id), work.get(Office, office_id)
        row = enter_tenure(work, office, person, starts_on, ends_on, terms(work))
        work.tell(
            office=office_id,
            title=office.title,
            tenure=row.id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        return row.id


def enter_tenure(
    work: Work,
    office: Office,
    person: Person,
    starts_on: date,
    ends_on: date | None,
    others: Sequence[Term],
) -> Tenure:
    """Add a tenure inside an act; ``others`` are the terms known so far (:func:`terms`)."""
    body = work.get(Body, office.body_id)
    new = Term(
        office_id=office.id,
        body_id=body.id,
        body_kind=body.kind,
        title=office.title,
        person_id=person.id,
        household_id=person.household_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    tenures.appointment(new, others).demand()
    return work.add(
        Tenure(
            id=new_id(),
            office_id=office.id,
            person_id=person.id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )


def end_tenure(
    community_id: UUID, tenure_id: UUID, last_day: date, *, actor: Actor, at: datetime
) -> None:
    """End a tenure with ``last_day`` as its last day; the office is vacant from the day after."""
    with unit(community_id, kind="office.end", actor=actor, at=at, power=_KEEP) as work:
        row = work.get(Tenure, tenure_id)
        ends_on = last_day + timedelta(days=1) if last_day < date.max else last_day
        tenures.ending(row.starts_on, ends_on).demand()
        if row.ends_on is not None and row.ends_on <= ends_on:
            raise Refused([Reason("tenure_ended", {"until": row.ends_on - timedelta(days=1)})])
        row.ends_on = ends_on
        work.tell(tenure=tenure_id, office=row.office_id, ends_on=ends_on)


def terms(work: Work) -> list[Term]:
    """All terms of the community, past ones included."""
    rows = work.session.execute(
        select(
            Tenure.office_id,
            Office.body_id,
            Body.kind,
            Office.title,
            Tenure.person_id,
            Person.household_id,
            Tenure.starts_on,
            Tenure.ends_on,
        )
        .join(
            Office, and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
        )
        .join(Body, and_(Body.community_id == Office.community_id, Body.id == Office.body_id))
        .join(
            Person, and_(Person.community_id == Tenure.community_id, Person.id == Tenure.person_id)
        )
        .where(Tenure.community_id == work.community_id)
    )
    return [Term(*row) for row in rows]


def who_held(session: Session, community_id: UUID, office_id: UUID, on: date) -> Member | None:
    """Who held an office on a day; None where it was vacant."""
    row = session.execute(
        select(Tenure.person_id, Tenure.id, Office.body_id, Office.kind, Office.title, Office.seat)
        .join(
            Office, and_(Office.community_id == Tenure.community_id, Office.id == Tenure.office_id)
        )
        .where(Tenure.community_id == community_id, Tenure.office_id == office_id, holders_on(on))
    ).one_or_none()
    return Member(*row) if row else None
