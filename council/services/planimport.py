"""A Pabulib file as a community's annual plan: its projects become wishes to be checked.

The ballots of the file are nobody's here: no vote is entered from it. A vote on the plan is held
and counted like any other; ``count pb`` counts the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.models.plans import FundPlan
from council.models.proposals import Proposal
from council.rules.allocation import APPROVAL, AllocationError, Amount, Project
from council.rules.pabulib import PbFile, read_pb
from council.rules.plans import EQUAL_SHARES, GREEDY
from council.rules.shapes import clean_line
from council.rules.stages import FUND, Stage
from council.rules.verdict import Reason, Refused
from council.services import funds, plans, proposals, wishes
from council.services.numbers import take_numbers
from council.services.plans import PlanSeed
from council.services.proposalimport import Imported, proposer_of
from council.services.unit import Actor, Work, unit
from council.services.wishes import WishSeed


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What is taken over: the file, for which year of which fund, wishes until when."""

    file: PbFile
    code: str
    year: int
    wishes_until: date


def read(path: Path) -> PbFile:
    """Read a ``.pb`` file of approvals.

    Raises:
        Refused: ``plan_file_unreadable``, ``plan_file_kind``.
    """
    try:
        file = read_pb(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, AllocationError) as error:
        raise Refused([Reason("plan_file_unreadable", {"why": str(error)})]) from error
    if file.poll.kind != APPROVAL:
        raise Refused([Reason("plan_file_kind", {"kind": file.poll.kind})])
    _fen(file.poll.budget)
    for project in file.poll.projects:
        _fen(project.cost)
    return file


def take_over(
    community_id: UUID, given: PlanFile, *, actor: Actor, at: datetime, dry_run: bool = False
) -> Imported:
    """Add every project that is not there yet as a wish of the year's plan.

    A plan that collects is opened where none goes on: its budget is the file's (one unit of money
    is one yuan), its method what the file names. Nothing is checked, ranked or voted on.

    Raises:
        Refused: ``fund_year_missing``, ``collection_over`` where the year's plan is further on.
    """
    done = Imported(0, 0)
    try:
        with unit(community_id, kind="plan.import", actor=actor, at=at, power="plan.keep") as work:
            done = _enter(work, given)
            _keep(not dry_run)
    except _Unwritten:
        pass
    return done


def _keep(wanted: bool) -> None:
    if not wanted:
        raise _Unwritten


class _Unwritten(Exception):  # noqa: N818 - it ends a dry run
    """Everything was tried, and nothing is kept."""


def _enter(work: Work, given: PlanFile) -> Imported:
    known = _known(work)
    projects = given.file.poll.projects
    fresh = [p for p in projects if _key(given, p) not in known]
    done = Imported(len(fresh), len(projects) - len(fresh))
    if not fresh:
        work.repeat()
        return done
    proposer = proposer_of(work)
    plan, of_plan = _plan(work, given, proposer)
    numbers = take_numbers(work, "proposal", len(fresh))
    for project, number in zip(fresh, numbers, strict=True):
        matter = _matter(work, given, project, number, proposer)
        basis = f"来自导入的文件，项目编号 {project.id}"
        seed = WishSeed("services", "other", _fen(project.cost), basis)
        wishes.enter(work, plan, of_plan, matter, seed)
    work.tell(imported=len(fresh), plan=of_plan.number)
    return done


def _known(work: Work) -> set[str]:
    query = select(Proposal.import_number).where(
        Proposal.community_id == work.community_id, Proposal.import_number.is_not(None)
    )
    return {number for number in work.session.scalars(query) if number}


def _key(given: PlanFile, project: Project) -> str:
    return f"pb-{given.code}-{given.year}-{project.id}"[:60]


def _fen(amount: Amount) -> int:
    """An amount of the file in fen; a part of a fen is none."""
    fen = amount * 100
    if fen.denominator != 1:
        raise Refused([Reason("plan_file_unreadable", {"why": f"{amount} is no whole fen"})])
    return int(fen)


def _plan(work: Work, given: PlanFile, proposer: UUID) -> tuple[FundPlan, Proposal]:
    """The plan that collects for this year, opened now where there is none."""
    year = funds.year_of(work, given.code, given.year)
    number = plans.running(work, year)
    if number is None:
        rule = given.file.rule
        seed = PlanSeed(
            code=given.code,
            year=given.year,
            budget=_fen(given.file.poll.budget),
            method=EQUAL_SHARES if rule.startswith("equalshares") else GREEDY,
            wishes_until=given.wishes_until,
            title=f"{given.year}年经费年度计划",
            text=f"项目建议由文件导入：{given.file.meta.get('description', '')[:200]}",
        )
        number = plans.enter(work, seed, year, proposer)
    return plans.load(work, number)


def _matter(work: Work, given: PlanFile, project: Project, number: str, proposer: UUID) -> Proposal:
    """A public matter that waits for the plan; it was vetted where the file was made."""
    title = clean_line(project.name or project.id, 1, 120, "title")
    matter = work.add(
        Proposal(
            number=number,
            import_number=_key(given, project),
            track=FUND,
            stage=Stage.FUNDING.value,
            stage_since=work.at,
            is_public=True,
            listed_at=work.at,
            revision=1,
            version=1,
            round=1,
            title=title,
            text=f"{title}（由文件导入，编号 {project.id}）",
            cost=_fen(project.cost),
            proposer_id=proposer,
            on_behalf="",
            seconder_count=0,
            contribution_count=0,
        )
    )
    work.session.flush()
    proposals.add_version(work, matter, "")
    proposals.reindex(work, matter)
    return matter
