"""A poll's public page in words: its state, its terms, the outcome in one sentence, the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import current_app

from council import vocabulary
from council.language import gettext as _
from council.queries.public.ballots import NamedVote, Published
from council.queries.public.polls import PollPage
from council.queries.public.steered import Steered
from council.queries.public.turnout import hundredths
from council.rules.form import Form
from council.rules.rule import Rule, Threshold, parse_share
from council.rules.tally import Measured
from council.rules.verdict import Reason
from council.vocabulary import word, words
from council.web import dates
from council.web.ballot_view import said
from council.web.outlook_view import amount
from council.web.rule_words import share_words

_AFTER = frozenset({"protocol", "reconciliation", "replay", "archive"})
"""Pages about a poll that there are only after its close."""


def facts(poll: PollPage, base: str) -> list[tuple[str, Any]]:
    """Who votes, how, and when."""
    kind = word("form", poll.form.kind)
    how = _("无记名") if poll.secret else _("记名")
    extended = _("（已延长 %(n)s 次）", n=poll.extensions) if poll.extensions else ""
    until = dates.full_moment(poll.closes_at) + extended if poll.closes_at else ""
    return [
        (_("谁来表决"), poll.body),
        (_("怎么投"), " · ".join((kind, how, _channels(poll)))),
        (_("开始"), dates.full_moment(poll.opened_at)),
        (_("投到什么时候"), until),
        (_("投票截止"), dates.full_moment(poll.ended_at)),
        (_("计票完成"), dates.full_moment(poll.closed_at)),
        (_("对名册提异议"), _until(poll.objections_until)),
    ]


def _until(at: datetime | None) -> str:
    return dates.deadline(at) if at else ""


def _channels(poll: PollPage) -> str:
    return _("线上、现场都可以") if poll.allows_online else _("只在现场或用纸质选票")


def steered(acts: Iterable[Steered]) -> list[SimpleNamespace]:
    """What was done to a running poll, when, by which office, and why."""
    return [
        SimpleNamespace(
            what=word("entry", act.kind),
            who=" · ".join(part for part in (dates.full_moment(act.at), act.title) if part),
            reason=act.reason,
        )
        for act in acts
    ]


def sentence(poll: PollPage) -> str:
    """The outcome in one sentence."""
    tally = poll.tally
    if poll.state == "annulled":
        return _("这次表决已经作废，没有计票，投出的票不算数，也不公布。")
    if tally is None:
        return ""
    if poll.state == "no_quorum":
        return _("没有结果：") + _reasons(tally, "participation")
    if poll.form.kind != "motion":
        return _chosen(tally, poll.form)
    if poll.state == "passed":
        return _("通过：参加的和同意的都达到了规定。")
    found = _reasons(tally, "approval")
    return _("没有通过：") + found if found else _("没有通过。")


def _reasons(tally: Mapping[str, Any], what: str) -> str:
    found = [r for r in tally["reasons"] if r["code"].startswith(what)]
    return "".join(vocabulary.reason(Reason(r["code"], r["params"])) for r in found)


def _chosen(tally: Mapping[str, Any], form: Form) -> str:
    """Who or what is chosen; for an appraisal whose office ends."""
    if form.kind == "appraisal":
        over = [r["label"] for r in tally["results"] if r.get("ended")]
        if over:
            return _("评议完成。%(names)s 连续不称职，职务终止。", names=_("、").join(over))
        return _("评议完成，没有人因此终止职务。")
    won = [r for r in tally["results"] if r.get("elected") or r.get("selected")]
    won.sort(key=lambda r: r.get("rank") or r.get("place") or 0)
    names = _("、").join(r["label"] for r in won)
    if not won:
        found = _("没有一项达到规定，没有选出。")
    elif form.kind == "election":
        found = _("当选 %(n)s 人：%(names)s。", n=len(won), names=names)
    else:
        found = _("选定 %(n)s 项：%(names)s。", n=len(won), names=names)
    again = tally.get("run_off") or []
    if again:
        names = _("、").join(r["label"] for r in again)
        left = _("还空 %(n)s 个名额，由 %(names)s 再选一次。", n=tally["seats_left"], names=names)
        found = dates.sentences([found, left])
    return found


def computation(poll: PollPage) -> list[SimpleNamespace]:
    """The count line by line, each with its figures, its threshold, and whether it is met."""
    tally = poll.tally
    return [_line(poll, tally, step) for step in tally["lines"][:-1]] if tally else []


def _line(poll: PollPage, tally: Mapping[str, Any], step: Mapping[str, Any]) -> SimpleNamespace:
    code, params = step["code"], step["params"]
    what, _dot, name = code.removeprefix("tally.").partition(".")
    if what == "roll":
        recused = params["recused"]
        text = _("回避 %(n)s 人，不计入基数", n=recused) if recused else ""
        return _row(_("应到"), amount("heads", params["entitled"]), text, None)
    if what == "participation":
        text = _against(name, params, _("应到 %(of)s", of=_figure(name, params["of"])))
        return _row(_by(name, _("参加")), _figure(name, params["have"]), text, params["met"])
    if what == "approval":
        base = word("base", Rule.from_snapshot(poll.rule).approval.of)  # type: ignore[union-attr]
        text = _against(name, params, f"{base} {_figure(name, params['of'])}")
        label = _("同意") if poll.form.kind == "motion" else _("有效票")
        return _row(_by(name, label), _figure(name, params["have"]), text, params["met"])
    if what == "option":
        base = word("base", Rule.from_snapshot(poll.rule).approval.of)  # type: ignore[union-attr]
        text = _against(name, params, f"{base} {_figure(name, params['of'])}")
        have = _figure(name, params["have"])
        return _row(_by(name, params["label"]), have, text, params["met"])
    text = vocabulary.reason(Reason(code, params))
    return _row(params.get("label", _("计票")), "", text, None)


def _row(label: str, strong: str, text: str, met: bool | None) -> SimpleNamespace:
    return SimpleNamespace(label=label, strong=strong, text=text, met=met)


def _by(name: str, label: str) -> str:
    return _("%(what)s（%(note)s）", what=label, note=word("measure", name))


def _figure(name: str, value: Any) -> str:
    return amount(name, hundredths(value) if name == "area" else value)


def _against(name: str, params: Mapping[str, Any], of: str) -> str:
    """``应到 78 人，占 56.4 %；要求超过 1/2，至少 40 人 ✓`` – compared in whole numbers."""
    found = measured(name, params)
    text = _(
        "%(of)s，占 %(percent)s %%；要求%(share)s，至少 %(least)s",
        of=of,
        percent=found.percent,
        share=share_words(found.threshold),
        least=amount(name, found.threshold.needed(found.of)),
    )
    if found.met:
        return text + " ✓"
    return text + _("，还差 %(short)s", short=amount(name, found.missing)) + " ✗"


def measured(name: str, params: Mapping[str, Any]) -> Measured:
    """A share as a tally keeps it (have, of, need, inclusive), exact again."""
    have, of = params["have"], params["of"]
    if name == "area":
        have, of = hundredths(have), hundredths(of)
    threshold = Threshold(parse_share(params["need"]), params["inclusive"])
    return Measured(have, of, threshold)


def channels(poll: PollPage) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """Counts per channel: the heads of a table and its rows; of a secret poll only how many."""
    tally = poll.tally or {}
    split = {c: n for c, n in (tally.get("by_channel") or {}).items() if any(n.values())}
    if not split:
        heads = [(_("渠道"), "l"), (_("票数"), "r")]
        return heads, [[word("channel", c), dates.number(n)] for c, n in poll.by_channel.items()]
    kinds = list(next(iter(split.values())))
    heads = [(_("渠道"), "l"), *((_count_name(kind), "r") for kind in kinds), (_("合计"), "r")]
    rows = [
        [word("channel", c), *(dates.number(n[k]) for k in kinds), dates.number(sum(n.values()))]
        for c, n in split.items()
    ]
    return heads, rows


def counts(poll: PollPage) -> str:
    """How many ballots say what: 赞成 30 · 反对 10 · 弃权 4 · 废票 0."""
    told = (poll.tally or {}).get("counts") or {}
    return " · ".join(f"{_count_name(kind)} {dates.number(n)}" for kind, n in told.items())


def _count_name(kind: str) -> str:
    return _("有效票") if kind == "valid" else word("choice", kind)


def vote_rows(poll: PollPage, votes: tuple[NamedVote, ...]) -> list[SimpleNamespace]:
    """The lines of the roll as they are published."""
    return [
        SimpleNamespace(
            title=vote.office_title,
            name=vote.name,
            area=dates.sqm(vote.area) if vote.area is not None else "",
            said=_cast(poll.form, vote),
            channel=word("channel", vote.channel) if vote.channel else "",
        )
        for vote in votes
    ]


def _cast(form: Form, vote: NamedVote) -> str:
    if vote.recused:
        return _("回避，不计入基数")
    if vote.choice is None:
        return _("没有投票")
    return (
        word("choice", "hands") if vote.choice == "hands" else said(form, vote.content, vote.choice)
    )


def ballot_rows(poll: PollPage, ballots: list[Published]) -> list[list[str]]:
    """Published ballots of a secret poll: tracker and what stands on each."""
    form = poll.form
    return [[ballot.tracker, said(form, ballot.content)] for ballot in ballots]


def links(poll: PollPage, base: str) -> list[tuple[str, str]]:
    """Further pages about the poll, as far as the house has them."""
    return [
        (word("poll_page", name), f"{base}/polls/{poll.number}{path}")
        for name, path in pages().items()
        if _offered(poll, name)
    ]


def _offered(poll: PollPage, name: str) -> bool:
    if name == "outlook":
        return not poll.told
    if name == "allocation":
        return poll.told and not poll.withheld and poll.form.kind == "budget"
    return poll.told or name not in _AFTER


def pages() -> dict[str, str]:
    """Name and address behind the poll's own of each further public page that the house has."""
    kept: dict[str, str] | None = current_app.extensions.get("poll_pages")
    if kept is None:
        kept = current_app.extensions["poll_pages"] = _pages()
    return kept


def _pages() -> dict[str, str]:
    start, known = "/c/<slug>/polls/<number>", words("poll_page")
    found: dict[str, str] = {}
    for rule in current_app.url_map.iter_rules():
        rest = rule.rule.removeprefix(start)
        name = rest.strip("/").partition(".")[0]
        whole = rule.rule.startswith(start + "/") and "<" not in rest
        if whole and "GET" in (rule.methods or ()) and name in known:
            found[name] = min(found.get(name, rest), rest, key=len)
    return {name: found[name] for name in known if name in found}
