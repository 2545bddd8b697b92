"""Payments from a table: all or nothing, what is unclear named, the same file once."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from council.models.fundprojects import Supplier
from council.models.payments import Payment
from council.rules.verdict import Refused
from council.services import paymentfile
from council.services.tables import RowsRefused, TableError
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored

HEAD = ["项目编号", "合同编号", "收款方", "金额（元）", "用途", "说明"]


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def book(*rows: list, merge: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def line(purse, amount="100.50", **changes) -> list:
    given = {"contract": "", "supplier": "杏北装饰有限公司", "purpose": "灯具", "reason": ""}
    given |= changes
    return [
        changes.get("project", purse.projects[0]), given["contract"], given["supplier"],
        amount, given["purpose"], given["reason"],
    ]  # fmt: skip


def take(purse, data: bytes, *, dry_run: bool = False):
    return paymentfile.take_over(
        purse.hall.community_id,
        data,
        "a.xlsx",
        actor=purse.hall.actor("clerk"),
        at=money.AT,
        dry_run=dry_run,
    )


def test_a_file_is_taken_over_once(purse) -> None:
    data = book(HEAD, line(purse), line(purse, 200, purpose="人工"))
    assert take(purse, data, dry_run=True) == paymentfile.Taken(2, 0, 30_050)
    assert not stored(purse.hall, Payment) and not stored(purse.hall, Supplier)
    assert take(purse, data) == paymentfile.Taken(2, 0, 30_050)
    assert take(purse, data) == paymentfile.Taken(0, 2, 0)
    found = sorted(stored(purse.hall, Payment), key=lambda one: one.number)
    assert [(one.amount, one.purpose) for one in found] == [(10_050, "灯具"), (20_000, "人工")]


def test_every_bad_row_is_named_and_nothing_is_taken(purse) -> None:
    data = book(
        HEAD,
        line(purse),
        line(purse, "1.005"),
        line(purse, "-3"),
        line(purse, "1,00.00"),
        line(purse, "=2+3"),
        line(purse, "1", project="2026-777"),
        line(purse, "40000"),
        line(purse, "7", purpose=""),
        line(purse),
    )
    with pytest.raises(RowsRefused) as caught:
        take(purse, data)
    found = {(fault.row, fault.reason.code) for fault in caught.value.faults}
    cells = {(row, "amount_unreadable") for row in (3, 4, 5)}
    assert found == cells | {(6, "cell_formula"), (10, "payments_twice")}
    assert not stored(purse.hall, Payment)


def test_what_the_rules_refuse_is_named_by_row(purse) -> None:
    data = book(
        HEAD,
        line(purse, "1", project="2026-777"),
        line(purse, "40000.01"),
        line(purse, "7", purpose=""),
        line(purse, "39999", reason="一家有资质。"),
        line(purse, "2", purpose="多出的"),
    )
    with pytest.raises(RowsRefused) as caught:
        take(purse, data)
    found = {fault.row: fault.reason.code for fault in caught.value.faults}
    assert found.pop(3) in {"payment_above_project", "quotes_missing", "reason_missing"}
    assert found == {2: "not_found", 4: "text_missing", 6: "payment_above_project"}
    assert not stored(purse.hall, Payment)


@pytest.mark.parametrize(
    ("rows", "merge", "code"),
    [
        ([["项目编号", "合同编号", "收款方", "金额（元）", "用途", "说明"]], "", "two_headings"),
        ([], "D2:D3", "cell_merged"),
    ],
)
def test_merged_cells_and_two_headings_are_named(purse, rows, merge, code) -> None:
    data = book(HEAD, *rows, line(purse), line(purse, 3, purpose="人工"), merge=merge)
    with pytest.raises(RowsRefused) as caught:
        take(purse, data)
    assert code in {fault.reason.code for fault in caught.value.faults}


def test_a_file_without_the_column_of_sums(purse) -> None:
    with pytest.raises(TableError) as caught:
        take(purse, book(["项目编号", "用途"], [purse.projects[0], "灯具"]))
    assert caught.value.code == "table_column_missing"


def test_no_table_at_all(purse) -> None:
    with pytest.raises(Refused):
        take(purse, b"PK\x03\x04 broken")


def test_too_many_rows(purse) -> None:
    rows = [line(purse, n + 1) for n in range(paymentfile.MOST + 1)]
    with pytest.raises(TableError) as caught:
        take(purse, book(HEAD, *rows))
    assert caught.value.code == "table_too_many_rows"


def test_the_same_row_of_two_sheets_is_two_payments(purse) -> None:
    made = Workbook()
    for month, sheet in (("一月", made.active), ("二月", made.create_sheet())):
        sheet.title = month
        sheet.append(HEAD)
        sheet.append(line(purse, purpose=f"{month}灯具"))
    out = io.BytesIO()
    made.save(out)
    assert take(purse, out.getvalue()) == paymentfile.Taken(2, 0, 20_100)
    assert take(purse, out.getvalue()) == paymentfile.Taken(0, 2, 0)
