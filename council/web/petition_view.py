"""A petition in words: its state, its terms, and the computation line by line."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.petitions import PetitionLine
from council.rules.petitions import Alternative, Measure, Standing, call_by
from council.rules.rule import Rule
from council.vocabulary import word
from council.web import dates
from council.web.outlook_view import amount
from council.web.rule_words import share_words

_MARKS = {"open": "go", "reached": "yes", "called": "yes", "lapsed": "no"}


def mark(line: PetitionLine) -> tuple[str, str]:
    """Kind and word of the state."""
    return _MARKS[line.state], word("petition_state", line.state)


def row(line: PetitionLine, base: str) -> SimpleNamespace:
    """A line of the list."""
    kind, said = mark(line)
    parts = (line.body, _("签名 %(n)s 人", n=line.signatures), dates.deadline(line.closes_at))
    return SimpleNamespace(
        number=line.number,
        title=line.title,
        url=base + line.number,
        text=" · ".join(parts),
        kind=kind,
        word=said,
    )


def facts(line: PetitionLine, rule: Rule) -> list[tuple[str, Any]]:
    """Which meeting, since when and until when."""
    due = call_by(rule, line.reached_at) if line.reached_at else None
    return [
        (_("要求开什么会"), line.body + _("（%(note)s）", note=line.rule_id)),
        (_("发起"), dates.full_moment(line.opened_at)),
        (_("签名截止"), dates.full_moment(line.closes_at)),
        (_("达到规定"), dates.full_moment(line.reached_at)),
        (_("应当在此前召集"), dates.full_moment(due) if line.state == "reached" else ""),
    ]


def sentence(line: PetitionLine) -> str:
    """How it stands in one sentence."""
    found = line.standing
    if line.state == "called":
        return _("联名已经达到规定，会议已经召集。")
    if line.state == "reached":
        return _("联名已经达到规定，召集人应当召集会议。")
    if line.state == "lapsed":
        return _("到截止时没有达到规定，联名结束。")
    if found is None:
        return ""
    ways = [_short(one) for one in found.alternatives if one.kind == "signed"]
    if len(ways) == 1:
        return _("还差%(short)s。", short=ways[0])
    return _("还差（满足一项就够）：%(ways)s。", ways=_("；或者").join(ways))


def _short(one: Alternative) -> str:
    missing = [amount(m.name, m.missing) for m in one.measures if not m.met]
    return f"{word('caller', one.who)} " + _("、").join(missing)


def computation(found: Standing | None) -> list[SimpleNamespace]:
    """Every alternative of the rule with its figures, what is asked, and whether it is met."""
    return [] if found is None else [line for one in found.alternatives for line in _lines(one)]


def ways(found: Standing | None) -> SimpleNamespace:
    """Whether there are several ways, and whether one asks for heads and area both."""
    signed = [one for one in found.alternatives if one.kind == "signed"] if found else []
    return SimpleNamespace(
        several=len(signed) > 1, both=any(len(one.measures) > 1 for one in signed)
    )


def result(line: PetitionLine) -> SimpleNamespace | None:
    """The last line of the computation."""
    if line.standing is None:
        return None
    reached = line.standing.reached
    said = _("达到规定，可以据此召集会议") if reached else _("还没有达到规定")
    return SimpleNamespace(word=said, met=reached)


def _lines(one: Alternative) -> Iterator[SimpleNamespace]:
    label = word("caller", one.who)
    if one.kind == "office":
        yield SimpleNamespace(label=label, strong="", text=_("由其自行召集，不需要联名"), met=None)
    elif one.kind == "uncounted":
        share = share_words(one.share) if one.share else ""
        text = _("%(share)s 也可以要求；名册里没有登记居民小组，这里不计算", share=share)
        yield SimpleNamespace(label=label, strong="", text=text, met=None)
    for measure in one.measures:
        several = len(one.measures) > 1
        note = _("（%(note)s）", note=word("measure", measure.name)) if several else ""
        yield SimpleNamespace(
            label=label + note,
            strong=amount(measure.name, measure.have),
            text=_against(one, measure),
            met=measure.met,
        )


def _against(one: Alternative, measure: Measure) -> str:
    of = amount(measure.name, measure.of)
    least = amount(measure.name, measure.need)
    if measure.share is None:
        text = _("全体 %(of)s；要求至少 %(least)s", of=of, least=least)
    else:
        share = share_words(measure.share)
        text = _("全体 %(of)s；要求%(share)s，至少 %(least)s", of=of, share=share, least=least)
    if not measure.met:
        text += _("，还差 %(short)s", short=amount(measure.name, measure.missing))
    if one.unclear and measure.name == "heads":
        text += _("。名册有 %(n)s 处登记不全，暂时没有人能代为签名，仍计入全体", n=one.unclear)
    return text
