"""供应商: who is paid, and who here is close to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from council.models.fundprojects import Supplier, SupplierTie
from council.models.people import Person
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind, may
from council.rules.procuring import RELATIONS, SUPPLIER_KINDS, is_credit_code
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit

KEEPERS, OWN = "fund.keep", "fund.tie"
"""Who declares anybody's tie, and who only their own."""


@dataclass(frozen=True, slots=True)
class SupplierSeed:
    """A supplier to be; bank and account are for the chamber only."""

    name: str
    kind: str = "company"
    credit_code: str = ""
    phone: str = ""
    bank: str = ""
    account_number: str = ""


def add(community_id: UUID, seed: SupplierSeed, *, actor: Actor, at: datetime) -> UUID:
    """Enter a supplier; gives its id.

    Raises:
        Refused: ``supplier_exists``, ``credit_code_wrong``, ``value_unknown``.
    """
    with unit(community_id, kind="fund.supplier", actor=actor, at=at, power=KEEPERS) as work:
        name = clean_line(seed.name, 2, 120, "supplier")
        if work.find(Supplier, Supplier.name == name) is not None:
            raise Refused([Reason("supplier_exists", {"name": name})])
        row, _moved = keep(work, seed)
        work.tell(supplier_kind=row.kind)
        return row.id


def keep(work: Work, seed: SupplierSeed) -> tuple[Supplier, bool]:
    """Inside an act: the supplier of this name with these particulars, and whether that is news.

    Raises:
        Refused: ``credit_code_wrong``, ``credit_code_of_person``, ``value_unknown``.
    """
    name, asked = clean_line(seed.name, 2, 120, "supplier"), _particulars(seed)
    row = work.find(Supplier, Supplier.name == name)
    is_news = row is None or any(getattr(row, key) != value for key, value in asked.items())
    row = row or work.add(Supplier(name=name, at=work.at))
    if is_news:  # what is set anew would be recorded as changed
        _set(row, asked)
    work.session.flush()
    return row, is_news


def change(
    community_id: UUID, supplier_id: UUID, seed: SupplierSeed, *, actor: Actor, at: datetime
) -> None:
    """Set a supplier's particulars right; its name stays, contracts stand under it.

    Raises:
        Refused: ``not_found``, ``credit_code_wrong``, ``value_unknown``.
    """
    with unit(community_id, kind="fund.supplier", actor=actor, at=at, power=KEEPERS) as work:
        row = work.get(Supplier, supplier_id)
        _set(row, _particulars(seed))
        work.tell(supplier_kind=row.kind)


def declare(
    community_id: UUID,
    supplier_id: UUID,
    person_id: UUID,
    relation: str,
    *,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> UUID:
    """Say that somebody here is close to a supplier; gives the tie's id.

    Members declare their own; whoever keeps the fund declares anybody's. What ended and holds
    again is the same tie, open again.

    Raises:
        Refused: ``not_found``, ``value_unknown``, ``tie_of_another``, ``tie_exists``.
    """
    with unit(community_id, kind="fund.tie", actor=actor, at=at, power=_power(actor)) as work:
        if relation not in RELATIONS:
            raise Refused([Reason("value_unknown")])
        _demand_mine(actor, person_id)
        supplier, person = work.get(Supplier, supplier_id), work.get(Person, person_id)
        same = (SupplierTie.supplier_id == supplier.id, SupplierTie.person_id == person.id)
        row = work.find(SupplierTie, *same, SupplierTie.relation == relation)
        if row is not None and row.ended_at is None:
            raise Refused([Reason("tie_exists", {"relation": relation})])
        if row is None:
            row = work.add(
                SupplierTie(supplier_id=supplier.id, person_id=person.id, relation=relation)
            )
        row.note, row.at = clean_text(note, 0, 300, "note"), work.at
        row.declared_by_id, row.ended_at = work.actor.person_id, None
        work.session.flush()
        work.tell(relation=relation)
        return row.id


def end_tie(community_id: UUID, tie_id: UUID, *, actor: Actor, at: datetime) -> None:
    """A tie does not hold any more; it counts until the end of today and stays on record.

    Raises:
        Refused: ``not_found``, ``tie_of_another``, ``tie_ended``.
    """
    with unit(community_id, kind="fund.tie_end", actor=actor, at=at, power=_power(actor)) as work:
        row = work.get(SupplierTie, tie_id)
        _demand_mine(actor, row.person_id)
        if row.ended_at is not None:
            raise Refused([Reason("tie_ended")])
        row.ended_at = work.at
        work.tell(relation=row.relation)


def tied(work: Work, supplier_id: UUID, on: date) -> dict[UUID, str]:
    """Who may not handle or approve this supplier's money on the day ``on``: person → relation.

    A tie counts whenever it was declared (a late word does not make it younger), up to and with
    the day on which it ended.
    """
    rows = work.all(SupplierTie, SupplierTie.supplier_id == supplier_id, order=SupplierTie.at)
    return {
        row.person_id: row.relation
        for row in rows
        if row.ended_at is None or legal_day(row.ended_at) >= on
    }


def demand_untied(work: Work, supplier: Supplier, person_id: UUID | None, on: date) -> None:
    """Refuse somebody who is close to the supplier (``tied_to_supplier``)."""
    ties = tied(work, supplier.id, on)
    if person_id is not None and person_id in ties:
        figures = {"name": supplier.name, "relation": ties[person_id]}
        raise Refused([Reason("tied_to_supplier", figures, "FP1")])


def supplier_named(work: Work, name: str, *, kind: str = "company") -> Supplier:
    """The supplier with this name, entered now where it is new."""
    name = clean_line(name, 2, 120, "supplier")
    found = work.find(Supplier, Supplier.name == name)
    if found is None:
        if kind not in SUPPLIER_KINDS:
            raise Refused([Reason("value_unknown")])
        found = work.add(Supplier(name=name, kind=kind, at=work.at))
        work.session.flush()
    return found


def _particulars(seed: SupplierSeed) -> dict[str, str]:
    """The seed in the shape that is kept, without the name."""
    if seed.kind not in SUPPLIER_KINDS:
        raise Refused([Reason("value_unknown")])
    code = clean_line(seed.credit_code, 0, 40, "credit_code").upper().replace(" ", "")
    if code and not is_credit_code(code):
        raise Refused([Reason("credit_code_wrong", {"number": code})])
    if code and seed.kind == "person":
        raise Refused([Reason("credit_code_of_person")])
    account = clean_line(seed.account_number, 0, 40, "account_number")
    return {
        "kind": seed.kind,
        "credit_code": code,
        "phone": clean_line(seed.phone, 0, 30, "phone"),
        "bank": clean_line(seed.bank, 0, 60, "bank"),
        "account_number": account.replace(" ", ""),
    }


def _set(row: Supplier, asked: dict[str, str]) -> None:
    for key, value in asked.items():
        setattr(row, key, value)


def _keeps(actor: Actor) -> bool:
    return actor.office in set(OfficeKind) and may(KEEPERS, [OfficeKind(actor.office)])


def _power(actor: Actor) -> str:
    return KEEPERS if _keeps(actor) else OWN


def _demand_mine(actor: Actor, person_id: UUID) -> None:
    """Whoever does not keep the fund speaks only for themselves."""
    if not _keeps(actor) and actor.person_id != person_id:
        raise Refused([Reason("tie_of_another")])
