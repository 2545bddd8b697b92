"""Photos and PDFs of vouchers: checked, made anew without metadata, drawn for the public.

A photo is made anew as every photo is. A PDF is read in a process of its own
(:mod:`council.services.pdfchild`) and copied page by page into a new file.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

import council
from council.rules.verdict import Reason, Refused
from council.rules.vouchers import MOST_PAGES, Box
from council.services import burning, photos

PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
MOST_BYTES = 15 * 1024 * 1024
_ROOT = Path(council.__file__).resolve().parent.parent
SECONDS = 25
"""Of processor time for one PDF; twice as long by the clock."""
_CHILD = "council.services.pdfchild"
_AT_ONCE = threading.BoundedSemaphore(2)
"""Processes of one server process that read PDFs at a time: the others wait."""
_FIGURES = {"voucher_pages": {"most": MOST_PAGES}}


@dataclass(frozen=True, slots=True)
class VoucherFile:
    """The bytes to keep, what they are and how many pages they have."""

    data: bytes
    media_type: str
    pages: int = 1


def read(data: bytes) -> VoucherFile:
    """Check a voucher and make it anew.

    Raises:
        Refused: ``voucher_file_missing``, ``voucher_too_large``, ``voucher_wrong_kind``,
            ``voucher_encrypted``, ``voucher_scripts``, ``voucher_attachment``, ``voucher_pages``,
            ``voucher_broken``, ``voucher_too_heavy``, and what ``photos.read`` says of a photo.
    """
    if not data:
        _refuse("voucher_file_missing")
    if len(data) > MOST_BYTES:
        _refuse("voucher_too_large", most=MOST_BYTES // 1024 // 1024)
    if b"%PDF-" in data[:1024]:
        pages, parts = _asked("check", str(MOST_PAGES), data)
        if len(parts[0]) > MOST_BYTES:
            _refuse("voucher_too_large", most=MOST_BYTES // 1024 // 1024)
        return VoucherFile(parts[0], PDF, pages)
    try:
        return VoucherFile(photos.read(data).large, JPEG)
    except Refused as no:
        if no.reasons[0].code == "photo_wrong_kind":
            raise Refused([Reason("voucher_wrong_kind")]) from no
        raise


def page_picture(original: VoucherFile, page: int) -> bytes:
    """One page (the first is 1) as JPEG.

    Raises:
        Refused: as :func:`read`, for a file that cannot be drawn.
    """
    if original.media_type == JPEG:
        return original.data
    return _asked("page", str(page), original.data)[1][0]


def public_copy(original: VoucherFile, boxes: Sequence[Box]) -> VoucherFile:
    """The copy for the public: drawn anew from pixels, the areas black; PDF from two pages on.

    Raises:
        Refused: as :func:`page_picture`.
    """
    if original.media_type == JPEG:
        with Image.open(io.BytesIO(original.data), formats=("JPEG",)) as picture:
            page = burning.burnt(picture, [box.plain for box in boxes])
        return VoucherFile(burning.jpeg(page), JPEG)
    areas = json.dumps([box.plain for box in boxes])
    pages, parts = _asked("draw", areas, original.data)
    return VoucherFile(parts[0], JPEG if pages == 1 else PDF, pages)


def _asked(do: str, argument: str, data: bytes) -> tuple[int, list[bytes]]:
    """What the process that reads PDFs answers.

    A process that dies or takes too long was given a bomb: ``voucher_too_heavy``.
    """
    # Nothing of the server's own settings goes along: no secret, no database.
    own = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    command = [sys.executable, "-m", _CHILD, str(SECONDS), do, argument]
    try:
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603 - our own module
                command,
                input=data,
                capture_output=True,
                cwd=_ROOT,
                env=own,
                timeout=2 * SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired as late:
        raise Refused([Reason("voucher_too_heavy")]) from late
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        _refuse("voucher_too_heavy")
    answer = json.loads(head)
    if answer["code"]:
        raise Refused([Reason(answer["code"], _FIGURES.get(answer["code"], {}))])
    parts = []
    for length in answer["parts"]:
        parts.append(rest[:length])
        rest = rest[length:]
    return answer["pages"], parts


def _refuse(code: str, **figures: object) -> None:
    raise Refused([Reason(code, figures)])
