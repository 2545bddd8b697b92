"""What the pages of proposing need: choices, the visitor's own proposals, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select

from council.models.acts import Act, Appeal
from council.models.attachments import Attachment
from council.models.places import Building, Compound
from council.models.proposals import Proposal, ProposalAuthor, Seconder
from council.models.rules import Category


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A subject; ``depth`` 0 is the top of the tree."""

    id: UUID
    name: str
    name_hant: str
    name_en: str
    depth: int


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A compound (``building_id`` None) or a building of it."""

    compound_id: UUID
    compound: str
    building_id: UUID | None
    building: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of the visitor's proposals."""

    id: UUID
    number: str | None
    title: str
    stage: str
    ending: str | None
    due_at: datetime | None
    seconder_count: int
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One photo or voice note; ``size`` in bytes."""

    id: UUID
    kind: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class AppealState:
    """The appeal of a matter, if there is one."""

    text: str
    at: datetime
    due_at: datetime
    decision: str | None


@dataclass(frozen=True, slots=True)
class Closing:
    """The vetting's decision that may be appealed: when and by which office."""

    at: datetime
    office: str


def categories(connection: Connection, community_id: UUID) -> list[CategoryChoice]:
    """The tree, every subject followed by those below it."""
    rows = connection.execute(
        select(
            Category.parent_id,
            Category.id,
            Category.name,
            Category.name_hant,
            Category.name_en,
            Category.depth,
        )
        .where(Category.community_id == community_id)
        .order_by(Category.position, Category.path)
    )
    below: dict[UUID | None, list[CategoryChoice]] = {}
    for row in rows:
        below.setdefault(row[0], []).append(CategoryChoice(*row[1:]))
    return list(_walk(below, None))


def _walk(
    below: dict[UUID | None, list[CategoryChoice]], parent: UUID | None
) -> Iterator[CategoryChoice]:
    for subject in below.get(parent, ()):
        yield subject
        yield from _walk(below, subject.id)


def places(connection: Connection, community_id: UUID) -> list[PlaceChoice]:
    """Every compound, each followed by its buildings."""
    rows = connection.execute(
        select(Compound.id, Compound.name, Building.id, Building.name)
        .outerjoin(
            Building,
            and_(
                Building.community_id == Compound.community_id,
                Building.compound_id == Compound.id,
            ),
        )
        .where(Compound.community_id == community_id)
        .order_by(Compound.position, Compound.name, Building.position, Building.name)
    ).all()
    found: list[PlaceChoice] = []
    for compound_id, compound, building_id, building in rows:
        if not found or found[-1].compound_id != compound_id:
            found.append(PlaceChoice(compound_id, compound, None, ""))
        if building_id is not None:
            found.append(PlaceChoice(compound_id, compound, building_id, building))
    return found


def own(connection: Connection, community_id: UUID, person_id: UUID) -> list[OwnLine]:
    """Proposals and drafts that the person wrote or helped with, newest first."""
    helped = select(ProposalAuthor.proposal_id).where(
        ProposalAuthor.community_id == community_id,
        ProposalAuthor.person_id == person_id,
        ProposalAuthor.role.in_(("helped", "clerk")),
    )
    rows = connection.execute(
        select(
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.stage,
            Proposal.ending,
            Proposal.due_at,
            Proposal.seconder_count,
            Proposal.listed_at,
        )
        .where(
            Proposal.community_id == community_id,
            or_(Proposal.proposer_id == person_id, Proposal.id.in_(helped)),
            or_(Proposal.number.is_not(None), Proposal.stage == "draft"),
        )
        .order_by(Proposal.listed_at.desc(), Proposal.id.desc())
        .limit(200)
    )
    return [OwnLine(*row) for row in rows]


def attachments(
    connection: Connection, community_id: UUID, proposal_id: UUID
) -> list[AttachmentLine]:
    """Photos and voice note of a proposal, in order; not the evidence of milestones."""
    rows = connection.execute(
        select(
            Attachment.id,
            Attachment.kind,
            Attachment.sha256,
            Attachment.media_type,
            Attachment.size,
        )
        .where(
            Attachment.community_id == community_id,
            Attachment.proposal_id == proposal_id,
            Attachment.milestone_id.is_(None),
            Attachment.is_removed.is_(False),
        )
        .order_by(Attachment.kind, Attachment.position)
    )
    return [AttachmentLine(*row) for row in rows]


def is_author(
    connection: Connection, community_id: UUID, proposal_id: UUID, person_id: UUID
) -> bool:
    """Whether the person is the one helped, the clerk who helped, or an author by merging."""
    query = select(ProposalAuthor.id).where(
        ProposalAuthor.community_id == community_id,
        ProposalAuthor.proposal_id == proposal_id,
        ProposalAuthor.person_id == person_id,
    )
    return connection.execute(query).first() is not None


def has_seconded(
    connection: Connection, community_id: UUID, proposal_id: UUID, person_id: UUID
) -> bool:
    """Whether the person seconds the proposal."""
    query = select(Seconder.id).where(
        Seconder.community_id == community_id,
        Seconder.proposal_id == proposal_id,
        Seconder.person_id == person_id,
    )
    return connection.execute(query).first() is not None


def appeal(connection: Connection, community_id: UUID, proposal_id: UUID) -> AppealState | None:
    """The appeal of a matter, or None."""
    row = connection.execute(
        select(Appeal.text, Appeal.at, Appeal.due_at, Appeal.decision).where(
            Appeal.community_id == community_id, Appeal.proposal_id == proposal_id
        )
    ).one_or_none()
    return AppealState(*row) if row else None


def closing(connection: Connection, community_id: UUID, proposal_id: UUID) -> Closing | None:
    """The last declining or routing of a matter, or None."""
    row = connection.execute(
        select(Act.at, Act.office)
        .where(
            Act.community_id == community_id,
            Act.proposal_id == proposal_id,
            Act.kind.in_(("vetting.decline", "vetting.route")),
        )
        .order_by(Act.position.desc())
        .limit(1)
    ).one_or_none()
    return Closing(*row) if row else None
