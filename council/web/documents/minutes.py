"""The fields of minutes, in the words of their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.rules.minuteparts import Item
from council.rules.minutes import Minutes
from council.rules.minuteslife import CORRECTING, DRAFT
from council.vocabulary import word
from council.web import dates
from council.web.access import community
from council.web.documents.wording import Texts, Values, common, long_moment
from council.web.minutes_view import document, numeral, quorum, span, turnout

Signed = Iterable[tuple[str, str, datetime]]
"""Role, name, when."""
Annexed = Iterable[tuple[int, str, datetime]]


def values(
    found: Minutes,
    *,
    state: str,
    sha256: str,
    signed_at: datetime | None,
    signatures: Signed = (),
    annexes: Annexed = (),
) -> Values:
    """The fields of minutes; of masked minutes, masked."""
    told = document(found, "")
    head, path = dict(told.head), f"/c/{community().slug}/meetings/{found.number}/minutes"
    signed = [_signature(*one) for one in signatures]
    tasks = [_task(n, one) for n, one in enumerate(_all_tasks(told), 1)]
    return {
        **common(path, signed_at),
        "title": found.title,
        "number": found.number,
        "bodies": head[_("机构")],
        "when": long_moment(found.planned_at),
        "day": dates.full_day(found.opened_at or found.planned_at),
        "span": span(found),
        "place": found.place,
        "chair": head[_("主持")],
        "recorder": head[_("记录")],
        "turnout": "\n".join(turnout(one) for one in found.turnout),
        "attended": head[_("到会")],
        "excused": head[_("请假")],
        "absent": head[_("缺席")],
        "observers": head[_("列席")],
        "proxies": head[_("委托")],
        "notice": head[_("通知")],
        "quorum": "\n".join(quorum(one) for one in found.quorum),
        "remark": found.remark,
        "rule": _note(found.rule, _("、").join(found.statutes)),
        "state": word("minutes_state", state) if state in (DRAFT, CORRECTING) else "",
        "sha256": sha256,
        "tasks_heading": _("%(n)s、交办事项", n=numeral(len(told.items) + 1)) if tasks else "",
        "signatures_heading": _("签名：") if signed else "",
        "items": [_item(*pair) for pair in zip(found.items, told.items, strict=True)],
        "speeches": _speeches(found, told),
        "votes": _votes(found, told),
        "tasks": tasks,
        "signatures": signed,
        "annexes": [_annex(*one) for one in annexes],
    }


def _item(item: Item, told: SimpleNamespace) -> Texts:
    parts = {
        "speeches": (
            _("发言"),
            [f"{_note(s.who, s.side)}{_('：')}{s.gist}" for s in told.speeches],
        ),
        "stances": (_("各方立场"), [_stance(*stance) for stance in told.stances]),
        "motions": (_("动议"), [_motion(moved) for moved in told.motions]),
        "votes": (_("表决"), [line for one in told.votes for line in _vote(one)]),
        "conclusion": (_("结论"), told.conclusion),
    }
    secret = [_("这一项的发言、表决和结论不公开。")] if told.secret else []
    clock = (dates.clock_time(item.started_at), dates.clock_time(item.ended_at))
    return {
        "n": told.numeral,
        "title": told.title,
        "kind": told.kind,
        "number": told.proposal,
        "side": told.side,
        "span": "–".join(filter(None, clock)),
        "record": "\n".join([*secret, *told.record]),
        "papers": told.papers,
        **_headed(parts),
    }


def _headed(parts: dict[str, tuple[str, Sequence[str]]]) -> Texts:
    """Each part with its heading, counted over those that say something."""
    made: Texts = {}
    n = 0
    for code, (heading, lines) in parts.items():
        n += bool(lines)
        made[f"{code}_heading"] = _("（%(n)s）", n=numeral(n)) + heading if lines else ""
        made[code] = "\n".join(lines)
    return made


def _stance(side: str, stance: str, words: str) -> str:
    said = _("：").join((side, stance))
    return dates.sentences((dates.ended(said), words)) if words else said


def _motion(moved: SimpleNamespace) -> str:
    said = f"{_note(moved.what, moved.who)}{_('：')}{moved.text}"
    if not moved.reason:
        return dates.sentences((dates.ended(said), moved.ended))
    reason = _("理由：%(reason)s", reason=moved.reason)
    return dates.sentences((dates.ended(said), dates.ended(moved.ended), reason))


def _vote(one: SimpleNamespace) -> list[str]:
    asked = _note(one.question, one.how)
    ended = one.outcome + _("，依据 %(rule)s", rule=one.rule)
    if one.resolution:
        ended += _("，形成决议 %(number)s", number=one.resolution)
    counted = one.withheld or one.counts
    return [line for line in (asked, counted, *one.lines, ended + _("。")) if line]


def _speeches(found: Minutes, told: SimpleNamespace) -> list[Texts]:
    lines: list[Texts] = []
    for item, view in zip(found.items, told.items, strict=True):
        for one, said in zip(item.speeches, view.speeches, strict=True):
            lines.append(
                {
                    "n": str(len(lines) + 1),
                    "item": view.numeral,
                    "name": one.speaker.name,
                    "office": one.speaker.title,
                    "side": said.side,
                    "gist": one.gist,
                }
            )
    return lines


def _votes(found: Minutes, told: SimpleNamespace) -> list[Texts]:
    lines: list[Texts] = []
    for item, view in zip(found.items, told.items, strict=True):
        for one, said in zip(item.votes, view.votes, strict=True):
            counts = {code: str(n) for code, n in one.counts.items()}
            lines.append(
                {
                    "n": str(len(lines) + 1),
                    "item": view.numeral,
                    "question": one.question,
                    "body": one.body,
                    "method": _("无记名") if one.secret else _("记名"),
                    "outcome": said.outcome,
                    "resolution": one.resolution,
                }
                | {code: counts.get(code, "") for code in ("yes", "no", "abstain", "spoiled")}
            )
    return lines


def _all_tasks(told: SimpleNamespace) -> list[SimpleNamespace]:
    return [*(task for item in told.items for task in item.tasks), *told.tasks]


def _task(n: int, one: SimpleNamespace) -> Texts:
    texts = {"n": str(n), "number": one.number, "text": one.text}
    return texts | {"holder": one.holder, "due": one.due}


def _signature(role: str, name: str, at: datetime) -> Texts:
    return {"role": word("minutes_role", role), "name": name, "at": dates.full_day(at)}


def _annex(position: int, text: str, at: datetime) -> Texts:
    return {"n": str(position), "at": dates.full_day(at), "text": text}


def _note(text: str, note: str) -> str:
    return _("%(what)s（%(note)s）", what=text, note=note) if note else text
