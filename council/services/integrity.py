"""Is the record whole? Replays every journal, compares every row, recounts every closed poll.

A change made behind the program's back shows in at least one place: an entry whose hash or
chain is off, a row that differs from its last commitment, a row that no entry knows or that is
gone, a count that the ballots do not give, a roll unlike its seal, ballots that are more or fewer
than the marks or unlike their hash, an urn that is not empty, minutes unlike what was signed,
books whose entries do not give their balances, a file whose bytes changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import Connection, Table, select
from sqlalchemy.orm import Session

from council.db import db, recorded_tables
from council.models import paperfacts
from council.models.base import Base
from council.models.communities import Community
from council.models.journal import JournalCommitment, JournalEntry, JournalHead
from council.models.polls import Poll
from council.rules.reconciliation import protocol
from council.rules.written import ANNULLED
from council.services import (
    ballotcheck,
    counting,
    ledgercheck,
    minutescheck,
    postingcheck,
    rolls,
    storedfiles,
)
from council.services.unit import chain_hash, rows_digest, values_digest

_JOURNAL = frozenset({"journal_entry", "journal_commitment", "journal_head"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is off: in which community, what, and where."""

    community: str
    code: str
    where: str

    def __str__(self) -> str:
        return f"{self.community}: {self.code}: {self.where}"


def check(uploads: Path, slug: str | None = None) -> Iterator[Finding]:
    """Everything that is off in one community, or in all of them.

    Raises:
        LookupError: for an unknown ``slug``.
    """
    with db.engine.connect() as connection:
        communities = _communities(connection, slug)
        for community_id, name in communities:
            yield from _chain(connection, community_id, name)
            yield from _rows(connection, community_id, name)
            yield from _files(connection, community_id, name, uploads)
            yield from _polls(community_id, name)
            for number in postingcheck.offences(connection, community_id):
                yield Finding(name, "posting_altered", f"posting {number}")
            for code, number in minutescheck.offences(connection, community_id):
                yield Finding(name, code, f"minutes {number}")
            for code, where in ledgercheck.offences(connection, community_id):
                yield Finding(name, code, where)
        if slug is None:
            yield from _strangers(connection, {c for c, _ in communities})


def _communities(connection: Connection, slug: str | None) -> list[tuple[UUID, str]]:
    query = select(Community.id, Community.slug).order_by(Community.slug)
    if slug is not None:
        query = query.where(Community.slug == slug)
    found = [(row.id, row.slug) for row in connection.execute(query)]
    if slug is not None and not found:
        raise LookupError(slug)
    return found


def _chain(connection: Connection, community_id: UUID, name: str) -> Iterator[Finding]:
    """Every entry's hash, its link to the one before, and its row commitments."""
    marks = _marks_by_entry(connection, community_id)
    previous, expected = "", 1
    entries = connection.execute(
        select(
            JournalEntry.seq,
            JournalEntry.kind,
            JournalEntry.payload,
            JournalEntry.previous,
            JournalEntry.sha256,
        )
        .where(JournalEntry.community_id == community_id)
        .order_by(JournalEntry.seq)
    )
    for seq, kind, payload, before, sha in entries:
        if seq != expected:
            yield Finding(name, "journal_gap", f"entry {expected}")
        if before != previous or sha != chain_hash(before, payload):
            yield Finding(name, "journal_chain", f"entry {seq}")
        yield from _entry(name, seq, kind, payload, marks.get(seq, []))
        previous, expected = sha, seq + 1
    head = connection.execute(
        select(JournalHead.seq, JournalHead.sha256).where(JournalHead.community_id == community_id)
    ).one_or_none()
    if head is None or tuple(head) != (expected - 1, previous):
        yield Finding(name, "journal_head", f"entry {expected - 1}")


def _entry(
    name: str, seq: int, kind: str, payload: str, marks: list[tuple[str, UUID, str]]
) -> Iterator[Finding]:
    try:
        facts = json.loads(payload)
        sound = rfc8785.dumps(facts).decode() == payload
        told = facts["act"], facts["seq"], facts["row_count"], facts["rows"]
    except (ValueError, KeyError, TypeError):
        yield Finding(name, "journal_payload", f"entry {seq}")
        return
    if not sound or told[:2] != (kind, seq):
        yield Finding(name, "journal_payload", f"entry {seq}")
    if told[2:] != (len(marks), rows_digest(marks)):
        yield Finding(name, "journal_commitments", f"entry {seq}")


def _marks_by_entry(
    connection: Connection, community_id: UUID
) -> dict[int, list[tuple[str, UUID, str]]]:
    found: dict[int, list[tuple[str, UUID, str]]] = {}
    for seq, table, row_id, digest in connection.execute(_marks(community_id)):
        found.setdefault(seq, []).append((table, row_id, digest))
    return found


def _marks(community_id: UUID) -> Any:
    return (
        select(
            JournalCommitment.seq,
            JournalCommitment.table_name,
            JournalCommitment.row_id,
            JournalCommitment.digest,
        )
        .where(JournalCommitment.community_id == community_id)
        .order_by(JournalCommitment.seq, JournalCommitment.position)
    )


def recorded() -> list[Table]:
    """The tables whose rows the journal commits to, in the order of their references."""
    wanted = recorded_tables() - _JOURNAL
    return [table for table in Base.metadata.sorted_tables if table.name in wanted]


def _rows(connection: Connection, community_id: UUID, name: str) -> Iterator[Finding]:
    """Every row against its last commitment."""
    last: dict[tuple[str, UUID], str] = {}
    for _seq, table, row_id, digest in connection.execute(_marks(community_id)):
        last[table, row_id] = digest
    for table in recorded():
        mine = table.c.id if table.name == "community" else table.c.community_id
        for row in connection.execute(select(table).where(mine == community_id)).mappings():
            digest = last.pop((table.name, row["id"]), None)
            where = f"{table.name} {row['id']}"
            if not digest:
                yield Finding(name, "row_unknown", where)
            elif digest != values_digest(table, {c.key: row[c.key] for c in table.columns}):
                yield Finding(name, "row_altered", where)
    for (table_name, row_id), digest in last.items():
        if digest:
            yield Finding(name, "row_missing", f"{table_name} {row_id}")


def _files(
    connection: Connection, community_id: UUID, name: str, uploads: Path
) -> Iterator[Finding]:
    """The bytes of every uploaded file that is needed, against their hash."""
    for (sha,) in connection.execute(storedfiles.hashes(community_id)):
        path = stored_file(uploads, sha)
        if not path.is_file():
            yield Finding(name, "file_missing", sha)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha:
            yield Finding(name, "file_altered", sha)


def stored_file(uploads: Path, sha: str) -> Path:
    """Where the file with this hash lies."""
    return uploads / sha[:2] / sha


def _polls(community_id: UUID, name: str) -> Iterator[Finding]:
    """Every roll against its seal, ballots against marks; every closed poll, counted anew."""
    with Session(db.engine) as session:
        for poll in session.scalars(select(Poll).where(Poll.community_id == community_id)):
            if not rolls.verify(session, poll):
                yield Finding(name, "roll_altered", f"poll {poll.number}")
            for code in ballotcheck.offences(session, poll):
                yield Finding(name, code, f"poll {poll.number}")
        query = select(Poll).where(Poll.community_id == community_id, Poll.closed_at.is_not(None))
        for poll in session.scalars(query.order_by(Poll.number)):
            if not _same_count(session, poll):
                yield Finding(name, "count_differs", f"poll {poll.number}")
            elif poll.outcome != ANNULLED and not _accounted_for(session, poll):
                yield Finding(name, "sheets_unaccounted", f"poll {poll.number}")


def _same_count(session: Session, poll: Poll) -> bool:
    """Whether roll and ballots still give the count that was kept."""
    if poll.outcome == ANNULLED:  # it was never counted
        return poll.tally is None
    try:
        return counting.recount(session, poll) == poll.tally
    except (ValueError, KeyError, TypeError):  # a roll or rule that cannot even be counted
        return False


def _accounted_for(session: Session, poll: Poll) -> bool:
    """Whether every sheet, mark and ballot still has its place."""
    tally = None if poll.secret else poll.tally
    key = (poll.community_id, poll.id)
    figures = paperfacts.figures(session, *key, secret=poll.secret, tally=tally)
    return protocol(figures).closes


def _strangers(connection: Connection, known: set[UUID]) -> Iterator[Finding]:
    """Journals of communities that do not exist."""
    for (community_id,) in connection.execute(select(JournalHead.community_id)):
        if community_id not in known:
            yield Finding("-", "journal_without_community", str(community_id))
