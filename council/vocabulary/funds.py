"""Words of funds, projects, contracts and payments."""

from council.language import lazy_gettext as _l

WORDS = {
    "payment_state": {
        "entered": _l("待审批"),
        "approved": _l("已审批"),
        "paid": _l("已支付"),
        "refused": _l("不予支付"),
        "withdrawn": _l("已撤回"),
        "reversed": _l("已冲正"),
    },
    "receipt": {
        "appropriation": _l("财政拨款"),
        "donation": _l("捐赠"),
        "common_income": _l("公共收益划入"),
        "other": _l("其他"),
    },
}

REASONS = {
    "fund_exists": _l("已经有代号为“%(name)s”的经费，请换一个代号。"),
    "fund_year_exists": _l("%(year)s 年的账已经开了。"),
    "fund_year_missing": _l("还没有开 %(year)s 年的账，请先开账。"),
    "amount_not_positive": _l("金额要大于 0，并且写到分为止。"),
    "more_than_granted": _l("这笔拨款还有 %(sum)s 没有到账，登记的 %(asked)s 超过了它。"),
    "resolution_not_in_force": _l("决议 %(number)s 没有通过，或者公示还没有期满。"),
    "above_resolution": _l("决议只批准了 %(sum)s，%(asked)s 超过了它。"),
    "own_payment": _l("经手、审批、监督要由不同的人办理，这一笔您已经办过。"),
    "payment_not_entered": _l("支付 %(number)s 不在待审批的状态。"),
    "payment_not_approved": _l("支付 %(number)s 还没有审批，或者已经办完。"),
    "payment_moved": _l("这笔支付在您打开以后有变动，现在是“%(payment_state)s”，请看过再办。"),
    "view_missing": _l("居务监督委员会还没有对这笔支付提出意见。"),
}
