"""支付: entered by one, approved by another, viewed by the supervision committee, then paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundYear
from council.models.payments import Payment
from council.rules import ledger as books
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import contracts, fundprojects, funds, ledger
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class PaymentSeed:
    """A payment to be: fen, to whom, for what; ``contract`` is a number or nothing."""

    amount: int
    supplier: str
    purpose: str
    contract: str = ""
    reason: str = ""


def enter(
    community_id: UUID,
    project_number: str,
    seed: PaymentSeed,
    *,
    request_key: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Enter a payment (经手); gives its number, the same for a repeated ``request_key``.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, and what ``rules.spending`` says.
    """
    with unit(
        community_id, kind="payment.enter", actor=actor, at=at, power="payment.enter"
    ) as work:
        known = work.find(Payment, Payment.request_key == request_key)
        if known is not None:
            work.repeat()
            return known.number
        funds.demand_amount(seed.amount)
        project = fundprojects.load(work, project_number)
        contract = contracts.load(work, seed.contract) if seed.contract else None
        if contract is not None and contract.project_id != project.id:
            raise Refused([Reason("not_found", {"what": "contract"})])
        supplier_id = (
            contract.supplier_id
            if contract is not None
            else contracts.supplier_named(work, seed.supplier).id
        )
        payment = work.add(
            Payment(
                project_id=project.id,
                contract_id=contract.id if contract else None,
                supplier_id=supplier_id,
                number=next_number(work, "payment"),
                request_key=clean_line(request_key, 8, 64, "request_key"),
                amount=seed.amount,
                purpose=clean_line(seed.purpose, 2, 200, "purpose"),
                flags=[],
                reason=clean_text(seed.reason, 0, 500, "reason"),
                handled_by_id=work.actor.person_id,
                handled_title=work.actor.title,
                handled_at=work.at,
            )
        )
        work.session.flush()
        work.tell(payment=payment.number, project=project.number, amount=seed.amount)
        return payment.number


def approve(
    community_id: UUID, number: str, *, version: int | None = None, actor: Actor, at: datetime
) -> None:
    """Approve a payment (审批): somebody else than who entered it.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``own_payment``, ``payment_not_entered``.
    """
    with unit(
        community_id, kind="payment.approve", actor=actor, at=at, power="payment.approve"
    ) as work:
        payment = load(work, number, version)
        _demand_state(payment, "entered")
        if work.actor.person_id == payment.handled_by_id:
            raise Refused([Reason("own_payment", {}, "FP1")])
        payment.approved_by_id, payment.approved_title = work.actor.person_id, work.actor.title
        payment.approved_at = work.at
        payment.state = "approved"
        payment.version += 1
        work.tell(payment=number)


def supervise(
    community_id: UUID,
    number: str,
    *,
    agree: bool,
    text: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The supervision committee's view of an approved payment (监督).

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``own_payment``, ``payment_not_approved``.
    """
    with unit(
        community_id, kind="payment.supervise", actor=actor, at=at, power="payment.supervise"
    ) as work:
        payment = load(work, number, version)
        _demand_state(payment, "approved")
        if work.actor.person_id in (payment.handled_by_id, payment.approved_by_id):
            raise Refused([Reason("own_payment", {}, "FP1")])
        payment.supervised_by_id = work.actor.person_id
        payment.supervised_title, payment.supervised_at = work.actor.title, work.at
        payment.opinion = "agree" if agree else "object"
        payment.opinion_text = clean_text(text, 0 if agree else 5, 1000, "opinion")
        payment.version += 1
        work.tell(payment=number, opinion=payment.opinion)


def pay(
    community_id: UUID,
    number: str,
    *,
    on: date,
    bank_reference: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The money left the bank on the day ``on``: entered in the books.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_not_approved``, ``view_missing``,
            and as ``ledger.post``.
    """
    with unit(community_id, kind="payment.pay", actor=actor, at=at, power="payment.pay") as work:
        payment = load(work, number, version)
        _demand_state(payment, "approved")
        if payment.supervised_at is None:
            raise Refused([Reason("view_missing", {}, "FP1")])
        project = work.get(FundProject, payment.project_id)
        contract = work.get(Contract, payment.contract_id) if payment.contract_id else None
        ledger.post(
            work,
            work.get(FundYear, project.fund_year_id),
            "payment",
            on,
            payment.purpose,
            books.payment(payment.amount, contract=contract is not None, accepted=True),
            project=project,
            contract=contract,
            payment=payment,
        )
        payment.state, payment.paid_on, payment.paid_at = "paid", on, work.at
        payment.paid_by_id = work.actor.person_id
        payment.bank_reference = clean_line(bank_reference, 0, 60, "bank_reference")
        payment.version += 1
        work.tell(payment=number, paid_on=on, amount=payment.amount)


def load(work: Work, number: str, version: int | None = None) -> Payment:
    """The payment with this number as the caller saw it.

    Raises:
        Refused: ``not_found``, ``payment_moved``.
    """
    payment = work.find(Payment, Payment.number == number)
    if payment is None:
        raise Refused([Reason("not_found", {"what": "payment"})])
    if version is not None and version != payment.version:
        raise Refused([Reason("payment_moved", {"payment_state": payment.state})])
    return payment


def _demand_state(payment: Payment, state: str) -> None:
    if payment.state != state:
        raise Refused([Reason(f"payment_not_{state}", {"number": payment.number}, "FP1")])
