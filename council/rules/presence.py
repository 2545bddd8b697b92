"""Who was in the hall from when until when, and when a quorum was lost and came back.

A quorum is measured by heads and, where the rule counts it, by area; of a joint meeting by sides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from council.rules.meetings import Quorum
from council.rules.rule import Rule
from council.rules.tally import Base, Line, Measured, Share, measure
from council.rules.verdict import Reason, Refused, Verdict

MINUTES_OPEN = frozenset({"", "draft", "correcting"})
"""States of the minutes (empty: there are none yet) in which attendance may still be put right."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was here from ``arrived_at`` until before ``left_at`` (None: still is)."""

    voter: str
    arrived_at: datetime
    left_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it covers the moment."""
        return self.arrived_at <= at and (self.left_at is None or at < self.left_at)


@dataclass(frozen=True, slots=True)
class Change:
    """From ``at`` on the quorum is reached (``met``) or not, with the figures of that moment."""

    at: datetime
    met: bool
    share: Share


def share(rule: Rule, lines: Iterable[Line], present: Collection[str]) -> Share | None:
    """Who is here against the rule's quorum; None where the rule has none.

    Recused voters are neither here nor on the roll. An area that is not known counts as none.
    """
    if rule.participation is None:
        return None
    standing = [line for line in lines if not line.recused]
    here = Base.of(line for line in standing if line.voter in present)
    return measure(rule, here, Base.of(standing), rule.participation)


def quorum(rule: Rule, lines: Iterable[Line], present: Collection[str]) -> Quorum:
    """The same for what asks for heads first; ``area`` is there where the rule counts it."""
    standing = [line for line in lines if not line.recused]
    found = share(rule, standing, present)
    if found is None:
        here = sum(line.voter in present for line in standing)
        return Quorum(here, len(standing), 0, 0, met=True)
    return of_share(found)


def of_share(found: Share) -> Quorum:
    """A share as what asks for heads first sees it."""
    area = _one(found.area) if found.area is not None else None
    heads = _one(found.heads)
    return Quorum(heads.have, heads.of, heads.need, heads.missing, met=found.met, area=area)


def _one(measured: Measured) -> Quorum:
    need = measured.threshold.needed(measured.of)
    return Quorum(measured.have, measured.of, need, measured.missing, met=measured.met)


def quorum_changes(
    rule: Rule,
    lines: Iterable[Line],
    stays: Iterable[Stay],
    *,
    opened_at: datetime,
    closed_at: datetime | None = None,
) -> list[Change]:
    """How the quorum stood at the opening, and every moment at which it was lost or came back.

    A voter with several stays that overlap is here once. Who came before the opening is here from
    then on; what happened at or after the close changes nothing. A rule without a quorum gives an
    empty list. Stays of voters who are not on the roll do not count.
    """
    if rule.participation is None:
        return []
    roll = {line.voter: line for line in lines if not line.recused}
    entitled = Base.of(roll.values())
    moves = _moves(stays, roll, opened_at, closed_at)
    times: Counter[str] = Counter()
    found: list[Change] = []
    heads = area = 0
    for at in sorted({opened_at, *moves}):
        for voter, step in moves.get(at, ()):
            was = times[voter] > 0
            times[voter] += step
            turned = (times[voter] > 0) - was
            heads += turned * roll[voter].heads
            area += turned * (roll[voter].area or 0)
        now = measure(rule, Base(heads, area), entitled, rule.participation)
        if not found or found[-1].met != now.met:
            found.append(Change(at, now.met, now))
    return found


def _moves(
    stays: Iterable[Stay], roll: Collection[str], opened_at: datetime, closed_at: datetime | None
) -> dict[datetime, list[tuple[str, int]]]:
    """By moment, who comes (+1) and who goes (-1), within the meeting."""
    moves: dict[datetime, list[tuple[str, int]]] = {}
    for stay in stays:
        begins = max(stay.arrived_at, opened_at)
        over = stay.left_at is not None and stay.left_at <= begins
        if stay.voter not in roll or over or (closed_at is not None and begins >= closed_at):
            continue
        moves.setdefault(begins, []).append((stay.voter, 1))
        if stay.left_at is not None and (closed_at is None or stay.left_at < closed_at):
            moves.setdefault(stay.left_at, []).append((stay.voter, -1))
    return moves


def represented(stays: Iterable[Stay], mandates: Mapping[str, str]) -> list[Stay]:
    """Stays of those who are represented: as long as the holder is here (giver → holder)."""
    by_person: dict[str, list[Stay]] = {}
    for stay in stays:
        by_person.setdefault(stay.voter.partition("/")[0], []).append(stay)
    return [
        Stay(giver, stay.arrived_at, stay.left_at)
        for giver, holder in mandates.items()
        for stay in by_person.get(holder, ())
    ]


def paper_times(
    new: Sequence[Stay],
    *,
    day_begins: datetime,
    closed_at: datetime | None,
    now: datetime,
    minutes: str,
    voted_at: Sequence[datetime] = (),
) -> Verdict:
    """Whether the times of one person on a signed list may be entered.

    They lie within the day of the meeting, in order and not in the future; minutes that are being
    signed stay as they are; who cast a ballot here was here at that moment.
    """
    if minutes not in MINUTES_OPEN:
        return Verdict((Reason("attendance_signed"),))
    found = []
    last = day_begins
    for stay in new:
        end = stay.left_at or closed_at or now
        if not last <= stay.arrived_at <= end <= now:
            found.append(Reason("presence_times", {"from": day_begins}))
            break
        last = end
    if any(not any(_within(stay, at) for stay in new) for at in voted_at):
        found.append(Reason("voted_so_present"))
    return Verdict(tuple(found))


def _within(stay: Stay, at: datetime) -> bool:
    """Whether it covers the minute of ``at``: people write minutes, ballots carry seconds."""
    begins = stay.arrived_at.replace(second=0, microsecond=0)
    minute = at.replace(second=0, microsecond=0)
    return begins <= minute and (stay.left_at is None or minute <= stay.left_at)


_STAY = re.compile(
    r"(\d{1,2})[:：]?(\d{2})(?:\s*(?:-|–|—|~|～|到|至)+\s*(?:(\d{1,2})[:：]?(\d{2}))?)?"
)


def read_times(text: str) -> tuple[tuple[time, time | None], ...]:
    """Times as a clerk types them from a signed list: ``19:42–20:10，20:20``; empty: none.

    Raises:
        Refused: ``presence_unreadable`` with what could not be read.
    """
    return tuple(_read(part.strip()) for part in re.split(r"[,，、;；]+", text) if part.strip())


def _read(typed: str) -> tuple[time, time | None]:
    read = _STAY.fullmatch(typed)
    if read is not None:
        try:
            left = time(int(read[3]), int(read[4])) if read[3] else None
            return time(int(read[1]), int(read[2])), left
        except ValueError:
            pass
    raise Refused([Reason("presence_unreadable", {"text": typed[:40]})])
