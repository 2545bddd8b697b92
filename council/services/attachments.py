"""Photos and a voice note of a proposal: checked, made anew, kept by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.db import db
from council.models.attachments import Attachment
from council.models.proposals import Proposal
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import photos, storedfiles, voices
from council.services.photos import Photo
from council.services.proposals import demand_own
from council.services.unit import Actor, Work, unit
from council.services.uploads import Pending, discard, pending, place

MOST_PHOTOS = 9
PHOTO, VOICE = "photo", "voice"


def attach(
    community_id: UUID,
    proposal_id: UUID,
    *,
    photo_files: Sequence[bytes] = (),
    voice_file: bytes | None = None,
    folder: Path,
    actor: Actor,
    at: datetime,
) -> int:
    """Add photos and a voice note to a proposal that may still be edited; how many were added.

    What is attached already is not added again. A new voice note takes the place of the old one.

    Raises:
        Refused: for more than nine photos, a wrong, broken or oversized file. Nothing is kept then.
    """
    if len(photo_files) > MOST_PHOTOS:
        raise Refused([Reason("photos_too_many", {"most": MOST_PHOTOS})])
    made = [photos.read(data) for data in photo_files]
    voice_type = voices.media_type(voice_file) if voice_file else ""
    with (
        pending(folder) as files,
        unit(
            community_id, kind="proposal.attach", actor=actor, at=at, power="proposal.write"
        ) as work,
    ):
        proposal = _editable(work, proposal_id)
        present = _present(work, proposal)
        added = _add_photos(work, proposal, files, made, present)
        if voice_file:
            added += _add_voice(work, proposal, files, voice_file, voice_type, present)
        work.tell(proposal=proposal.id, added=added)
        if not added:
            work.repeat()
    sweep(community_id, folder)
    return added


def remove(
    community_id: UUID,
    proposal_id: UUID,
    attachment_id: UUID,
    *,
    folder: Path,
    actor: Actor,
    at: datetime,
) -> None:
    """Take an attachment off a proposal that may still be edited, and delete its bytes.

    The row stays, with the hash: the journal commits to the row, not to the bytes.
    """
    with unit(
        community_id, kind="proposal.detach", actor=actor, at=at, power="proposal.write"
    ) as work:
        proposal = _editable(work, proposal_id)
        row = work.get(Attachment, attachment_id)
        if row.proposal_id != proposal.id:
            raise Refused([Reason("not_found", {"what": "attachment"})])
        row.is_removed = True
        work.tell(proposal=proposal.id, removed=row.id)
    sweep(community_id, folder)


def sweep(community_id: UUID, folder: Path) -> None:
    """Delete the bytes of everything that was removed and that nobody else has attached.

    Looks at all removals, so what a crash has left goes with the next one.
    """
    removed = (Attachment.community_id == community_id, Attachment.is_removed)
    with db.engine.connect() as connection:
        gone = connection.scalars(select(Attachment.sha256).where(*removed).distinct()).all()
        for sha in gone:
            if place(folder, sha).exists():
                discard(folder, sha, partial(storedfiles.is_needed, connection, sha))


def _editable(work: Work, proposal_id: UUID) -> Proposal:
    proposal = work.get(Proposal, proposal_id)
    demand_own(work, proposal)
    if proposal.stage not in {Stage.DRAFT, Stage.PROPOSING}:
        raise Refused([Reason("wrong_stage", {"stage": proposal.stage})])
    return proposal


def _present(work: Work, proposal: Proposal) -> list[Attachment]:
    mine = (Attachment.proposal_id == proposal.id, Attachment.milestone_id.is_(None))
    return list(work.all(Attachment, *mine, Attachment.is_removed.is_(False)))


def _add_photos(
    work: Work,
    proposal: Proposal,
    files: Pending,
    made: Sequence[Photo],
    present: Sequence[Attachment],
) -> int:
    known = {row.sha256 for row in present if row.kind == PHOTO}
    count = len(known)
    for photo in made:
        sha = files.keep(photo.large, photo.small)
        if sha in known:
            continue
        known.add(sha)
        row = _row(work, proposal, PHOTO, sha, photo.media_type, len(photo.large), len(known))
        row.width, row.height = photo.width, photo.height
    if len(known) > MOST_PHOTOS:
        raise Refused([Reason("photos_too_many", {"most": MOST_PHOTOS})])
    return len(known) - count


def _add_voice(
    work: Work,
    proposal: Proposal,
    files: Pending,
    data: bytes,
    media_type: str,
    present: Sequence[Attachment],
) -> int:
    sha = files.keep(data)
    old = [row for row in present if row.kind == VOICE]
    if any(row.sha256 == sha for row in old):
        return 0
    for row in old:
        row.is_removed = True
    _row(work, proposal, VOICE, sha, media_type, len(data), 0)
    return 1


def _row(
    work: Work, proposal: Proposal, kind: str, sha: str, media_type: str, size: int, position: int
) -> Attachment:
    return work.add(
        Attachment(
            proposal_id=proposal.id,
            kind=kind,
            position=position,
            sha256=sha,
            media_type=media_type,
            size=size,
            uploader_id=work.actor.person_id,
            at=work.at,
        )
    )
