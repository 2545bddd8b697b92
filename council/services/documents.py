"""A community's own Word templates: checked, kept by their hash, withdrawn."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from council.models.minutes import DocumentTemplate
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit
from council.services.uploads import pending
from council.word import filler, kinds, package

POWER = "templates.keep"
_MOST_NAME = 120


def check(kind: str, data: bytes) -> None:
    """Whether a file can serve as the template of a kind of document.

    Raises:
        Refused: with everything that stands against it, each fault with where it stands.
    """
    known = kinds.FIELDS.get(kind)
    if known is None:
        raise Refused([Reason("not_found", {"what": "document_template"})])
    parts = package.read(data)
    reasons = filler.faults(parts, known)
    if not reasons and not filler.has_fields(parts):
        reasons = [Reason("fields_missing")]
    if reasons:
        raise Refused(reasons)


def keep(
    community_id: UUID,
    kind: str,
    data: bytes,
    name: str,
    *,
    key: str,
    folder: Path,
    actor: Actor,
    at: datetime,
) -> None:
    """Put a community's own file in place of the template that is in use.

    ``key`` makes a repeated request do nothing.

    Raises:
        Refused: what :func:`check` finds; ``template_same`` where it is in use already.
    """
    check(kind, data)
    with (
        pending(folder) as files,
        unit(community_id, kind="template.keep", actor=actor, at=at, power=POWER) as work,
    ):
        if work.done_before(key):
            return
        sha = files.keep(data)
        rows = _of_kind(work, kind)
        using = next((row for row in reversed(rows) if row.withdrawn_at is None), None)
        if using is not None and using.sha256 == sha:
            raise Refused([Reason("template_same")])
        work.add(
            DocumentTemplate(
                kind=kind,
                position=len(rows) + 1,
                name=_name(name),
                sha256=sha,
                size=len(data),
                uploader_id=work.actor.person_id,
                at=work.at,
            )
        )
        work.tell(document=kind, position=len(rows) + 1, sha256=sha)


def withdraw(community_id: UUID, kind: str, position: int, *, actor: Actor, at: datetime) -> None:
    """Use a template no longer: the one before it is in use again, or our own.

    Raises:
        Refused: ``template_withdrawn`` where that was done already.
    """
    with unit(community_id, kind="template.withdraw", actor=actor, at=at, power=POWER) as work:
        row = next((row for row in _of_kind(work, kind) if row.position == position), None)
        if row is None:
            raise Refused([Reason("not_found", {"what": "document_template"})])
        if row.withdrawn_at is not None:
            raise Refused([Reason("template_withdrawn")])
        row.withdrawn_at = work.at
        work.tell(document=kind, position=position)


def _of_kind(work: Work, kind: str) -> list[DocumentTemplate]:
    mine = DocumentTemplate.kind == kind
    return list(work.all(DocumentTemplate, mine, order=DocumentTemplate.position))


def _name(name: str) -> str:
    """The file's name, without the folders that some browsers send along."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-_MOST_NAME:] or "template.docx"
