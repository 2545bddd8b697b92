"""The rulebook of a community for reading: the default book with its recorded replacements."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from council.models.rules import RuleOverride
from council.prepared import Prepared
from council.rules import rulebook
from council.rules.calendar import legal_day
from council.rules.rulebook import Override, Rule, Rulebook

# Asked by every page that names a rule: put together once.
_OVERRIDES = Prepared(
    select(
        RuleOverride.rule_id,
        RuleOverride.field,
        RuleOverride.value,
        RuleOverride.decision,
        RuleOverride.from_on,
    ).where(RuleOverride.community_id == bindparam("community"))
)


def book(connection: Connection, community_id: UUID) -> Rulebook:
    """The book of the community, with every replacement it recorded."""
    rows = _OVERRIDES.rows(connection, community=community_id)
    overrides = [Override(*row) for row in rows]
    mine = rulebook.default_book()
    return mine.with_overrides(overrides) if overrides else mine


def rule(connection: Connection, community_id: UUID, rule_id: str, at: datetime) -> Rule:
    """The rule in force on the legal day of ``at``."""
    return book(connection, community_id).rule(rule_id, legal_day(at))
