"""A roll in words: why somebody is on it, and with which weight."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.chamber.rolls import MyRollLine
from council.queries.public.rolls import RollHead, RollRow
from council.vocabulary import word
from council.web import dates


def facts(head: RollHead, base: str) -> list[tuple[str, Any]]:
    """What is known of a roll as a whole."""
    until = head.objections_until
    return [
        (_("谁来表决"), head.body),
        (_("名册封存"), dates.full_moment(head.opened_at)),
        (_("名册上的票数"), dates.number(head.heads)),
        (_("专有部分面积合计"), dates.sqm(head.area) if head.area is not None else ""),
        (_("回避，不计入"), str(head.recused) if head.recused else ""),
        (_("对名册提异议"), dates.deadline(until) if until else ""),
        (_("已提异议"), _objections(head.objections)),
    ]


def _objections(counts: Mapping[str, int]) -> str:
    if not any(counts.values()):
        return ""
    return _(
        "成立 %(upheld)s 件，不成立 %(dismissed)s 件，待答复 %(waiting)s 件",
        upheld=counts["upheld"],
        dismissed=counts["dismissed"],
        waiting=counts["waiting"],
    )


def columns(head: RollHead) -> list[tuple[str, str]]:
    """The headings of the public roll."""
    found = [(_("名册上的一行"), "l"), (_("为什么在册"), "l"), (_("票数"), "r")]
    if head.area is not None:
        found.append((_("面积"), "r"))
    return [*found, (_("回避"), "l")]


def table(head: RollHead, rows: list[RollRow], skip: int) -> list[list[str]]:
    """The public roll, each line with its place."""
    return [
        [
            f"{at}. {row.label}" if row.label else f"{at}.",
            word("roll_basis", row.kind) if row.kind else word("roll_basis", "tenure"),
            str(row.heads),
            *([dates.sqm(row.area)] if head.area is not None else []),
            _("回避") if row.recused else "",
        ]
        for at, row in enumerate(rows, skip + 1)
    ]


def line(mine: MyRollLine) -> SimpleNamespace:
    """A line of one's own: what it is for, why, the weight, and the units one by one."""
    basis = mine.basis or {}
    kind = str(basis.get("kind", "tenure"))
    return SimpleNamespace(
        title=mine.label or mine.office_title or word("roll_basis", kind),
        why=_why(kind, basis),
        heads=mine.heads,
        area=dates.sqm(mine.area) if mine.area is not None else "",
        recused=mine.recused,
        recusal=mine.recusal,
        casts=mine.casts,
        units=[_unit(unit) for unit in basis.get("units", ())],
    )


def _why(kind: str, basis: Mapping[str, Any]) -> str:
    why = word("roll_basis", kind)
    if kind == "household":
        return _("%(why)s，户号 %(number)s", why=why, number=basis["household"])
    return why


def _unit(unit: Mapping[str, Any]) -> list[str]:
    source = word("area_source", unit["source"]) if unit["source"] else ""
    area = dates.sqm(unit["area"]) if unit["area"] else ""
    return [str(unit["unit"]), area, source]
