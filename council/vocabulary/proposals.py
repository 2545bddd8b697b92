"""Words of proposing, seconding, vetting and appealing."""

from flask_babel import lazy_gettext as _l

WORDS = {
    "act": {
        "proposal.draft": _l("存草稿"),
        "proposal.submit": _l("提出"),
        "proposal.edit": _l("修改文字"),
        "proposal.discard": _l("放弃草稿"),
        "proposal.withdraw": _l("撤回"),
        "proposal.second": _l("附议"),
        "proposal.send": _l("附议够数，送党组织把关"),
        "proposal.lapse": _l("附议不足，到期"),
        "proposal.merge": _l("并入另一件"),
        "proposal.absorb": _l("并入了另一件"),
        "proposal.import": _l("从旧系统导入"),
        "vetting.accept": _l("列入议题"),
        "vetting.return": _l("退回修改"),
        "vetting.decline": _l("不予列入"),
        "vetting.route": _l("转其他途径"),
        "vetting.escalate": _l("逾期未决定，报街道办事处"),
        "appeal.file": _l("向街道办事处申诉"),
        "appeal.uphold": _l("申诉成立"),
        "appeal.dismiss": _l("申诉不成立"),
    },
    "route": {
        "service_request": _l("作为诉求派单办理"),
        "owners": _l("由业主大会决定"),
        "joint_meeting": _l("提交联席会议"),
        "fast": _l("即时议，48 小时内答复"),
    },
    "appeal": {
        "upheld": _l("申诉成立"),
        "dismissed": _l("申诉不成立"),
    },
    "author": {
        "helped": _l("由书记员代为录入"),
        "clerk": _l("书记员代录"),
        "merged": _l("合并前的提案人"),
    },
    "likeness": {
        "same_place": _l("同一个地方"),
        "same_building": _l("同一栋楼"),
        "same_category": _l("同一类事"),
        "shared_words": _l("说到同样的事"),
    },
}

REASONS = {
    "proposer_only": _l("只有提案人能办这一步。"),
    "submitted_already": _l("这份草稿已经提出，编号 %(number)s。"),
    "own_proposal": _l("提案人不能附议自己的提案。"),
    "residents_only": _l("附议的人应当是住在本社区的成年居民。"),
    "seconded_already": _l("您已经附议过了。"),
    "building_elsewhere": _l("这栋楼不在所选的小区里。"),
    "merge_target_missing": _l("没有编号为“%(number)s”的提案。"),
    "merge_into_itself": _l("不能并入自己。"),
    "merge_target_closed": _l("%(number)s 已经办结或退回，不能并入。"),
    "own_matter": _l("自己提的提案不能由自己把关；逾期会自动报街道办事处。"),
    "not_escalated": _l("党组织的期限还没到，街道办事处暂不介入：%(until)s。"),
    "escalated_already": _l("已经报过街道办事处。"),
    "rule_missing": _l("请选择这项决定依据的规则。"),
    "route_unknown": _l("请选择转到哪里。"),
    "track_unknown": _l("请选择走哪一种流程。"),
    "nothing_to_appeal": _l("只有不予列入或转其他途径的决定可以申诉。"),
    "appealed_already": _l("这件事已经申诉过一次。"),
    "appeal_late": _l("申诉期限已过：%(until)s。"),
    "appeal_none": _l("没有等待决定的申诉。"),
    "street_decided": _l("这是街道办事处自己的决定，不能再向它申诉。"),
}
