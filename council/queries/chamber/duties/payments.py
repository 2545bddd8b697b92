"""Payments that wait for a voucher, an approval, a view, or to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from council.models.base import tied
from council.models.fundprojects import FundProject, Supplier
from council.models.payments import Payment, Voucher
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.calendar import midnight
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits whoever enters, approves, views or pays."""
    covered = or_(_vouchers() >= Payment.amount, FundProject.urgent)
    if who.may("payment.enter"):
        mine = Payment.handled_by_id == who.person_id
        yield Part(_of("entered", mine, ~covered), _voucher)
        owing = _vouchers() < Payment.amount - Payment.refunded
        yield Part(_of("paid", mine, owing, due_on=Payment.paid_on), _voucher_owing)
    if who.may("payment.approve"):
        others = Payment.handled_by_id != who.person_id
        yield Part(_of("entered", others, covered), _approve)
        yield Part(_of("approved", Payment.opinion == "object"), _answer)
    if who.may("payment.supervise"):
        free = (Payment.handled_by_id != who.person_id, Payment.approved_by_id != who.person_id)
        yield Part(_of("approved", Payment.supervised_at.is_(None), *free), _supervise)
    if who.may("payment.pay"):
        yield Part(_of("approved", Payment.opinion == "agree"), _pay)


def _of(state: str, *where: Any, **more: Any) -> Select[Any]:
    return (
        columns(
            number=Payment.number,
            title=Payment.purpose,
            item=Supplier.name,
            total=Payment.amount,
            **more,
        )
        .join_from(Payment, FundProject, tied(FundProject, Payment, "project_id"))
        .join(Supplier, tied(Supplier, Payment, "supplier_id"))
        .where(Payment.community_id == Who.community_id, Payment.state == state, *where)
        .order_by(Payment.handled_at)
    )


def _vouchers() -> Any:
    return (
        select(func.coalesce(func.sum(Voucher.amount), 0))
        .where(tied(Payment, Voucher, "payment_id"), Voucher.struck_at.is_(None))
        .correlate(Payment)
        .scalar_subquery()
    )


def _duty(act: str, row: Row, due_at: datetime | None = None) -> Duty:
    href = f"/chamber/fund/payments/{row.number}"
    return Duty(act, row.title, href, row.number, due_at, "FP1", {"supplier": row.item})


def _voucher(row: Row, _book: Rulebook) -> Duty:
    return _duty("payment.voucher", row)


def _voucher_owing(row: Row, book: Rulebook) -> Duty | None:
    """What was paid before its voucher came: until when it is to follow."""
    if row.due_on is None:
        return None
    days = book.rule("FP1", row.due_on).number("voucher_days")
    last = row.due_on + timedelta(days=days)
    return _duty("payment.voucher_owing", row, midnight(last + timedelta(days=1)))


def _approve(row: Row, _book: Rulebook) -> Duty:
    return _duty("payment.approve", row)


def _answer(row: Row, _book: Rulebook) -> Duty:
    return _duty("payment.answer", row)


def _supervise(row: Row, _book: Rulebook) -> Duty:
    return _duty("payment.supervise", row)


def _pay(row: Row, _book: Rulebook) -> Duty:
    return _duty("payment.pay", row)
