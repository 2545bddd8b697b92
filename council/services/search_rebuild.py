"""The search index of a community made again from what is recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.proposals import Proposal
from council.services import proposals, search_index, search_meetings
from council.services.unit import SYSTEM, unit


def rebuild(community_id: UUID, *, at: datetime) -> int:
    """Empty the index and fill it again; how many entries there are now."""
    with unit(community_id, kind="search.rebuild", actor=SYSTEM, at=at) as work:
        search_index.clear(work.session, community_id)
        listed = work.all(
            Proposal,
            Proposal.is_public.is_(True),
            Proposal.number.is_not(None),
            order=Proposal.listed_at,
        )
        entries = [proposals.entry_of(work, proposal) for proposal in listed]
        entries += search_meetings.entries(work.session, community_id)
        n = search_index.index_many(work.session, community_id, entries)
        work.tell(entries=n)
        return n
