"""What people may type: texts, numbers and dates in the shape that we keep, or refused with the
reason.

Pure. Every function takes what came in and the name of the field, and returns the clean value.
Reasons (codes): ``text_missing``, ``text_too_short``, ``text_too_long``,
``text_control_characters``,
``text_lone_surrogates``, ``text_direction_controls``, ``number_unreadable``, ``number_too_small``,
``number_too_large``, ``date_unreadable``, ``date_out_of_range``, ``time_unreadable``; each has
``field``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, tzinfo
from typing import NoReturn

from council.rules.verdict import Reason, Refused

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)
"""Days that a community can mean; anything outside is a slip of the finger."""

_NEWLINES = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_INTEGER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})", re.ASCII)
_DECIMAL = re.compile(
    r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16}))(?:\.([0-9]{1,2})0*)?", re.ASCII
)
_DATE = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)


def _refuse(code: str, field: str, **figures: object) -> NoReturn:
    raise Refused([Reason(code, {"field": field, **figures})])


def clean_text(raw: str | None, minimum: int, maximum: int, field: str) -> str:
    r"""A text of several lines: composed (NFC), lines ended by ``\n``, trimmed, at most one empty
    line in a row.

    Invisible marks that phones paste along are dropped; what could hide or reverse words is
    refused.
    ``minimum`` 0 allows an empty text.
    """
    text = _plain(raw or "", maximum, field)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return _measured(text, minimum, maximum, field)


def clean_line(raw: str | None, minimum: int, maximum: int, field: str) -> str:
    """A text of one line: as :func:`clean_text`, and every stretch of blanks is one blank."""
    text = " ".join(_plain(raw or "", maximum, field).split())
    return _measured(text, minimum, maximum, field)


def _plain(raw: str, maximum: int, field: str) -> str:
    if len(raw) > 4 * maximum + 100:  # refused before any work is done on it
        _refuse("text_too_long", field, maximum=maximum, length=len(raw))
    if _SURROGATE.search(raw):
        _refuse("text_lone_surrogates", field)
    if _DIRECTION.search(raw):
        _refuse("text_direction_controls", field)
    text = _NEWLINES.sub("\n", raw)
    if _CONTROL.search(text):
        _refuse("text_control_characters", field)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _measured(text: str, minimum: int, maximum: int, field: str) -> str:
    if not text and minimum > 0:
        _refuse("text_missing", field)
    if len(text) < minimum:
        _refuse("text_too_short", field, minimum=minimum, length=len(text))
    if len(text) > maximum:
        _refuse("text_too_long", field, maximum=maximum, length=len(text))
    return text


def _figures(raw: object) -> str:
    return str(raw)[:60].translate(_HALF_WIDTH).strip()


def _bounded(number: int, minimum: int, maximum: int, field: str) -> int:
    if number < minimum:
        _refuse("number_too_small", field, minimum=minimum)
    if number > maximum:
        _refuse("number_too_large", field, maximum=maximum)
    return number


def parse_integer(raw: object, minimum: int, maximum: int, field: str) -> int:
    """A whole number; 「1,200」 and full-width figures are read, 「1e3」, 「NaN」 or 「12.5」 are
    not.
    """
    if isinstance(raw, bool) or not _INTEGER.fullmatch(text := _figures(raw)):
        _refuse("number_unreadable", field)
    return _bounded(int(text.replace(",", "")), minimum, maximum, field)


def parse_hundredths(raw: object, minimum: int, maximum: int, field: str) -> int:
    """A number with at most two decimals, as hundredths: yuan as fen, 「89.31」 m² as 8931.

    ``minimum`` and ``maximum`` are hundredths.
    """
    found = None if isinstance(raw, bool) else _DECIMAL.fullmatch(_figures(raw))
    if found is None:
        _refuse("number_unreadable", field)
    whole, decimals = found[1].replace(",", ""), (found[2] or "").ljust(2, "0")
    return _bounded(int(whole + decimals), minimum, maximum, field)


def check_date(day: date, field: str) -> date:
    """The day, where it lies between 1970 and 2100."""
    if not FIRST_DAY <= day <= LAST_DAY:
        _refuse("date_out_of_range", field, first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    return day


def parse_date(raw: object, field: str) -> date:
    """A day: 「2026-05-01」, 「2026/5/1」, 「2026年5月1日」, or a date as a workbook gives it."""
    if isinstance(raw, datetime):
        return check_date(raw.date(), field)
    if isinstance(raw, date):
        return check_date(raw, field)
    found = _DATE.fullmatch(_figures(raw))
    if found is None:
        _refuse("date_unreadable", field)
    year, month, day = (int(part) for part in found.groups())
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        _refuse("date_out_of_range", field, first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    try:
        return date(year, month, day)
    except ValueError:
        _refuse("date_unreadable", field)


def parse_time(raw: object, field: str) -> time:
    """A time of day: 「19:42」."""
    if isinstance(raw, time):
        return raw.replace(tzinfo=None)
    found = _TIME.fullmatch(_figures(raw))
    if found is None:
        _refuse("time_unreadable", field)
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        _refuse("time_unreadable", field)
    return time(hour, minute, second)


def parse_moment(raw: object, zone: tzinfo, field: str) -> datetime:
    """A day and a time in ``zone``: 「2026-05-01T10:00」 of a form, 「2019/8/19 11:48:23」 of a
    table.
    """
    if isinstance(raw, datetime):
        check_date(raw.date(), field)
        return raw if raw.tzinfo else raw.replace(tzinfo=zone)
    day, _, clock = _figures(raw).replace("T", " ").partition(" ")
    on = parse_date(day, field)
    return datetime.combine(on, parse_time(clock.strip() or "0:00", field), zone)
