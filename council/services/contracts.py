"""Contracts: what the fund has bound itself to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import FundYear
from council.models.payments import Payment
from council.models.resolutions import Resolution
from council.rules import ledger as books
from council.rules import procuring
from council.rules.calendar import legal_day
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused, Verdict
from council.services import fundprojects, funds, ledger, quotes, suppliers
from council.services.numbers import next_number
from council.services.projectlife import WAITING
from council.services.unit import Actor, Work, unit

supplier_named = suppliers.supplier_named


@dataclass(frozen=True, slots=True)
class ContractSeed:
    """A contract to be; sums in fen. ``kind`` is for a supplier that is new."""

    supplier: str
    amount: int
    signed_on: date
    subject: str = ""
    in_advance: int = 0
    retained: int = 0
    guarantee_until: date | None = None
    few_quotes: str = ""
    not_lowest: str = ""
    kind: str = "company"


def sign(
    community_id: UUID,
    project_number: str,
    seed: ContractSeed,
    *,
    scan: bytes = b"",
    folder: Path | None = None,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> str:
    """Sign a contract for a project; gives its number, as before for a repeated ``request_key``.

    What is added later to a contract is a new one.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, ``project_over``, ``quotes_wanted``,
            ``not_the_lowest``, ``tied_to_supplier``, ``urgent_not_confirmed``, ``date_ahead``,
            ``signed_too_early``, what ``procuring.keepable`` says of the terms, and as
            ``ledger.post`` (above what is approved: ``not_that_much``).
    """
    with (
        quotes.scanned(scan, folder) as (sha256, media_type),
        unit(community_id, kind="fund.contract", actor=actor, at=at, power="fund.keep") as work,
    ):
        project = fundprojects.load(work, project_number)
        if request_key and work.done_before(request_key):
            return _last_of(work, project)
        contract = add_contract(work, project, seed)
        contract.sha256, contract.media_type = sha256, media_type
        work.session.flush()
        return contract.number


def add_contract(work: Work, project: FundProject, seed: ContractSeed) -> Contract:
    """Inside an act: the contract with its entry in the books, as :func:`sign`."""
    funds.demand_amount(seed.amount)
    fundprojects.demand_running(project)
    supplier = supplier_named(work, seed.supplier, kind=seed.kind)
    _may_sign(work, project, supplier, seed).demand()
    suppliers.demand_untied(work, supplier, work.actor.person_id, seed.signed_on)
    contract = _written(work, project, supplier, seed)
    work.session.flush()
    _commit(work, project, contract, supplier)
    return contract


def end(
    community_id: UUID,
    number: str,
    *,
    on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """End a contract early: what is left of it goes back to the project's plan.

    Raises:
        Refused: ``not_found``, ``contract_over``, ``payments_waiting``, and as ``ledger.post``.
    """
    kind = "fund.contract_end"
    with unit(community_id, kind=kind, actor=actor, at=at, power="fund.keep") as work:
        contract = load(work, number)
        if contract.state != "running" or (contract.open == 0 and contract.paid):
            raise Refused([Reason("contract_over", {"number": number})])
        mine = (Payment.contract_id == contract.id, Payment.state.in_(WAITING))
        waiting = work.all(Payment, *mine)
        if waiting:
            raise Refused([Reason("payments_waiting", {"number": waiting[0].number})])
        said, left = clean_text(reason, 5, 500, "reason"), contract.open
        project = work.get(FundProject, contract.project_id)
        if left:
            year, lines = work.get(FundYear, project.fund_year_id), books.uncommit(left)
            text = f"{number} {said}"
            ledger.post(work, year, "uncommit", on, text, lines, project=project, contract=contract)
        contract.state, contract.ended_reason = "ended", said
        work.tell(project=project.number, contract=number, amount=left)


def guarantee(community_id: UUID, number: str, until: date, *, actor: Actor, at: datetime) -> None:
    """Say until when the guarantee runs, where that was open at signing; only ever later.

    Raises:
        Refused: ``not_found``, ``guarantee_before``.
    """
    kind = "fund.guarantee"
    with unit(community_id, kind=kind, actor=actor, at=at, power="fund.keep") as work:
        contract = load(work, number)
        if until <= (contract.guarantee_until or contract.signed_on):
            raise Refused([Reason("guarantee_before", {"day": until})])
        contract.guarantee_until = until
        project = work.get(FundProject, contract.project_id)
        project.guarantee_until = max(until, project.guarantee_until or until)
        work.tell(contract=number, until=until)


def load(work: Work, number: str) -> Contract:
    """The contract with this number; Refused ``not_found``."""
    contract = work.find(Contract, Contract.number == number)
    if contract is None:
        raise Refused([Reason("not_found", {"what": "contract"})])
    return contract


def _may_sign(work: Work, project: FundProject, supplier: Supplier, seed: ContractSeed) -> Verdict:
    """Everything against this contract at once."""
    terms = procuring.Terms(
        seed.amount, seed.amount, 0, seed.in_advance, seed.retained, seed.guarantee_until
    )
    asked = quotes.verdict(
        work,
        project,
        supplier.id,
        seed.amount,
        few_quotes=seed.few_quotes.strip(),
        not_lowest=seed.not_lowest.strip(),
    )
    return asked + procuring.keepable(terms, seed.signed_on) + _dated(work, project, seed)


def _dated(work: Work, project: FundProject, seed: ContractSeed) -> Verdict:
    """Nobody signs ahead of the day, before the resolution, or past an urgent one's last day."""
    reasons = []
    if seed.signed_on > legal_day(work.at):
        reasons.append(Reason("date_ahead", {"day": seed.signed_on}))
    if project.urgent and project.resolution_id is None:
        if project.confirm_by is not None and legal_day(work.at) > project.confirm_by:
            reasons.append(Reason("urgent_not_confirmed", {"day": project.confirm_by}, "FU1"))
    elif project.resolution_id is not None and not project.urgent:
        passed = legal_day(work.get(Resolution, project.resolution_id).at)
        if seed.signed_on < passed:
            reasons.append(Reason("signed_too_early", {"day": passed}, "FD1"))
    return Verdict(tuple(reasons))


def _written(work: Work, project: FundProject, supplier: Supplier, seed: ContractSeed) -> Contract:
    if seed.guarantee_until is not None:
        until = project.guarantee_until or seed.guarantee_until
        project.guarantee_until = max(until, seed.guarantee_until)
    return work.add(
        Contract(
            project_id=project.id,
            number=next_number(work, "contract"),
            supplier_id=supplier.id,
            subject=clean_text(seed.subject, 0, 200, "subject"),
            amount=seed.amount,
            open=0,
            paid=0,
            in_advance=seed.in_advance,
            retained=seed.retained,
            guarantee_until=seed.guarantee_until,
            signed_on=seed.signed_on,
            signed_by_id=work.actor.person_id,
            signed_title=work.actor.title,
            few_quotes=clean_text(seed.few_quotes, 0, 500, "few_quotes"),
            not_lowest=clean_text(seed.not_lowest, 0, 500, "not_lowest"),
            at=work.at,
        )
    )


def _commit(work: Work, project: FundProject, contract: Contract, supplier: Supplier) -> None:
    ledger.post(
        work,
        work.get(FundYear, project.fund_year_id),
        "commit",
        contract.signed_on,
        f"{contract.number} {supplier.name}",
        books.commit(contract.amount),
        project=project,
        contract=contract,
    )
    work.tell(project=project.number, contract=contract.number, amount=contract.amount)


def _last_of(work: Work, project: FundProject) -> str:
    """The number that signing gave when it was done before."""
    rows = work.all(Contract, Contract.project_id == project.id, order=Contract.at)
    return rows[-1].number if rows else ""
