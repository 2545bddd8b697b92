"""Sheets of paper entered twice, blind: when two entries make a ballot, and who may enter next.

In the first round two different people enter what stands on a sheet. Equal: accepted. Different:
the sheet goes into another round, in which either a third person's entry equals one of the two, or
two different people enter the same again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from council.rules.marking import canonical
from council.rules.verdict import LAWFUL, Reason, Verdict

Content = Mapping[str, Any]
WHOLE = 0
"""The position that stands for the whole sheet."""


class Entry(NamedTuple):
    """What one person read from a sheet, in which round."""

    round: int
    who: str
    content: Content


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a sheet stands. ``round`` is the one that the next entry belongs to.

    ``content`` is what was agreed, and None until then. ``positions`` are those in which the two
    entries of the round before differ (``WHOLE``: all of it); never what was read there.
    """

    round: int = 1
    content: Content | None = None
    positions: tuple[int, ...] = ()
    begun: bool = False

    @property
    def agreed(self) -> bool:
        """Whether the sheet can be counted."""
        return self.content is not None


def standing(entries: Sequence[Entry]) -> Standing:
    """Where a sheet with these entries stands; their order does not matter."""
    found = Standing()
    before: list[Entry] = []
    for number in sorted({entry.round for entry in entries}):
        these = [entry for entry in entries if entry.round == number]
        agreed = _pair(these) or _third(these, before)
        if agreed is not None:
            return Standing(number, agreed)
        if len({entry.who for entry in these}) < 2:
            return Standing(number, None, found.positions, begun=True)
        positions = differences(these[0].content, these[1].content)
        found, before = Standing(number + 1, None, positions), these
    return found


def may_enter(entries: Sequence[Entry], who: str) -> Verdict:
    """Whether ``who`` may enter this sheet now: nobody twice in one round, nobody after that."""
    now = standing(entries)
    if now.agreed:
        return Verdict((Reason("sheet_counted", {}),))
    if any(entry.round == now.round and entry.who == who for entry in entries):
        return Verdict((Reason("entered_already", {}),))
    return LAWFUL


def differences(one: Content, other: Content) -> tuple[int, ...]:
    """The positions in which two readings of a sheet differ; ``WHOLE`` where they are not alike."""
    if canonical(one) == canonical(other):
        return ()
    ((key, first),), ((other_key, second),) = one.items(), other.items()
    if key != other_key or key == "choice":
        return (WHOLE,)
    if isinstance(first, Mapping):
        keys = sorted({*first, *second}, key=int)
        return tuple(int(at) for at in keys if first.get(at) != second.get(at))
    if key == "order":
        ranks, others = _ranks(first), _ranks(second)
        return tuple(at for at in sorted({*ranks, *others}) if ranks.get(at) != others.get(at))
    return tuple(sorted(set(first) ^ set(second)))


def _ranks(order: Sequence[int]) -> dict[int, int]:
    return {position: rank for rank, position in enumerate(order)}


def _pair(these: Sequence[Entry]) -> Content | None:
    """What two different people of one round read alike."""
    for at, entry in enumerate(these):
        for other in these[at + 1 :]:
            if other.who != entry.who and _same(entry, other):
                return entry.content
    return None


def _third(these: Sequence[Entry], before: Sequence[Entry]) -> Content | None:
    """What somebody who had no part in the round before read like one of those who had."""
    known = {entry.who for entry in before}
    for entry in these:
        if entry.who not in known and any(_same(entry, other) for other in before):
            return entry.content
    return None


def _same(one: Entry, other: Entry) -> bool:
    return canonical(one.content) == canonical(other.content)
