"""The books: balanced by their shape, closed to overspending, only added to."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from council.db import db
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.rules.verdict import Refused
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def test_a_payment_moves_the_balances(purse) -> None:
    number = money.contract(purse, 0, 3_000_000)
    money.paid(purse, 0, 1_000_000, contract=number)
    (year,) = stored(purse.hall, FundYear)
    assert (year.opening, year.granted, year.received) == (0, money.WHOLE, money.WHOLE)
    assert (year.free, year.planned) == (money.WHOLE - money.PROJECT, 1_000_000)
    assert (year.contracted, year.paid) == (2_000_000, 1_000_000)
    (project,) = stored(purse.hall, FundProject)
    assert (project.planned, project.contracted, project.paid) == (1_000_000, 2_000_000, 1_000_000)


def test_more_than_the_contract_is_refused(purse) -> None:
    number = money.contract(purse, 0, 500_000)
    with pytest.raises(Refused) as caught:
        money.paid(purse, 0, 600_000, contract=number)
    assert {reason.code for reason in caught.value.reasons} >= {"payment_above_contract"}


def test_the_database_refuses_what_the_program_might_forget(purse) -> None:
    money.paid(purse)
    with Session(db.engine) as session:
        for statement in (
            "UPDATE ledger_transfer SET amount = amount + 1",
            "DELETE FROM ledger_entry",
            "UPDATE fund_project SET planned = -1",
            "UPDATE fund_year SET free = free + 1",
            "UPDATE payment SET amount = amount + 1",
        ):
            connection = session.connection()
            connection.info["maintenance"] = True
            with pytest.raises(DatabaseError):
                session.execute(text(statement))
            connection.info.pop("maintenance")
            session.rollback()
    entries, lines = stored(purse.hall, LedgerEntry), stored(purse.hall, LedgerTransfer)
    assert [entry.number for entry in sorted(entries, key=lambda e: e.number)] == [1, 2, 3, 4]
    assert sum(line.amount for line in lines) > 0
