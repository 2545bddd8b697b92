"""一份合同: a contract with the quotes it was chosen from and what was paid under it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from council.queries.public.moneythread import (
    ContractLine,
    PaymentLine,
    QuoteLine,
    contract_line,
    payment_lines,
    quote_line,
)
from council.queries.public.moneythread_sql import BY_CONTRACT, CONTRACTS, QUOTES
from council.rules.masking import mask_text


@dataclass(frozen=True, slots=True)
class ContractPage:
    """A contract of a project, masked. ``suppliers`` have contracts of the same project.

    ``resolution`` is empty where none stands behind the project (yet); ``payments`` are those
    under this contract alone.
    """

    project: str
    title: str
    fund: str
    year: int
    resolution: str
    reference: str
    line: ContractLine
    suppliers: frozenset[UUID]
    quotes: tuple[QuoteLine, ...]
    payments: tuple[PaymentLine, ...]


def find(connection: Connection, community_id: UUID, number: str) -> ContractPage | None:
    """The contract with this number, or None; in at most five queries."""
    row = BY_CONTRACT.row(connection, community=community_id, number=number)
    if row is None:
        return None
    key, project, title, fund, year, resolution, reference = row
    keys = {"community": community_id, "project": key}
    lines = [contract_line(one) for one in CONTRACTS.rows(connection, **keys)]
    (mine,) = (line for line in lines if line.number == number)
    payments = payment_lines(connection, keys, with_refunds=False)
    return ContractPage(
        project=project,
        title=mask_text(title),
        fund=fund,
        year=year,
        resolution=resolution,
        reference=mask_text(reference),
        line=mine,
        suppliers=frozenset(line.supplier_id for line in lines),
        quotes=tuple(quote_line(one) for one in QUOTES.rows(connection, **keys)),
        payments=tuple(one for one in payments if one.contract_id == mine.id),
    )
