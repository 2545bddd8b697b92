"""Which file of a community may be handed out, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.attachments import Attachment
from council.models.proposals import Proposal, ProposalAuthor


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file: its kind and type, and whether everybody may see it."""

    kind: str
    media_type: str
    is_public: bool


def find(
    connection: Connection, community_id: UUID, sha256: str, person_id: UUID | None
) -> FileLine | None:
    """The file where it belongs to a public matter, or to a draft of ``person_id``; else None."""
    rows = connection.execute(
        select(
            Attachment.kind,
            Attachment.media_type,
            Proposal.is_public,
            Proposal.id,
            Proposal.proposer_id,
        )
        .join(
            Proposal,
            and_(
                Proposal.community_id == Attachment.community_id,
                Proposal.id == Attachment.proposal_id,
            ),
        )
        .where(
            Attachment.community_id == community_id,
            Attachment.sha256 == sha256,
            Attachment.is_removed.is_(False),
        )
        .order_by(Proposal.is_public.desc())
    ).all()
    for row in rows:
        if row.is_public:
            return FileLine(row.kind, row.media_type, is_public=True)
        if person_id is not None and (
            row.proposer_id == person_id or _is_author(connection, community_id, row.id, person_id)
        ):
            return FileLine(row.kind, row.media_type, is_public=False)
    return None


def _is_author(
    connection: Connection, community_id: UUID, proposal_id: UUID, person_id: UUID
) -> bool:
    query = select(ProposalAuthor.id).where(
        ProposalAuthor.community_id == community_id,
        ProposalAuthor.proposal_id == proposal_id,
        ProposalAuthor.person_id == person_id,
        ProposalAuthor.role.in_(("helped", "clerk")),
    )
    return connection.execute(query).first() is not None
