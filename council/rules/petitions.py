"""联名要求召开会议: who has to ask for a meeting, how many did, and what is still missing.

Shares are compared in whole numbers; 以上 includes the figure (民法典 1259). Every alternative of
the rulebook is reckoned by itself: one that is reached is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from council.rules.calendar import deadline
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rule import Calling, Rule, Threshold, parse_share
from council.rules.verdict import LAWFUL, Reason, Verdict

OPEN, REACHED, CALLED, LAPSED = "open", "reached", "called", "lapsed"
ONLINE, PAPER = "online", "paper"
SIGNED = frozenset(
    {"residents", "registered_voters", "households", "representatives", "members", "owners"}
)
"""Callers whose signatures the register can check."""
UNCOUNTED = frozenset({"groups"})
"""Callers whose share is known, but of whom no register is kept."""
LONGEST = timedelta(days=184)
CALL_WITHIN = "called_within_days"
# Offices of the residents' side: they call the owners only where owners demand it.
# Source: 物业管理条例 13; the owners' committee convenes, its papers are kept by the clerk.
_NOT_ALONE = frozenset({OfficeKind.COMMITTEE_CHAIR, OfficeKind.PARTY_SECRETARY})
# A recall is nobody's to call but those who may demand it.
_DEMANDED = frozenset({"EL2"})


@dataclass(frozen=True, slots=True)
class Base:
    """Of how many: heads and, where area counts, hundredths of m².

    ``unclear`` are households without one delegate, or units nobody can sign for yet: they stay
    in the base, so that a gap in the register never makes a share easier.
    """

    heads: int
    area: int | None = None
    unclear: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the computation: ``heads`` or ``area``; ``share`` is None where a count is."""

    name: str
    have: int
    of: int
    need: int
    share: Threshold | None = None

    @property
    def missing(self) -> int:
        """How many more are needed at the least."""
        return max(0, self.need - self.have)

    @property
    def met(self) -> bool:
        """Whether it is reached; of nobody nothing ever is."""
        return self.of > 0 and self.have >= self.need


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to call the meeting.

    ``kind``: ``signed``, ``office`` (it calls alone), ``uncounted`` (no register is kept).
    """

    who: str
    kind: str
    measures: tuple[Measure, ...] = ()
    unclear: int = 0
    share: Threshold | None = None

    @property
    def reached(self) -> bool:
        """Whether everything that it asks for is there."""
        return bool(self.measures) and all(measure.met for measure in self.measures)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a petition stands under its rule: every alternative, in the order of the rulebook."""

    rule: str
    statutes: tuple[str, ...]
    alternatives: tuple[Alternative, ...]

    @property
    def reached(self) -> bool:
        """Whether one alternative is reached."""
        return any(one.reached for one in self.alternatives)

    def as_data(self) -> dict[str, Any]:
        """The standing as JSON-safe data; see :meth:`from_data`."""
        return {
            "rule": self.rule,
            "statutes": list(self.statutes),
            "reached": self.reached,
            "alternatives": [_alternative_data(one) for one in self.alternatives],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Standing:
        """The standing that :meth:`as_data` described."""
        return cls(
            data["rule"],
            tuple(data["statutes"]),
            tuple(_alternative(one) for one in data["alternatives"]),
        )


def by_signatures(rule: Rule) -> tuple[Calling, ...]:
    """The alternatives that signatures can reach."""
    return tuple(
        one
        for one in rule.calling
        if one.who in SIGNED and (one.threshold is not None or one.count is not None)
    )


def standing(rule: Rule, bases: Mapping[str, Base], signed: Mapping[str, Base]) -> Standing:
    """How the signatures stand: ``bases`` and what has ``signed`` of each, by who may call."""
    nobody = Base(0, 0)
    found = tuple(
        _reckon(one, bases.get(one.who, nobody), signed.get(one.who, nobody))
        for one in rule.calling
    )
    return Standing(rule.id, rule.statutes, found)


def may_open(
    rule: Rule, belongs: Collection[str], bases: Mapping[str, Base], at: datetime, closes: datetime
) -> Verdict:
    """Whether somebody who ``belongs`` to these callers may gather signatures until ``closes``."""
    if not by_signatures(rule):
        return _refuse("petition_not_by_signature", rule)
    if closes <= at:
        return _refuse("petition_in_past", rule)
    if closes - at > LONGEST:
        return _refuse("petition_too_long", rule, days=LONGEST.days)
    if not any(base.heads for base in bases.values()):
        return _refuse("petition_no_base", rule)
    return LAWFUL if belongs else _refuse("petition_not_yours", rule)


def running(state: str, closes: datetime, at: datetime, rule: Rule) -> Verdict:
    """Whether signatures are still gathered: open, and its time not over."""
    if state in (REACHED, CALLED):
        return _refuse("petition_reached", rule)
    if state == LAPSED or at >= closes:
        return _refuse("petition_over", rule, closes=closes)
    return LAWFUL


def may_sign(belongs: Collection[str], rule: Rule) -> Verdict:
    """Whether a signature counts: of somebody who belongs to those who may call."""
    return LAWFUL if belongs else _refuse("petition_not_yours", rule)


def needs_petition(body: str, office: str, rule: Rule) -> bool:
    """Whether this office may call a vote of such a body only where enough demanded it."""
    if rule.id in _DEMANDED:
        return True
    return body == BodyKind.OWNERS_ASSEMBLY and office in _NOT_ALONE and bool(by_signatures(rule))


def may_call_on(state: str, same_body: bool, asked: Rule, rule: Rule) -> Verdict:
    """Whether a meeting under ``rule`` may be called on a petition that ``asked`` under its own."""
    if state == CALLED:
        return _refuse("petition_called", rule)
    if state != REACHED:
        return _refuse("petition_not_reached", rule)
    if not same_body or by_signatures(asked) != by_signatures(rule):
        return _refuse("petition_of_another", rule)
    return LAWFUL


def call_by(rule: Rule, reached: datetime) -> datetime | None:
    """Until when the meeting has to be called, where the rule has a deadline for it."""
    if CALL_WITHIN not in rule.figures:
        return None
    return deadline(reached, rule.number(CALL_WITHIN))


def _refuse(code: str, rule: Rule, **params: object) -> Verdict:
    return Verdict((Reason(code, params, rule.id, rule.statutes),))


def _reckon(calling: Calling, base: Base, signed: Base) -> Alternative:
    if calling.who in UNCOUNTED:
        return Alternative(calling.who, "uncounted", share=calling.threshold)
    if calling.who not in SIGNED:
        return Alternative(calling.who, "office")
    figures: Sequence[tuple[str, int, int]] = [("heads", signed.heads, base.heads)]
    if calling.measure == "heads+area":
        figures = [*figures, ("area", signed.area or 0, base.area or 0)]
    measures = tuple(
        Measure(name, have, of, _need(calling, of), calling.threshold) for name, have, of in figures
    )
    return Alternative(calling.who, "signed", measures, base.unclear, calling.threshold)


def _need(calling: Calling, of: int) -> int:
    if calling.threshold is not None:
        return calling.threshold.needed(of)
    return calling.count or 1


def _alternative_data(one: Alternative) -> dict[str, Any]:
    return {
        "who": one.who,
        "kind": one.kind,
        "unclear": one.unclear,
        "reached": one.reached,
        "share": _share_data(one.share),
        "measures": [
            {"name": m.name, "have": m.have, "of": m.of, "need": m.need} for m in one.measures
        ],
    }


def _alternative(data: Mapping[str, Any]) -> Alternative:
    share = _share(data["share"])
    measures = tuple(
        Measure(m["name"], m["have"], m["of"], m["need"], share) for m in data["measures"]
    )
    return Alternative(data["who"], data["kind"], measures, data["unclear"], share)


def _share_data(share: Threshold | None) -> dict[str, Any] | None:
    if share is None:
        return None
    text = f"{share.share.numerator}/{share.share.denominator}"
    return {"share": text, "inclusive": share.inclusive}


def _share(data: Mapping[str, Any] | None) -> Threshold | None:
    return None if data is None else Threshold(parse_share(data["share"]), data["inclusive"])
