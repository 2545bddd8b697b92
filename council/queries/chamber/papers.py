"""Paper ballots as their keepers, and those who enter them, see them: never what stands on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from council.models import paperfacts
from council.models.base import tied
from council.models.mandates import Mandate
from council.models.meetings import AgendaItem
from council.models.papers import PaperBallot, PaperEntry
from council.models.people import Person
from council.models.places import Household, Unit
from council.models.polls import Ballot, Poll, PollVoter
from council.rules.placing import natural
from council.rules.reconciliation import Protocol, protocol

MOST_FOUND = 30
MOST_LISTED = 300
MOST_PRINTED = 200
_LIVE = ("issued", "returned", "counted")


@dataclass(frozen=True, slots=True)
class VoterLine:
    """A line of the roll at the desk. ``channel``: has voted so; ``serial``: holds this sheet.

    ``holder`` is who holds a written mandate of this line, in force for this poll.
    """

    id: UUID
    name: str
    number: str
    label: str
    recused: bool
    channel: str | None
    serial: str | None
    sheet_state: str | None
    holder: str = ""

    @property
    def free(self) -> bool:
        """Whether nothing was cast and no sheet is out."""
        return not self.recused and self.channel is None and self.serial is None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet in a list; ``label`` is the line of the roll that holds it, in a named poll."""

    serial: str
    state: str
    reason: str
    label: str


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """One sheet as it is printed. ``units`` and ``area`` (hundredths of m²) of an owner's line."""

    serial: str
    label: str
    area: int | None
    units: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Entering:
    """What waits to be entered: serials for this person, how many wait for somebody else only.

    ``differing``: serial, positions, and whether this person may enter it now.
    """

    mine: tuple[str, ...]
    others: int
    differing: tuple[tuple[str, tuple[int, ...], bool], ...]


def reconciled(
    connection: Connection,
    community_id: UUID,
    poll_id: UUID,
    *,
    secret: bool,
    tally: dict[str, Any] | None = None,
) -> Protocol:
    """The protocol as things stand now."""
    found = paperfacts.figures(connection, community_id, poll_id, secret=secret, tally=tally)
    return protocol(found)


def find(connection: Connection, community_id: UUID, poll_id: UUID, typed: str) -> list[VoterLine]:
    """Lines of the roll by name, number, office, unit or household; at most ``MOST_FOUND``."""
    text = typed.strip()
    if not text:
        return []
    like = f"%{text.replace('%', '').replace('_', '')}%"
    query = (
        _voters(community_id, poll_id)
        .outerjoin(Household, tied(Household, Person, "household_id"))
        .outerjoin(Unit, tied(Unit, Household, "unit_id"))
        .where(
            or_(
                Person.name.like(like),
                func.upper(Person.number) == text.upper(),
                PollVoter.label.like(like),
                PollVoter.office_title.like(like),
                Unit.room == text,
                func.upper(Household.number) == text.upper(),
            )
        )
        .order_by(Person.number, PollVoter.line)
        .limit(MOST_FOUND)
    )
    found = connection.execute(query).all()
    holders = _holders(connection, community_id, poll_id) if found else {}
    return [replace(_voter(row), holder=holders.get(row[-2:], "")) for row in found]


def waiting(connection: Connection, community_id: UUID, poll_id: UUID) -> dict[str, list[UUID]]:
    """Lines of the roll that may vote, have not and hold no sheet, by building.

    A line with units in several buildings is with the first; one without a building under "".
    """
    rows = connection.execute(
        select(PollVoter.id, PollVoter.basis)
        .outerjoin(Ballot, _same(Ballot))
        .outerjoin(PaperBallot, and_(_same(PaperBallot), PaperBallot.state.in_(_LIVE)))
        .where(
            PollVoter.community_id == community_id,
            PollVoter.poll_id == poll_id,
            PollVoter.recused.is_(False),
            Ballot.id.is_(None),
            PaperBallot.id.is_(None),
        )
    )
    found: dict[str, list[UUID]] = {}
    for key, basis in rows:
        found.setdefault(_building(basis or {}), []).append(key)
    return dict(sorted(found.items(), key=lambda pair: natural(pair[0])))


def _building(basis: Mapping[str, Any]) -> str:
    units = basis.get("units") or ()
    return str(units[0]["building"] if units else basis.get("building", ""))


def voter(
    connection: Connection, community_id: UUID, poll_id: UUID, voter_id: UUID
) -> VoterLine | None:
    """One line of the roll."""
    query = _voters(community_id, poll_id).where(PollVoter.id == voter_id)
    row = connection.execute(query).one_or_none()
    return _voter(row) if row else None


def listed(
    connection: Connection, community_id: UUID, poll_id: UUID, *states: str
) -> list[SheetLine]:
    """Sheets in these states, by serial; at most ``MOST_LISTED``."""
    rows = connection.execute(
        _with_line(select(*_SHEET, _LABEL))
        .where(*_mine(community_id, poll_id), PaperBallot.state.in_(states))
        .order_by(func.length(PaperBallot.serial), PaperBallot.serial)
        .limit(MOST_LISTED)
    )
    return [SheetLine(serial, state, why, label or "") for serial, state, why, label in rows]


def next_in_stock(connection: Connection, community_id: UUID, poll_id: UUID) -> str | None:
    """The serial on top of the stock."""
    found = connection.execute(
        select(PaperBallot.serial)
        .where(*_mine(community_id, poll_id), PaperBallot.state == "stock")
        .order_by(func.length(PaperBallot.serial), PaperBallot.serial)
        .limit(1)
    ).scalar_one_or_none()
    return str(found) if found else None


def entering(
    connection: Connection, community_id: UUID, poll_id: UUID, person_id: UUID
) -> Entering:
    """What waits to be entered, as ``person_id`` may know it."""
    waiting = paperfacts.waiting(connection, community_id, poll_id)
    rounds = _entered(connection, community_id, poll_id, person_id)
    mine, others, differing = [], 0, []
    for sheet in waiting:
        now = sheet.standing
        free = (sheet.serial, now.round) not in rounds
        if now.positions:
            differing.append((sheet.serial, now.positions, free))
        elif free:
            mine.append(sheet.serial)
        else:
            others += 1
    return Entering(tuple(mine), others, tuple(differing))


def to_print(
    connection: Connection, community_id: UUID, poll_id: UUID, first: int, last: int
) -> list[PrintedSheet]:
    """Sheets from number ``first`` to ``last`` that can still be used; at most ``MOST_PRINTED``."""
    rows = connection.execute(
        _with_line(select(PaperBallot.serial, _LABEL, PollVoter.area, PollVoter.basis))
        .where(*_mine(community_id, poll_id), PaperBallot.state.in_(("stock", "issued")))
        .order_by(func.length(PaperBallot.serial), PaperBallot.serial)
        .offset(max(first - 1, 0))
        .limit(min(max(last - first + 1, 0), MOST_PRINTED))
    )
    return [
        PrintedSheet(serial, label or "", area, tuple((basis or {}).get("units", ())))
        for serial, label, area, basis in rows
    ]


_SHEET = (PaperBallot.serial, PaperBallot.state, PaperBallot.reason)
_LABEL = func.coalesce(func.nullif(PollVoter.label, ""), PollVoter.office_title)


def _mine(community_id: UUID, poll_id: UUID) -> Sequence[Any]:
    return (PaperBallot.community_id == community_id, PaperBallot.poll_id == poll_id)


def _with_line(query: Any) -> Any:
    held = and_(
        PollVoter.community_id == PaperBallot.community_id,
        PollVoter.poll_id == PaperBallot.poll_id,
        PollVoter.person_id == PaperBallot.person_id,
        PollVoter.line == PaperBallot.line,
    )
    return query.select_from(PaperBallot).outerjoin(PollVoter, held)


def _voters(community_id: UUID, poll_id: UUID) -> Any:
    return (
        select(
            PollVoter.id,
            Person.name,
            Person.number,
            _LABEL,
            PollVoter.recused,
            Ballot.channel,
            PaperBallot.serial,
            PaperBallot.state,
            PollVoter.person_id,
            PollVoter.line,
        )
        .join(Person, tied(Person, PollVoter, "person_id"))
        .outerjoin(Ballot, _same(Ballot))
        .outerjoin(PaperBallot, and_(_same(PaperBallot), PaperBallot.state.in_(_LIVE)))
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
    )


def _voter(row: Any) -> VoterLine:
    key, name, number, label, recused, channel, serial, state, *_line = row
    return VoterLine(key, name, number, label or "", recused, channel, serial, state)


def _holders(
    connection: Connection, community_id: UUID, poll_id: UUID
) -> dict[tuple[UUID, int], str]:
    """Names of those who hold a mandate in force for this poll, by the giver's line."""
    rows = connection.execute(
        select(Mandate.giver_id, Mandate.line, Mandate.scope, AgendaItem.position, Person.name)
        .join(
            Poll,
            and_(Poll.community_id == Mandate.community_id, Poll.meeting_id == Mandate.meeting_id),
        )
        .join(AgendaItem, tied(AgendaItem, Poll, "item_id"))
        .join(Person, tied(Person, Mandate, "holder_id"))
        .where(
            Mandate.community_id == community_id,
            Poll.id == poll_id,
            Mandate.revoked_at.is_(None),
        )
    )
    return {
        (giver, line): name
        for giver, line, scope, position, name in rows
        if not scope or str(position) in scope.split(",")
    }


def _entered(
    connection: Connection, community_id: UUID, poll_id: UUID, person_id: UUID
) -> set[tuple[str, int]]:
    rows = connection.execute(
        select(PaperBallot.serial, PaperEntry.round)
        .join(PaperEntry, tied(PaperBallot, PaperEntry, "paper_id"))
        .where(*_mine(community_id, poll_id), PaperEntry.entered_by_id == person_id)
    )
    return {(str(serial), int(number)) for serial, number in rows}


def _same(model: Any) -> Any:
    columns = ("community_id", "poll_id", "person_id", "line")
    return and_(*(getattr(model, name) == getattr(PollVoter, name) for name in columns))
