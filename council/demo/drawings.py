"""Draws the photos of the story: flat pictures made of a few shapes, the same on every machine.

Real photographs would belong to somebody; these are ours and say what the matter is about.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = (960, 640)
GROUND = 470
SKY, NIGHT, GRASS, PAVING = "#cfe3ee", "#27364a", "#9dbb8a", "#c9c2b6"
WALL, ROOF, GLASS, RED, WOOD, STEEL = (
    "#e8dcc8", "#8d5a4a", "#7d98a6", "#b5482f", "#8a6a4a", "#59636b",
)  # fmt: skip
Pen = ImageDraw.ImageDraw


def draw(motif: str, done: bool = False) -> bytes:
    """The picture of a motif as PNG, before the work or ``done``.

    Raises:
        KeyError: for an unknown motif.
    """
    night = motif == "lamp"
    picture = Image.new("RGB", SIZE, NIGHT if night else SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, GROUND, SIZE[0], SIZE[1]), fill="#3b4636" if night else GRASS)
    _houses(pen, night)
    MOTIFS[motif](pen, done)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _houses(pen: Pen, night: bool) -> None:
    for left, top in ((30, 150), (330, 200), (660, 130)):
        pen.rectangle((left, top, left + 250, GROUND), fill="#3a4453" if night else WALL)
        pen.rectangle((left - 8, top - 16, left + 258, top), fill=ROOF)
        for row in range(top + 30, GROUND - 60, 70):
            for column in range(left + 25, left + 230, 75):
                lit = night and (row + column) % 3 == 0
                pen.rectangle(
                    (column, row, column + 38, row + 42), fill="#f2d58a" if lit else GLASS
                )


def _shed(pen: Pen, done: bool) -> None:
    pen.rectangle((180, 560, 780, 600), fill=PAVING)
    if done:
        pen.polygon(((160, 390), (800, 360), (820, 385), (160, 415)), fill=RED)
        for post in (190, 480, 770):
            pen.rectangle((post, 385, post + 12, 570), fill=STEEL)
    for bike in range(220, 740, 130):
        pen.ellipse((bike, 520, bike + 50, 570), outline=STEEL, width=6)
        pen.ellipse((bike + 60, 520, bike + 110, 570), outline=STEEL, width=6)
        pen.line((bike + 25, 545, bike + 60, 500, bike + 85, 545), fill=ROOF, width=8)
        if not done:
            pen.line((bike + 55, 500, bike + 90, 240), fill="#333333", width=3)


def _market(pen: Pen, done: bool) -> None:
    pen.rectangle((0, 540, 960, 640), fill=PAVING)
    for stall in range(60, 900, 220):
        if done:
            pen.polygon(
                ((stall, 400), (stall + 170, 400), (stall + 190, 440), (stall - 20, 440)), fill=RED
            )
        pen.rectangle((stall, 500, stall + 170, 560), fill=WOOD)
        for n, colour in enumerate(("#6a9a3f", "#d98a2b", "#b5482f", "#6a9a3f")):
            pen.ellipse((stall + 8 + 40 * n, 475, stall + 44 + 40 * n, 511), fill=colour)


def _ramp(pen: Pen, done: bool) -> None:
    pen.rectangle((520, 300, 640, GROUND + 40), fill=WOOD)
    for step in range(5):
        top = GROUND + 40 + 22 * step
        pen.rectangle((500 - 18 * step, top, 680 + 18 * step, top + 22), fill="#a9a194")
    if done:
        pen.polygon(((110, 620), (500, 510), (500, 560), (110, 632)), fill=PAVING)
        for rail in (0, 45):
            pen.line((120, 560 - rail, 500, 445 - rail), fill=STEEL, width=7)
        for post in range(120, 510, 75):
            high = 620 - (post - 120) * 110 // 390
            pen.line((post, high, post, high - 110), fill=STEEL, width=7)


def _lamp(pen: Pen, done: bool) -> None:
    pen.polygon(((380, 640), (580, 640), (520, 480), (450, 480)), fill="#6a6f68")
    for n, left in enumerate((190, 330, 600, 740)):
        foot = 600 - 30 * (n % 2)
        if done:
            pen.ellipse((left - 70, foot - 50, left + 84, foot + 24), fill="#8c8354")
        pen.rectangle((left, foot - 90, left + 14, foot), fill=STEEL)
        pen.ellipse((left - 8, foot - 112, left + 22, foot - 82), fill="#ffe9a8" if done else STEEL)


def _tiles(pen: Pen, done: bool) -> None:
    pen.rectangle((240, 140, 720, 640), fill="#d8cfc0")
    pen.polygon(((240, 640), (720, 640), (640, 420), (320, 420)), fill="#c7d3d6")
    if done:
        for row in range(430, 640, 26):
            pen.line((240, row, 720, row), fill="#8d9698", width=3)
        for column in range(-3, 4):
            pen.line((480 + 46 * column, 420, 480 + 70 * column, 640), fill="#8d9698", width=3)
    else:
        pen.ellipse((360, 520, 560, 590), fill="#e9f3f6")
    pen.rectangle((400, 200, 560, 420), fill=GLASS)


def _stairs(pen: Pen, done: bool) -> None:
    pen.rectangle((200, 100, 760, 640), fill="#ddd5c8")
    for step in range(8):
        pen.rectangle((480 + 30 * step, 580 - 45 * step, 760, 625 - 45 * step), fill="#b8b0a3")
    pen.line((470, 520, 720, 150), fill=STEEL, width=9)
    if not done:
        for n, box in enumerate(((230, 500), (230, 410), (330, 520))):
            colour = (WOOD, "#b79a6a", ROOF)[n]
            pen.rectangle((*box, box[0] + 90, box[1] + 85), fill=colour, outline="#5a4632", width=4)


def _gym(pen: Pen, done: bool) -> None:
    colour = "#2f7d86" if done else "#8c7f72"
    pen.rectangle((120, 560, 840, 600), fill="#bb6f5a" if done else PAVING)
    for post in (180, 380):
        pen.rectangle((post, 330, post + 14, 570), fill=colour)
    pen.rectangle((180, 330, 394, 344), fill=colour)
    pen.line((560, 570, 620, 380, 680, 570), fill=colour, width=14)
    pen.line((620, 380, 620, 560), fill=colour, width=10)
    pen.ellipse((730, 420, 810, 500), outline=colour, width=12)
    pen.rectangle((763, 500, 777, 570), fill=colour)


def _tree(pen: Pen, done: bool) -> None:
    pen.polygon(((450, 600), (520, 600), (505, 330), (470, 330)), fill=WOOD)
    for left, top, size in ((330, 190, 200), (470, 150, 210), (400, 90, 190)):
        full = done or left < 460
        pen.ellipse((left, top, left + size, top + size), fill="#7fa05a" if full else "#b3a892")
    for n in range(9):
        x, y = 360 + 37 * n % 290, 130 + 53 * n % 190
        pen.ellipse((x, y, x + 16, y + 16), fill="#f0c9c4")


def _pipe(pen: Pen, done: bool) -> None:
    pen.rectangle((0, 540, 960, 640), fill="#8f8577")
    pen.rectangle((80, 560, 880, 600), fill=STEEL if done else "#6a5a4c")
    pen.ellipse((430, 480, 530, 520), fill="#444b50")
    if not done:
        pen.ellipse((300, 490, 660, 545), fill="#7f9aa3")


def _books(pen: Pen, done: bool) -> None:
    pen.rectangle((280, 230, 680, 600), fill=WALL, outline=ROOF, width=8)
    pen.polygon(((260, 230), (700, 230), (480, 140)), fill=ROOF)
    pen.rectangle((330, 290, 630, 540), fill="#5b4632" if done else GLASS)
    if done:
        for row in range(300, 540, 62):
            for n in range(12):
                colour = (RED, "#2f7d86", "#d9b45a", "#5d7f4e")[(n + row) % 4]
                pen.rectangle((338 + 24 * n, row, 356 + 24 * n, row + 50), fill=colour)


MOTIFS: dict[str, Callable[[Pen, bool], None]] = {
    "shed": _shed,
    "market": _market,
    "ramp": _ramp,
    "lamp": _lamp,
    "tiles": _tiles,
    "stairs": _stairs,
    "gym": _gym,
    "tree": _tree,
    "pipe": _pipe,
    "books": _books,
}
