"""What a vote is about: the subject that vetting gave its matter, and topics that have to rest."""

from __future__ import annotations

from datetime import datetime

from council.models.acts import Act
from council.models.bodies import Body
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import extension, tally
from council.rules.rule import Rule
from council.rules.verdict import Reason, Refused
from council.services.unit import Work

_VETTED = ("vetting.accept", "vetting.owners", "appeal.uphold", "appeal.owners")


def vetted_subject(work: Work, proposal: Proposal | None) -> str | None:
    """The subject that vetting gave the matter last, or None."""
    if proposal is None:
        return None
    acts = work.all(
        Act, Act.proposal_id == proposal.id, Act.kind.in_(_VETTED), order=Act.position.desc()
    )
    return next((str(act.detail["subject"]) for act in acts if act.detail.get("subject")), None)


def demand_as_vetted(work: Work, proposal: Proposal | None, subject: str) -> None:
    """Refuse to vote on a matter as something else than what vetting found it to be."""
    vetted = vetted_subject(work, proposal)
    if vetted is not None and vetted != subject:
        raise Refused([Reason("subject_not_as_vetted", {"subject": vetted}, "PG1")])


def demand_not_barred(
    work: Work, body: Body, proposal: Proposal | None, question: str, at: datetime
) -> None:
    """Refuse a topic whose vote was extended and fell short all the same, until its time is over.

    Raises:
        Refused: ``topic_barred`` with the end of the bar.
    """
    before = work.all(
        Poll, Poll.body_id == body.id, Poll.extensions > 0, Poll.outcome == tally.NO_QUORUM
    )
    for poll in before:
        same_matter = proposal is not None and poll.proposal_id == proposal.id
        if poll.closed_at is None or not (same_matter or _same(poll.question, question)):
            continue
        rule = Rule.from_snapshot(poll.rule)
        barred = extension.barred_until(
            rule, participation_met=False, extended=True, closed=poll.closed_at
        )
        extension.may_repeat(rule, barred, at).demand()


def _same(one: str, other: str) -> bool:
    """Equal but for blanks, case and marks of punctuation."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
