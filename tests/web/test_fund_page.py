"""A fund's year in public: page, table, files and data package agree with the books to the fen."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select, update

from council.db import db
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.funds import Appropriation, Fund, FundYear, Receipt
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment, Voucher
from council.queries.public.fund_package import payer
from council.rules.ledger import Account, Transfer, trial_balance
from council.services import funds
from council.services.funds import Money
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.web.test_masking import LEAKS, longer, unguard
from tests.web.test_open_data import faults

COSTS = (4_000_000, 3_860_050, 120_000)
PRIVATE = "司马隐名"
PAID = 1_234_567 + 60_050 + 10_000 - 4_000


@pytest.fixture
def purse(app_context, app, scene, clock) -> money.Purse:
    """Three projects: one with a contract, one paid without, one not begun; a second grant."""
    made = money.purse(on_stage(app, scene), *COSTS)
    clerk, hall = made.hall.actor("clerk"), made.hall
    more = Money(1_000_001, money.DAY, "松河街道办事处", "松街发〔2026〕9号")
    funds.grant(hall.community_id, money.CODE, more, actor=clerk, at=money.AT)
    gift = Money(50_055, money.DAY, PRIVATE)
    funds.receive(hall.community_id, money.CODE, gift, kind="donation", actor=clerk, at=money.AT)
    number = money.contract(made, 0, 3_000_000)
    money.paid(made, 0, 1_234_567, contract=number)
    money.paid(made, 1, 60_050)
    number = money.paid(made, 1, 10_000)
    money.given_back(made, number, 4_000)
    money.entered(made, 2, 70_000)
    clock.set(money.AT)
    return made


def text(client, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}" if fen % 100 else f"{fen // 100:,}"


def books(purse) -> dict[str, int]:
    """The balances as the entries themselves give them, not as any row keeps them."""
    lines = stored(purse.hall, LedgerTransfer)
    sums = trial_balance(
        Transfer(Account(row.debit), Account(row.credit), row.amount) for row in lines
    )
    left = {account.name: debit - credit for account, (debit, credit) in sums.items()}
    made = {name.lower(): left.get(name, 0) for name in ("FREE", "PLANNED", "CONTRACTED", "PAID")}
    made |= {"granted": -left["GRANTED"], "opening": -left.get("OPENING", 0)}
    made["received"] = -left["GRANTS"] - left.get("DONATIONS", 0)
    made["at_hand"] = left["BANK"]
    return made


def test_every_figure_is_the_ledgers(client, purse) -> None:
    """Page, sheet, .xlsx, .csv, .json and data package say what the entries add up to."""
    has, base = books(purse), f"{purse.base}/fund/2026"
    assert (has["paid"], has["planned"]) == (PAID, sum(COSTS) - 3_000_000 - 60_050 - 6_000)
    assert (has["granted"], has["received"]) == (21_050_056, 20_050_055)
    approved = has["paid"] + has["contracted"] + has["planned"]
    sums = {"budget": approved, "paid": has["paid"], "balance": approved - has["paid"]}

    page = text(client, base)
    for name in ("free", "planned", "contracted", "paid"):
        assert f"<td>{yuan(has[name])}</td>" in page, name
    assert f"<em>{yuan(has['granted'])} 元</em>" in page
    assert f"粗线以后的 {yuan(has['granted'] - has['received'])} 元还没到账。" in page
    shares = [Decimal(share) for share in re.findall(r"<td>([\d.]+)%</td></tr>", page)[:4]]
    assert sum(shares) == Decimal("100.0")

    sheet = text(client, f"{base}/table")
    for name in ("received", "paid", "at_hand"):
        assert f"<dd>{yuan(has[name])} 元</dd>" in sheet, name
    foot = sheet.split("<tfoot>")[1]
    for name, amount in sums.items():
        assert f">{yuan(amount)}</td>" in foot, name

    data = json.loads(text(client, f"{base}/table.json"))
    assert data["sums"] == sums
    assert {name: data["balances"][name] for name in has} == has
    assert {key: sum(row[key] for row in data["rows"]) for key in sums} == sums

    rows = list(csv.reader(io.StringIO(text(client, f"{base}/table.csv").removeprefix("\ufeff"))))
    for name, title in (
        ("budget", "预算（元）"),
        ("paid", "已付（元）"),
        ("balance", "结余（元）"),
    ):
        at = rows[0].index(title)
        assert sum(Decimal(row[at]) for row in rows[1:]) * 100 == sums[name]

    book = load_workbook(io.BytesIO(client.get(f"{base}/table.xlsx").data)).active
    cells = [[cell.value for cell in row] for row in book.iter_rows()]
    (total,) = [row for row in cells if row[2] == "合计"]
    heading = next(row for row in cells if row[0] == "序号")
    for name, title in (
        ("budget", "预算（元）"),
        ("paid", "已付（元）"),
        ("balance", "结余（元）"),
    ):
        assert round(total[heading.index(title)] * 100) == sums[name]
    by_name = {row[0]: row[2] for row in cells[1:6]}
    assert round(by_name["账上结余"] * 100) == has["at_hand"]

    files = package(client, base)
    about = json.loads(files["datapackage.json"])
    assert {name: Decimal(about["balances"][name]) * 100 for name in has} == has
    back = total_of(files, "payments", "refunded")
    assert (total_of(files, "payments", "amount") - back, back) == (has["paid"], 4_000)
    assert total_of(files, "receipts", "amount") == has["received"]
    assert total_of(files, "projects", "approved") == approved
    assert total_of(files, "contracts", "open") == has["contracted"]
    lines = stored(purse.hall, LedgerTransfer)
    assert total_of(files, "entries", "amount") == sum(line.amount for line in lines)


def package(client, base: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}/datapackage.zip").data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(files: dict[str, bytes], name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(files[f"{name}.csv"].decode()))


def total_of(files: dict[str, bytes], name: str, column: str) -> Decimal:
    return sum(Decimal(row[column]) for row in rows_of(files, name)) * 100


def test_the_validator_accepts_the_package(client, purse, tmp_path: Path) -> None:
    from frictionless import Package, validate

    for name, content in package(client, f"{purse.base}/fund/2026").items():
        (tmp_path / name).write_bytes(content)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert len(Package(str(tmp_path / "datapackage.json")).resources) == 6
    broken = (
        (tmp_path / "payments.csv")
        .read_text(encoding="utf-8")
        .replace(purse.projects[0], "1999-001")
    )
    (tmp_path / "payments.csv").write_text(broken, encoding="utf-8")
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_the_package_stands_at_its_addresses(client, purse) -> None:
    base = f"{purse.base}/fund/2026"
    about = json.loads(text(client, f"{base}/datapackage.json"))
    files = package(client, base)
    for resource in about["resources"]:
        answer = client.get(resource["path"].removeprefix("http://localhost"))
        assert answer.status_code == 200
        assert answer.data == files[f"{resource['name']}.csv"]


def test_only_what_was_paid_is_told_and_nobody_is_named(client, purse) -> None:
    base = f"{purse.base}/fund/2026"
    files = package(client, base)
    (project,) = [row for row in rows_of(files, "projects") if row["number"] == purse.projects[2]]
    assert project["paid"] == "0.00"
    assert {row["amount"] for row in rows_of(files, "payments")} == {"12345.67", "600.50", "100.00"}
    assert len(stored(purse.hall, Payment)) == 4
    with db.engine.connect() as connection:
        names = set(connection.scalars(select(db.metadata.tables["person"].c.name)))
    names |= {PRIVATE}
    pages = [text(client, base + more) for more in ("", "/table", "/table.csv", "/table.json")]
    for shown in [*pages, *(content.decode() for content in files.values())]:
        assert not [name for name in names if name in shown]
    assert "司马*名" in files["receipts.csv"].decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王*明"),
        ("王小明 13812345678", "王*** 1***"),
        ("John Smith", "J*** S***"),
        ("阿依古丽·买买提", "阿*** 买***"),
        ("松河街道办事处", "松河街道办事处"),
        ("杏北装饰有限公司", "杏北装饰有限公司"),
    ],
)
def test_a_giver_that_may_be_a_person_is_masked(name, shown) -> None:
    assert payer(name) == shown


PLANTED = {
    Fund: ("name",),
    FundProject: ("title", "place", "source", "note", "urgent_reason"),
    Contract: ("subject", "few_quotes", "not_lowest"),
    Payment: ("purpose", "handled_title", "approved_title", "supervised_title"),
    Supplier: ("name",),
    LedgerEntry: ("text", "office_title"),
    Receipt: ("payer", "reference", "note"),
    Appropriation: ("payer", "reference", "note"),
}


def test_what_points_to_a_person_is_masked_everywhere(client, purse) -> None:
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        unguard(connection)
        for model, columns in PLANTED.items():
            for name in columns:
                column = model.__table__.c[name]
                connection.execute(update(model).values({name: longer(column)}))
        connection.info.pop("maintenance")
    db.engine.dispose()
    base = f"{purse.base}/fund/2026"
    for more in ("", "/table", "/table.csv", "/table.json", "/datapackage.json"):
        shown = text(client, base + more)
        assert not [leak for leak in LEAKS if leak in shown], more
    for name, content in package(client, base).items():
        assert not [leak for leak in LEAKS if leak in content.decode()], name


def test_the_table_has_every_column(client, purse) -> None:
    base = f"{purse.base}/fund/2026"
    (row, *_others) = json.loads(text(client, f"{base}/table.json"))["rows"]
    vouchers = {voucher.number for voucher in stored(purse.hall, Voucher)}
    assert row["no"] == 1 and row["number"] == purse.projects[0]
    assert (row["budget"], row["paid"], row["balance"]) == (4_000_000, 1_234_567, 2_765_433)
    assert row["contractor"] == "杏北装饰有限公司" and row["from_on"] == "2026-03-02"
    assert row["vouchers"] in vouchers
    assert row["satisfaction"] is None and row["evaluations"] == 0
    sheet = text(client, f"{base}/table")
    for words in ("书记员", "居委会主任", "居务监督委员会主任", "监督电话", "公示时间", "经手"):
        assert words in sheet, words


def test_the_workbook_opens_as_one_expects(client, purse) -> None:
    answer = client.get(f"{purse.base}/fund/2026/table.xlsx")
    book = load_workbook(io.BytesIO(answer.data)).active
    row = next(n for n in range(1, 20) if book.cell(n, 1).value == "序号")
    assert book.freeze_panes == f"D{row + 1}"
    assert book.page_setup.orientation == "landscape" and str(book.page_setup.paperSize) == "8"
    assert book.cell(row + 1, 9).number_format == "#,##0.00"
    assert not book.merged_cells.ranges
    assert not [cell for cells in book.iter_rows() for cell in cells if cell.data_type == "f"]


def test_the_json_is_as_described(client, purse) -> None:
    book = client.get("/api/openapi.json").get_json()
    paths = [path for path in book["paths"] if "/fund/" in path]
    assert len(paths) == 2
    for path in paths:
        answer = client.get(path.replace("{slug}", purse.hall.slug).replace("{year}", "2026"))
        content = book["paths"][path]["get"]["responses"]["200"]["content"]
        assert not faults(answer.get_json(), content["application/json"]["schema"], book), path


def test_a_fund_without_a_year_is_not_found(client, purse) -> None:
    for more in ("2025/table", "2025/table.csv", "2025/datapackage.zip", "2026?fund=no", "1999"):
        assert client.get(f"{purse.base}/fund/{more}").status_code == 404, more


def test_another_fund_has_its_own_page(client, purse) -> None:
    hall = purse.hall
    money.open_fund(hall, 500_000, code="gifts")
    page = text(client, f"{hall.base}/fund/2026?fund=gifts")
    assert "5,000 元" in page and f'href="{hall.base}/fund/2026"' in page
    assert f"{hall.base}/fund/2026/table?fund=gifts" in page
    assert json.loads(text(client, f"{hall.base}/fund/2026/table.json?fund=gifts"))["rows"] == []


def test_as_many_queries_for_three_projects_as_for_many(app, client, purse) -> None:
    few = {more: queries(client, f"{purse.base}/fund/2026{more}") for more in MORE}
    assert few[""] <= 6
    many(purse, 25)
    again = {more: queries(client, f"{purse.base}/fund/2026{more}") for more in MORE}
    assert again == few
    many(purse, 175, 540)
    page = text(client, f"{purse.base}/fund/2026")
    assert "全部 203 项在公开表里" in page and page.count('class="proj"') == 30
    assert queries(client, f"{purse.base}/fund/2026") <= 6


MORE = ("", "/table", "/table.csv", "/table.json")


def many(purse, n: int, first_number: int = 500) -> None:
    """So many more projects without money, straight into the table."""
    (first, *_others) = stored(purse.hall, FundProject)
    table = FundProject.__table__
    columns = {c.name: getattr(first, c.key) for c in FundProject.__mapper__.columns}
    from council.models.base import new_id, new_salt

    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        for at in range(n):
            columns |= {
                "id": new_id(), "salt": new_salt(), "number": f"2026-{at + first_number}",
                "planned": 0, "contracted": 0, "paid": 0, "proposal_id": None,
            }  # fmt: skip
            connection.execute(table.insert().values(columns))
        connection.info.pop("maintenance")


def queries(client, address: str) -> int:
    sent: list[str] = []

    def note(_c, _k, statement, *_more) -> None:
        sent.append(statement)

    text(client, address)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        text(client, address)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def test_the_year_before_stands_beside(client, purse) -> None:
    (year,) = stored(purse.hall, FundYear)
    assert "2025 年" not in text(client, f"{purse.base}/fund/2026")
    entries = stored(purse.hall, LedgerEntry)
    assert {entry.fund_year_id for entry in entries} == {year.id}
    funds.open_year(
        purse.hall.community_id, money.CODE, 2025, actor=purse.hall.actor("clerk"), at=money.AT
    )
    page = text(client, f"{purse.base}/fund/2026")
    assert "2026 年和 2025 年" in page and "2025 年已付（元）" in page
    assert f"+{yuan(PAID)}" in page
