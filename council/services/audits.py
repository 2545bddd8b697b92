"""审计报告: attached to a year as a PDF, withdrawn; the bytes lie under their hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from council.db import db
from council.models.fundwatch import AuditReport
from council.rules.shapes import check_date, clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import funds, scans, storedfiles
from council.services.unit import Actor, unit
from council.services.uploads import discard, pending, place


@dataclass(frozen=True, slots=True)
class AuditSeed:
    """A report to be published."""

    title: str
    auditor: str
    issued_on: date
    conclusion: str = ""


def attach(
    community_id: UUID,
    code: str,
    year: int,
    seed: AuditSeed,
    data: bytes,
    *,
    folder: Path,
    request_key: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Publish the report of a year.

    Raises:
        Refused: ``fund_year_missing``, ``audit_not_pdf``, ``audit_known``, and what
            :func:`council.services.scans.read` says. Nothing is kept then.
    """
    if not data.startswith(b"%PDF-"):
        raise Refused([Reason("audit_not_pdf")])
    scan = scans.read(data)
    with (
        pending(folder) as files,
        unit(community_id, kind="fund.audit", actor=actor, at=at, power="fund.audit") as work,
    ):
        if work.done_before(request_key):
            return
        row = funds.year_of(work, code, year)
        sha = files.keep(scan.data)
        same = work.find(AuditReport, AuditReport.fund_year_id == row.id, AuditReport.sha256 == sha)
        if same is not None and same.withdrawn_at is None:
            raise Refused([Reason("audit_known")])
        report = same or work.add(AuditReport(fund_year_id=row.id, sha256=sha))
        report.title = clean_line(seed.title, 2, 120, "audit_title")
        report.auditor = clean_line(seed.auditor, 2, 120, "auditor")
        report.issued_on = check_date(seed.issued_on, "issued_on")
        report.conclusion = clean_text(seed.conclusion, 0, 2000, "audit_conclusion")
        report.media_type = scan.media_type
        report.person_id, report.at, report.withdrawn_at = work.actor.person_id, work.at, None
        work.tell(fund=code, year=year, report=sha)


def withdraw(
    community_id: UUID, report_id: UUID, *, folder: Path, actor: Actor, at: datetime
) -> None:
    """Take a report down and delete its bytes where no other row shows them; the line stays.

    Raises:
        Refused: ``not_found``, ``audit_withdrawn``.
    """
    with unit(
        community_id, kind="fund.audit_withdraw", actor=actor, at=at, power="fund.audit"
    ) as work:
        report = work.get(AuditReport, report_id)
        if report.withdrawn_at is not None:
            raise Refused([Reason("audit_withdrawn")])
        report.withdrawn_at = work.at
        sha = report.sha256
        work.tell(report=sha)
    with db.engine.connect() as connection:
        if place(folder, sha).exists() and not storedfiles.is_needed(connection, sha):
            discard(folder, sha, partial(storedfiles.is_needed, connection, sha))
