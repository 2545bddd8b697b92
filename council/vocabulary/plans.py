"""Words of the annual plan, its wishes, the negative list and the vote that shares the money."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from council.language import LOCALES, current
from council.language import lazy_gettext as _l
from council.rules import negative


def _named(words: Mapping[str, str]) -> LazyString:
    """Words that stand with the list itself, in the reader's language."""
    return LazyString(lambda: words[LOCALES[current()].lower()])


WORDS = {
    "negative_item": {item.id: _named(item.name) for item in negative.items().values()},
    "negative_item_text": {item.id: _named(item.explanation) for item in negative.items().values()},
    "act": {
        "plan.import": _l("由文件导入项目建议"),
        "plan.open": _l("开始征集年度计划的项目建议"),
        "plan.rank": _l("委员会排定先后"),
        "plan.conclude": _l("征集结束，送“两委”审议"),
        "plan.abandon": _l("取消这份年度计划"),
        "plan.file": _l("报街道办事处备案"),
        "plan.note": _l("街道办事处收到备案"),
        "plan.take_up": _l("入选项目列入经费账"),
        "plan.complete": _l("年度计划执行完毕"),
        "plan.ballot": _l("定下分配经费的选票"),
        "plan.resolve": _l("记下分配结果"),
        "wish.put": _l("申报服务群众专项经费"),
        "wish.check": _l("审核是否可以列支"),
        "wish.refuse": _l("不得列支，不列入"),
        "wish.pass_over": _l("这次没有排上"),
        "wish.drop": _l("不再列入年度计划"),
        "wish.chosen": _l("选入年度计划"),
    },
    "duty": {
        "wish.put": _l("可以申报年度计划：%(title)s"),
        "wish.check": _l("审核能不能列支：%(title)s"),
        "plan.rank": _l("排项目建议的先后：%(title)s"),
        "plan.conclude": _l("征集已经截止：%(title)s"),
        "plan.ballot": _l("定下分配经费的选票：%(title)s"),
        "plan.take_up": _l("选入的项目列入经费账：%(title)s"),
        "plan.file": _l("报街道备案：%(title)s"),
        "plan.note": _l("收到备案：%(title)s"),
    },
    "duty_verb": {
        "wish.put": _l("去申报"),
        "wish.check": _l("去审核"),
        "plan.rank": _l("去排序"),
        "plan.conclude": _l("送“两委”审议"),
        "plan.ballot": _l("定选票"),
        "plan.take_up": _l("去列入"),
        "plan.file": _l("报备案"),
        "plan.note": _l("去办理"),
    },
    "duty_text": {
        "wish.put": _l("正在征集项目建议，您的提案可以申报。"),
        "wish.check": _l("负面清单和限额由您看过以后决定，都要写明理由。"),
        "plan.rank": _l("每件建议写一个数，两个委员会的名次相加。"),
        "plan.conclude": _l("都审核、排序以后，送“两委”审议。"),
        "plan.ballot": _l("会议已经通知，开会以前要定下选票。"),
        "plan.take_up": _l("已经备案，可以立项、签合同、实施。"),
        "plan.file": _l("公示期满，在期限内报备案。"),
        "plan.note": _l("社区已经报来年度计划。"),
    },
    "plan_method": {
        "greedy": _l("按票数从高到低"),
        "equal-shares": _l("平均份额法"),
        "items": _l("逐项表决"),
    },
    "plan_method_text": {
        "greedy": _l("得票多的先列入，钱够就列，不够就看下一个，直到没有列得下的。"),
        "equal-shares": _l(
            "每张选票分到同样多的钱，支持同一个项目的人一起出钱；出得起的项目里，"
            "每人出得最少的先列入。少数人的愿望也能分到与人数相当的一份。"
        ),
        "items": _l("每个项目单独表决，通过的按两委合并排名依次列入，到钱用完为止。"),
    },
    "wish_state": {
        "put": _l("待审核"),
        "checked": _l("可以列支"),
        "refused": _l("不得列支"),
        "chosen": _l("入选"),
        "passed_over": _l("没有排上"),
    },
    "committee": {"party": _l("社区党委"), "residents": _l("居民委员会")},
    "wish_why": {
        "selected": _l("表决选入"),
        "item_passed": _l("逐项表决通过，钱也够"),
        "not_selected": _l("表决没有选入"),
        "item_failed": _l("逐项表决没有通过"),
        "money_gone": _l("表决通过，但剩下的钱不够"),
        "above_budget": _l("比整份计划的钱还多，没有列上选票"),
        "not_adopted": _l("年度计划没有通过"),
    },
}

REASONS = {
    "plan_exists": _l("%(year)s 年的这项经费已经有一份没有结束的年度计划（%(number)s）。"),
    "plan_method_unknown": _l("请选择怎样分配：按票数、平均份额或者逐项表决。"),
    "plan_until_past": _l("征集的截止日要在今天以后。"),
    "collection_over": _l("征集已经截止：%(until)s。"),
    "wish_already": _l("%(number)s 已经申报了这份计划。"),
    "wish_not_ready": _l(
        "%(number)s 现在不能申报：先由党组织列入议题，委员会还没有提出意见时可以申报。"
    ),
    "wish_not_yours": _l("由提案人、书记员、居委会主任或者党委书记申报。"),
    "wish_in_review": _l("%(number)s 已经有委员会提出意见，不能再转为申报经费。"),
    "wish_hit_open": _l("“%(negative_item)s”要写明属实还是不属实。"),
    "wish_reason_missing": _l("“%(negative_item)s”要写明理由。"),
    "wish_on_list": _l(
        "“%(negative_item)s”不得用这项经费列支；没有居民（代表）会议的例外决议，不能列入。"
    ),
    "wish_above_cap": _l("%(project_kind)s类项目的限额是 %(cap)s，估算是 %(asked)s。"),
    "wish_above_budget": _l("这一年的计划只有 %(sum)s，估算是 %(asked)s。"),
    "wish_no_basis": _l("估算要写明依据，例如报价、同类项目的花费。"),
    "exception_not_in_force": _l("%(number)s 不是居民（代表）会议通过并且公示期满的决议。"),
    "exception_not_allowed": _l("本社区的规则不允许作例外。"),
    "exception_of_other": _l("%(number)s 没有写明 %(matter)s，不能作为它的例外决议。"),
    "rank_numbers": _l("先后要从 1 到 %(n)s，每件一个数，不重复、不遗漏。"),
    "rank_not_yours": _l("由这个委员会的成员或者书记员填写。"),
    "plan_no_item": _l("这次会议的议程上没有这份年度计划。"),
    "plan_poll_open": _l("这件事的表决已经开始，选票不能再改。"),
    "plan_not_shared": _l("还没有按这份计划的选票表决过，或者表决还没有结束。"),
    "plan_items_missing": _l("还有 %(n)s 个项目没有逐项表决。"),
    "plan_by_items": _l("这份计划逐项表决，没有分配经费的选票。"),
    "plan_taken_up": _l("入选的项目都已经列入经费账。"),
    "plan_noted": _l("街道办事处已经收到备案。"),
    "plan_file_unreadable": _l("读不出这个文件：%(why)s"),
    "plan_file_kind": _l("只能导入赞成票的文件，这个文件是“%(kind)s”。"),
}
