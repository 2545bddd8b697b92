"""The rulebook of a community on a day: the default book with its recorded replacements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from council.models.facts import Figures
from council.models.rules import RuleOverride
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.rules.rulebook import Override, Rule, Rulebook

_OVERRIDES = select(
    RuleOverride.rule_id,
    RuleOverride.field,
    RuleOverride.value,
    RuleOverride.decision,
    RuleOverride.from_on,
).where(RuleOverride.community_id == bindparam("community"))


def book(session: Session, community_id: UUID) -> Rulebook:
    """The book of the community, with every replacement it recorded."""
    rows = session.execute(_OVERRIDES, {"community": community_id})
    overrides = [Override(*row) for row in rows]
    return (
        rulebook.default_book().with_overrides(overrides) if overrides else rulebook.default_book()
    )


def rule(session: Session, community_id: UUID, rule_id: str, at: datetime) -> Rule:
    """The rule in force on the legal day of ``at``."""
    return book(session, community_id).rule(rule_id, legal_day(at))


def figures(session: Session, community_id: UUID, at: datetime) -> Figures:
    """The figures that the stages ask for."""
    return Figures.of(book(session, community_id), legal_day(at))
