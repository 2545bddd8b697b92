"""What somebody who sits at the table of a joint meeting needs beside the public page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.facts import holders_on
from council.models.hall import MeetingTask
from council.queries.chamber.meetings import BodyChoice
from council.queries.public import followups, joint
from council.queries.public.followups import Followup
from council.queries.public.joint import JointPage
from council.rules.joint import SIDES, Promise


def own(connection: Connection, community_id: UUID, person_id: UUID, on: date) -> frozenset[UUID]:
    """The bodies in which somebody holds an office on a day."""
    rows = connection.execute(
        select(Office.body_id)
        .join(Tenure, tied(Office, Tenure, "office_id"))
        .where(
            Office.community_id == community_id,
            Tenure.person_id == person_id,
            holders_on(on),
        )
    )
    return frozenset(row[0] for row in rows)


def bodies(connection: Connection, community_id: UUID) -> list[BodyChoice]:
    """Every body, those that can be sides first."""
    rows = connection.execute(
        select(Body.id, Body.kind, Body.name)
        .where(Body.community_id == community_id)
        .order_by(Body.position, Body.name)
    )
    found = [BodyChoice(*row) for row in rows]
    return sorted(found, key=lambda body: body.kind not in SIDES)


def table(connection: Connection, community_id: UUID, meeting_id: UUID, today: date) -> JointPage:
    """The joint meeting for those who sit at it: closed items with all that was said to them."""
    mine = MeetingTask.community_id == community_id, MeetingTask.meeting_id == meeting_id
    rows = connection.execute(followups.EVERY.where(*mine).order_by(MeetingTask.number))
    promises = [followups.line_of(row, today) for row in rows]
    return joint.page(connection, community_id, meeting_id, joint.ITEMS, promises)


def task(connection: Connection, community_id: UUID, number: str, today: date) -> Followup | None:
    """The promise with this number, of a closed item too; None where there is none."""
    mine = MeetingTask.community_id == community_id, MeetingTask.number == number
    row = connection.execute(followups.EVERY.where(*mine)).one_or_none()
    return followups.line_of(row, today) if row is not None else None


def promise(
    connection: Connection,
    community_id: UUID,
    number: str,
    person_id: UUID,
    on: date,
    *,
    keeps: bool,
) -> Promise | None:
    """The task as the rules ask for it, for this person; ``keeps``: one who keeps meetings."""
    row = connection.execute(
        select(
            MeetingTask.state,
            MeetingTask.due_on,
            MeetingTask.body_id,
            MeetingTask.person_id,
            MeetingTask.done_at,
            MeetingTask.evaluated_at,
        ).where(MeetingTask.community_id == community_id, MeetingTask.number == number)
    ).one_or_none()
    if row is None:
        return None
    mine = row.person_id == person_id
    if row.body_id is not None:
        mine = mine or row.body_id in own(connection, community_id, person_id, on)
    elif row.person_id is None:
        mine = keeps
    return Promise(row.state, row.due_on, mine, row.done_at, row.evaluated_at)
