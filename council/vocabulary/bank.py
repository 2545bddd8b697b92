"""Words of bank statements and their matching."""

from council.language import lazy_gettext as _l

WORDS = {
    "bank_layout": {
        "debit_credit": _l("借方、贷方两栏"),
        "flag": _l("金额加借贷标志"),
        "signed": _l("带正负号的金额"),
    },
    "bank_matched": {"exact": _l("自动对上"), "hand": _l("人工对上")},
    "field": {"bank_day": _l("日期"), "bank_note": _l("说明")},
    "entry": {
        "bank.import": _l("导入银行对账单"),
        "bank.match": _l("人工对账"),
        "bank.unmatch": _l("取消对账"),
        "bank.note": _l("说明银行流水"),
        "bank.again": _l("重新自动对账"),
    },
}

REASONS = {
    "bank_no_header": _l("没有找到表头。表头里要有日期，以及借方、贷方（或收入、支出，或金额）。"),
    "bank_no_lines": _l("表头下面没有一行流水。"),
    "bank_other_account": _l("这是 %(given)s 账户的对账单，不是这笔经费的账户。"),
    "bank_rows_wrong": _l("有 %(n)s 处读不清楚，一行也没有导入。"),
    "bank_formula": _l("这一格是公式。请改成数字，或重新从网银下载。"),
    "bank_merged": _l("这一格是合并单元格，分不清属于哪一行。请拆开。"),
    "bank_amount_missing": _l("没有金额。"),
    "bank_amount_twice": _l("借方和贷方都有金额，分不清是收还是支。"),
    "bank_amount_decimals": _l("“%(given)s”超过两位小数。"),
    "bank_amount_unreadable": _l("“%(given)s”不是金额。"),
    "bank_side_unknown": _l("“%(side)s”分不清是借还是贷。"),
    "bank_currency": _l("“%(given)s”不是人民币。"),
    "bank_balance": _l("余额是 %(given)s，按上一行推算应为 %(needed)s：中间缺行，或者改过数字。"),
    "bank_line_matched": _l("这一行已经对上第 %(number)s 号记账，要改请先取消。"),
    "bank_line_unmatched": _l("这一行还没有对上任何记账。"),
    "bank_entry_taken": _l("第 %(number)s 号记账已经对上另一行流水。"),
    "bank_entry_other": _l("这笔记账不在这笔经费的银行账上，或者已经冲正。"),
    "bank_amounts_differ": _l("银行是 %(sum)s，记账是 %(asked)s，金额不同不能对上。"),
}
