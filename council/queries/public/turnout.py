"""How many have taken part in a poll so far: in figures, by building, never how they voted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, and_, case, func, literal_column, or_, select

from council.models.base import tied
from council.models.meetings import Attendance
from council.models.polls import Ballot, Poll, PollVoter
from council.rules.outlook import Cell


@dataclass(frozen=True, slots=True)
class Turnout:
    """Heads on the roll and taking part (present, or with a ballot); recused lines in neither.

    Areas are hundredths of m², None where the roll has none. ``by_channel`` counts ballots.
    """

    heads: int
    taking_part: int
    area: int | None = None
    area_taking_part: int | None = None
    recused: int = 0
    by_channel: Mapping[str, int] = field(default_factory=dict)


def hundredths(square_metres: str) -> int:
    """An area as a tally writes it (``209.81``) in hundredths of m²."""
    return int(square_metres.replace(".", ""))


def so_far(connection: Connection, community_id: UUID, poll_id: UUID) -> Turnout:
    """The turnout as it is stored now, in one query whatever the size of the roll."""
    took = _took_part()
    query = select(
        PollVoter.recused,
        took.label("took"),
        Ballot.channel,
        func.count().label("lines"),
        func.count(Ballot.id).label("ballots"),
        func.sum(PollVoter.heads).label("heads"),
        func.sum(PollVoter.area).label("area"),
    )
    groups = (PollVoter.recused, took, Ballot.channel)
    rows = connection.execute(
        _voters(query).where(*_mine(community_id, poll_id)).group_by(*groups)
    ).all()
    standing = [row for row in rows if not row.recused]
    here = [row for row in standing if row.took]
    channels: dict[str, int] = {}
    for row in sorted((r for r in rows if r.ballots), key=lambda r: str(r.channel)):
        channels[row.channel] = channels.get(row.channel, 0) + row.ballots
    measured = any(row.area is not None for row in standing)
    return Turnout(
        heads=sum(int(row.heads) for row in standing),
        taking_part=sum(int(row.heads) for row in here),
        area=sum(int(row.area or 0) for row in standing) if measured else None,
        area_taking_part=sum(int(row.area or 0) for row in here) if measured else None,
        recused=sum(row.lines for row in rows if row.recused),
        by_channel=channels,
    )


def buildings(connection: Connection, community_id: UUID, poll_id: UUID) -> list[Cell]:
    """Participation by building as the roll names it; whoever has units in several goes to None."""
    query = select(
        PollVoter.basis, PollVoter.heads, PollVoter.area, _took_part().label("took")
    ).where(PollVoter.recused.is_(False), *_mine(community_id, poll_id))
    sums: dict[str | None, list[int]] = {}
    for basis, heads, area, took in connection.execute(_voters(query)):
        cell = sums.setdefault(_building(basis), [0, 0, 0, 0])
        for place, value in enumerate((heads, heads * took, area or 0, (area or 0) * took)):
            cell[place] += value
    return [Cell(building, *figures) for building, figures in sums.items()]


def _building(basis: Any) -> str | None:
    """The one building that a line's basis names."""
    if not basis:
        return None
    named = {unit["building"] for unit in basis.get("units", ())} or {basis.get("building")}
    return str(found) if len(named) == 1 and (found := named.pop()) else None


def same_voter() -> Any:
    """Joins a line of the roll to its ballot."""
    return and_(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
        Ballot.line == PollVoter.line,
    )


def _voters(query: Any) -> Any:
    here = and_(
        Attendance.community_id == PollVoter.community_id,
        Attendance.meeting_id == Poll.meeting_id,
        Attendance.body_id == Poll.body_id,
        Attendance.person_id == PollVoter.person_id,
        Attendance.state == "present",
    )
    return (
        query.select_from(PollVoter)
        .join(Poll, tied(Poll, PollVoter, "poll_id"))
        .outerjoin(Ballot, same_voter())
        .outerjoin(Attendance, here)
    )


def _took_part() -> Any:
    """1 for whoever has a ballot, was noted at the close, or is present while the poll runs."""
    running = and_(Poll.closed_at.is_(None), Attendance.id.is_not(None))
    took = or_(Ballot.id.is_not(None), PollVoter.attended.is_(True), running)
    # literals: PostgreSQL would not see that two bound figures in SELECT and GROUP BY are the same
    return case((took, literal_column("1", Integer)), else_=literal_column("0", Integer))


def _mine(community_id: UUID, poll_id: UUID) -> tuple[Any, Any]:
    return PollVoter.community_id == community_id, PollVoter.poll_id == poll_id
