"""Counts a poll: exact fractions and integers, by heads and, where the rule says so, by area.

Participation is measured against all entitled, approval against the rule's base; abstentions and
spoiled ballots are participants and no approval, and silence is never consent. A recused member is
outside roll and count. Areas are integers in hundredths of a square metre.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from council.rules.rule import Approval, Rule, Threshold
from council.rules.verdict import Reason

CHOICES = ("yes", "no", "abstain", "spoiled")
CHANNELS = ("online", "paper", "hall", "proxy")
PASSED, FAILED, NO_QUORUM = "passed", "failed", "no_quorum"


class CountError(ValueError):
    """What was handed in cannot be counted without guessing; the message is one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One voter on the roll: heads, and exclusive floor area in hundredths of m², if it counts."""

    voter: str
    heads: int = 1
    area: int | None = None
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """One ballot of one voter; ``at`` is told but decides nothing."""

    voter: str
    choice: str
    channel: str = "online"
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """How much there is of how much, against a threshold; heads, or hundredths of m²."""

    have: int
    of: int
    threshold: Threshold

    @property
    def met(self) -> bool:
        """Whether the threshold is reached."""
        return self.threshold.met(self.have, self.of)

    @property
    def missing(self) -> int:
        """The least that is still missing, in the unit of ``have``."""
        return self.threshold.missing(self.have, self.of)

    @property
    def percent(self) -> str:
        """The share in per cent, cut off after one decimal so that it never looks like more."""
        tenths = self.have * 1000 // self.of if self.of else 0
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Share:
    """One threshold by every measure of the rule; met only where each is."""

    heads: Measured
    area: Measured | None = None

    @property
    def met(self) -> bool:
        """Whether every measure reaches the threshold."""
        return self.heads.met and (self.area is None or self.area.met)

    @property
    def measures(self) -> tuple[tuple[str, Measured], ...]:
        """``heads`` and, where the rule counts it, ``area``."""
        return (("heads", self.heads),) + ((("area", self.area),) if self.area else ())


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation, as data: a code and its figures."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a poll decided, and how that was computed."""

    rule: str
    outcome: str
    participation: Share
    approval: Share
    counts: Mapping[str, int] = field(hash=False)
    channels: Mapping[str, int] = field(hash=False)
    recused: int
    reasons: tuple[Reason, ...]
    statutes: tuple[str, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The computation line by line, for people to check."""
        roll = {"entitled": self.participation.heads.of, "recused": self.recused}
        return (
            Step("tally.roll", roll),
            *(step("participation", name, m) for name, m in self.participation.measures),
            *(step("approval", name, m) for name, m in self.approval.measures),
            Step("tally.outcome", {"outcome": self.outcome}),
        )


@dataclass(frozen=True, slots=True)
class Base:
    """Heads and area (hundredths of m²) of some voters together."""

    heads: int = 0
    area: int = 0

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Base:
        """The sum over these lines of a roll."""
        some = list(lines)
        return cls(sum([x.heads for x in some]), sum([x.area or 0 for x in some]))


@dataclass(frozen=True, slots=True)
class Bases:
    """What shares are measured against: all entitled, all who took part, all who cast a vote."""

    entitled: Base
    participants: Base
    ballots: Base

    def of(self, name: str) -> Base:
        """The base that a rule's approval names: one of ``rule.BASES``."""
        base: Base = getattr(self, name)
        return base


def tally(
    rule: Rule, lines: Sequence[Line], votes: Sequence[Vote], present: Collection[str] = ()
) -> Outcome:
    """Count the votes of those on the roll under a rule.

    ``present`` names voters who attend, in person or by proxy, and count as participants even where
    they cast no ballot; whoever casts one participates anyhow.

    Raises:
        CountError: a second ballot, one of a stranger or of a recused voter, an unknown choice or
            channel, a voter twice on the roll, a bad or missing area, a rule without a vote.
    """
    votable(rule)
    standing = entitled(rule, lines)
    cast = _cast(lines, standing, votes)
    took_part = {*cast, *(voter for voter in present if voter in standing)}
    bases = Bases(
        entitled=Base.of(standing.values()),
        participants=Base.of(standing[voter] for voter in took_part),
        ballots=Base.of(standing[voter] for voter in cast),
    )
    agreed = Base.of(standing[v.voter] for v in cast.values() if v.choice == "yes")
    return decide(
        rule,
        bases,
        agreed,
        counts=Counter(vote.choice for vote in votes),
        channels=Counter(vote.channel for vote in votes),
        recused=len(lines) - len(standing),
    )


def votable(rule: Rule) -> tuple[Threshold, Approval]:
    """The thresholds of participation and approval; CountError for a rule without a vote."""
    if rule.participation is None or rule.approval is None:
        raise CountError(f"rule {rule.id} decides nothing by vote")
    return rule.participation, rule.approval


def decide(
    rule: Rule,
    bases: Bases,
    agreed: Base,
    *,
    counts: Mapping[str, int],
    channels: Mapping[str, int],
    recused: int,
) -> Outcome:
    """The outcome where so many of these agreed; ``counts`` and ``channels`` are only told."""
    quorum, passes = votable(rule)
    participation = measure(rule, bases.participants, bases.entitled, quorum)
    approval = measure(rule, agreed, bases.of(passes.of), passes.threshold)
    return Outcome(
        rule=rule.id,
        outcome=_outcome(participation, approval),
        participation=participation,
        approval=approval,
        counts={choice: counts.get(choice, 0) for choice in CHOICES},
        channels={channel: channels.get(channel, 0) for channel in CHANNELS},
        recused=recused,
        reasons=(
            *misses("participation", participation, rule),
            *misses("approval", approval, rule),
        ),
        statutes=rule.statutes,
    )


def turnout(rule: Rule, lines: Sequence[Line], present: Collection[str]) -> Share:
    """Attendance so far against the rule's quorum: what the quorum meter shows.

    Raises:
        CountError: as :func:`tally`; also where somebody present is not on the roll.
    """
    if rule.participation is None:
        raise CountError(f"rule {rule.id} has no quorum")
    standing = entitled(rule, lines)
    strangers = set(present) - {line.voter for line in lines}
    if strangers:
        raise CountError(f"{show(min(strangers))} is not on the roll")
    have = Base.of(standing[voter] for voter in set(present) if voter in standing)
    return measure(rule, have, Base.of(standing.values()), rule.participation)


def format_area(hundredths: int) -> str:
    """Square metres with two decimals, such as ``209.81``."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def show(value: object) -> str:
    """A value as it may stand in a one-line message, cut short."""
    if isinstance(value, int) and value.bit_length() > 64:
        return "a huge number"
    text = repr(value[:40] if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:57] + "..."


def entitled(rule: Rule, lines: Iterable[Line]) -> dict[str, Line]:
    """Who counts, by voter: everybody on the roll but the recused.

    Raises:
        CountError: a voter twice, no head, and where the rule counts it no area or none above zero.
    """
    seen: set[str] = set()
    standing: dict[str, Line] = {}
    for line in lines:
        if line.voter in seen:
            raise CountError(f"{show(line.voter)} stands twice on the roll")
        seen.add(line.voter)
        if line.heads < 1:
            raise CountError(f"{show(line.voter)}: heads is not at least 1")
        if rule.counts_area and line.area is None:
            raise CountError(f"{show(line.voter)}: rule {rule.id} counts area and there is none")
        if line.area is not None and line.area < 1:
            raise CountError(f"{show(line.voter)}: area is not more than 0")
        if not line.recused:
            standing[line.voter] = line
    return standing


def _cast(
    lines: Iterable[Line], standing: Mapping[str, Line], votes: Iterable[Vote]
) -> dict[str, Vote]:
    """The one ballot of each voter."""
    recused = {line.voter for line in lines if line.recused}
    cast: dict[str, Vote] = {}
    for vote in votes:
        if vote.voter in recused:
            raise CountError(f"{show(vote.voter)} is recused and cannot vote")
        if vote.voter not in standing:
            raise CountError(f"{show(vote.voter)} votes but is not on the roll")
        if vote.voter in cast:
            raise CountError(f"{show(vote.voter)} votes twice")
        if vote.choice not in CHOICES:
            raise CountError(f"{show(vote.voter)}: unknown choice {show(vote.choice)}")
        if vote.channel not in CHANNELS:
            raise CountError(f"{show(vote.voter)}: unknown channel {show(vote.channel)}")
        cast[vote.voter] = vote
    return cast


def measure(rule: Rule, have: Base, of: Base, threshold: Threshold) -> Share:
    """``have`` of ``of`` against a threshold, by every measure of the rule."""
    area = Measured(have.area, of.area, threshold) if rule.counts_area else None
    return Share(Measured(have.heads, of.heads, threshold), area)


def _outcome(participation: Share, approval: Share) -> str:
    if not participation.met:
        return NO_QUORUM
    return PASSED if approval.met else FAILED


def misses(what: str, share: Share, rule: Rule) -> Iterable[Reason]:
    """A reason for each measure that misses its threshold, and by how much; ``what`` names it."""
    for name, measured in share.measures:
        if not measured.met:
            params = _figures(name, measured) | {"missing": amount(name, measured.missing)}
            yield Reason(f"{what}_{name}_missed", params, rule.id, rule.statutes)


def step(what: str, name: str, measured: Measured) -> Step:
    """One threshold by one measure as a line of the computation."""
    more = {
        "percent": measured.percent,
        "needed": amount(name, measured.threshold.needed(measured.of)),
        "met": measured.met,
    }
    return Step(f"tally.{what}.{name}", _figures(name, measured) | more)


def share_data(share: Share) -> dict[str, Any]:
    """A share as JSON-safe data: whether it is met, and have, of, need by each measure."""
    return {"met": share.met} | {name: _figures(name, m) for name, m in share.measures}


def described(counted: Outcome) -> dict[str, Any]:
    """The whole outcome as JSON-safe data, with every line of the computation."""
    return {
        "rule": counted.rule,
        "outcome": counted.outcome,
        "participation": share_data(counted.participation),
        "approval": share_data(counted.approval),
        "counts": dict(counted.counts),
        "channels": dict(counted.channels),
        "recused": counted.recused,
        "reasons": [{"code": r.code, "params": dict(r.params)} for r in counted.reasons],
        "statutes": list(counted.statutes),
        "lines": [{"code": s.code, "params": dict(s.params)} for s in counted.steps],
    }


def _figures(name: str, measured: Measured) -> dict[str, object]:
    return {
        "have": amount(name, measured.have),
        "of": amount(name, measured.of),
        "need": str(measured.threshold.share),
        "inclusive": measured.threshold.inclusive,
    }


def amount(name: str, value: int) -> int | str:
    """A number of heads, or an area in m² with two decimals."""
    return format_area(value) if name == "area" else value
