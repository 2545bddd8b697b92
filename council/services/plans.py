"""年度计划: the plan of a fund's year, from the collection of wishes until it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.funds import Fund, FundYear
from council.models.people import Person
from council.models.plans import FundPlan, FundWish
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules import plans as law_of
from council.rules import tally
from council.rules.calendar import legal_day, midnight
from council.rules.shapes import clean_line, clean_text
from council.rules.stages import FUND_PLAN, Stage
from council.rules.verdict import Reason, Refused
from council.services import fundprojects, funds, lifecycle, proposals
from council.services.fundprojects import ProjectSeed
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit
from council.services.wishstates import settle

POWER = "plan.keep"
TEXT_MIN, TEXT_MAX = 10, 8000


@dataclass(frozen=True, slots=True)
class PlanSeed:
    """A plan to be: of which fund and year, ``budget`` in fen, how it is shared, until when."""

    code: str
    year: int
    budget: int
    method: str
    wishes_until: date
    title: str
    text: str


def open_plan(
    community_id: UUID, seed: PlanSeed, *, actor: Actor, request_key: str = "", at: datetime
) -> str:
    """Begin to collect wishes for a year of a fund; gives the number of the plan's matter.

    Raises:
        Refused: ``fund_year_missing``, ``plan_exists`` (one of that year still goes on),
            ``plan_method_unknown``, ``plan_until_past``, ``amount_not_positive``.
    """
    with unit(community_id, kind="plan.open", actor=actor, at=at, power=POWER) as work:
        year = funds.year_of(work, seed.code, seed.year)
        if request_key and work.done_before(request_key):
            return running(work, year) or ""
        proposer = work.get(Person, actor.person_id)
        return enter(work, seed, year, proposer.id)


def enter(work: Work, seed: PlanSeed, year: FundYear, proposer_id: UUID) -> str:
    """Inside an act: the plan with its matter, as :func:`open_plan`."""
    if seed.method not in law_of.METHODS:
        raise Refused([Reason("plan_method_unknown")])
    if seed.wishes_until <= legal_day(work.at):
        raise Refused([Reason("plan_until_past")])
    before = running(work, year)
    if before:
        raise Refused([Reason("plan_exists", {"year": year.year, "number": before})])
    funds.demand_amount(seed.budget)
    proposal = _matter(work, seed, proposer_id)
    work.add(
        FundPlan(
            fund_year_id=year.id,
            proposal_id=proposal.id,
            budget=seed.budget,
            method=seed.method,
            wishes_until=seed.wishes_until,
        )
    )
    lifecycle.advance(
        work, proposal, "plan.open", rule_id="FN1", due_at=midnight_after(seed.wishes_until)
    )
    proposals.reindex(work, proposal)
    work.tell(fund=seed.code, year=seed.year, budget=seed.budget, method=seed.method)
    return proposal.number or ""


def midnight_after(day: date) -> datetime:
    """24:00 of the day."""
    return midnight(date.fromordinal(day.toordinal() + 1))


def conclude(
    community_id: UUID, number: str, *, actor: Actor, revision: int | None = None, at: datetime
) -> None:
    """End the collection: the joint rank is fixed and the plan goes to the two committees.

    Raises:
        Refused: ``deadline_running``, ``wishes_none``, ``wishes_unchecked``, ``wishes_unranked``.
    """
    with unit(community_id, kind="plan.conclude", actor=actor, at=at, power=POWER) as work:
        plan, proposal = load(work, number, revision=revision)
        lifecycle.verdict(work, proposal, "plan.conclude").demand()
        checked = in_state(work, plan, "checked")
        matters = {wish.id: work.get(Proposal, wish.proposal_id) for wish in checked}
        ranked = [
            law_of.Ranked(
                matters[wish.id].number or "",
                wish.party_rank or 0,
                wish.committee_rank or 0,
                matters[wish.id].seconder_count,
            )
            for wish in checked
        ]
        places = {number: place for place, number in enumerate(law_of.joint_rank(ranked), 1)}
        for wish in checked:
            wish.rank = places[matters[wish.id].number or ""]
        lifecycle.advance(work, proposal, "plan.conclude", detail={"wishes": len(checked)})
        work.tell(ranks=places)


def abandon(
    community_id: UUID,
    number: str,
    reason: str,
    *,
    actor: Actor,
    revision: int | None = None,
    at: datetime,
) -> None:
    """Call the plan off while wishes are collected; they wait for the next one."""
    with unit(community_id, kind="plan.abandon", actor=actor, at=at, power=POWER) as work:
        _, proposal = load(work, number, revision=revision)
        reason = clean_text(reason, 5, 1000, "reason")
        lifecycle.advance(work, proposal, "plan.abandon", reason=reason)


def file(
    community_id: UUID,
    number: str,
    reference: str,
    *,
    actor: Actor,
    revision: int | None = None,
    at: datetime,
) -> None:
    """File the posted plan with the street office (FF1); what was not chosen waits on.

    Raises:
        Refused: ``plan_not_shared`` where no counted vote says what was chosen.
    """
    with unit(community_id, kind="plan.file", actor=actor, at=at, power="plan.file") as work:
        plan, proposal = load(work, number, revision=revision)
        lifecycle.verdict(work, proposal, "plan.file").demand()
        if plan.poll_id is None:
            settle(work, plan, proposal)
        plan.filed_at, plan.filed_by_id = work.at, actor.person_id
        plan.filed_reference = clean_line(reference, 0, 60, "reference")
        for wish in in_state(work, plan, "passed_over"):
            matter = work.get(Proposal, wish.proposal_id)
            if matter.stage == Stage.FUNDING:
                told = {"plan": proposal.number, "why": wish.reason}
                lifecycle.advance(work, matter, "wish.pass_over", rule_id="FD1", detail=told)
        detail = {"reference": plan.filed_reference}
        lifecycle.advance(work, proposal, "plan.file", rule_id="FF1", detail=detail)


def note(community_id: UUID, number: str, remark: str, *, actor: Actor, at: datetime) -> None:
    """The street office takes note of a filed plan, once.

    Raises:
        Refused: ``plan_noted``, ``wrong_stage`` before it is filed.
    """
    with unit(community_id, kind="plan.note", actor=actor, at=at, power="plan.note") as work:
        plan, proposal = load(work, number)
        lifecycle.verdict(work, proposal, "plan.note").demand()
        if plan.noted_at is not None:
            raise Refused([Reason("plan_noted", {}, "FF1")])
        plan.noted_at, plan.noted_by_id = work.at, actor.person_id
        plan.noted_remark = clean_text(remark, 0, 1000, "remark")
        lifecycle.advance(work, proposal, "plan.note", reason=plan.noted_remark, rule_id="FF1")


def take_up(
    community_id: UUID,
    number: str,
    *,
    responsible: tuple[UUID, str] | None = None,
    actor: Actor,
    at: datetime,
) -> list[str]:
    """Make the chosen wishes projects of the fund under the plan's resolution; their numbers.

    Each goes on to its implementation. All of them or none. ``responsible`` is the person who
    answers for them, with the title of the seat.

    Raises:
        Refused: ``plan_taken_up``, and as ``fundprojects.add_project`` (``not_that_much`` while
            the year's money is not granted).
    """
    with unit(community_id, kind="plan.take_up", actor=actor, at=at, power=POWER) as work:
        plan, proposal = load(work, number)
        lifecycle.verdict(work, proposal, "plan.take_up").demand()
        waiting = [w for w in in_state(work, plan, "chosen") if w.project_id is None]
        if not waiting:
            raise Refused([Reason("plan_taken_up")])
        year = work.get(FundYear, plan.fund_year_id)
        fund = work.get(Fund, year.fund_id)
        resolution = resolution_of(work, proposal)
        made = [_project(work, fund, year, wish, resolution, responsible) for wish in waiting]
        detail = {"projects": made, "resolution": resolution.number}
        lifecycle.advance(work, proposal, "plan.take_up", rule_id="FD1", detail=detail)
        work.tell(projects=made)
        return made


def complete(
    community_id: UUID, number: str, *, actor: Actor, revision: int | None = None, at: datetime
) -> None:
    """End the plan when every project is finished or dropped."""
    with unit(community_id, kind="plan.complete", actor=actor, at=at, power=POWER) as work:
        _, proposal = load(work, number, revision=revision)
        lifecycle.advance(work, proposal, "plan.complete")


def load(work: Work, number: str, *, revision: int | None = None) -> tuple[FundPlan, Proposal]:
    """The plan with its matter; Refused ``not_found``, ``moved_meanwhile``."""
    proposal = lifecycle.load(work, number, revision=revision)
    plan = work.find(FundPlan, FundPlan.proposal_id == proposal.id)
    if plan is None:
        raise Refused([Reason("not_found", {"what": "fund_plan"})])
    return plan, proposal


def in_state(work: Work, plan: FundPlan, state: str) -> Sequence[FundWish]:
    """The plan's wishes in a state, by their joint rank, then as they came."""
    mine = (FundWish.plan_id == plan.id, FundWish.state == state)
    return sorted(work.all(FundWish, *mine, order=FundWish.at), key=lambda w: w.rank or 0)


def resolution_of(work: Work, proposal: Proposal) -> Resolution:
    """The resolution that passed the plan; Refused ``resolution_not_in_force``."""
    mine = (Resolution.proposal_id == proposal.id, Resolution.outcome == tally.PASSED)
    found = work.all(Resolution, *mine, order=Resolution.at)
    if not found:
        number = {"number": proposal.number}
        raise Refused([Reason("resolution_not_in_force", number, "FD1")])
    return found[-1]


def running(work: Work, year: FundYear) -> str | None:
    """The number of the plan of this year that has not ended."""
    for plan in work.all(FundPlan, FundPlan.fund_year_id == year.id):
        proposal = work.get(Proposal, plan.proposal_id)
        if proposal.stage != Stage.CLOSED:
            return proposal.number
    return None


def _matter(work: Work, seed: PlanSeed, proposer_id: UUID) -> Proposal:
    proposal = work.add(
        Proposal(
            number=next_number(work, "proposal"),
            track=FUND_PLAN,
            stage=Stage.DRAFT.value,
            stage_since=work.at,
            is_public=True,
            listed_at=work.at,
            revision=1,
            version=1,
            round=1,
            title=clean_line(seed.title, 2, 120, "title"),
            text=clean_text(seed.text, TEXT_MIN, TEXT_MAX, "text"),
            cost=seed.budget,
            proposer_id=proposer_id,
            seconder_count=0,
            contribution_count=0,
        )
    )
    work.session.flush()
    proposals.add_version(work, proposal, "")
    return proposal


def _project(
    work: Work,
    fund: Fund,
    year: FundYear,
    wish: FundWish,
    resolution: Resolution,
    responsible: tuple[UUID, str] | None,
) -> str:
    """One chosen wish becomes a project of the books and goes on to its implementation."""
    matter = work.get(Proposal, wish.proposal_id)
    seed = ProjectSeed(
        title=matter.title,
        kind=wish.kind,
        subject=wish.subject,
        approved=wish.estimate,
        compound_id=matter.compound_id,
        place=matter.place,
        responsible_id=responsible[0] if responsible else None,
        responsible_title=responsible[1] if responsible else "",
    )
    on = max(legal_day(work.at), date(year.year, 1, 1))
    project = fundprojects.add_project(
        work, fund.code, seed, on=on, resolution=resolution, proposal_id=matter.id
    )
    wish.project_id = project.id
    detail = {"project": project.number, "resolution": resolution.number}
    lifecycle.advance(work, matter, "wish.chosen", rule_id="FD1", detail=detail)
    return project.number
