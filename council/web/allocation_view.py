"""Sharing a fund by vote, in words: both methods side by side, and a reason for every project."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.polls import PollPage
from council.rules import fundform
from council.rules.allocation import Allocation, Amount, Finding
from council.rules.form import Form
from council.rules.pabulib_writing import About, write_pb
from council.rules.side_by_side import Comparison
from council.vocabulary import word
from council.vocabulary.allocation import fund_sentence
from council.web import dates

_FRACTION = re.compile(r"[0-9]+/[0-9]+")
Pile = Mapping[str, int]


def exact_again(params: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as a tally keeps them (``7/3``) as exact numbers."""
    return {
        key: Fraction(value) if isinstance(value, str) and _FRACTION.fullmatch(value) else value
        for key, value in params.items()
    }


def view(poll: PollPage, pile: Pile) -> SimpleNamespace:
    """Both methods over the ballots of a closed poll."""
    found = _compared(_text(poll.form), tuple(sorted(pile.items())))
    methods = [_method(found.greedy, poll), _method(found.shares, poll)]
    return SimpleNamespace(
        budget=_yuan(found.greedy.budget),
        ballots=found.greedy.ballots,
        methods=methods,
        said=_said(found),
        used=word("form_method", poll.form.method),
        columns=[
            (_("项目"), "l"),
            (_("费用（元）"), "r"),
            (_("支持人数"), "r"),
            *((one.name, "l") for one in methods),
        ],
        rows=[_row(*pair) for pair in found.rows],
        projects=[_project(*pair, methods) for pair in found.rows],
    )


def pabulib(poll: PollPage, pile: Pile, community: str) -> str:
    """The poll as a ``.pb`` file; voters go by numbers that lead to nobody."""
    single = [content for content in sorted(pile) for _time in range(pile[content])]
    fund = fundform.fund_poll_of(poll.form, ((str(n), c) for n, c in enumerate(single, 1)))
    found = _compared(_text(poll.form), tuple(sorted(pile.items())))
    result = found.shares if poll.form.method == "equal-shares" else found.greedy
    until = poll.ended_at or poll.closes_at or poll.closed_at or poll.opened_at
    about = About(
        description=poll.question,
        unit=community,
        instance=poll.number,
        begin=dates.legal_day(poll.opened_at),
        end=dates.legal_day(until),
    )
    return write_pb(fund, about, result)


def _text(form: Form) -> str:
    return json.dumps(form.as_data(), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=32)
def _compared(form: str, pile: tuple[tuple[str, int], ...]) -> Comparison:
    """Both methods over equal ballots. A closed poll does not change: counted once per process."""
    return fundform.compare(Form.from_data(json.loads(form)), dict(pile))


def _method(made: Allocation, poll: PollPage) -> SimpleNamespace:
    name = word("fund_method", made.method)
    spent = _(
        "入选 %(n)s 项，共 %(cost)s 元，经费还剩 %(left)s 元；"
        "%(voters)s 位投票人至少有一个支持的项目入选。",
        n=len(made.selected),
        cost=_yuan(made.cost),
        left=_yuan(made.budget - made.cost),
        voters=made.represented,
    )
    return SimpleNamespace(
        name=name,
        meaning=word("fund_method_meaning", made.method),
        spent=spent,
        cost=floor(made.cost),
        budget=floor(made.budget),
        is_used=poll.form.method.startswith(made.method),
        end=fund_sentence(made.end) if made.end else "",
    )


def _said(found: Comparison) -> str:
    if found.agree:
        return _("两种算法选出的项目相同。")
    return _("两种算法选出的项目不同。哪一种算数，在表决开始以前就写定了。")


def _row(greedy: Finding, shares: Finding) -> list[str]:
    return [
        greedy.project.name,
        _yuan(greedy.project.cost),
        dates.number(greedy.support.votes),
        _in(greedy),
        _in(shares),
    ]


def _in(finding: Finding) -> str:
    if finding.selected:
        return _("入选（第 %(n)s 个）", n=finding.place)
    return _("未入选")


def _project(greedy: Finding, shares: Finding, methods: list[SimpleNamespace]) -> SimpleNamespace:
    return SimpleNamespace(
        name=greedy.project.name,
        cost=_("%(sum)s 元", sum=_yuan(greedy.project.cost)),
        support=_("%(n)s 人支持", n=greedy.support.votes),
        whys=[
            SimpleNamespace(
                method=method.name,
                used=method.is_used,
                selected=finding.selected,
                word=_("入选") if finding.selected else _("未入选"),
                text=fund_sentence(finding.why),
            )
            for method, finding in zip(methods, (greedy, shares), strict=True)
        ],
    )


def _yuan(fen: Amount) -> str:
    return dates.yuan(floor(fen))
