"""The entries of a fund's books that may be found on a bank statement."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from council.models.bankfacts import booked as booked_row
from council.models.bankfacts import unmatched_entries
from council.models.ledger import LedgerEntry
from council.rules.bankmatch import Booked
from council.services.unit import Work


def booked(work: Work, fund_id: UUID, entry_ids: Sequence[UUID] | None = None) -> list[Booked]:
    """Entries that moved money in the bank, are not reversed and have no line yet.

    ``entry_ids`` narrows them to these.
    """
    query = unmatched_entries(work.community_id, fund_id)
    if entry_ids is not None:
        query = query.where(LedgerEntry.id.in_(entry_ids))
    return [booked_row(row) for row in work.session.execute(query)]
