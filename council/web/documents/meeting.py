"""The fields of notice and agenda, from what a sheet about a meeting says."""

from __future__ import annotations

from datetime import datetime

from council.language import gettext as _
from council.queries.public.documents import Sheet, SheetItem
from council.vocabulary import word
from council.web import dates
from council.web.access import community
from council.web.documents.wording import (
    Texts,
    Values,
    common,
    listed,
    long_moment,
    numeral,
    rule_texts,
)


def values(sheet: Sheet, at: datetime | None = None) -> Values:
    """The fields; ``at``: the date under the document, that of the notice where it is left out."""
    needs, relied_on = rule_texts(sheet.rule_id, sheet.starts_at)
    path = f"/c/{community().slug}/meetings/{sheet.number}"
    return {
        **common(path, at or sheet.noticed_at),
        "会议名称": sheet.title,
        "会议编号": sheet.number,
        "会议机构": listed([name for _id, name in sheet.bodies]),
        "会议时间": _when(sheet),
        "会议日期": dates.full_day(sheet.starts_at),
        "会议地点": sheet.place,
        "线上参加": sheet.link,
        "参会人员": _("%(bodies)s全体成员", bodies=listed([n for _id, n in sheet.bodies])),
        "列席人员": listed(sheet.invited),
        "主持": sheet.chair,
        "记录": sheet.recorder,
        "有效条件": needs,
        "依据": relied_on,
        "议程": [item(one) for one in sheet.items],
    }


def item(one: SheetItem) -> Texts:
    """One item of the agenda."""
    return {
        "序号": numeral(one.position),
        "题目": one.title or _("不公开的议程"),
        "方式": word("item_kind", one.kind),
        "用时": _("%(n)s 分钟", n=one.planned) if one.planned else "",
        "提出方": one.side,
        "编号": one.proposal,
    }


def _when(sheet: Sheet) -> str:
    start = long_moment(sheet.starts_at)
    if sheet.ends_at is None:
        return start
    if dates.legal_day(sheet.ends_at) == dates.legal_day(sheet.starts_at):
        return f"{start}–{dates.clock_time(sheet.ends_at)}"
    return _("%(from)s 到 %(until)s", **{"from": start, "until": long_moment(sheet.ends_at)})
