"""退款: money of a payment that came back, in part or whole."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry
from council.models.payments import Payment, Refund
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import funds, ledger
from council.services.payments import load
from council.services.unit import Actor, Work, unit


def refund(
    community_id: UUID,
    number: str,
    amount: int,
    *,
    on: date,
    reason: str,
    request_key: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Money of a payment came back on the day ``on``; the project may plan it again.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_not_paid``, ``amount_not_positive``,
            ``refund_above_payment``, ``refund_before_payment``, ``not_left_yet``,
            ``text_missing``, and as ``ledger.post``.
    """
    power = "payment.pay"
    with unit(community_id, kind="payment.refund", actor=actor, at=at, power=power) as work:
        if work.done_before(request_key):
            return
        payment = load(work, number, version)
        funds.demand_amount(amount)
        _demand(work, payment, amount, on)
        said = clean_text(reason, 2, 500, "reason")
        entry = _book(work, payment, amount, on, said)
        payment.refunded += amount
        payment.version += 1
        work.add(
            Refund(
                payment_id=payment.id,
                entry_id=entry.id,
                amount=amount,
                refunded_on=on,
                reason=said,
                person_id=work.actor.person_id,
                at=work.at,
            )
        )
        work.tell(payment=number, amount=amount, refunded_on=on)


def prepaid(work: Work, project: FundProject, payment: Payment) -> int:
    """What of a payment may stand in the books as paid in advance, in fen.

    A project's advances become a cost all at once (``projectlife.take_over``), so a payment has
    none left where its project has none.
    """
    entries = work.all(LedgerEntry, LedgerEntry.payment_id == payment.id)
    own = books.prepaid(line for entry in entries for line in ledger.transfers_of(work, entry))
    return max(0, min(own, books.prepaid(ledger.lines_of_project(work, project))))


def _demand(work: Work, payment: Payment, amount: int, on: date) -> None:
    if payment.state != "paid" or payment.paid_on is None:
        raise Refused([Reason("payment_not_paid", {"number": payment.number}, "FP1")])
    reasons = []
    left = payment.amount - payment.refunded
    if amount > left:
        reasons.append(Reason("refund_above_payment", {"sum": left, "asked": amount}, "FP1"))
    if on < payment.paid_on:
        reasons.append(Reason("refund_before_payment", {"day": payment.paid_on}, "FP1"))
    if on > legal_day(work.at):
        reasons.append(Reason("not_left_yet", {"day": on}, "FP1"))
    if reasons:
        raise Refused(reasons)


def _book(work: Work, payment: Payment, amount: int, on: date, said: str) -> LedgerEntry:
    """The entry; what was prepaid comes back from there first, the rest from the cost."""
    project = work.get(FundProject, payment.project_id)
    advance = min(amount, prepaid(work, project, payment))
    lines = books.refund(advance, accepted=False) if advance else ()
    if amount > advance:
        lines += books.refund(amount - advance, accepted=True)
    return ledger.post(
        work,
        work.get(FundYear, project.fund_year_id),
        "refund",
        on,
        said,
        lines,
        project=project,
        contract=work.get(Contract, payment.contract_id) if payment.contract_id else None,
        payment=payment,
    )
