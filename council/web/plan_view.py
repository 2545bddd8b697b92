"""A fund's annual plan in words: where it stands, how it is shared, why each wish is (not) in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.plans import Done, Hit, PlanPage, Wish
from council.rules import negative, stages
from council.rules.stages import Stage
from council.rules.verdict import Reason
from council.vocabulary import word, words
from council.vocabulary.allocation import fund_sentence
from council.web import dates
from council.web.allocation_view import exact_again
from council.web.words import stage_word

_MARKS = {"put": "due", "checked": "plain", "refused": "no", "chosen": "yes", "passed_over": "no"}


def view(found: PlanPage, base: str, now: datetime) -> SimpleNamespace:
    """What the page says; ``base`` is ``/c/<slug>``."""
    plan = found.plan
    shown = [_wish(found, wish, base) for wish in found.wishes]
    chosen = [w for w in found.wishes if outcome(found, w) == "chosen"]
    return SimpleNamespace(
        number=plan.number,
        title=plan.title,
        text=plan.text,
        say=_say(found, now),
        method=word("plan_method", plan.method),
        method_text=word("plan_method_text", plan.method),
        facts=_facts(found, base, chosen),
        track=_track(found),
        wishes=shown,
        columns=_columns(),
        rows=[_row(found, wish) for wish in found.wishes],
        matter_url=f"{base}/proposals/{plan.number}",
        collecting=plan.stage == Stage.COLLECTION and plan.due_at is not None and now < plan.due_at,
        vote_url=f"{base}/polls/{found.vote.poll}" if found.vote else "",
        rules=("FN1", "FC1", "FD1", "FF1"),
    )


def outcome(found: PlanPage, wish: Wish) -> str:
    """The wish's state, with the count of a vote whose resolution is not recorded yet."""
    choice = found.choices.get(wish.rank or 0)
    if wish.state != "checked" or choice is None or found.vote is None:
        return wish.state
    if found.vote.outcome != "passed":
        return wish.state
    return "chosen" if choice.chosen else "passed_over"


def why(found: PlanPage, wish: Wish) -> str:
    """Why the wish is chosen, passed over or refused, in one or two sentences."""
    if wish.state == "refused":
        return "".join(_refusal(wish))
    result = _result(found, wish)
    if result and result["why"]["code"].startswith("fund_"):
        return fund_sentence(
            Reason(result["why"]["code"], exact_again(result["why"].get("params", {})))
        )
    if found.plan.ending == "not_adopted" and wish.state == "checked":
        return word("wish_why", "not_adopted")
    return word("wish_why", wish.reason) if wish.reason in words("wish_why") else ""


def _result(found: PlanPage, wish: Wish) -> Mapping[str, Any] | None:
    if found.vote is None or not found.vote.is_budget or wish.rank is None:
        return None
    results = found.vote.tally.get("results", ())
    return next((one for one in results if one["position"] == wish.rank), None)


def _refusal(wish: Wish) -> list[str]:
    said = [
        _("属于“%(item)s”，不得列支（FN1）。", item=word("negative_item", hit.item))
        for hit in wish.hits
        if hit.confirmed and not wish.exception
    ]
    if wish.cap and wish.estimate > wish.cap:
        said.append(
            _("估算超过 %(kind)s类项目的限额 %(sum)s 元（FC1）。",
              kind=word("project_kind", wish.kind), sum=dates.yuan(wish.cap))
        )  # fmt: skip
    if wish.reason:
        said.append(_("理由：%(text)s", text=dates.ended(wish.reason)))
    return said


def _wish(found: PlanPage, wish: Wish, base: str) -> SimpleNamespace:
    state = outcome(found, wish)
    result = _result(found, wish)
    votes = result["votes"] if result else None
    return SimpleNamespace(
        number=wish.number,
        title=wish.title,
        url=f"{base}/proposals/{wish.number}",
        kind=_MARKS[state],
        word=word("wish_state", state),
        rank=wish.rank,
        ranks=_ranks(wish),
        cost=dates.yuan(wish.estimate),
        about=_("%(kind)s · %(subject)s", kind=word("project_kind", wish.kind),
                subject=word("fund_subject", wish.subject)),
        basis=wish.basis,
        seconders=wish.seconders,
        votes=votes,
        why=why(found, wish),
        checks=[_check(hit) for hit in wish.hits],
        checked=_checked(wish),
        cases=[_case(found, number, base) for number in wish.cases],
        exception=wish.exception,
        exception_url=f"{base}/decisions/{wish.exception}" if wish.exception else "",
        project=wish.project,
        project_url=f"{base}/fund/projects/{wish.project}" if wish.project else "",
    )  # fmt: skip


def _case(found: PlanPage, number: str, base: str) -> SimpleNamespace:
    """An earlier case with its title and how it ended."""
    case = found.cases.get(number)
    return SimpleNamespace(
        number=number,
        url=f"{base}/proposals/{number}",
        title=case.title if case else "",
        state=word("wish_state", case.state) if case else "",
    )


def _ranks(wish: Wish) -> str:
    if wish.party_rank is None and wish.committee_rank is None:
        return ""
    return _(
        "社区党委排第 %(party)s，居民委员会排第 %(committee)s",
        party=wish.party_rank or "—",
        committee=wish.committee_rank or "—",
    )


def _check(hit: Hit) -> SimpleNamespace:
    """One item that was asked about: the words that made us ask, and what a person said."""
    item = negative.items()[hit.item]
    if hit.confirmed is None:
        kind, said = "due", _("等人核实")
    else:
        kind, said = ("no", _("属于")) if hit.confirmed else ("yes", _("不属于"))
    return SimpleNamespace(
        kind=kind,
        word=said,
        item=word("negative_item", hit.item),
        words=_("、").join(_("“%(word)s”", word=w) for w in hit.words),
        reason=hit.reason,
        statutes=_("、").join(item.statutes),
    )


def _checked(wish: Wish) -> str:
    if wish.checked_at is None:
        return _("还没有审核。")
    if not wish.hits:
        return _(
            "%(day)s审核：没有碰到不得列支的事项，没有超过限额。", day=dates.day(wish.checked_at)
        )
    return _("%(day)s审核：", day=dates.day(wish.checked_at))


def _columns() -> list[tuple[str, str]]:
    return [
        (_("项目建议"), "l"),
        (_("合并排名"), "r"),
        (_("估算（元）"), "r"),
        (_("附议"), "r"),
        (_("得票"), "r"),
        (_("结果"), "l"),
    ]


def _row(found: PlanPage, wish: Wish) -> list[str]:
    result = _result(found, wish)
    return [
        wish.title,
        dates.number(wish.rank),
        dates.yuan(wish.estimate),
        dates.number(wish.seconders),
        dates.number(result["votes"] if result else None),
        word("wish_state", outcome(found, wish)),
    ]


def _say(found: PlanPage, now: datetime) -> str:
    plan = found.plan
    given = {"n": len(found.wishes), "sum": dates.yuan(plan.budget)}
    chosen = sum(outcome(found, wish) == "chosen" for wish in found.wishes)
    match Stage(plan.stage):
        case Stage.COLLECTION if plan.due_at is not None and now < plan.due_at:
            until, n = dates.deadline(plan.due_at), given["n"]
            return _("正在征集项目建议，%(until)s。已有 %(n)s 件。", until=until, n=n)
        case Stage.COLLECTION:
            return _("征集已经结束，共 %(n)s 件，等审核和排序。", n=given["n"])
        case Stage.REVIEW | Stage.DEBATE | Stage.RESOLUTION if not found.choices:
            return _("%(n)s 件项目建议，准备分配 %(sum)s 元；现在是“%(stage)s”。",
                     stage=stage_word(plan.stage, stages.FUND_PLAN), **given)  # fmt: skip
        case Stage.CLOSED if plan.ending != "completed":
            return _("这份计划已经结束：%(how)s。", how=word("ending", plan.ending or "withdrawn"))
        case _:
            return _("%(n)s 件项目建议里选入 %(m)s 件；现在是“%(stage)s”。", n=given["n"], m=chosen,
                     stage=stage_word(plan.stage, stages.FUND_PLAN))  # fmt: skip


def _facts(found: PlanPage, base: str, chosen: list[Wish]) -> list[tuple[str, str]]:
    plan, vote = found.plan, found.vote
    facts = [
        (_("经费"), _("%(fund)s，%(year)s 年", fund=plan.fund, year=plan.year)),
        (_("可以分配"), _("%(sum)s 元", sum=dates.yuan(plan.budget))),
    ]
    if chosen:
        total = sum(wish.estimate for wish in chosen)
        facts.append((_("选入的项目"), _("%(n)s 件，共 %(sum)s 元", n=len(chosen),
                                      sum=dates.yuan(total))))  # fmt: skip
        facts.append((_("还剩"), _("%(sum)s 元", sum=dates.yuan(plan.budget - total))))
    facts.append((_("征集截止"), dates.full_day(plan.wishes_until)))
    if vote and vote.resolution:
        facts.append((_("决议"), vote.reference))
    if plan.filed_at:
        filed = dates.full_day(plan.filed_at)
        facts.append((_("报街道备案"), f"{filed} {plan.filed_reference}".strip()))
        noted = dates.full_day(plan.noted_at) if plan.noted_at else _("还没有回复")
        facts.append((_("街道收到"), f"{noted} {plan.noted_remark}".strip()))
    return facts


def _track(found: PlanPage) -> list[SimpleNamespace]:
    """The stages of the plan: done with date and office, now with its deadline, ahead."""
    plan = found.plan
    left: dict[str, Done] = {act.stage: act for act in found.acts if act.to_stage}
    order = [stage.value for stage in stages.TRACKS[stages.FUND_PLAN]]
    ended = next((a.stage for a in reversed(found.acts) if a.to_stage == Stage.CLOSED), plan.stage)
    here = plan.stage if plan.stage in order else ended
    place = order.index(here) if here in order else 0
    return [_step(found, stage, at - place, left.get(stage)) for at, stage in enumerate(order)]


def _step(found: PlanPage, stage: str, distance: int, act: Done | None) -> SimpleNamespace:
    plan = found.plan
    done = distance < 0 or (plan.stage == Stage.CLOSED and plan.ending == "completed")
    state = "done" if done else "ahead"
    if distance == 0 and not done:
        state = "stopped" if plan.stage == Stage.CLOSED else "now"
    over = act is not None and state in ("done", "stopped")
    posted = found.posted_until if stage == Stage.ANNOUNCEMENT else None
    return SimpleNamespace(
        state=state,
        name=stage_word(stage, stages.FUND_PLAN),
        at=act.at if act and over else None,
        until=(plan.due_at or posted) if state == "now" else None,
        text=_told(act) if act and over else "",
        rule=(act.rule_id or "") if act and over else "",
    )


def _told(act: Done) -> str:
    """What was done, in which office and why; a plan that was posted is filed next."""
    done = _("公示期满") if act.kind == "announcement.close" else word("act", act.kind)
    return _("。").join(part for part in (done, act.office_title, act.reason) if part)
