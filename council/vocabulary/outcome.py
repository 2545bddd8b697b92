"""Words of posting, implementation, acceptance and evaluation."""

from council.language import lazy_gettext as _l

WORDS = {
    "verdict": {"accepted": _l("同意验收"), "refused": _l("不同意验收")},
    "role": {"supervisor": _l("居务监督委员会"), "resident": _l("附近居民")},
    "posting": {"decision": _l("决议公示"), "outcome": _l("结果公开")},
    "mark": {
        "1": _l("很不满意"),
        "2": _l("不满意"),
        "3": _l("一般"),
        "4": _l("满意"),
        "5": _l("很满意"),
    },
    "dimension": {
        "result": _l("结果"),
        "speed": _l("快慢"),
        "cost": _l("花费"),
        "communication": _l("沟通"),
    },
}

REASONS = {
    "posting_over": _l("公示期已过，不能再提异议：%(until)s。"),
    "already_answered": _l("这件异议已经答复过了。"),
    "due_in_past": _l("完成日期 %(day)s 已经过去，请改为今天或以后。"),
    "step_done_already": _l("这个步骤已经完成。"),
    "reminded_today": _l("今天已经催过一次，明天仍未完成可以再催。"),
    "not_close_by": _l("验收由项目所在小区的居民签字，您住在别的小区。"),
    "residents_only": _l("群众评议由住在本社区的成年居民参加。"),
    "cost_too_large": _l("费用超出了可以填写的范围，请核对。"),
    "decided_elsewhere": _l("这一步是街道办事处依申诉作出的决定，社区不能用更正撤销。"),
    "appeal_waiting": _l("提案人已经申诉，请等街道办事处作出决定。"),
    "not_overdue": _l("这个步骤没有超期，不用催办。"),
    "worker_may_not_accept": _l("参与了施工或负责实施的人不能验收。"),
    "signed_already": _l("您已经签过字了。"),
    "reported_already": _l("结果已经公开过了。"),
    "cost_negative": _l("费用不能是负数。"),
    "mark_out_of_range": _l("每一项请在 1 到 5 分里选一个。"),
    "evaluation_over": _l("评议期已过：%(until)s。"),
    "evaluated_already": _l("您已经评过了，每人一次。"),
    "nothing_to_correct": _l("没有可以更正的步骤。"),
    "decided_by_vote": _l("经过表决的决定不能用更正撤销，只能由会议重新决定。"),
}
