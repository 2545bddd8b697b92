"""Matching the lines of bank statements to the books. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

WINDOW = 10
"""Days between the books and the bank within which the program matches by itself."""
MOVING = ("opening", "receipt", "payment", "refund", "sweep", "carry")
"""Kinds of entries that may stand on a statement."""
SILENT = frozenset({"opening", "carry"})
"""Those of which a statement may say nothing: the money stays in its account from year to year."""


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry of the books that moved money, as it may be found on a statement.

    ``amount`` is signed as the bank would print it; ``names`` are who was paid or who paid,
    ``numbers`` what may stand in the text (the payment's number, a bank reference). Without names
    the sum and the day are enough.
    """

    id: UUID
    on: date
    amount: int
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A line that no entry stands for yet."""

    id: UUID
    on: date
    amount: int
    counterparty: str = ""
    text: str = ""
    reference: str = ""


def match(lines: Sequence[Unmatched], entries: Sequence[Booked]) -> dict[UUID, UUID]:
    """Line → entry, where each is the other's only best; what is in doubt is left to people."""
    by_amount: dict[int, list[Booked]] = defaultdict(list)
    for entry in entries:
        by_amount[entry.amount].append(entry)
    scores: dict[UUID, dict[UUID, int]] = {}
    for line in lines:
        near = {one.id: likeness(line, one) for one in by_amount.get(line.amount, ())}
        scores[line.id] = {entry: score for entry, score in near.items() if score}
    found: dict[UUID, UUID] = {}
    while True:
        new = _mutual(scores)
        if not new:
            return found
        found |= new
        taken = set(new.values())
        scores = {
            line: {entry: score for entry, score in row.items() if entry not in taken}
            for line, row in scores.items()
            if line not in new
        }


def _mutual(scores: Mapping[UUID, Mapping[UUID, int]]) -> dict[UUID, UUID]:
    turned: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for line, row in scores.items():
        for entry, score in row.items():
            turned[entry][line] = score
    best = {line: _best(row) for line, row in scores.items()}
    return {
        line: entry
        for line, entry in best.items()
        if entry is not None and _best(turned[entry]) == line
    }


def _best(row: Mapping[UUID, int]) -> UUID | None:
    """The only one with the highest score."""
    if not row:
        return None
    most = max(row.values())
    found = [key for key, score in row.items() if score == most]
    return found[0] if len(found) == 1 else None


def likeness(line: Unmatched, entry: Booked) -> int:
    """How surely a line is an entry's, 0 where it is not: same sum within the days, and a number
    or name that both know.
    """
    apart = abs((line.on - entry.on).days)
    if line.amount != entry.amount or apart > WINDOW:
        return 0
    said = plain_name(line.text + line.reference)
    hits = sum(len(n) >= 4 and plain_name(n) in said for n in entry.numbers if n)
    named = any(same_name(line.counterparty, name) for name in entry.names)
    if entry.names and not (hits or named):
        return 0
    return 1000 * hits + 100 * named + (WINDOW - apart) + 1


def same_name(one: str, other: str) -> bool:
    """Whether two names mean the same: banks cut long ones and write brackets either way."""
    first, second = plain_name(one), plain_name(other)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= 4 and short in long)


def plain_name(text: str) -> str:
    """A name without blanks, brackets and marks, in plain width."""
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text)).casefold()
