"""预付转成本: what was paid before acceptance becomes a cost once the work is accepted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, select

from council.db import db
from council.models.base import tied
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.ledger import Account
from council.rules.verdict import Reason, Refused
from council.services import fundprojects, ledger
from council.services.fundprojects import accepted_on
from council.services.unit import SYSTEM, Actor, Work, unit


def take_over(
    community_id: UUID, number: str, *, on: date, actor: Actor = SYSTEM, at: datetime
) -> int:
    """What was paid in advance becomes a cost once the work is accepted; gives the sum in fen.

    Raises:
        Refused: ``project_not_accepted``, ``no_advance_left``, and as ``ledger.post``.
    """
    kind = "fund.take_over"
    with unit(community_id, kind=kind, actor=actor, at=at, power="fund.keep") as work:
        project = fundprojects.load(work, number)
        accepted = accepted_on(work, project)
        if accepted is None or on < accepted:
            raise Refused([Reason("project_not_accepted", {"number": number})])
        moved = move(work, project, on)
        if not moved:
            raise Refused([Reason("no_advance_left", {"number": number})])
        work.tell(project=number, amount=moved)
        return moved


def due(community_id: UUID, at: datetime) -> int:
    """Take over what was paid in advance for work that is accepted by now."""
    done, today = 0, legal_day(at)
    for number in _with_advances(community_id):
        try:
            take_over(community_id, number, on=today, at=at)
        except Refused:  # not accepted yet, or its books are closed: nothing is due
            continue
        done += 1
    return done


def prepaid(work: Work, project: FundProject) -> int:
    """What stands as paid in advance in the books of a project, in fen."""
    work.session.flush()
    found = _PREPAID.where(
        LedgerEntry.community_id == work.community_id, LedgerEntry.project_id == project.id
    )
    return int(work.session.scalar(found) or 0)


def move(work: Work, project: FundProject, on: date) -> int:
    """Inside an act: enter in the books what was paid in advance as a cost; gives the sum."""
    moved = prepaid(work, project)
    if moved > 0:
        year = work.get(FundYear, project.fund_year_id)
        lines = books.accept(moved)
        ledger.post(work, year, "accept", on, project.title, lines, project=project)
    return max(0, moved)


def _with_advances(community_id: UUID) -> list[str]:
    """Numbers of the open projects whose books hold something paid in advance."""
    left = _PREPAID.where(
        LedgerEntry.community_id == FundProject.community_id,
        LedgerEntry.project_id == FundProject.id,
    )
    query = select(FundProject.number).where(
        FundProject.community_id == community_id,
        FundProject.state == "open",
        left.correlate(FundProject).scalar_subquery() > 0,
    )
    with db.engine.connect() as connection:
        return list(connection.scalars(query.order_by(FundProject.number)))


_SIGNED = case((LedgerTransfer.debit == Account.PREPAID, LedgerTransfer.amount))
_BACK = case((LedgerTransfer.credit == Account.PREPAID, LedgerTransfer.amount))
_PREPAID = (
    select(func.coalesce(func.sum(_SIGNED), 0) - func.coalesce(func.sum(_BACK), 0))
    .select_from(LedgerTransfer)
    .join(LedgerEntry, tied(LedgerEntry, LedgerTransfer, "entry_id"))
)
"""Debits less credits of the account of advances; whose, the caller says."""
