"""Words of stages, tracks, endings and the reasons of the step table."""

from council.language import lazy_gettext as _l

WORDS = {
    "stage": {
        "draft": _l("草稿"),
        "proposing": _l("居民提议"),
        "vetting": _l("党组织把关议题"),
        "review": _l("“两委”审议"),
        "members": _l("党员大会审议"),
        "debate": _l("各类代表商议"),
        "resolution": _l("居民（代表）会议决议"),
        "announcement": _l("决议公示"),
        "implementation": _l("实施与督办"),
        "acceptance": _l("验收"),
        "disclosure": _l("结果公开"),
        "evaluation": _l("群众评议"),
        "closed": _l("办结"),
    },
    "track": {
        "standard": _l("一般议题"),
        "four_deliberations": _l("四议两公开"),
        "owners": _l("业主大会"),
    },
    # where a track has another word for a stage
    "stage_owners": {
        "resolution": _l("业主大会决议"),
    },
    "ending": {
        "completed": _l("办结"),
        "not_adopted": _l("未通过"),
        "declined": _l("不予列入"),
        "returned": _l("退回修改"),
        "routed": _l("转其他途径"),
        "withdrawn": _l("已撤回"),
        "lapsed": _l("附议不足，到期"),
        "merged": _l("已合并"),
    },
}

REASONS = {
    "not_found": _l("没有找到这一件，可能已经撤回或地址有误。"),
    "no_power": _l("您现在的职务不能办这件事。"),
    "moved_meanwhile": _l("刚才有人先办了一步，这件事已经变了。请看最新情况再决定。"),
    "wrong_stage": _l("这件事现在在“%(stage)s”这一步，不能这样办。"),
    "seconders_missing": _l("还差 %(missing)s 人附议。"),
    "deadline_running": _l("期限还没到：%(until)s。"),
    "opinions_missing": _l("还有 %(missing)s 个委员会没有提交意见。"),
    "committee_disagrees": _l("有 %(against)s 个委员会不同意。"),
    "committees_agree": _l("两个委员会都同意，不能按不同意办结。"),
    "members_not_passed": _l("党员大会还没有通过这件事。"),
    "members_not_failed": _l("党员大会没有否决这件事。"),
    "questions_open": _l("还有 %(n)s 个问题没有答复，答复后才能往下走。"),
    "amendments_open": _l("还有 %(n)s 条修改意见没有决定。"),
    "resolution_not_passed": _l("会议还没有通过决议。"),
    "resolution_not_failed": _l("会议没有否决这件事。"),
    "posting_running": _l("公示期还没满：%(until)s。"),
    "objections_open": _l("还有 %(n)s 件异议没有书面答复。"),
    "milestones_none": _l("还没有列出实施步骤。"),
    "milestones_open": _l("还有 %(n)s 个步骤没有完成。"),
    "supervisor_signature_missing": _l("还缺居务监督委员会 %(missing)s 人签字。"),
    "resident_signature_missing": _l("还缺附近居民 %(missing)s 人签字。"),
    "acceptance_refused": _l("有 %(n)s 人不同意验收，请先整改。"),
    "outcome_missing": _l("还没有公开做了什么、花了多少。"),
    "evaluations_missing": _l("评议人数还不够，还差 %(missing)s 人。"),
    "score_not_low": _l("满意度没有低于规定的分数。"),
    "score_low": _l("满意度低于规定的分数，应当返工，不能直接办结。"),
}
