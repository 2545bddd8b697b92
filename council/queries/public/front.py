"""A community's front page: open now, lately decided, posted, ahead, money – six queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, literal, or_, select, union_all

from council.models.base import Instant, tied
from council.models.bodies import Body
from council.models.implementation import OutcomeReport
from council.models.meetings import Meeting
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection, Resolution
from council.prepared import Prepared
from council.queries.public import fund
from council.queries.public.fund import Year
from council.queries.public.sealed import overview
from council.rules.calendar import legal_day
from council.rules.masking import mask_text

MOST = 4


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Something that one can take part in now; ``have`` of ``of`` where that means something."""

    kind: str  # poll, announcement, proposing, evaluation
    number: str
    title: str
    body: str
    until: datetime | None
    have: int
    of: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A resolution; ``cost`` in fen, ``tally`` as stored with the poll."""

    number: str
    reference: str
    title: str
    outcome: str
    body: str
    at: datetime
    cost: int | None
    tally: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting to come."""

    number: str
    title: str
    place: str
    starts_at: datetime
    noticed_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting on the notice board, with its objections."""

    number: str
    title: str
    kind: str
    posted_at: datetime
    until_at: datetime
    closed_at: datetime | None
    objections: int
    answered: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Money:
    """What this year's resolutions allow and what finished work cost, in fen."""

    resolved: int
    matters: int
    spent: int
    finished: int


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Everything on the front page; ``money`` where this year has no books of the fund."""

    open: list[OpenLine]
    decided: list[Decided]
    ahead: list[Ahead]
    posted: list[Posted]
    fund: Year | None
    money: Money | None


_C: Any = bindparam("community")
_NOW = bindparam("now", type_=Instant)


def _stage(kind: str, until: Any, order: Any, *joins: Any) -> Any:
    query = select(
        literal(kind).label("kind"),
        Proposal.number.label("number"),
        Proposal.title.label("title"),
        literal("").label("body"),
        until.label("until"),
        Proposal.seconder_count.label("have"),
        literal(0).label("of"),
    )
    for target, on in joins:
        query = query.join(target, on)
    wanted = (Proposal.community_id == _C, Proposal.stage == kind, Proposal.is_public.is_(True))
    return query.where(*wanted).order_by(order).limit(MOST)


def _count(model: Any, *where: Any) -> Any:
    mine = (model.community_id == Poll.community_id, model.poll_id == Poll.id)
    count = select(func.count()).select_from(model).where(*mine, *where)
    return count.correlate(Poll).scalar_subquery()


def _takes_votes() -> tuple[Any, ...]:
    """The conditions that a poll takes votes now."""
    return (
        Poll.closed_at.is_(None),
        Poll.ended_at.is_(None),
        Poll.suspended_at.is_(None),
        Poll.opened_at <= _NOW,
        or_(Poll.closes_at.is_(None), Poll.closes_at > _NOW),
    )


_RUNNING = (
    select(
        literal("poll").label("kind"),
        Poll.number.label("number"),
        func.coalesce(Proposal.title, Poll.question).label("title"),
        Body.name.label("body"),
        Poll.closes_at.label("until"),
        _count(Ballot).label("have"),
        _count(PollVoter, PollVoter.recused.is_(False)).label("of"),
    )
    .outerjoin(Proposal, tied(Proposal, Poll, "proposal_id"))
    .join(Body, tied(Body, Poll, "body_id"))
    .where(
        Poll.community_id == _C,
        *_takes_votes(),
        or_(Poll.proposal_id.is_(None), Proposal.is_public.is_(True)),
        Body.kind.in_(("representatives", "residents_assembly", "owners_assembly")),
    )
    .order_by(Poll.opened_at.desc())
    .limit(MOST)
)
_POSTED_ON = and_(
    Announcement.community_id == Proposal.community_id,
    Announcement.proposal_id == Proposal.id,
    Announcement.kind == "decision",
    Announcement.round == Proposal.round,
)
_OPEN = Prepared(
    union_all(
        *(
            select(part.subquery())
            for part in (
                _RUNNING,
                _stage(
                    "announcement",
                    Announcement.until_at,
                    Announcement.until_at,
                    (Announcement, _POSTED_ON),
                ),
                _stage("evaluation", Proposal.due_at, Proposal.listed_at.desc()),
                _stage("proposing", Proposal.due_at, Proposal.listed_at.desc()),
            )
        )
    )
)
_DECIDED = Prepared(
    select(
        Resolution.number,
        Resolution.reference,
        Proposal.title,
        Resolution.outcome,
        Body.name,
        Resolution.at,
        Resolution.cost,
        Poll.tally,
        Poll.secret,
    )
    .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
    .join(Body, tied(Body, Resolution, "body_id"))
    .join(Poll, tied(Poll, Resolution, "poll_id"))
    .where(Resolution.community_id == _C)
    .order_by(Resolution.at.desc(), Resolution.number.desc())
    .limit(3)
)
_AHEAD = Prepared(
    select(
        Meeting.number,
        Meeting.title,
        Meeting.place,
        Meeting.starts_at,
        Meeting.noticed_at,
        Body.name,
    )
    .join(Body, tied(Body, Meeting, "body_id"))
    .where(
        Meeting.community_id == _C,
        Meeting.starts_at >= _NOW,
        Meeting.cancelled_at.is_(None),
    )
    .order_by(Meeting.starts_at)
    .limit(3)
)


def _objections(*where: Any) -> Any:
    mine = (
        Objection.community_id == Announcement.community_id,
        Objection.announcement_id == Announcement.id,
    )
    count = select(func.count()).select_from(Objection).where(*mine, *where)
    return count.correlate(Announcement).scalar_subquery()


_POSTED = Prepared(
    select(
        Proposal.number,
        Proposal.title,
        Announcement.kind,
        Announcement.posted_at,
        Announcement.until_at,
        Announcement.closed_at,
        _objections(),
        _objections(Objection.answered_at.is_not(None)),
        _objections(Objection.answered_at.is_(None), Objection.due_at <= _NOW),
    )
    .join(Proposal, tied(Proposal, Announcement, "proposal_id"))
    .where(Announcement.community_id == _C)
    .order_by(Announcement.posted_at.desc())
    .limit(MOST)
)
_YEAR = bindparam("year", type_=Instant)
_RESOLVED = (
    Resolution.community_id == _C,
    Resolution.at >= _YEAR,
    Resolution.outcome == "passed",
)
_SPENT = (OutcomeReport.community_id == _C, OutcomeReport.at >= _YEAR)
_MONEY = fund.service_with(
    select(func.coalesce(func.sum(Resolution.cost), 0)).where(*_RESOLVED).scalar_subquery(),
    select(func.count()).select_from(Resolution).where(*_RESOLVED).scalar_subquery(),
    select(func.coalesce(func.sum(OutcomeReport.cost), 0)).where(*_SPENT).scalar_subquery(),
    select(func.count()).select_from(OutcomeReport).where(*_SPENT).scalar_subquery(),
)


def masked(row: Iterable[Any]) -> Iterator[Any]:
    """The values of a row; free text among them without what points to a person."""
    return (mask_text(value) if isinstance(value, str) else value for value in row)


def load(connection: Connection, community_id: UUID, now: datetime, year: datetime) -> FrontPage:
    """The front page at ``now``; ``year`` is the first instant of the legal year."""
    keys = {"community": community_id, "now": now, "year": year}
    service, money = _money(connection, keys | {"calendar": legal_day(year).year})
    return FrontPage(
        open=[OpenLine(*masked(row)) for row in _OPEN.rows(connection, **keys)],
        decided=[_decided(masked(row)) for row in _DECIDED.rows(connection, **keys)],
        ahead=[Ahead(*masked(row)) for row in _AHEAD.rows(connection, **keys)],
        posted=[Posted(*masked(row)) for row in _POSTED.rows(connection, **keys)],
        fund=service,
        money=None if service else money,
    )


def _money(connection: Connection, keys: dict[str, Any]) -> tuple[Year | None, Money]:
    """The service fund's year, and what resolutions allow and outcomes cost; one query."""
    (row,) = _MONEY.rows(connection, **keys)
    service, (resolved, matters, spent, finished) = fund.service_of(row)
    return service, Money(int(resolved), matters, int(spent), finished)


def _decided(row: Any) -> Decided:
    *values, secret = row
    line = Decided(*values)
    return replace(line, tally=overview(line.tally, secret)) if secret else line
