"""Where a matter stands now, in one sentence: who decides next and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.matter import MatterPage
from council.rules.masking import mask_text
from council.rules.router import OWNERS
from council.rules.stages import Stage
from council.vocabulary import word
from council.web import dates


def now_view(m: MatterPage, base: str, now: datetime) -> SimpleNamespace:
    """The panel at the top: ``say``, ``text``, and the one thing to do."""
    desk = f"{base}/chamber/proposals/{m.number}"
    if m.stage == Stage.CLOSED:
        return _ended(m, base)
    say, text, verb = _open(m, now)
    return SimpleNamespace(say=say, text=text, verb=verb, url=desk if verb else "")


def _ended(m: MatterPage, base: str) -> SimpleNamespace:
    reason = next((mask_text(a.reason) for a in reversed(m.acts) if a.to_stage == Stage.CLOSED), "")
    url = f"{base}/proposals/{m.merged_into}" if m.merged_into else ""
    say = _("这件事已经结束：%(how)s。", how=word("ending", m.ending or "completed"))
    verb = _("看合并后的提案") if url else ""
    if m.ending in ("declined", "routed") and not m.of("appeal"):
        return SimpleNamespace(
            say=say,
            text=reason,
            verb=_("提议人可以申诉一次"),
            url=f"{base}/chamber/proposals/{m.number}",
        )
    return SimpleNamespace(say=say, text=reason, verb=verb, url=url)


Said = tuple[str, str, str]


def _open(m: MatterPage, now: datetime) -> Said:
    say = _SAYS.get(Stage(m.stage))
    return say(m, now) if say else (word("stage", m.stage), "", "")


def _until(m: MatterPage) -> str:
    return dates.deadline(m.due_at) if m.due_at else ""


def _posted(m: MatterPage) -> datetime | None:
    return next((p.until for p in reversed(m.of("posting"))), None)


def _proposing(m: MatterPage, _now: datetime) -> Said:
    return (
        _("正在征集附议，已有 %(n)s 人，%(until)s。", n=m.seconders, until=_until(m)),
        _("附议满规定人数，就送社区党组织把关。"),
        _("我要附议"),
    )


def _vetting(m: MatterPage, _now: datetime) -> Said:
    who = _("街道办事处") if m.escalated_at else _("社区党组织")
    return (
        _("等%(who)s把关，%(until)s。", who=who, until=_until(m)),
        _("列入、退回修改、不予列入或转其他途径，都要写明理由和依据；逾期不答复，转街道办事处。"),
        "",
    )


def _review(_m: MatterPage, _now: datetime) -> Said:
    return (
        _("“两委”正在分别审议。"),
        _("社区党委和居民委员会各自开会、表决、提出意见；两份意见都提交后才一起公布。"),
        "",
    )


def _members(_m: MatterPage, _now: datetime) -> Said:
    return (
        _("等党员大会审议。"),
        _("到会须达党员的 2/3 以上，全体党员的半数以上同意才算通过。"),
        "",
    )


def _debate(m: MatterPage, _now: datetime) -> Said:
    asked = sum(s.kind == "question" and not s.answer for s in m.said)
    text = _("每人每件事发言两次，可以赞成、反对、提条件、提问题。")
    if asked:
        text = _("还有 %(n)s 个问题等答复，答复后才能往下走。", n=asked)
    return _("各类代表正在商议。"), text, _("参加商议")


def _resolution(m: MatterPage, _now: datetime) -> Said:
    running = [v for v in m.votes if v.closed_at is None]
    if running:
        vote = running[-1]
        return (
            _(
                "%(body)s正在表决，已有 %(n)s 人投票，共 %(of)s 人。",
                body=vote.body,
                n=vote.cast,
                of=vote.entitled,
            ),
            _("截止前，谁投了什么、哪边多，谁也看不到。没投票的不算同意。"),
            _("去投票"),
        )
    ahead = [p for p in m.of("meeting") if p.until is None]
    if ahead:
        return (
            _("等%(title)s决定，%(at)s。", title=ahead[-1].title, at=dates.moment(ahead[-1].at)),
            _("会议通知、应到人数、到会人数和表决都会公开。"),
            "",
        )
    if m.track == OWNERS:
        return (
            _("等业主大会表决，还没有发通知。"),
            _("这件事由业主共同决定：提前十五天通知全体业主，同时告知居民委员会。"),
            "",
        )
    return _("等居民代表会议或居民会议决定，还没有定会期。"), "", ""


def _announcement(m: MatterPage, now: datetime) -> Said:
    until = _posted(m)
    text = _(
        "有不同意见，公示期内可以书面提出，居委会 3 日内书面答复；"
        "公示期满、没有未答复的异议，才能开工。"
    )
    waiting = sum(not p.state for p in m.of("objection"))
    if waiting:
        text = _("还有 %(n)s 件异议没有答复。", n=waiting) + text
    if until is not None and now >= until:
        return _("决议已通过，公示期已满。"), text, ""
    return _("决议已通过，正在公示，%(until)s。", until=dates.deadline(until)), text, _("提异议")


def _implementation(m: MatterPage, _now: datetime) -> Said:
    left = sum(p.at is None and p.round == m.round for p in m.of("milestone"))
    return (
        _("正在实施，还有 %(n)s 个步骤。", n=left) if left else _("正在实施。"),
        _("每一步有人负责、有完成日期，超期的标红并报党组织督办。"),
        "",
    )


def _acceptance(_m: MatterPage, _now: datetime) -> Said:
    return (
        _("已完工，等验收。"),
        _("居务监督委员会和附近居民签字；参与施工的人不能验收。"),
        _("去验收"),
    )


def _disclosure(m: MatterPage, _now: datetime) -> Said:
    until = next((p.until for p in reversed(m.of("posting")) if p.state == "outcome"), None)
    say = _("等公开结果。")
    if until is not None:
        say = _("结果公开中，%(until)s。", until=dates.deadline(until))
    return say, _("做了什么、花了多少，至少公开 7 天。"), ""


def _evaluation(m: MatterPage, _now: datetime) -> Said:
    return (
        _("请居民评议，%(until)s。", until=_until(m)),
        _("从结果、快慢、花费、沟通四个方面打分，每人一次；分数低的返工。"),
        _("去评议"),
    )


def _collection(m: MatterPage, now: datetime) -> Said:
    text = _("每件建议都要核对负面清单和限额，再由“两委”各自排出先后。")
    if m.due_at is None or now >= m.due_at:
        return _("征集已经结束，等审核和“两委”排序。"), text, ""
    return _("正在征集项目建议，%(until)s。", until=_until(m)), text, ""


def _funding(m: MatterPage, _now: datetime) -> Said:
    if m.of("plan"):
        return (
            _("等年度计划分配经费。"),
            _("先核对能不能列支，再由“两委”排序、会议表决；没有排上的可以等下一年的计划。"),
            "",
        )
    return _("等列入年度计划，还没有申报。"), _("开始征集以后，由提案人或者书记员申报。"), ""


def _filing(m: MatterPage, _now: datetime) -> Said:
    return (
        _("公示期满，等报街道办事处备案，%(until)s。", until=_until(m)),
        _("备案以后，选入的项目列入经费账，开始实施。"),
        "",
    )


def _execution(_m: MatterPage, _now: datetime) -> Said:
    return (
        _("年度计划正在执行。"),
        _("选入的项目各有自己的页面：合同、每一笔支付、凭证、验收和评议。"),
        "",
    )


_SAYS: dict[Stage, Callable[[MatterPage, datetime], Said]] = {
    Stage.PROPOSING: _proposing,
    Stage.VETTING: _vetting,
    Stage.REVIEW: _review,
    Stage.MEMBERS: _members,
    Stage.DEBATE: _debate,
    Stage.RESOLUTION: _resolution,
    Stage.ANNOUNCEMENT: _announcement,
    Stage.IMPLEMENTATION: _implementation,
    Stage.ACCEPTANCE: _acceptance,
    Stage.DISCLOSURE: _disclosure,
    Stage.EVALUATION: _evaluation,
    Stage.COLLECTION: _collection,
    Stage.FUNDING: _funding,
    Stage.FILING: _filing,
    Stage.EXECUTION: _execution,
}
