"""A whole year of a fund, from the first resolution to closed books: every figure agrees.

What the entries add up to is worked out here from the lines alone; then every page and every file
that tells a sum is held against it.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from council.db import db
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment, Refund
from council.rules.ledger import Account
from council.rules.verdict import Refused
from council.services import funds
from council.services.funds import Money
from tests.factories import fundyear
from tests.factories.community import make_community, sign_in
from tests.factories.hall import stored
from tests.factories.money import CODE, WHOLE, YEAR

_LIVED: dict[str, fundyear.Year] = {}


@pytest.fixture
def lived(app, app_context, scene, clock) -> fundyear.Year:
    """The year, lived through once per database."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        _LIVED[key] = fundyear.live_through(make_community(app, "t1"))

    scene("fundyear", build)
    clock.set(fundyear.on(1, 10, year=YEAR + 1))
    return _LIVED[key]


@dataclass
class Truth:
    """What the lines of the books add up to, in fen."""

    accounts: Counter[str] = field(default_factory=Counter)
    approved: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    turnover: int = 0


@pytest.fixture
def truth(lived) -> Truth:
    """Worked out from entries and lines alone."""
    entries = {row.id: row for row in stored(lived.hall, LedgerEntry)}
    numbers = {row.id: row.number for row in stored(lived.hall, FundProject)}
    found = Truth()
    for line in stored(lived.hall, LedgerTransfer):
        project = numbers.get(entries[line.entry_id].project_id, "")
        found.lines += 1
        found.turnover += line.amount
        for account, change in ((line.debit, line.amount), (line.credit, -line.amount)):
            found.accounts[account] += change
            if account == Account.PAID:
                found.paid[project] += change
            if account in (Account.PAID, Account.PLANNED, Account.CONTRACTED):
                found.approved[project] += change
    return found


def yuan(fen: int) -> str:
    """As pages write it."""
    return f"{fen // 100:,}.{fen % 100:02d}" if fen % 100 else f"{fen // 100:,}"


def fen(amount: object) -> int:
    """A sum in yuan of a file."""
    return round(Decimal(str(amount)) * 100)


def test_the_year_adds_up(lived, truth) -> None:
    (year,) = stored(lived.hall, FundYear)
    assert len(lived.payments) == 60 and len(stored(lived.hall, Payment)) == 60
    assert len(stored(lived.hall, FundProject)) == 14
    assert (year.granted, year.received) == (WHOLE, WHOLE)
    assert (year.free, year.planned, year.contracted) == (0, 0, 0)
    assert year.paid == truth.accounts[Account.PAID]
    assert year.swept == lived.swept == truth.accounts[Account.SWEPT]
    assert year.paid + year.swept == WHOLE
    assert truth.accounts[Account.BANK] == 0 and sum(truth.accounts.values()) == 0
    amounts = {row.number: row.amount for row in stored(lived.hall, Payment)}
    (back,) = stored(lived.hall, Refund)
    gone = sum(amounts.values()) - amounts[lived.wrong] - back.amount
    assert gone == year.paid
    assert year.closed_at is not None


def test_what_is_closed_stays_closed(lived) -> None:
    clerk, at = lived.hall.actor("clerk"), fundyear.on(1, 10, year=YEAR + 1)
    late = Money(100, fundyear.on(12, 30).date(), "迟到的捐赠人")
    with pytest.raises(Refused) as caught:
        funds.receive(lived.hall.community_id, CODE, late, kind="donation", actor=clerk, at=at)
    assert {reason.code for reason in caught.value.reasons} == {"year_closed"}
    with Session(db.engine) as session:
        connection = session.connection()
        connection.info["maintenance"] = True
        for statement in (
            "UPDATE fund_year SET version = version + 1",
            "DELETE FROM fund_period",
            "INSERT INTO ledger_entry SELECT * FROM ledger_entry LIMIT 1",
        ):
            with pytest.raises(DatabaseError):
                session.execute(text(statement))
            session.rollback()
            connection = session.connection()
            connection.info["maintenance"] = True
        connection.info.pop("maintenance")


def test_every_page_and_file_agrees_with_the_books(client, lived, truth) -> None:
    base = f"{lived.hall.base}/fund/{YEAR}"
    paid, swept = truth.accounts[Account.PAID], truth.accounts[Account.SWEPT]
    page = client.get(base).get_data(as_text=True)
    for amount in (paid, swept, WHOLE):
        assert yuan(amount) in page, amount
    sheet = client.get(f"{base}/table").get_data(as_text=True)
    data = client.get(f"{base}/table.json").get_json()
    told = {row["number"]: row for row in data["rows"]}
    assert set(told) == {*lived.purse.projects, lived.urgent}
    for number, row in told.items():
        assert (row["budget"], row["paid"]) == (truth.approved[number], truth.paid[number])
        assert yuan(row["paid"]) in sheet
    assert data["balances"]["paid"] == paid and data["balances"]["swept"] == swept
    _csv(client, base, truth)
    _workbook(client, base, truth)
    _package(client, base, lived, truth)


def _csv(client, base: str, truth: Truth) -> None:
    content = client.get(f"{base}/table.csv").get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {row["项目编号"]: fen(row["已付（元）"]) for row in rows} == dict(truth.paid)


def _workbook(client, base: str, truth: Truth) -> None:
    book = load_workbook(io.BytesIO(client.get(f"{base}/table.xlsx").data)).active
    rows = [[cell.value for cell in row] for row in book.iter_rows()]
    heading = next(row for row in rows if row[0] == "序号")
    number, paid = heading.index("项目编号"), heading.index("已付（元）")
    told = {row[number]: fen(row[paid]) for row in rows if row[number] in truth.paid}
    assert told == dict(truth.paid)


def _package(client, base: str, lived, truth: Truth) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}/datapackage.zip").data)) as archive:
        files = {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode()))
            )
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        about = json.loads(archive.read("datapackage.json"))
    assert fen(about["balances"]["paid"]) == truth.accounts[Account.PAID]
    assert sum(fen(row["amount"]) for row in files["entries"]) == truth.turnover
    assert sum(fen(row["amount"]) for row in files["receipts"]) == WHOLE
    assert {row["number"]: fen(row["paid"]) for row in files["projects"]} == dict(truth.paid)
    amounts = {row.number: row.amount for row in stored(lived.hall, Payment)}
    assert {row["number"]: fen(row["amount"]) for row in files["payments"]}.items() <= {
        *amounts.items()
    }


def test_each_project_and_payment_has_its_page(client, lived, truth) -> None:
    for number in (*lived.purse.projects, lived.urgent):
        page = client.get(f"{lived.hall.base}/fund/projects/{number}").get_data(as_text=True)
        assert yuan(truth.paid[number]) in page, number
    for payment in stored(lived.hall, Payment):
        answer = client.get(f"{lived.hall.base}/fund/payments/{payment.number}")
        assert answer.status_code == 200
        assert yuan(payment.amount) in answer.get_data(as_text=True), payment.number


def test_the_chamber_sees_the_same(app, client, lived, truth) -> None:
    sign_in(client, lived.hall.accounts["clerk"])
    front = client.get(f"{lived.hall.base}/chamber/fund/").get_data(as_text=True)
    assert yuan(truth.accounts[Account.PAID]) in front
    sign_in(client, lived.hall.accounts["street"])
    street = client.get("/street/").get_data(as_text=True)
    assert yuan(truth.accounts[Account.PAID]) in street


def test_nothing_is_off(app, lived, run_command) -> None:
    assert "ok" in run_command("integrity").output
