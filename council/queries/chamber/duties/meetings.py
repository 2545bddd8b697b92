"""Meetings that are to be called, kept, or attended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.meetings import AgendaItem, Meeting, MeetingBody
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.meetings import SESSION
from council.rules.router import OWNERS
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage

_RULES = {"review": "PG3", "members": "PG2", "resolution": "RC1"}
_LIVE = and_(Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None))


def parts(who: Who) -> Iterator[Part]:
    """What awaits whoever calls and keeps meetings, and whoever sits in them."""
    if who.may("meeting.convene"):
        yield from (Part(_to_call(who, stage), _call) for stage in _RULES)
    if who.may("meeting.keep"):
        yield Part(_to_keep(who), _keep)
    yield Part(_to_attend(who), _attend)


def _to_call(who: Who, stage: str) -> Select[Any]:
    """Matters of a stage that a meeting must decide, with fewer meetings than bodies to meet."""
    decided = (
        select(func.count())
        .select_from(Poll)
        .where(
            tied(Proposal, Poll, "proposal_id"),
            Poll.opened_at >= Proposal.stage_since,
            Poll.outcome.in_(("passed", "failed")),
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
    called = (
        select(func.coalesce(func.sum(case((Meeting.joint_body_id.is_(None), 1), else_=2)), 0))
        .select_from(AgendaItem)
        .join(Meeting, tied(Meeting, AgendaItem, "meeting_id"))
        .where(
            tied(Proposal, AgendaItem, "proposal_id"),
            AgendaItem.for_decision.is_(True),
            _LIVE,
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
    needed = 2 if stage == Stage.REVIEW.value else 1
    return (
        columns(
            number=Proposal.number,
            title=Proposal.title,
            item=Proposal.stage,
        )
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == stage,
            Proposal.track != OWNERS,
            decided + called < needed,
        )
        .order_by(Proposal.listed_at)
    )


def _call(row: Row, _book: Rulebook) -> Duty:
    return Duty(
        "meeting.convene",
        row.title,
        at_matter(row.number, "meeting.convene"),
        row.number,
        rule=_RULES[row.item],
    )


def _to_keep(who: Who) -> Select[Any]:
    until = who.day_end
    return (
        columns(
            number=Meeting.number,
            title=Meeting.title,
            due_at=Meeting.starts_at,
            item=Meeting.rule_id,
        )
        .where(
            Meeting.community_id == who.community_id,
            Meeting.form == SESSION,
            _LIVE,
            or_(Meeting.opened_at.is_not(None), Meeting.starts_at < until),
        )
        .order_by(Meeting.starts_at)
    )


def _keep(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/meetings/{row.number}"
    return Duty("meeting.keep", row.title, href, row.number, row.until, row.item)


def _to_attend(who: Who) -> Select[Any]:
    mine = (
        select(Office.body_id)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(
            Office.community_id == who.community_id,
            Tenure.person_id == who.person_id,
            holders_on(who.today),
        )
    )
    further = select(MeetingBody.meeting_id).where(
        MeetingBody.community_id == who.community_id, MeetingBody.body_id.in_(mine)
    )
    return (
        columns(
            number=Meeting.number,
            title=Meeting.title,
            due_at=Meeting.starts_at,
            item=Meeting.place,
            extra=Meeting.rule_id,
        )
        .where(
            Meeting.community_id == who.community_id,
            Meeting.form == SESSION,
            _LIVE,
            Meeting.starts_at < who.soon,
            or_(
                Meeting.body_id.in_(mine),
                Meeting.joint_body_id.in_(mine),
                Meeting.id.in_(further),
            ),
        )
        .order_by(Meeting.starts_at)
    )


def _attend(row: Row, _book: Rulebook) -> Duty:
    return Duty(
        "meeting.attend",
        row.title,
        f"/chamber/meetings/{row.number}",
        row.number,
        row.until,
        row.extra,
        {"place": row.item},
        primary=False,
    )
