"""应急小额支出: decided by the chair for what cannot wait, confirmed by the assembly afterwards."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import FundProject
from council.rules import procuring
from council.rules.calendar import last_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import fundprojects, funds, law
from council.services.fundprojects import ProjectSeed
from council.services.unit import Actor, Work, unit


def open(  # noqa: A001 - urgent.open, as urgent.confirm
    community_id: UUID,
    code: str,
    seed: ProjectSeed,
    *,
    reason: str,
    on: date,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> str:
    """Decide an urgent small expense without a resolution; gives the project's number.

    It is confirmed by the assembly by ``confirm_by``; what is not, is listed in public.

    Raises:
        Refused: ``above_urgent_cap``, ``above_urgent_year``, ``amount_not_positive``, a reason of
            less than ten characters, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.urgent", actor=actor, at=at, power="fund.urgent") as work:
        if request_key and work.done_before(request_key):
            return _last_of(work)
        said = clean_text(reason, 10, 1000, "urgent_reason")
        funds.demand_amount(seed.approved)
        rule = law.rule(work.session, community_id, "FU1", work.at)
        procuring.urgent(
            seed.approved,
            spent(work, code, on.year),
            cap=rule.number("cap_yuan") * 100,
            year_cap=rule.number("year_yuan") * 100,
        ).demand()
        seed = fundprojects.checked(work, seed, None, said)
        project = fundprojects.add_project(
            work, code, seed, on=on, resolution=None, proposal_id=None
        )
        project.urgent, project.urgent_reason = True, said
        project.confirm_by = last_day(work.at, rule.number("confirm_days"))
        work.tell(confirm_by=project.confirm_by)
        return project.number


def confirm(
    community_id: UUID, number: str, resolution_number: str, *, actor: Actor, at: datetime
) -> None:
    """The assembly has confirmed an urgent expense by a resolution in force.

    Raises:
        Refused: ``not_found``, ``not_urgent``, ``confirmed_already``,
            ``resolution_not_in_force``, ``above_resolution``.
    """
    with unit(community_id, kind="fund.confirm", actor=actor, at=at, power="fund.keep") as work:
        project = fundprojects.load(work, number)
        if not project.urgent:
            raise Refused([Reason("not_urgent", {"number": number}, "FU1")])
        if project.resolution_id is not None:
            raise Refused([Reason("confirmed_already", {"number": number}, "FU1")])
        resolution = fundprojects.in_force(work, resolution_number)
        asked = fundprojects.approved_of([project])
        fundprojects.demand_within(work, resolution, asked)
        project.resolution_id, project.confirmed_at = resolution.id, work.at
        work.tell(project=number, resolution=resolution_number)


def spent(work: Work, code: str, year: int) -> int:
    """What urgent projects of this fund's year were allowed so far, in fen."""
    of_year = FundProject.fund_year_id == funds.year_of(work, code, year).id
    return fundprojects.approved_of(work.all(FundProject, of_year, FundProject.urgent.is_(True)))


def _last_of(work: Work) -> str:
    """The number that opening gave when it was done before."""
    rows = work.all(FundProject, FundProject.urgent.is_(True), order=FundProject.at)
    return rows[-1].number if rows else ""
