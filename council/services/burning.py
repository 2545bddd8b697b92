"""Pages drawn anew from their pixels with areas blacked out: nothing under an area is left.

An area grows outward to whole blocks of sixteen pixels. What a JPEG kept of covered writing spreads
over such a block, so its edges go with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from PIL import Image, ImageDraw

EDGE = 2000
"""Longest edge of a page in pixels."""
BLOCK = 16
_WHOLE = 1000
_PDF_DPI = 170


def burnt(picture: Image.Image, areas: Iterable[Mapping[str, int]]) -> Image.Image:
    """A copy of the page with these areas (in thousandths) black."""
    page = picture.convert("RGB")
    if page is picture:
        page = picture.copy()
    pen = ImageDraw.Draw(page)
    for area in areas:
        left, right = _blocks(area["x"], area["w"], page.width)
        top, bottom = _blocks(area["y"], area["h"], page.height)
        pen.rectangle((left, top, right - 1, bottom - 1), fill="black")
    return page


def _blocks(start: int, length: int, pixels: int) -> tuple[int, int]:
    first = start * pixels // _WHOLE // BLOCK * BLOCK
    last = -(-(start + length) * pixels // _WHOLE)
    return first, min(-(-last // BLOCK) * BLOCK, pixels)


def jpeg(picture: Image.Image, quality: int = 82) -> bytes:
    """The picture as JPEG without metadata."""
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()


def pdf(pages: Sequence[Image.Image]) -> bytes:
    """A PDF whose pages are these pictures and nothing else: no text, no dates, no author."""
    out = io.BytesIO()
    for page in pages:
        page.info.clear()
    silent = {"title": None, "creationDate": None, "modDate": None}
    first, rest = pages[0], list(pages[1:])
    first.save(
        out, "PDF", save_all=True, append_images=rest, resolution=_PDF_DPI, quality=80, **silent
    )
    return out.getvalue()
