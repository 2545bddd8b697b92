"""Polls for the benchmarks: a written poll of as many voters as asked for, and its close.

``python -m benchmarks.votes COMMUNITY NUMBER`` closes and counts a poll on ``DATABASE_URL`` in a
process of its own and prints seconds and the memory that it took more than before, as JSON.
"""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    select,
)

from benchmarks.writer import NOW, Writer, maintenance
from council.db import db
from council.models.bodies import Body
from council.rules.powers import BodyKind
from council.rules.rulebook import default_book

CHOICES = ("yes", "yes", "no", "abstain")
NUMBER = "2026-900"
"""The poll in which ballots are cast."""

BARE = Table(
    "bare_ballot",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("poll_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("choice", String(10), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("request_key", String(64), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("poll_id", "person_id"),
    UniqueConstraint("poll_id", "request_key"),
)
"""Where the bare route puts its row: one voter, one ballot, no more."""


def bare_table(connection: Connection) -> None:
    """Make the table of the bare route."""
    BARE.create(connection)


def written_poll(writer: Writer, number: str, voters: list[UUID], cast: int = 0) -> UUID:
    """A running written poll of the owners; the first ``cast`` voters have voted online."""
    body = _assembly(writer)
    called, ends = NOW - timedelta(days=20), NOW + timedelta(days=30)
    meeting = {"number": number, "body_id": body, "rule_id": "OW1", "title": "业主大会",
               "place": "", "starts_at": NOW, "ends_at": ends, "noticed_at": called,
               "opened_at": NOW, "form": "written"}  # fmt: skip
    (meeting_id,) = writer.put("meeting", [meeting])
    item = {"meeting_id": meeting_id, "position": 1, "title": "是否加装电梯", "for_decision": True,
            "announced_at": called}  # fmt: skip
    (item_id,) = writer.put("agenda_item", [item])
    rule = default_book().rule("OW1", NOW.date())
    poll = {"number": number, "meeting_id": meeting_id, "item_id": item_id, "body_id": body,
            "rule_id": rule.id, "rule": rule.snapshot(), "question": "是否加装电梯", "version": 1,
            "allows_online": True, "opened_at": NOW, "closes_at": ends}  # fmt: skip
    (poll_id,) = writer.put("poll", [poll])
    line = {"poll_id": poll_id, "office_title": "", "heads": 1, "recused": False, "recusal": "",
            "attended": False, "line": 0}  # fmt: skip
    writer.put(
        "poll_voter",
        [
            line | {"person_id": who, "area": 6000 + n % 7000, "label": f"{n % 40}号楼"}
            for n, who in enumerate(voters)
        ],
    )
    writer.put("ballot", [_ballot(poll_id, who, n) for n, who in enumerate(voters[:cast])])
    return poll_id


def _ballot(poll_id: UUID, who: UUID, n: int) -> dict[str, Any]:
    return {
        "poll_id": poll_id,
        "person_id": who,
        "line": 0,
        "choice": CHOICES[n % len(CHOICES)],
        "channel": "paper" if n % 5 == 0 else "online",
        "request_key": secrets.token_hex(16),
        "receipt": "石榴 · 渡口 · 晴 41",
        "assisted": False,
        "at": NOW + timedelta(seconds=n),
    }


def owners(writer: Writer, many: int, series: str) -> list[UUID]:
    """People who own something, numbered in a series of their own."""
    person = {"is_delegate": False, "is_adult": True, "is_registered": True, "moved_out": False}
    rows = [person | {"number": f"{series}-{n:06d}", "name": "业主某"} for n in range(many)]
    return writer.put("person", rows)


def _assembly(writer: Writer) -> UUID:
    mine = (Body.community_id == writer.community, Body.kind == BodyKind.OWNERS_ASSEMBLY)
    found: UUID | None = writer.connection.scalar(select(Body.id).where(*mine))
    seed = {"kind": BodyKind.OWNERS_ASSEMBLY.value, "name": "业主大会", "position": 99}
    return found or writer.put("body", [seed])[0]


def fill_and_close(community: UUID, many: int) -> dict[str, Any]:
    """A poll of its own with ``many`` ballots, closed and counted."""
    number = f"2026-{many}"
    with maintenance() as connection:
        writer = Writer(connection, community)
        written_poll(writer, number, owners(writer, many, number), many)
    db.engine.dispose()
    return close(community, number)


def close(community: UUID, number: str) -> dict[str, Any]:
    """Close the poll in a fresh process; seconds and megabytes."""
    command = [sys.executable, "-m", "benchmarks.votes", community.hex, number]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(told.stdout))


def main() -> None:
    """Close one poll and tell what it took."""
    from council.app import create_app
    from council.services import polls
    from council.services.unit import SYSTEM

    community, number = UUID(hex=sys.argv[1]), sys.argv[2]
    app = create_app()
    with app.app_context():
        before, start, cpu = _memory(), time.perf_counter(), time.process_time()
        polls.close_poll(community, SYSTEM, number, at=NOW + timedelta(days=31))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    found = {"seconds": seconds, "cpu_ms": cpu * 1000, "memory_mb": _memory() - before}
    print(json.dumps({key: round(value, 2) for key, value in found.items()}))


def _memory() -> int:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
