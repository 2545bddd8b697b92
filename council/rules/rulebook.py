"""The rulebook: which version of which rule applies on a day, and what a community replaced.

The data stand in ``rulebook.toml`` and ``statutes.toml`` beside this file. They are read once, when
first asked for, and checked strictly: a book that is malformed or contradicts itself stops the
program with the line at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from council.rules.bookfile import RulebookError, Table, read_tables
from council.rules.rule import Approval, Calling, Figure, Proxies, Rule, Threshold, parse_share
from council.rules.rulereader import read_rule
from council.rules.verdict import Reason, Verdict

__all__ = [
    "Approval",
    "Calling",
    "Figure",
    "Override",
    "Proxies",
    "Rule",
    "RuleNotFound",
    "Rulebook",
    "RulebookError",
    "Statute",
    "Threshold",
    "default_book",
    "load",
]

_HERE = Path(__file__).parent
_KINDS = ("statute", "policy", "local")


class RuleNotFound(LookupError):  # noqa: N818 - it says what it is
    """No rule of this id, or none that is in force on that day; ``known`` tells which."""

    def __init__(self, rule_id: str, on: date, *, known: bool) -> None:
        self.rule_id, self.on, self.known = rule_id, on, known
        what = f"is not in force on {on.isoformat()}" if known else "is unknown"
        super().__init__(f"rule {rule_id!r} {what}")


@dataclass(frozen=True, slots=True)
class Statute:
    """A provision that rules rely on.

    ``id`` is the citation for people, ``text`` its wording in Chinese where it was at hand;
    ``verified`` says whether it was compared with the official text.
    """

    id: str
    kind: str
    in_force_from: date
    in_force_until: date | None
    verified: bool
    name: Mapping[str, str]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A figure that a community replaced by the recorded decision ``decision_ref``, from a day on.

    ``field`` is one of the rule's ``replaceable`` names. ``value`` is text: days and counts as
    digits, shares as ``4/5``, participation and approval as ``ge 2/3``, ``proxies_allowed`` as
    ``0`` or ``1``.
    """

    rule_id: str
    field: str
    value: str
    decision_ref: str
    from_date: date


class Rulebook:
    """All versions of all rules, the statutes that they cite and a community's replacements."""

    def __init__(
        self,
        versions: Iterable[Rule],
        statutes: Mapping[str, Statute],
        overrides: Iterable[Override] = (),
    ) -> None:
        self._versions: dict[str, list[Rule]] = {}
        for rule in versions:
            self._versions.setdefault(rule.id, []).append(rule)
        self.statutes = dict(statutes)
        self.overrides = tuple(sorted(overrides, key=lambda o: o.from_date))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rules, in the order of the book."""
        return tuple(self._versions)

    def versions(self, rule_id: str) -> Sequence[Rule]:
        """Every dated version of a rule as the book has it, oldest first; empty where unknown."""
        return sorted(self._versions.get(rule_id, ()), key=lambda rule: rule.in_force_from)

    def rule(self, rule_id: str, on: date) -> Rule:
        """The rule in force on that legal day, with the community's replacements.

        Raises:
            RuleNotFound: the id is unknown, or no version is in force on that day.
        """
        known = self._versions.get(rule_id, ())
        for version in known:
            if version.in_force(on):
                return self._replaced(version, on)
        raise RuleNotFound(rule_id, on, known=bool(known))

    def rules(self, on: date) -> tuple[Rule, ...]:
        """Every rule in force on that day, in the order of the book."""
        return tuple(
            self._replaced(version, on)
            for versions in self._versions.values()
            for version in versions
            if version.in_force(on)
        )

    def with_overrides(self, overrides: Iterable[Override]) -> Rulebook:
        """This book with a community's replacements added.

        Raises:
            Refused: where one replaces what may not be replaced.
        """
        added = tuple(overrides)
        for override in added:
            self.check_override(override).demand()
        versions = (rule for rules in self._versions.values() for rule in rules)
        return Rulebook(versions, self.statutes, (*self.overrides, *added))

    def check_override(self, override: Override) -> Verdict:
        """Whether the community may replace this figure by this value, and why not."""
        try:
            rule = self.rule(override.rule_id, override.from_date)
        except RuleNotFound:
            return Verdict((Reason("override.unknown_rule", {"rule": override.rule_id}),))
        reasons = []
        if not override.decision_ref.strip():
            reasons.append(Reason("override.no_decision", {}, rule.id))
        bounds = rule.replaceable.get(override.field)
        figures = {"field": override.field, "value": override.value}
        if bounds is None:
            reasons.append(Reason("override.not_replaceable", figures, rule.id, rule.statutes))
        elif not within(override.field, override.value, bounds):
            figures |= {"least": bounds[0], "most": bounds[1]}
            reasons.append(Reason("override.out_of_bounds", figures, rule.id, rule.statutes))
        return Verdict(tuple(reasons))

    def citations(self, rule: Rule) -> tuple[Statute, ...]:
        """The statutes that a rule cites, in its order; none that the book no longer has."""
        return tuple(self.statutes[cited] for cited in rule.statutes if cited in self.statutes)

    def _replaced(self, rule: Rule, on: date) -> Rule:
        """A later version of the law prevails over a replacement that it no longer allows."""
        for override in self.overrides:
            bounds = rule.replaceable.get(override.field)
            if override.rule_id != rule.id or override.from_date > on or bounds is None:
                continue
            if within(override.field, override.value, bounds):
                ref, since = override.decision_ref, override.from_date
                rule = rule.with_figure(override.field, override.value, ref, since)
        return rule


def within(field: str, value: str, bounds: tuple[str, str]) -> bool:
    """Whether a replacement's text is of the field's form and inside the bounds, both included."""
    try:
        least, given, most = (_ordered(field, text) for text in (bounds[0], value, bounds[1]))
    except ValueError:
        return False
    whole = "/" not in bounds[0] + bounds[1]
    if field not in {"participation", "approval"} and whole and "/" in value:
        return False
    return least <= given <= most


def _ordered(field: str, text: str) -> tuple[Fraction, int]:
    """A key that compares two values of one field."""
    if field in {"participation", "approval"}:
        return Threshold.parse(text).strictness
    if "/" in text:
        return parse_share(text), 0
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(f"{text!r} is no whole number")
    return Fraction(int(text)), 0


def load(rules: Path | None = None, statutes: Path | None = None) -> Rulebook:
    """Read and check a book.

    Raises:
        RulebookError: naming file and line at fault.
    """
    cited = _read_statutes(statutes or _HERE / "statutes.toml")
    tables = read_tables(rules or _HERE / "rulebook.toml", "rule")
    versions = [read_rule(table) for table in tables]
    _check_dates(list(zip(tables, versions, strict=True)))
    for table, rule in zip(tables, versions, strict=True):
        _check_cited(table, rule, cited)
        _check_bounds(table, rule)
    return Rulebook(versions, cited)


@lru_cache(maxsize=1)
def default_book() -> Rulebook:
    """The book that comes with the program, read once."""
    return load()


def _read_statutes(path: Path) -> dict[str, Statute]:
    found: dict[str, Statute] = {}
    for table in read_tables(path, "statute"):
        table.only(("id", "kind", "in_force_from", "verified", "name"), ("in_force_until", "text"))
        first, last = table.force()
        statute = Statute(
            id=table.text("id"),
            kind=table.choice("kind", _KINDS),
            in_force_from=first,
            in_force_until=last,
            verified=table.get("verified", bool, False),
            name=table.words("name"),
            text=table.text("text") if "text" in table.values else None,
        )
        if statute.id in found:
            table.fail("id", "is defined twice")
        found[statute.id] = statute
    return found


def _check_dates(rows: Sequence[tuple[Table, Rule]]) -> None:
    """Two versions of one rule never apply on the same day."""
    for index, (table, rule) in enumerate(rows):
        for _, other in rows[:index]:
            if other.id == rule.id and _overlap(rule, other):
                table.fail("in_force_from", f"overlaps the version from {other.in_force_from}")


def _overlap(one: Rule, other: Rule) -> bool:
    return one.in_force(other.in_force_from) or other.in_force(one.in_force_from)


def _check_cited(table: Table, rule: Rule, statutes: Mapping[str, Statute]) -> None:
    """Every citation exists and is in force as long as the rule that relies on it."""
    for cited in rule.statutes:
        statute = statutes.get(cited)
        if statute is None:
            table.fail("statutes", f"unknown statute {cited!r}")
        ended = statute.in_force_until
        outlived = ended is not None and (
            rule.in_force_until is None or rule.in_force_until > ended
        )
        if outlived or statute.in_force_from > rule.in_force_from:
            table.fail("statutes", f"{cited} is not in force as long as the rule")


def _check_bounds(table: Table, rule: Rule) -> None:
    """What may be replaced exists, and the book's own figure lies inside the bounds."""
    current: dict[str, str] = {name: str(value) for name, value in rule.figures.items()}
    current |= (
        {"notice_days": str(rule.notice_days), "posted_days": str(rule.posted_days)}
        if (rule.kind == "poll")
        else {}
    )
    current["proxies_allowed"] = str(int(rule.proxies.allowed))
    if rule.participation and rule.approval:
        current["participation"] = str(rule.participation)
        current["approval"] = str(rule.approval.threshold)
    for name, bounds in rule.replaceable.items():
        if name not in current:
            table.fail("replaceable", f"{name!r} is no figure of this rule")
        if not within(name, current[name], bounds):
            table.fail(
                "replaceable", f"{name} {current[name]} is outside {bounds[0]} … {bounds[1]}"
            )
