"""The selects of a matter's head, trace, debate and votes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    bindparam,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from council.models.acts import Act
from council.models.base import tied
from council.models.bodies import Body
from council.models.debate import Contribution
from council.models.meetings import AgendaItem, Meeting
from council.models.people import Person
from council.models.places import Building, Compound
from council.models.polls import Ballot, Poll, PollVoter
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.models.review import Opinion
from council.models.rules import Category
from council.prepared import Prepared

CONTRIBUTIONS = 20

MINE: dict[str, Any] = {"c": bindparam("community"), "p": bindparam("proposal")}
_Into = aliased(Proposal)


HEAD = Prepared(
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
        exists().where(tied(Proposal, Poll, "proposal_id")),
        exists().where(tied(Proposal, AgendaItem, "proposal_id")),
    )
    .join(Person, tied(Person, Proposal, "proposer_id"))
    .outerjoin(Category, tied(Category, Proposal, "category_id"))
    .outerjoin(Compound, tied(Compound, Proposal, "compound_id"))
    .outerjoin(Building, tied(Building, Proposal, "building_id"))
    .outerjoin(_Into, tied(_Into, Proposal, "merged_into_id"))
    .where(
        Proposal.community_id == bindparam("community"),
        Proposal.number == bindparam("number"),
        Proposal.is_public.is_(True),
    )
)
ACTS = Prepared(
    select(
        Act.stage,
        Act.to_stage,
        Act.kind,
        Act.office,
        Act.office_title,
        Act.reason,
        Act.rule_id,
        Act.statutes,
        Act.at,
    )
    .where(Act.community_id == MINE["c"], Act.proposal_id == MINE["p"])
    .order_by(Act.position)
)
_Answer = aliased(Contribution)
_Answerer = aliased(Person)
SAID = Prepared(
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
    .join(Person, tied(Person, Contribution, "person_id"))
    .outerjoin(_Answer, tied(Contribution, _Answer, "answers_id"))
    .where(
        Contribution.community_id == MINE["c"],
        Contribution.proposal_id == MINE["p"],
        Contribution.kind != "answer",
        Contribution.position > bindparam("after"),
    )
    .order_by(Contribution.position)
    .limit(CONTRIBUTIONS)
)


def _number_of(model: Any, *where: Any) -> Any:
    mine = tied(Poll, model, "poll_id")
    count = select(func.count()).select_from(model).where(mine, *where)
    return count.correlate(Poll).scalar_subquery()


VOTES = Prepared(
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
        Poll.secret,
    )
    .join(Body, tied(Body, Poll, "body_id"))
    .join(Meeting, tied(Meeting, Poll, "meeting_id"))
    .outerjoin(Opinion, tied(Poll, Opinion, "poll_id"))
    .outerjoin(Resolution, tied(Poll, Resolution, "poll_id"))
    .where(Poll.community_id == MINE["c"], Poll.proposal_id == MINE["p"])
    .order_by(Poll.opened_at)
)
