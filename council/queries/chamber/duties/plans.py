"""年度计划: wishes to check and to rank, ballots to set, plans to file and to carry out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_
from sqlalchemy.orm import aliased

from council.models.base import tied
from council.models.meetings import AgendaItem, Meeting
from council.models.plans import FundPlan, FundWish
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.plans import ITEMS
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.stages import FUND, Stage

_PARTY = {OfficeKind.PARTY_SECRETARY, OfficeKind.PARTY_COMMITTEE}
_COMMITTEE = {OfficeKind.COMMITTEE_CHAIR, OfficeKind.COMMITTEE_MEMBER}
_MATTER = aliased(Proposal)
_BASE = "/chamber/fund/plans"


def parts(who: Who) -> Iterator[Part]:
    """What a plan needs from this visitor in its stage."""
    if who.may("wish.put"):
        yield Part(_own(who), _put)
    if who.may("wish.check"):
        yield Part(_unchecked(who), _check)
    if not _PARTY.isdisjoint(who.kinds):
        yield Part(_unranked(who, FundWish.party_rank, "party"), _rank)
    if not _COMMITTEE.isdisjoint(who.kinds):
        yield Part(_unranked(who, FundWish.committee_rank, "residents"), _rank)
    if who.may("plan.keep"):
        yield Part(_in(Stage.COLLECTION, Proposal.due_at <= who.at), _conclude)
        yield Part(_without_ballot(), _ballot)
        yield Part(_in(Stage.EXECUTION, _wish(FundWish.state == "chosen", _no_project())), _take_up)
    if who.may("plan.file"):
        yield Part(_in(Stage.FILING), _file)
    if who.may("plan.note"):
        yield Part(_in(Stage.EXECUTION, FundPlan.noted_at.is_(None)), _note)


def _in(stage: Stage, *where: ColumnElement[bool]) -> Select[Any]:
    return _plans(stage, *where).order_by(Proposal.due_at)


def _plans(stage: Stage, *where: ColumnElement[bool], **more: Any) -> Select[Any]:
    chosen = {"number": Proposal.number, "title": Proposal.title, "due_at": Proposal.due_at}
    return (
        columns(**(chosen | more))
        .join_from(FundPlan, Proposal, tied(Proposal, FundPlan, "proposal_id"))
        .where(FundPlan.community_id == Who.community_id, Proposal.stage == stage.value, *where)
    )


def _wish(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(tied(FundPlan, FundWish, "plan_id"), *where).correlate(FundPlan)


def _no_project() -> ColumnElement[bool]:
    return FundWish.project_id.is_(None)


def _unchecked(who: Who) -> Select[Any]:
    return (
        columns(
            number=_MATTER.number, title=_MATTER.title, due_at=Proposal.due_at, item=Proposal.number
        )
        .join_from(FundWish, FundPlan, tied(FundPlan, FundWish, "plan_id"))
        .join(Proposal, tied(Proposal, FundPlan, "proposal_id"))
        .join(_MATTER, tied(_MATTER, FundWish, "proposal_id"))
        .where(
            FundWish.community_id == who.community_id,
            FundWish.state == "put",
            Proposal.stage == Stage.COLLECTION.value,
        )
        .order_by(FundWish.at)
    )


def _unranked(who: Who, place: Any, committee: str) -> Select[Any]:
    """Every wish is checked, and one of them has no place from this committee."""
    return _plans(
        Stage.COLLECTION,
        FundPlan.community_id == who.community_id,
        _wish(FundWish.state == "checked", place.is_(None)),
        ~_wish(FundWish.state == "put"),
        item=literal(committee),
    )


def _without_ballot() -> Select[Any]:
    """A meeting is called on the plan, and its ballot is not set."""
    polled = exists().where(tied(AgendaItem, Poll, "item_id")).correlate(AgendaItem)
    return (
        _plans(
            Stage.RESOLUTION,
            FundPlan.method != ITEMS,
            due_at=Meeting.starts_at,
            item=Meeting.number,
        )
        .join(
            AgendaItem,
            and_(
                AgendaItem.community_id == Proposal.community_id,
                AgendaItem.proposal_id == Proposal.id,
            ),
        )
        .join(Meeting, tied(Meeting, AgendaItem, "meeting_id"))
        .where(
            AgendaItem.ask.is_(None),
            Meeting.noticed_at >= Proposal.stage_since,
            Meeting.cancelled_at.is_(None),
            Meeting.closed_at.is_(None),
            ~polled,
        )
    )


def _own(who: Who) -> Select[Any]:
    """My proposal waits for a plan, and one collects."""
    busy = (
        exists()
        .where(tied(_MATTER, FundWish, "proposal_id"), tied(FundPlan, FundWish, "plan_id"))
        .correlate(_MATTER, FundPlan)
    )
    elsewhere = (
        exists()
        .where(
            tied(_MATTER, FundWish, "proposal_id"),
            or_(FundWish.state == "chosen", FundWish.state == "put"),
        )
        .correlate(_MATTER)
    )
    return (
        _plans(
            Stage.COLLECTION,
            Proposal.due_at > who.at,
            number=_MATTER.number,
            title=_MATTER.title,
            item=Proposal.number,
        )
        .join(_MATTER, _MATTER.community_id == FundPlan.community_id)
        .where(
            _MATTER.track == FUND,
            _MATTER.stage == Stage.FUNDING.value,
            _MATTER.proposer_id == who.person_id,
            ~busy,
            ~elsewhere,
        )
    )


def _put(row: Row, _book: Rulebook) -> Duty:
    href = f"{_BASE}/{row.item}/wishes/new?matter={row.number}"
    return Duty("wish.put", row.title, href, row.number, row.until, "FD1", primary=False)


def _check(row: Row, _book: Rulebook) -> Duty:
    href = f"{_BASE}/{row.item}/wishes/{row.number}"
    return Duty("wish.check", row.title, href, row.number, row.until, "FN1")


def _rank(row: Row, _book: Rulebook) -> Duty:
    href = f"{_BASE}/{row.number}/rank/{row.item}"
    return Duty("plan.rank", row.title, href, row.number, row.until, "FD1")


def _conclude(row: Row, _book: Rulebook) -> Duty:
    return _act("plan.conclude", row, "conclude", "FD1", due=False)


def _ballot(row: Row, _book: Rulebook) -> Duty:
    return _act("plan.ballot", row, "ballot", "FD1")


def _take_up(row: Row, _book: Rulebook) -> Duty:
    return _act("plan.take_up", row, "books", "FD1", due=False)


def _file(row: Row, _book: Rulebook) -> Duty:
    return _act("plan.file", row, "file", "FF1")


def _note(row: Row, _book: Rulebook) -> Duty:
    return _act("plan.note", row, "note", "FF1", due=False)


def _act(act: str, row: Row, panel: str, rule: str, *, due: bool = True) -> Duty:
    until = row.until if due else None
    return Duty(act, row.title, f"{_BASE}/{row.number}#{panel}", row.number, until, rule)
