"""A dry run of a meeting with its real roll. It is in no record: one row of plain data, outside the
journal, deleted when the run ends. Nothing here opens a unit or changes a recorded table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert, select, update

from council.db import db, release_reading
from council.models.base import new_id, new_salt
from council.models.hall import Rehearsal
from council.models.meetings import Meeting
from council.rules import rehearsal as law_of
from council.rules.meetings import WRITTEN
from council.rules.powers import OfficeKind, may
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor

LONGEST = timedelta(days=2)
"""A run that nobody has ended is thrown away after so long."""
_TABLE: Table = Rehearsal.__table__  # type: ignore[assignment]
Step = Callable[[law_of.State], law_of.State]


def start(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Begin a dry run, empty; one that runs already goes on.

    Raises:
        Refused: ``rehearsal_too_late`` once the meeting itself has opened, ``not_found``.
    """
    _demand_power(actor)
    with _writing() as connection:
        meeting = _meeting(connection, community_id, meeting_number)
        if meeting.opened_at is not None or meeting.cancelled_at is not None:
            raise Refused([Reason("rehearsal_too_late")])
        if meeting.form == WRITTEN:
            raise Refused([Reason("meeting_written")])
        if _row(connection, community_id, meeting.id) is not None:
            return
        row = {
            "community_id": community_id,
            "id": new_id(),
            "salt": new_salt(),
            "meeting_id": meeting.id,
            "state": law_of.EMPTY,
            "started_at": at,
        }
        connection.execute(insert(_TABLE), [row])


def step(community_id: UUID, actor: Actor, meeting_number: str, change: Step) -> None:
    """Do one thing in the dry run: ``change`` gives the next state out of the present one.

    Raises:
        Refused: ``rehearsal_over``, and whatever ``change`` refuses.
    """
    _demand_power(actor)
    with _writing() as connection:
        meeting = _meeting(connection, community_id, meeting_number)
        row = _row(connection, community_id, meeting.id)
        if row is None:
            raise Refused([Reason("rehearsal_over")])
        connection.execute(
            update(_TABLE)
            .where(_TABLE.c.community_id == community_id, _TABLE.c.id == row.id)
            .values(state=change(row.state))
        )


def end(community_id: UUID, actor: Actor, meeting_number: str) -> None:
    """Throw the dry run away, as if it had never been."""
    _demand_power(actor)
    with _writing() as connection:
        meeting = _meeting(connection, community_id, meeting_number)
        connection.execute(_gone(community_id, _TABLE.c.meeting_id == meeting.id))


def due(community_id: UUID, at: datetime) -> int:
    """Throw away what nobody has ended; gives how many."""
    with _writing() as connection:
        old = _gone(community_id, _TABLE.c.started_at < at - LONGEST)
        return int(connection.execute(old).rowcount)


def _gone(community_id: UUID, *where: Any) -> Any:
    return delete(_TABLE).where(_TABLE.c.community_id == community_id, *where)


def _demand_power(actor: Actor) -> None:
    held = [OfficeKind(actor.office)] if actor.office in set(OfficeKind) else []
    if not may("meeting.keep", held):
        raise Refused([Reason("no_power", {"act": "meeting.keep"})])


@contextmanager
def _writing() -> Iterator[Connection]:
    """A short transaction outside any unit: the database's guard lets no recorded table pass."""
    release_reading()
    with db.engine.connect() as plain:
        connection = plain
        if plain.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection = plain.execution_options(isolation_level="READ COMMITTED")
        try:
            yield connection
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def _meeting(connection: Connection, community_id: UUID, number: str) -> Any:
    found = connection.execute(
        select(Meeting.id, Meeting.opened_at, Meeting.cancelled_at, Meeting.form).where(
            Meeting.community_id == community_id, Meeting.number == number
        )
    ).one_or_none()
    if found is None:
        raise Refused([Reason("not_found", {"what": "meeting"})])
    return found


def _row(connection: Connection, community_id: UUID, meeting_id: UUID) -> Any:
    mine = (_TABLE.c.community_id == community_id, _TABLE.c.meeting_id == meeting_id)
    return connection.execute(
        select(_TABLE.c.id, _TABLE.c.state).where(*mine).with_for_update()
    ).one_or_none()
