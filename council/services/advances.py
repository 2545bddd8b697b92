"""预付转成本: what was paid before acceptance becomes a cost once the work is accepted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from council.db import db
from council.models.base import tied
from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.ledger import Account, trial_balance
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
    entries = work.all(LedgerEntry, LedgerEntry.project_id == project.id)
    lines = [line for entry in entries for line in ledger.transfers_of(work, entry)]
    debit, credit = trial_balance(lines).get(Account.PREPAID, (0, 0))
    return debit - credit


def move(work: Work, project: FundProject, on: date) -> int:
    """Inside an act: enter in the books what was paid in advance as a cost; gives the sum."""
    moved = prepaid(work, project)
    if moved > 0:
        year = work.get(FundYear, project.fund_year_id)
        lines = books.accept(moved)
        ledger.post(work, year, "accept", on, project.title, lines, project=project)
    return max(0, moved)


def _with_advances(community_id: UUID) -> list[str]:
    """Numbers of the open projects that may have paid in advance, here or in the year before."""
    here = and_(Contract.in_advance > 0, Contract.paid > 0)
    query = (
        select(FundProject.number)
        .outerjoin(Contract, tied(FundProject, Contract, "project_id"))
        .where(
            FundProject.community_id == community_id,
            FundProject.state == "open",
            or_(here, FundProject.continues_id.is_not(None)),
        )
        .distinct()
    )
    with db.engine.connect() as connection:
        return list(connection.scalars(query))
