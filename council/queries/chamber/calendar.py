"""Somebody's own calendar: whose a secret address is, their meetings, the ends of their votes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.calling import CalendarKey, Mailbox
from council.models.facts import holders_on
from council.models.meetings import Meeting, MeetingBody
from council.models.people import Person
from council.models.places import Building, Ownership, Unit
from council.models.polls import Poll, PollVoter
from council.queries.public.calendar import MeetingEvent, events
from council.rules.masking import mask_text
from council.rules.powers import BodyKind


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an address is, and whether it still is good."""

    person_id: UUID
    is_over: bool


@dataclass(frozen=True, slots=True)
class VoteEnd:
    """A vote on whose roll one is, and when it closes."""

    number: str
    question: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached: address and since when; since when the private calendar is."""

    address: str | None
    since: datetime | None
    calendar_since: datetime | None


def holder(connection: Connection, community_id: UUID, key_hash: str) -> Holder | None:
    """Whose secret has this hash; it is over when revoked, or when the person moved away."""
    row = connection.execute(
        select(CalendarKey.person_id, CalendarKey.revoked_at, Person.moved_out)
        .join(Person, tied(Person, CalendarKey, "person_id"))
        .where(CalendarKey.community_id == community_id, CalendarKey.key_hash == key_hash)
    ).one_or_none()
    return Holder(row[0], row[1] is not None or row[2]) if row else None


def reach(connection: Connection, community_id: UUID, person_id: UUID) -> Reach:
    """The mailbox and the private calendar of somebody."""
    row = connection.execute(
        select(Mailbox.address, Mailbox.since, CalendarKey.since)
        .select_from(Person)
        .outerjoin(Mailbox, _of_person(Mailbox))
        .outerjoin(CalendarKey, and_(_of_person(CalendarKey), CalendarKey.revoked_at.is_(None)))
        .where(Person.community_id == community_id, Person.id == person_id)
        .limit(1)
    ).one()
    return Reach(*row)


def _of_person(model: Any) -> Any:
    return and_(model.community_id == Person.community_id, model.person_id == Person.id)


def meetings_of(
    connection: Connection, community_id: UUID, person_id: UUID, since: datetime, on: date
) -> list[MeetingEvent]:
    """The meetings since then of the bodies in which somebody sits on the day, as a side too."""
    mine = _bodies_of(community_id, person_id, on)
    further = select(MeetingBody.meeting_id).where(
        MeetingBody.community_id == community_id, MeetingBody.body_id.in_(mine)
    )
    return events(
        connection,
        community_id,
        Meeting.starts_at >= since,
        or_(Meeting.body_id.in_(mine), Meeting.joint_body_id.in_(mine), Meeting.id.in_(further)),
        linked=True,
    )


def _bodies_of(community_id: UUID, person_id: UUID, on: date) -> Any:
    """Bodies by office, the residents' assembly by living here, the owners' by owning."""
    seats = (
        select(Office.body_id)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(Tenure.person_id == person_id, holders_on(on))
    )
    resident = select(Person.id).where(
        Person.community_id == community_id,
        Person.id == person_id,
        Person.household_id.is_not(None),
        Person.is_adult,
        ~Person.moved_out,
    )
    owned = (
        select(Building.compound_id)
        .join(Unit, tied(Building, Unit, "building_id"))
        .join(Ownership, tied(Unit, Ownership, "unit_id"))
        .where(
            Ownership.community_id == community_id,
            Ownership.person_id == person_id,
            Ownership.starts_on <= on,
            or_(Ownership.ends_on.is_(None), Ownership.ends_on > on),
        )
    )
    assembly = Body.kind == BodyKind.RESIDENTS_ASSEMBLY.value
    owners = Body.kind == BodyKind.OWNERS_ASSEMBLY.value
    theirs = or_(Body.compound_id.in_(owned), and_(Body.compound_id.is_(None), owned.exists()))
    return select(Body.id).where(
        Body.community_id == community_id,
        or_(Body.id.in_(seats), and_(assembly, resident.exists()), and_(owners, theirs)),
    )


def votes_of(connection: Connection, community_id: UUID, person_id: UUID) -> list[VoteEnd]:
    """Every vote that still runs until a known hour, with the person on its roll."""
    rows = connection.execute(
        select(Poll.number, Poll.question, Poll.closes_at)
        .join(PollVoter, tied(Poll, PollVoter, "poll_id"))
        .where(
            PollVoter.community_id == community_id,
            PollVoter.person_id == person_id,
            ~PollVoter.recused,
            Poll.closes_at.is_not(None),
            Poll.ended_at.is_(None),
            Poll.closed_at.is_(None),
        )
        .distinct()
        .order_by(Poll.closes_at, Poll.number)
    )
    return [VoteEnd(row[0], mask_text(row[1]), row[2]) for row in rows if row[2]]
