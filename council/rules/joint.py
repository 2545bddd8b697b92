"""联席会议: sides that agree or dissent in words, never by a vote; promises; who chairs next.

A side is a body. Under JM1 every side has to be present, and only what all of them agree to is an
agreement. What the owners decide is never decided here: see :mod:`council.rules.router`.
Sides are told apart by any key (their id, their name).
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from council.rules.calendar import earliest_meeting, legal_day, next_working_day
from council.rules.powers import BodyKind
from council.rules.verdict import LAWFUL, Reason, Verdict

JOINT, RULE = "joint", "JM1"
SIDE, INVITED = "side", "invited"
TOPICS = ("parking", "lifts", "fees", "repairs", "safety", "dogs", "other")
AGREE, DISSENT, RESERVE = "agree", "dissent", "reserve"
STANCES = (AGREE, DISSENT, RESERVE)
MARKS = ("good", "fair", "poor")
OPEN, DONE, DROPPED = "open", "done", "dropped"
EVERY = {"month": 1, "quarter": 3}
"""How often a series meets, in months."""
SIDES = frozenset(
    {
        BodyKind.OWNERS_COMMITTEE,
        BodyKind.PROPERTY_COMPANY,
        BodyKind.PARTY_COMMITTEE,
        BodyKind.PARTY_MEMBERS,
        BodyKind.RESIDENTS_COMMITTEE,
    }
)
"""The kinds of body that can be a side; others come as invited."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the sides stand to an item. ``code``:

    ``none`` nobody has spoken, ``discussed`` it was announced too late, ``talked`` a side was
    missing, ``dissent``, ``open`` a side has not spoken, ``reserved``, ``agreement``.
    """

    code: str
    missing: tuple[Hashable, ...] = ()
    agreeing: tuple[Hashable, ...] = ()
    dissenting: tuple[Hashable, ...] = ()
    reserving: tuple[Hashable, ...] = ()
    silent: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A task as the rules ask for it; ``mine``: the actor belongs to whom it binds."""

    state: str
    due_on: date
    mine: bool
    done_at: datetime | None = None
    evaluated_at: datetime | None = None


def standing(
    sides: Sequence[Key], here: Collection[Key], stances: Mapping[Key, str], *, announced: bool
) -> Standing:
    """What the sides have come to, in the order in which it is told."""
    by = {code: tuple(s for s in sides if stances.get(s) == code) for code in STANCES}
    missing = tuple(side for side in sides if side not in here)
    silent = tuple(side for side in sides if side not in stances)
    told = (missing, by[AGREE], by[DISSENT], by[RESERVE], silent)
    return Standing(_code(sides, announced, *told), *told)


def _code(
    sides: Sequence[Key],
    announced: bool,
    missing: tuple[Key, ...],
    agreeing: tuple[Key, ...],
    dissenting: tuple[Key, ...],
    reserving: tuple[Key, ...],
    silent: tuple[Key, ...],
) -> str:
    if dissenting:
        return DISSENT
    if len(silent) == len(sides):
        return "none"
    if not announced:
        return "discussed"
    if missing:
        return "talked"
    if silent:
        return "open"
    if reserving:
        return "reserved"
    return "agreement" if agreeing else "none"


def no_vote(meeting_kind: str) -> Verdict:
    """Nothing is put to a vote where sides meet."""
    if meeting_kind != JOINT:
        return LAWFUL
    return Verdict((Reason("joint_no_vote", {}, RULE),))


def may_meet(sides: Sequence[tuple[Key, str]], invited: Collection[Key] = ()) -> Verdict:
    """Whether these bodies (key, kind) can be the sides of a joint meeting."""
    keys = [key for key, _kind in sides]
    if len(set(keys)) < 2:
        return Verdict((Reason("joint_needs_sides", {}, RULE),))
    if len(set(keys)) < len(keys) or set(keys) & set(invited):
        return Verdict((Reason("joint_side_twice", {}, RULE),))
    if any(kind not in SIDES for _key, kind in sides):
        return Verdict((Reason("joint_not_a_side_kind", {}, RULE),))
    return LAWFUL


def speaks_for(side: Key, own: Collection[Key], *, clerk: bool) -> Verdict:
    """A side is spoken for by those who hold office in it today; the clerk writes for all."""
    if clerk or side in own:
        return LAWFUL
    return Verdict((Reason("side_of_others", {}, RULE),))


def may_state(
    stance: str, side: Key, sides: Sequence[Key], here: Collection[Key], *, announced: bool
) -> Verdict:
    """Whether a side may say so now: it is here, and agreement needs all sides and notice."""
    found = []
    if side not in here:
        found.append(Reason("side_absent", {}, RULE))
    if stance == AGREE and any(other not in here for other in sides):
        found.append(Reason("sides_missing", {"n": len(set(sides) - set(here))}, RULE))
    if stance == AGREE and not announced:
        found.append(Reason("late_item_no_agreement", {}, RULE))
    return Verdict(tuple(found))


def may_answer(put_by: Key | None, side: Key, *, answered: bool) -> Verdict:
    """Each item is answered once, by another side than the one that asked."""
    if answered:
        return Verdict((Reason("item_answered", {}, RULE),))
    if put_by is not None and put_by == side:
        return Verdict((Reason("answer_own_item", {}, RULE),))
    return LAWFUL


def may_report(promise: Promise) -> Verdict:
    """Only whoever promised says that it is done, and once."""
    if not promise.mine:
        return Verdict((Reason("task_of_others", {}, RULE),))
    if promise.state != OPEN:
        return Verdict((Reason("task_not_open", {}, RULE),))
    return LAWFUL


def may_evaluate(promise: Promise, at: date) -> Verdict:
    """Others evaluate: once it is reported done, or overdue; again only after a later report."""
    found = []
    if promise.mine:
        found.append(Reason("task_own_evaluation", {}, RULE))
    if promise.state == DROPPED:
        found.append(Reason("task_not_open", {}, RULE))
    elif promise.state == OPEN and at <= promise.due_on:
        found.append(Reason("task_not_due", {"due": promise.due_on}, RULE))
    last, done = promise.evaluated_at, promise.done_at
    if last is not None and (done is None or done <= last):
        found.append(Reason("task_evaluated", {}, RULE))
    return Verdict(tuple(found))


def task_state(state: str, due_on: date, today: date) -> str:
    """``open``, ``late`` (open after its last day), ``done`` or ``dropped``."""
    return "late" if state == OPEN and due_on < today else state


def days_late(state: str, due_on: date, done_on: date | None, today: date) -> int:
    """How many days after its last day it was done, or is still not done; 0 where in time."""
    until = today if state == OPEN else done_on
    return max(0, (until - due_on).days) if until is not None else 0


def next_chair(order: Sequence[Key], last: Key | None) -> Key:
    """轮值: the side after the one that chaired last; the first where none of them did."""
    if last is None or last not in order:
        return order[0]
    return order[(order.index(last) + 1) % len(order)]


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or that month's last (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def period_end(day: date, every: str) -> date:
    """The last day of the month or quarter that the day lies in."""
    months = EVERY[every]
    last = day.month + (months - day.month % months) % months
    return date(day.year, last, gregorian.monthrange(day.year, last)[1])


def due_on(every: str, started_on: date, last: date | None) -> date:
    """When the next meeting of a series falls: a working day, one interval after the last."""
    wanted = started_on if last is None else add_months(last, EVERY[every])
    return next_working_day(wanted)


def due_by(every: str, started_on: date, last: date | None) -> date:
    """The last day on which the series still keeps its rhythm: one meeting in every period."""
    if last is None:
        return period_end(started_on, every)
    return period_end(add_months(last.replace(day=1), EVERY[every]), every)


def proposed(
    every: str, started_on: date, last: date | None, at: datetime, notice_days: int
) -> date:
    """The day that is proposed for the next meeting: due, a working day, and notice still fits."""
    earliest = legal_day(earliest_meeting(at, notice_days))
    return next_working_day(max(due_on(every, started_on, last), earliest))


def answer_due(met_on: date, every: str | None, next_on: date | None) -> date:
    """Until when an item of a meeting is owed its answer: the next meeting, else a month."""
    if next_on is not None:
        return next_on
    return next_working_day(add_months(met_on, EVERY[every] if every else 1))
