"""Suppliers, quotes and contracts from a table: whole or not at all, twice is once."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from council.models.fundprojects import Contract, FundProject, Quote, Supplier
from council.models.journal import JournalEntry
from council.services import procurefile
from council.services.procurefile import Taken
from council.services.tables import RowsRefused, TableError
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, PROJECT


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def book(*rows) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def take(purse, noun, data, **given) -> Taken:
    who = {"actor": purse.hall.actor("clerk"), "at": AT} | given
    return procurefile.take_over(purse.hall.community_id, noun, data, "a.xlsx", **who)


def refused(purse, noun, data) -> list[tuple[int, str]]:
    with pytest.raises(RowsRefused) as caught:
        take(purse, noun, data)
    return [(fault.row, fault.reason.code) for fault in caught.value.faults]


FIRMS = (
    ("名称", "单位或个人", "统一社会信用代码", "账号"),
    ("杏北装饰有限公司", "单位", "91350100M000100Y43", "6222000011112222"),
    ("老陈", "个人", "", ""),
)
QUOTES = ("项目编号", "供应商", "报价（元）", "报价日期")
CONTRACTS = (*QUOTES[:2], "合同金额（元）", "签订日期", "预付不超过（元）", "报价不足的理由")


def test_suppliers_twice_are_once_and_may_change(purse) -> None:
    assert take(purse, "suppliers", book(*FIRMS), dry_run=True) == Taken(2, 0)
    assert not stored(purse.hall, Supplier)
    assert take(purse, "suppliers", book(*FIRMS)) == Taken(2, 0)
    entries = len(stored(purse.hall, JournalEntry))
    assert take(purse, "suppliers", book(*FIRMS)) == Taken(0, 2)
    assert len(stored(purse.hall, JournalEntry)) == entries
    moved = [FIRMS[0], (*FIRMS[1][:3], "6222999"), FIRMS[2]]
    assert take(purse, "suppliers", book(*moved)) == Taken(1, 1)


def test_quotes_and_contracts(purse) -> None:
    number = purse.projects[0]
    rows = [(number, f"第{n}家公司", 20_000 + n, date(2026, 3, 1)) for n in range(3)]
    assert take(purse, "quotes", book(QUOTES, *rows)) == Taken(3, 0)
    assert take(purse, "quotes", book(QUOTES, *rows)) == Taken(0, 3)
    assert refused(purse, "quotes", book(QUOTES, (*rows[0][:2], 5, rows[0][3]))) == [
        (2, "quoted_already")
    ]
    signed = (number, "第0家公司", "20,000.00", "2026-03-02", 6000, "")
    data = book(CONTRACTS, signed)
    assert take(purse, "contracts", data) == Taken(1, 0)
    assert take(purse, "contracts", data) == Taken(0, 1)
    (row,) = stored(purse.hall, Contract)
    assert (row.amount, row.in_advance, row.open) == (2_000_000, 600_000, 2_000_000)
    assert stored(purse.hall, FundProject)[0].planned == PROJECT - 2_000_000


def test_every_bad_row_is_named_and_nothing_is_taken(purse) -> None:
    number = purse.projects[0]
    rows = [
        (number, "甲公司", "1,20.0", "2026-03-02", "", ""),
        (number, "乙公司", 9000, "2026-02-30", "", ""),
        ("2026-999", "丙公司", 9000, "2026-03-02", "", ""),
        (number, "丁公司", 9000, "2026-03-02", "", ""),
    ]
    found = refused(purse, "contracts", book(CONTRACTS, *rows))
    assert [row for row, _ in found] == [2, 3]
    found = refused(purse, "contracts", book(CONTRACTS, *rows[2:]))
    assert found == [(2, "not_found")]
    much = [(number, f"{n}号公司", 15_000, "2026-03-02", "", "只有一家") for n in range(4)]
    found = refused(purse, "contracts", book(CONTRACTS, *much))
    assert found == [(4, "not_that_much"), (5, "not_that_much")]
    assert not stored(purse.hall, Contract) and not stored(purse.hall, Supplier)
    assert stored(purse.hall, FundProject)[0].planned == PROJECT


def test_formulas_merged_cells_and_two_headings_are_named(purse) -> None:
    number = purse.projects[0]
    made = Workbook()
    sheet = made.active
    for row in (
        QUOTES,
        (number, "甲公司", "=100*2", "2026-03-01"),
        (number, "乙公司", 200, "2026-03-01"),
    ):
        sheet.append(row)
    sheet.merge_cells("C3:C4")
    out = io.BytesIO()
    made.save(out)
    assert refused(purse, "quotes", out.getvalue()) == [(2, "cell_formula"), (3, "cell_merged")]
    twice = book(QUOTES, QUOTES, (number, "甲公司", 100, "2026-03-01"))
    assert refused(purse, "quotes", twice) == [(2, "two_headings")]
    assert not stored(purse.hall, Quote)
    with pytest.raises(TableError):
        take(purse, "quotes", book(QUOTES[:2], (number, "甲公司")))
