"""What the fund pays for: a project under the resolution that allows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from council.models.acts import Act
from council.models.fundprojects import FundProject
from council.models.people import Person
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.procuring import KINDS, within_cap
from council.rules.shapes import clean_text
from council.rules.stages import FUND_PLAN, TRACKS, Ending, Stage
from council.rules.verdict import Reason, Refused
from council.services import funds, law, ledger, listchecks
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

_BEYOND = frozenset({Stage.DISCLOSURE, Stage.EVALUATION, Stage.CLOSED})
"""Where a matter stands once its acceptance is over."""


@dataclass(frozen=True, slots=True)
class ProjectSeed:
    """A project to be; ``approved`` in fen is what the resolution allows.

    ``not_listed`` says why words of the negative list do not apply, ``exception`` is the number of
    the assembly's resolution that allows it nevertheless.
    """

    title: str
    kind: str
    subject: str
    approved: int
    compound_id: UUID | None = None
    place: str = ""
    responsible_id: UUID | None = None
    responsible_title: str = ""
    note: str = ""
    not_listed: str = ""
    exception: str = ""


def open_project(
    community_id: UUID,
    code: str,
    seed: ProjectSeed,
    *,
    resolution_number: str,
    on: date,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> str:
    """Take a project into the year of ``on`` under a resolution that passed; gives its number.

    A repeated ``request_key`` gives the number as before.

    Raises:
        Refused: ``not_found``, ``resolution_not_in_force``, ``resolution_without_sum``,
            ``above_resolution``, ``above_cap``, ``project_there``, ``value_unknown``, what
            ``listchecks.demand_checked`` says, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.project", actor=actor, at=at, power="fund.keep") as work:
        if request_key and work.done_before(request_key):
            return _last_of(work, FundProject.title == seed.title.strip())
        resolution = in_force(work, resolution_number)
        _demand_own(work, resolution)
        _demand_first(work, code, on, resolution)
        seed = checked(work, seed, work.get(Proposal, resolution.proposal_id))
        project = add_project(
            work, code, seed, on=on, resolution=resolution, proposal_id=resolution.proposal_id
        )
        return project.number


def add_project(
    work: Work,
    code: str,
    seed: ProjectSeed,
    *,
    on: date,
    resolution: Resolution | None,
    proposal_id: UUID | None,
) -> FundProject:
    """Inside an act: the project with its entry in the books.

    Under a resolution its cap (FC1) and what the resolution allows in all are kept; what has none
    (an urgent one, an imported history) is checked by whoever calls this.
    """
    if seed.kind not in KINDS:
        raise Refused([Reason("value_unknown")])
    funds.demand_amount(seed.approved)
    if resolution is not None:
        _demand_cap(work, seed.kind, seed.approved)
        demand_within(work, resolution, seed.approved)
    year = funds.year_of(work, code, on.year)
    if seed.responsible_id is not None:
        work.get(Person, seed.responsible_id)
    project = work.add(
        FundProject(
            fund_year_id=year.id,
            number=next_number(work, "fund_project"),
            proposal_id=proposal_id,
            resolution_id=resolution.id if resolution else None,
            title=clean_text(seed.title, 2, 120, "title"),
            kind=seed.kind,
            subject=seed.subject,
            compound_id=seed.compound_id,
            place=clean_text(seed.place, 0, 120, "place"),
            estimate=seed.approved,
            planned=0,
            contracted=0,
            paid=0,
            version=0,
            responsible_id=seed.responsible_id,
            responsible_title=clean_text(seed.responsible_title, 0, 60, "responsible"),
            note=clean_text(seed.note, 0, 500, "note"),
            at=work.at,
        )
    )
    work.session.flush()
    ledger.post(work, year, "plan", on, project.title, books.plan(seed.approved), project=project)
    work.tell(project=project.number, approved=seed.approved)
    return project


def checked(work: Work, seed: ProjectSeed, matter: Proposal | None, text: str = "") -> ProjectSeed:
    """The seed with what was said to the negative list in its note.

    Raises:
        Refused: as ``listchecks.demand_checked``.
    """
    kept = listchecks.demand_checked(
        work,
        (seed.title, matter.text if matter else text, seed.place),
        matter=matter,
        reason=seed.not_listed,
        exception=in_force(work, seed.exception) if seed.exception else None,
    )
    return replace(seed, note="\n".join(part for part in (seed.note, kept) if part))


def load(work: Work, number: str, version: int | None = None) -> FundProject:
    """The project with this number, as the caller saw it.

    Raises:
        Refused: ``not_found``, ``project_moved``.
    """
    project = work.find(FundProject, FundProject.number == number)
    if project is None:
        raise Refused([Reason("not_found", {"what": "fund_project"})])
    if version is not None and version != project.version:
        raise Refused([Reason("project_moved", {"number": number})])
    return project


def demand_running(project: FundProject) -> None:
    """Refuse a project that is finished or dropped (``project_over``)."""
    if project.state != "open":
        figures = {"number": project.number, "project_state": project.state}
        raise Refused([Reason("project_over", figures)])


def approved_of(projects: Iterable[FundProject]) -> int:
    """What these projects may cost together, in fen."""
    return sum(one.planned + one.contracted + one.paid for one in projects)


def demand_within(work: Work, resolution: Resolution, asked: int) -> None:
    """Refuse more than the resolution allows all of its projects together.

    Raises:
        Refused: ``above_resolution``; ``sum`` is what it still allows.
    """
    if resolution.cost is None:
        return
    under = work.all(FundProject, FundProject.resolution_id == resolution.id)
    left = resolution.cost - approved_of(under)
    if asked > left:
        figures = {"sum": max(0, left), "asked": asked}
        raise Refused([Reason("above_resolution", figures, "FD1")])


def in_force(work: Work, number: str) -> Resolution:
    """The resolution with this number, where it passed, was posted, and (a plan) was filed.

    Raises:
        Refused: ``not_found``, ``resolution_not_in_force``.
    """
    resolution = work.find(Resolution, Resolution.number == number)
    if resolution is None:
        raise Refused([Reason("not_found", {"what": "resolution"})])
    proposal = work.get(Proposal, resolution.proposal_id)
    before = proposal.stage in ("resolution", "announcement", "filing")
    if resolution.outcome != "passed" or before or proposal.ending not in (None, "completed"):
        raise Refused([Reason("resolution_not_in_force", {"number": number}, "FD1")])
    return resolution


def accepted_on(work: Work, project: FundProject) -> date | None:
    """The legal day on which the work was accepted (验收), None until then.

    The matter's acceptance as it stands now: a matter that went back into implementation is not
    accepted any more. Where no matter carries the acceptance, ``project.accepted_on``.
    """
    if project.proposal_id is None:
        return project.accepted_on
    matter = work.get(Proposal, project.proposal_id)
    if Stage.ACCEPTANCE not in TRACKS.get(matter.track, ()):
        return project.accepted_on
    if matter.stage not in _BEYOND or matter.ending not in (None, Ending.COMPLETED):
        return None
    concluded = (Act.proposal_id == matter.id, Act.kind == "acceptance.conclude")
    acts = work.all(Act, *concluded, order=Act.position)
    return legal_day(acts[-1].at) if acts else project.accepted_on


def _demand_cap(work: Work, kind: str, asked: int) -> None:
    rule = law.rule(work.session, work.community_id, "FC1", work.at)
    within_cap(kind, asked, rule.number(f"{kind}_yuan") * 100).demand()


def _demand_own(work: Work, resolution: Resolution) -> None:
    """The resolution names a sum, and is not that of a year's plan (``plans.take_up``)."""
    told = {"number": resolution.number}
    if resolution.cost is None:
        raise Refused([Reason("resolution_without_sum", told, "FD1")])
    if work.get(Proposal, resolution.proposal_id).track == FUND_PLAN:
        raise Refused([Reason("resolution_of_plan", told, "FD1")])


def _demand_first(work: Work, code: str, on: date, resolution: Resolution) -> None:
    """A matter has one project in a year."""
    year = funds.year_of(work, code, on.year)
    there = work.find(
        FundProject,
        FundProject.fund_year_id == year.id,
        FundProject.proposal_id == resolution.proposal_id,
    )
    if there is not None:
        raise Refused([Reason("project_there", {"number": there.number})])


def _last_of(work: Work, where: object) -> str:
    """The number that an act gave when it was done before."""
    rows = work.all(FundProject, where, order=FundProject.at)
    return rows[-1].number if rows else ""
