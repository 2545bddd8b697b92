"""Objections to a roll that wait for an answer; representatives who stayed away too often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select

from council.models.base import tied
from council.models.polls import Poll, RollObjection
from council.queries.absences import absentees
from council.queries.chamber import rules
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.queries.visitors import Visitor
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """What awaits whoever called the vote."""
    if who.may("roll.answer"):
        yield Part(_to_answer(who), _answer)


def duties(
    connection: Connection, community_id: UUID, visitor: Visitor, at: datetime
) -> list[Duty]:
    """Representatives to be spoken to, for the chair of the residents' committee."""
    if OfficeKind.COMMITTEE_CHAIR not in visitor.kinds:
        return []
    rule = rules.rule(connection, community_id, "LA1", at)
    found = absentees(connection, community_id, rule, legal_day(at))
    if not found:
        return []
    facts = {"n": len(found), "sessions": rule.number("sessions")}
    names = "、".join(one.name for one in found[:3])
    return [Duty("absence.speak", names, "/bodies/#absent", "", None, "LA1", facts, primary=False)]


def _to_answer(who: Who) -> Select[Any]:
    return (
        columns(number=Poll.number, title=Poll.question, item_id=RollObjection.id)
        .join_from(RollObjection, Poll, tied(Poll, RollObjection, "poll_id"))
        .where(
            RollObjection.community_id == who.community_id,
            RollObjection.answered_at.is_(None),
            RollObjection.person_id != who.person_id,
            Poll.closed_at.is_(None),
        )
        .order_by(RollObjection.at)
    )


def _answer(row: Row, _: Rulebook) -> Duty:
    href = f"/chamber/polls/{row.number}/roll#s-object"
    return Duty("roll.answer", row.title, href, row.number, None, "RO1")
