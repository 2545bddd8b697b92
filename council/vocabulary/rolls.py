"""Words of rolls: what keeps a unit or a household off it."""

from council.language import lazy_gettext as _l

WORDS: dict[str, dict[str, object]] = {
    "roll_basis": {
        "owner": _l("业主"),
        "co-owners": _l("共有业主，共同一票"),
        "developer": _l("建设单位未售或者未交付的房屋，合计一票"),
        "household": _l("户代表，一户一票"),
        "resident": _l("年满十八周岁的居民"),
        "tenure": _l("在任"),
    },
    "duty": {
        "roll.answer": _l("答复对名册的异议：%(title)s"),
        "absence.speak": _l("多次缺席的居民代表：%(title)s"),
    },
    "duty_verb": {
        "roll.answer": _l("去答复"),
        "absence.speak": _l("去查看"),
    },
    "duty_text": {
        "roll.answer": _l("有人认为名册不对。答复以前不能计票。"),
        "absence.speak": _l(
            "%(n)s 人在期限内无故缺席 %(sessions)s 次以上。请和推选他们的居民小组商量。"
        ),
    },
    "mandate_state": {
        "valid": _l("有效"),
        "used": _l("已经使用"),
        "revoked": _l("已经撤回"),
    },
}

REASONS = {
    "poll_roll_empty": _l("名册是空的：这一天没有人在这次表决中有投票权。"),
    "roll_no_building": _l("这次表决由一栋楼的业主作出，请先指明是哪一栋。"),
    "roll_no_compound": _l("%(body)s没有对应的小区，定不出业主名册。"),
    "roll_unit_no_owner": _l("%(unit)s：没有登记业主。先登记产权，再开始表决。"),
    "roll_unit_no_area": _l("%(unit)s：没有登记专有部分面积。"),
    "roll_unit_no_source": _l("%(unit)s：面积没有来源。应当是不动产登记、测绘或者买卖合同。"),
    "roll_no_caster": _l("%(unit)s：几个人共有，还没有确定由谁投票。"),
    "roll_casters_differ": _l("%(units)s：同样的业主只有一票，却登记了不同的投票人。"),
    "roll_no_delegate": _l("户号 %(household)s：没有登记户代表。"),
    "roll_delegates_many": _l("户号 %(household)s：登记了不止一名户代表。"),
    "roll_objections_over": _l("对名册的异议到 %(until)s 截止。"),
    "roll_objection_waits": _l("您对这份名册的异议还没有答复，不能再提一件。"),
    "roll_objection_answered": _l("这件异议已经答复。"),
    "roll_objection_own": _l("不能答复自己提出的异议。"),
    "roll_objections_open": _l("对名册还有 %(n)s 件异议没有答复，不能计票。"),
    "roll_objection_upheld": _l(
        "有 %(n)s 件对名册的异议在开始投票以后成立。名册已经封存，不能改；这次表决应当作废重来。"
    ),
    "roll_unchanged": _l(
        "登记的内容没有变，名册也就不会变。请先更正产权或者住户登记，再答复成立。"
    ),
    "mandate_no_paper": _l("请附上书面委托书的照片或者扫描件。"),
    "mandate_scope": _l("委托范围里有不付表决的议程。"),
    "mandate_used": _l("受托人已经凭这份委托投了票，不能再撤销。"),
    "mandate_revoked": _l("这份委托已经撤销。"),
    "mandate_of_another": _l("只能撤销自己给的委托。"),
    "mandate_after_vote": _l("委托人已经投了票，不能再委托。"),
    "scan_too_large": _l("文件太大，最多 %(most)s MB。"),
    "scan_broken": _l("这个 PDF 文件不完整，请重新扫描。"),
    "scan_active": _l("这个 PDF 文件里有程序或者附件，不能收。请重新扫描成普通的 PDF 或者照片。"),
}
