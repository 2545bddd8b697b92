"""冲正: an entry that was wrong is taken back by its counter-entry, and with it what it stood for.

Nothing in the books is changed or deleted. What is right is entered anew by the act that it
belongs to. The note of a grant or receipt that never was goes; its entries stay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from council.models.bank import BankLine
from council.models.fundprojects import Contract, FundProject
from council.models.funds import Appropriation, FundYear, Receipt
from council.models.ledger import LedgerEntry
from council.models.payments import Payment, Refund
from council.rules import ledger as books
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import funds, ledger
from council.services.unit import Actor, Work, unit

POWER = "fund.correct"
STANDS = {
    "carry": "carry_stands",
    "close": "closing_stands",
    "correction": "correction_stands",
    "cut": "cut_stands",
}
"""Kinds of entries that are never taken back, and the reason, which says what to do instead."""


def correct(
    community_id: UUID,
    code: str,
    year: int,
    number: int,
    *,
    reason: str,
    on: date,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """Take entry ``number`` back on the day ``on``; gives the number of the counter-entry.

    Sent again with the same ``request_key`` it is done once.

    Raises:
        Refused: ``not_found``, ``text_missing`` and the like for the reason, ``day_to_come``,
            ``not_before_entry``, a reason of :data:`STANDS`, what the kind of the entry demands
            (``correct_first``, ``grant_has_receipts``, ``payment_refunded``, ``project_ended``,
            ``contract_ended``), and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.correct", actor=actor, at=at, power=POWER) as work:
        row = funds.year_of(work, code, year)
        mine = (LedgerEntry.fund_year_id == row.id, LedgerEntry.number == number)
        entry = work.find(LedgerEntry, *mine)
        if entry is None:
            raise Refused([Reason("not_found", {"what": "ledger_entry"})])
        if request_key and work.done_before(request_key):
            counter = work.find(LedgerEntry, LedgerEntry.reverses_id == entry.id)
            return counter.number if counter is not None else 0
        words = clean_text(reason, 2, 500, "reason")
        funds.demand_come(work, on)
        if on < entry.on:
            raise Refused([Reason("not_before_entry", {"day": entry.on}, "FY1")])
        demand_correctable(work, entry)
        counter = ledger.counter(work, entry, on, words)
        if entry.kind in _SET_RIGHT:
            _SET_RIGHT[entry.kind](work, entry, words)
        _loosen(work, entry)
        work.tell(fund=code, year=year, entry=number, counter=counter.number, entry_kind=entry.kind)
        return counter.number


def demand_correctable(work: Work, entry: LedgerEntry) -> None:
    """Refuse what :func:`correct` would refuse for this entry, whatever the day and reason."""
    if entry.kind in STANDS:
        raise Refused([Reason(STANDS[entry.kind], {}, "FY1")])
    if work.find(LedgerEntry, LedgerEntry.reverses_id == entry.id) is not None:
        raise Refused([Reason("reversed_already", {"number": entry.number})])
    if entry.kind in _DEMANDS:
        _DEMANDS[entry.kind](work, entry)


def _demand_opening(work: Work, entry: LedgerEntry) -> None:
    """An opening that was carried stands in two years' books."""
    year = work.get(FundYear, entry.fund_year_id)
    mine = (FundYear.fund_id == year.fund_id, FundYear.year == year.year - 1)
    before = work.find(FundYear, *mine)
    if before is not None and before.carried:
        raise Refused([Reason("carry_stands", {}, "FY1")])


def _demand_grant(work: Work, entry: LedgerEntry) -> None:
    granted = work.find(Appropriation, Appropriation.entry_id == entry.id)
    if granted is not None and work.all(Receipt, Receipt.appropriation_id == granted.id):
        raise Refused([Reason("grant_has_receipts", {}, "FY1")])


def _demand_payment(work: Work, entry: LedgerEntry) -> None:
    payment = work.get(Payment, entry.payment_id)
    if payment.refunded:
        raise Refused([Reason("payment_refunded", {"number": payment.number}, "FY1")])
    advance = books.prepaid(ledger.transfers_of(work, entry))
    _demand_prepaid(work, entry, advance)


def _demand_prepaid(work: Work, entry: LedgerEntry, advance: int) -> None:
    """What was paid in advance and has become a cost since is no cost first."""
    if not advance:
        return
    project = work.get(FundProject, entry.project_id)
    if books.prepaid(ledger.lines_of_project(work, project)) < advance:
        later = _standing(work, project, "accept")
        raise Refused([Reason("correct_first", {"number": later}, "FY1")])


def _standing(work: Work, project: FundProject, kind: str) -> int:
    """The number of the last entry of a kind for a project that was not taken back."""
    mine = (LedgerEntry.project_id == project.id, LedgerEntry.kind == kind)
    reversed_ids = select(LedgerEntry.reverses_id).where(
        LedgerEntry.community_id == work.community_id, LedgerEntry.reverses_id.is_not(None)
    )
    found = work.all(
        LedgerEntry, *mine, LedgerEntry.id.not_in(reversed_ids), order=LedgerEntry.number
    )
    return found[-1].number if found else 0


def _demand_project_open(work: Work, entry: LedgerEntry) -> None:
    project = work.get(FundProject, entry.project_id)
    if project.state != "open":
        raise Refused([Reason("project_ended", {"number": project.number}, "FY1")])


def _demand_contract_runs(work: Work, entry: LedgerEntry) -> None:
    contract = work.get(Contract, entry.contract_id)
    if contract.state != "running":
        raise Refused([Reason("contract_ended", {"number": contract.number}, "FY1")])


def _unpay(work: Work, entry: LedgerEntry, _words: str) -> None:
    payment = work.get(Payment, entry.payment_id)
    payment.state = "reversed"
    payment.version += 1


def _unrefund(work: Work, entry: LedgerEntry, _words: str) -> None:
    payment = work.get(Payment, entry.payment_id)
    for refund in work.all(Refund, Refund.entry_id == entry.id):
        payment.refunded -= refund.amount
    payment.version += 1


def _ungrant(work: Work, entry: LedgerEntry, _words: str) -> None:
    for granted in work.all(Appropriation, Appropriation.entry_id == entry.id):
        work.session.delete(granted)


def _unreceive(work: Work, entry: LedgerEntry, _words: str) -> None:
    for receipt in work.all(Receipt, Receipt.entry_id == entry.id):
        work.session.delete(receipt)


def _unplan(work: Work, entry: LedgerEntry, _words: str) -> None:
    """A project of which nothing is left is no project."""
    project = work.get(FundProject, entry.project_id)
    if not project.planned + project.contracted + project.paid:
        project.state = "dropped"


def _uncommit(work: Work, entry: LedgerEntry, words: str) -> None:
    """A contract of which nothing is left has ended."""
    contract = work.get(Contract, entry.contract_id)
    if not contract.open + contract.paid:
        contract.state, contract.ended_reason = "ended", words


def _loosen(work: Work, entry: LedgerEntry) -> None:
    """The line of the bank that belonged to the entry is to be matched anew."""
    for line in work.all(BankLine, BankLine.entry_id == entry.id):
        line.entry_id, line.matched = None, ""
        line.matched_by_id = line.matched_at = None


_DEMANDS: dict[str, Callable[[Work, LedgerEntry], None]] = {
    "opening": _demand_opening,
    "grant": _demand_grant,
    "payment": _demand_payment,
    "release": _demand_project_open,
    "uncommit": _demand_contract_runs,
}
_SET_RIGHT: dict[str, Callable[[Work, LedgerEntry, str], None]] = {
    "payment": _unpay,
    "refund": _unrefund,
    "grant": _ungrant,
    "receipt": _unreceive,
    "plan": _unplan,
    "commit": _uncommit,
}
