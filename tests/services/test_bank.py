"""Statements of the bank: read whole or not at all, once, matched where there is no doubt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.bank import BankLine, BankStatement
from council.models.journal import JournalEntry
from council.models.ledger import LedgerEntry
from council.rules.verdict import Refused
from council.services import bank, fundclosing, funds, ledger
from council.services.tables import RowsRefused
from council.services.unit import SYSTEM, unit
from tests.factories import bank as files
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored

STREET, NORTH = "松河街道办事处", "杏北装饰有限公司"
DAY, AT = money.DAY, money.AT


@pytest.fixture
def purse(app_context, scene):
    made = money.purse(on_stage(app_context, scene))
    made.paid = money.paid(made, 0, 1_860_000)
    return made


def lines() -> list[files.Moved]:
    return [
        (DAY, money.WHOLE, STREET, "拨款"),
        (DAY + timedelta(days=2), -1_860_000, NORTH, "材料款"),
        (DAY + timedelta(days=19), 1_234, "试验银行", "结息"),
    ]


def take(made, data: bytes, name: str = "bank.csv", **more):
    hall = made.hall
    return bank.take_over(
        hall.community_id, "service", data, name, actor=hall.actor("clerk"), at=AT, **more
    )


def statement(moved=None, **how) -> bytes:
    return files.as_csv(files.table(moved or lines()), **how)


def kept(made) -> list[BankLine]:
    return sorted(stored(made.hall, BankLine), key=lambda line: (line.on, line.position))


def codes(do, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def hand(made, act, *args):
    return getattr(bank, act)(made.hall.community_id, *args, actor=made.hall.actor("clerk"), at=AT)


def test_lines_find_their_entries_and_interest_is_left(purse) -> None:
    assert take(purse, statement()) == bank.Imported(3, 0, 2)
    entries = {entry.id: entry.kind for entry in stored(purse.hall, LedgerEntry)}
    found = [(line.amount, entries.get(line.entry_id), line.matched) for line in kept(purse)]
    assert found == [
        (money.WHOLE, "receipt", "exact"),
        (-1_860_000, "payment", "exact"),
        (1_234, None, ""),
    ]
    (about,) = stored(purse.hall, BankStatement)
    assert (about.opening, about.closing, about.lines) == (0, 18_141_234, 3)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("gb18030", ","), ("utf-16", "\t"), ("gb18030", "\t")],
)
def test_the_same_lines_in_any_writing(purse, encoding, delimiter) -> None:
    assert take(purse, statement()).new == 3
    again = take(purse, statement(encoding=encoding, delimiter=delimiter))
    assert again == bank.Imported(0, 3)
    assert take(purse, files.as_xlsx(files.table(lines())), "bank.xlsx") == bank.Imported(0, 3)


def test_the_same_file_changes_nothing_and_an_overlap_adds_what_is_new(purse) -> None:
    take(purse, statement())
    before = len(stored(purse.hall, JournalEntry))
    assert take(purse, statement()) == bank.Imported(0, 3)
    assert len(stored(purse.hall, JournalEntry)) == before
    more = [*lines(), (DAY + timedelta(days=30), 500, "某人", "")]
    assert take(purse, statement(more)) == bank.Imported(1, 3, 0)
    assert len(kept(purse)) == 4 and len(stored(purse.hall, BankStatement)) == 2


def test_a_rehearsal_writes_nothing(purse) -> None:
    before = len(stored(purse.hall, JournalEntry))
    assert take(purse, statement(), dry_run=True) == bank.Imported(3, 0)
    assert not kept(purse) and len(stored(purse.hall, JournalEntry)) == before


def test_one_bad_row_and_nothing_is_taken(purse) -> None:
    rows = files.table(lines())
    rows[3][2], rows[5][0] = "200,000.005", "三月"
    with pytest.raises(RowsRefused) as caught:
        take(purse, files.as_csv(rows))
    said = [(fault.row, fault.column, fault.reason.code) for fault in caught.value.faults]
    assert said == [
        (4, "贷方发生额", "bank_amount_decimals"),
        (6, "交易日期", "date_unreadable"),
    ]
    assert not kept(purse)


def test_a_line_cut_out_shows_in_the_balance(purse) -> None:
    rows = files.table(lines())
    del rows[4]
    with pytest.raises(RowsRefused) as caught:
        take(purse, files.as_csv(rows))
    assert [fault.reason.code for fault in caught.value.faults] == ["bank_balance"]


def test_a_workbook_with_formulas_merged_cells_and_two_rows_of_headings(purse) -> None:
    rows = files.table(lines())
    rows[4][1] = "=18000+600"
    with pytest.raises(RowsRefused) as caught:
        take(purse, files.as_xlsx(rows, "A1:G1", "A6:B6"), "bank.xlsx")
    said = {(fault.row, fault.column, fault.reason.code) for fault in caught.value.faults}
    assert said == {
        (5, "借方发生额", "bank_formula"),
        (6, "交易日期", "bank_merged"),
        (6, "借方发生额", "bank_merged"),
    }, "the title may be merged, a line may not"
    two = files.table(lines())
    two[2:3] = [
        ["交易日期", "发生额", "", "余额", "对方户名", "摘要", "流水号"],
        ["", "借方", "贷方", "", "", "", ""],
    ]
    assert take(purse, files.as_xlsx(two, "B3:C3", "A1:G1"), "bank.xlsx").matched == 2


def test_what_is_no_statement(purse) -> None:
    assert codes(take, purse, b"%PDF-1.7", "bank.pdf") == ["table_wrong_kind"]
    assert codes(take, purse, "一,二\n三,四\n".encode()) == ["bank_no_header"]
    other = statement().replace(files.ACCOUNT.encode(), b"6222999999999999")
    assert codes(take, purse, other) == ["bank_other_account"]


def test_only_who_keeps_the_fund_takes_statements(purse) -> None:
    hall = purse.hall
    who = hall.actor("supervisor1")
    assert codes(
        bank.take_over, hall.community_id, "service", statement(), "x.csv", actor=who, at=AT
    ) == ["no_power"]


def test_by_hand_with_the_same_sum_only_and_back(purse) -> None:
    wrong = [(DAY, money.WHOLE, "财政局", "拨款"), (DAY, -1_860_000, NORTH, "")]
    take(purse, statement(wrong))
    receipt, payment = (
        next(e for e in stored(purse.hall, LedgerEntry) if e.kind == kind)
        for kind in ("receipt", "payment")
    )
    line, done = kept(purse)
    assert line.entry_id is None and done.entry_id == payment.id
    assert codes(hand, purse, "match", line.id, payment.id) == ["bank_entry_taken"]
    hand(purse, "unmatch", done.id)
    assert codes(hand, purse, "match", line.id, payment.id) == ["bank_amounts_differ"]
    hand(purse, "match", line.id, receipt.id)
    assert codes(hand, purse, "match", line.id, receipt.id) == ["bank_line_matched"]
    assert codes(hand, purse, "note", line.id, "说明") == ["bank_line_matched"]
    assert codes(hand, purse, "unmatch", done.id) == ["bank_line_unmatched"]
    assert [row.matched for row in kept(purse)] == ["hand", ""]


def test_what_was_booked_later_is_found_again(purse) -> None:
    later = [*lines(), (DAY + timedelta(days=20), -250_000, NORTH, "尾款")]
    take(purse, statement(later))
    assert bank.match_again(purse.hall.community_id, "service", actor=SYSTEM, at=AT) == 0
    money.paid(purse, 0, 250_000)
    assert _again(purse) == 0, "eighteen days apart: a person decides"
    near = [*lines()[:2], (DAY + timedelta(days=3), -90_000, NORTH, "零星")]
    take(purse, statement(near))
    money.paid(purse, 0, 90_000)
    assert _again(purse) == 1


def _again(made) -> int:
    actor = made.hall.actor("clerk")
    return bank.match_again(made.hall.community_id, "service", actor=actor, at=AT)


def test_lines_without_entry_and_note_are_counted_by_month(purse) -> None:
    take(purse, statement())
    left = kept(purse)[-1]

    def open_in(month: int) -> int:
        with unit(purse.hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
            work.repeat()
            return fundclosing.unmatched(work, funds.year_of(work, "service", 2026), month)

    assert (open_in(3), open_in(2), open_in(4)) == (1, 0, 0)
    hand(purse, "note", left.id, "三月结息，年底一并入账")
    assert open_in(3) == 0
    hand(purse, "note", left.id, "")
    assert open_in(3) == 1


def test_an_entry_that_was_reversed_is_nobodys(purse) -> None:
    hall = purse.hall
    entry = next(e for e in stored(hall, LedgerEntry) if e.kind == "payment")
    _reverse(hall, entry)
    take(purse, statement())
    assert [line.matched for line in kept(purse)] == ["exact", "", ""]
    line = kept(purse)[1]
    assert codes(hand, purse, "match", line.id, entry.id) == ["bank_entry_other"]


def _reverse(hall, entry) -> None:
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        ledger.counter(work, work.get(LedgerEntry, entry.id), DAY, "记错")


def test_progress_is_told(purse) -> None:
    heard: list[tuple[int, int]] = []
    take(purse, statement(), told=lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 3) and heard[-1] == (3, 3)


def test_another_fund_has_its_own_lines(purse) -> None:
    take(purse, statement())
    seed = funds.FundSeed("gifts", "donation", "捐赠", "试验银行", files.ACCOUNT)
    funds.create(purse.hall.community_id, seed, actor=purse.hall.actor("clerk"), at=AT)
    hall = purse.hall
    taken = bank.take_over(
        hall.community_id, "gifts", statement(), "b.csv", actor=hall.actor("clerk"), at=AT
    )
    assert taken == bank.Imported(3, 0, 0)
