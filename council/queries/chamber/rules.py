"""The rulebook of a community for reading: the default book with its recorded replacements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.rules import RuleOverride
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.rules.rulebook import Override, Rule


def rule(connection: Connection, community_id: UUID, rule_id: str, at: datetime) -> Rule:
    """The rule in force on the legal day of ``at``."""
    rows = connection.execute(
        select(
            RuleOverride.rule_id,
            RuleOverride.field,
            RuleOverride.value,
            RuleOverride.decision,
            RuleOverride.from_on,
        ).where(RuleOverride.community_id == community_id, RuleOverride.rule_id == rule_id)
    )
    overrides = [Override(*row) for row in rows]
    book = rulebook.default_book()
    return (book.with_overrides(overrides) if overrides else book).rule(rule_id, legal_day(at))
