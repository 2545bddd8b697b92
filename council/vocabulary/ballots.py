"""Words of voting: what one may mark, states of a poll, its prospects."""

from council.language import lazy_gettext as _l

WORDS = {
    "outcome": {
        "announced": _l("还没有开始"),
        "suspended": _l("已中止"),
        "counting": _l("投票已截止，正在计票"),
    },
    "choice": {
        "marked": _l("已填写"),
        "sealed": _l("无记名"),
        "hands": _l("举手，合并计数"),
    },
    "against": {
        "choice": _l("都不同意"),
        "election": _l("都不同意"),
    },
    "against_meaning": {
        "choice": _l("对列出的方案一个也不同意"),
        "election": _l("对列出的候选人一个也不同意"),
    },
    "ballot_legend": {
        "motion": _l("您的选择"),
        "choice": _l("选出您同意的方案"),
        "election": _l("选出您同意的候选人"),
        "appraisal": _l("给每一位评一个等次"),
        "score": _l("给每一项打分"),
        "approval": _l("选出您支持的项目"),
        "points": _l("把点数分给项目"),
        "ranking": _l("给项目排出先后"),
    },
    "poll_page": {
        "roll": _l("应到名册"),
        "outlook": _l("还差多少才算数"),
        "protocol": _l("选票核对记录"),
        "reconciliation": _l("选票核对记录"),
        "allocation": _l("两种算法对比"),
        "replay": _l("复算档案"),
        "archive": _l("复算档案"),
    },
    "measure": {
        "heads": _l("人数"),
        "area": _l("面积"),
    },
    "area_source": {
        "certificate": _l("不动产登记"),
        "survey": _l("实测面积"),
        "contract": _l("买卖合同"),
    },
}

REASONS = {
    "ballot_nothing": _l("请选一项。"),
    "ballot_both": _l("选了项目又选了“%(choice)s”，或者选了不止一种，请只留一种。"),
    "ballot_number_unreadable": _l("“%(label)s”后面填的不是整数。"),
    "rank_twice": _l("第 %(rank)s 位填了不止一次，每个名次只能给一项。"),
    "simulation_heads": _l("人数请填 1 到 1,000,000 之间的整数。"),
    "simulation_area": _l("面积请填平方米数，最多两位小数，例如 24838.57。"),
    "simulation_roll": _l("请选一份名册，或者填人数。"),
}
