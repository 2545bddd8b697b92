"""Opening balances and history from a table: all or nothing, twice changes nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from council.db import db
from council.models.fundprojects import FundProject
from council.models.funds import FundYear, Receipt
from council.models.journal import JournalEntry
from council.models.ledger import LedgerEntry
from council.services import fundfile, fundopening, ledgercheck
from council.services.fundopening import Taken
from council.services.tables import RowsRefused, TableError
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored

YEARS = ["年度", "上年结转", "本年到账", "拨款单位", "交回"]
PROJECTS = ["年度", "项目名称", "类别", "批准金额", "承接单位", "满意度"]
PAYMENTS = ["项目名称", "支付日期", "支付金额", "收款单位", "用途"]


@pytest.fixture
def hall(app_context, app, scene):
    made = on_stage(app, scene)
    money.open_fund(made)
    return made


def book(**sheets: list[list[object]]) -> Workbook:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def bytes_of(made: Workbook) -> bytes:
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def told() -> Workbook:
    """2024 with one lamp, what was left carried into 2025."""
    return book(
        年度=[
            YEARS,
            [2024, "1,000.00", 200000, "松河街道办事处", ""],
            [2025, "162400", "180000.50", "松河街道办事处", 1000],
        ],
        项目=[PROJECTS, [2024, "加装路灯", "工程类", "40000", "杏北照明", "96%（120人）"]],
        支付=[
            PAYMENTS,
            ["加装路灯", date(2024, 9, 12), 30000, "杏北照明", "进度款"],
            ["加装路灯", "2024-10-08", "8600", "杏北照明", "尾款"],
        ],
    )


def take(hall, made: Workbook | bytes, **given) -> Taken:
    data = made if isinstance(made, bytes) else bytes_of(made)
    return fundopening.take_over(
        hall.community_id,
        fundfile.read(data, "history.xlsx"),
        actor=hall.actor("clerk"),
        at=money.AT,
        **given,
    )


def faults(hall, made: Workbook) -> list[tuple[str, int, str, str]]:
    before = len(stored(hall, LedgerEntry)), len(stored(hall, FundYear))
    with pytest.raises(RowsRefused) as caught:
        take(hall, made)
    assert (len(stored(hall, LedgerEntry)), len(stored(hall, FundYear))) == before
    return [(f.sheet, f.row, f.column, f.reason.code) for f in caught.value.faults]


def year_of(hall, year: int) -> FundYear:
    return next(row for row in stored(hall, FundYear) if row.year == year)


def test_past_years_stand_in_the_books(hall) -> None:
    assert take(hall, told()) == Taken(5, 0)
    old, new = year_of(hall, 2024), year_of(hall, 2025)
    assert (old.opening, old.granted, old.paid) == (100_000, 20_000_000, 3_860_000)
    assert (old.free, old.carried) == (0, 16_240_000)
    assert (new.opening, new.swept, new.received) == (16_240_000, 100_000, 18_000_050)
    (project,) = stored(hall, FundProject)
    assert (project.estimate, project.paid, project.planned) == (4_000_000, 3_860_000, 0)
    assert project.note == "承接单位：杏北照明；满意度：96%（120人）"
    assert (project.source, project.state) == (fundopening.IMPORTED, "finished")
    with db.engine.connect() as connection:
        assert list(ledgercheck.offences(connection, hall.community_id)) == []


def test_a_second_run_changes_nothing(hall) -> None:
    take(hall, told())
    before = len(stored(hall, LedgerEntry)), len(stored(hall, JournalEntry))
    assert take(hall, told()) == Taken(0, 5)
    assert (len(stored(hall, LedgerEntry)), len(stored(hall, JournalEntry))) == before


def test_a_dry_run_writes_nothing(hall) -> None:
    before = len(stored(hall, LedgerEntry)), len(stored(hall, JournalEntry))
    assert take(hall, told(), dry_run=True) == Taken(5, 0)
    assert (len(stored(hall, LedgerEntry)), len(stored(hall, JournalEntry))) == before


def test_the_template_can_be_taken_over(hall) -> None:
    assert take(hall, fundopening.template()).new == 3
    assert len(stored(hall, Receipt)) == 2


def test_a_payment_more_is_added(hall) -> None:
    take(hall, told())
    more = told()
    more["支付"].append(["加装路灯", "2024-11-01", "1400", "杏北照明", "质保金"])
    with pytest.raises(RowsRefused):  # carried away meanwhile
        take(hall, more)
    last = book(年度=[YEARS, [2023, "", 5000, "松河街道办事处", ""]])
    assert take(hall, last) == Taken(1, 0)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("100.555", "amount_decimals"),
        ("12,34.00", "amount_commas"),
        ("-50", "amount_negative"),
        ("（50.00）", "amount_negative"),
        ("五十元整", "amount_unreadable"),
        ("99999999999999", "amount_too_large"),
        ("", "text_missing"),
    ],
)
def test_an_amount_that_is_none_is_named_with_row_and_column(hall, amount, code) -> None:
    made = told()
    made["支付"]["C3"] = amount
    assert faults(hall, made) == [("支付", 3, "支付金额", code)]


def test_every_bad_row_is_named_at_once(hall) -> None:
    made = told()
    made["支付"]["B2"] = "2023-12-31"
    made["支付"]["A3"] = "没有这个项目"
    made["项目"]["C2"] = "玄学"
    found = faults(hall, made)
    assert found == [("项目", 2, "类别", "fund_word_unknown")]
    made["项目"]["C2"] = "工程"
    assert set(faults(hall, made)) == {
        ("支付", 2, "项目名称", "project_not_in_file"),
        ("支付", 3, "项目名称", "project_not_in_file"),
        ("年度", 3, "年度", "opening_by_carry"),
    }


def test_more_than_was_approved_is_refused(hall) -> None:
    made = told()
    made["支付"]["C3"] = "10000.01"
    assert ("项目", 2, "项目名称", "paid_above_approved") in faults(hall, made)


def test_the_result_of_a_formula_is_read_where_it_is_stored(hall) -> None:
    made = told()
    made["支付"]["C3"] = "=8000+600"
    assert faults(hall, made) == [("支付", 3, "支付金额", "formula_without_result")]
    assert take(hall, with_result(bytes_of(made), "8000+600", "8600.0000000000009")).new == 5


def with_result(data: bytes, formula: str, value: str) -> bytes:
    """The file as a spreadsheet saves it: with the result beside the formula."""
    import zipfile

    source, kept = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode()
            cell = f"<f>{formula}</f><v>{value}</v>"
            part = part.replace(f"<f>{formula}</f><v></v>", cell)
            part = part.replace(f"<f>{formula}</f><v />", cell).replace(
                f"<f>{formula}</f><v/>", cell
            )
            target.writestr(name, part)
    return kept.getvalue()


def test_merged_labels_count_for_all_their_rows_and_merged_amounts_for_none(hall) -> None:
    made = told()
    made["支付"].merge_cells("A2:A3")
    assert take(hall, made, dry_run=True).new == 5
    made["支付"].merge_cells("C2:C3")
    assert faults(hall, made) == [
        ("支付", 2, "支付金额", "cell_is_merged"),
        ("支付", 3, "支付金额", "cell_is_merged"),
    ]


def test_two_heading_rows_and_a_title_above_are_read(hall) -> None:
    made = told()
    sheet = made["支付"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "历年支付明细"
    sheet.merge_cells("A1:E1")
    for cell, said in zip(("A2", "B2", "D2"), ("项目名称", "付款", "收款"), strict=True):
        sheet[cell] = said
    sheet["A3"] = None
    sheet.merge_cells("B2:C2")
    assert take(hall, made).new == 5


def test_a_table_without_its_columns_says_which(hall) -> None:
    with pytest.raises(TableError) as caught:
        fundfile.read(bytes_of(book(支付=[["项目", "钱"], ["加装路灯", 3]])))
    assert caught.value.code == "table_column_missing"
    with pytest.raises(TableError) as caught:
        fundfile.read(bytes_of(book(别的=[["项目", "钱"], ["加装路灯", 3]])))
    assert caught.value.code == "fund_no_sheet"


def test_the_command_takes_a_file_over(hall, run_command, tmp_path) -> None:
    file = tmp_path / "history.xlsx"
    file.write_bytes(bytes_of(told()))
    args = ("fund", "import", file, "--community", hall.slug)
    dry = run_command(*args, "--dry-run")
    assert dry.output.splitlines() == ["5 new, 0 already there", "dry run: nothing was written"]
    assert run_command(*args).output.strip() == "5 new, 0 already there"
    assert run_command(*args).output.strip() == "0 new, 5 already there"
    made = told()
    made["支付"]["C3"] = "1.234"
    file.write_bytes(bytes_of(made))
    wrong = run_command(*args)
    assert wrong.exit_code == 2
    assert "支付:3:支付金额: “1.234”的小数超过两位" in wrong.output
    assert run_command("fund", "template", tmp_path / "t.xlsx").exit_code == 0
