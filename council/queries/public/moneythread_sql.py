"""The selects of the money thread."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.bodies import Body
from council.models.facts import MARKS
from council.models.fundfacts import AGREED
from council.models.fundprojects import Contract, FundProject, Quote, Supplier
from council.models.funds import Fund, FundYear
from council.models.implementation import Acceptance, Evaluation
from council.models.ledger import LedgerEntry
from council.models.meetings import Meeting
from council.models.payments import Payment, Refund, Voucher
from council.models.people import Person
from council.models.places import Compound
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.prepared import Prepared

_C: Any = bindparam("community")
_P: Any = bindparam("project")
_Other = aliased(FundProject)
_Wish = aliased(Proposal)
_Proposer = aliased(Person)
_Decided = aliased(Proposal)
_Later = aliased(Evaluation)


def _text(column: Any) -> Any:
    return func.coalesce(column, "")


def _of_rating(value: Any) -> Any:
    """Of the evaluations of the matter's last round that has any."""
    mine = (
        _Later.community_id == FundProject.community_id,
        _Later.proposal_id == FundProject.proposal_id,
    )
    last = select(func.max(_Later.round)).where(*mine).correlate(FundProject).scalar_subquery()
    return (
        select(value)
        .where(
            Evaluation.community_id == FundProject.community_id,
            Evaluation.proposal_id == FundProject.proposal_id,
            Evaluation.round == last,
        )
        .correlate(FundProject)
        .scalar_subquery()
    )


def _number(*where: Any) -> Any:
    query = select(func.min(_Other.number)).where(
        _Other.community_id == FundProject.community_id, *where
    )
    return _text(query.correlate(FundProject).scalar_subquery())


_MERGED = (
    select(func.count())
    .where(_Wish.community_id == Proposal.community_id, _Wish.merged_into_id == Proposal.id)
    .correlate(Proposal)
    .scalar_subquery()
)
_HEAD = (
    select(
        FundProject.id,
        FundProject.number,
        FundProject.title,
        FundProject.kind,
        FundProject.subject,
        _text(Compound.name),
        FundProject.place,
        FundProject.source,
        FundProject.estimate,
        FundProject.planned,
        FundProject.contracted,
        FundProject.paid,
        FundProject.state,
        FundProject.responsible_title,
        _text(Person.name),
        FundProject.urgent,
        FundProject.urgent_reason,
        FundProject.confirm_by,
        FundProject.confirmed_at,
        FundProject.accepted_on,
        FundProject.guarantee_until,
        FundProject.note,
        FundProject.at,
        Fund.code,
        Fund.name,
        FundYear.year,
        FundYear.id,
        _number(_Other.id == FundProject.continues_id),
        _number(_Other.continues_id == FundProject.id),
        Proposal.id,
        _text(Proposal.number),
        _text(Proposal.title),
        Proposal.cost,
        Proposal.listed_at,
        _text(Proposal.stage),
        Proposal.ending,
        _text(case((Proposal.on_behalf != "", Proposal.on_behalf), else_=_Proposer.name)),
        _MERGED,
        _text(Resolution.number),
        _text(Resolution.reference),
        Resolution.at,
        _text(case((Resolution.proposal_id != FundProject.proposal_id, _Decided.number))),
        _text(Body.name),
        _text(Meeting.number),
        _text(Meeting.title),
        Meeting.starts_at,
        _text(Poll.number),
        Poll.tally,
        _of_rating(func.count()),
        _of_rating(func.sum(MARKS)),
        _of_rating(func.max(Evaluation.at)),
        func.coalesce(Proposal.round, 1),
        Poll.secret,
    )
    .select_from(FundProject)
    .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .outerjoin(Compound, tied(Compound, FundProject, "compound_id"))
    .outerjoin(Person, tied(Person, FundProject, "responsible_id"))
    .outerjoin(
        Proposal, and_(tied(Proposal, FundProject, "proposal_id"), Proposal.is_public.is_(True))
    )
    .outerjoin(_Proposer, tied(_Proposer, Proposal, "proposer_id"))
    .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
    .outerjoin(_Decided, tied(_Decided, Resolution, "proposal_id"))
    .outerjoin(Body, tied(Body, Resolution, "body_id"))
    .outerjoin(Meeting, tied(Meeting, Resolution, "meeting_id"))
    .outerjoin(Poll, tied(Poll, Resolution, "poll_id"))
    .where(FundProject.community_id == _C)
)
BY_PROJECT = Prepared(_HEAD.where(FundProject.number == bindparam("number")))
BY_PAYMENT = Prepared(
    _HEAD.join(Payment, tied(FundProject, Payment, "project_id")).where(
        Payment.number == bindparam("number"), Payment.state != "withdrawn"
    )
)
BY_CONTRACT = Prepared(
    select(
        FundProject.id,
        FundProject.number,
        FundProject.title,
        Fund.code,
        FundYear.year,
        _text(Resolution.number),
        _text(Resolution.reference),
    )
    .select_from(Contract)
    .join(FundProject, tied(FundProject, Contract, "project_id"))
    .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
    .where(Contract.community_id == _C, Contract.number == bindparam("number"))
)
CONTRACTS = Prepared(
    select(
        Contract.id,
        Contract.number,
        Contract.supplier_id,
        Supplier.name,
        Supplier.kind,
        *AGREED,
        Contract.ended_reason,
        Contract.at,
    )
    .join(Supplier, tied(Supplier, Contract, "supplier_id"))
    .where(Contract.community_id == _C, Contract.project_id == _P)
    .order_by(Contract.signed_on, Contract.number)
)
QUOTES = Prepared(
    select(
        Quote.supplier_id,
        Supplier.name,
        Supplier.kind,
        Quote.amount,
        Quote.quoted_on,
        Quote.note,
    )
    .join(Supplier, tied(Supplier, Quote, "supplier_id"))
    .where(Quote.community_id == _C, Quote.project_id == _P)
    .order_by(Quote.amount, Quote.quoted_on, Quote.id)
)
_Handled, _Approved, _Supervised = aliased(Person), aliased(Person), aliased(Person)
PAYMENTS = Prepared(
    select(
        Payment.id,
        Payment.number,
        Payment.contract_id,
        Supplier.name,
        Supplier.kind,
        Payment.amount,
        Payment.purpose,
        Payment.state,
        Payment.flags,
        Payment.reason,
        Payment.handled_title,
        _Handled.name,
        Payment.handled_at,
        Payment.approved_title,
        _text(_Approved.name),
        Payment.approved_at,
        Payment.supervised_title,
        _text(_Supervised.name),
        Payment.supervised_at,
        Payment.opinion,
        Payment.opinion_text,
        Payment.refused_reason,
        Payment.paid_on,
        Payment.refunded,
    )
    .join(Supplier, tied(Supplier, Payment, "supplier_id"))
    .join(_Handled, tied(_Handled, Payment, "handled_by_id"))
    .outerjoin(_Approved, tied(_Approved, Payment, "approved_by_id"))
    .outerjoin(_Supervised, tied(_Supervised, Payment, "supervised_by_id"))
    .where(Payment.community_id == _C, Payment.project_id == _P, Payment.state != "withdrawn")
    .order_by(Payment.number)
)
VOUCHERS = Prepared(
    select(
        Voucher.payment_id,
        Voucher.number,
        Voucher.kind,
        Voucher.amount,
        Voucher.issued_on,
        Voucher.public_sha256.is_not(None),
        Voucher.public_type,
        Voucher.struck_reason,
        Voucher.struck_at,
    )
    .join(Payment, tied(Payment, Voucher, "payment_id"))
    .where(Voucher.community_id == _C, Payment.project_id == _P)
    .order_by(Voucher.number)
)
REFUNDS = Prepared(
    select(Refund.payment_id, Refund.amount, Refund.refunded_on, Refund.reason)
    .join(Payment, tied(Payment, Refund, "payment_id"))
    .where(Refund.community_id == _C, Payment.project_id == _P)
    .order_by(Refund.refunded_on, Refund.at)
)
ACCEPTANCES = Prepared(
    select(Acceptance.role, Acceptance.verdict, func.count(), func.max(Acceptance.at))
    .where(
        Acceptance.community_id == _C,
        Acceptance.proposal_id == bindparam("proposal"),
        Acceptance.round == bindparam("round"),
    )
    .group_by(Acceptance.role, Acceptance.verdict)
    .order_by(Acceptance.role.desc(), Acceptance.verdict)
)
MERGED = Prepared(
    select(_Wish.number, _Wish.title, _Wish.listed_at)
    .where(
        _Wish.community_id == _C,
        _Wish.merged_into_id == bindparam("proposal"),
        _Wish.is_public.is_(True),
    )
    .order_by(_Wish.listed_at, _Wish.number)
)
ENTRIES = Prepared(
    select(LedgerEntry.number, LedgerEntry.kind, LedgerEntry.on, LedgerEntry.text)
    .where(LedgerEntry.community_id == _C, LedgerEntry.payment_id == bindparam("payment"))
    .order_by(LedgerEntry.number)
)
