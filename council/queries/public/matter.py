"""One matter's whole life, in at most five queries whatever it went through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from council.models.acts import Act, Appeal
from council.models.attachments import Attachment
from council.models.base import Instant
from council.models.bodies import Body
from council.models.debate import Amendment, Contribution
from council.models.implementation import (
    Acceptance,
    Evaluation,
    Milestone,
    OutcomeReport,
    Project,
)
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.places import Building, Compound
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal, ProposalAuthor, ProposalVersion
from council.models.resolutions import Announcement, Objection, Resolution
from council.models.review import Opinion
from council.models.rules import Category
from council.rules.masking import mask_name, mask_text

CONTRIBUTIONS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """One small fact of the matter's second half; the columns mean what ``_PIECES`` says."""

    kind: str
    round: int
    position: int
    at: datetime | None
    until: datetime | None
    title: str
    text: str
    who: str
    state: str
    number: int | None
    id: UUID | None


@dataclass(frozen=True, slots=True)
class Said:
    """One contribution with the answer to it. Names are masked."""

    kind: str
    text: str
    by: str
    at: datetime
    answer: str
    answer_by: str
    answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vote:
    """One poll with the opinion or resolution that came of it."""

    body: str
    body_kind: str
    meeting_number: str
    meeting_at: datetime
    rule_id: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    tally: dict[str, Any] | None
    entitled: int
    cast: int
    recused: int
    position: str | None
    opinion: str
    dissent: str
    is_joint: bool
    opinion_at: datetime | None
    opinion_round: int | None
    resolution: str | None
    reference: str | None
    resolution_text: str | None
    number: str
    rule: dict[str, Any]


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything that a passer-by may know of a matter."""

    id: UUID
    number: str
    title: str
    text: str
    track: str
    stage: str
    ending: str | None
    stage_since: datetime
    due_at: datetime | None
    escalated_at: datetime | None
    version: int
    revision: int
    round: int
    listed_at: datetime
    cost: int | None
    seconders: int
    contributions: int
    place: str
    category: str
    compound: str
    building: str
    proposer: str
    on_behalf: str
    merged_into: str | None
    acts: list[Row[Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Piece]:
        """The pieces of one kind."""
        return self.pieces.get(kind, [])


_MINE = {"c": bindparam("community"), "p": bindparam("proposal")}
_Into = aliased(Proposal)


def _tied(model: Any, key: Any, community: Any) -> Any:
    return and_(model.community_id == community, model.id == key)


_HEAD = (
    select(
        Proposal.id,
        Proposal.number,
        Proposal.title,
        Proposal.text,
        Proposal.track,
        Proposal.stage,
        Proposal.ending,
        Proposal.stage_since,
        Proposal.due_at,
        Proposal.escalated_at,
        Proposal.version,
        Proposal.revision,
        Proposal.round,
        Proposal.listed_at,
        Proposal.cost,
        Proposal.seconder_count,
        Proposal.contribution_count,
        Proposal.place,
        func.coalesce(Category.name, ""),
        func.coalesce(Compound.name, ""),
        func.coalesce(Building.name, ""),
        Person.name,
        Proposal.on_behalf,
        _Into.number,
    )
    .join(Person, _tied(Person, Proposal.proposer_id, Proposal.community_id))
    .outerjoin(Category, _tied(Category, Proposal.category_id, Proposal.community_id))
    .outerjoin(Compound, _tied(Compound, Proposal.compound_id, Proposal.community_id))
    .outerjoin(Building, _tied(Building, Proposal.building_id, Proposal.community_id))
    .outerjoin(_Into, _tied(_Into, Proposal.merged_into_id, Proposal.community_id))
    .where(
        Proposal.community_id == bindparam("community"),
        Proposal.number == bindparam("number"),
        Proposal.is_public.is_(True),
    )
)
_ACTS = (
    select(
        Act.position,
        Act.stage,
        Act.to_stage,
        Act.kind,
        Act.office,
        Act.office_title,
        Act.reason,
        Act.rule_id,
        Act.statutes,
        Act.detail,
        Act.corrects_id,
        Act.id,
        Act.at,
    )
    .where(Act.community_id == _MINE["c"], Act.proposal_id == _MINE["p"])
    .order_by(Act.position)
)
_Answer = aliased(Contribution)
_Answerer = aliased(Person)
_SAID = (
    select(
        Contribution.kind,
        Contribution.text,
        Contribution.office_title,
        Person.name,
        Contribution.at,
        _Answer.text,
        _Answer.office_title,
        _Answer.at,
    )
    .join(Person, _tied(Person, Contribution.person_id, Contribution.community_id))
    .outerjoin(
        _Answer,
        and_(
            _Answer.community_id == Contribution.community_id,
            _Answer.answers_id == Contribution.id,
        ),
    )
    .where(
        Contribution.community_id == _MINE["c"],
        Contribution.proposal_id == _MINE["p"],
        Contribution.kind != "answer",
        Contribution.position > bindparam("after"),
    )
    .order_by(Contribution.position)
    .limit(CONTRIBUTIONS)
)


def _number_of(model: Any, *where: Any) -> Any:
    mine = (model.community_id == Poll.community_id, model.poll_id == Poll.id)
    count = select(func.count()).select_from(model).where(*mine, *where)
    return count.correlate(Poll).scalar_subquery()


_VOTES = (
    select(
        Body.name,
        Body.kind,
        Meeting.number,
        Meeting.starts_at,
        Poll.rule_id,
        Poll.opened_at,
        Poll.closed_at,
        Poll.outcome,
        Poll.tally,
        _number_of(PollVoter, PollVoter.recused.is_(False)),
        _number_of(Ballot),
        _number_of(PollVoter, PollVoter.recused.is_(True)),
        Opinion.position,
        func.coalesce(Opinion.text, ""),
        func.coalesce(Opinion.dissent, ""),
        func.coalesce(Opinion.is_joint, False),
        Opinion.at,
        Opinion.round,
        Resolution.number,
        Resolution.reference,
        Resolution.text,
        Poll.number,
        Poll.rule,
    )
    .join(Body, _tied(Body, Poll.body_id, Poll.community_id))
    .join(Meeting, _tied(Meeting, Poll.meeting_id, Poll.community_id))
    .outerjoin(Opinion, and_(Opinion.community_id == Poll.community_id, Opinion.poll_id == Poll.id))
    .outerjoin(
        Resolution,
        and_(Resolution.community_id == Poll.community_id, Resolution.poll_id == Poll.id),
    )
    .where(Poll.community_id == _MINE["c"], Poll.proposal_id == _MINE["p"])
    .order_by(Poll.opened_at)
)


def _piece(model: Any, kind: str, **columns: Any) -> Any:
    """One branch of the union; columns left out are empty."""
    blank = {
        "round": literal(0),
        "position": literal(0),
        "at": cast(null(), Instant),
        "until": cast(null(), Instant),
        "title": literal(""),
        "text": literal(""),
        "who": literal(""),
        "state": literal(""),
        "number": cast(null(), Integer),
        "row_id": model.id,
    }
    chosen = blank | columns
    return (
        select(literal(kind).label("kind"), *(c.label(name) for name, c in chosen.items()))
        .select_from(model)
        .where(model.community_id == _MINE["c"], model.proposal_id == _MINE["p"])
    )


def _with_person(branch: Any, model: Any, key: Any) -> Any:
    return branch.join(Person, _tied(Person, key, model.community_id))


def _total() -> Any:
    return func.sum(
        Evaluation.result + Evaluation.speed + Evaluation.cost + Evaluation.communication
    )


_PIECES = union_all(
    _piece(
        Announcement,
        "posting",
        round=Announcement.round,
        at=Announcement.posted_at,
        until=Announcement.until_at,
        state=Announcement.kind,
    ),
    _piece(
        Objection,
        "objection",
        at=Objection.at,
        until=Objection.due_at,
        title=Objection.title,
        text=Objection.text,
        who=Objection.answered_title,
        state=Objection.answer,
    ),
    _piece(
        Project,
        "project",
        round=Project.round,
        at=Project.started_at,
        until=Project.finished_at,
        title=Project.contractor,
        who=Project.responsible_title,
        number=Project.budget,
    ),
    _piece(
        Milestone,
        "milestone",
        round=Milestone.round,
        position=Milestone.position,
        at=Milestone.done_at,
        title=Milestone.title,
        text=Milestone.note,
        who=Milestone.owner,
        state=cast(Milestone.due_on, String(10)),
    ),
    _with_person(
        _piece(
            Acceptance,
            "acceptance",
            round=Acceptance.round,
            at=Acceptance.at,
            title=Acceptance.role,
            text=Acceptance.remark,
            who=Person.name,
            state=Acceptance.verdict,
        ),
        Acceptance,
        Acceptance.person_id,
    ),
    _piece(
        OutcomeReport,
        "outcome",
        round=OutcomeReport.round,
        at=OutcomeReport.at,
        text=OutcomeReport.text,
        number=OutcomeReport.cost,
    ),
    _piece(
        Evaluation,
        "evaluation",
        round=Evaluation.round,
        position=func.count(),
        number=_total(),
        row_id=null(),
    ).group_by(Evaluation.round),
    _piece(
        Attachment,
        "attachment",
        position=Attachment.position,
        at=Attachment.at,
        title=Attachment.caption,
        text=Attachment.sha256,
        who=Attachment.media_type,
        state=Attachment.kind,
        number=Attachment.size,
    ).where(Attachment.is_removed.is_(False)),
    _piece(
        Amendment,
        "amendment",
        position=Amendment.base_version,
        at=Amendment.at,
        text=Amendment.reason,
        title=Amendment.office_title,
        who=Amendment.state_reason,
        state=Amendment.state,
        number=Amendment.cost_change,
    ),
    _piece(
        ProposalVersion,
        "version",
        position=ProposalVersion.version,
        at=ProposalVersion.at,
        title=ProposalVersion.reason,
        text=ProposalVersion.text,
        number=ProposalVersion.cost,
    ).where(ProposalVersion.version > bindparam("since_version")),
    _piece(
        Appeal,
        "appeal",
        at=Appeal.at,
        until=Appeal.due_at,
        text=Appeal.text,
        title=Appeal.reason,
        state=func.coalesce(Appeal.decision, ""),
    ),
    _with_person(
        _piece(
            ProposalAuthor,
            "author",
            at=ProposalAuthor.at,
            who=Person.name,
            state=ProposalAuthor.role,
        ),
        ProposalAuthor,
        ProposalAuthor.person_id,
    ),
    _piece(
        AgendaItem,
        "meeting",
        at=Meeting.starts_at,
        until=Meeting.closed_at,
        title=Meeting.title,
        text=Meeting.number,
        who=Meeting.place,
    )
    .join(Meeting, _tied(Meeting, AgendaItem.meeting_id, AgendaItem.community_id))
    .where(Meeting.cancelled_at.is_(None)),
)


def load(
    connection: Connection, community_id: UUID, number: str, after: int = 0
) -> MatterPage | None:
    """The matter with this number, or None. ``after``: the last contribution already seen."""
    head = connection.execute(_HEAD, {"community": community_id, "number": number}).one_or_none()
    if head is None:
        return None
    keys = {"community": community_id, "proposal": head.id}
    fields = list(head)
    fields[2], fields[17] = mask_text(fields[2]), mask_text(fields[17])
    fields[21] = mask_name(fields[21])
    fields[22] = mask_name(fields[22]) if fields[22] else ""
    version = head.version
    return MatterPage(
        *fields,
        acts=list(connection.execute(_ACTS, keys)),
        said=_said(connection, keys | {"after": after}) if head.contribution_count else [],
        votes=[Vote(*row) for row in connection.execute(_VOTES, keys)],
        pieces=_pieces(connection, keys | {"since_version": version - 2 if version > 1 else 9999}),
    )


def _said(connection: Connection, keys: dict[str, Any]) -> list[Said]:
    said: list[Said] = []
    for kind, text, title, name, at, answer, answer_title, answer_at in connection.execute(
        _SAID, keys
    ):
        by = f"{title} {mask_name(name)}"
        said.append(Said(kind, text, by, at, answer or "", answer_title or "", answer_at))
    return said


def _pieces(connection: Connection, keys: dict[str, Any]) -> dict[str, list[Piece]]:
    sorted_by: dict[str, list[Piece]] = {}
    for row in connection.execute(_PIECES, keys):
        piece = Piece(*row)
        sorted_by.setdefault(piece.kind, []).append(piece)
    return sorted_by
