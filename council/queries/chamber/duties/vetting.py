"""把关议题 awaits the secretary; what escalated and every appeal awaits the street office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from council.models.acts import Appeal
from council.models.base import tied
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage


def parts(who: Who) -> Iterator[Part]:
    """Matters to vet, escalated ones, appeals."""
    if OfficeKind.PARTY_SECRETARY in who.kinds:
        yield Part(_to_vet(who).where(Proposal.escalated_at.is_(None)), _vetting)
        yield Part(_to_vet(who).where(Proposal.escalated_at.is_not(None)), _late)
    if OfficeKind.STREET_OFFICER in who.kinds:
        yield Part(_to_vet(who).where(Proposal.escalated_at.is_not(None)), _escalated)
    if who.may("appeal.decide"):
        query = columns(number=Proposal.number, title=Proposal.title, due_at=Appeal.due_at)
        yield Part(
            query.join_from(Appeal, Proposal, tied(Proposal, Appeal, "proposal_id"))
            .where(Appeal.community_id == who.community_id, Appeal.decided_at.is_(None))
            .order_by(Appeal.due_at),
            _appeal,
        )


def _to_vet(who: Who) -> Select[Any]:
    """Matters in vetting; nobody vets a proposal of their own."""
    return (
        columns(
            number=Proposal.number,
            title=Proposal.title,
            due_at=Proposal.due_at,
            n=Proposal.seconder_count,
        )
        .where(
            Proposal.community_id == who.community_id,
            Proposal.stage == Stage.VETTING,
            Proposal.proposer_id != who.person_id,
        )
        .order_by(Proposal.due_at)
    )


def _duty(act: str, row: Row, rule: str, panel: str = "vetting.accept") -> Duty:
    return Duty(
        act, row.title, at_matter(row.number, panel), row.number, row.until, rule, {"n": row.n}
    )


def _vetting(row: Row, _: Rulebook) -> Duty:
    return _duty("vetting.decide", row, "VT1")


def _late(row: Row, _: Rulebook) -> Duty:
    return _duty("vetting.late", row, "VT1")


def _escalated(row: Row, _: Rulebook) -> Duty:
    return _duty("vetting.escalated", row, "VT1")


def _appeal(row: Row, _: Rulebook) -> Duty:
    return _duty("appeal.decide", row, "AP1", "appeal.decide")
