"""Words of looking back: what can be found, what was decided, how far it is carried out."""

from council.language import lazy_gettext as _l

WORDS = {
    "entry": {"search.rebuild": _l("重建搜索")},
    "found_kind": {
        "proposal": _l("议题"),
        "meeting": _l("会议"),
        "minutes": _l("会议纪要"),
        "conclusion": _l("会议结论"),
        "resolution": _l("决议"),
    },
    "decided_kind": {
        "resolution": _l("决议"),
        "conclusion": _l("会议结论"),
    },
    "register_state": {
        "announcement": _l("公示中"),
        "implementation": _l("实施中"),
        "late": _l("有步骤逾期"),
        "acceptance": _l("待验收"),
        "disclosure": _l("结果公开中"),
        "evaluation": _l("评议中"),
        "closed": _l("已办结"),
        "failed": _l("没有通过"),
    },
}
