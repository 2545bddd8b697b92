"""A matter's page in words: what it is, where it stands, who decides next, how it was counted."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.matter import MatterPage, Piece, Vote
from council.rules import stages
from council.rules.difference import difference
from council.rules.masking import mask_name, mask_text
from council.rules.meetings import ASSEMBLIES
from council.rules.rulebook import default_book
from council.rules.stages import Stage
from council.vocabulary import word
from council.web import dates, language, recall_view
from council.web.citations import cite, snapshot_note
from council.web.matter_now import now_view
from council.web.sanitise import paragraphs
from council.web.words import stage_mark, stage_word

_SAID_KINDS = {"condition": "if", "question": "ask"}


def build(m: MatterPage, base: str, now: datetime) -> SimpleNamespace:
    """The value that ``proposals/matter.html`` shows."""
    kind, mark = stage_mark(m.stage, m.ending, m.track)
    decision = _decision(m)
    return SimpleNamespace(
        number=m.number,
        title=m.title,
        kind=kind,
        mark=mark,
        body=paragraphs(mask_text(m.text)),
        url=f"{base}/proposals/{m.number}",
        now=now_view(m, base, now),
        rule=rule_note(stages.rule_of(m.track, Stage(m.stage)), base, now),
        facts=_facts(m, base),
        decision=_decision_view(decision, base) if decision else None,
        opinions=[_opinion(vote) for vote in open_opinions(m)],
        opinions_waiting=m.stage == Stage.REVIEW and not _all_opinions(m),
        members=[_decision_view(v, base) for v in m.votes if v.body_kind == "party_members"],
        said=[_said(item) for item in m.said],
        said_all=m.contributions,
        changes=_changes(m),
        track=_track(m),
        objections=[_objection(piece, now) for piece in m.of("objection")],
        milestones=[_milestone(p, now) for p in m.of("milestone") if p.round == m.round],
        project=_project(m),
        acceptances=[_acceptance(p) for p in m.of("acceptance") if p.round == m.round],
        outcome=_outcome(m),
        evaluation=_evaluation(m, now),
        photos=[_photo(p, base) for p in m.of("attachment") if p.state == "photo"],
        voices=[_photo(p, base) for p in m.of("attachment") if p.state == "voice"],
        evidence=[_photo(p, base) for p in m.of("attachment") if p.state == "evidence"],
        trace=[_trace(act, base) for act in m.acts],
        meetings=m.of("meeting"),
        dealt=[recall_view.dealt(one, base) for one in m.meetings],
        versions=m.version,
        money=[_money(piece, base) for piece in m.of("fund")],
        plans=[_plan(m, piece, base) for piece in m.of("plan")],
    )


def _money(piece: Piece, base: str) -> SimpleNamespace:
    """The project of the fund that pays for the matter: what is allowed, what was paid."""
    return SimpleNamespace(
        url=f"{base}/fund/projects/{piece.text}",
        title=mask_text(piece.title),
        text=_(
            "经费项目 %(number)s，批准 %(approved)s 元，已付 %(paid)s 元",
            number=piece.text,
            approved=dates.yuan(piece.number),
            paid=dates.yuan(piece.position),
        ),
    )


def _plan(m: MatterPage, piece: Piece, base: str) -> SimpleNamespace:
    """The annual plan that the matter is, or was put forward for."""
    anchor = f"#w-{m.number}" if piece.state else ""
    return SimpleNamespace(
        url=f"{base}/fund/plans/{piece.number}{anchor}",
        text=_("%(year)s 年经费年度计划", year=piece.number),
        state=word("wish_state", piece.state) if piece.state else "",
    )


def rule_note(rule_id: str | None, base: str, at: datetime) -> SimpleNamespace | None:
    """A rule for the ``rule_note`` component; names and citations only, so no query."""
    if rule_id is None:
        return None
    rule = default_book().rule(rule_id, dates.legal_day(at))
    return SimpleNamespace(
        code=rule.id,
        name=language.spoken(rule.name),
        statute=cite(rule.statutes),
        verified=rule.verified,
        url=f"{base}/rules/#{rule.id}",
        explanation=language.spoken(rule.explanation),
    )


def _facts(m: MatterPage, base: str) -> list[tuple[str, Any]]:
    proposer = m.proposer
    if m.on_behalf:
        helped = mask_name(m.on_behalf)
        proposer = _("%(name)s 提出，由 %(clerk)s 代为录入", name=helped, clerk=m.proposer)
    authors = _("、").join(p.who[:1] + "*" for p in m.of("author") if p.state == "merged")
    cost = _("%(sum)s 元", sum=dates.yuan(m.cost)) if m.cost is not None else ""
    return [
        (_("谁提的"), proposer),
        (_("共同提议"), authors),
        (_("附议"), _("%(n)s 人", n=m.seconders) if m.seconders else ""),
        (_("类别"), m.category),
        (_("在哪里"), m.place or m.compound + m.building),
        (_("估计多少钱"), cost),
        (_("议事办法"), word("track", m.track)),
    ]


def _decision(m: MatterPage) -> Vote | None:
    """The latest poll of an assembly (居民会议, 居民代表会议 or 业主大会)."""
    held = [v for v in m.votes if v.body_kind in ASSEMBLIES]
    return held[-1] if held else None


def _decision_view(vote: Vote, base: str) -> SimpleNamespace:
    passed = vote.outcome == "passed"
    closed = vote.closed_at is not None and vote.tally is not None
    return SimpleNamespace(
        body=vote.body,
        at=vote.meeting_at,
        meeting_url=f"{base}/meetings/{vote.meeting_number}",
        poll_url=f"{base}/polls/{vote.number}",
        running=vote.closed_at is None,
        entitled=vote.entitled,
        cast=vote.cast,
        lines=tally_lines(vote.tally, vote.entitled) if closed and vote.tally else [],
        result=SimpleNamespace(word=word("outcome", vote.outcome), met=passed) if closed else None,
        rule=snapshot_note(vote.rule, base),
        silent=vote.entitled - vote.cast,
        reference=vote.reference,
        resolution_url=f"{base}/decisions/{vote.resolution}" if vote.resolution else "",
        text=paragraphs(mask_text(vote.resolution_text)) if vote.resolution_text else "",
    )


def tally_lines(tally: dict[str, Any], entitled: int) -> list[SimpleNamespace]:
    """A stored count line by line: entitled, took part, approved, the rest."""
    part, approval = tally["participation"], tally["approval"]
    counts, channels = tally["counts"], tally["channels"]
    lines = [
        SimpleNamespace(
            label=_("应到"),
            strong=_("%(n)s 人", n=entitled),
            text=_("回避 %(n)s 人，不计入基数", n=tally["recused"]) if tally["recused"] else "",
            met=None,
        )
    ]
    for measure, unit in (("heads", _("人")), ("area", "m²")):
        if measure in part:
            lines.append(_measured(_("实到"), part[measure], unit, part["met"], channels))
    for measure, unit in (("heads", _("人")), ("area", "m²")):
        if measure in approval:
            lines.append(_measured(_("赞成"), approval[measure], unit, approval["met"], {}))
    if "yes" in counts:
        rest = " · ".join(str(counts.get(c, 0)) for c in ("no", "abstain", "spoiled"))
        lines.append(SimpleNamespace(label=_("反对 · 弃权 · 废票"), strong=rest, text="", met=None))
    return lines


def _measured(
    label: str, share: dict[str, Any], unit: str, met: bool, channels: dict[str, int]
) -> SimpleNamespace:
    used = [f"{word('channel', c)} {n}" for c, n in channels.items() if n]
    need = _("%(share)s 以上", share=share["need"])
    if not share["inclusive"]:
        need = _("超过 %(share)s", share=share["need"])
    text = _("%(of)s %(unit)s 中，要求%(need)s", of=share["of"], unit=unit, need=need)
    return SimpleNamespace(
        label=label + _("（%(note)s）", note=_("，").join(used)) if used else label,
        strong=f"{share['have']} {unit}",
        text=text,
        met=met,
    )


def _all_opinions(m: MatterPage) -> bool:
    given = [v for v in m.votes if v.position and v.opinion_round == m.round]
    return len(given) >= 2 or m.stage != Stage.REVIEW


def open_opinions(m: MatterPage) -> list[Vote]:
    """Opinions that may be read: none before all are in, unless the committees sat jointly."""
    given = [v for v in m.votes if v.position]
    return [v for v in given if _all_opinions(m) or v.is_joint]


def _opinion(vote: Vote) -> SimpleNamespace:
    counts = (vote.tally or {}).get("counts", {})
    notes = [_("%(n)s 人应到，%(m)s 人投票", n=vote.entitled, m=vote.cast)]
    if vote.recused:
        notes.append(_("%(n)s 人回避，不计入基数", n=vote.recused))
    if vote.dissent:
        notes.append(_("不同意见：%(text)s", text=mask_text(vote.dissent)))
    agree = vote.position == "agree"
    return SimpleNamespace(
        body=vote.body,
        kind="yes" if agree else "no",
        word=f"{word('position', vote.position)} {counts.get('yes', 0)} : {counts.get('no', 0)}",
        text=mask_text(vote.opinion),
        note=_("。").join(notes),
    )


def _said(item: Any) -> SimpleNamespace:
    answer = None
    if item.answer:
        by = f"{item.answer_by} · {dates.day(item.answer_at)}"
        answer = SimpleNamespace(text=mask_text(item.answer), by=by)
    return SimpleNamespace(
        kind=_SAID_KINDS.get(item.kind, item.kind),
        text=mask_text(item.text),
        by=f"{item.by} · {dates.day(item.at)}",
        answer=answer,
    )


def _changes(m: MatterPage) -> list[SimpleNamespace]:
    """The latest change of the text in debate, with its effect on the cost."""
    versions = sorted(m.of("version"), key=lambda p: p.position)
    if len(versions) < 2:
        return []
    old, new = versions[-2], versions[-1]
    return [
        SimpleNamespace(
            segments=[tuple(c) for c in difference(mask_text(old.text), mask_text(new.text))],
            reason=mask_text(new.title),
            old_cost=old.number,
            new_cost=new.number,
            at=new.at,
        )
    ]


def _track(m: MatterPage) -> list[SimpleNamespace]:
    """The stages of the track: done with date, office and reason; now; ahead."""
    left: dict[str, Any] = {}
    for act in m.acts:
        if act.to_stage and act.kind != "record.correct":
            left[act.stage] = act
    order = [stage.value for stage in stages.TRACKS[m.track]]
    ended_in = _last_stage(m)
    here = m.stage if m.stage in order else ended_in
    place = order.index(here) if here in order else 0
    steps = []
    for at, stage in enumerate(order):
        steps.append(_step(m, stage, at - place, left.get(stage)))
    return steps


def _step(m: MatterPage, stage: str, distance: int, act: Any) -> SimpleNamespace:
    done = distance < 0 or (m.stage == Stage.CLOSED and m.ending == "completed")
    state = "done" if done else "ahead"
    if distance == 0 and not done:
        state = "stopped" if m.stage == Stage.CLOSED else "now"
    text, rule = "", ""
    if act is not None and state in ("done", "stopped"):
        text = _("。").join(t for t in (word("act", act.kind), act.office_title, act.reason) if t)
        rule = act.rule_id or ""
    until = (m.due_at or _posted_until(m)) if state == "now" else None
    shown = act.at if act is not None and state in ("done", "stopped") else None
    return SimpleNamespace(
        state=state,
        name=stage_word(stage, m.track),
        at=shown,
        until=until,
        text=mask_text(text),
        rule=rule,
    )


def _posted_until(m: MatterPage) -> datetime | None:
    wanted = {"announcement": "decision", "disclosure": "outcome"}.get(m.stage)
    found = [p.until for p in m.of("posting") if p.state == wanted and p.round == m.round]
    return found[-1] if found else None


def _last_stage(m: MatterPage) -> str:
    moved = [act.stage for act in m.acts if act.to_stage == Stage.CLOSED]
    return moved[-1] if moved else m.stage


def _objection(piece: Piece, now: datetime) -> SimpleNamespace:
    if piece.state:
        kind, mark = "yes", _("已答复")
    elif piece.until is not None and now >= piece.until:
        kind, mark = "late", _("超期未答复")
    else:
        kind, mark = "due", _("到 %(day)s", day=dates.deadline_day(piece.until))
    return SimpleNamespace(
        kind=kind,
        word=mark,
        title=mask_text(piece.title),
        url="",
        text=mask_text(piece.text),
        more=_("答复：%(text)s", text=mask_text(piece.state)) if piece.state else "",
    )


def _milestone(piece: Piece, now: datetime) -> SimpleNamespace:
    due = date.fromisoformat(piece.state)
    today = dates.legal_day(now)
    kind, mark = "plain", _("到 %(day)s", day=dates.day(due))
    if piece.at is not None:
        kind, mark = "yes", _("已完成")
    elif today > due:
        kind, mark = "late", _("超期 %(days)s", days=dates.days((today - due).days))
    elif (due - today).days <= 3:
        kind = "due"
    return SimpleNamespace(
        title=mask_text(piece.title),
        owner=mask_text(piece.who),
        due=due,
        done=piece.at,
        note=mask_text(piece.text),
        kind=kind,
        word=mark,
    )


def _project(m: MatterPage) -> SimpleNamespace | None:
    found = [p for p in m.of("project") if p.round == m.round]
    if not found:
        return None
    return SimpleNamespace(who=mask_text(found[-1].who), title=mask_text(found[-1].title))


def _outcome(m: MatterPage) -> SimpleNamespace | None:
    found = m.of("outcome")
    if not found:
        return None
    return SimpleNamespace(text=mask_text(found[-1].text), number=found[-1].number)


def _acceptance(piece: Piece) -> SimpleNamespace:
    return SimpleNamespace(
        kind="yes" if piece.state == "accepted" else "no",
        word=word("verdict", piece.state),
        title=f"{word('role', piece.title)} {mask_name(piece.who)}",
        url="",
        text=mask_text(piece.text),
    )


def _evaluation(m: MatterPage, now: datetime) -> SimpleNamespace | None:
    """Satisfaction in whole per cent, only above the rule's minimum count."""
    if not m.of("evaluation"):
        return None
    least = default_book().rule("ES1", dates.legal_day(now)).number("minimum_count")
    latest = max(m.of("evaluation"), key=lambda p: p.round)
    n, total = latest.position, latest.number or 0
    share = (total - 4 * n) * 100 // (16 * n) if n >= least else None
    return SimpleNamespace(n=n, share=share, least=least, round=latest.round)


def _photo(piece: Piece, base: str) -> SimpleNamespace:
    return SimpleNamespace(
        url=f"{base}/files/{piece.text}", name=mask_text(piece.title), media_type=piece.who, note=""
    )


def _trace(act: Any, base: str) -> SimpleNamespace:
    who = act.office_title or (word("office", act.office) if act.office else "")
    note = " · ".join(
        t
        for t in (
            dates.full_moment(act.at),
            who,
            act.rule_id and _("依据 %(rule)s", rule=act.rule_id),
        )
        if t
    )
    return SimpleNamespace(
        name=word("stage", act.stage),
        text=word("act", act.kind),
        url="",
        note=note,
        reason=mask_text(act.reason),
        sum="",
    )


__all__ = ["build", "open_opinions", "rule_note", "tally_lines"]
