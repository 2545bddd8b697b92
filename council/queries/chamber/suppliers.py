"""Suppliers with their ties and what they were paid, for those who keep the fund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, cast, func, select

from council.models.base import tied
from council.models.fundprojects import Contract, Quote, Supplier, SupplierTie
from council.models.people import Person


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier; ``agreed`` and ``paid`` are sums of its contracts in fen."""

    id: UUID
    name: str
    kind: str
    credit_code: str
    phone: str
    bank: str
    account_number: str
    quotes: int
    contracts: int
    agreed: int
    paid: int
    ties: int


@dataclass(frozen=True, slots=True)
class TieLine:
    """Somebody here who is close to a supplier."""

    id: UUID
    supplier_id: UUID
    supplier: str
    person_id: UUID
    person: str
    person_number: str
    relation: str
    note: str
    at: datetime
    ended_at: datetime | None


def _sum(value: Any) -> Any:
    return cast(func.coalesce(func.sum(value), 0), BigInteger)


def _of(model: Any, value: Any, *where: Any) -> Any:
    mine = (model.community_id == Supplier.community_id, model.supplier_id == Supplier.id)
    return select(value).select_from(model).where(*mine, *where).scalar_subquery()


def suppliers(
    connection: Connection, community_id: UUID, supplier_id: UUID | None = None
) -> list[SupplierLine]:
    """Every supplier by name, or the one asked for."""
    query = (
        select(
            Supplier.id,
            Supplier.name,
            Supplier.kind,
            Supplier.credit_code,
            Supplier.phone,
            Supplier.bank,
            Supplier.account_number,
            _of(Quote, func.count()),
            _of(Contract, func.count()),
            _of(Contract, _sum(Contract.open + Contract.paid)),
            _of(Contract, _sum(Contract.paid)),
            _of(SupplierTie, func.count(), SupplierTie.ended_at.is_(None)),
        )
        .where(Supplier.community_id == community_id)
        .order_by(Supplier.name)
    )
    if supplier_id is not None:
        query = query.where(Supplier.id == supplier_id)
    rows: Any = connection.execute(query)
    return [SupplierLine(*row) for row in rows]


def ties(
    connection: Connection,
    community_id: UUID,
    *,
    supplier_id: UUID | None = None,
    person_id: UUID | None = None,
) -> list[TieLine]:
    """Ties of a supplier or of a person, those that hold first."""
    query = (
        select(
            SupplierTie.id,
            Supplier.id,
            Supplier.name,
            Person.id,
            Person.name,
            Person.number,
            SupplierTie.relation,
            SupplierTie.note,
            SupplierTie.at,
            SupplierTie.ended_at,
        )
        .join(Supplier, tied(Supplier, SupplierTie, "supplier_id"))
        .join(Person, tied(Person, SupplierTie, "person_id"))
        .where(SupplierTie.community_id == community_id)
        .order_by(SupplierTie.ended_at.is_not(None), SupplierTie.at.desc())
    )
    if supplier_id is not None:
        query = query.where(SupplierTie.supplier_id == supplier_id)
    if person_id is not None:
        query = query.where(SupplierTie.person_id == person_id)
    rows: Any = connection.execute(query)
    return [TieLine(*row) for row in rows]


def people(connection: Connection, community_id: UUID, typed: str) -> list[tuple[UUID, str]]:
    """Whoever goes by this number or name, with the number."""
    query = select(Person.id, Person.name, Person.number).where(
        Person.community_id == community_id,
        (Person.number == typed) | (Person.name == typed),
    )
    rows = connection.execute(query.order_by(Person.number).limit(20))
    return [(row[0], f"{row[1]}（{row[2]}）") for row in rows]
