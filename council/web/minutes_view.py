"""Minutes in words: the same for the public page, the clerk's page and the printed sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.rules.minuteparts import (
    ABSENT,
    EXCUSED,
    HERE,
    Attendee,
    Item,
    Moved,
    QuorumChange,
    Somebody,
    Spoken,
    Task,
    Turnout,
    Vote,
)
from council.rules.minutes import Minutes
from council.vocabulary import word
from council.web import dates
from council.web.dates import numeral
from council.web.outlook_view import amount
from council.web.poll_view import measured
from council.web.rule_words import share_words

_BY = ("heads", "area")
MOST_NAMES = 200
"""A longer roll is told in figures only."""


def document(minutes: Minutes, base: str) -> SimpleNamespace:
    """Everything that a template writes; ``base`` is ``/c/<slug>``."""
    return SimpleNamespace(
        community=minutes.community,
        street=minutes.street,
        number=minutes.number,
        title=minutes.title,
        held_on=minutes.opened_at or minutes.planned_at,
        head=_head(minutes),
        items=[_item(item, base) for item in minutes.items],
        moved=[_motion(moved) for moved in minutes.motions],
        tasks=[task(one) for one in minutes.tasks],
        remark=minutes.remark,
    )


def _head(minutes: Minutes) -> list[tuple[str, str]]:
    return [
        (_("时间"), span(minutes)),
        (_("地点"), minutes.place),
        (_("机构"), _join(minutes.bodies)),
        (_("通知"), _notice(minutes)),
        (_("应到实到"), dates.sentences(turnout(one) for one in minutes.turnout)),
        (_("主持"), somebody(minutes.chair)),
        (_("轮值主持方"), minutes.chair_side),
        (_("记录"), somebody(minutes.recorder)),
        (_("到会"), _names(minutes.of_state(*HERE))),
        (_("请假"), _names(minutes.of_state(EXCUSED))),
        (_("缺席"), _names(minutes.of_state(ABSENT))),
        (_("委托"), _proxies(minutes)),
        (_("列席"), _join(_named(one.name, one.title) for one in minutes.guests)),
        (_("到会变动"), _moves(minutes)),
        (_("法定人数"), dates.sentences(quorum(one) for one in minutes.quorum)),
    ]


def span(minutes: Minutes) -> str:
    """``2026年11月19日 19:00–20:31``."""
    begin, end = minutes.opened_at or minutes.planned_at, minutes.closed_at
    if end is None:
        return dates.full_moment(begin)
    same = dates.legal_day(begin) == dates.legal_day(end)
    return f"{dates.full_moment(begin)}–{dates.clock_time(end) if same else dates.full_moment(end)}"


def _notice(minutes: Minutes) -> str:
    notice = minutes.notice
    text = _(
        "%(at)s 发出，提前 %(days)s 天（至少 %(need)s 天，依据 %(rule)s）",
        at=dates.full_moment(notice.noticed_at),
        days=notice.days,
        need=notice.need,
        rule=minutes.rule,
    )
    if notice.delivered:
        text += _("，送达 %(n)s 人", n=notice.delivered)
    if notice.petition:
        what = {"number": notice.petition, "n": notice.signatures}
        text += _("；应联名要求 %(number)s（%(n)s 人签名）召开", **what)
    return text


def turnout(one: Turnout) -> str:
    """One body: how many should have come, how many did, and whether that is enough."""
    text = _(
        "%(body)s应到 %(of)s 人，实到 %(have)s 人（会场 %(hall)s 人，线上 %(online)s 人）",
        body=one.body,
        of=one.entitled,
        have=one.present,
        hall=one.hall,
        online=one.online,
    )
    if one.proxy:
        text += _("，委托 %(n)s 人，共 %(sum)s 人", n=one.proxy, sum=one.present + one.proxy)
    if not one.need:
        return text + _("。")
    enough = _("达到法定人数，会议有效") if one.met else _("没有达到法定人数")
    return text + _("，须到 %(need)s 人，%(enough)s。", need=one.need, enough=enough)


def quorum(change: QuorumChange) -> str:
    """When the quorum was there, was lost, or came back."""
    figures = {
        "at": dates.clock_time(change.at),
        "body": change.body,
        "have": change.have,
        "need": change.need,
    }
    if change.met:
        return _("%(at)s %(body)s到 %(have)s，须 %(need)s，达到法定人数。", **figures)
    return _("%(at)s %(body)s到 %(have)s，须 %(need)s，不够法定人数，不能表决。", **figures)


def _names(people: tuple[Attendee, ...]) -> str:
    if not people:
        return ""
    many = _("%(n)s 人", n=len(people))
    if len(people) > MOST_NAMES:
        return many
    told = dict.fromkeys(_named(one.name, one.reason) for one in people)
    return _("%(n)s 人：%(names)s", n=len(people), names=_join(told))


def _named(name: str, note: str) -> str:
    return _("%(what)s（%(note)s）", what=name, note=note) if note else name


def somebody(one: Somebody | None) -> str:
    """Name and office."""
    return _named(one.name, one.title) if one else ""


def _proxies(minutes: Minutes) -> str:
    told = []
    for proxy in minutes.proxies:
        text = _("%(giver)s委托%(holder)s", giver=proxy.giver, holder=proxy.holder)
        if proxy.items:
            items = _join(str(n) for n in proxy.items)
            text = _named(text, _("议程第 %(items)s 项", items=items))
        told.append(text)
    return _join(told)


def _moves(minutes: Minutes) -> str:
    """Who came after the opening or went before the close, with the minute."""
    told: dict[str, None] = {}
    for one in minutes.attendees:
        for stay in one.stays:
            if minutes.opened_at and stay.arrived_at > minutes.opened_at:
                at = dates.clock_time(stay.arrived_at)
                told[_("%(name)s %(at)s 到会", name=one.name, at=at)] = None
            if stay.left_at and (minutes.closed_at is None or stay.left_at < minutes.closed_at):
                at = dates.clock_time(stay.left_at)
                told[_("%(name)s %(at)s 离会", name=one.name, at=at)] = None
    return _join(told) if len(told) <= MOST_NAMES else _("%(n)s 人次", n=len(told))


def _item(item: Item, base: str) -> SimpleNamespace:
    title = _("本项不公开") if item.closed and not item.title else item.title
    return SimpleNamespace(
        position=item.position,
        numeral=numeral(item.position),
        title=title,
        kind=word("item_kind", item.kind),
        closed=item.closed,
        secret=item.closed and not item.title,
        url=f"{base}/proposals/{item.proposal}" if item.proposal else "",
        proposal=item.proposal,
        side=item.side,
        record=paragraphs(item.record),
        conclusion=paragraphs(item.conclusion),
        speeches=[speech(one) for one in item.speeches],
        motions=[_motion(one) for one in item.motions],
        votes=[vote(one, base) for one in item.votes],
        stances=[(one.side, word("stance", one.stance), one.words) for one in item.stances],
        tasks=[task(one) for one in item.tasks],
        papers=_join(item.papers),
    )


def paragraphs(text: str) -> list[str]:
    """A text by its lines."""
    return [line for line in text.split("\n") if line.strip()]


def speech(one: Spoken) -> SimpleNamespace:
    """A speech: who, on which side, the gist."""
    return SimpleNamespace(
        id=one.id,
        position=one.position,
        who=somebody(one.speaker),
        person=one.speaker.id,
        side=word("speech_side", one.side),
        gist=one.gist,
    )


def _motion(one: Moved) -> SimpleNamespace:
    topic = word("order_topic", one.topic) if one.kind == "order" and one.topic else ""
    return SimpleNamespace(
        what=word("motion_kind", one.kind) + (_("：") + topic if topic else ""),
        who=somebody(one.mover),
        text=one.text,
        ended=_decided(one),
        reason=one.reason,
    )


def _decided(one: Moved) -> str:
    text = word("motion_state", one.state)
    if one.method:
        text = _named(text, word("method", one.method))
    if one.yes is not None:
        figures = {"yes": one.yes, "no": one.no or 0, "abstain": one.abstain or 0}
        text += _("：赞成 %(yes)s，反对 %(no)s，弃权 %(abstain)s", **figures)
    return text + (_("，表决 %(number)s", number=one.poll) if one.poll else "")


def vote(one: Vote, base: str) -> SimpleNamespace:
    """A poll: how it was taken, the count, how it was reckoned, and what follows."""
    tally = one.tally or {}
    state = word("outcome", one.outcome) if one.outcome else _("没有计票")
    return SimpleNamespace(
        number=one.number,
        url=f"{base}/polls/{one.number}",
        question=one.question,
        how=_join((one.body, _("无记名") if one.secret else _("记名"), _channels(tally))),
        counts=_counts(one.counts),
        withheld=_("票数太少或者全体一致，为保密不公布票数。") if "withheld" in tally else "",
        lines=[*_reckoned(one, tally), *_chosen(tally)],
        outcome=_("征求意见，不作决定") if one.consultation else state,
        rule=_named(one.rule, _join(one.statutes)),
        resolution=one.resolution,
        resolution_url=f"{base}/decisions/{one.resolution}" if one.resolution else "",
    )


def _channels(tally: Mapping[str, Any]) -> str:
    used = {code: n for code, n in tally.get("channels", {}).items() if n}
    return _join(f"{word('channel', code)} {n}" for code, n in used.items())


def _counts(counts: Mapping[str, int]) -> str:
    told = []
    for code, n in counts.items():
        name = _("有效票") if code == "valid" else word("choice", code)
        told.append(f"{name} {n}")
    return _("，").join(told)


def _reckoned(one: Vote, tally: Mapping[str, Any]) -> list[str]:
    """Participation against all entitled, approval against its base, in exact figures."""
    part, agreed = tally.get("participation") or {}, tally.get("approval") or {}
    found = [_against(_("参加"), _("应到"), name, part[name]) for name in _BY if name in part]
    if one.form == "motion":
        base = word("base", one.approval_of)
        found += [_against(_("同意"), base, name, agreed[name]) for name in _BY if name in agreed]
    return found


def _against(what: str, base: str, name: str, share: Mapping[str, Any]) -> str:
    found = measured(name, share)
    need = found.threshold.needed(found.of)
    text = _(
        "%(what)s %(have)s，%(base)s %(of)s，要求%(share)s，至少 %(need)s",
        what=what,
        have=amount(name, found.have),
        base=base,
        of=amount(name, found.of),
        share=share_words(found.threshold),
        need=amount(name, need),
    )
    return text + (_("，达到。") if found.met else _("，没有达到。"))


def _chosen(tally: Mapping[str, Any]) -> list[str]:
    """Of a choice or an election: each option with its votes and whether it is chosen."""
    told = []
    for one in tally.get("results", ()):
        text = one["label"]
        if isinstance(one.get("votes"), int):
            text = _("%(label)s %(n)s 票", label=text, n=one["votes"])
        if one.get("elected") or one.get("selected"):
            text += _("，当选") if "elected" in one else _("，入选")
        if one.get("finding"):
            text = _named(text, word("grade", one["finding"]))
        told.append(text + _("。"))
    return told


def task(one: Task) -> SimpleNamespace:
    """Who does what by when."""
    return SimpleNamespace(
        number=one.number,
        text=one.text,
        holder=_named(one.holder, one.person),
        due=dates.full_day(one.due_on),
    )


def _join(parts: Iterable[str]) -> str:
    return _("、").join(part for part in parts if part)


def gaps(found: Iterable[Any], here: str, meeting: str) -> list[SimpleNamespace]:
    """What is missing, each with a link to where it is filled in."""
    return [SimpleNamespace(text=_gap_text(gap), url=_gap_url(gap, here, meeting)) for gap in found]


def _gap_text(gap: Any) -> str:
    text = word("minutes_gap", gap.code)
    if gap.name:
        text = _named(text, gap.name)
    return _("第 %(n)s 项：%(text)s", n=gap.item, text=text) if gap.item else text


def _gap_url(gap: Any, here: str, meeting: str) -> str:
    if gap.code in ("gap_chair", "gap_recorder", "gap_same_person"):
        return f"{here}#officers"
    if gap.speech:
        return f"{here}#speech-{gap.speech}"
    if gap.item and gap.code in ("gap_record", "gap_conclusion", "gap_name"):
        return f"{here}#item-{gap.item}"
    return meeting
