"""Photos: recognised by their bytes, measured before they are decoded, made anew without metadata.

What is kept was drawn by us from the pixels, so no position, no camera number, no hidden second
file reaches a page.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from council.rules.verdict import Reason, Refused

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_EDGE = 9_999
LARGE, SMALL = 2000, 480
"""Longest edge in pixels of what is kept."""
_FORMATS = ("JPEG", "PNG", "WEBP")
# Our own limits come first; the library's warning would only come in between.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo made anew: both sizes as JPEG."""

    large: bytes
    small: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"


def read(data: bytes) -> Photo:
    """Check and make anew one photo.

    Raises:
        Refused: ``photo_too_large``, ``photo_wrong_kind``, ``photo_too_many_pixels``,
            ``photo_broken``.
    """
    if len(data) > MOST_BYTES:
        _refuse("photo_too_large", most=MOST_BYTES // 1024 // 1024)
    picture = _opened(data)
    width, height = picture.size
    if width > MOST_EDGE or height > MOST_EDGE or width * height > MOST_PIXELS:
        _refuse("photo_too_many_pixels", width=width, height=height)
    try:
        return _made(picture)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise Refused([Reason("photo_broken")]) from error


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused([Reason("photo_wrong_kind")]) from error


def _made(picture: Image.Image) -> Photo:
    picture.draft("RGB", (LARGE, LARGE))
    upright = ImageOps.exif_transpose(picture)
    plain = _on_white(upright)
    plain.thumbnail((LARGE, LARGE))
    small = plain.copy()
    small.thumbnail((SMALL, SMALL))
    return Photo(_jpeg(plain, 82), _jpeg(small, 76), plain.width, plain.height)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()


def _refuse(code: str, **figures: object) -> None:
    raise Refused([Reason(code, figures)])
