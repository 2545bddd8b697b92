"""What becomes of a project: money it does not need, acceptance, the seat responsible, its end."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import Contract, FundProject
from council.models.funds import FundYear
from council.models.payments import Payment
from council.models.people import Person
from council.models.proposals import Proposal
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.shapes import clean_line, clean_text
from council.rules.stages import TRACKS, Stage
from council.rules.verdict import Reason, Refused
from council.services import advances, fundprojects, funds, ledger
from council.services.fundprojects import accepted_on
from council.services.unit import Actor, Work, unit

WAITING = ("entered", "approved")
"""States of a payment that is on its way."""


def release(
    community_id: UUID,
    number: str,
    amount: int,
    *,
    on: date,
    reason: str,
    version: int | None = None,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Give back what the project does not need: free for others again.

    Raises:
        Refused: ``not_found``, ``project_moved``, ``project_over``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.release", actor=actor, at=at, power="fund.keep") as work:
        if request_key and work.done_before(request_key):
            return
        funds.demand_amount(amount)
        project = fundprojects.load(work, number, version)
        fundprojects.demand_running(project)
        _release(work, project, amount, on, clean_text(reason, 2, 500, "reason"))


def drop(
    community_id: UUID,
    number: str,
    *,
    on: date,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Give a project up before anything was paid; everything planned is free again.

    Raises:
        Refused: ``project_over``, ``project_has_contract``, ``project_has_paid``,
            ``payments_waiting``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.drop", actor=actor, at=at, power="fund.keep") as work:
        project = fundprojects.load(work, number, version)
        fundprojects.demand_running(project)
        reasons = [*_open_money(work, project)]
        if project.paid:
            reasons.append(Reason("project_has_paid", {"sum": project.paid}))
        _demand_none(reasons)
        said = clean_text(reason, 5, 500, "reason")
        if project.planned:
            _release(work, project, project.planned, on, said)
        project.state, project.note = "dropped", said
        work.tell(project=number, state="dropped")


def finish(
    community_id: UUID,
    number: str,
    *,
    on: date,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Close a project that was accepted and paid; what is left of its plan is free again.

    Raises:
        Refused: ``project_over``, ``project_not_accepted``, ``project_has_contract``,
            ``payments_waiting``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.finish", actor=actor, at=at, power="fund.keep") as work:
        project = fundprojects.load(work, number, version)
        fundprojects.demand_running(project)
        reasons = [*_open_money(work, project)]
        if accepted_on(work, project) is None:
            reasons.append(Reason("project_not_accepted", {"number": number}))
        _demand_none(reasons)
        advances.move(work, project, on)
        if project.planned:
            _release(work, project, project.planned, on, project.title)
        for contract in _contracts(work, project):
            if contract.state == "running":
                contract.state = "fulfilled"
        project.state = "finished"
        work.tell(project=number, state="finished")


def accept(
    community_id: UUID, number: str, *, on: date, note: str = "", actor: Actor, at: datetime
) -> None:
    """The supervision committee accepts work that no matter carries (an urgent repair).

    Raises:
        Refused: ``accepted_with_matter``, ``accepted_already``, ``date_ahead``.
    """
    power = "payment.supervise"
    with unit(community_id, kind="fund.accept", actor=actor, at=at, power=power) as work:
        project = fundprojects.load(work, number)
        fundprojects.demand_running(project)
        if _by_matter(work, project):
            raise Refused([Reason("accepted_with_matter", {"number": number})])
        if project.accepted_on is not None:
            raise Refused([Reason("accepted_already", {"day": project.accepted_on})])
        if on > legal_day(work.at):
            raise Refused([Reason("date_ahead", {"day": on})])
        project.accepted_on = on
        said = clean_text(note, 0, 300, "note")
        project.note = "\n".join(part for part in (project.note, said) if part)
        work.tell(project=number, accepted_on=on)


def entrust(
    community_id: UUID,
    number: str,
    *,
    responsible_id: UUID,
    title: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Name the seat that is responsible for a project.

    Raises:
        Refused: ``not_found``, ``project_over``.
    """
    kind = "fund.responsible"
    with unit(community_id, kind=kind, actor=actor, at=at, power="fund.keep") as work:
        project = fundprojects.load(work, number)
        fundprojects.demand_running(project)
        project.responsible_id = work.get(Person, responsible_id).id
        project.responsible_title = clean_line(title, 1, 60, "responsible")
        work.tell(project=number, responsible=project.responsible_title)


def _release(work: Work, project: FundProject, amount: int, on: date, text: str) -> None:
    year = work.get(FundYear, project.fund_year_id)
    ledger.post(work, year, "release", on, text, books.release(amount), project=project)
    work.tell(project=project.number, amount=amount)


def _open_money(work: Work, project: FundProject) -> list[Reason]:
    """What keeps a project from its end: contracts still to be paid, payments on their way."""
    reasons = []
    if project.contracted:
        reasons.append(Reason("project_has_contract", {"sum": project.contracted}))
    waiting = work.all(Payment, Payment.project_id == project.id, Payment.state.in_(WAITING))
    if waiting:
        reasons.append(Reason("payments_waiting", {"number": waiting[0].number}))
    return reasons


def _demand_none(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(reasons)


def _contracts(work: Work, project: FundProject) -> list[Contract]:
    return list(work.all(Contract, Contract.project_id == project.id))


def _by_matter(work: Work, project: FundProject) -> bool:
    """Whether a matter carries the acceptance of this project."""
    if project.proposal_id is None:
        return False
    matter = work.get(Proposal, project.proposal_id)
    return Stage.ACCEPTANCE in TRACKS.get(matter.track, ())
