"""Who may take an office: terms do not overlap, and the checked do not check themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from council.rules.calendar import FIRST_DAY, LAST_DAY
from council.rules.powers import BodyKind
from council.rules.verdict import Reason, Verdict

_STATUTES = ("居委会组织法",)


@dataclass(frozen=True, slots=True)
class Term:
    """A person in an office from ``starts_on`` until before ``ends_on`` (None: open)."""

    office_id: UUID
    body_id: UUID
    body_kind: str
    title: str
    person_id: UUID
    household_id: UUID | None
    starts_on: date
    ends_on: date | None = None

    def meets(self, other: Term) -> bool:
        """Whether both terms have a day in common."""
        return _before(self.starts_on, other.ends_on) and _before(other.starts_on, self.ends_on)


def _before(day: date, end: date | None) -> bool:
    return end is None or day < end


def appointment(new: Term, others: Iterable[Term]) -> Verdict:
    """Whether ``new`` may stand beside ``others`` (the terms of its community).

    Source: 居委会组织法 (members of the residents' committee and their close relatives may not sit
    on the supervision committee). Of relatives only those of one household are known here.
    """
    reasons = [*_days(new.starts_on, new.ends_on)]
    for other in others:
        if new.meets(other):
            reasons += _clash(new, other)
    return Verdict(tuple(reasons))


def _clash(new: Term, other: Term) -> Iterable[Reason]:
    if new.office_id == other.office_id:
        yield Reason("tenure_overlap", {"title": other.title, "since": other.starts_on})
    elif new.person_id == other.person_id and _one_voice(new, other):
        yield Reason("seat_twice", {"title": other.title})
    if {new.body_kind, other.body_kind} == {
        BodyKind.SUPERVISION_COMMITTEE,
        BodyKind.RESIDENTS_COMMITTEE,
    }:
        if new.person_id == other.person_id:
            yield Reason("supervisor_in_committee", {"title": other.title}, None, _STATUTES)
        elif new.household_id is not None and new.household_id == other.household_id:
            yield Reason("supervisor_household", {"title": other.title}, None, _STATUTES)


def _one_voice(new: Term, other: Term) -> bool:
    return new.body_id == other.body_id and new.body_kind != BodyKind.STAFF


def _days(starts_on: date, ends_on: date | None) -> Iterable[Reason]:
    for day in (starts_on, ends_on):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield Reason("date_out_of_range", {"field": "starts_on"})
            return
    if ends_on is not None and ends_on <= starts_on:
        yield Reason("tenure_order", {"since": starts_on})


def ending(starts_on: date, ends_on: date) -> Verdict:
    """Whether a term that began on ``starts_on`` may end before ``ends_on``."""
    return Verdict(tuple(_days(starts_on, ends_on)))
