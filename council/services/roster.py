"""A roster taken over: all rows or none; the same rows twice change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.services import rosterwords, workbooks
from council.services.rosterfile import Roster
from council.services.rosteroffices import Offices
from council.services.rosterowners import Owners
from council.services.rostertaking import People, Tally
from council.services.tables import RowsRefused
from council.services.unit import Actor, Work, unit

KINDS = ("compound", "building", "unit", "household", "person", "office", "tenure", "ownership")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows of each kind (see KINDS) were added, changed, and found as they were."""

    added: Mapping[str, int]
    changed: Mapping[str, int]
    same: Mapping[str, int]

    @property
    def nothing(self) -> bool:
        """Whether the roster says nothing new."""
        return not any(self.added.values()) and not any(self.changed.values())


class _Stop(Exception):  # noqa: N818 - takes everything back without being an error
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def take_over(
    community_id: UUID, roster: Roster, *, actor: Actor, at: datetime, dry_run: bool = False
) -> Outcome:
    """Add and change what the roster says; rows that it does not name stay as they are.

    ``dry_run``: check everything, write nothing. A roster that says nothing new leaves no entry.

    Raises:
        RowsRefused: with every row that cannot be taken over; nothing is then.
    """
    try:
        with unit(
            community_id, kind="roster.import", actor=actor, at=at, power="roster.keep"
        ) as work:
            outcome = _take(work, roster)
            if dry_run or outcome.nothing:
                raise _Stop(outcome)  # noqa: TRY301 - takes the whole act back
            work.tell(added=dict(outcome.added), changed=dict(outcome.changed))
    except _Stop as stop:
        return stop.outcome
    return outcome


def _take(work: Work, roster: Roster) -> Outcome:
    tally = Tally(work)
    homes = People(work, tally)
    homes.take(roster)
    offices = Offices(work, tally, homes.people)
    for row in roster.offices:
        offices.take(row)
    Owners(work, tally, homes).take(roster.ownership)
    if tally.faults:
        raise RowsRefused(tally.faults)
    return Outcome(dict(tally.added), dict(tally.changed), dict(tally.same))


def template_rows() -> Iterable[tuple[str, list[list[object]]]]:
    """The sheets of the template: headings and an example row each."""
    heads: dict[str, list[object]] = {
        kind: [names[0] for names in columns.values()]
        for kind, columns in rosterwords.COLUMNS.items()
    }
    starts = date(2026, 1, 1)
    yield (
        "房屋",
        [heads["units"], ["杏林苑", "6号楼", "2单元", "302", "89.31", "不动产权证"]],
    )
    yield (
        "人员",
        [
            heads["people"],
            [
                "R0001",
                "王示例",
                "19900000000",
                "杏林苑",
                "6号楼",
                "2单元",
                "302",
                "",
                "是",
                "是",
                "是",
            ],
        ],
    )
    yield (
        "任职",
        [
            heads["offices"],
            ["居民代表会议", "居民代表", "居民", "", "", "R0001", "王示例", starts, ""],
        ],
    )
    home = ["杏林苑", "6号楼", "2单元", "302"]
    yield ("产权", [heads["ownership"], [*home, "R0001", "王示例", "否", "是", starts, ""]])


def template() -> bytes:
    """The template as an .xlsx; its example rows can be taken over as they stand."""
    return workbooks.template(template_rows(), 14)
