"""Words of sharing a fund by vote: methods, ties, and why a project is in or out."""

from fractions import Fraction
from math import ceil, floor

from council.language import lazy_gettext as _l
from council.rules.money import format_yuan
from council.rules.verdict import Reason

WORDS = {
    "fund_unit": {
        "votes": _l("票"),
        "points": _l("分"),
    },
    "fund_method": {
        "greedy": _l("按得票从高到低"),
        "equal-shares": _l("均等份额法"),
    },
    "fund_method_meaning": {
        "greedy": _l("得票最多的先选，剩下的钱够就选下一个，不够就跳过。"),
        "equal-shares": _l(
            "经费平均分给每一位投票人。项目由支持它的人用自己的份额共同付费，"
            "付得起、人均负担最轻的先选。人数少的一方也能得到与人数相称的一份。"
        ),
    },
    "fund_tie": {
        "cheaper": _l("费用低的在先"),
        "dearer": _l("费用高的在先"),
        "more_votes": _l("支持人数多的在先"),
        "by_id": _l("按编号的次序"),
        "listed": _l("按事先抽签的次序；没有抽签的，按名单的次序"),
    },
}

REASONS = {
    "fund_out_no_support": _l("没有人支持，不入选。"),
    "fund_out_threshold": _l(
        "得 %(score)s %(fund_unit)s，不到最低要求的 %(threshold)s %(fund_unit)s，"
        "还差 %(more)s %(fund_unit)s，不入选。"
    ),
    "fund_out_over_budget": _l(
        "费用 %(cost)s 元，比经费总额 %(budget)s 元还多 %(short)s 元，不能入选。"
    ),
    "fund_greedy_in": _l(
        "得 %(score)s %(fund_unit)s，排第 %(rank)s。轮到它时还有 %(left)s 元，"
        "够付 %(cost)s 元，入选。"
    ),
    "fund_greedy_short": _l(
        "得 %(score)s %(fund_unit)s，排第 %(rank)s。轮到它时只剩 %(left)s 元，"
        "费用 %(cost)s 元，还差 %(short)s 元，没有入选。再多 %(more)s %(fund_unit)s就能入选。"
    ),
    "fund_greedy_stopped": _l(
        "得 %(score)s %(fund_unit)s，排第 %(rank)s。轮到“%(other)s”时钱已经不够，"
        "按规则到此为止，没有入选。再多 %(more)s %(fund_unit)s就能入选。"
    ),
    "fund_shares_in": _l(
        "%(votes)s 人支持，第 %(place)s 个入选。支持它的人用自己的份额（每人 %(share)s 元）"
        "分担费用 %(cost)s 元，每人最多付 %(payment)s 元。"
    ),
    "fund_shares_in_part": _l(
        "%(votes)s 人支持，第 %(place)s 个入选。支持它的人用自己的份额（每人 %(share)s 元）"
        "分担费用 %(cost)s 元，每人最多付 %(payment)s 元：%(in_full)s 人付足，"
        "其余的人付出剩下的全部份额。"
    ),
    "fund_shares_short": _l(
        "%(votes)s 人支持。他们的份额已有 %(spent)s 元付给其他入选的项目，还剩 %(held)s 元；"
        "费用 %(cost)s 元，还差 %(short)s 元，没有入选。"
        "再有 %(more)s 位只支持它的人，每人 %(share)s 元，就够了。"
    ),
    "fund_shares_filled": _l(
        "得 %(score)s %(fund_unit)s。份额用完以后经费还剩 %(left)s 元，按得票轮到它，"
        "够付 %(cost)s 元，补选入选。"
    ),
    "fund_end_full": _l("余下的 %(left)s 元不够付任何一个有人支持而没有入选的项目，到此为止。"),
    "fund_end_over": _l(
        "份额逐元增加，加到每人 %(share)s 元时，入选的项目共需 %(cost)s 元，"
        "超过经费 %(budget)s 元；所以停在它的前一元。"
    ),
}

_DOWN = {"left", "budget", "cost", "spent", "held", "share"}
_UP = {"short", "payment"}
"""Parts of a fen are cut off, but what is missing or to be paid never looks like less."""


def fund_sentence(why: Reason) -> str:
    """A finding, or the end of equal shares, as a sentence.

    Money is in fen; a part of a fen is a Fraction, or its text as it stands in a kept count.
    """
    from council import vocabulary

    shown = dict(why.params)
    for key, amount in why.params.items():
        if key in _DOWN | _UP and isinstance(amount, int | Fraction | str):
            fen = Fraction(amount)
            shown[key] = format_yuan(floor(fen) if key in _DOWN else ceil(fen))
    return vocabulary.reason(Reason(why.code, shown))
