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
    "area_source": {
        "certificate": _l("不动产登记"),
        "survey": _l("测绘"),
        "contract": _l("买卖合同"),
        "declared": _l("自行申报"),
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
}
