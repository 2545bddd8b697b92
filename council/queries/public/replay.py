"""What the archive of a closed poll holds: everything that its count was made of, masked.

A line of the roll is known by its commitment in the journal: it leads to nobody, and whoever knows
the salt of their own line finds it. Where figures of a secret poll are withheld, nothing is given
from which they could be found again: no ballots, no marks, no hash over so few ballots.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from council.models import paperfacts
from council.models.commitments import plain, told
from council.models.journal import JournalCommitment, JournalEntry
from council.models.meetings import Meeting
from council.models.polls import Ballot, CountedBallot, Poll, PollVoter
from council.queries.public import polls
from council.queries.public.polls import PollPage
from council.queries.public.turnout import same_voter
from council.rules import hands as law_of_hands
from council.rules.marking import canonical
from council.rules.meetings import CHOICES, SESSION
from council.rules.rule import Rule
from council.rules.written import ANNULLED

FORMAT = "council-replay-1"
Data = dict[str, Any]
_PAGE = 2000
_HANDS = "hands"
_TOLD = frozenset(
    {"number", "meeting", "rule", "matter", "roll_sha256", "roll_lines", "outcome", "counts"}
    | {"roll_sha256_before", "objection", "upheld", "corrected", "stage", "to", "reason"}
)
"""Facts of an entry that may be published; ``reason`` only where it is empty."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A closed poll whose result may be told, and where it stands in the journal.

    ``sealed`` is the entry that froze its roll, ``opened`` and ``closed`` the first and last one
    that touched it. ``left_out`` says why there are no ballots, None where there are.
    """

    page: PollPage
    community_id: UUID
    opened: int
    sealed: int
    closed: int
    left_out: str | None


def load(connection: Connection, community_id: UUID, number: str, at: datetime) -> Archived | None:
    """The closed poll with this number; None where there is none, or it must not be told yet."""
    page = polls.load(connection, community_id, number, at)
    if page is None or page.closed_at is None or not (page.told or page.state == ANNULLED):
        return None
    touched = connection.execute(
        select(func.min(JournalCommitment.seq), func.max(JournalCommitment.seq)).where(
            *_of_row(community_id, "poll"), JournalCommitment.row_id == page.id
        )
    ).one()
    line = (
        select(PollVoter.id)
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == page.id)
        .limit(1)
        .scalar_subquery()
    )
    sealed = connection.execute(
        select(func.min(JournalCommitment.seq)).where(
            *_of_row(community_id, "poll_voter"), JournalCommitment.row_id == line
        )
    ).scalar_one()
    frozen = touched[0] if sealed is None else sealed
    return Archived(page, community_id, touched[0], frozen, touched[1], _left_out(page))


def _left_out(page: PollPage) -> str | None:
    """Why no ballots are given: ``annulled``, ``withheld``, ``withheld_in_part``."""
    if page.tally is None:
        return "annulled"
    if page.withheld:
        return "withheld" if "withheld" in page.tally else "withheld_in_part"
    return None


def roll(connection: Connection, archived: Archived) -> Iterator[Data]:
    """The frozen roll as the public sees it. Who was present is told of open polls only."""
    page = archived.page
    rows = connection.execute(
        _lines(
            archived,
            PollVoter.label,
            PollVoter.office_title,
            PollVoter.heads,
            PollVoter.area,
            PollVoter.recused,
            PollVoter.attended,
        ).order_by(PollVoter.id)
    )
    for row in rows.yield_per(_PAGE):
        line = {
            "id": row.digest,
            "label": row.label or row.office_title,
            "heads": row.heads,
            "area": row.area,
            "recused": row.recused,
        }
        yield line if page.secret or page.tally is None else line | {"present": row.attended}


def ballots(connection: Connection, archived: Archived) -> Iterator[Data]:
    """Every ballot: by its line in the order of the roll, or of a secret poll by its tracker."""
    if archived.left_out is not None:
        return
    if archived.page.secret:
        yield from _by_tracker(connection, archived)
        return
    rows = connection.execute(
        _lines(archived, Ballot.choice, Ballot.content, Ballot.channel)
        .join(Ballot, same_voter())
        .order_by(PollVoter.id)
    )
    for row in rows.yield_per(_PAGE):
        content = {"choice": row.choice} if row.choice in CHOICES else row.content
        yield {
            "line": row.digest,
            "content": None if row.choice == _HANDS else content,
            "channel": row.channel,
        }


def _by_tracker(connection: Connection, archived: Archived) -> Iterator[Data]:
    rows = connection.execute(
        select(CountedBallot.tracker, CountedBallot.content).where(
            CountedBallot.community_id == archived.community_id,
            CountedBallot.poll_id == archived.page.id,
        )
    )
    for tracker, content in sorted(tuple(row) for row in rows):
        yield {"tracker": tracker, "content": json.loads(content)}


def marks(connection: Connection, archived: Archived) -> Data:
    """How many have the mark "has voted", by channel, and how many were only present."""
    mine = (Ballot.community_id == archived.community_id, Ballot.poll_id == archived.page.id)
    by_channel = connection.execute(
        select(Ballot.channel, func.count().label("n"))
        .where(*mine)
        .group_by(Ballot.channel)
        .order_by(Ballot.channel)
    )
    others = connection.execute(
        select(func.count(), func.sum(PollVoter.heads), func.sum(PollVoter.area))
        .outerjoin(Ballot, same_voter())
        .where(
            PollVoter.community_id == archived.community_id,
            PollVoter.poll_id == archived.page.id,
            PollVoter.attended.is_(True),
            PollVoter.recused.is_(False),
            Ballot.id.is_(None),
        )
    ).one()
    figures = zip(("lines", "heads", "area"), others, strict=True)
    return {
        "marks": {row.channel: row.n for row in by_channel},
        "present_without_ballot": {name: int(value or 0) for name, value in figures},
    }


def hands(connection: Connection, archived: Archived) -> Data | None:
    """A show of hands: what the tellers counted, round by round, and on what they agreed."""
    counts = paperfacts.hand_counts(connection, archived.community_id, archived.page.id)
    agreed = law_of_hands.standing(counts).agreed
    if agreed is None or archived.left_out is not None:
        return None
    tellers = {teller: i for i, teller in enumerate(sorted({c.teller for c in counts}), 1)}
    names = ("yes", "no", "abstain")
    rounds = [
        {"round": c.round, "teller": tellers[c.teller], **dict(zip(names, c.numbers, strict=True))}
        for c in sorted(counts, key=lambda c: (c.round, tellers[c.teller]))
    ]
    return {"agreed": dict(zip(names, agreed.numbers, strict=True)), "counts": rounds}


def journal(connection: Connection, archived: Archived) -> Iterator[Data]:
    """The poll's entries up to its close. Only what froze the roll and what closed it tells its
    content: the others name whoever acted.
    """
    number = canonical({"number": archived.page.number})[1:-1]
    about = [JournalEntry.kind.startswith(noun) for noun in ("poll.", "paper.", "roll.")]
    ends = (archived.opened, archived.sealed, archived.closed)
    rows = connection.execute(
        select(
            JournalEntry.seq,
            JournalEntry.kind,
            JournalEntry.payload,
            JournalEntry.previous,
            JournalEntry.sha256,
        )
        .where(
            JournalEntry.community_id == archived.community_id,
            JournalEntry.seq.between(min(ends), max(ends)),
            or_(
                JournalEntry.seq.in_(ends),
                and_(or_(*about), JournalEntry.payload.contains(number, autoescape=True)),
            ),
        )
        .order_by(JournalEntry.seq)
    )
    for seq, kind, payload, previous, sha in rows.yield_per(_PAGE):
        shown = payload if seq in ends and _may_be_told(payload) else None
        yield {
            "seq": seq, "kind": kind, "payload": shown, "previous": previous, "sha256": sha,
        }  # fmt: skip


def _may_be_told(payload: str) -> bool:
    facts = json.loads(payload)["facts"]
    return facts.keys() <= _TOLD and not facts.get("reason")


def commitments(connection: Connection, archived: Archived) -> dict[str, list[list[str]]]:
    """All row commitments of the entry that froze the roll, and of the one that closed the poll.

    Those of the close are left out of a secret poll in session: they tell whose line was present.
    """
    wanted = {archived.sealed} | ({archived.closed} if _closes_openly(archived) else set())
    rows = connection.execute(
        select(
            JournalCommitment.seq,
            JournalCommitment.table_name,
            JournalCommitment.row_id,
            JournalCommitment.digest,
        )
        .where(
            JournalCommitment.community_id == archived.community_id,
            JournalCommitment.seq.in_(wanted),
        )
        .order_by(JournalCommitment.seq, JournalCommitment.position)
    )
    found: dict[str, list[list[str]]] = {str(seq): [] for seq in sorted(wanted)}
    for seq, table, row_id, digest in rows:
        found[str(seq)].append([table, row_id.hex, digest])
    return found


def _closes_openly(archived: Archived) -> bool:
    return not archived.page.secret or archived.page.closes_at is not None


def seal(connection: Connection, archived: Archived) -> tuple[Data | None, str | None]:
    """The poll's own record with its salt, so that anybody can verify its commitment; or why not.

    Only where the record holds nothing but what the archive tells anyhow.
    """
    if archived.left_out is not None:
        return None, archived.left_out
    if not _closes_openly(archived):
        return None, "present"
    table: Any = Poll.__table__
    values = dict(
        connection.execute(
            select(table).where(
                table.c.community_id == archived.community_id, table.c.id == archived.page.id
            )
        )
        .mappings()
        .one()
    )
    record = told(table, {column.key: values[column.key] for column in table.columns})
    free = {name: record.get(name) for name in ("question", "ask", "tally")}
    if polls.masked(free) != free or record["tally"] != archived.page.tally:
        return None, "masked"
    return {"salt": bytes(values["salt"]).hex(), "record": record}, None


def head(connection: Connection, archived: Archived) -> Data:
    """What ``poll.json`` says of the poll itself."""
    page, rule = archived.page, Rule.from_snapshot(archived.page.rule)
    withheld = archived.left_out is not None
    form = connection.execute(
        select(Meeting.form).where(
            Meeting.community_id == archived.community_id,
            Meeting.id == page.meeting_id,
        )
    ).scalar_one()
    facts = {
        "format": FORMAT,
        "number": page.number,
        "question": page.question,
        "body": page.body,
        "form": page.ask or {"kind": "motion"},
        "rule": page.rule,
        "secret": page.secret,
        "consultation": page.consultation,
        "extensions": page.extensions,
        "channels": {
            "online": page.allows_online,
            "hall": form == SESSION,
            "paper": True,
            "proxy": rule.proxies.allowed,
        },
        "opened_at": page.opened_at,
        "closes_at": page.closes_at,
        "ended_at": page.ended_at,
        "closed_at": page.closed_at,
        "outcome": page.state,
        "roll_sha256": page.roll_sha256,
        "ballots_sha256": None if withheld else page.ballots_sha256,
    }
    facts |= {"ballots_left_out": archived.left_out}
    more = {} if withheld else marks(connection, archived)
    return {key: plain(value) for key, value in facts.items()} | more


def _of_row(community_id: UUID, table: str) -> tuple[Any, Any]:
    return (
        JournalCommitment.community_id == community_id,
        JournalCommitment.table_name == table,
    )


def _lines(archived: Archived, *columns: Any) -> Any:
    """A select over the roll, each line with the commitment under which it was frozen.

    A line that the journal does not know stays in, without one: the script finds it.
    """
    frozen = and_(
        *_of_row(archived.community_id, "poll_voter"),
        JournalCommitment.row_id == PollVoter.id,
        JournalCommitment.seq == archived.sealed,
    )
    return (
        select(func.coalesce(JournalCommitment.digest, "").label("digest"), *columns)
        .select_from(PollVoter)
        .outerjoin(JournalCommitment, frozen)
        .where(
            PollVoter.community_id == archived.community_id,
            PollVoter.poll_id == archived.page.id,
        )
    )
