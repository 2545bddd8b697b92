"""一笔钱的来龙去脉: a project of the fund from the wish to the rating, in at most nine queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from council.queries.public import fundquestions
from council.queries.public.fundquestions import QuestionLine
from council.queries.public.moneythread_sql import (
    ACCEPTANCES,
    BY_PAYMENT,
    BY_PROJECT,
    CONTRACTS,
    ENTRIES,
    MERGED,
    PAYMENTS,
    QUOTES,
    REFUNDS,
    VOUCHERS,
)
from council.queries.public.sealed import overview
from council.queries.public.unexplained import Flag, flag
from council.rules.masking import mask_name, mask_text


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """A project with the matter, the resolution and the rating behind it. Sums in fen.

    ``proposal`` is empty where no public matter stands behind it; ``plan`` says that the resolution
    is that of the year's plan. ``rated`` people gave ``marks`` in all (four each).
    """

    id: UUID
    number: str
    title: str
    kind: str
    subject: str
    compound: str
    place: str
    source: str
    estimate: int
    planned: int
    contracted: int
    paid: int
    state: str
    responsible: str
    responsible_name: str
    urgent: bool
    urgent_reason: str
    confirm_by: date | None
    confirmed_at: datetime | None
    accepted_on: date | None
    guarantee_until: date | None
    note: str
    at: datetime
    fund: str
    fund_name: str
    year: int
    year_id: UUID
    before: str
    after: str
    proposal_id: UUID | None
    proposal: str
    proposal_title: str
    proposal_cost: int | None
    listed_at: datetime | None
    stage: str
    ending: str | None
    proposer: str
    merged: int
    resolution: str
    reference: str
    resolved_at: datetime | None
    plan: str
    body: str
    meeting: str
    meeting_title: str
    met_at: datetime | None
    poll: str
    tally: Mapping[str, Any] | None
    rated: int
    marks: int
    rated_at: datetime | None
    round: int

    @property
    def approved(self) -> int:
        """What the fund may spend on it."""
        return self.planned + self.contracted + self.paid


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One quote. ``supplier_id`` tells apart two people whose masked names are the same."""

    supplier_id: UUID
    supplier: str
    amount: int
    quoted_on: date
    note: str


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract. ``few_quotes`` and ``not_lowest`` are the reasons that were written."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier: str
    subject: str
    amount: int
    open: int
    paid: int
    in_advance: int
    retained: int
    guarantee_until: date | None
    signed_on: date
    signed: str
    few_quotes: str
    not_lowest: str
    state: str
    ended_reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A voucher. Without ``is_public`` no copy without personal data has been made yet.

    ``is_picture``: that copy is a photo, which browsers show.
    """

    number: str
    kind: str
    amount: int
    issued_on: date | None
    is_public: bool
    is_picture: bool
    struck_reason: str
    is_struck: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money that came back."""

    amount: int
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment with who handled, approved and supervised it (title and masked name)."""

    id: UUID
    number: str
    contract_id: UUID | None
    supplier: str
    amount: int
    purpose: str
    state: str
    flags: tuple[Flag, ...]
    reason: str
    handled: tuple[str, str]
    handled_at: datetime
    approved: tuple[str, str]
    approved_at: datetime | None
    supervised: tuple[str, str]
    supervised_at: datetime | None
    opinion: str
    opinion_text: str
    refused_reason: str
    paid_on: date | None
    refunded: int
    vouchers: tuple[VoucherLine, ...] = ()
    refunds: tuple[RefundLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """How many signed for the work in a role, with one verdict."""

    role: str
    verdict: str
    n: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MergedWish:
    """A wish that became part of the matter."""

    number: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the books that a payment left."""

    number: int
    kind: str
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that a passer-by may know of a project's money; ``here`` is a payment's number.

    ``suppliers`` are those of all the project's contracts, whatever contracts are shown.
    """

    head: ThreadHead
    contracts: tuple[ContractLine, ...]
    suppliers: frozenset[UUID]
    quotes: tuple[QuoteLine, ...]
    payments: tuple[PaymentLine, ...]
    signatures: tuple[Signature, ...]
    wishes: tuple[MergedWish, ...]
    questions: tuple[QuestionLine, ...]
    here: str = ""
    entries: tuple[EntryLine, ...] = ()


def project(connection: Connection, community_id: UUID, number: str) -> Thread | None:
    """The project with this number, or None."""
    row = BY_PROJECT.row(connection, community=community_id, number=number)
    return _thread(connection, community_id, row) if row else None


def payment(connection: Connection, community_id: UUID, number: str) -> Thread | None:
    """The project of this payment with the payment alone and its contract, or None."""
    row = BY_PAYMENT.row(connection, community=community_id, number=number)
    if row is None:
        return None
    whole = _thread(connection, community_id, row)
    (mine,) = (line for line in whole.payments if line.number == number)
    entries = ENTRIES.rows(connection, community=community_id, payment=mine.id)
    return replace(
        whole,
        here=number,
        payments=(mine,),
        contracts=tuple(c for c in whole.contracts if c.id == mine.contract_id),
        questions=tuple(q for q in whole.questions if q.payment == number),
        entries=tuple(EntryLine(n, kind, on, mask_text(text)) for n, kind, on, text in entries),
    )


def _thread(connection: Connection, community_id: UUID, row: Any) -> Thread:
    head = _head(row)
    keys = {"community": community_id, "project": head.id}
    contracts = tuple(contract_line(line) for line in CONTRACTS.rows(connection, **keys))
    quotes = tuple(quote_line(line) for line in QUOTES.rows(connection, **keys))
    matter = keys | {"proposal": head.proposal_id, "round": head.round}
    signed = ACCEPTANCES.rows(connection, **matter) if head.proposal_id else ()
    wishes = MERGED.rows(connection, **matter) if head.merged else ()
    return Thread(
        head=head,
        contracts=contracts,
        suppliers=frozenset(line.supplier_id for line in contracts),
        quotes=quotes,
        payments=payment_lines(connection, keys),
        signatures=tuple(Signature(*line) for line in signed),
        wishes=tuple(MergedWish(w[0], mask_text(w[1]), w[2]) for w in wishes),
        questions=fundquestions.of_project(connection, community_id, head.id),
    )


_MASKED = ("title", "place", "source", "urgent_reason", "note", "responsible", "proposal_title",
           "meeting_title")  # fmt: skip


def _head(row: Any) -> ThreadHead:
    *columns, secret = row
    head = ThreadHead(*columns)
    masked: dict[str, Any] = {name: mask_text(getattr(head, name)) for name in _MASKED}
    return replace(
        head,
        **masked,
        proposer=mask_name(head.proposer),
        responsible_name=mask_name(head.responsible_name),
        tally=overview(head.tally, bool(secret)),
        marks=int(head.marks or 0),
    )


def _supplier(name: str, kind: str) -> str:
    """A company by its name, a person masked."""
    return mask_name(name) if kind == "person" else mask_text(name)


def contract_line(row: Any) -> ContractLine:
    """A row of CONTRACTS, masked."""
    key, number, supplier_id, name, kind, subject, *rest = row
    supplier = _supplier(name, kind)
    line = ContractLine(key, number, supplier_id, supplier, mask_text(subject), *rest)
    return replace(
        line,
        signed=mask_text(line.signed),
        few_quotes=mask_text(line.few_quotes),
        not_lowest=mask_text(line.not_lowest),
        ended_reason=mask_text(line.ended_reason),
    )


def quote_line(row: Any) -> QuoteLine:
    """A row of QUOTES, masked."""
    supplier_id, supplier, kind, amount, on, note = row
    return QuoteLine(supplier_id, _supplier(supplier, kind), amount, on, mask_text(note))


def payment_lines(
    connection: Connection, keys: dict[str, Any], *, with_refunds: bool = True
) -> tuple[PaymentLine, ...]:
    """The payments of a project with their vouchers and, if wanted, what came back and why."""
    rows = PAYMENTS.rows(connection, **keys)
    if not rows:
        return ()
    vouchers: dict[UUID, list[VoucherLine]] = {}
    for payment_id, *values, reason, struck_at in VOUCHERS.rows(connection, **keys):
        number, kind, amount, issued_on, is_public, media_type = values
        line = VoucherLine(
            number,
            kind,
            amount,
            issued_on,
            bool(is_public),
            bool(is_public) and media_type == "image/jpeg",
            mask_text(reason),
            struck_at is not None,
        )
        vouchers.setdefault(payment_id, []).append(line)
    refunds: dict[UUID, list[RefundLine]] = {}
    if with_refunds and any(row[-1] for row in rows):
        for payment_id, amount, on, reason in REFUNDS.rows(connection, **keys):
            line_ = RefundLine(amount, on, mask_text(reason))
            refunds.setdefault(payment_id, []).append(line_)
    return tuple(
        _payment(row, tuple(vouchers.get(row[0], ())), tuple(refunds.get(row[0], ())))
        for row in rows
    )


def _payment(
    row: Any, vouchers: tuple[VoucherLine, ...], refunds: tuple[RefundLine, ...]
) -> PaymentLine:
    (key, number, contract_id, supplier, kind, amount, purpose, state, flags, reason,
     handled_title, handled_name, handled_at, approved_title, approved_name, approved_at,
     supervised_title, supervised_name, supervised_at, opinion, opinion_text, refused_reason,
     paid_on, refunded) = row  # fmt: skip
    return PaymentLine(
        id=key,
        number=number,
        contract_id=contract_id,
        supplier=_supplier(supplier, kind),
        amount=amount,
        purpose=mask_text(purpose),
        state=state,
        flags=tuple(flag(one) for one in flags or ()),
        reason=mask_text(reason),
        handled=(mask_text(handled_title), mask_name(handled_name)),
        handled_at=handled_at,
        approved=(mask_text(approved_title), mask_name(approved_name)),
        approved_at=approved_at,
        supervised=(mask_text(supervised_title), mask_name(supervised_name)),
        supervised_at=supervised_at,
        opinion=opinion,
        opinion_text=mask_text(opinion_text),
        refused_reason=mask_text(refused_reason),
        paid_on=paid_on,
        refunded=refunded,
        vouchers=vouchers,
        refunds=refunds,
    )
