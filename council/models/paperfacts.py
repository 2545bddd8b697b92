"""Sheets, marks and ballots of a poll as the figures that the protocol of reconciliation compares.

No choice is read here, so the figures can be shown while the poll runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import and_, case, exists, func, select

from council.models.base import tied
from council.models.meetings import Attendance
from council.models.papers import PaperBallot, PaperEntry
from council.models.polls import Ballot, CountedBallot, HandCount, Poll, PollVoter, UrnBallot
from council.rules import double_entry, hands
from council.rules.double_entry import Entry, Standing
from council.rules.reconciliation import Figures, Sheets

LOST = "lost"
"""Why a sheet is missing whose voter was marked at the box: it counts as spoiled."""
_HANDS = "hands"


class Reads(Protocol):
    """A connection or a session."""

    def execute(self, statement: Any) -> Any:
        """Run a select."""


def figures(
    reads: Reads,
    community_id: UUID,
    poll_id: UUID,
    *,
    secret: bool,
    tally: Mapping[str, Any] | None = None,
) -> Figures:
    """Everything counted anew; ``tally`` is the count of a closed poll, if there is one."""
    marks: dict[str, int] = {}
    cast: dict[str, int] = {}
    shown = assisted = proxies = entered = 0
    for channel, n, by_hands, helped, held, typed in reads.execute(
        _of(_MARKS, Ballot, community_id, poll_id).group_by(Ballot.channel)
    ):
        marks[channel] = cast[channel] = n
        shown += by_hands
        assisted, proxies, entered = assisted + helped, proxies + held, entered + typed
    roll = reads.execute(_of(_ROLL, PollVoter, community_id, poll_id)).one()
    counted: Mapping[str, int] | None = (tally or {}).get("channels")
    raised = _raised(reads, community_id, poll_id)
    if raised is not None:
        cast["hall"] = cast.get("hall", 0) - shown + raised
    return Figures(
        secret=secret,
        entitled=roll.all - roll.recused,
        recused=roll.recused,
        marks=marks,
        ballots=cast if counted is None else {c: int(n) for c, n in counted.items()},
        urn=_urn(reads, community_id, poll_id) if secret else 0,
        hands=shown,
        raised=raised or 0,
        proxies=proxies,
        assisted=assisted,
        entered=entered,
        sheets=sheets(reads, community_id, poll_id),
    )


def sheets(reads: Reads, community_id: UUID, poll_id: UUID) -> Sheets:
    """How many sheets are where."""
    row = reads.execute(_of(_SHEETS, PaperBallot, community_id, poll_id)).mappings().one()
    return Sheets(**{name: int(n or 0) for name, n in row.items()})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A returned sheet that is not counted, and where it stands."""

    serial: str
    standing: Standing


def waiting(reads: Reads, community_id: UUID, poll_id: UUID) -> list[Waiting]:
    """Returned sheets that are not counted yet, in the order of their serials."""
    entries: dict[str, list[Entry]] = {}
    rows = reads.execute(
        select(PaperBallot.serial, PaperEntry.round, PaperEntry.entered_by_id, PaperEntry.content)
        .outerjoin(PaperEntry, tied(PaperBallot, PaperEntry, "paper_id"))
        .where(
            PaperBallot.community_id == community_id,
            PaperBallot.poll_id == poll_id,
            PaperBallot.state == "returned",
        )
        .order_by(PaperBallot.serial)
    )
    for serial, number, who, content in rows:
        mine = entries.setdefault(serial, [])
        if who is not None:
            mine.append(Entry(number, who.hex, content))
    return [Waiting(serial, double_entry.standing(mine)) for serial, mine in entries.items()]


def hand_counts(reads: Reads, community_id: UUID, poll_id: UUID) -> list[hands.Count]:
    """Every teller's count of a show of hands."""
    rows = reads.execute(_of(_HAND_COUNTS, HandCount, community_id, poll_id))
    return [hands.Count(n, who.hex, yes, no, abstain) for n, who, yes, no, abstain in rows]


def may_raise(what: Any, community_id: UUID, poll_id: UUID) -> Any:
    """A select of ``what`` (``PollVoter`` or columns) over those who may raise a hand now.

    They are in the hall, on the roll and not recused, and have neither voted nor handed in a sheet.
    """
    cast = exists().where(*_same_voter(Ballot))
    paper = exists().where(*_same_voter(PaperBallot), PaperBallot.state == "returned")
    poll = tied(Poll, PollVoter, "poll_id")
    here = and_(
        Attendance.community_id == Poll.community_id,
        Attendance.meeting_id == Poll.meeting_id,
        Attendance.body_id == Poll.body_id,
        Attendance.person_id == PollVoter.person_id,
        Attendance.state == "present",
        Attendance.channel == "hall",
    )
    query = select(what).select_from(PollVoter).join(Poll, poll).join(Attendance, here)
    query = _of(query, PollVoter, community_id, poll_id)
    return query.where(PollVoter.recused.is_(False), ~cast, ~paper)


def _same_voter(model: Any) -> tuple[Any, ...]:
    columns = ("community_id", "poll_id", "person_id", "line")
    return tuple(getattr(model, name) == getattr(PollVoter, name) for name in columns)


def _raised(reads: Reads, community_id: UUID, poll_id: UUID) -> int | None:
    agreed = hands.standing(hand_counts(reads, community_id, poll_id)).agreed
    return agreed.total if agreed else None


def _urn(reads: Reads, community_id: UUID, poll_id: UUID) -> int:
    found = [
        reads.execute(_of(select(func.count()), model, community_id, poll_id)).scalar_one()
        for model in (UrnBallot, CountedBallot)
    ]
    return int(sum(found))


def _of(query: Any, model: Any, community_id: UUID, poll_id: UUID) -> Any:
    return query.where(model.community_id == community_id, model.poll_id == poll_id)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


_MARKS: Any = select(
    Ballot.channel,
    func.count(),
    _count(Ballot.choice == _HANDS),
    _count(Ballot.assisted.is_(True)),
    _count(Ballot.holder_id.is_not(None)),
    _count(Ballot.entered_by_id.is_not(None)),
)
_ROLL: Any = select(
    func.count().label("all"),
    func.coalesce(_count(PollVoter.recused.is_(True)), 0).label("recused"),
)
_STATE = PaperBallot.state
_SHEETS: Any = select(
    func.count().label("printed"),
    _count(_STATE == "stock").label("left"),
    _count(_STATE == "void").label("void"),
    _count(PaperBallot.issued_at.is_not(None)).label("issued"),
    _count(_STATE == "issued").label("out"),
    _count(_STATE == "spoiled").label("spoiled"),
    _count((_STATE == "missing") & (PaperBallot.reason != LOST)).label("missing"),
    _count((_STATE == "missing") & (PaperBallot.reason == LOST)).label("lost"),
    _count(PaperBallot.returned_at.is_not(None)).label("returned"),
    _count(_STATE == "returned").label("waiting"),
    _count(_STATE == "set_aside").label("set_aside"),
    _count(_STATE == "counted").label("counted"),
)
_HAND_COUNTS: Any = select(
    HandCount.round, HandCount.teller_id, HandCount.yes, HandCount.no, HandCount.abstain
)
