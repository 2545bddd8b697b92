"""The protocol of reconciliation: every sheet, mark and ballot accounted for.

Nothing here tells how anybody voted: the protocol can be shown while the poll runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from council.rules.tally import CHANNELS


@dataclass(frozen=True, slots=True)
class Sheets:
    """Paper, each figure counted on its own (not as the rest of another).

    ``printed`` all serials · ``left`` still in stock · ``void`` unused and destroyed · ``issued``
    ever given out · ``out`` given out and neither back nor explained · ``spoiled`` replaced before
    they were cast · ``missing`` declared so · ``lost``: a voter was marked at the box and no sheet
    was found in it, so one counts as spoiled · ``returned`` ever come back · ``waiting`` come back
    and not entered alike twice · ``set_aside`` · ``counted``.
    """

    printed: int = 0
    left: int = 0
    void: int = 0
    issued: int = 0
    out: int = 0
    spoiled: int = 0
    missing: int = 0
    lost: int = 0
    returned: int = 0
    waiting: int = 0
    set_aside: int = 0
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a poll without looking at any choice.

    ``entitled`` and ``recused`` are lines of the roll; ``marks`` voters with a mark, by channel;
    ``ballots`` what was counted, or would be, by channel; ``urn`` how many ballots a secret poll
    has, of whatever channel. ``hands`` of the marks stand for ``raised`` hands.
    """

    secret: bool
    entitled: int
    recused: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)
    ballots: Mapping[str, int] = field(default_factory=dict)
    urn: int = 0
    hands: int = 0
    raised: int = 0
    proxies: int = 0
    assisted: int = 0
    entered: int = 0
    sheets: Sheets = Sheets()

    @property
    def voted(self) -> int:
        """All marks."""
        return sum(self.marks.values())


@dataclass(frozen=True, slots=True)
class Line:
    """``total`` is made up of ``parts``; ``due`` names the parts that have to become nought."""

    code: str
    total: int
    parts: tuple[tuple[str, int], ...]
    due: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """What is too many (or, below nought, too few) on the left."""
        return self.total - sum(amount for _, amount in self.parts)

    @property
    def agrees(self) -> bool:
        """Whether both sides are equal and nothing is left to be done."""
        return self.difference == 0 and not any(
            amount for code, amount in self.parts if code in self.due
        )


@dataclass(frozen=True, slots=True)
class Protocol:
    """All lines, and whether all of them agree."""

    lines: tuple[Line, ...]
    figures: Figures

    @property
    def closes(self) -> bool:
        """Whether everything is accounted for."""
        return all(line.agrees for line in self.lines)


def protocol(figures: Figures) -> Protocol:
    """Set the figures against each other, line by line."""
    return Protocol(tuple(_lines(figures)), figures)


def _lines(f: Figures) -> Iterator[Line]:
    yield Line("roll", f.entitled, (("voted", f.voted), ("not_voted", f.entitled - f.voted)))
    if f.sheets.printed:
        yield from _paper(f.sheets)
        counted = (("counted", f.sheets.counted), ("lost", f.sheets.lost))
        yield Line("paper_marks", f.marks.get("paper", 0), counted)
    if f.secret:
        yield Line("urn", f.voted, (("in_urn", f.urn),))
        return
    for channel in CHANNELS:
        if f.marks.get(channel) or f.ballots.get(channel):
            ballots = (("ballots", f.ballots.get(channel, 0)),)
            yield Line(f"channel_{channel}", f.marks.get(channel, 0), ballots)
    if f.hands or f.raised:
        yield Line("hands", f.hands, (("raised", f.raised),))


def _paper(s: Sheets) -> Iterator[Line]:
    yield Line("stock", s.printed, (("issued", s.issued), ("left", s.left), ("void", s.void)))
    gone = (("spoiled", s.spoiled), ("missing", s.missing), ("lost", s.lost), ("out", s.out))
    yield Line("issued", s.issued, (("returned", s.returned), *gone), due=("out",))
    parts = (("counted", s.counted), ("set_aside", s.set_aside), ("waiting", s.waiting))
    yield Line("returned", s.returned, parts, due=("waiting",))
