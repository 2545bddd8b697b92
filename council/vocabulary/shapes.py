"""Why something typed cannot be kept: texts, numbers, dates; what the fields are called."""

from council.language import lazy_gettext as _l

WORDS = {
    "field": {
        "answer": _l("答复"),
        "bank_reference": _l("银行回单号"),
        "basis": _l("依据"),
        "box": _l("遮盖的地方"),
        "budget": _l("总额"),
        "code": _l("代码"),
        "conclusion": _l("结论"),
        "content": _l("内容"),
        "contractor": _l("承办单位"),
        "decision": _l("依据的决议"),
        "dissent": _l("不同意见"),
        "fund_name": _l("经费名称"),
        "gist": _l("要点"),
        "holder": _l("负责人"),
        "invoice_number": _l("发票号码"),
        "link": _l("线上入口"),
        "milestone": _l("步骤"),
        "on": _l("日期"),
        "opinion": _l("意见"),
        "options": _l("选项"),
        "owner": _l("负责人"),
        "page": _l("页"),
        "payer": _l("对方"),
        "purpose": _l("用途"),
        "question": _l("问题"),
        "record": _l("记录"),
        "reference": _l("文号"),
        "remark": _l("说明"),
        "report": _l("办理情况"),
        "request_key": _l("表单编号"),
        "seller": _l("销售方（开票人）"),
        "words": _l("说明"),
    }
}

REASONS = {
    "text_missing": _l("“%(field)s”还没有填。"),
    "text_too_short": _l("“%(field)s”太短，至少 %(minimum)s 个字。"),
    "text_too_long": _l("“%(field)s”太长，最多 %(maximum)s 个字。"),
    "text_control_characters": _l("“%(field)s”里有看不见的控制字符，请删去后重新输入。"),
    "text_lone_surrogates": _l("“%(field)s”里有损坏的字符，请删去后重新输入。"),
    "text_direction_controls": _l("“%(field)s”里有改变文字方向的字符，请删去。"),
    "number_unreadable": _l("“%(field)s”要填数字（最多两位小数）。"),
    "number_too_small": _l("“%(field)s”太小。"),
    "number_too_large": _l("“%(field)s”太大。"),
    "date_unreadable": _l("“%(field)s”要填日期，例如 2026-05-01。"),
    "date_out_of_range": _l("“%(field)s”要在 1970 年到 2100 年之间。"),
    "time_unreadable": _l("“%(field)s”要填时间，例如 19:30。"),
}
