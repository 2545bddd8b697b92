"""Votes over a period that are to be called, opened, counted, and followed up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, literal, or_, select

from council.models.base import tied
from council.models.bodies import Body
from council.models.journal import JournalEntry
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.meetings import WRITTEN
from council.rules.powers import BodyKind, OfficeKind
from council.rules.router import OWNERS
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage

_LIVE = and_(Meeting.form == WRITTEN, Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None))
_CALLERS = frozenset({OfficeKind.CLERK, OfficeKind.COMMITTEE_CHAIR, OfficeKind.PARTY_SECRETARY})
# Who calls the owners without their demand (rules.petitions.needs_petition).
_ALONE = frozenset({OfficeKind.CLERK, OfficeKind.OWNERS_COMMITTEE})


def parts(who: Who) -> Iterator[Part]:
    """What awaits whoever calls and keeps votes over a period."""
    if who.kinds & _ALONE:
        yield Part(_to_call(who), _call)
    if who.may("written.call"):
        yield Part(_to_tell(who), _tell)
    if who.may("written.keep"):
        yield Part(_to_open(who), _open)
        yield Part(_to_count(who), _count)
    if who.may("office.end_by_vote"):
        yield Part(_to_end(who), _end)


def _mine(who: Who) -> ColumnElement[bool]:
    """A member of the owners' committee keeps the owners' votes only; the others keep all."""
    if who.kinds & _CALLERS:
        return Body.kind.is_not(None)
    return Body.kind == BodyKind.OWNERS_ASSEMBLY.value


def _to_call(who: Who) -> Select[Any]:
    """Matters that the owners decide and for which no vote is called or has found anything."""
    called = (
        exists()
        .where(
            tied(Proposal, AgendaItem, "proposal_id"),
            tied(Meeting, AgendaItem, "meeting_id"),
            _LIVE,
        )
        .correlate(Proposal)
    )
    decided = (
        exists()
        .where(
            tied(Proposal, Poll, "proposal_id"),
            Poll.outcome.in_(("passed", "failed")),
            Poll.opened_at >= Proposal.stage_since,
            Poll.consultation.is_(False),
        )
        .correlate(Proposal)
    )
    return (
        columns(number=Proposal.number, title=Proposal.title)
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == Stage.RESOLUTION.value,
            Proposal.track == OWNERS,
            ~called,
            ~decided,
        )
        .order_by(Proposal.stage_since)
    )


def _call(row: Row, _book: Rulebook) -> Duty:
    href = at_matter(row.number, "meeting.convene")
    return Duty("written.call", row.title, href, row.number, rule="OW1")


def _meetings(who: Who, *where: Any) -> Select[Any]:
    return (
        columns(
            number=Meeting.number,
            title=Meeting.title,
            due_at=Meeting.starts_at,
            item=Meeting.rule_id,
        )
        .join(Body, tied(Body, Meeting, "body_id"))
        .where(Meeting.community_id == who.community_id, _LIVE, _mine(who), *where)
        .order_by(Meeting.starts_at)
    )


def _to_tell(who: Who) -> Select[Any]:
    owners = Body.kind == BodyKind.OWNERS_ASSEMBLY.value
    return _meetings(who, owners, Meeting.told_at.is_(None), Meeting.ends_at > who.at)


def _tell(row: Row, _book: Rulebook) -> Duty:
    return _of_meeting("written.tell", row)


def _to_open(who: Who) -> Select[Any]:
    """Votes whose hour has come, with a question that has no poll yet."""
    polled = exists().where(tied(AgendaItem, Poll, "item_id"))
    waits = (
        select(AgendaItem.id)
        .where(
            tied(Meeting, AgendaItem, "meeting_id"),
            ~polled.correlate(AgendaItem),
        )
        .correlate(Meeting)
        .exists()
    )
    return _meetings(who, Meeting.starts_at <= who.at, Meeting.ends_at > who.at, waits)


def _open(row: Row, _book: Rulebook) -> Duty:
    return _of_meeting("written.open", row)


def _of_meeting(act: str, row: Row) -> Duty:
    href = f"/chamber/written/{row.number}"
    return Duty(act, row.title, href, row.number, row.until, row.item)


def _to_count(who: Who) -> Select[Any]:
    """Polls whose time is over and that nobody has counted."""
    over = or_(Poll.ended_at.is_not(None), Poll.closes_at <= who.at)
    return (
        columns(
            number=Meeting.number,
            title=Poll.question,
            due_at=Poll.closes_at,
            item=Poll.rule_id,
        )
        .join(Meeting, tied(Meeting, Poll, "meeting_id"))
        .join(Body, tied(Body, Poll, "body_id"))
        .where(
            Poll.community_id == who.community_id,
            Poll.closed_at.is_(None),
            Poll.suspended_at.is_(None),
            Poll.closes_at.is_not(None),
            over,
            _mine(who),
        )
        .order_by(Poll.closes_at)
    )


def _count(row: Row, _book: Rulebook) -> Duty:
    return _of_meeting("written.count", row)


def _to_end(who: Who) -> Select[Any]:
    """Appraisals and recalls that end an office, as long as no entry of the journal says so."""
    ends = or_(
        and_(Poll.rule_id == "EL2", Poll.outcome == "passed"),
        and_(Poll.rule_id == "EV1", cast(Poll.tally, Text).contains('"ended": true')),
    )
    named = literal('"number":"') + Poll.number + literal('"')
    recorded = exists().where(
        JournalEntry.community_id == Poll.community_id,
        JournalEntry.kind == "office.end",
        JournalEntry.payload.contains(named),
    )
    return (
        columns(number=Meeting.number, title=Poll.question, item=Poll.rule_id)
        .join(Meeting, tied(Meeting, Poll, "meeting_id"))
        .where(
            Poll.community_id == who.community_id,
            Poll.closed_at.is_not(None),
            ends,
            ~recorded.correlate(Poll),
        )
        .order_by(Poll.closed_at)
    )


def _end(row: Row, _book: Rulebook) -> Duty:
    return _of_meeting("written.end_office", row)
