"""Words of ballots: what a form asks, what stands on a ballot, how it is counted."""

from council.language import lazy_gettext as _l

WORDS = {
    "figure": {
        "extension_months": _l("参加不足时至多延长（个月）"),
        "barred_months": _l("延长后仍不足，多久不能再表决（个月）"),
        "minimum_roll": _l("无记名表决至少几人"),
        "minimum_shown": _l("至少几张选票才公布数字"),
        "minimum_cell": _l("按楼栋公布时每栋至少几人"),
        "online": _l("线上表决（1 开通，0 不开通）"),
        "reserved": _l("业主线上表决限市里的系统（1 是，0 否）"),
        "days": _l("期限（天）"),
        "sessions": _l("缺席次数"),
    },
    "form": {
        "motion": _l("赞成或反对"),
        "choice": _l("从几个方案中选择"),
        "election": _l("选举"),
        "appraisal": _l("民主评议"),
        "score": _l("打分排名"),
        "budget": _l("按预算选项目"),
    },
    "form_style": {
        "approval": _l("选出支持的项目"),
        "points": _l("分配点数"),
        "ranking": _l("排出先后"),
    },
    "form_method": {
        "greedy": _l("按得票从高到低"),
        "greedy-threshold": _l("按得票从高到低，另有最低得票"),
        "equal-shares": _l("均等份额法"),
    },
    "tie": {
        "lot": _l("事先抽签的次序"),
        "listed": _l("名单的次序"),
    },
    "choice": {"valid": _l("有效票")},
    "grade": {
        "excellent": _l("优秀"),
        "competent": _l("称职"),
        "basic": _l("基本称职"),
        "incompetent": _l("不称职"),
        "none": _l("没有形成结论"),
    },
}

REASONS = {
    # The computation, line by line; whether a line is met stands beside it.
    "tally.roll": _l("名册上应计 %(entitled)s 票，另有 %(recused)s 人回避，不计入。"),
    "tally.participation.heads": _l(
        "参加的人数：应到 %(of)s 人，参加 %(have)s 人，占 %(percent)s%%；至少要 %(needed)s 人。"
    ),
    "tally.participation.area": _l(
        "参加的面积：共 %(of)s 平方米，参加 %(have)s 平方米，占 %(percent)s%%；"
        "至少要 %(needed)s 平方米。"
    ),
    "tally.approval.heads": _l(
        "同意的人数：按 %(of)s 人计，同意 %(have)s 人，占 %(percent)s%%；至少要 %(needed)s 人。"
    ),
    "tally.approval.area": _l(
        "同意的面积：按 %(of)s 平方米计，同意 %(have)s 平方米，占 %(percent)s%%；"
        "至少要 %(needed)s 平方米。"
    ),
    "tally.option.heads": _l(
        "“%(label)s”：按 %(of)s 票计，得 %(have)s 票，占 %(percent)s%%；至少要 %(needed)s 票。"
    ),
    "tally.option.area": _l(
        "“%(label)s”：按 %(of)s 平方米计，得 %(have)s 平方米，占 %(percent)s%%；"
        "至少要 %(needed)s 平方米。"
    ),
    "tally.grades": _l(
        "“%(label)s”：优秀 %(excellent)s 票，称职 %(competent)s 票，基本称职 %(basic)s 票，"
        "不称职 %(incompetent)s 票。"
    ),
    "tally.scores": _l("填了分数的 %(ballots)s 张选票全部计入，不去掉最高分和最低分。"),
    "tally.score": _l("“%(label)s”：总分 %(total)s，%(of)s 张选票，平均 %(average)s 分。"),
    "tally.outcome": _l("结果：%(outcome)s。"),
    # Why an option is chosen or not.
    "result_no_quorum": _l("参加的人数没有达到规定，这次表决没有结果。"),
    "result_chosen": _l("得 %(votes)s 票，达到规定；名额 %(seats)s 个，排第 %(place)s。"),
    "result_no_seat": _l("得 %(votes)s 票，达到规定；但名额只有 %(seats)s 个，排第 %(place)s。"),
    "result_won_tie": _l("得 %(votes)s 票，最后一个名额有人得票相同，按%(tie)s排在前面。"),
    "result_lost_tie": _l("得 %(votes)s 票，最后一个名额有人得票相同，按%(tie)s排在后面。"),
    "result_below_heads": _l("得 %(have)s 票，至少要 %(needed)s 票。"),
    "result_below_area": _l("得票的面积 %(have)s 平方米，至少要 %(needed)s 平方米。"),
    "result_graded": _l("%(have)s 票评为%(grade)s或更好，至少要 %(needed)s 票（按 %(of)s 票计）。"),
    "result_incompetent": _l(
        "%(have)s 票评为%(grade)s，达到 %(needed)s 票（按 %(of)s 票计），连续第 %(times)s 次。"
    ),
    "result_ended": _l("连续 %(times)s 次评为不称职，职务终止。"),
    "result_no_finding": _l("没有一个等次达到 %(needed)s 票，不作结论。"),
    "result_best": _l("平均 %(average)s 分，排第 %(place)s，选 %(seats)s 个。"),
    "result_lower": _l("平均 %(average)s 分，排第 %(place)s，只选 %(seats)s 个。"),
    "result_won_level": _l("平均 %(average)s 分，最后一个名额有人同分，按%(tie)s排在前面。"),
    "result_lost_level": _l("平均 %(average)s 分，最后一个名额有人同分，按%(tie)s排在后面。"),
    "result_too_few_scored": _l("打了分的只有 %(have)s 票，没有达到规定，排名不作决定。"),
    "result_too_few_filled": _l("填了项目的选票没有达到规定，不分配经费。"),
    "result_withheld": _l("票数太少或者意见完全一致时，只公布是否通过，以免看出谁怎么投票。"),
    "secret_roll_too_small": _l("无记名表决至少要 %(least)s 人，名册上只有 %(have)s 人。"),
    # What a form may ask.
    "form_rule_without_vote": _l("规则 %(rule)s 不是表决规则，不能用它来表决。"),
    "form_secret_area": _l("按面积计算的表决不能无记名：面积会暴露是谁投的票。"),
    "form_heads_only": _l("这种表决只能按人数计算，不能用于同时按人数和面积计算的规则。"),
    "form_options_without_use": _l("赞成或反对的表决不列选项。"),
    "form_options_too_few": _l("至少要有 %(least)s 个选项，现在有 %(have)s 个。"),
    "form_option_unnamed": _l("有的选项没有名称。"),
    "form_option_twice": _l("“%(label)s”列了不止一次。"),
    "form_positions": _l("选项的序号不能重复，从 1 开始。"),
    "form_seats": _l("名额 %(seats)s 个不合适：选项有 %(have)s 个。"),
    "form_candidates_too_few": _l(
        "候选人应当多于名额：名额 %(seats)s 个，候选人至少 %(needed)s 名，现在 %(have)s 名。"
    ),
    "form_most": _l("每张选票最多选几个，应当在 1 到 %(most)s 之间。"),
    "form_scale": _l("打分的范围应当在 %(least)s 到 %(most)s 之间，最低分小于最高分。"),
    "form_not_drawn": _l("得票相同时的次序还没有抽签。抽签要在表决开始以前完成。"),
    "form_budget_missing": _l("没有写明可以分配的总额。"),
    "form_cost_missing": _l("“%(label)s”没有写明费用。"),
    "form_cost_over_budget": _l("“%(label)s”的费用超过了总额，选上也办不了。"),
    "form_points": _l("没有写明每人可以分配的点数。"),
    "form_least": _l("没有写明每个项目的最低得票。"),
    # What stands on a ballot.
    "ballot_unreadable": _l("选票的内容读不出来，请回到表决页重新填写。"),
    "ballot_empty": _l("选票上什么也没有填。想弃权，请选“弃权”。"),
    "choice_not_offered": _l("这次表决没有这个选项。"),
    "option_not_offered": _l("选票上没有第 %(position)s 项。"),
    "mark_twice": _l("同一项选了不止一次。"),
    "too_many_marks": _l("选了 %(have)s 项，最多可以选 %(most)s 项。"),
    "grade_unknown": _l("评议的等次只有优秀、称职、基本称职、不称职。"),
    "score_out_of_scale": _l("分数应当是 %(least)s 到 %(most)s 的整数。"),
    "score_missing": _l("还有 %(missing)s 项没有打分。每一项都要打分，平均分才公平。"),
    "points_not_whole": _l("点数应当是不小于零的整数。"),
    "too_many_points": _l("分配了 %(have)s 点，每人只有 %(most)s 点。"),
    # Extending a vote that fell short.
    "extension_not_provided": _l("这条规则不允许延长表决。"),
    "extension_not_needed": _l("参加的人数已经达到规定，不需要延长。"),
    "extension_not_later": _l("新的截止时间应当晚于现在的截止时间：%(closes)s。"),
    "extension_too_long": _l("延长不能超过规定的期限，最迟到 %(latest)s。"),
    "topic_barred": _l("这个议题延长后参加的人仍然不够，%(until)s 以前不能再次表决。"),
}
