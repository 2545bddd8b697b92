"""The only place that reads the clock. Everything inside gets ``at`` passed in.

In demo mode the clock can be set forward, so that a visitor can live through notice and
posting periods in one sitting; the offset lies in the instance folder, shared by all workers.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _State:
    """What tests and demo mode may set."""

    frozen: datetime | None = None
    demo_file: Path | None = None
    demo_read: tuple[int, timedelta] = (-1, timedelta())


def now() -> datetime:
    """The present instant in UTC."""
    if _State.frozen is not None:
        return _State.frozen
    return datetime.now(UTC) + _demo_offset()


def freeze(at: datetime | None) -> None:
    """Hold the clock at ``at`` (tests); ``None`` lets it run again."""
    _State.frozen = at.astimezone(UTC) if at else None


def allow_demo(folder: Path | None) -> None:
    """Let the clock be moved by a file in ``folder`` (demo mode only); ``None`` forbids it."""
    _State.demo_file = folder / "demo-clock.json" if folder else None
    _State.demo_read = (-1, timedelta())


def move_demo(days: int) -> None:
    """Set the demo clock ``days`` (1 to 400) forward. It never goes back: the journal would not."""
    if _State.demo_file is None:
        raise RuntimeError("the clock moves in demo mode only")
    if not 1 <= days <= 400:
        raise ValueError("days")
    seconds = (_demo_offset() + timedelta(days=days)).total_seconds()
    part = _State.demo_file.with_suffix(".part")
    part.write_text(json.dumps({"seconds": int(seconds)}), encoding="ascii")
    part.replace(_State.demo_file)


def _demo_offset() -> timedelta:
    if _State.demo_file is None:
        return timedelta()
    try:
        stamp = _State.demo_file.stat().st_mtime_ns
    except FileNotFoundError:
        return timedelta()
    if stamp != _State.demo_read[0]:
        seconds = json.loads(_State.demo_file.read_text(encoding="ascii"))["seconds"]
        _State.demo_read = (stamp, timedelta(seconds=seconds))
    return _State.demo_read[1]
