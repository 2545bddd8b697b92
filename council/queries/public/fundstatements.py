"""What the supervision committee signed about a year's money, and the audit reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from council.models.base import tied
from council.models.fundfacts import BALANCES
from council.models.funds import Fund, FundYear
from council.models.fundwatch import AuditReport, SupervisionStatement
from council.models.people import Person
from council.prepared import Prepared
from council.rules.masking import mask_name, mask_text


@dataclass(frozen=True, slots=True)
class YearHead:
    """A year of a fund with its balances in fen."""

    id: UUID
    fund: str
    fund_kind: str
    fund_name: str
    year: int
    opening: int
    granted: int
    received: int
    free: int
    planned: int
    contracted: int
    paid: int
    swept: int
    carried: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One signature under the statement of a quarter; ``figures`` as they stood then (fen)."""

    quarter: int
    verdict: str
    text: str
    figures: Mapping[str, Any]
    title: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit report; without its file once it was withdrawn."""

    id: UUID
    title: str
    auditor: str
    issued_on: date
    conclusion: str
    sha256: str
    media_type: str
    at: datetime
    withdrawn_at: datetime | None


_YEAR = Prepared(
    select(
        FundYear.id,
        Fund.code,
        Fund.kind,
        Fund.name,
        FundYear.year,
        *BALANCES,
        FundYear.closed_at,
    )
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .where(FundYear.community_id == bindparam("community"), FundYear.year == bindparam("year"))
    .order_by(Fund.position, Fund.code)
)
_STATEMENTS = Prepared(
    select(
        SupervisionStatement.quarter,
        SupervisionStatement.verdict,
        SupervisionStatement.text,
        SupervisionStatement.figures,
        SupervisionStatement.signed_title,
        Person.name,
        SupervisionStatement.signed_at,
    )
    .join(Person, tied(Person, SupervisionStatement, "signed_by_id"))
    .where(
        SupervisionStatement.community_id == bindparam("community"),
        SupervisionStatement.fund_year_id == bindparam("year"),
    )
    .order_by(SupervisionStatement.quarter, SupervisionStatement.signed_at)
)
_REPORT = select(
    AuditReport.id,
    AuditReport.title,
    AuditReport.auditor,
    AuditReport.issued_on,
    AuditReport.conclusion,
    AuditReport.sha256,
    AuditReport.media_type,
    AuditReport.at,
    AuditReport.withdrawn_at,
).where(AuditReport.community_id == bindparam("community"))
_AUDITS = Prepared(
    _REPORT.where(AuditReport.fund_year_id == bindparam("year")).order_by(AuditReport.issued_on)
)
_AUDIT = Prepared(
    _REPORT.where(
        AuditReport.sha256 == bindparam("sha256"),
        AuditReport.fund_year_id == bindparam("year"),
        AuditReport.withdrawn_at.is_(None),
    )
)


def year(connection: Connection, community_id: UUID, year: int, code: str = "") -> YearHead | None:
    """The year of the fund with this code, else of the service fund, else of the first fund."""
    found = [YearHead(*row) for row in _YEAR.rows(connection, community=community_id, year=year)]
    if code:
        return next((head for head in found if head.fund == code), None)
    service = (head for head in found if head.fund_kind == "service")
    return next(service, found[0] if found else None)


def of_year(connection: Connection, community_id: UUID, year_id: UUID) -> tuple[StatementLine, ...]:
    """The signed statements of a year, by quarter."""
    rows = _STATEMENTS.rows(connection, community=community_id, year=year_id)
    return tuple(
        StatementLine(q, verdict, mask_text(text), figures, mask_text(title), mask_name(name), at)
        for q, verdict, text, figures, title, name, at in rows
    )


def audits(connection: Connection, community_id: UUID, year_id: UUID) -> tuple[AuditLine, ...]:
    """The audit reports of a year; those that were withdrawn too."""
    rows = _AUDITS.rows(connection, community=community_id, year=year_id)
    return tuple(_audit(row) for row in rows)


def audit(
    connection: Connection, community_id: UUID, year_id: UUID, sha256: str
) -> AuditLine | None:
    """A report of the year by its hash, or None; not one that was withdrawn."""
    row = _AUDIT.row(connection, community=community_id, year=year_id, sha256=sha256)
    return _audit(row) if row else None


def _audit(row: Any) -> AuditLine:
    key, title, auditor, issued_on, conclusion, *rest = row
    return AuditLine(
        key, mask_text(title), mask_text(auditor), issued_on, mask_text(conclusion), *rest
    )
