"""What is changed in the books behind the program's back is found; what it writes itself is whole.

Each change is made as somebody with the database's password would make it: triggers dropped.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from council.db import db
from council.models.payments import Voucher
from council.services import backups, fundcarrying, fundclosing, funds, ledgercheck
from council.services.uploads import place
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import CODE, YEAR
from tests.services.test_fundclosing import NEXT
from tests.services.test_fundcorrections import correct, last
from tests.services.test_integrity import _empty, findings

LOCKED = ("fund_year", "payment", "contract")


@pytest.fixture
def purse(app_context, app, scene):
    """A contract, a payment taken back, one partly refunded, January and February closed."""
    made = money.purse(on_stage(app, scene))
    contract = money.contract(made, 0, 900_000)
    money.paid(made, 0, 100_000, contract=contract)
    correct(made, last(made, "payment"))
    number = money.paid(made, 0, 200_000)
    money.given_back(made, number, 50_000)
    for month in (1, 2):
        fundclosing.close_month(
            made.hall.community_id, CODE, YEAR, month, actor=made.hall.actor("clerk"), at=money.AT
        )
    return made


def offences(purse) -> set[str]:
    with db.engine.connect() as connection:
        return {code for code, _ in ledgercheck.offences(connection, purse.hall.community_id)}


def behind(*statements: str) -> None:
    """Change the database with its triggers gone and its references unchecked."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        sqlite = connection.dialect.name == "sqlite"
        try:
            if sqlite:
                connection.execute(text("PRAGMA foreign_keys = OFF"))
                connection.execute(text("PRAGMA ignore_check_constraints = ON"))
                triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                for (name,) in connection.execute(text(triggers)).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                assert connection.execute(text(statement)).rowcount, statement
            connection.commit()
        finally:
            if sqlite:
                connection.execute(text("PRAGMA ignore_check_constraints = OFF"))
                connection.execute(text("PRAGMA foreign_keys = ON"))
            else:
                connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()
            connection.info.pop("maintenance")


def test_what_the_program_writes_is_whole(app, purse) -> None:
    assert offences(purse) == set()
    assert findings(app) <= {"file_missing"}  # the vouchers here are rows without files


LATE = (
    "UPDATE ledger_entry SET \"on\" = '2026-01-31', \"at\" = '2027-01-01 00:00:00' WHERE number = 5"
)
PAYMENT = "(SELECT id FROM ledger_entry WHERE number = 7)"


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["UPDATE ledger_transfer SET amount = amount + 1 WHERE debit = '1002'"],
         "receipt_differs"),
        (["UPDATE ledger_transfer SET amount = amount + 1 WHERE debit = '8401'"],
         "ledger_balance_differs"),
        (["UPDATE ledger_transfer SET debit = '9999' WHERE debit = '8401'"], "ledger_line_wrong"),
        (["UPDATE ledger_transfer SET debit = '1002' WHERE debit = '8401'"], "ledger_line_wrong"),
        (["DELETE FROM ledger_transfer WHERE debit = '8401'"], "payment_differs"),
        (["DELETE FROM ledger_transfer WHERE credit = '8002'"], "ledger_entry_empty"),
        (["DELETE FROM ledger_transfer WHERE credit = '8002'"], "ledger_below_nought"),
        ([f"DELETE FROM ledger_transfer WHERE entry_id = {PAYMENT}",
          "DELETE FROM ledger_entry WHERE number = 7"], "ledger_gap"),
        (["UPDATE ledger_entry SET number = 99 WHERE kind = 'refund'"], "ledger_gap"),
        (["UPDATE ledger_entry SET \"on\" = '2025-12-31' WHERE number = 5"], "ledger_outside_year"),
        ([LATE], "ledger_in_closed_period"),
        (["UPDATE fund_year SET free = free + 1, granted = granted + 1"],
         "ledger_balance_differs"),
        (["UPDATE fund_project SET planned = planned + 1"], "project_balance_differs"),
        (["UPDATE fund_project SET planned = planned + 1"], "ledger_projects_differ"),
        (["UPDATE contract SET open = open - 1"], "contract_balance_differs"),
        (["UPDATE payment SET amount = amount + 1 WHERE state = 'paid'"], "payment_differs"),
        (["UPDATE payment SET paid_on = '2026-03-03' WHERE state = 'paid'"], "payment_differs"),
        (["UPDATE payment SET state = 'paid' WHERE state = 'reversed'"], "payment_differs"),
        (["UPDATE payment SET refunded = 1 WHERE refunded > 0"], "refund_differs"),
        (["UPDATE receipt SET amount = amount - 1"], "receipt_differs"),
        (["DELETE FROM receipt"], "receipt_differs"),
        (["UPDATE appropriation SET amount = amount + 1"], "grant_differs"),
        (["UPDATE ledger_entry SET reverses_id = NULL WHERE kind = 'correction'"],
         "counter_differs"),
        (["DELETE FROM fund_period WHERE month = 1"], "ledger_months_gap"),
        (["UPDATE fund_year SET closed_at = '2027-01-05 00:00:00'"], "ledger_months_gap"),
    ],
)  # fmt: skip
def test_a_change_behind_its_back_is_found(app, purse, statements, code) -> None:
    behind(*statements)
    assert code in offences(purse)
    assert code in findings(app)


def closed_year(purse) -> None:
    """The year carried and closed; the new one goes on."""
    community, clerk = purse.hall.community_id, purse.hall.actor("clerk")
    funds.open_year(community, CODE, YEAR + 1, actor=clerk, at=NEXT)
    fundcarrying.carry_all(community, CODE, YEAR, actor=clerk, at=NEXT)
    for month in range(3, 13):
        fundclosing.close_month(
            community, CODE, YEAR, month, note="没有对账单", actor=clerk, at=NEXT
        )
    fundclosing.close_year(community, CODE, YEAR, actor=clerk, at=NEXT)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE fund_year SET opening = opening - 1, free = free - 1 WHERE year = 2027",
         "carry_differs"),
        ("UPDATE ledger_transfer SET amount = amount - 1 WHERE credit = '5101'",
         "ledger_closed_unsettled"),
    ],
)  # fmt: skip
def test_a_closed_year_that_was_touched_is_found(app, purse, statement, code) -> None:
    closed_year(purse)
    assert offences(purse) == set()
    behind(statement)
    assert code in offences(purse)


def test_a_closed_year_comes_back_from_a_backup_and_stays_closed(app, purse, tmp_path) -> None:
    closed_year(purse)
    file = tmp_path / "copy.tar.gz"
    uploads = app.config["UPLOADS"]
    for voucher in stored(purse.hall, Voucher):
        path = place(uploads, voucher.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(money.photo().data)
    backups.backup(file, uploads, datetime(2027, 2, 1, tzinfo=UTC))
    _empty()
    backups.restore(file, uploads)
    assert offences(purse) == set()
    assert findings(app) == set()
    with pytest.raises(Exception, match="closed period"):
        behind_trigger()


def behind_trigger() -> None:
    """An entry in the closed year, with the triggers in their place."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            connection.execute(
                text(
                    "INSERT INTO ledger_entry (community_id, id, salt, fund_year_id, number, kind,"
                    ' "on", text, office_title, "at") SELECT community_id, community_id, salt,'
                    ' fund_year_id, 999, kind, "on", text, office_title, "at" FROM ledger_entry'
                    " WHERE number = 1 AND kind = 'grant'"
                )
            )
        finally:
            connection.info.pop("maintenance")
