"""决议公示与结果公开: objections to answer, postings to end, outcomes to report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, exists

from council.models.base import tied
from council.models.implementation import OutcomeReport
from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage


def parts(who: Who) -> Iterator[Part]:
    """For the residents' committee and the conveners."""
    if who.may("objection.answer"):
        yield Part(_open_objections(who), _answer)
    if who.may("announcement.close"):
        yield Part(_closable(who), _close)
    if who.may("outcome.report"):
        yield Part(_unreported(who), _report)


def _open_objections(who: Who) -> Any:
    return (
        columns(
            number=Proposal.number,
            title=Objection.title,
            due_at=Objection.due_at,
            item_id=Objection.id,
            item=Proposal.title,
        )
        .join_from(Objection, Proposal, tied(Proposal, Objection, "proposal_id"))
        .where(Objection.community_id == who.community_id, Objection.answered_at.is_(None))
        .order_by(Objection.due_at)
    )


def _answer(row: Row, _: Rulebook) -> Duty:
    panel = f"objection.answer.{row.item_id.hex}" if row.item_id else ""
    href, facts = at_matter(row.number, panel), {"matter": row.item}
    return Duty("objection.answer", row.title, href, row.number, row.until, "OB1", facts)


def _closable(who: Who) -> Any:
    waiting = exists().where(
        tied(Proposal, Objection, "proposal_id"),
        Objection.answered_at.is_(None),
    )
    posting = and_(
        tied(Proposal, Announcement, "proposal_id"),
        Announcement.round == Proposal.round,
        Announcement.kind == "decision",
    )
    return (
        columns(number=Proposal.number, title=Proposal.title)
        .join_from(Proposal, Announcement, posting)
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == Stage.ANNOUNCEMENT,
            Announcement.until_at <= who.at,
            ~waiting.correlate(Proposal),
        )
        .order_by(Announcement.until_at)
    )


def _close(row: Row, _: Rulebook) -> Duty:
    href = at_matter(row.number, "announcement.close")
    return Duty("announcement.close", row.title, href, row.number, None, "AN1")


def _unreported(who: Who) -> Any:
    reported = exists().where(
        tied(Proposal, OutcomeReport, "proposal_id"),
        OutcomeReport.round == Proposal.round,
    )
    return (
        columns(number=Proposal.number, title=Proposal.title)
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == Stage.DISCLOSURE,
            ~reported.correlate(Proposal),
        )
        .order_by(Proposal.listed_at)
    )


def _report(row: Row, _: Rulebook) -> Duty:
    href = at_matter(row.number, "outcome.report")
    return Duty("outcome.report", row.title, href, row.number, None, "DS1")
