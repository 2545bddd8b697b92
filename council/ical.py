"""Calendars in the form that every calendar program reads (iCalendar, RFC 5545).

Times are in UTC, so no zone has to be told; lines are folded at 75 octets, texts escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_WIDTH = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


def stamp(at: datetime) -> str:
    """An instant as a calendar writes it: ``20261127T113000Z``."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(name: str, events: Iterable[Mapping[str, str]], now: datetime) -> bytes:
    """A calendar of these events (property → plain value; empty ones are left out)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//council//open data//ZH"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"DTSTAMP:{stamp(now)}"]
        lines += [f"{key}:{_value(key, text)}" for key, text in event.items() if text]
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """A text with the marks that would end it made harmless."""
    for mark, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(mark, safe)
    return _NEWLINE.sub(r"\\n", _CONTROL.sub("", text))


def folded(line: str) -> str:
    """Lines of at most 75 octets, broken between characters."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _WIDTH:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts)


def _value(key: str, text: str) -> str:
    return _NEWLINE.sub("", _CONTROL.sub("", text)) if key == "URL" else escaped(text)
