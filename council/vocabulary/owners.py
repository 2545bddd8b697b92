"""Words of owners and their units, and why a record of ownership is refused."""

from council.language import lazy_gettext as _l

WORDS = {
    "field": {
        "owned_from": _l("产权起"),
        "owned_until": _l("产权止"),
        "sold_on": _l("转让日"),
    },
}

REASONS = {
    "owner_twice": _l("这个人在这段时间已经登记为这套房屋的业主（自%(since)s起）。"),
    "ownership_overlap": _l(
        "这套房屋在这段时间已经有业主（自%(since)s起）。共有人的起止日期应当相同；"
        "转让的，前一位的产权先到期。"
    ),
    "developer_mixed": _l("同一套房屋不能同时登记为建设单位的和别人的。"),
    "casters_two": _l("共有的房屋只能由一个人投票，这里登记了两个。"),
    "ownership_order": _l("产权的结束不能早于开始（%(since)s）。"),
    "ownership_none": _l("这一天以前没有登记过业主，没有什么可以转让。请先登记业主。"),
    "not_an_owner": _l("这个人不是这套房屋的业主，不能指定为投票人。"),
    "owners_nobody": _l("请写明业主。"),
    "area_not_positive": _l("面积应当大于零。"),
    "area_too_large": _l("面积太大，请检查是不是多写了几位。"),
    "roster_unit_unknown": _l("没有这套房屋。请先在“房屋”工作表里写上。"),
    "roster_owned": _l(
        "这份产权已经登记，结束日期不同（现在到 %(until)s 之前）。请在业主页面更正。"
    ),
}
