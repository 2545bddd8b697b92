"""What one rule says: thresholds, approval, days, callers, proxies. Values only, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

Figure = int | Fraction
Snapshot = dict[str, object]
"""A rule as JSON-safe data: strings, integers, booleans, lists and objects only."""

LANGUAGES = ("zh_hans", "zh_hant", "en")
MEASURES = ("heads", "heads+area")
BASES = ("participants", "entitled", "ballots")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share to be reached. ``inclusive`` is 以上 (at least); otherwise 超过 (strictly more).

    Source: 民法典 1259; 「过半数」 is strictly more than half.
    """

    share: Fraction
    inclusive: bool

    def needed(self, of: int) -> int:
        """The least whole number that reaches the share of ``of``; never less than one."""
        exact = self.share * of
        return max(1, ceil(exact) if self.inclusive else floor(exact) + 1)

    def met(self, have: int, of: int) -> bool:
        """Whether ``have`` of ``of`` reaches the share. Of nobody, nothing is ever reached."""
        return of > 0 and have >= self.needed(of)

    def missing(self, have: int, of: int) -> int:
        """How many more are needed at the least, 0 where it is met (same unit as the arguments)."""
        return max(0, self.needed(of) - have)

    @property
    def strictness(self) -> tuple[Fraction, int]:
        """A key that orders thresholds from the lenient to the strict."""
        return self.share, 0 if self.inclusive else 1

    def __str__(self) -> str:
        """``ge 2/3`` or ``gt 1/2``, as the rulebook's table writes it."""
        return f"{'ge' if self.inclusive else 'gt'} {self.share}"

    @classmethod
    def parse(cls, text: str) -> Threshold:
        """Read ``ge 2/3`` or ``gt 1/2``.

        Raises:
            ValueError: where it is neither, or the share lies outside 0 … 1.
        """
        how, _, share = text.partition(" ")
        if how not in {"ge", "gt"}:
            raise ValueError(f"{text!r} is neither 'ge …' nor 'gt …'")
        return cls.of(share, inclusive=how == "ge")

    @classmethod
    def of(cls, share: str, *, inclusive: bool) -> Threshold:
        """Build a threshold that can be reached; raises ValueError otherwise."""
        value = parse_share(share)
        if value == 1 and not inclusive:
            raise ValueError("more than all can never be reached")
        return cls(value, inclusive)


def parse_share(text: str) -> Fraction:
    """Read an exact share such as ``2/3`` or ``1``; raises ValueError outside 0 < share ≤ 1."""
    above, _, below = text.partition("/")
    digits = above + (below or "1")
    if not (digits.isascii() and digits.isdigit()) or len(text) > 12 or int(below or "1") == 0:
        raise ValueError(f"{text!r} is not a share such as 2/3")
    value = Fraction(int(above), int(below or "1"))
    if not 0 < value <= 1:
        raise ValueError(f"share {text} is not more than 0 and at most 1")
    return value


@dataclass(frozen=True, slots=True)
class Approval:
    """What passes: a threshold of a base.

    ``of`` is ``participants`` (all who took part, abstentions included), ``entitled`` (all on the
    roll) or ``ballots`` (votes cast, spoiled ones included).
    """

    threshold: Threshold
    of: str
    unanimous: bool = False


@dataclass(frozen=True, slots=True)
class Calling:
    """Who may call the meeting: an office or side, or a share or count of people by ``measure``."""

    who: str
    threshold: Threshold | None = None
    count: int | None = None
    measure: str = "heads"


@dataclass(frozen=True, slots=True)
class Proxies:
    """Whether written proxies count, how many one holder may hold, and whether of the same area."""

    allowed: bool
    per_holder: int = 1
    same_area: bool = True


@dataclass(frozen=True, slots=True)
class Replaced:
    """A figure that the community replaced: by which decision, from which day."""

    field: str
    decision_ref: str
    from_date: date


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule, in force from ``in_force_from`` through ``in_force_until``.

    ``kind`` is ``poll`` (somebody votes: participation and approval are set) or ``figure``
    (days and counts only). Days are legal days. ``unverified`` names the fields that still have to
    be checked against the official text, ``design`` those that are our own defaults.
    ``figures`` holds further numbers by name, see :meth:`number` and :meth:`share`.
    """

    id: str
    kind: str
    in_force_from: date
    in_force_until: date | None
    statutes: tuple[str, ...]
    source: str
    verified: bool
    unverified: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    voters: str | None = None
    measure: str = "heads"
    secret: bool = False
    participation: Threshold | None = None
    approval: Approval | None = None
    notice_days: int = 0
    posted_days: int = 0
    calling: tuple[Calling, ...] = ()
    proxies: Proxies = Proxies(allowed=False)
    figures: Mapping[str, Figure] = field(default_factory=dict, hash=False)
    replaceable: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    name: Mapping[str, str] = field(default_factory=dict, hash=False)
    explanation: Mapping[str, str] = field(default_factory=dict, hash=False)
    replaced: tuple[Replaced, ...] = ()

    @property
    def counts_area(self) -> bool:
        """Whether the rule counts exclusive floor area beside heads."""
        return self.measure == "heads+area"

    def in_force(self, on: date) -> bool:
        """Whether this version applies on that day."""
        return self.in_force_from <= on and (
            self.in_force_until is None or on <= self.in_force_until
        )

    def number(self, name: str) -> int:
        """The whole number ``name`` of this rule; KeyError where it has none."""
        value = self.figures[name]
        if not isinstance(value, int):
            raise KeyError(f"{self.id}: {name} is a share")
        return value

    def share(self, name: str) -> Fraction:
        """The share ``name`` of this rule; KeyError where it has none."""
        return Fraction(self.figures[name])

    def snapshot(self) -> Snapshot:
        """The whole rule as JSON-safe data, to be kept with a poll; see :meth:`from_snapshot`."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_snapshot(cls, data: Mapping[str, Any]) -> Rule:
        """The rule that :meth:`snapshot` described, even where the book has changed since."""
        given: dict[str, Any] = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        for name in ("statutes", "unverified", "design"):
            given[name] = tuple(data.get(name, ()))
        given |= {
            "in_force_from": date.fromisoformat(data["in_force_from"]),
            "in_force_until": _day(data.get("in_force_until")),
            "participation": _threshold(data.get("participation")),
            "approval": _approval(data.get("approval")),
            "calling": tuple(_calling(entry) for entry in data.get("calling", ())),
            "proxies": Proxies(**data["proxies"]),
            "figures": {name: _figure(value) for name, value in data.get("figures", {}).items()},
            "replaceable": {k: (v[0], v[1]) for k, v in data.get("replaceable", {}).items()},
            "replaced": tuple(
                Replaced(r["field"], r["decision_ref"], date.fromisoformat(r["from_date"]))
                for r in data.get("replaced", ())
            ),
        }
        return cls(**given)

    def with_figure(self, name: str, value: str, ref: str, from_date: date) -> Rule:
        """This rule with one replaceable field set from its text form (see ``Override``)."""
        marks = tuple(r for r in self.replaced if r.field != name)
        marked = replace(self, replaced=(*marks, Replaced(name, ref, from_date)))
        if name == "participation":
            return replace(marked, participation=Threshold.parse(value))
        if name == "approval" and self.approval is not None:
            return replace(
                marked, approval=replace(self.approval, threshold=Threshold.parse(value))
            )
        if name == "proxies_allowed":
            return replace(marked, proxies=replace(self.proxies, allowed=value == "1"))
        if name in {"notice_days", "posted_days"}:
            days = int(value)
            return (
                replace(marked, notice_days=days)
                if name == "notice_days"
                else replace(marked, posted_days=days)
            )
        return replace(marked, figures={**self.figures, name: _figure(value)})


def _plain(value: Any) -> Any:
    """Turn a value of the rule into strings, integers, booleans, lists and objects."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if isinstance(value, (Threshold, Approval, Calling, Proxies, Replaced)):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _threshold(data: Mapping[str, Any] | None) -> Threshold | None:
    return None if data is None else Threshold(Fraction(data["share"]), data["inclusive"])


def _approval(data: Mapping[str, Any] | None) -> Approval | None:
    if data is None:
        return None
    threshold = data["threshold"]
    return Approval(
        Threshold(Fraction(threshold["share"]), threshold["inclusive"]),
        data["of"],
        data["unanimous"],
    )


def _calling(data: Mapping[str, Any]) -> Calling:
    return Calling(data["who"], _threshold(data["threshold"]), data["count"], data["measure"])


def _figure(value: Any) -> Figure:
    """Whole numbers stay whole; a share is written with a stroke."""
    return Fraction(value) if isinstance(value, str) and "/" in value else int(value)
