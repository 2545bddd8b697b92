"""Ballots, marks and raised hands held against the roll, and equal ballots put together.

Nothing is kept per ballot: what is counted afterwards are heaps of equal ballots with their weight
in heads and area. A poll is open where every ballot names its voter, else it is secret.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from council.rules.form import Form
from council.rules.marking import canonical, read_content
from council.rules.rule import Rule
from council.rules.tally import CHANNELS, Base, Bases, CountError, Line, entitled, show
from council.rules.verdict import Refused

Content = Mapping[str, Any]
HANDS = ("yes", "no", "abstain")


class Cast(NamedTuple):
    """One ballot: whose (None in a secret poll), what stands on it, through which channel.

    ``content`` is a mapping as ``read_content`` returns it, or its ``canonical`` text.
    """

    voter: str | None
    content: Content | str
    channel: str = "online"


Pile = Mapping[str, int]
"""Ballots of a secret poll put together: canonical content → how many."""


@dataclass(slots=True)
class Heap:
    """Equal ballots: what stands on each, how many they are, and what they weigh together."""

    content: Content
    ballots: int = 0
    heads: int = 0
    area: int = 0

    @property
    def base(self) -> Base:
        """Heads and area of their voters."""
        return Base(self.heads, self.area)


@dataclass(slots=True)
class Gathered:
    """All that was cast, checked against roll and marks."""

    bases: Bases
    recused: int
    took_part: int
    secret: bool
    heaps: list[Heap]
    channels: Counter[str]
    by_channel: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """How many ballots and raised hands there are."""
        return sum(heap.ballots for heap in self.heaps)

    def choices(self) -> Counter[str]:
        """How many ballots say each ``choice``; ``valid`` is what is filled in otherwise."""
        found: Counter[str] = Counter()
        for heap in self.heaps:
            found[said(heap.content)] += heap.ballots
        return found


def said(content: Content) -> str:
    """The ``choice`` of a content, or ``valid`` where it says more."""
    return str(content.get("choice", "valid"))


def gather(
    rule: Rule,
    form: Form,
    lines: Sequence[Line],
    cast: Sequence[Cast] | Pile,
    *,
    voted: Collection[str],
    present: Collection[str] = (),
    hands: Mapping[str, int] | None = None,
    channels: Mapping[str, int] | None = None,
) -> Gathered:
    """Hold what was cast against the roll and the marks; see ``counting.count``.

    Raises:
        CountError: where one does not fit the other.
    """
    standing = entitled(rule, lines)
    marked = _marked(lines, standing, voted)
    here = {voter for voter in present if voter in standing and voter not in marked}
    ballots, others = (
        Base.of(map(standing.__getitem__, marked)),
        Base.of(map(standing.__getitem__, here)),
    )
    found = Gathered(
        bases=Bases(
            entitled=Base.of(standing.values()),
            participants=Base(ballots.heads + others.heads, ballots.area + others.area),
            ballots=ballots,
        ),
        recused=len(lines) - len(standing),
        took_part=len(marked) + len(here),
        secret=isinstance(cast, Mapping) or any(voter is None for voter, _, _ in cast[:1]),
        heaps=[],
        channels=Counter(channels or {}),
    )
    if isinstance(cast, Mapping) or found.secret:
        _take_secret(found, rule, form, cast, hands)
        without = marked
    else:
        without = _take_open(found, form, lines, standing, marked, cast)
    _take_hands(found, form, rule, [standing[voter] for voter in without], hands)
    _agree(found, marked)
    if found.secret and found.bases.ballots.heads != found.ballots:
        raise CountError("in a secret poll every voter has one head")
    return found


def _marked(
    lines: Iterable[Line], standing: Mapping[str, Line], voted: Collection[str]
) -> set[str]:
    """The voters with a mark; nobody twice, no stranger, nobody recused."""
    marked = set(voted)
    if len(marked) != len(voted):
        raise CountError("somebody is marked twice as having voted")
    for voter in marked:
        if voter not in standing:
            raise _outsider(voter, lines)
    return marked


def _take_open(
    found: Gathered,
    form: Form,
    lines: Sequence[Line],
    standing: Mapping[str, Line],
    marked: set[str],
    cast: Sequence[Cast],
) -> set[str]:
    """Heaps of named ballots; returns the marked voters without a ballot."""
    without = set(marked)
    heaps: dict[str, Heap] = {}
    split: dict[tuple[str, str], int] = {}
    for voter, content, channel in cast:
        if voter not in without or voter is None:
            raise _misfit(voter, lines, standing, marked)
        without.remove(voter)
        # equal contents are found by how they print, which is quick; _merged finds the rest
        key = content if isinstance(content, str) else repr(content)
        heap = heaps.get(key)
        if heap is None:
            heap = heaps[key] = Heap(_read(form, content))
        line = standing[voter]
        heap.ballots += 1
        heap.heads += line.heads
        heap.area += line.area or 0
        split[channel, key] = split.get((channel, key), 0) + 1
    for (channel, key), times in split.items():
        if channel not in CHANNELS:
            raise CountError(f"unknown channel {show(channel)}")
        found.channels[channel] += times
        counts = found.by_channel.setdefault(channel, Counter())
        counts[said(heaps[key].content)] += times
    found.heaps = _merged(heaps.values())
    return without


def _misfit(
    voter: str | None, lines: Sequence[Line], standing: Mapping[str, Line], marked: set[str]
) -> CountError:
    if voter is None:
        return CountError("some ballots name their voter and some do not")
    if voter in marked:
        return CountError(f"{show(voter)} votes twice")
    if voter in standing:
        return CountError(f"{show(voter)} has a ballot and is not marked as having voted")
    return _outsider(voter, lines)


def _outsider(voter: str, lines: Iterable[Line]) -> CountError:
    if any(line.voter == voter for line in lines):
        return CountError(f"{show(voter)} is recused and cannot vote")
    return CountError(f"{show(voter)} votes but is not on the roll")


def _take_secret(
    found: Gathered,
    rule: Rule,
    form: Form,
    cast: Sequence[Cast] | Pile,
    hands: Mapping[str, int] | None,
) -> None:
    """Heaps of ballots without names: one head each, and no area."""
    if hands is not None:
        raise CountError("a show of hands is not secret")
    if rule.counts_area:
        raise CountError(f"rule {rule.id} counts area, and a secret ballot has none")
    heaps: dict[str, Heap] = {}
    for key, content, times in _piled(cast):
        if type(times) is not int or times < 0:
            raise CountError(f"{show(times)} is not a number of ballots")
        heap = heaps.get(key)
        if heap is None:
            heap = heaps[key] = Heap(_read(form, content))
        heap.ballots += times
        heap.heads += times
    found.heaps = [heap for heap in _merged(heaps.values()) if heap.ballots]
    for channel in found.channels:
        if channel not in CHANNELS:
            raise CountError(f"unknown channel {show(channel)}")


def _piled(cast: Sequence[Cast] | Pile) -> Iterable[tuple[str, Content | str, int]]:
    if isinstance(cast, Mapping):
        yield from ((key, key, times) for key, times in cast.items())
        return
    for voter, content, _ in cast:
        if voter is not None:
            raise CountError("some ballots name their voter and some do not")
        yield content if isinstance(content, str) else repr(content), content, 1


def _take_hands(
    found: Gathered,
    form: Form,
    rule: Rule,
    without: Sequence[Line],
    hands: Mapping[str, int] | None,
) -> None:
    """Add a show of hands: those marked through it have one head each and no ballot."""
    if hands is None:
        return
    if rule.secret:
        raise CountError("a show of hands is not secret")
    if form.kind != "motion" or rule.counts_area:
        raise CountError("hands are counted for yes or no, and by heads only")
    if any(line.heads != 1 for line in without):
        raise CountError("a raised hand is one head")
    for choice, times in hands.items():
        if choice not in HANDS or type(times) is not int or times < 0:
            raise CountError(f"hands: {show(choice)} {show(times)} cannot be counted")
        found.heaps.append(Heap({"choice": choice}, times, times))
        found.channels["hall"] += times
        found.by_channel.setdefault("hall", Counter())[choice] += times
    found.heaps = _merged(found.heaps)


def _agree(found: Gathered, marked: Collection[str]) -> None:
    if found.ballots != len(marked):
        raise CountError(
            f"{found.ballots} ballots and raised hands, but {len(marked)} marked as having voted"
        )


def _merged(heaps: Iterable[Heap]) -> list[Heap]:
    """One heap per content, in the order of their texts: the order of ballots leaves no trace."""
    merged: dict[str, Heap] = {}
    for heap in heaps:
        key = canonical(heap.content)
        other = merged.get(key)
        if other is None:
            merged[key] = heap
        else:
            other.ballots += heap.ballots
            other.heads += heap.heads
            other.area += heap.area
    return [merged[key] for key in sorted(merged)]


def _read(form: Form, content: Content | str) -> Content:
    """The content of one heap, read as strictly as when it was cast; a text has to be canonical."""
    try:
        read = read_content(form, json.loads(content) if isinstance(content, str) else content)
    except Refused as refused:
        raise CountError(f"a ballot that cannot be: {refused}") from refused
    except ValueError as error:
        raise CountError(f"a ballot that cannot be read: {show(content)}") from error
    if isinstance(content, str) and canonical(read) != content:
        raise CountError(f"a ballot that is not in its one writing: {show(content)}")
    return read
