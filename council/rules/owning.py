"""Who may own a unit beside whom: one set of owners after the other, one caster in each.

Co-owners hold a unit over the same days; where the set changes, theirs ends and the next begins.
Sources: 民法典 278; 最高法 区分所有权解释 1 (whoever was handed a unit is its owner), 8, 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from council.rules.calendar import FIRST_DAY, LAST_DAY
from council.rules.verdict import Reason, Verdict

STATUTES = ("民法典 278", "区分所有权解释 9")


@dataclass(frozen=True, slots=True)
class Stake:
    """A person's ownership of one unit from ``starts_on`` until before ``ends_on`` (None: open)."""

    person: str
    starts_on: date
    ends_on: date | None = None
    casts: bool = False
    developer: bool = False

    @property
    def days(self) -> tuple[date, date | None]:
        """From when until before when."""
        return self.starts_on, self.ends_on

    def meets(self, other: Stake) -> bool:
        """Whether both have a day in common."""
        return _before(self.starts_on, other.ends_on) and _before(other.starts_on, self.ends_on)


def owning(new: Stake, others: Iterable[Stake]) -> Verdict:
    """Whether ``new`` may stand beside the ``others`` of the same unit."""
    return Verdict((*_days(new), *(r for other in others for r in _clash(new, other))))


def _clash(new: Stake, other: Stake) -> Iterator[Reason]:
    if not new.meets(other):
        return
    if new.person == other.person:
        yield Reason("owner_twice", {"since": other.starts_on})
    elif new.days != other.days:
        yield Reason("ownership_overlap", {"since": other.starts_on}, None, STATUTES)
    elif new.developer != other.developer:
        yield Reason("developer_mixed", {}, None, STATUTES)
    elif new.casts and other.casts:
        yield Reason("casters_two", {}, None, STATUTES)


def _days(stake: Stake) -> Iterator[Reason]:
    for name, day in (("owned_from", stake.starts_on), ("owned_until", stake.ends_on)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield Reason("date_out_of_range", {"field": name})
            return
    if stake.ends_on is not None and stake.ends_on <= stake.starts_on:
        yield Reason("ownership_order", {"since": stake.starts_on})


def _before(day: date, end: date | None) -> bool:
    return end is None or day < end
