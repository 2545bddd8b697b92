"""The selects of what is unexplained: one per kind, all with the same columns, put into a union."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import Uuid

from council.models.base import Instant, tied
from council.models.facts import MARKS
from council.models.fundprojects import Contract, FundProject, Quote
from council.models.funds import Fund, FundPeriod, FundYear
from council.models.fundwatch import AuditReport, FundQuestion, SupervisionStatement
from council.models.implementation import Evaluation, Milestone
from council.models.ledger import LedgerEntry
from council.models.payments import Payment, Voucher
from council.models.proposals import Proposal
from council.rules.unexplained import KINDS

_TYPES: dict[str, Any] = {
    "rank": Integer(),
    "kind": String(),
    "year": Integer(),
    "noun": String(),
    "number": String(),
    "title": String(),
    "who": String(),
    "on": Date(),
    "at": Instant(),
    "sum": BigInteger(),
    "n": Integer(),
    "total": Integer(),
    "note": String(),
    "project": String(),
    "flags": String(),
    "year_id": Uuid(),
}
COLUMNS = tuple(_TYPES)
Scope = Callable[[Any], tuple[Any, ...]]
_RANK = {code: n for n, code in enumerate(KINDS)}
_TODAY = bindparam("today", type_=Date())


def every(scope: Scope) -> Any:
    """The union for the years that ``scope`` (conditions on a fund year) lets through."""
    return union_all(*_branches(scope))


def _branches(scope: Scope) -> Iterator[Select[Any]]:
    for make in (_vouchers, _work, _projects, _of_payments, _contracts, _year, _parts):
        for branch in make():
            yield branch.where(*scope(FundYear))


def _branch(kind: str, **given: Any) -> Select[Any]:
    """One select; columns left out are empty."""
    fixed = {
        "rank": literal_column(str(_RANK[kind]), Integer),
        "kind": literal_column(f"'{kind}'", String),
        "year": FundYear.year,
        "year_id": FundYear.id,
    }
    chosen = [
        ({**fixed, **given}.get(name, _blank(kind_of))).label(name)
        for name, kind_of in _TYPES.items()
    ]
    return select(*chosen)


def _blank(kind: Any) -> Any:
    if isinstance(kind, String):
        return literal_column("''", String)
    if isinstance(kind, Integer):
        return literal_column("0", Integer)
    return cast(null(), kind)


def _noun(name: str) -> Any:
    return literal_column(f"'{name}'", String)


def _of_project(query: Select[Any], model: Any) -> Select[Any]:
    """Rows of ``model`` with their project and its year."""
    return (
        query.select_from(model)
        .join(FundProject, tied(FundProject, model, "project_id"))
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
    )


def _vouchers() -> Iterator[Select[Any]]:
    """Payments without a voucher, vouchers without a public copy."""
    kept = exists().where(tied(Payment, Voucher, "payment_id"), Voucher.struck_at.is_(None))
    paid = (Payment.state == "paid", Payment.paid_on < bindparam("paid_before", type_=Date()))
    about = {
        "noun": _noun("payments"),
        "number": Payment.number,
        "title": Payment.purpose,
        "who": Payment.handled_title,
        "on": Payment.paid_on,
        "sum": Payment.amount,
        "project": FundProject.title,
    }
    missing = _of_project(_branch("voucher_missing", **about), Payment)
    yield missing.where(*paid, ~kept.correlate(Payment))
    hidden = exists().where(
        tied(Payment, Voucher, "payment_id"),
        Voucher.struck_at.is_(None),
        Voucher.public_sha256.is_(None),
    )
    yield _of_project(_branch("voucher_hidden", **about), Payment).where(
        *paid, hidden.correlate(Payment)
    )


def _of_payments() -> Iterator[Select[Any]]:
    """What the rules let pass but show."""
    query = _branch(
        "payment_flagged",
        noun=_noun("payments"),
        number=Payment.number,
        title=Payment.purpose,
        who=Payment.handled_title,
        at=Payment.handled_at,
        sum=Payment.amount,
        note=Payment.reason,
        project=FundProject.title,
        flags=cast(Payment.flags, String),
    )
    yield _of_project(query, Payment).where(
        Payment.state.in_(("entered", "approved", "paid")), cast(Payment.flags, String) != "[]"
    )


def _work() -> Iterator[Select[Any]]:
    """Steps that are overdue, and projects that residents rated low."""
    about = {"noun": _noun("projects"), "number": FundProject.number, "project": FundProject.title}
    late = _branch(
        "milestone_late",
        **about,
        title=Milestone.title,
        who=Milestone.owner,
        on=Milestone.due_on,
    )
    yield (
        late.select_from(Milestone)
        .join(Proposal, tied(Proposal, Milestone, "proposal_id"))
        .join(FundProject, tied(Proposal, FundProject, "proposal_id"))
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .where(
            Milestone.round == Proposal.round,
            Milestone.done_at.is_(None),
            Milestone.due_on < _TODAY,
            Proposal.ending.is_(None),
            FundProject.state == "open",
        )
    )
    n, total = func.count(), func.sum(MARKS)
    rated = _branch(
        "low_rating",
        **about,
        title=FundProject.title,
        who=FundProject.responsible_title,
        at=func.max(Evaluation.at),
        n=n,
        total=total,
    )
    low = (total - 4 * n) * bindparam("low_den", type_=Integer())
    yield (
        rated.select_from(FundProject)
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .join(
            Evaluation,
            and_(
                Evaluation.community_id == FundProject.community_id,
                Evaluation.proposal_id == FundProject.proposal_id,
                Evaluation.round == _last_round(),
            ),
        )
        .group_by(FundProject.community_id, FundProject.id, FundYear.year, FundYear.id)
        .group_by(FundProject.number, FundProject.title, FundProject.responsible_title)
        .having(n >= bindparam("minimum", type_=Integer()))
        .having(low < n * 16 * bindparam("low_num", type_=Integer()))
    )


def _last_round() -> Any:
    other = aliased(Evaluation)
    return (
        select(func.max(other.round))
        .where(
            other.community_id == FundProject.community_id,
            other.proposal_id == FundProject.proposal_id,
        )
        .correlate(FundProject)
        .scalar_subquery()
    )


def _projects() -> Iterator[Select[Any]]:
    """Urgent expenses that the assembly has not confirmed in time; questions without an answer."""
    urgent = _branch(
        "urgent_unconfirmed",
        noun=_noun("projects"),
        number=FundProject.number,
        title=FundProject.title,
        who=FundProject.responsible_title,
        on=FundProject.confirm_by,
        sum=FundProject.planned + FundProject.contracted + FundProject.paid,
        note=FundProject.urgent_reason,
    )
    yield (
        urgent.select_from(FundProject)
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .where(
            FundProject.urgent.is_(True),
            FundProject.confirmed_at.is_(None),
            FundProject.state != "dropped",
            FundProject.confirm_by < _TODAY,
        )
    )
    asked = _branch(
        "question_late",
        noun=_noun("questions"),
        number=FundQuestion.number,
        title=FundQuestion.text,
        who=FundQuestion.responsible_title,
        at=FundQuestion.due_at,
    )
    yield (
        asked.select_from(FundQuestion)
        .join(FundYear, tied(FundYear, FundQuestion, "fund_year_id"))
        .where(
            FundQuestion.answered_at.is_(None),
            FundQuestion.is_public.is_(True),
            FundQuestion.due_at <= bindparam("at", type_=Instant()),
        )
    )


def _contracts() -> Iterator[Select[Any]]:
    """Contracts above the sum with fewer quotes than the rule asks for."""
    n = (
        select(func.count())
        .where(
            Quote.community_id == Contract.community_id,
            Quote.project_id == Contract.project_id,
        )
        .correlate(Contract)
        .scalar_subquery()
    )
    query = _branch(
        "few_quotes",
        noun=_noun("projects"),
        number=FundProject.number,
        title=FundProject.title,
        who=Contract.signed_title,
        on=Contract.signed_on,
        sum=Contract.amount,
        n=n,
        note=Contract.few_quotes,
        project=Contract.number,
    )
    yield _of_project(query, Contract).where(
        Contract.state != "ended",
        Contract.amount > bindparam("above", type_=BigInteger()),
        n < bindparam("quotes", type_=Integer()),
    )


def _year() -> Iterator[Select[Any]]:
    """Money that has not arrived, money that lies idle, audits that are missing."""
    grant = _branch(
        "grant_missing",
        title=Fund.name,
        sum=FundYear.granted - FundYear.received,
    )
    idle = _branch(
        "idle_money",
        title=Fund.name,
        on=FundYear.sweep_on,
        sum=case((FundYear.opening < FundYear.free, FundYear.opening), else_=FundYear.free),
    )
    audit = _branch("audit_missing", title=Fund.name)
    audited = exists().where(
        tied(FundYear, AuditReport, "fund_year_id"), AuditReport.withdrawn_at.is_(None)
    )
    wanted = (
        (
            grant,
            FundYear.granted > FundYear.received,
            FundYear.year <= bindparam("grant_year", type_=Integer()),
        ),
        (
            idle,
            FundYear.sweep_on <= bindparam("sweep_until", type_=Date()),
            FundYear.opening > 0,
            FundYear.free > 0,
            FundYear.closed_at.is_(None),
        ),
        (
            audit,
            FundYear.year <= bindparam("audit_year", type_=Integer()),
            ~audited.correlate(FundYear),
        ),
    )
    for query, *where in wanted:
        yield query.select_from(FundYear).join(Fund, tied(Fund, FundYear, "fund_id")).where(*where)


def _numbers(most: int) -> Any:
    rows = (select(literal_column(str(n), Integer).label("n")) for n in range(1, most + 1))
    return union_all(*rows).subquery(f"parts{most}")


def _parts() -> Iterator[Select[Any]]:
    """Months that are not closed, quarters without a statement, from the first entry on."""
    first = (
        select(func.min(LedgerEntry.on))
        .where(tied(FundYear, LedgerEntry, "fund_year_id"))
        .correlate(FundYear)
        .scalar_subquery()
    )
    begun = extract("month", first)
    for kind, most, model, column in (
        ("month_open", 12, FundPeriod, FundPeriod.month),
        ("statement_missing", 4, SupervisionStatement, SupervisionStatement.quarter),
    ):
        part = _numbers(most)
        done = exists().where(tied(FundYear, model, "fund_year_id"), column == part.c.n)
        query = _branch(kind, title=Fund.name, n=part.c.n)
        bound = bindparam("months" if most == 12 else "quarters", type_=Integer())
        still = FundYear.closed_at.is_(None) if kind == "month_open" else true()
        yield (
            query.select_from(FundYear)
            .join(Fund, tied(Fund, FundYear, "fund_id"))
            .join(part, true())
            .where(
                still,
                FundYear.year * most + part.c.n <= bound,
                part.c.n * (12 // most) >= begun,
                ~done.correlate(FundYear, part),
            )
        )
