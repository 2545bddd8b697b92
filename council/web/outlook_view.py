"""What a poll still needs, in words: heads and m², never how it stands."""

from __future__ import annotations

from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.polls import PollPage
from council.queries.public.turnout import Turnout
from council.rules import outlook
from council.rules.outlook import Cell, Measure, Outlook
from council.rules.rule import Rule, Threshold
from council.rules.tally import Line
from council.vocabulary import word
from council.web import dates
from council.web.rule_words import share_words


def prospect(rule: Rule, turnout: Turnout) -> Outlook:
    """The prospect by the rule; a roll's sums tell as much as its lines."""
    rest = turnout.heads - turnout.taking_part
    area, here = turnout.area, turnout.area_taking_part or 0
    lines = [
        Line(voter, heads, None if area is None else max(measured, 1))
        for voter, heads, measured in (
            ("here", turnout.taking_part, here),
            ("rest", rest, (area or 0) - here),
        )
        if heads > 0
    ]
    return outlook.outlook(rule, lines, ["here"] if turnout.taking_part > 0 else [])


def meter(poll: PollPage) -> SimpleNamespace:
    """The quorum meter: the sentence first, then a bar for heads and where it counts for area."""
    rule = Rule.from_snapshot(poll.rule)
    if rule.participation is None:
        return SimpleNamespace(met=True, lead="", missing="", rest="", bars=[])
    found = prospect(rule, poll.turnout)
    lead, missing, rest = _said(found)
    return SimpleNamespace(
        met=found.met,
        lead=lead,
        missing=missing,
        rest=rest,
        bars=[_bar(measure, poll, rule.participation) for measure in found.measures],
    )


def amount(name: str, value: int) -> str:
    """Heads as people, area as m²."""
    return dates.sqm(value) if name == "area" else _("%(n)s 人", n=dates.number(value))


def rows(found: Outlook, rule: Rule) -> list[list[str]]:
    """The prospect as a table: needed, there, missing, and how much has to agree."""
    return [
        [
            word("measure", measure.name),
            amount(measure.name, measure.entitled),
            amount(measure.name, measure.needed),
            amount(measure.name, measure.taken_part),
            _missing(measure),
            amount(measure.name, measure.agree_quorum),
            amount(measure.name, measure.agree_all),
        ]
        for measure in found.measures
    ]


def columns() -> list[tuple[str, str]]:
    """The heads of :func:`rows`."""
    return [
        (_("按什么算"), "l"),
        (_("应到"), "r"),
        (_("至少要参加"), "r"),
        (_("已参加"), "r"),
        (_("还差"), "l"),
        (_("刚够时至少同意"), "r"),
        (_("全部参加时至少同意"), "r"),
    ]


def cell_columns(area: bool) -> list[tuple[str, str]]:
    """The heads of :func:`cells`."""
    heads = [(_("楼栋"), "l"), (_("应到"), "r"), (_("已参加"), "r"), (_("占比"), "r")]
    return heads + ([(_("面积"), "r"), (_("已参加的面积"), "r")] if area else [])


def cells(found: tuple[Cell, ...], area: bool) -> list[list[str]]:
    """Participation by building as rows of a table."""
    made = []
    for cell in found:
        row = [
            cell.building or _("其他（合并）"),
            amount("heads", cell.entitled),
            amount("heads", cell.taken_part),
            dates.percent_of(cell.taken_part, cell.entitled),
        ]
        if area:
            row += [dates.sqm(cell.area), dates.sqm(cell.area_taken_part)]
        made.append(row)
    return made


def _said(found: Outlook) -> tuple[str, str, str]:
    if found.met:
        return _("参加表决的人数已够。"), "", ""
    short = [amount(name, n) for name, n in found.missing.items() if n]
    rest = _("才够法定人数。没有投票的不算同意。")
    if not found.reachable:
        rest = _("，现在已经不可能达到。")
    return _("还差") + " ", _("、").join(short), rest


def _missing(measure: Measure) -> str:
    if measure.met:
        return _("已经够")
    short = amount(measure.name, measure.missing)
    return short if measure.reachable else _("%(short)s，不可能达到", short=short)


def _bar(measure: Measure, poll: PollPage, threshold: Threshold) -> SimpleNamespace:
    return SimpleNamespace(
        label=word("measure", measure.name),
        have=measure.taken_part,
        of=measure.entitled,
        need=measure.needed,
        said=_area_said(measure) if measure.name == "area" else _heads_said(poll),
        note=_(
            "须达 %(n)s（%(share)s）",
            n=amount(measure.name, measure.needed),
            share=share_words(threshold),
        ),
    )


def _heads_said(poll: PollPage) -> str:
    used = [f"{word('channel', c)} {n}" for c, n in poll.by_channel.items()]
    said = _("已投 %(n)s 人，共 %(of)s 人", n=poll.cast, of=poll.entitled)
    if used:
        said += _("：") + " · ".join(used)
    if poll.taking_part != poll.cast:
        said += _("。到会或已投票 %(n)s 人", n=poll.taking_part)
    return said


def _area_said(measure: Measure) -> str:
    have, of = dates.sqm(measure.taken_part), dates.sqm(measure.entitled)
    return _("已投 %(have)s，共 %(of)s", have=have, of=of)
