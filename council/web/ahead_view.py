"""What each question of a vote ahead would need, in words: as of today, and no promise."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.ahead import Asked, Today
from council.rules.outlook import simulate
from council.rules.rule import Rule
from council.rules.tally import Line
from council.web import dates, simulation_view


def questions(asked: Iterable[Asked], rolls: Iterable[Today], rule: Rule) -> list[SimpleNamespace]:
    """One table for each question: what has to take part and to agree, by heads and by area."""
    return [
        SimpleNamespace(
            position=row.position,
            question=row.question,
            place=row.building or "",
            said=_said(roll),
            rows=_rows(roll, rule),
        )
        for row, roll in zip(asked, rolls, strict=True)
    ]


def columns() -> list[tuple[str, str]]:
    """The heads of a question's rows."""
    first, *rest = simulation_view.columns()
    return [(first, "l"), *((head, "r") for head in rest)]


def _rows(roll: Today, rule: Rule) -> list[list[str]]:
    if not roll.heads:
        return []
    if rule.counts_area and not roll.area:
        return []
    made = simulate([Line("all", roll.heads, roll.area)], [rule])
    return [simulation_view.row(measure) for one in made for measure in one.measures]


def _said(roll: Today) -> str:
    lacking = (
        (roll.without_owner, _("有 %(n)s 套没有登记业主，没有算进去。", n=roll.without_owner)),
        (
            roll.without_area,
            _("有 %(n)s 套没有登记面积，按面积的规则算不出来。", n=roll.without_area),
        ),
        (roll.without_delegate, _("有 %(n)s 户还没有登记一名户代表。", n=roll.without_delegate)),
    )
    said = [simulation_view.total(roll.heads, roll.area)]
    if roll.recused:
        said.append(_("申请回避、不计入的有 %(n)s 人。", n=roll.recused))
    found = [text for n, text in lacking if n]
    if found:
        found.append(_("补齐以前不能开始表决。"))
    return dates.sentences(said + found)
