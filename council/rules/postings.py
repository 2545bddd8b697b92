"""Routine disclosure (居务公开): periods, by when each is disclosed, who may do what when.

Source: rule DC1. Money that moves often is disclosed monthly, ordinary matters quarterly, major
matters at once; a posting is prepared, checked by the supervision committee, approved by both
committees, posted, filed. Pure: days and people come in, verdicts go out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import rfc8785

from council.rules.calendar import deadline, midnight
from council.rules.masking import mask_text
from council.rules.powers import OfficeKind
from council.rules.rule import Rule
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused, Verdict

RULE = "DC1"
MONTHLY, QUARTERLY, YEARLY, AT_ONCE = "monthly", "quarterly", "yearly", "at_once"
RHYTHMS = (MONTHLY, QUARTERLY, YEARLY, AT_ONCE)
PARTY, COMMITTEE = "party", "committee"
SIDES = (PARTY, COMMITTEE)
"""The two committees that approve."""
_SIDE_OF = {
    OfficeKind.PARTY_SECRETARY: PARTY,
    OfficeKind.PARTY_COMMITTEE: PARTY,
    OfficeKind.COMMITTEE_CHAIR: COMMITTEE,
    OfficeKind.COMMITTEE_MEMBER: COMMITTEE,
}
MOST_COLUMNS, MOST_ROWS, MOST_CELL = 12, 500, 200
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])", re.ASCII)
_YEAR = re.compile(r"([0-9]{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """What a posting covers: its code, first and last day. At once it is the day of the event."""

    rhythm: str
    code: str
    first: date
    last: date

    def due(self, days: int) -> datetime:
        """By when it is disclosed: so many days after its last day (民法典 201, 203)."""
        return deadline(midnight(self.last), days)


def period(rhythm: str, code: str) -> Period:
    """The period of this code; years from 2000 to 2099.

    Raises:
        Refused: ``period_unreadable``.
    """
    try:
        found = _period(rhythm, code)
    except ValueError as error:
        raise Refused([Reason("period_unreadable", {"period": code[:20]})]) from error
    if not 2000 <= found.first.year <= 2099:
        raise Refused([Reason("period_unreadable", {"period": code[:20]})])
    return found


def _period(rhythm: str, code: str) -> Period:
    if rhythm == AT_ONCE:
        day = date.fromisoformat(code)
        return Period(rhythm, day.isoformat(), day, day)
    pattern = {MONTHLY: _MONTH, QUARTERLY: _QUARTER, YEARLY: _YEAR}[rhythm]
    found = pattern.fullmatch(code)
    if found is None:
        raise ValueError(code)
    year = int(found[1])
    if rhythm == YEARLY:
        return Period(rhythm, code, date(year, 1, 1), date(year, 12, 31))
    first, months = (int(found[2]), 1) if rhythm == MONTHLY else (int(found[2]) * 3 - 2, 3)
    start = date(year, first, 1)
    after = date(year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return Period(rhythm, code, start, after - timedelta(days=1))


def holding(rhythm: str, day: date) -> Period:
    """The period that a day lies in."""
    codes = {
        MONTHLY: f"{day:%Y-%m}",
        QUARTERLY: f"{day.year}-Q{(day.month + 2) // 3}",
        YEARLY: f"{day.year}",
        AT_ONCE: day.isoformat(),
    }
    return _period(rhythm, codes[rhythm])


def finished(
    rhythm: str, from_on: date, until_on: date | None, today: date, most: int
) -> list[Period]:
    """Periods that are over today, newest first, since the item joined the catalogue.

    What is disclosed at once has no periods that could be missing.
    """
    if rhythm == AT_ONCE:
        return []
    found: list[Period] = []
    day = holding(rhythm, today).first - timedelta(days=1)
    while len(found) < most and day >= from_on:
        one = holding(rhythm, day)
        if until_on is None or one.first <= until_on:
            found.append(one)
        day = one.first - timedelta(days=1)
    return found


def days_of(rule: Rule, rhythm: str, own: int) -> int:
    """Within so many days: the item's own term where it is shorter, else the rule's."""
    most = rule.number(f"{rhythm}_days")
    return min(own, most) if own else most


def standing(due_at: datetime, posted_at: datetime | None, at: datetime) -> str:
    """How a period stands: ``on_time``, ``late`` (posted too late), ``overdue``, ``awaited``."""
    if posted_at is not None:
        return "on_time" if posted_at < due_at else "late"
    return "overdue" if at >= due_at else "awaited"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a posting is, and who did what."""

    prepared_by: UUID | None
    returned: bool = False
    withdrawn: bool = False
    checked_by: UUID | None = None
    party_by: UUID | None = None
    committee_by: UUID | None = None
    posted: bool = False
    filed: bool = False

    @property
    def stage(self) -> str:
        """``withdrawn``, ``filed``, ``posted``, ``approved``, ``checked``, ``returned``,
        ``prepared``.
        """
        if self.withdrawn:
            return "withdrawn"
        if self.posted:
            return "filed" if self.filed else "posted"
        if self.checked_by:
            return "approved" if self.party_by and self.committee_by else "checked"
        return "returned" if self.returned else "prepared"

    @property
    def missing(self) -> tuple[str, ...]:
        """The committees that have not approved yet."""
        by = {PARTY: self.party_by, COMMITTEE: self.committee_by}
        return tuple(side for side in SIDES if by[side] is None)


def side_of(office: str) -> str:
    """The committee for which an office approves; Refused ``no_power`` where it is in neither."""
    try:
        return _SIDE_OF[OfficeKind(office)]
    except (KeyError, ValueError) as error:
        raise Refused([Reason("no_power", {"act": "posting.approve"})]) from error


_STAGES = {
    "edit": {"prepared", "returned"},
    "withdraw": {"prepared", "returned", "checked", "approved"},
    "check": {"prepared"},
    "return": {"prepared", "checked", "approved"},
    "approve": {"checked"},
    "post": {"approved"},
    "file": {"posted"},
    "correct": {"posted", "filed"},
}


def may(act: str, progress: Progress, person: UUID | None, side: str = "") -> Verdict:
    """Whether ``person`` may do ``act`` now; ``side`` is the committee that approves.

    Reasons: ``posting_not_now``, ``posting_own`` (who prepared or checked it decides no more),
    ``posting_side_done``, ``posting_two_people``.
    """
    reasons = []
    if progress.stage not in _STAGES[act]:
        reasons.append(Reason("posting_not_now", {"posting_stage": progress.stage}, RULE))
    earlier = {"check": [progress.prepared_by], "approve": [progress.prepared_by]}.get(act, [])
    if act == "approve":
        earlier.append(progress.checked_by)
    if person is not None and person in earlier:
        reasons.append(Reason("posting_own", {}, RULE))
    if act == "approve" and not reasons:
        by = {PARTY: progress.party_by, COMMITTEE: progress.committee_by}
        if by[side] is not None:
            reasons.append(Reason("posting_side_done", {"posting_side": side}, RULE))
        elif person in by.values():
            reasons.append(Reason("posting_two_people", {}, RULE))
    return Verdict(tuple(reasons))


def parse_table(raw: str) -> dict[str, Any] | None:
    """A table as people paste it: the first line are the headings, cells parted by tabs or commas.

    Raises:
        Refused: ``posting_table_row`` (a row longer than the headings), ``posting_table_large``,
            or what a cell may not hold.
    """
    lines = [line for line in raw.replace("\r\n", "\n").split("\n") if line.strip()]
    if not lines:
        return None
    delimiter = "\t" if any("\t" in line for line in lines) else ","
    rows = [
        [clean_line(cell, 0, MOST_CELL, "content") for cell in cells]
        for cells in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    ]
    columns, *body = rows
    if len(columns) > MOST_COLUMNS or len(body) > MOST_ROWS:
        raise Refused([Reason("posting_table_large", {"columns": MOST_COLUMNS, "n": MOST_ROWS})])
    for number, cells in enumerate(body, 2):
        if len(cells) > len(columns):
            raise Refused([Reason("posting_table_row", {"row": number, "n": len(columns)})])
        cells += [""] * (len(columns) - len(cells))
    return table(columns, body)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A table with everything hidden that points at a person."""
    return {
        "columns": [mask_text(cell) for cell in columns],
        "rows": [[mask_text(cell) for cell in row] for row in rows],
    }


def is_sum(heading: str) -> bool:
    """Whether a column of a table holds sums of money, as its heading says."""
    return heading.endswith("（元）")


def typed(content: Mapping[str, Any] | None) -> str:
    """A table as :func:`parse_table` reads it."""
    if not content:
        return ""
    return "\n".join("\t".join(row) for row in (content["columns"], *content["rows"]))


def canonical(told: Mapping[str, Any]) -> bytes:
    """What is hashed: canonical JSON (RFC 8785) of number, item, period, text, table."""
    return rfc8785.dumps(dict(told))


def digest(told: Mapping[str, Any]) -> str:
    """SHA-256 of :func:`canonical`."""
    return hashlib.sha256(canonical(told)).hexdigest()
