"""代为提出: a clerk writes for somebody; who that is stands as a name, and as a person where known.

The person helped may read, change, withdraw and appeal like the proposer, and cannot second.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from council.models.people import Person
from council.models.proposals import Proposal, ProposalAuthor
from council.rules.verdict import Reason, Refused
from council.services.unit import Work

if TYPE_CHECKING:
    from council.services.proposals import Content

HELPED = "helped"


def checked(work: Work, content: Content) -> Content:
    """The content with the name of the roster, where a person is named.

    Raises:
        Refused: for anybody but a clerk, a person of another community or who moved away.
    """
    if not content.on_behalf and content.helped_id is None:
        return content
    if work.actor.office != "clerk":
        raise Refused([Reason("no_power", {"act": "proposal.on_behalf"})])
    if content.helped_id is None:
        return content
    person = work.get(Person, content.helped_id)
    if person.moved_out:
        raise Refused([Reason("not_found", {"what": "person"})])
    return replace(content, on_behalf=person.name)


def link(work: Work, draft: Proposal, helped_id: UUID | None) -> bool:
    """Let the draft point to the person helped, and to nobody else; whether that changed."""
    if helped_id == draft.proposer_id:
        helped_id = None
    mine = (ProposalAuthor.proposal_id == draft.id, ProposalAuthor.role == HELPED)
    row = work.find(ProposalAuthor, *mine)
    if (row.person_id if row else None) == helped_id:
        return False
    if row is not None:
        work.session.delete(row)
        work.session.flush()
    if helped_id is not None:
        work.add(ProposalAuthor(proposal_id=draft.id, person_id=helped_id, role=HELPED, at=work.at))
    return True
