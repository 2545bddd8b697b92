"""Who is on a roll, how owners are counted, who attends for whom. (Terms are in ``tenures``.)

Sources: 最高法 区分所有权解释 8–9 (how owners are counted); proxies as the rule says.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from council.rules.rule import Rule
from council.rules.tally import Line
from council.rules.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Proxy:
    """A written authority: ``giver`` lets ``holder`` act in the meeting."""

    giver: str
    holder: str


@dataclass(frozen=True, slots=True)
class OwnedUnit:
    """A unit and those who own it together.

    ``area`` is the exclusive floor area in hundredths of m². ``developer`` marks a unit not sold,
    or sold and not handed over yet.
    """

    unit: str
    owners: tuple[str, ...]
    area: int
    developer: bool = False

    @property
    def voter(self) -> str:
        """Under whom the unit is counted: its owner, its owners together, or the developer."""
        return "developer" if self.developer else "+".join(sorted(self.owners))


@dataclass(frozen=True, slots=True)
class RollLine:
    """A line of a frozen roll. ``voter`` names it: a person may hold several lines.

    ``label`` is what the public sees, ``basis`` why the line is there (JSON-safe data).
    """

    person: str
    line: int
    heads: int
    area: int | None
    recused: bool
    label: str
    basis: Mapping[str, Any] | None

    @property
    def voter(self) -> str:
        """The person, and for a second or later line also its number."""
        return f"{self.person}/{self.line}" if self.line else self.person

    @property
    def buildings(self) -> tuple[str, ...]:
        """The buildings that the basis names, each once, in its order."""
        units = (self.basis or {}).get("units", ())
        return tuple(dict.fromkeys(str(unit["building"]) for unit in units))

    @property
    def entitlement(self) -> Line:
        """The line as the count knows it."""
        return Line(self.voter, self.heads, self.area, self.recused)


def roll_hash(lines: Iterable[RollLine]) -> str:
    """SHA-256 over the whole roll in one writing, so that anybody can recompute it.

    One JSON array, in the order of person and line, of arrays ``[person, line, heads, area,
    recused, label, basis]``: UTF-8, keys sorted, no blanks, no escapes beyond those JSON wants.
    """
    told = [
        [x.person, x.line, x.heads, x.area, x.recused, x.label, x.basis]
        for x in sorted(lines, key=lambda x: (x.person, x.line))
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def owner_lines(units: Iterable[OwnedUnit]) -> tuple[Line, ...]:
    """One line per voting owner.

    One unit is one head; an owner of several is one head and the areas add up; co-owners of a unit
    have one vote together; the developer's units are one head under ``developer``.
    """
    areas: dict[str, int] = {}
    for unit in units:
        areas[unit.voter] = areas.get(unit.voter, 0) + unit.area
    return tuple(Line(voter, 1, area) for voter, area in areas.items())


def check_proxies(
    rule: Rule,
    roll: Collection[str],
    proxies: Iterable[Proxy],
    in_person: Collection[str] = (),
    areas: Mapping[str, str] | None = None,
) -> Verdict:
    """Whether written proxies count under the rule, and why not.

    ``areas`` tells each voter's area where the rule wants giver and holder of the same one.
    """
    given = list(proxies)
    if not given:
        return Verdict()
    if not rule.proxies.allowed:
        return Verdict(
            (Reason("proxy_not_allowed", {"count": len(given)}, rule.id, rule.statutes),)
        )
    givers = Counter(proxy.giver for proxy in given)
    holders = Counter(proxy.holder for proxy in given)
    found: list[Reason] = []
    for proxy in given:
        params = {"giver": proxy.giver, "holder": proxy.holder}
        found += [
            Reason(code, params, rule.id, rule.statutes)
            for code, wrong in (
                ("proxy_giver_not_on_roll", proxy.giver not in roll),
                ("proxy_holder_not_on_roll", proxy.holder not in roll),
                ("proxy_to_oneself", proxy.giver == proxy.holder),
                ("proxy_given_twice", givers[proxy.giver] > 1),
                ("proxy_holder_has_too_many", holders[proxy.holder] > rule.proxies.per_holder),
                ("proxy_giver_present", proxy.giver in in_person),
                ("proxy_holder_absent", bool(in_person) and proxy.holder not in in_person),
                ("proxy_other_area", _other_area(rule, proxy, areas)),
            )
            if wrong
        ]
    return Verdict(tuple(found))


def taking_part(in_person: Iterable[str], proxies: Iterable[Proxy]) -> frozenset[str]:
    """Who counts as present: in person, or by somebody who is."""
    here = frozenset(in_person)
    return here | {proxy.giver for proxy in proxies if proxy.holder in here}


def _other_area(rule: Rule, proxy: Proxy, areas: Mapping[str, str] | None) -> bool:
    if areas is None or not rule.proxies.same_area:
        return False
    return areas.get(proxy.giver) != areas.get(proxy.holder)
