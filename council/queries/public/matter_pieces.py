"""The small facts of a matter in one union: each branch fills the same columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from council.models.acts import Appeal
from council.models.attachments import Attachment
from council.models.base import Instant, tied
from council.models.debate import Amendment
from council.models.facts import MARKS
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.implementation import (
    Acceptance,
    Evaluation,
    Milestone,
    OutcomeReport,
    Project,
)
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.plans import FundPlan, FundWish
from council.models.proposals import ProposalAuthor, ProposalVersion
from council.models.resolutions import Announcement, Objection
from council.prepared import Prepared
from council.queries.public.matter_sql import MINE
from council.rules.stages import Stage


def _piece(model: Any, kind: str, **columns: Any) -> Any:
    """One branch of the union; columns left out are empty."""
    blank = {
        "round": literal_column("0", Integer),
        "position": literal_column("0", Integer),
        "at": cast(null(), Instant),
        "until": cast(null(), Instant),
        "title": literal_column("''", String),
        "text": literal_column("''", String),
        "who": literal_column("''", String),
        "state": literal_column("''", String),
        "number": cast(null(), Integer),
        "row_id": model.id,
    }
    chosen = blank | columns
    named = literal_column(f"'{kind}'", String)  # constants, not parameters: a hundred less to bind
    return (
        select(
            named.label("kind"),
            *(c.label(name) for name, c in chosen.items()),
        )
        .select_from(model)
        .where(model.community_id == MINE["c"], model.proposal_id == MINE["p"])
    )


def _with_person(branch: Any, model: Any) -> Any:
    return branch.join(Person, tied(Person, model, "person_id"))


def _total() -> Any:
    return func.sum(MARKS)


_EARLY = (
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
    .join(Meeting, tied(Meeting, AgendaItem, "meeting_id"))
    .where(Meeting.cancelled_at.is_(None)),
    _piece(FundPlan, "plan", number=FundYear.year).join(
        FundYear, tied(FundYear, FundPlan, "fund_year_id")
    ),
    _piece(FundWish, "plan", at=FundWish.at, number=FundYear.year, state=FundWish.state)
    .join(FundPlan, tied(FundPlan, FundWish, "plan_id"))
    .join(FundYear, tied(FundYear, FundPlan, "fund_year_id")),
)
_LATE = (
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
        FundProject,
        "fund",
        position=FundProject.paid,
        title=FundProject.title,
        text=FundProject.number,
        number=FundProject.planned + FundProject.contracted + FundProject.paid,
    ),
    _piece(
        Evaluation,
        "evaluation",
        round=Evaluation.round,
        position=func.count(),
        number=_total(),
        row_id=null(),
    ).group_by(Evaluation.round),
)
LATE = frozenset(
    {
        Stage.ANNOUNCEMENT,
        Stage.IMPLEMENTATION,
        Stage.ACCEPTANCE,
        Stage.DISCLOSURE,
        Stage.EVALUATION,
        Stage.CLOSED,
    }
)
"""Only a matter that has reached one of these has anything in the second half of the tables."""
EARLY_PIECES = Prepared(union_all(*_EARLY))
PIECES = Prepared(union_all(*_EARLY, *_LATE))
