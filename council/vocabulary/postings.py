"""Words of routine disclosure (居务公开)."""

from council.language import lazy_gettext as _l

WORDS = {
    "rhythm": {
        "monthly": _l("每月"),
        "quarterly": _l("每季度"),
        "yearly": _l("每年"),
        "at_once": _l("随时"),
    },
    "posting_stage": {
        "prepared": _l("待审核"),
        "returned": _l("已退回"),
        "checked": _l("待“两委”同意"),
        "approved": _l("待公布"),
        "posted": _l("已公布"),
        "filed": _l("已归档"),
        "withdrawn": _l("已撤回"),
    },
    "posting_standing": {
        "on_time": _l("按期公开"),
        "late": _l("逾期公开"),
        "overdue": _l("逾期未公开"),
        "awaited": _l("待公开"),
    },
    "figure": {
        "monthly_days": _l("每月公开（几日内）"),
        "quarterly_days": _l("每季度公开（几日内）"),
        "yearly_days": _l("每年公开（几日内）"),
        "at_once_days": _l("随时公开（几日内）"),
    },
    "posting_side": {"party": _l("社区党组织"), "committee": _l("居民委员会")},
    "entry": {
        "catalogue.install": _l("建立居务公开目录"),
        "posting.prepare": _l("准备居务公开"),
        "posting.edit": _l("修改居务公开稿"),
        "posting.withdraw": _l("撤回居务公开稿"),
        "posting.check": _l("审核居务公开"),
        "posting.return": _l("退回居务公开"),
        "posting.approve": _l("同意居务公开"),
        "posting.post": _l("公布居务公开"),
        "posting.file": _l("居务公开归档"),
    },
    "duty": {
        "posting.prepare": _l("居务公开该准备了：%(title)s"),
        "posting.returned": _l("居务公开被退回：%(title)s"),
        "posting.check": _l("审核居务公开：%(title)s"),
        "posting.approve": _l("居务公开等您同意：%(title)s"),
        "posting.post": _l("公布居务公开：%(title)s"),
        "posting.file": _l("居务公开归档：%(title)s"),
    },
    "duty_verb": {
        "posting.prepare": _l("去准备"),
        "posting.returned": _l("去修改"),
        "posting.check": _l("去审核"),
        "posting.approve": _l("去看稿"),
        "posting.post": _l("去公布"),
        "posting.file": _l("去归档"),
    },
    "duty_text": {
        "posting.prepare": _l("到期还没有公开的共 %(n)s 期。逾期的会在公开栏标明。"),
        "posting.returned": _l("退回的理由：%(reason)s"),
        "posting.check": _l("由居务监督委员会核对数字和依据，不对的写明理由退回。"),
        "posting.approve": _l("社区党组织和居民委员会各由一人同意，不能是同一个人。"),
        "posting.post": _l("“两委”都已同意。公布以后不能再改，有错另行更正。"),
        "posting.file": _l("公示期已满，请写上档案号归档。"),
    },
}

REASONS = {
    "period_unreadable": _l("没有“%(period)s”这样的期间。"),
    "period_not_over": _l("%(day)s 以后才能公开这一期。"),
    "posting_exists": _l("这一期已经有了 %(number)s，不能再准备一份；有错请更正它。"),
    "posting_not_now": _l("这份公开稿现在是“%(posting_stage)s”，不能这样办。"),
    "posting_moved": _l("这份公开稿在您打开以后有变动，现在是“%(posting_stage)s”，请看过再办。"),
    "posting_own": _l("准备、审核、同意要由不同的人办理，这一份您已经办过。"),
    "posting_side_done": _l("%(posting_side)s已经同意过了。"),
    "posting_two_people": _l("“两委”要各由一人同意，不能是同一个人。"),
    "posting_figures_moved": _l("账簿在准备以后有变动，数字对不上了。请退回，重新准备。"),
    "posting_table_row": _l("表的第 %(row)s 行超过了表头的 %(n)s 列。"),
    "posting_table_large": _l("表最多 %(columns)s 列、%(n)s 行。"),
}
