"""The frozen roll of a poll, as the rules know it: for services and pages alike."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from council.models.polls import PollVoter
from council.rules.roll import RollLine


def roll_lines(
    source: Session | Connection,
    community_id: UUID,
    poll_id: UUID,
    *,
    person_id: UUID | None = None,
) -> list[RollLine]:
    """The lines of a poll's roll in the order in which the public sees them.

    ``person_id``: only the lines of one person.
    """
    query = select(
        PollVoter.person_id,
        PollVoter.line,
        PollVoter.heads,
        PollVoter.area,
        PollVoter.recused,
        PollVoter.label,
        PollVoter.office_title,
        PollVoter.basis,
    ).where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
    if person_id is not None:
        query = query.where(PollVoter.person_id == person_id)
    rows = source.execute(query.order_by(PollVoter.id)).all()
    return [
        RollLine(
            row.person_id.hex,
            row.line,
            row.heads,
            row.area,
            row.recused,
            row.label or row.office_title,
            row.basis,
        )
        for row in rows
    ]
