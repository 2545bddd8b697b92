"""What a poll would still need, before it opens and while it is open: never how people voted.

Heads are whole numbers, areas hundredths of a square metre.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from council.rules.rule import Rule, Threshold
from council.rules.tally import Base, CountError, Line, entitled, show, votable


@dataclass(frozen=True, slots=True)
class Measure:
    """The prospect by ``heads`` or by ``area``.

    ``needed`` is the least that has to take part, ``missing`` what of it has not yet. ``agree_now``
    is the least agreement that passes if nobody else takes part, ``agree_quorum`` if just as many
    take part as are needed, ``agree_all`` if everybody does.
    """

    name: str
    entitled: int
    taken_part: int
    needed: int
    missing: int
    reachable: bool
    agree_now: int
    agree_quorum: int
    agree_all: int

    @property
    def met(self) -> bool:
        """Whether enough have taken part."""
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """The prospect of a poll by every measure of its rule."""

    rule: str
    measures: tuple[Measure, ...]
    recused: int

    @property
    def met(self) -> bool:
        """Whether participation is reached by every measure."""
        return all(measure.met for measure in self.measures)

    @property
    def reachable(self) -> bool:
        """Whether it can still be reached by every measure."""
        return all(measure.reachable for measure in self.measures)

    @property
    def missing(self) -> dict[str, int]:
        """What is still missing for participation, by measure."""
        return {measure.name: measure.missing for measure in self.measures}


def outlook(
    rule: Rule, lines: Sequence[Line], voted: Collection[str], gone: Collection[str] = ()
) -> Outlook:
    """The prospect of a poll on this roll when so many have taken part.

    ``gone`` names those who have not taken part and cannot any more, such as people who left a
    meeting where only those present may vote.

    Raises:
        CountError: for a bad roll, for a rule without a vote, and for a stranger.
    """
    votable(rule)
    standing = entitled(rule, lines)
    known = {line.voter for line in lines}
    for voter in (*voted, *gone):
        if voter not in known:
            raise CountError(f"{show(voter)} is not on the roll")
    took_part = {voter for voter in voted if voter in standing}
    lost = {voter for voter in gone if voter in standing} - took_part
    return _outlook(
        rule,
        Base.of(standing.values()),
        Base.of(standing[voter] for voter in took_part),
        Base.of(standing[voter] for voter in lost),
        recused=len(lines) - len(standing),
    )


def simulate(lines: Sequence[Line], rules: Iterable[Rule]) -> tuple[Outlook, ...]:
    """What a roll would need under each rule before anybody has taken part.

    A rule that counts area is left out where somebody on the roll has none.

    Raises:
        CountError: for a bad roll.
    """
    some = list(rules)
    measured = all(line.area is not None for line in lines)
    return tuple(
        outlook(rule, lines, ())
        for rule in some
        if rule.participation is not None and (measured or not rule.counts_area)
    )


def _outlook(rule: Rule, of: Base, have: Base, lost: Base, *, recused: int) -> Outlook:
    measures = [_measure(rule, "heads", of.heads, have.heads, lost.heads)]
    if rule.counts_area:
        measures.append(_measure(rule, "area", of.area, have.area, lost.area))
    return Outlook(rule.id, tuple(measures), recused)


def _measure(rule: Rule, name: str, of: int, have: int, lost: int) -> Measure:
    quorum, approval = votable(rule)
    needed = quorum.needed(of)
    passes = approval.threshold

    def agree(participants: int) -> int:
        return passes.needed(of if approval.of == "entitled" else participants)

    return Measure(
        name=name,
        entitled=of,
        taken_part=have,
        needed=needed,
        missing=quorum.missing(have, of),
        reachable=_reachable(quorum, of - lost, of),
        agree_now=agree(have),
        agree_quorum=agree(max(have, needed)),
        agree_all=agree(of - lost),
    )


def _reachable(quorum: Threshold, most: int, of: int) -> bool:
    return quorum.met(most, of)


@dataclass(frozen=True, slots=True)
class Cell:
    """Participation in one building: heads, and area where it counts. ``building`` None: others."""

    building: str | None
    entitled: int
    taken_part: int
    area: int = 0
    area_taken_part: int = 0


def by_building(cells: Iterable[Cell], minimum: int) -> tuple[Cell, ...]:
    """Only cells of at least ``minimum`` voters; smaller ones together as one without a building.

    Where the small ones together are still fewer than that, the smallest of the others goes with
    them: else anybody could take the shown from the total and find what was to be hidden.
    """
    some = sorted(cells, key=lambda cell: (cell.entitled, str(cell.building)))
    hidden = [cell for cell in some if cell.entitled < minimum]
    shown = [cell for cell in some if cell.entitled >= minimum]
    while hidden and shown and sum(cell.entitled for cell in hidden) < minimum:
        hidden.append(shown.pop(0))
    shown.sort(key=lambda cell: str(cell.building))
    if sum(cell.entitled for cell in hidden) < max(1, minimum):
        return tuple(shown)
    return (*shown, _together(hidden))


def _together(cells: Sequence[Cell]) -> Cell:
    return Cell(
        None,
        sum(cell.entitled for cell in cells),
        sum(cell.taken_part for cell in cells),
        sum(cell.area for cell in cells),
        sum(cell.area_taken_part for cell in cells),
    )
