"""Draws the invoices of the story: a frame, figures and bars, the same on every machine.

The bars stand where a real one has writing; no font for Chinese is needed to draw them. The figures
that matter (number, date, sum) are written.
"""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from council.rules.money import format_yuan

SIZE = (1200, 780)
PAPER, INK, RULE, BAR = "#fbf7ee", "#2c2a26", "#9c4a34", "#b9b2a4"
PHONE = {"page": 1, "x": 80, "y": 792, "w": 360, "h": 64}
"""Where the buyer's telephone stands, in thousandths of the page: what a redaction covers."""


def invoice(number: str, on: date, amount: int) -> bytes:
    """A voucher as a PNG; ``amount`` in fen."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    for inset in (24, 32):
        pen.rectangle((inset, inset, SIZE[0] - inset, SIZE[1] - inset), outline=RULE, width=3)
    _bar(pen, 430, 62, 340, 34, RULE)
    _write(pen, 860, 60, f"No {number}", 34)
    _write(pen, 860, 108, on.isoformat(), 28)
    for row in range(5):
        top = 190 + 70 * row
        pen.line((70, top, 1130, top), fill=RULE, width=2)
        _bar(pen, 96, top + 24, 180 + 40 * (row % 3), 22, BAR)
        _bar(pen, 480, top + 24, 120, 22, BAR)
    pen.rectangle((70, 190, 1130, 540), outline=RULE, width=3)
    _write(pen, 820, 480, f"CNY {format_yuan(amount)}", 36)
    _bar(pen, 96, 572, 420, 24, BAR)
    _write(pen, 100, 622, "TEL 199 0000 0000", 30)
    pen.ellipse((900, 560, 1080, 700), outline=RULE, width=6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _bar(pen: ImageDraw.ImageDraw, x: int, y: int, width: int, height: int, colour: str) -> None:
    pen.rectangle((x, y, x + width, y + height), fill=colour)


def _write(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int) -> None:
    pen.text((x, y), text, fill=INK, font=ImageFont.load_default(size))
