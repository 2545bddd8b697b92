"""供应商: who is paid, and who here is close to them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from council.models.fundprojects import SupplierTie
from council.rules.calendar import legal_day
from council.services.unit import Work


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
