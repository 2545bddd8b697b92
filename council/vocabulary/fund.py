"""Words of a fund's published year."""

from council.language import lazy_gettext as _l

WORDS = {
    "fund_project_state": {
        "open": _l("进行中"),
        "finished": _l("已完成"),
        "dropped": _l("已取消"),
    },
}
