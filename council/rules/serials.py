"""Serial numbers of paper ballots: the poll's number, the sheet's, and a check digit.

``2026-014-0001-4``. The check digit is Damm's (H. Michael Damm, *Total anti-symmetrische
Quasigruppen*, Marburg 2004): it finds every wrong digit and every exchange of two neighbours. It is
taken over poll and sheet together, so a sheet of another poll is noticed even where only the end of
its number is typed.
"""

from __future__ import annotations

import re
import unicodedata

from council.rules.verdict import Reason, Refused

MOST = 99_999
"""The highest number of a sheet in one poll."""

_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_WHOLE = re.compile(r"(?<!\d)(\d{4}-\d{3,6})-(\d{4,5})-(\d)(?!\d)")
_END = re.compile(r"(\d{1,5})-?(\d)")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−－_·. "), "-")


def serial(poll_number: str, sheet: int) -> str:
    """The serial of a sheet: ``serial("2026-014", 1)`` is ``2026-014-0001-4``.

    Raises:
        ValueError: where ``sheet`` is not from 1 to ``MOST``.
    """
    if not 1 <= sheet <= MOST:
        raise ValueError(sheet)
    body = f"{poll_number}-{sheet:04d}"
    return f"{body}-{check_digit(body)}"


def check_digit(text: str) -> str:
    """Damm's digit over the digits of ``text``; what is no digit is passed over."""
    interim = 0
    for char in text:
        if char.isascii() and char.isdigit():
            interim = int(_TABLE[interim][int(char)])
    return str(interim)


def sheet_of(serial_number: str) -> int:
    """The number of the sheet in its poll."""
    return int(serial_number.split("-")[2])


def read(typed: str, poll_number: str) -> str:
    """The serial that was typed or scanned: whole, or only sheet and check digit (``1-4``, ``14``).

    A scanner may hand over the whole address behind the QR code; the serial is found in it.

    Raises:
        Refused: ``serial_unreadable``, ``serial_wrong`` (the check digit disagrees) or
            ``serial_of_another`` poll.
    """
    text = unicodedata.normalize("NFKC", typed[:400]).strip().translate(_DASHES)
    whole, end = _WHOLE.search(text), _END.fullmatch(text)
    if whole is not None:
        poll, sheet, digit = whole.groups()
    elif end is not None:
        (sheet, digit), poll = end.groups(), poll_number
    else:
        raise Refused([Reason("serial_unreadable", {})])
    if not 1 <= int(sheet) <= MOST:
        raise Refused([Reason("serial_unreadable", {})])
    found = serial(poll, int(sheet))
    # a fifth digit that is nought would be passed over by the number, and not by the check
    if found[-1] != digit or (len(sheet) == 5 and sheet[0] == "0"):
        raise Refused([Reason("serial_wrong", {})])
    if poll != poll_number:
        raise Refused([Reason("serial_of_another", {"number": poll})])
    return found
