"""Statements of the banks read by their words; matching that leaves doubt to people."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import UUID

import pytest

from council.rules import bank, bankmatch
from council.rules.bank import Cells, StatementRefused
from council.rules.bankmatch import Booked, Unmatched
from council.rules.verdict import Refused

ICBC = """工商银行账户明细
账号：6222 0000 1111 2222,户名：杏林社区居民委员会
凭证号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额
A1,95588,2026-03-02 09:11:12,贷,0.00,"200,000.00",102,拨款,专项经费,松河街道办事处,"200,000.00"
A2,95589,2026-03-05 10:00:00,借,"18,600.00",0.00,102,转账,坡道工程款,杏北装饰有限公司,"181,400.00"
,,,合计,"18,600.00","200,000.00",,,,,
"""
CCB = """账号,账户名称,交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,\
记账日期,摘要,账户明细编号-交易流水号
6222000011112222,杏林,20260302 09:11:12,,200000,200000,人民币元,松河街道办事处,20260302,拨款,1-A
6222000011112222,杏林,20260305 10:00:00,18600,,181400,人民币元,杏北装饰有限公司,20260305,坡道,2-B
"""
ABC = """中国农业银行 明细
交易时间\t收入金额\t支出金额\t账户余额\t交易类别\t对方户名\t交易摘要
2026/3/5 10:00\t--\t18600.00\t181400.00\t转账\t杏北装饰有限公司\t坡道
2026/3/2 09:11\t200000.00\t--\t200000.00\t转账\t松河街道办事处\t拨款
"""
BOC = """交易日期[ Transaction Date ],付款人名称[ Payer's Name ],收款人名称[ Payee's Name ],\
交易货币,交易金额[ Trade Amount ],交易后余额[ After-transaction balance ],\
交易流水号[ Transaction reference number ],用途[ Purpose ]
20260302,松河街道办事处,杏林社区居民委员会,CNY,"200,000.00","200,000.00",R1,拨款
20260305,杏林社区居民委员会,杏北装饰有限公司,CNY,"-18,600.00","181,400.00",R2,坡道
"""
RURAL = """日期,摘要,借贷标志,发生额,余额,对方户名
2026年3月2日,拨款,贷,200000.00,200000.00,松河街道办事处
2026年3月5日,坡道,借,18600.00,181400.00,杏北装饰有限公司
本页合计,,,218600.00,,
"""
TWO_ROWS = """交易日期,发生额,,余额,对方户名,摘要
,借方,贷方,,,
2026-03-02,,200000.00,200000.00,松河街道办事处,拨款
2026-03-05,18600.00,,181400.00,杏北装饰有限公司,坡道
"""


def rows(text: str) -> list[Cells]:
    delimiter = "\t" if "\t" in text else ","
    table = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [Cells(n, tuple(c.strip() for c in cells)) for n, cells in enumerate(table, 1) if cells]


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (ICBC, "debit_credit"),
        (CCB, "debit_credit"),
        (ABC, "debit_credit"),
        (BOC, "signed"),
        (RURAL, "flag"),
        (TWO_ROWS, "debit_credit"),
    ],
)
def test_the_layouts_of_the_banks(text, layout) -> None:
    found = bank.read(rows(text), "6222000011112222")
    assert found.layout == layout
    said = [(line.on, line.amount, line.balance, line.counterparty) for line in found.lines]
    assert said == [
        (date(2026, 3, 2), 20_000_000, 20_000_000, "松河街道办事处"),
        (date(2026, 3, 5), -1_860_000, 18_140_000, "杏北装饰有限公司"),
    ]
    assert (found.opening, found.closing) == (0, 18_140_000)


def test_a_line_is_itself_in_every_export() -> None:
    prints = [[line.fingerprint for line in bank.read(rows(t)).lines] for t in (RURAL, TWO_ROWS)]
    assert prints[0] == prints[1]
    twice = RURAL.replace("余额", "备注").replace("200000.00,200000.00", "5.00,利息", 1)
    doubled = twice.replace(
        "2026年3月5日", "2026年3月2日,拨款,贷,5.00,利息,松河街道办事处\n2026年3月5日"
    )
    lines = bank.read(rows(doubled)).lines
    assert len({line.fingerprint for line in lines}) == 3, "two equal lines are two"


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ("18600.00", "18600.005", "发生额", "bank_amount_decimals"),
        ("18600.00", "1,86,00.00", "发生额", "bank_amount_unreadable"),
        ("18600.00", "约一万", "发生额", "bank_amount_unreadable"),
        ("18600.00", "", "发生额", "bank_amount_missing"),
        ("2026年3月5日", "2026年2月30日", "日期", "date_unreadable"),
        ("借,", "左,", "借贷标志", "bank_side_unknown"),
        ("181400.00", "181400.01", "余额", "bank_balance"),
    ],
)
def test_bad_cells_are_named(old, new, column, code) -> None:
    text = RURAL.replace(old, f'"{new}"' if new.count(",") > 1 else new, 1)
    if old == "借,":
        text = RURAL.replace("坡道,借,", "坡道,左,")
    with pytest.raises(StatementRefused) as caught:
        bank.read(rows(text))
    (bad,) = caught.value.cells
    assert (bad.row, bad.column, bad.reason.code) == (3, column, code)


def test_formulas_merged_cells_and_other_money() -> None:
    table = rows(TWO_ROWS)
    formula = Cells(3, table[2].cells, formulas=frozenset({2}))
    merged = Cells(4, table[3].cells, merged=frozenset({0, 1}))
    with pytest.raises(StatementRefused) as caught:
        bank.read([*table[:2], formula, merged])
    found = [(bad.row, bad.column, bad.reason.code) for bad in caught.value.cells]
    assert found == [
        (3, "发生额贷方", "bank_formula"),
        (4, "交易日期", "bank_merged"),
        (4, "发生额借方", "bank_merged"),
    ]
    dollars = CCB.replace("人民币元,杏北", "美元,杏北")
    with pytest.raises(StatementRefused) as caught:
        bank.read(rows(dollars))
    assert [bad.reason.code for bad in caught.value.cells] == ["bank_currency"]


@pytest.mark.parametrize(
    ("text", "account", "code"),
    [
        ("一,二\n三,四\n", "", "bank_no_header"),
        ("日期,摘要,借贷标志,发生额,余额\n", "", "bank_no_lines"),
        (ICBC, "6222000011113333", "bank_other_account"),
        (CCB, "6222000011113333", "bank_other_account"),
    ],
)
def test_what_is_no_statement_of_this_account(text, account, code) -> None:
    with pytest.raises(Refused) as caught:
        bank.read(rows(text), account)
    assert [reason.code for reason in caught.value.reasons] == [code]


def test_banks_hide_the_middle_of_an_account() -> None:
    masked = ICBC.replace("6222 0000 1111 2222", "6222********2222")
    assert bank.read(rows(masked), "6222000011112222").lines
    with pytest.raises(Refused):
        bank.read(rows(masked), "6222000011119999")


def ident(n: int) -> UUID:
    return UUID(int=n)


def line(n: int, amount: int, who: str = "", text: str = "", day: int = 5) -> Unmatched:
    return Unmatched(ident(n), date(2026, 3, day), amount, who, text)


def entry(n: int, amount: int, *names: str, numbers: tuple[str, ...] = (), day: int = 5) -> Booked:
    return Booked(ident(n), date(2026, 3, day), amount, names, numbers)


def test_only_what_is_beyond_doubt_is_matched() -> None:
    lines = [
        line(1, -100, "杏北装饰有限公司"),
        line(2, -200, "别的公司"),
        line(3, -300, "甲"),
        line(4, -300, "甲"),
        line(5, -400, text="付2026-007号"),
        line(6, 500),
        line(7, -600, "乙", day=20),
    ]
    entries = [
        entry(11, -100, "杏北装饰"),
        entry(12, -200, "杏北装饰"),
        entry(13, -300, "甲"),
        entry(15, -400, "某某", numbers=("2026-007",)),
        entry(16, 500),
        entry(17, -600, "乙", day=9),
    ]
    assert bankmatch.match(lines, entries) == {
        ident(1): ident(11),
        ident(5): ident(15),
        ident(6): ident(16),
    }, "neither a wrong name, nor two that are alike, nor one eleven days off"


def test_the_nearer_day_and_the_number_decide() -> None:
    near = [entry(11, -300, "甲公司", day=5), entry(12, -300, "甲公司", day=9)]
    assert bankmatch.match([line(1, -300, "甲公司")], near) == {ident(1): ident(11)}
    both = [line(1, -300, "甲公司"), line(2, -300, "甲公司", "2026-012")]
    numbered = [entry(11, -300, "甲公司"), entry(12, -300, "甲公司", numbers=("2026-012",))]
    assert bankmatch.match(both, numbered) == {ident(1): ident(11), ident(2): ident(12)}


def test_names_as_banks_write_them() -> None:
    assert bankmatch.same_name("杏北装饰（杭州）有限公司", "杏北装饰(杭州)有限公司")
    assert bankmatch.same_name("杏北装饰有限", "杏北装饰有限公司")
    assert not bankmatch.same_name("张三", "张三丰") and not bankmatch.same_name("", "张三")


def test_days_as_tellers_print_them() -> None:
    head = "序号,记账日,凭证号码/业务编号/用途/摘要,借方发生额,贷方发生额,余额\n"
    for day in ("260302", "20260302", "20260302101112", "2026-03-02 10:11:12", "2026年3月2日"):
        (found,) = bank.read(rows(f"{head}1,{day},拨款,,1.00,1.00\n")).lines
        assert (found.on, found.text) == (date(2026, 3, 2), "拨款"), day
