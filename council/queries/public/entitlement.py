"""Whether the one who reads a poll's page may vote in it: told to nobody else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, exists, or_, select

from council.models.base import tied
from council.models.mandates import Mandate
from council.models.polls import Poll, PollVoter


def may_cast(connection: Connection, community_id: UUID, poll_id: UUID, who: UUID) -> bool:
    """Whether somebody stands on the roll, not recused, or holds a mandate of somebody who does."""
    held = exists().where(
        Mandate.community_id == PollVoter.community_id,
        Mandate.meeting_id == Poll.meeting_id,
        Mandate.giver_id == PollVoter.person_id,
        Mandate.line == PollVoter.line,
        Mandate.holder_id == who,
        Mandate.revoked_at.is_(None),
    )
    found = connection.scalar(
        select(PollVoter.id)
        .join(Poll, tied(Poll, PollVoter, "poll_id"))
        .where(
            PollVoter.community_id == community_id,
            PollVoter.poll_id == poll_id,
            PollVoter.recused.is_(False),
            or_(PollVoter.person_id == who, held),
        )
        .limit(1)
    )
    return found is not None
