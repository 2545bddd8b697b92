"""Words of the books: closing, carrying, correcting, importing, and what is off in them."""

from council.language import lazy_gettext as _l

WORDS = {
    "balance": {"prepaid": _l("预付还没有验收的钱")},
    "duty": {"fund.close": _l("结账：%(title)s")},
    "duty_verb": {"fund.close": _l("去结账")},
    "duty_text": {
        "fund.close": _l("%(year)s 年 %(month)s 月已经过完。先对账，再结账；结了就不能再打开。")
    },
}

REASONS = {
    "day_to_come": _l("%(day)s 还没有到，事情发生以后再记账。"),
    "months_in_order": _l("要按月份顺序结账，接下来该结 %(year)s 年 %(month)s 月。"),
    "month_not_over": _l("%(year)s 年 %(month)s 月还没有过完，到月末再结账。"),
    "months_open": _l("%(year)s 年 %(month)s 月还没有结账，十二个月都结了才能结全年。"),
    "unmatched_needs_note": _l(
        "%(year)s 年 %(month)s 月还有 %(count)s 笔银行和账面没有对上，请先对账，或者写明原因。"
    ),
    "year_unsettled": _l("%(balance)s还有 %(sum)s，请先支付、结转下年或者交回，再结十二月。"),
    "payments_open": _l("%(year)s 年还有 %(count)s 笔支付没有办完，请先支付、撤回或者不予支付。"),
    "year_not_over": _l("%(year)s 年还没有过完，到十二月三十一日再结转。"),
    "nothing_to_carry": _l("没有可以结转的钱。"),
    "cut_whole_grant": _l("整笔拨款都不来了，请把登记拨款的那一笔冲正。"),
    "not_before_entry": _l("冲正的日期不能早于原来那一笔的日期 %(day)s。"),
    "correct_first": _l("第 %(number)s 号记账建立在这一笔上，请先冲正它。"),
    "grant_has_receipts": _l("这笔拨款已经有到账登记，请先冲正到账，或者只核减没有到账的部分。"),
    "payment_refunded": _l("支付 %(number)s 已经有退款，请先冲正退款。"),
    "carry_stands": _l(
        "结转同时记在两年的账上，不单独冲正；多结转的钱，请在新一年交回或者安排使用。"
    ),
    "closing_stands": _l("年终结转由结账产生，不冲正。"),
    "correction_stands": _l("冲正不再冲正，请把对的重新登记一次。"),
    "cut_stands": _l("核减不冲正；钱又要来了，请登记一笔新的拨款。"),
    "project_ended": _l("项目 %(number)s 已经结束，不能再冲正它的计划。"),
    "contract_ended": _l("合同 %(number)s 已经结束，不能再冲正它的核减。"),
    "amount_negative": _l("“%(text)s”是负数。金额都写正数；记错了的，用冲正改。"),
    "amount_decimals": _l("“%(text)s”的小数超过两位，金额只写到分，例如 3860.50。"),
    "amount_commas": _l("“%(text)s”的逗号不在千位上，请写成 12,345.60 或者 12345.60。"),
    "amount_too_large": _l("“%(text)s”太大，请核对。"),
    "fund_no_sheet": _l("没有找到“年度”“项目”或者“支付”工作表，请用模板填写。"),
    "fund_word_unknown": _l("“%(said)s”不认得，可以填：%(known)s。"),
    "cell_is_merged": _l("金额是合并单元格，看不出属于哪一行，请取消合并，每行各写各的。"),
    "formula_without_result": _l(
        "这一格是公式，表里没有存结果，请改成数字，或者用 Excel 打开再保存一次。"
    ),
    "fund_not_named": _l("有几项经费，请填经费代号。"),
    "fund_unknown": _l("没有代号为“%(name)s”的经费。"),
    "year_not_in_file": _l("“年度”表里没有 %(year)s 年，账上也没有开这一年。"),
    "project_not_in_file": _l("“项目”表里没有 %(year)s 年的“%(title)s”，账上也没有。"),
    "opening_differs": _l("账上的上年结转是 %(sum)s，表里是 %(asked)s。"),
    "opening_by_carry": _l("上一年账上结余 %(sum)s，表里的上年结转是 %(asked)s，两个数应当一样。"),
    "received_differs": _l("账上已经导入的到账是 %(sum)s，表里是 %(asked)s。"),
    "swept_differs": _l("账上的交回是 %(sum)s，表里是 %(asked)s。"),
    "approved_differs": _l("账上这个项目批准 %(sum)s，表里是 %(asked)s。"),
    "row_twice": _l("和第 %(row)s 行重复了。"),
    "paid_above_approved": _l("这个项目批准 %(cap)s，支付加起来 %(asked)s，超过了。"),
}
