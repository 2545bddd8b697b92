"""Whether an act on a matter is lawful now, as a page asks before anybody acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from council.models import facts
from council.models.rules import RuleOverride
from council.queries.chamber.matter import MatterForActs
from council.rules import rulebook, stages
from council.rules.calendar import legal_day
from council.rules.rulebook import Override, Rulebook
from council.rules.stages import Matter
from council.rules.verdict import Verdict


def book(connection: Connection, community_id: UUID) -> Rulebook:
    """The community's rulebook: the default book with its recorded replacements."""
    rows = connection.execute(
        select(
            RuleOverride.rule_id,
            RuleOverride.field,
            RuleOverride.value,
            RuleOverride.decision,
            RuleOverride.from_on,
        ).where(RuleOverride.community_id == community_id)
    )
    overrides = [Override(*row) for row in rows]
    default = rulebook.default_book()
    return default.with_overrides(overrides) if overrides else default


def of(connection: Connection, matter: MatterForActs, at: datetime) -> Matter:
    """What the step table needs to know of ``matter``."""
    mine, on = book(connection, matter.community_id), legal_day(at)
    evaluation, acceptance = mine.rule("ES1", on), mine.rule("AC1", on)
    figures = facts.Figures(
        seconders=mine.rule("SE1", on).number("threshold"),
        evaluations=evaluation.number("minimum_count"),
        satisfaction=evaluation.share("low_mark"),
        supervisors=acceptance.number("supervisors"),
        residents=acceptance.number("residents"),
    )
    with Session(connection) as session:
        # The facts ask a matter only for attributes that both kinds of value have.
        return facts.matter(session, matter, figures)  # type: ignore[arg-type]


def verdict(connection: Connection, matter: MatterForActs, act: str, at: datetime) -> Verdict:
    """All reasons against ``act`` at ``at``."""
    return stages.decide(of(connection, matter, at), act, at)
