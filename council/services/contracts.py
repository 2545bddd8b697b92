"""Suppliers and contracts: what the fund has bound itself to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import Contract, Supplier
from council.models.funds import FundYear
from council.rules import ledger as books
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import fundprojects, funds, ledger
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class ContractSeed:
    """A contract to be; sums in fen."""

    supplier: str
    amount: int
    signed_on: date
    subject: str = ""
    in_advance: int = 0
    retained: int = 0
    guarantee_until: date | None = None
    few_quotes: str = ""
    not_lowest: str = ""


def sign(
    community_id: UUID, project_number: str, seed: ContractSeed, *, actor: Actor, at: datetime
) -> str:
    """Sign a contract for a project; gives its number.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, and as ``ledger.post`` (above what is
            approved: ``not_that_much``).
    """
    with unit(community_id, kind="fund.contract", actor=actor, at=at, power="fund.keep") as work:
        funds.demand_amount(seed.amount)
        project = fundprojects.load(work, project_number)
        supplier = supplier_named(work, seed.supplier)
        contract = work.add(
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
        work.session.flush()
        ledger.post(
            work,
            work.get(FundYear, project.fund_year_id),
            "commit",
            seed.signed_on,
            f"{contract.number} {supplier.name}",
            books.commit(seed.amount),
            project=project,
            contract=contract,
        )
        work.tell(project=project.number, contract=contract.number, amount=seed.amount)
        return contract.number


def supplier_named(work: Work, name: str, *, kind: str = "company") -> Supplier:
    """The supplier with this name, entered now where it is new."""
    name = clean_line(name, 2, 120, "supplier")
    found = work.find(Supplier, Supplier.name == name)
    if found is None:
        found = work.add(Supplier(name=name, kind=kind, at=work.at))
        work.session.flush()
    return found


def load(work: Work, number: str) -> Contract:
    """The contract with this number; Refused ``not_found``."""
    contract = work.find(Contract, Contract.number == number)
    if contract is None:
        raise Refused([Reason("not_found", {"what": "contract"})])
    return contract
