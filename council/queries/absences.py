"""Representatives who missed sessions, for those who hold an office; full names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.mandates import Mandate
from council.models.meetings import Attendance, Meeting
from council.models.people import Person
from council.rules import absences
from council.rules.absences import Session
from council.rules.calendar import legal_day, midnight
from council.rules.powers import BodyKind
from council.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Absentee:
    """A representative in office today with the days of the sessions missed, latest first."""

    body_id: UUID
    name: str
    title: str
    days: tuple[date, ...]


def absentees(
    connection: Connection, community_id: UUID, rule: Rule, today: date
) -> list[Absentee]:
    """Who is flagged under LA1 (``sessions`` missed within ``months``), in the order of seats.

    Only the present term counts, and only sessions that were closed.
    """
    months = rule.number("months")
    rows = _absences(connection, community_id, absences.since(today, months), today)
    attended: dict[str, list[Session]] = {}
    whose = {}
    for tenure, body, name, title, starts, state, given in rows:
        attended.setdefault(tenure.hex, []).append(Session(legal_day(starts), state, given))
        whose[tenure.hex] = (body, name, title)
    sessions = rule.number("sessions")
    found = absences.flagged(attended, today, sessions=sessions, months=months)
    return [Absentee(*whose[tenure], days) for tenure, days in found.items()]


def _absences(
    connection: Connection, community_id: UUID, first: date, today: date
) -> Sequence[Any]:
    """Every session since ``first`` that somebody in office today was absent from."""
    entrusted = exists().where(
        Mandate.community_id == Attendance.community_id,
        Mandate.meeting_id == Attendance.meeting_id,
        Mandate.giver_id == Attendance.person_id,
        Mandate.revoked_at.is_(None),
    )
    return connection.execute(
        select(
            Tenure.id,
            Office.body_id,
            Person.name,
            Office.title,
            Meeting.starts_at,
            Attendance.state,
            entrusted,
        )
        .select_from(Attendance)
        .join(Meeting, tied(Meeting, Attendance, "meeting_id"))
        .join(Tenure, tied(Tenure, Attendance, "tenure_id"))
        .join(Office, tied(Office, Tenure, "office_id"))
        .join(Body, tied(Body, Office, "body_id"))
        .join(Person, tied(Person, Tenure, "person_id"))
        .where(
            Attendance.community_id == community_id,
            Attendance.state == "absent",
            Body.kind == BodyKind.REPRESENTATIVES.value,
            Meeting.closed_at.is_not(None),
            Meeting.starts_at >= midnight(first),
            holders_on(today),
        )
        .order_by(Office.number)
    ).all()
