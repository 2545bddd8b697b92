"""What the rules of spending ask of a payment, gathered from the rows inside its act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from council.models.fundprojects import Contract, FundProject, Quote
from council.models.funds import FundYear
from council.models.payments import Payment, Voucher
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.calendar import legal_day
from council.rules.spending import Limits, Other, Spending, Terms, Tie
from council.rules.stages import Stage
from council.services import fundprojects, law, suppliers
from council.services.unit import Work

ON_THE_WAY = ("entered", "approved")
STANDING = (*ON_THE_WAY, "paid")
_NOT_YET = (Stage.RESOLUTION, Stage.ANNOUNCEMENT)


def gather(
    work: Work, payment: Payment, *, waiting: Sequence[str], on: date | None = None
) -> Spending:
    """The facts of a payment now; ``waiting`` are the states of others that take of its money."""
    project = work.get(FundProject, payment.project_id)
    year = work.get(FundYear, project.fund_year_id)
    today = legal_day(work.at)
    return Spending(
        amount=payment.amount,
        on=on or today,
        today=today,
        year=year.year,
        year_closed=year.closed_at is not None,
        limits=limits(work),
        available=project.planned,
        pending=_pending(work, payment, waiting),
        dropped=project.state == "dropped",
        resolved=in_force(work, project),
        urgent=project.urgent and project.confirmed_at is None,
        urgent_reason=project.urgent_reason,
        confirm_by=project.confirm_by,
        accepted=accepted(work, project, on or today),
        project=project.number,
        contract=_terms(work, project, payment),
        quotes=_count(work, Quote, Quote.project_id == project.id),
        others=_others(work, payment),
        ties=_ties(work, payment.supplier_id),
        vouchers=vouchers(work, payment.id),
        **_people(payment),
    )


def in_force(work: Work, project: FundProject) -> bool:
    """Whether the resolution of a project passed, its posting is over, and it was not undone."""
    if project.resolution_id is None:
        return False
    resolution = work.get(Resolution, project.resolution_id)
    proposal = work.get(Proposal, resolution.proposal_id)
    standing = proposal.ending in (None, "completed") and proposal.stage not in _NOT_YET
    return resolution.outcome == "passed" and standing


def accepted(work: Work, project: FundProject, on: date) -> bool:
    """Whether what is paid for was accepted by the day ``on``."""
    day = fundprojects.accepted_on(work, project)
    return day is not None and day <= on


def vouchers(work: Work, payment_id: UUID) -> int:
    """The sum in fen of the payment's vouchers that stand."""
    mine = (Voucher.payment_id == payment_id, Voucher.struck_at.is_(None))
    return sum(row.amount for row in work.all(Voucher, *mine))


def limits(work: Work) -> Limits:
    """The figures of the rules in force."""
    book, today = law.book(work.session, work.community_id), legal_day(work.at)
    quotes, payments, fund = (book.rule(rule, today) for rule in ("FQ1", "FP1", "FD1"))
    return Limits(
        quotes_above=quotes.number("above_yuan") * 100,
        quotes=quotes.number("quotes"),
        split_days=payments.number("split_days"),
        voucher_days=payments.number("voucher_days"),
        statutes=tuple(fund.statutes),
    )


def _pending(work: Work, payment: Payment, waiting: Sequence[str]) -> int:
    if not waiting:
        return 0
    same = (
        Payment.contract_id == payment.contract_id
        if payment.contract_id
        else (Payment.project_id == payment.project_id) & Payment.contract_id.is_(None)
    )
    query = select(func.coalesce(func.sum(Payment.amount), 0)).where(
        Payment.community_id == work.community_id,
        Payment.id != payment.id,
        Payment.state.in_(waiting),
        same,
    )
    return int(work.session.scalar(query) or 0)


def _terms(work: Work, project: FundProject, payment: Payment) -> Terms | None:
    if payment.contract_id is None:
        return None
    row = work.get(Contract, payment.contract_id)
    return Terms(
        number=row.number,
        amount=row.amount,
        open=row.open,
        paid=row.paid,
        in_advance=row.in_advance,
        retained=row.retained,
        guarantee_until=row.guarantee_until or project.guarantee_until,
        running=row.state != "ended",
        few_quotes=row.few_quotes,
    )


def _others(work: Work, payment: Payment) -> tuple[Other, ...]:
    """Payments to the same supplier without contract; where quotes were gathered it is no split."""
    query = (
        select(Payment.number, FundProject.number, Payment.amount, Payment.handled_at)
        .join(
            FundProject,
            (FundProject.community_id == Payment.community_id)
            & (FundProject.id == Payment.project_id),
        )
        .where(
            Payment.community_id == work.community_id,
            Payment.supplier_id == payment.supplier_id,
            Payment.contract_id.is_(None),
            Payment.state.in_(STANDING),
            Payment.id != payment.id,
        )
        .order_by(Payment.number)
    )
    rows = work.session.execute(query)
    return tuple(Other(number, of, amount, legal_day(at)) for number, of, amount, at in rows)


def _ties(work: Work, supplier_id: UUID) -> tuple[Tie, ...]:
    tied = suppliers.tied(work, supplier_id, legal_day(work.at))
    return tuple(Tie(person, relation) for person, relation in tied.items())


def _count(work: Work, model: Any, *where: Any) -> int:
    query = select(func.count()).select_from(model)
    return work.session.scalar(query.where(model.community_id == work.community_id, *where)) or 0


def _people(payment: Payment) -> dict[str, Any]:
    answers = [flag for flag in payment.flags if flag["code"] == "objection_answered"]
    return {
        "handler": payment.handled_by_id,
        "approver": payment.approved_by_id,
        "supervisor": payment.supervised_by_id,
        "approved_on": legal_day(payment.approved_at) if payment.approved_at else None,
        "opinion": payment.opinion,
        "answered": frozenset(flag["params"]["office"] for flag in answers),
        "answer": "\n".join(flag["reason"] for flag in answers),
        "reason": payment.reason,
    }
