"""决议公示: objections, their answers, and the end of the posting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import NoResultFound

from council.models.proposals import Proposal
from council.models.resolutions import Announcement, Objection
from council.rules.calendar import deadline
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import law, lifecycle
from council.services.unit import Actor, Work, unit


def post(work: Work, proposal: Proposal, kind: str, rule_id: str) -> Announcement:
    """Begin a posting (``decision`` or ``outcome``) that lasts as long as ``rule_id`` says."""
    days = law.rule(work.session, work.community_id, rule_id, work.at).number("posted_days")
    return work.add(
        Announcement(
            proposal_id=proposal.id,
            kind=kind,
            round=proposal.round,
            posted_at=work.at,
            until_at=deadline(work.at, days),
        )
    )


def running(work: Work, proposal: Proposal, kind: str) -> Announcement:
    """The posting of this round.

    Raises:
        NoResultFound: where the matter was never posted.
    """
    found = work.find(
        Announcement,
        Announcement.proposal_id == proposal.id,
        Announcement.kind == kind,
        Announcement.round == proposal.round,
    )
    if found is None:
        raise NoResultFound(f"no {kind} posting")
    return found


def object_to(
    community_id: UUID,
    number: str,
    *,
    actor: Actor,
    title: str,
    text: str,
    request_key: str,
    at: datetime,
) -> UUID:
    """Enter a resident's written objection while the decision is posted; a retry returns the same.

    Raises:
        Refused: outside the posting, or for texts out of shape.
    """
    title = clean_text(title, 2, 80, "title")
    text = clean_text(text, 5, 2000, "text")
    with unit(
        community_id, kind="objection.file", actor=actor, at=at, power="objection.file"
    ) as work:
        proposal = lifecycle.load(work, number)
        mine = Objection.proposal_id == proposal.id
        known = work.find(Objection, mine, Objection.request_key == request_key)
        if known is not None:
            work.repeat()
            return known.id
        lifecycle.verdict(work, proposal, "objection.file").demand()
        posting = running(work, proposal, "decision")
        if work.at >= posting.until_at:
            raise Refused([Reason("posting_over", {"until": posting.until_at}, "AN1")])
        days = law.rule(work.session, community_id, "OB1", work.at).number("answer_days")
        row = work.add(
            Objection(
                announcement_id=posting.id,
                proposal_id=proposal.id,
                person_id=actor.person_id,
                title=title,
                text=text,
                request_key=request_key,
                at=work.at,
                due_at=deadline(work.at, days),
            )
        )
        lifecycle.advance(work, proposal, "objection.file", rule_id="OB1")
        work.session.flush()
        return row.id


def answer(community_id: UUID, objection_id: UUID, *, actor: Actor, text: str, at: datetime) -> str:
    """Answer an objection in writing, once; returns the number of the matter.

    Raises:
        Refused: ``already_answered``, or a text out of shape.
    """
    text = clean_text(text, 5, 4000, "text")
    with unit(
        community_id, kind="objection.answer", actor=actor, at=at, power="objection.answer"
    ) as work:
        row = work.get(Objection, objection_id)
        if row.answered_at is not None:
            raise Refused([Reason("already_answered", {}, "OB1")])
        proposal = work.get(Proposal, row.proposal_id)
        row.answer, row.answered_at = text, work.at
        row.answered_by_id, row.answered_title = actor.person_id, actor.title
        lifecycle.advance(work, proposal, "objection.answer", rule_id="OB1")
        return proposal.number or ""


def close(
    community_id: UUID, number: str, *, actor: Actor, revision: int | None = None, at: datetime
) -> None:
    """End the posting of the decision; the matter goes on to implementation.

    Raises:
        Refused: while it runs, or while an objection has no answer.
    """
    with unit(
        community_id, kind="announcement.close", actor=actor, at=at, power="announcement.close"
    ) as work:
        proposal = lifecycle.load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "announcement.close", rule_id="AN1")
        running(work, proposal, "decision").closed_at = work.at
