"""Words of what a vote is about, and of who decides it."""

from council.language import lazy_gettext as _l

WORDS = {
    "subject": {
        "owners_procedure": _l("制定、修改业主大会议事规则"),
        "covenant": _l("制定、修改管理规约"),
        "owners_committee": _l("选举业主委员会、更换其成员"),
        "property_company": _l("选聘、解聘、续聘物业服务企业，物业服务合同"),
        "fund_use": _l("使用维修资金"),
        "fund_raise": _l("筹集维修资金"),
        "rebuild": _l("改建、重建建筑物及其附属设施"),
        "common_parts": _l("改变共有部分用途，利用共有部分经营"),
        "other_common": _l("有关共有和共同管理权利的其他重大事项"),
        "business_use": _l("住宅改为经营性用房"),
        "public_affairs": _l("社区公共事务"),
        "charter": _l("居民自治章程、居民公约"),
        "fund_plan": _l("服务群众专项经费的项目和年度计划"),
        "election": _l("选举居民委员会成员"),
        "recall": _l("罢免居民委员会成员"),
        "appraisal": _l("民主评议居民委员会成员"),
    },
}

REASONS = {
    "subject_unknown": _l("没有选这件事属于哪一类，或者选的类别认不出来。"),
    "owners_decide": _l(
        "“%(subject)s”由业主共同决定，居民会议和居民代表会议无权表决。请转业主大会办理。"
    ),
    "residents_decide": _l("“%(subject)s”是社区公共事务，不由业主大会表决。"),
    "subject_other_rule": _l("“%(subject)s”不能由这个机构或者按这条规则表决，应当按 %(rule)s。"),
    "owners_suspected": _l(
        "正文里有“%(sign)s”，可能属于“%(subject)s”，由业主共同决定。"
        "请写明这件事属于哪一类，再列入议题。"
    ),
    "subject_other_track": _l("“%(subject)s”不走这种流程。"),
}
