"""支付: entered by one, approved by another, viewed by the supervision committee, then paid.

Each step asks ``rules.spending`` with the facts of that moment; what passes with a flag is kept in
``Payment.flags`` with its figures and the reason given, for everybody to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from council.db import db
from council.models.commitments import plain
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import FundYear
from council.models.payments import Payment
from council.rules import ledger as books
from council.rules import spending
from council.rules.shapes import clean_line, clean_text
from council.rules.spending import Flag, Judgement
from council.rules.verdict import Reason, Refused
from council.services import contracts, fundprojects, funds, ledger, spendingfacts
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

MOST_REASON = 500
_TO_COME = "…"


@dataclass(frozen=True, slots=True)
class PaymentSeed:
    """A payment to be: fen, to whom, for what; ``contract`` is a number or nothing.

    ``reason`` says why, where the rules let it pass but show it in public.
    """

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
        Refused: ``not_found``, ``amount_not_positive``, and what ``spending.enter`` says.
    """
    power = "payment.enter"
    with unit(community_id, kind="payment.enter", actor=actor, at=at, power=power) as work:
        known = work.find(Payment, Payment.request_key == request_key)
        if known is not None:
            work.repeat()
            return known.number
        payment = add_payment(work, project_number, seed, request_key)
        work.tell(payment=payment.number, project=project_number, amount=seed.amount)
        return payment.number


def add_payment(work: Work, project_number: str, seed: PaymentSeed, request_key: str) -> Payment:
    """Inside an act: the payment as entered, or Refused as :func:`enter`."""
    funds.demand_amount(seed.amount)
    project = fundprojects.load(work, project_number)
    contract = contracts.load(work, seed.contract) if seed.contract else None
    if contract is not None and contract.project_id != project.id:
        raise Refused([Reason("not_found", {"what": "contract"})])
    payment = work.add(
        Payment(
            project_id=project.id,
            contract_id=contract.id if contract else None,
            supplier_id=contract.supplier_id
            if contract is not None
            else contracts.supplier_named(work, seed.supplier).id,
            number=next_number(work, "payment"),
            request_key=clean_line(request_key, 8, 64, "request_key"),
            amount=seed.amount,
            purpose=clean_line(seed.purpose, 2, 200, "purpose"),
            flags=[],
            reason=clean_text(seed.reason, 0, MOST_REASON, "reason"),
            handled_by_id=work.actor.person_id,
            handled_title=work.actor.title,
            handled_at=work.at,
        )
    )
    work.session.flush()
    facts = spendingfacts.gather(work, payment, waiting=spendingfacts.ON_THE_WAY)
    _flag(payment, spending.enter(facts))
    work.session.flush()
    return payment


def approve(
    community_id: UUID,
    number: str,
    *,
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Approve a payment (审批): somebody else than who entered it.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_not_entered``, and what
            ``spending.approve`` says.
    """
    power = "payment.approve"
    with unit(community_id, kind="payment.approve", actor=actor, at=at, power=power) as work:
        payment = load(work, number, version)
        _demand_state(payment, "entered")
        facts = spendingfacts.gather(work, payment, waiting=("approved",))
        given = _reason(payment, reason)
        facts = replace(facts, approver=work.actor.person_id, reason=given)
        _flag(payment, spending.approve(facts))
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
    """The supervision committee's view of an approved payment (监督); an objection says why.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``own_payment``, ``payment_related``,
            ``payment_not_approved``, ``view_given``.
    """
    power = "payment.supervise"
    with unit(community_id, kind="payment.supervise", actor=actor, at=at, power=power) as work:
        payment = load(work, number, version)
        _demand_state(payment, "approved")
        if payment.supervised_at is not None:
            raise Refused([Reason("view_given", {"number": number}, "FP1")])
        if work.actor.person_id in (payment.handled_by_id, payment.approved_by_id):
            raise Refused([Reason("own_payment", {}, "FP1")])
        facts = spendingfacts.gather(work, payment, waiting=())
        _demand_unrelated(replace(facts, supervisor=work.actor.person_id))
        payment.supervised_by_id = work.actor.person_id
        payment.supervised_title, payment.supervised_at = work.actor.title, work.at
        payment.opinion = "agree" if agree else "object"
        payment.opinion_text = clean_text(text, 0 if agree else 5, 1000, "opinion")
        payment.version += 1
        work.tell(payment=number, opinion=payment.opinion)


def answer_objection(
    community_id: UUID,
    number: str,
    *,
    text: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """A committee's written reason to pay against an objection, by its head; both are needed.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_not_approved``, ``nothing_objected``,
            ``answered_already``.
    """
    power = "payment.approve"
    with unit(community_id, kind="payment.answer", actor=actor, at=at, power=power) as work:
        payment = load(work, number, version)
        _demand_state(payment, "approved")
        if payment.opinion != "object":
            raise Refused([Reason("nothing_objected", {"number": number}, "FP1")])
        params = {"office": work.actor.office}
        mine = [f for f in payment.flags if f["code"] == "objection_answered"]
        if any(flag["params"] == params for flag in mine):
            raise Refused([Reason("answered_already", {}, "FP1")])
        said = clean_text(text, 5, MOST_REASON, "reason")
        answer = {"code": "objection_answered", "params": params, "reason": said}
        payment.flags = [*payment.flags, answer]
        payment.version += 1
        work.tell(payment=number)


def pay(
    community_id: UUID,
    number: str,
    *,
    on: date,
    bank_reference: str = "",
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """The money left the bank on the day ``on``: entered in the books.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_not_approved``, what
            ``spending.pay`` says, and as ``ledger.post``.
    """
    with unit(community_id, kind="payment.pay", actor=actor, at=at, power="payment.pay") as work:
        payment = load(work, number, version)
        _demand_state(payment, "approved")
        facts = spendingfacts.gather(work, payment, waiting=(), on=on)
        given = _reason(payment, reason)
        facts = replace(facts, payer=work.actor.person_id, reason=given)
        _flag(payment, spending.pay(facts))
        _book(work, payment, on, accepted=facts.accepted or facts.contract is None)
        payment.state, payment.paid_on, payment.paid_at = "paid", on, work.at
        payment.paid_by_id = work.actor.person_id
        payment.bank_reference = clean_line(bank_reference, 0, 60, "bank_reference")
        payment.version += 1
        work.tell(payment=number, paid_on=on, amount=payment.amount)


def refuse(
    community_id: UUID,
    number: str,
    *,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Do not approve a payment, and say why; what it held is free again.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_settled``, ``text_missing``.
    """
    power = "payment.approve"
    with unit(community_id, kind="payment.refuse", actor=actor, at=at, power=power) as work:
        _stop(work, load(work, number, version), "refused", reason)


def withdraw(
    community_id: UUID,
    number: str,
    *,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Whoever entered a payment takes it back before it is paid, and says why.

    Raises:
        Refused: ``not_found``, ``payment_moved``, ``payment_settled``, ``not_your_payment``.
    """
    power = "payment.enter"
    with unit(community_id, kind="payment.withdraw", actor=actor, at=at, power=power) as work:
        payment = load(work, number, version)
        _demand_on_the_way(payment)
        if payment.handled_by_id != work.actor.person_id:
            raise Refused([Reason("not_your_payment", {}, "FP1")])
        _stop(work, payment, "withdrawn", reason)


def standing(community_id: UUID, number: str, *, person_id: UUID | None, at: datetime) -> Standing:
    """What the rules would say now to approving and to paying by this person; no act.

    Flags stand beside the reasons: words for them can still be given with the act.
    """
    with Session(db.engine) as session:
        work = Work(session, community_id, Actor(person_id), "payment.ask", at)
        payment = load(work, number)
        facts = spendingfacts.gather(work, payment, waiting=("approved",))
        facts = replace(facts, reason=facts.reason or _TO_COME)
        as_approver = replace(facts, approver=facts.approver or person_id)
        as_payer = replace(facts, pending=0, payer=person_id)
        return Standing(spending.approve(as_approver), spending.pay(as_payer))


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands against a payment's next steps."""

    approve: Judgement
    pay: Judgement


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


def supplier_of(work: Work, payment: Payment) -> str:
    """The name of whoever is paid."""
    return work.get(Supplier, payment.supplier_id).name


def _book(work: Work, payment: Payment, on: date, *, accepted: bool) -> None:
    """The entry in the books; what is paid on a contract before acceptance is no cost yet."""
    project = work.get(FundProject, payment.project_id)
    contract = work.get(Contract, payment.contract_id) if payment.contract_id else None
    ledger.post(
        work,
        work.get(FundYear, project.fund_year_id),
        "payment",
        on,
        payment.purpose,
        books.payment(payment.amount, contract=contract is not None, accepted=accepted),
        project=project,
        contract=contract,
        payment=payment,
    )


def _flag(payment: Payment, judged: Judgement) -> None:
    """Record what passes but is shown; a flag of an earlier step stays."""
    new = {flag.reason.code: _kept(flag, judged.said) for flag in judged.demand()}
    old = [flag for flag in payment.flags if flag["code"] not in new]
    flags = [*old, *new.values()]
    if flags != payment.flags:
        payment.flags = flags


def _kept(flag: Flag, said: str) -> dict[str, object]:
    params = {key: plain(value) for key, value in flag.reason.params.items()}
    return {"code": flag.reason.code, "params": params, "reason": flag.given or said}


def _reason(payment: Payment, given: str) -> str:
    """The reason on record, or the one given now; it is kept."""
    said = clean_text(given, 0, MOST_REASON, "reason")
    if said and said != payment.reason:
        payment.reason = f"{payment.reason}\n{said}".strip() if payment.reason else said
    return payment.reason


def _demand_unrelated(facts: spending.Spending) -> None:
    related = [one for one in spending.enter(facts).reasons if one.code == "payment_related"]
    if related:
        raise Refused(related)


def _stop(work: Work, payment: Payment, state: str, reason: str) -> None:
    """A payment on its way goes no further; why is on record."""
    _demand_on_the_way(payment)
    payment.refused_reason = clean_text(reason, 2, MOST_REASON, "reason")
    payment.state = state
    payment.version += 1
    work.tell(payment=payment.number)


def _demand_state(payment: Payment, state: str) -> None:
    if payment.state != state:
        raise Refused([Reason(f"payment_not_{state}", {"number": payment.number}, "FP1")])


def _demand_on_the_way(payment: Payment, states: Iterable[str] = spendingfacts.ON_THE_WAY) -> None:
    if payment.state not in states:
        params = {"number": payment.number, "payment_state": payment.state}
        raise Refused([Reason("payment_settled", params, "FP1")])
