"""Polls as everybody may see them.

While a poll runs, only the turnout. A committee's result stays hidden until both committees have
given their opinion, unless they sat jointly. Named votes are shown by office and masked name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from council.models.bodies import Body
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.people import Person
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.masking import mask_name, mask_text
from council.rules.meetings import COMMITTEES
from council.rules.stages import Stage

PAGE = 30


@dataclass(frozen=True, slots=True)
class PollLine:
    """One poll in a list. ``state`` is running, hidden, or the outcome."""

    number: str
    question: str
    body: str
    proposal: str
    opened_at: datetime
    closed_at: datetime | None
    state: str
    entitled: int
    cast: int


@dataclass(frozen=True, slots=True)
class NamedVote:
    """One line of the roll as it is published: office, masked name, and what was cast."""

    office_title: str
    name: str
    recused: bool
    choice: str | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class PollPage:
    """One poll. ``tally`` and ``votes`` are empty while it runs or is hidden.

    ``taking_part`` counts whoever is present or has cast a ballot: the rule's participants.
    """

    id: UUID
    number: str
    question: str
    body: str
    body_kind: str
    proposal: str
    title: str
    stage: str
    meeting: str
    meeting_title: str
    rule: dict[str, Any]
    allows_online: bool
    opened_at: datetime
    closed_at: datetime | None
    state: str
    tally: dict[str, Any] | None
    entitled: int
    recused: int
    taking_part: int
    by_channel: dict[str, int]
    votes: tuple[NamedVote, ...]
    resolution: str | None
    reference: str | None

    @property
    def cast(self) -> int:
        """All ballots so far."""
        return sum(self.by_channel.values())


def hidden() -> Any:
    """The condition that a poll's result must not be told yet."""
    return and_(
        Body.kind.in_([kind.value for kind in COMMITTEES]),
        Meeting.joint_body_id.is_(None),
        Proposal.stage == Stage.REVIEW.value,
        Poll.opened_at >= Proposal.stage_since,
    )


def state() -> Any:
    """``running``, ``hidden``, or the outcome."""
    return case(
        (Poll.closed_at.is_(None), "running"),
        (hidden(), "hidden"),
        else_=func.coalesce(Poll.outcome, ""),
    )


def joined(query: Any) -> Any:
    """Poll with its body, matter and meeting."""
    return (
        query.select_from(Poll)
        .join(Body, and_(Body.community_id == Poll.community_id, Body.id == Poll.body_id))
        .join(
            Proposal,
            and_(Proposal.community_id == Poll.community_id, Proposal.id == Poll.proposal_id),
        )
        .join(
            Meeting,
            and_(Meeting.community_id == Poll.community_id, Meeting.id == Poll.meeting_id),
        )
    )


def lines(connection: Connection, community_id: UUID, skip: int = 0) -> list[PollLine]:
    """Polls, running ones first; one more than a page where there are further ones."""
    rows = connection.execute(
        joined(
            select(
                Poll.number,
                Poll.question,
                Body.name,
                Proposal.number,
                Poll.opened_at,
                Poll.closed_at,
                state(),
                _count(PollVoter, PollVoter.recused.is_(False)),
                _count(Ballot),
            )
        )
        .where(Poll.community_id == community_id, Proposal.is_public.is_(True))
        .order_by(case((Poll.closed_at.is_(None), 0), else_=1), Poll.opened_at.desc())
        .limit(PAGE + 1)
        .offset(skip)
    )
    return [PollLine(row[0], mask_text(row[1]), *row[2:]) for row in rows]


def of_meeting(
    connection: Connection, community_id: UUID, meeting_id: UUID
) -> dict[int, list[PollLine]]:
    """The polls of a meeting by the position of their item."""
    found: dict[int, list[PollLine]] = {}
    rows = connection.execute(
        joined(
            select(
                Poll.number,
                Poll.question,
                Body.name,
                Proposal.number,
                Poll.opened_at,
                Poll.closed_at,
                state(),
                _count(PollVoter, PollVoter.recused.is_(False)),
                _count(Ballot),
                AgendaItem.position,
            )
        )
        .join(
            AgendaItem,
            and_(AgendaItem.community_id == Poll.community_id, AgendaItem.id == Poll.item_id),
        )
        .where(Poll.community_id == community_id, Poll.meeting_id == meeting_id)
        .order_by(Poll.opened_at)
    )
    for row in rows:
        found.setdefault(row[-1], []).append(PollLine(row[0], mask_text(row[1]), *row[2:-1]))
    return found


def load(connection: Connection, community_id: UUID, number: str) -> PollPage | None:
    """The poll with this number, or None."""
    row = connection.execute(
        joined(
            select(
                Poll.id,
                Poll.number,
                Poll.question,
                Body.name,
                Body.kind,
                Proposal.number.label("proposal"),
                Proposal.title,
                Proposal.stage,
                Meeting.number.label("meeting"),
                Meeting.title.label("meeting_title"),
                Poll.rule,
                Poll.allows_online,
                Poll.opened_at,
                Poll.closed_at,
                state().label("state"),
                case((or_(Poll.closed_at.is_(None), hidden()), None), else_=Poll.tally),
                _count(PollVoter, PollVoter.recused.is_(False)),
                _count(PollVoter, PollVoter.recused.is_(True)),
                _count(PollVoter, PollVoter.recused.is_(False), _takes_part()),
                Resolution.number,
                Resolution.reference,
            )
        )
        .outerjoin(
            Resolution,
            and_(Resolution.community_id == Poll.community_id, Resolution.poll_id == Poll.id),
        )
        .where(
            Poll.community_id == community_id,
            Poll.number == number,
            Proposal.is_public.is_(True),
        )
    ).one_or_none()
    if row is None:
        return None
    shown = row.state not in ("running", "hidden")
    votes = _votes(connection, community_id, row.id) if shown else ()
    channels = _channels(connection, community_id, row.id)
    values: tuple[Any, ...] = (*row[:19], channels, tuple(votes), *row[19:])
    page = PollPage(*values)
    return replace(
        page,
        question=mask_text(page.question),
        title=mask_text(page.title),
        meeting_title=mask_text(page.meeting_title),
    )


def _count(model: Any, *where: Any) -> Any:
    mine = (model.community_id == Poll.community_id, model.poll_id == Poll.id)
    query = select(func.count()).select_from(model).where(*mine, *where)
    return query.correlate(Poll).scalar_subquery()


def _takes_part() -> Any:
    """Present, or has cast a ballot; after the close, was present then."""
    cast = exists().where(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
    )
    here = exists().where(
        Attendance.community_id == PollVoter.community_id,
        Attendance.meeting_id == Poll.meeting_id,
        Attendance.body_id == Poll.body_id,
        Attendance.person_id == PollVoter.person_id,
        Attendance.state == "present",
    )
    own = (PollVoter, Poll)
    running = and_(Poll.closed_at.is_(None), here.correlate(*own))
    return or_(cast.correlate(*own), PollVoter.attended.is_(True), running)


def _channels(connection: Connection, community_id: UUID, poll_id: UUID) -> dict[str, int]:
    rows = connection.execute(
        select(Ballot.channel, func.count())
        .where(Ballot.community_id == community_id, Ballot.poll_id == poll_id)
        .group_by(Ballot.channel)
        .order_by(Ballot.channel)
    )
    return {row[0]: row[1] for row in rows}


def _votes(connection: Connection, community_id: UUID, poll_id: UUID) -> Sequence[NamedVote]:
    rows = connection.execute(
        select(
            PollVoter.office_title, Person.name, PollVoter.recused, Ballot.choice, Ballot.channel
        )
        .join(
            Person,
            and_(Person.community_id == PollVoter.community_id, Person.id == PollVoter.person_id),
        )
        .outerjoin(
            Ballot,
            and_(
                Ballot.community_id == PollVoter.community_id,
                Ballot.poll_id == PollVoter.poll_id,
                Ballot.person_id == PollVoter.person_id,
            ),
        )
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
        .order_by(PollVoter.office_title, Person.number)
    )
    return [NamedVote(r[0], mask_name(r[1]), r[2], r[3], r[4]) for r in rows]
