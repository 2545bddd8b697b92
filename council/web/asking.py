"""A question of a vote over a period: read from what was typed, and shown before it is sent."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, NoReturn
from uuid import UUID

from council import vocabulary
from council.language import gettext as _
from council.queries.public.written import Asked
from council.rules import shapes
from council.rules.form import MOTION, Form
from council.rules.tally import CountError
from council.rules.verdict import Refused
from council.services.written import Question
from council.vocabulary import word
from council.web import dates
from council.web.forms.hall import MOST_YUAN
from council.web.forms.written import CallForm

MOST_OPTIONS = 200
_SPLIT = re.compile("[|｜]")
_NUMBERS = {
    "seats": 200,
    "most": 200,
    "points": 10_000,
    "least": 100_000,
    "low": 1000,
    "high": 1000,
}


class Misread(Exception):  # noqa: N818 - it says what happened
    """A field cannot be read; its errors say why."""


def read(kind: str, form: CallForm) -> dict[str, Any]:
    """The question as JSON-safe data.

    Raises:
        Misread: with the reason at the field.
    """
    row: dict[str, Any] = {
        "kind": kind,
        "text": form.text.data or "",
        "subject": form.subject.data or "",
        "proposal": form.matter.data or "",
        "ask": {"kind": kind} | _asks(kind, form),
    }
    for name in ("building", "tenure"):
        if name in form:
            row[name] = form[name].data or ""
    if not row["text"] and not row["proposal"]:
        _wrong(form.text, _("请写明要表决的问题。"))
    return row


def question(row: dict[str, Any]) -> Question:
    """What the service asks for.

    Raises:
        ValueError: where the data were tampered with.
    """
    ask = row.get("ask") or {"kind": "motion"}
    return Question(
        text=str(row.get("text", "")),
        subject=str(row.get("subject", "")),
        ask=None if ask == {"kind": "motion"} else ask,
        proposal=str(row["proposal"]) if row.get("proposal") else None,
        building_id=UUID(hex=row["building"]) if row.get("building") else None,
        tenure_id=UUID(hex=row["tenure"]) if row.get("tenure") else None,
    )


def written_before(rows: list[dict[str, Any]], titles: dict[str, str]) -> list[SimpleNamespace]:
    """The questions that were written before, to be looked over."""
    found = []
    for at, row in enumerate(rows):
        try:
            form = Form.from_data(row.get("ask") or {"kind": "motion"})
        except CountError:
            form = MOTION
        text = str(row.get("text") or titles.get(str(row.get("proposal")), ""))
        asked = Asked(at + 1, text, form, row.get("subject") or None, None, None, None, None)
        found.append(view(asked))
    return found


def view(asked: Asked) -> SimpleNamespace:
    """A question as everybody reads it: what is asked, about what, and the options."""
    form = asked.form
    return SimpleNamespace(
        position=asked.position,
        question=asked.question,
        kind=word("form", form.kind),
        subject=word("subject", asked.subject) if asked.subject else "",
        place=asked.building or asked.office or "",
        options=[
            SimpleNamespace(
                label=option.label,
                cost=_("%(sum)s 元", sum=dates.yuan(option.cost)) if option.cost else "",
                note=option.note,
            )
            for option in form.options
        ],
        how=_how(form),
        draw=_draw(form),
    )


def _how(form: Form) -> str:
    """How a ballot is filled in, in one sentence."""
    match form.kind:
        case "choice" | "election":
            return _(
                "选出 %(seats)s 个，每张选票最多选 %(most)s 个。", seats=form.seats, most=form.most
            )
        case "appraisal":
            return _("对每个人评一个等次：优秀、称职、基本称职、不称职。")
        case "score":
            low, high = form.scale
            return _(
                "每一项打 %(low)s 到 %(high)s 分，选出 %(n)s 个。", low=low, high=high, n=form.seats
            )
        case "budget":
            return _(
                "总额 %(sum)s 元。%(style)s；%(method)s。",
                sum=dates.yuan(form.budget or 0),
                style=word("form_style", form.style),
                method=word("form_method", form.method),
            )
    return _("赞成、反对或者弃权。")


def _draw(form: Form) -> str:
    """The order that breaks a tie, as it was drawn with the notice."""
    labels = {option.position: option.label for option in form.options}
    if form.tie != "lot" or len(form.draw) != len(labels) or not labels:
        return ""
    return "、".join(labels[position] for position in form.draw)


def _asks(kind: str, form: CallForm) -> dict[str, Any]:
    """Options and figures of one kind of question."""
    if kind in ("motion", "appraisal"):
        return {}
    asks: dict[str, Any] = {"options": _options(form, with_cost=kind == "budget")}
    figures = {name: _figure(form, name, most) for name, most in _NUMBERS.items() if name in form}
    asks |= {
        name: n for name, n in figures.items() if n is not None and name not in ("low", "high")
    }
    if kind == "score":
        asks["scale"] = [figures.get("low") or 0, 100 if (n := figures.get("high")) is None else n]
    for name in ("style", "method", "tie"):
        if name in form:
            asks[name] = form[name].data
    if kind == "budget":
        asks["budget"] = _money(form.budget, form.budget.data or "")
    return asks


def _options(form: CallForm, *, with_cost: bool) -> list[dict[str, Any]]:
    """One option per line: 「name | cost | note」; without costs 「name | note」."""
    lines = [line for line in (form.options.data or "").splitlines() if line.strip()]
    if len(lines) > MOST_OPTIONS:
        _wrong(form.options, _("最多 %(n)s 个选项。", n=MOST_OPTIONS))
    found = []
    for position, line in enumerate(lines, 1):
        parts = [part.strip() for part in _SPLIT.split(line)]
        option: dict[str, Any] = {"position": position, "label": _line(form, parts[0], 120)}
        if with_cost:
            cost = parts[1] if len(parts) > 1 else ""
            option["cost"] = _money(form.options, cost, position)
        rest = parts[2:] if with_cost or len(parts) > 2 else parts[1:]
        if note := " ".join(rest).strip():
            option["note"] = _line(form, note, 300)
        found.append(option)
    return found


def _line(form: CallForm, text: str, most: int) -> str:
    try:
        return shapes.clean_line(text, 1, most, "options")
    except Refused as no:
        _wrong(form.options, vocabulary.reason(no.reasons[0]))


def _figure(form: CallForm, name: str, most: int) -> int | None:
    typed = form[name].data or ""
    if not typed:
        return None
    try:
        return shapes.parse_integer(typed, 0, most, name)
    except Refused as no:
        _wrong(form[name], vocabulary.reason(no.reasons[0]))


def _money(field: Any, typed: str, position: int | None = None) -> int:
    """Yuan as fen."""
    try:
        return shapes.parse_hundredths(typed, 1, MOST_YUAN * 100, "budget")
    except Refused:
        if position is None:
            _wrong(field, _("请写明总额，单位是元。"))
        _wrong(field, _("第 %(n)s 行没有写明费用：名称 | 费用（元） | 说明。", n=position))


def _wrong(field: Any, why: str) -> NoReturn:
    field.errors = [*field.errors, why]
    raise Misread
