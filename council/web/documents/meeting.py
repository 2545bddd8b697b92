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
    rule_texts,
)
from council.web.minutes_view import numeral


def values(sheet: Sheet, at: datetime | None = None) -> Values:
    """The fields; ``at``: the date under the document, that of the notice where it is left out."""
    needs, relied_on = rule_texts(sheet.rule_id, sheet.starts_at)
    path = f"/c/{community().slug}/meetings/{sheet.number}"
    return {
        **common(path, at or sheet.noticed_at),
        "title": sheet.title,
        "number": sheet.number,
        "bodies": listed([name for _id, name in sheet.bodies]),
        "when": _when(sheet),
        "day": dates.full_day(sheet.starts_at),
        "place": sheet.place,
        "link": sheet.link,
        "invitees": _("%(bodies)s全体成员", bodies=listed([n for _id, n in sheet.bodies])),
        "observers": listed(sheet.invited),
        "chair": sheet.chair,
        "recorder": sheet.recorder,
        "needs": needs,
        "rule": relied_on,
        "items": [item(one) for one in sheet.items],
    }


def item(one: SheetItem) -> Texts:
    """One item of the agenda."""
    return {
        "n": numeral(one.position),
        "title": one.title or _("不公开的议程"),
        "kind": word("item_kind", one.kind),
        "planned": _("%(n)s 分钟", n=one.planned) if one.planned else "",
        "side": one.side,
        "number": one.proposal,
    }


def _when(sheet: Sheet) -> str:
    start = long_moment(sheet.starts_at)
    if sheet.ends_at is None:
        return start
    if dates.legal_day(sheet.ends_at) == dates.legal_day(sheet.starts_at):
        return f"{start}–{dates.clock_time(sheet.ends_at)}"
    return _("%(from)s 到 %(until)s", **{"from": start, "until": long_moment(sheet.ends_at)})
