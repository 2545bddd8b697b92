"""Photos that show a milestone done: checked and made anew like every photo, kept with its step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from council.models.attachments import Attachment
from council.models.implementation import Milestone
from council.rules.verdict import Reason, Refused
from council.services import photos
from council.services.photos import Photo
from council.services.unit import Work
from council.services.uploads import Pending, pending

MOST = 9
KIND = "evidence"


def read(files: Sequence[bytes]) -> list[Photo]:
    """The photos, checked and made anew.

    Raises:
        Refused: for more than nine, a wrong, broken or oversized file.
    """
    if len(files) > MOST:
        raise Refused([Reason("photos_too_many", {"most": MOST})])
    return [photos.read(data) for data in files]


@contextmanager
def kept(folder: Path | None, made: Sequence[Photo]) -> Iterator[Pending | None]:
    """Hold the files back until the act has ended well; None where there is no photo.

    Raises:
        ValueError: for photos without a folder to keep them in.
    """
    if not made:
        yield None
        return
    if folder is None:
        raise ValueError("photos need a folder")
    with pending(folder) as files:
        yield files


def add(work: Work, step: Milestone, files: Pending | None, made: Sequence[Photo]) -> None:
    """Attach the photos to the milestone; the same photo twice is one."""
    if files is None:
        return
    unique = {files.keep(photo.large, photo.small): photo for photo in made}
    for position, (sha, photo) in enumerate(unique.items(), 1):
        work.add(
            Attachment(
                proposal_id=step.proposal_id,
                milestone_id=step.id,
                kind=KIND,
                position=position,
                sha256=sha,
                media_type=photo.media_type,
                size=len(photo.large),
                width=photo.width,
                height=photo.height,
                caption=step.title[:200],
                uploader_id=work.actor.person_id,
                at=work.at,
            )
        )
