"""Words of the figures in the rules of the fund."""

from council.language import lazy_gettext as _l

WORDS = {
    "figure": {
        "services_yuan": _l("服务项目上限（元）"),
        "goods_yuan": _l("货物项目上限（元）"),
        "works_yuan": _l("工程项目上限（元）"),
        "exception": _l("允许经居民代表会议决议例外（1 允许，0 不允许）"),
        "above_yuan": _l("超过多少元要报价"),
        "quotes": _l("至少几家报价"),
        "cap_yuan": _l("每笔上限（元）"),
        "year_yuan": _l("全年上限（元）"),
        "confirm_days": _l("事后确认（几日内）"),
        "voucher_days": _l("支付后补齐凭证（几日内）"),
        "split_days": _l("看是否拆分的期间（天）"),
        "paid_in_month": _l("到账最晚的月"),
        "paid_in_day": _l("到账最晚的日"),
        "sweep_month": _l("清理结余的月"),
        "sweep_day": _l("清理结余的日"),
        "near_days": _l("提前提醒（天）"),
        "keep_years": _l("凭证保存（年）"),
    },
}
