"""凭证: what makes two invoices the same, which areas may be blacked out, how long one is kept.

Pure. Areas are whole thousandths of a page's width and height, so nothing is rounded.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from council.rules.shapes import parse_hundredths
from council.rules.verdict import Reason, Refused

RULE = "FV1"
KINDS = ("invoice", "receipt", "list", "other")
WHOLE = 1000
"""Width and height of a page, in thousandths of themselves."""
MOST_PAGES = 20
MOST_BOXES = 200
SOON_DAYS = 180
"""How long before its end a term of keeping is told of."""
_IGNORED = frozenset({"Z", "P", "C"})
"""Unicode's classes of blanks, punctuation and controls: they tell no invoice from another."""


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A blackened area of a page (the first is 1), in thousandths of its width and height."""

    page: int
    x: int
    y: int
    w: int
    h: int

    @property
    def plain(self) -> dict[str, int]:
        """As it is recorded."""
        return {"page": self.page, "x": self.x, "y": self.y, "w": self.w, "h": self.h}


def invoice_key(seller: str, number: str) -> str | None:
    """What is compared: seller and number without width, case, blanks and punctuation.

    None where the paper has no number: there is nothing to compare.
    """
    compared = bare(number)
    return f"{bare(seller)}#{compared}"[:200] if compared else None


def bare(text: str) -> str:
    """A text without what tells no two sellers or numbers apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in _IGNORED)


def boxes(raw: Iterable[Mapping[str, int]], pages: int) -> list[Box]:
    """The areas in the order of the pages, each once.

    Raises:
        Refused: ``boxes_too_many``, ``box_outside`` (off its page, or on none), ``box_empty``.
    """
    found = sorted({Box(*(int(area[key]) for key in ("page", "x", "y", "w", "h"))) for area in raw})
    if len(found) > MOST_BOXES:
        raise Refused([Reason("boxes_too_many", {"most": MOST_BOXES}, RULE)])
    for box in found:
        if box.w < 1 or box.h < 1:
            raise Refused([Reason("box_empty", {"page": box.page}, RULE)])
        fits = box.x >= 0 and box.y >= 0 and box.x + box.w <= WHOLE and box.y + box.h <= WHOLE
        if not fits or not 1 <= box.page <= pages:
            raise Refused([Reason("box_outside", {"page": box.page, "pages": pages}, RULE)])
    return found


def typed_boxes(lines: Sequence[Sequence[str]], pages: int) -> list[Box]:
    """Areas from lines of text: page, left, top, width, height in per cent (one decimal).

    Lines without a figure are passed over.

    Raises:
        Refused: ``box_unreadable`` with the line, and what :func:`boxes` says.
    """
    filled = [(n, line) for n, line in enumerate(lines, 1) if any(text.strip() for text in line)]
    return boxes([_typed(n, line) for n, line in filled], pages)


def _typed(number: int, line: Sequence[str]) -> dict[str, int]:
    try:
        page = parse_hundredths(line[0] or "1", 100, MOST_PAGES * 100, "page")
        per_cent = [parse_hundredths(text, 0, 10_000, "box") for text in line[1:5]]
    except Refused as no:
        raise Refused([Reason("box_unreadable", {"line": number}, RULE)]) from no
    if page % 100 or len(per_cent) != 4:
        raise Refused([Reason("box_unreadable", {"line": number}, RULE)])
    x, y, w, h = (value // 10 for value in per_cent)
    return {"page": page // 100, "x": x, "y": y, "w": w, "h": h}


def keep_until(year: int, years: int) -> date:
    """The last day of keeping: the term runs from the end of the year of account."""
    return date(year + years, 12, 31)


def look_key(voucher_id: UUID, person_id: UUID | None, day: date) -> str:
    """What says that this person has opened this original on this legal day."""
    whole = f"voucher.read {voucher_id} {person_id} {day}"
    return hashlib.sha256(whole.encode()).hexdigest()
