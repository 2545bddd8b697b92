"""The whole rulebook of a community on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.rules import RuleOverride
from council.rules import rulebook
from council.rules.rule import Rule
from council.rules.rulebook import Override, Rulebook, Statute


@dataclass(frozen=True, slots=True)
class Replaced:
    """A figure that the community replaced; ``to_come`` where it does not apply yet."""

    field: str
    value: str
    decision: str
    decided_on: date
    from_on: date
    to_come: bool


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule with what it cites, what was replaced, and its other dated versions."""

    rule: Rule
    statutes: tuple[Statute, ...]
    replaced: tuple[Replaced, ...]
    others: tuple[Rule, ...]


def book(connection: Connection, community_id: UUID) -> tuple[Rulebook, dict[str, list[Replaced]]]:
    """The book with the community's replacements, and the replacements by rule."""
    rows = connection.execute(
        select(
            RuleOverride.rule_id,
            RuleOverride.field,
            RuleOverride.value,
            RuleOverride.decision,
            RuleOverride.decided_on,
            RuleOverride.from_on,
        )
        .where(RuleOverride.community_id == community_id)
        .order_by(RuleOverride.from_on, RuleOverride.id)
    ).all()
    replaced: dict[str, list[Replaced]] = {}
    for row in rows:
        replaced.setdefault(row[0], []).append(Replaced(*row[1:], to_come=False))
    overrides = [Override(row[0], row[1], row[2], row[3], row[5]) for row in rows]
    default = rulebook.default_book()
    return (default.with_overrides(overrides) if overrides else default), replaced


def books(connection: Connection, communities: Sequence[UUID]) -> dict[UUID, Rulebook]:
    """The book of each community with its replacements; one query for all."""
    rows = connection.execute(
        select(
            RuleOverride.community_id,
            RuleOverride.rule_id,
            RuleOverride.field,
            RuleOverride.value,
            RuleOverride.decision,
            RuleOverride.from_on,
        )
        .where(RuleOverride.community_id.in_(communities))
        .order_by(RuleOverride.from_on, RuleOverride.id)
    )
    replaced: dict[UUID, list[Override]] = {}
    for row in rows:
        replaced.setdefault(row[0], []).append(Override(*row[1:]))
    default = rulebook.default_book()
    return {
        key: default.with_overrides(replaced[key]) if key in replaced else default
        for key in communities
    }


def entries(connection: Connection, community_id: UUID, on: date) -> list[RuleEntry]:
    """Every rule in force on that day, in the order of the book."""
    mine, replaced = book(connection, community_id)
    found = []
    for rule in mine.rules(on):
        figures = tuple(
            Replaced(r.field, r.value, r.decision, r.decided_on, r.from_on, r.from_on > on)
            for r in replaced.get(rule.id, ())
        )
        others = tuple(v for v in mine.versions(rule.id) if v.in_force_from != rule.in_force_from)
        found.append(RuleEntry(rule, mine.citations(rule), figures, others))
    return found
