"""The chair's screen in words: item, speakers, motions, votes, agenda, tasks."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from council.language import gettext as _
from council.queries.chamber.hall import Screen, Seat
from council.queries.public.hall import CountNow, HallNow, ItemNow, MotionNow, SpeakerNow
from council.rules import hall as law
from council.rules import joint
from council.rules import meetings as law_of
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.stages import Stage
from council.rules.verdict import Verdict
from council.vocabulary import word
from council.web import dates, follow_view, hall_view
from council.web.errors import reason_view


def live(now: HallNow, here: str) -> SimpleNamespace:
    """What follows the meeting by itself: item, clock, list of speakers, open motions."""
    first = now.motions[0].position if now.motions else 0
    item, speaker = now.item, now.speaker
    marks = (
        item.position if item else 0,
        speaker.position if speaker else 0,
        first,
        len(now.decided),
        now.poll.number if now.poll and now.poll.closed_at is None else "",
        now.state,
    )
    return SimpleNamespace(
        here=here,
        stamp="-".join(str(mark) for mark in marks),
        state=now.state,
        head=f"{dates.ordinal(item.position)}{item.title}" if item else "",
        note=_note(item) if item else "",
        speaker=_speaker(speaker) if speaker else None,
        seen=speaker.position if speaker else 0,
        waiting=waiting(now),
        sides=_sides(now),
        motions=[motion(one) for one in now.motions],
        orders=[word("order_topic", topic) for topic in sorted(now.orders)],
        is_open=item is not None,
        procedure=procedure(now.procedure),
    )


def waiting(now: HallNow) -> list[SimpleNamespace]:
    """Who waits, in order."""
    return [_speaker(one) for one in now.waiting]


def procedure(rules: law.Procedure) -> str:
    """The rules of procedure in one line."""
    said = _(
        "每人每事 %(times)s 次，每次 %(minutes)s 分钟。",
        times=rules.times,
        minutes=rules.seconds // 60,
    )
    if rules.unspoken_first:
        said += _("没说过的先说。")
    return said + (_("正反轮流。") if rules.alternate else "")


def _note(item: ItemNow) -> str:
    parts = [_("议决事项") if item.for_decision else _("只讨论，不表决")]
    if item.is_closed:
        parts.append(_("不公开的部分"))
    if item.started_at is not None:
        parts.append(_("%(time)s 开始", time=dates.clock_time(item.started_at)))
    if item.planned:
        parts.append(_("计划 %(n)s 分钟", n=item.planned))
    return " · ".join(parts)


def _speaker(one: SpeakerNow) -> SimpleNamespace:
    seen = follow_view.speaker(one)
    seen.position = one.position
    seen.plain = one.name
    seen.title = one.title
    seen.spoken = _("还没说过") if one.spoken == 0 else _("说过 %(n)s 次", n=one.spoken)
    seen.why = word("turn_why", one.why) if one.why else ""
    return seen


def _sides(now: HallNow) -> str:
    lines = [*now.waiting, *([now.speaker] if now.speaker else [])]
    counts = [(word("speech_side", s), sum(x.side == s for x in lines)) for s in law.SIDES]
    return " · ".join(f"{said} {n}" for said, n in counts if n)


def motion(one: MotionNow) -> SimpleNamespace:
    """A motion in words: what it is, of whom, how it was decided."""
    topic = ""
    if one.topic:
        topic = word("order_topic" if one.kind == law.ORDER else "reach", one.topic)
    figures = ""
    if one.yes is not None:
        figures = _("赞成 %(yes)s，反对 %(no)s，弃权 %(abstain)s",
                    yes=one.yes, no=one.no or 0, abstain=one.abstain or 0)  # fmt: skip
    return SimpleNamespace(
        position=one.position,
        kind=word("motion_kind", one.kind),
        topic=topic,
        name=one.name,
        text=one.text,
        state=word("motion_state", one.state),
        method=word("method", one.method) if one.method else "",
        figures=figures,
        reason=one.reason,
    )


def to_decide(now: HallNow) -> SimpleNamespace | None:
    """The motion whose turn it is, and the ways in which it may be decided."""
    if not now.motions:
        return None
    first = now.motions[0]
    ways = law.methods(
        first.kind,
        first.topic,
        has_matter=now.item is not None and now.item.proposal is not None,
        joint=now.kind == joint.JOINT,
    )
    choices: list[tuple[str, str]] = []
    for way in ways:
        if way == law.CONSENSUS:
            choices.append(("consensus.adopted", _("一致同意，通过")))
            choices.append(("consensus.rejected", _("没有一致同意，不通过")))
        elif way == law.HANDS:
            choices.append((way, _("举手表决，按下面的人数")))
        elif way == law.CHAIR:
            choices.append((way, _("主持人裁定，理由写在下面")))
        elif now.poll is not None and now.poll.closed_at is not None:
            choices.append((way, _("按表决 %(number)s 的结果", number=now.poll.number)))
    return SimpleNamespace(
        motion=motion(first),
        choices=choices,
        hands=law.HANDS in ways,
        poll=now.poll.number if now.poll else "",
        present=sum(count.present for count in now.counts),
        needs_poll=ways == (law.POLL,) and not choices,
    )


def kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be moved, in groups."""
    return [
        (word("motion_kind", law.ORDER), [
            (f"order.{code}", word("order_topic", code)) for code in law.ORDERS]),
        (word("motion_kind", law.AMENDMENT), [
            (f"amendment.{code}", word("reach", code)) for code in law.REACH]),
        (word("motion_kind", law.MAIN), [("main", word("motion_kind", law.MAIN))]),
    ]  # fmt: skip


def agenda(now: HallNow, here: str) -> list[SimpleNamespace]:
    """The agenda as the ``agenda`` component shows it, and what can be done with each item."""
    return [_agenda_line(now, item, here) for item in now.items]


def _agenda_line(now: HallNow, item: ItemNow, here: str) -> SimpleNamespace:
    over = item.ended_at is not None
    said = {
        "ahead": "",
        "open": _("现在"),
        "done": _("%(time)s 办结", time=dates.clock_time(item.ended_at)) if over else "",
    }[item.state]
    free = now.state == "open" and now.item is None
    return SimpleNamespace(
        position=item.position,
        title=f"{dates.ordinal(item.position)}{item.title}",
        state=said,
        now=item.state == "open",
        url=f"{here}?item={item.position}" if item.started_at else "",
        may_open=free and item.state == "ahead",
        may_reopen=free and item.state == "done",
    )


def meters(counts: tuple[CountNow, ...], rule: Rule) -> list[SimpleNamespace]:
    """The quorum meter of each body."""
    return [hall_view.attendance_meter(count, rule) for count in counts]


def votes(screen: Screen, rule: Rule) -> SimpleNamespace | None:
    """The vote on the open item: running, done, or what each body may do and why not."""
    now, item = screen.now, screen.now.item
    if item is None:
        return None
    bodies: dict[UUID, list[Seat]] = {}
    for seat in screen.seats:
        if seat.body_id is not None and not seat.recused:
            bodies.setdefault(seat.body_id, []).append(seat)
    recused = {UUID(hex=seat.key) for seat in screen.seats if seat.recused}
    offers = [_offer(now, item, body_id, lines, rule, recused) for body_id, lines in bodies.items()]
    return SimpleNamespace(poll=now.poll, offers=offers, recused=len(recused))


def _offer(
    now: HallNow, item: ItemNow, body_id: UUID, lines: list[Seat], rule: Rule, gone: set[UUID]
) -> SimpleNamespace:
    verdict = joint.no_vote(now.kind)
    if verdict.lawful:
        moved = [law.Moved(m.position, m.kind, m.topic, m.state) for m in now.motions]
        verdict = _may_poll(now, item, lines, rule, gone) + law.may_vote_on(moved)
    return SimpleNamespace(
        id=body_id.hex,
        name=lines[0].body,
        reasons=[reason_view(reason) for reason in verdict.reasons],
    )


def _may_poll(
    now: HallNow, item: ItemNow, lines: list[Seat], rule: Rule, gone: set[UUID]
) -> Verdict:
    voted = now.poll is not None and now.poll.body == lines[0].body
    here = sum(x.state == "present" for x in lines)
    count = next((one for one in now.counts if one.body_id == lines[0].body_id), None)
    present = law_of.quorum(here, len(lines), rule)
    if count is not None:
        present = count.quorum(gone, rule, len(lines), here)
    return law_of.may_poll(
        law_of.State(now.starts_at, now.opened_at, now.closed_at),
        law_of.Item(
            item.announced_at,
            item.for_decision,
            Stage(item.stage) if item.stage else None,
            voted,
            item.track,
        ),
        BodyKind(lines[0].body_kind),
        present,
        rule,
    )


def said(screen: Screen) -> list[SimpleNamespace]:
    """The speeches of the item that is shown, the one being held first, then the latest."""
    held = [one for one in screen.said if one.started_at is not None]
    held.sort(key=lambda one: (one.ended_at is None, one.started_at), reverse=True)
    return [
        SimpleNamespace(
            position=one.position,
            who=" ".join(part for part in (one.title, one.name) if part),
            side=word("speech_side", one.side),
            turn=_("第 %(n)s 次", n=one.turn),
            now=one.ended_at is None,
            times=_times(one.started_at, one.ended_at),
            gist=one.gist,
            version=one.version,
        )
        for one in held
    ]


def _times(started: datetime | None, ended: datetime | None) -> str:
    return f"{dates.clock_time(started)}–{dates.clock_time(ended)}"


def owners(screen: Screen) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who can be given a task: sides and bodies, and people on the roll."""
    bodies: dict[str, str] = {}
    people: dict[str, str] = {}
    for seat in screen.seats:
        if seat.body_id is not None:
            bodies[f"b-{seat.body_id.hex}"] = seat.body
            people.setdefault(f"p-{seat.key}", f"{seat.name}（{seat.title or seat.body}）")
    found: list[tuple[str, Any]] = [(_("机构"), list(bodies.items()))]
    return [*found, (_("人"), list(people.items()))]


def tasks(screen: Screen) -> list[SimpleNamespace]:
    """The tasks of the meeting."""
    return [
        SimpleNamespace(
            number=task.number,
            text=task.text,
            owner=task.owner,
            due=dates.deadline(task.due_on),
            state=word("task_state", task.state),
            item=task.item,
            is_open=task.state == "open",
        )
        for task in screen.tasks
    ]
