"""Writing in the books: the one place that makes entries and moves balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from council.models.base import tied
from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundPeriod, FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.ledger import Account, Balances, Transfer
from council.rules.verdict import Reason, Refused
from council.services.unit import Work

YEAR = ("opening", "granted", "received", "free", "planned", "contracted", "paid")
ALL = (*YEAR, "swept", "carried")
PROJECT = ("planned", "contracted", "paid")


def post(
    work: Work,
    year: FundYear,
    kind: str,
    on: date,
    text: str,
    transfers: Sequence[Transfer],
    *,
    project: FundProject | None = None,
    contract: Contract | None = None,
    payment: Payment | None = None,
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Enter an event of the legal day ``on`` and move the balances of year, project, contract.

    Raises:
        Refused: ``not_in_year``, ``period_closed``, ``year_closed``, ``not_that_much`` (a balance
            would fall below nought; ``balance`` names it), ``reversed_already``.
    """
    demand_open(work, year, on)
    _move(year, ALL, transfers, check_money=True)
    if project is not None:
        _move(project, PROJECT, transfers)
    if contract is not None:
        _move_contract(contract, transfers)
    if reverses is not None and work.find(LedgerEntry, LedgerEntry.reverses_id == reverses.id):
        raise Refused([Reason("reversed_already", {"number": reverses.number})])
    entry = work.add(
        LedgerEntry(
            fund_year_id=year.id,
            number=_next(work, year),
            kind=kind,
            on=on,
            text=text,
            project_id=project.id if project else None,
            contract_id=contract.id if contract else None,
            payment_id=payment.id if payment else None,
            reverses_id=reverses.id if reverses else None,
            person_id=work.actor.person_id,
            office_title=work.actor.title,
            at=work.at,
        )
    )
    work.session.flush()
    for position, line in enumerate(transfers, 1):
        row = LedgerTransfer(
            entry_id=entry.id,
            position=position,
            debit=line.debit.value,
            credit=line.credit.value,
            amount=line.amount,
        )
        work.add(row)
    work.session.flush()
    return entry


def counter(work: Work, entry: LedgerEntry, on: date, text: str) -> LedgerEntry:
    """Take an entry back by its counter-entry, dated ``on`` in an open period of the same year.

    The caller sets right what else the entry stood for (a payment's state).

    Raises:
        Refused: as :func:`post`.
    """
    lines = [line.reversed for line in transfers_of(work, entry)]
    return post(
        work,
        work.get(FundYear, entry.fund_year_id),
        "correction",
        on,
        text,
        lines,
        project=work.get(FundProject, entry.project_id) if entry.project_id else None,
        contract=work.get(Contract, entry.contract_id) if entry.contract_id else None,
        payment=work.get(Payment, entry.payment_id) if entry.payment_id else None,
        reverses=entry,
    )


def transfers_of(work: Work, entry: LedgerEntry) -> list[Transfer]:
    """The lines of an entry, in their order."""
    mine = LedgerTransfer.entry_id == entry.id
    rows = work.all(LedgerTransfer, mine, order=LedgerTransfer.position)
    return [Transfer(Account(row.debit), Account(row.credit), row.amount) for row in rows]


def lines_of_year(work: Work, year: FundYear) -> list[Transfer]:
    """All lines of a year's books."""
    return _lines(work, LedgerEntry.fund_year_id == year.id)


def lines_of_project(work: Work, project: FundProject) -> list[Transfer]:
    """All lines of the entries that name a project."""
    return _lines(work, LedgerEntry.project_id == project.id)


def _lines(work: Work, which: Any) -> list[Transfer]:
    rows = work.session.execute(
        select(LedgerTransfer.debit, LedgerTransfer.credit, LedgerTransfer.amount)
        .join(LedgerEntry, tied(LedgerEntry, LedgerTransfer, "entry_id"))
        .where(LedgerEntry.community_id == work.community_id, which)
    )
    return [Transfer(Account(debit), Account(credit), amount) for debit, credit, amount in rows]


def demand_open(work: Work, year: FundYear, on: date) -> None:
    """Refuse a day outside the year, in a closed month, or of a closed year.

    Raises:
        Refused: ``not_in_year``, ``year_closed``, ``period_closed``.
    """
    if on.year != year.year:
        raise Refused([Reason("not_in_year", {"year": year.year, "day": on}, "FY1")])
    if year.closed_at is not None:
        raise Refused([Reason("year_closed", {"year": year.year}, "FY1")])
    mine = (FundPeriod.fund_year_id == year.id, FundPeriod.month == on.month)
    if work.find(FundPeriod, *mine) is not None:
        raise Refused([Reason("period_closed", {"year": year.year, "month": on.month}, "FY1")])


def balances(year: FundYear) -> Balances:
    """The balances of a year as its row holds them."""
    return Balances(**{name: getattr(year, name) for name in ALL})


def _next(work: Work, year: FundYear) -> int:
    mine = (LedgerEntry.community_id == work.community_id, LedgerEntry.fund_year_id == year.id)
    return (work.session.scalar(select(func.max(LedgerEntry.number)).where(*mine)) or 0) + 1


def _move(
    row: Any, names: Sequence[str], transfers: Sequence[Transfer], *, check_money: bool = False
) -> None:
    """Set the balances of a year or a project to what they are after these lines."""
    before = Balances(**{name: getattr(row, name) for name in names})
    after = before.plus(transfers)
    short = [name for name in after.short() if name in names or (check_money and name == "at_hand")]
    if short:
        raise Refused([_short(name, before, after) for name in short])
    for name in names:
        setattr(row, name, getattr(after, name))
    row.version += 1


def _short(name: str, before: Balances, after: Balances) -> Reason:
    have, left = getattr(before, name), getattr(after, name)
    return Reason("not_that_much", {"balance": name, "sum": have, "asked": have - left}, "FD1")


def _move_contract(contract: Contract, transfers: Sequence[Transfer]) -> None:
    before = Balances(contracted=contract.open, paid=contract.paid)
    after = before.plus(transfers)
    if after.contracted < 0 or after.paid < 0:
        name = "contracted" if after.contracted < 0 else "paid"
        raise Refused([_short(name, before, after)])
    contract.open, contract.paid = after.contracted, after.paid
