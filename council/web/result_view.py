"""The result of a poll option by option: figures, chosen or not, and the one reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from council import vocabulary
from council.language import gettext as _
from council.queries.public.polls import PollPage
from council.queries.public.turnout import hundredths
from council.rules.form import GRADES
from council.rules.verdict import Reason
from council.vocabulary import word
from council.web import dates
from council.web.poll_view import measured

_NONE = "—"


def results(poll: PollPage) -> SimpleNamespace | None:
    """A table of the options; None for a question, and before the result may be told."""
    if poll.tally is None or "results" not in poll.tally:
        return None
    heads, cells = _TABLES[poll.form.kind](poll)
    return SimpleNamespace(
        caption=word("form", poll.form.kind),
        columns=[*heads, (_("结果"), "l"), (_("为什么"), "l")],
        rows=[[*cells(one), _result(poll, one), _why(one)] for one in poll.tally["results"]],
    )


def tie_sentence(poll: PollPage) -> str:
    """How equal votes are told apart: written down before the poll opened."""
    form = poll.form
    if form.kind in ("motion", "appraisal"):
        return ""
    if form.tie == "lot":
        order = _("、").join(
            next(o.label for o in form.options if o.position == p)
            for p in form.draw
            if p in form.positions
        )
        return _("得票相同时，按表决开始以前抽签的次序：%(order)s。", order=order)
    return _("得票相同时，按名单的次序。")


def _marked(poll: PollPage) -> tuple[list[tuple[str, str]], Any]:
    area = any("area" in one for one in (poll.tally or {})["results"])
    heads = [(_("选项"), "l"), (_("得票"), "r")]
    if area:
        heads.append((_("得票面积"), "r"))
    heads.append((_("占比"), "r"))

    def cells(one: Mapping[str, Any]) -> list[str]:
        share = one.get("share", {}).get("heads")
        found = [one["label"], _count(one.get("votes"))]
        if area:
            found.append(dates.sqm(hundredths(one["area"])) if "area" in one else _NONE)
        return [*found, f"{measured('heads', share).percent} %" if share else _NONE]

    return heads, cells


def _graded(_poll: PollPage) -> tuple[list[tuple[str, str]], Any]:
    heads = [(_("姓名"), "l"), *((word("grade", grade), "r") for grade in GRADES)]

    def cells(one: Mapping[str, Any]) -> list[str]:
        votes = one.get("votes", {})
        return [one["label"], *(_count(votes.get(grade)) for grade in GRADES)]

    return heads, cells


def _scored(_poll: PollPage) -> tuple[list[tuple[str, str]], Any]:
    heads = [(_("选项"), "l"), (_("总分"), "r"), (_("平均分"), "r"), (_("名次"), "r")]

    def cells(one: Mapping[str, Any]) -> list[str]:
        shown = one.get("shown") or _NONE
        return [one["label"], _count(one.get("total")), shown, _count(one.get("rank"))]

    return heads, cells


def _shared(_poll: PollPage) -> tuple[list[tuple[str, str]], Any]:
    heads = [(_("项目"), "l"), (_("费用（元）"), "r"), (_("支持人数"), "r"), (_("得分"), "r")]
    costs = {option.position: option.cost for option in _poll.form.options}

    def cells(one: Mapping[str, Any]) -> list[str]:
        cost = dates.yuan(costs.get(one["position"]))
        return [one["label"], cost, _count(one.get("votes")), str(one.get("score", _NONE))]

    return heads, cells


_TABLES = {
    "choice": _marked,
    "election": _marked,
    "appraisal": _graded,
    "score": _scored,
    "budget": _shared,
}


def _result(poll: PollPage, one: Mapping[str, Any]) -> str:
    if poll.form.kind == "appraisal":
        found = word("grade", one["finding"]) if one.get("finding") else _NONE
        return found + _("，职务终止") if one.get("ended") else found
    if poll.form.kind == "election":
        return _("当选") if one.get("elected") else _("未当选")
    return _("入选") if one.get("selected") else _("未入选")


def _why(one: Mapping[str, Any]) -> str:
    why = one["why"]
    if why["code"].startswith("fund_"):
        from council.vocabulary.allocation import fund_sentence  # only where a fund is shared
        from council.web.allocation_view import exact_again

        return fund_sentence(Reason(why["code"], exact_again(why["params"])))
    return vocabulary.reason(Reason(why["code"], why["params"]))


def _count(value: Any) -> str:
    return _NONE if value is None else dates.number(value)
