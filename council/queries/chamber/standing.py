"""Whether an act on a matter is lawful now, as a page asks before anybody acts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from council.models import facts
from council.queries.chamber import rules
from council.queries.chamber.matter import MatterForActs
from council.rules import stages
from council.rules.calendar import legal_day
from council.rules.stages import Matter
from council.rules.verdict import Verdict


def of(connection: Connection, matter: MatterForActs, at: datetime) -> Matter:
    """What the step table needs to know of ``matter``."""
    figures = facts.Figures.of(rules.book(connection, matter.community_id), legal_day(at))
    with Session(connection) as session:
        # The facts ask a matter only for attributes that both kinds of value have.
        return facts.matter(session, matter, figures)  # type: ignore[arg-type]


def verdict(connection: Connection, matter: MatterForActs, act: str, at: datetime) -> Verdict:
    """All reasons against ``act`` at ``at``."""
    return stages.decide(of(connection, matter, at), act, at)
