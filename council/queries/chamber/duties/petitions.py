"""Meetings that enough people asked for and that nobody has called yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from council.models.base import tied
from council.models.bodies import Body
from council.models.calling import Petition
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules import petitions
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind, OfficeKind
from council.rules.rulebook import Rulebook

_OWNERS = (BodyKind.OWNERS_ASSEMBLY.value, BodyKind.OWNERS_COMMITTEE.value)


def parts(who: Who) -> Iterator[Part]:
    """For those who call meetings; the owners' committee is told of the owners' ones."""
    if who.may("meeting.convene"):
        yield Part(_reached(), _call)
    elif OfficeKind.OWNERS_COMMITTEE in who.kinds:
        yield Part(_reached(Body.kind.in_(_OWNERS)), _call)


def _reached(*where: Any) -> Select[Any]:
    return (
        columns(
            number=Petition.number,
            title=Petition.title,
            due_at=Petition.reached_at,
            item=Body.name,
            extra=Petition.rule_id,
        )
        .join_from(Petition, Body, tied(Body, Petition, "body_id"))
        .where(
            Petition.community_id == Who.community_id,
            Petition.state == petitions.REACHED,
            *where,
        )
        .order_by(Petition.reached_at)
    )


def _call(row: Row, book: Rulebook) -> Duty | None:
    if row.due_at is None:
        return None
    rule = book.rule(row.extra, legal_day(row.due_at))
    due = petitions.call_by(rule, row.due_at)
    href = f"/chamber/petitions/{row.number}"
    return Duty("petition.call", row.title, href, row.number, due, rule.id, {"body": row.item})
