"""Written mandates: who may vote for whom in a meeting."""

from __future__ import annotations

from uuid import UUID

from council.models.mandates import Mandate
from council.models.meetings import AgendaItem
from council.models.polls import Poll
from council.services.unit import Work


def holding(work: Work, poll: Poll, giver_id: UUID, line: int) -> Mandate | None:
    """The mandate in force that lets somebody vote in the poll for this line of the roll."""
    found = work.all(
        Mandate,
        Mandate.meeting_id == poll.meeting_id,
        Mandate.giver_id == giver_id,
        Mandate.line == line,
        Mandate.revoked_at.is_(None),
    )
    item = work.get(AgendaItem, poll.item_id)
    return next((m for m in found if covers(m, item.position)), None)


def covers(mandate: Mandate, position: int) -> bool:
    """Whether the mandate is for the agenda item at this position; an empty scope is for all."""
    return not mandate.scope or str(position) in mandate.scope.split(",")


def use(work: Work, mandate: Mandate) -> None:
    """Note that the mandate was used: from now on it cannot be revoked."""
    mandate.used_at = mandate.used_at or work.at
