"""Places in a long list as they stand in an address: ``<microseconds>.<key>``."""

from __future__ import annotations

from datetime import UTC, datetime

_LATEST = 4102444800 * 1_000_000  # the year 2100


def write(at: datetime, key: str) -> str:
    """The place of a row in a list ordered by instant and key."""
    return f"{round(at.timestamp() * 1_000_000)}.{key}"


def read(text: str) -> tuple[datetime, str] | None:
    """The place that an address names, or None where it names none."""
    moment, _dot, key = text.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 17 and 0 < len(key) <= 36):
        return None
    if int(moment) > _LATEST:
        return None
    seconds, rest = divmod(int(moment), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), key


def position(text: str) -> int | None:
    """A whole number from an address, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
