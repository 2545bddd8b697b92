"""Which uploaded files are still needed: one list for backups, integrity and clearing away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Connection, select, true, union

from council.models.attachments import Attachment
from council.models.fundprojects import Contract, Quote
from council.models.fundwatch import AuditReport
from council.models.hall import MeetingPaper
from council.models.mandates import Mandate
from council.models.minutes import DocumentTemplate, MinutesSignature
from council.models.payments import Voucher

_SOURCES: tuple[tuple[Any, Any, ColumnElement[bool]], ...] = (
    (Attachment, Attachment.sha256, Attachment.is_removed.is_(False)),
    (Mandate, Mandate.sha256, Mandate.sha256.is_not(None)),
    (DocumentTemplate, DocumentTemplate.sha256, true()),
    (MinutesSignature, MinutesSignature.scan_sha256, MinutesSignature.scan_sha256.is_not(None)),
    (MeetingPaper, MeetingPaper.sha256, MeetingPaper.withdrawn_at.is_(None)),
    (AuditReport, AuditReport.sha256, AuditReport.withdrawn_at.is_(None)),
    (Voucher, Voucher.sha256, true()),
    (Quote, Quote.sha256, Quote.sha256.is_not(None)),
    (Contract, Contract.sha256, Contract.sha256.is_not(None)),
    (Voucher, Voucher.public_sha256, Voucher.public_sha256.is_not(None)),
)


def hashes(community_id: UUID | None = None) -> CompoundSelect[Any]:
    """The SHA-256 of every file that is needed, of one community or of all."""
    return union(
        *(
            select(sha256).where(kept, model.community_id == community_id)
            if community_id is not None
            else select(sha256).where(kept)
            for model, sha256, kept in _SOURCES
        )
    )


def is_needed(connection: Connection, sha256: str) -> bool:
    """Whether a row of any community still shows the file: the folder is one for all."""
    return any(
        connection.scalar(select(model.id).where(kept, column == sha256).limit(1)) is not None
        for model, column, kept in _SOURCES
    )
