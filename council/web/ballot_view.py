"""A ballot in words: what it asks, what stands on it, for which line of the roll it is cast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.chamber.polls import MyLine
from council.queries.public.polls import PollPage
from council.rules.form import GRADES, Form, Option
from council.vocabulary import word
from council.web import dates
from council.web.forms.ballot import Sheet, blank

__all__ = ["afterwards", "blank", "line_name", "line_view", "said", "said_lines", "sheet_view"]


def sheet_view(sheet: Sheet) -> SimpleNamespace:
    """What ``components/ballot_sheet.html`` shows."""
    form = sheet.form
    name = "choice" if sheet.answer == "choice" else "mark"
    return SimpleNamespace(
        kind={"choice": "marks", "marks": "marks", "grades": "grades"}.get(sheet.answer, "numbers"),
        one=sheet.one or sheet.answer == "choice",
        legend=legend(form),
        hint=hint(form),
        errors=[text for problem in sheet for text in problem.errors],
        options=[_option(sheet, option) for option in form.options],
        says=[
            SimpleNamespace(
                name=name,
                value=code,
                label=_say(form, code),
                note=_meaning(form, code),
                checked=sheet.has(name, code),
            )
            for code in sheet.says
        ],
    )


def legend(form: Form) -> str:
    """What is to be done with the ballot, in a few words."""
    return word("ballot_legend", form.style if form.kind == "budget" else form.kind)


def hint(form: Form) -> str:
    """How much may be marked."""
    if form.kind == "motion":
        return ""
    if form.kind == "appraisal":
        return _("可以只评几位，没有评的不计。")
    if form.kind == "score":
        least, most = form.scale
        return _("每一项都要打分，%(least)s 到 %(most)s 的整数。", least=least, most=most)
    if form.kind == "budget" and form.style == "points":
        return _("一共 %(n)s 点，可以全给一个项目，也可以分给几个，不必用完。", n=form.points)
    if form.kind == "budget" and form.style == "ranking":
        return _("最支持的填 1，其次填 2，最多填 %(n)s 个，不支持的不填。", n=form.most)
    found = _("最多选 %(n)s 项，可以少选。", n=form.most)
    if form.kind == "election":
        found = dates.sentences([_("应选 %(seats)s 人。", seats=form.seats), found])
    return found


def said(form: Form, content: Mapping[str, Any] | None, choice: str | None = None) -> str:
    """What stands on a ballot, in one line."""
    return _("；").join(said_lines(form, content, choice))


def said_lines(
    form: Form, content: Mapping[str, Any] | None, choice: str | None = None
) -> list[str]:
    """What stands on a ballot, line by line."""
    given = dict(content or {"choice": choice or "abstain"})
    if "choice" in given:
        return [_say(form, given["choice"])]
    labels = {option.position: option.label for option in form.options}
    ((key, found),) = given.items()
    if key == "marks":
        return [labels.get(position, str(position)) for position in found]
    if key == "order":
        return [f"{n}. {labels.get(position, position)}" for n, position in enumerate(found, 1)]
    return [
        _("%(label)s：%(value)s", label=labels.get(int(position), position), value=_value(key, v))
        for position, v in found.items()
    ]


def line_view(line: MyLine, poll: PollPage) -> SimpleNamespace:
    """A line of the roll for whoever may cast for it."""
    return SimpleNamespace(
        key=line.key,
        who=line_name(line),
        units=_units((line.basis or {}).get("units", ())),
        area=dates.sqm(line.area) if line.area is not None else "",
        giver=line.giver,
        mandate=line.mandate,
        given=line.given,
        recused=line.recused,
        recusal=line.recusal,
        voted=line.voted,
        said=said(poll.form, line.content, line.choice) if line.choice else "",
        channel=word("channel", line.channel) if line.channel else "",
        receipt=line.receipt or "",
        at=line.at,
    )


def line_name(line: MyLine) -> str:
    """The line as the roll names it: the office, the units, or the building."""
    return line.label or line.office_title or _("居民")


def afterwards(poll: PollPage, line: MyLine) -> str:
    """What everybody will see after the close, said before one casts."""
    if poll.secret:
        return _("无记名：谁投了票会记在名册上，投了什么不与姓名放在一起，截止后只按编号公布选票。")
    what = line_name(line)
    if line.area is not None:
        area = dates.sqm(line.area)
        return _(
            "记名：截止后公布“%(what)s”（%(area)s）投了什么，不公布业主姓名。",
            what=what,
            area=area,
        )
    if (line.basis or {}).get("kind", "tenure") == "tenure":
        return _("记名：截止后按职务公布“%(what)s”投了什么，姓名遮去一个字。", what=what)
    return _("记名：截止后只写楼栋“%(what)s”，公布投了什么，不公布姓名。", what=what)


def _option(sheet: Sheet, option: Option) -> SimpleNamespace:
    p, form = option.position, sheet.form
    return SimpleNamespace(
        position=p,
        label=option.label,
        note=option.note,
        cost=_("%(sum)s 元", sum=dates.yuan(option.cost)) if option.cost is not None else "",
        checked=sheet.has("mark", p),
        typed=sheet.typed(f"number-{p}"),
        unit=_number_unit(form),
        grades=[(code, word("grade", code), sheet.has(f"grade-{p}", code)) for code in GRADES]
        if form.kind == "appraisal"
        else [],
    )


def _number_unit(form: Form) -> str:
    if form.kind == "score":
        return _("分")
    return _("点") if form.style == "points" else _("位")


def _say(form: Form, code: str) -> str:
    if code == "no" and form.kind in ("choice", "election"):
        return word("against", form.kind)
    return word("choice", code)


def _meaning(form: Form, code: str) -> str:
    if code == "no" and form.kind in ("choice", "election"):
        return word("against_meaning", form.kind)
    return word("choice_meaning", code)


def _value(key: str, value: Any) -> str:
    if key == "grades":
        return word("grade", value)
    return _("%(n)s 分", n=value) if key == "scores" else _("%(n)s 点", n=value)


def _units(units: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the line's area is made of; of a single unit only where its area is from."""
    if len(units) != 1:
        return [_unit(unit) for unit in units]
    source = units[0].get("source")
    return [_("面积依据：%(source)s", source=word("area_source", source))] if source else []


def _unit(unit: Mapping[str, Any]) -> str:
    """A unit with its area and where the area is from."""
    if not unit.get("area"):
        return str(unit["unit"])
    source = word("area_source", unit["source"]) if unit.get("source") else ""
    area = " · ".join(part for part in (dates.sqm(unit["area"]), source) if part)
    return _("%(what)s（%(note)s）", what=unit["unit"], note=area)
