"""How Chinese banks head the columns of their statements."""

from __future__ import annotations

import re
import unicodedata

WORDS: dict[str, tuple[str, ...]] = {
    "on": (
        "记账日期", "入账日期", "交易日期", "业务日期", "交易日期时间", "交易时间", "记账时间",
        "记账日", "入账日", "交易日", "日期",
    ),
    "out": (
        "借方发生额", "借方金额", "借方发生金额", "支出金额", "支出", "支取", "付款金额",
        "转出金额", "借方", "发生额借方", "金额借方", "发生额支出",
    ),
    "in": (
        "贷方发生额", "贷方金额", "贷方发生金额", "收入金额", "收入", "存入", "收款金额",
        "转入金额", "贷方", "发生额贷方", "金额贷方", "发生额收入",
    ),
    "amount": ("交易金额", "发生额", "发生金额", "金额"),
    "side": ("借贷标志", "借贷标识", "借贷方向", "借贷", "收支标志", "收支方向", "收支", "方向"),
    "balance": ("账户余额", "余额", "本次余额", "交易后余额", "当前余额", "结余"),
    "counterparty": (
        "对方户名", "对方名称", "对方单位名称", "对方单位", "对方账户名称", "对方账号名称",
        "交易对手名称", "交易对手", "对手户名", "对手名称", "对方姓名",
    ),
    "payer": ("付款人名称", "付款人户名", "付款方名称", "付款人"),
    "payee": ("收款人名称", "收款人户名", "收款方名称", "收款人"),
    "reference": (
        "交易流水号", "流水号", "账户明细编号交易流水号", "银行流水号", "核心流水号", "日志号",
        "凭证号", "凭证号码", "交易序号",
    ),
    "currency": ("币种", "币别", "货币"),
    "own": ("账号", "本方账号", "账户", "查询账号", "卡号"),
}  # fmt: skip
TEXT = (
    "摘要",
    "交易摘要",
    "用途",
    "附言",
    "交易附言",
    "备注",
    "交易说明",
    "摘要说明",
    "凭证号码业务编号用途摘要",
)
_BRACKETS = re.compile(r"[(\[【（〔<][^)\]】）〕>]*[)\]】）〕>]?")
_NOISE = re.compile(r"[\s/:：·.。、*＊_\-—|]|元$|人民币$")
_KNOWN = {word: field for field, called in WORDS.items() for word in called}


def heading(cell: str) -> str:
    """A heading without brackets, blanks and units: 「借方发生额（元）」 is 「借方发生额」."""
    text = unicodedata.normalize("NFKC", cell).split("\n")[0]
    bare = _BRACKETS.sub("", text)
    return bare_word(bare or text)


def bare_word(text: str) -> str:
    """A word without blanks and marks."""
    return _NOISE.sub("", text).removesuffix("元").strip()


def is_heading(cell: str) -> bool:
    """Whether a cell is a heading that we know."""
    word = heading(cell)
    return word in _KNOWN or word in TEXT
