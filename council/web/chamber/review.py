"""两委审议 on a matter's page: an interest declared, a committee's opinion handed in."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import meetings as kept
from council.queries.chamber import review as queries
from council.queries.chamber.matter import MatterForActs
from council.queries.chamber.review import CommitteeState
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.router import OWNERS
from council.rules.verdict import Reason, Refused
from council.services import review
from council.vocabulary import word
from council.web.access import access, actor, community, holds, visitor
from council.web.chamber.hall_panel import answer, panel, revision, uuid_of
from council.web.chamber.panel import Panel
from council.web.forms.hall import InterestForm, OpinionForm

blueprint = Blueprint("chamber_review", __name__, url_prefix="/c/<slug>/chamber/proposals")
_DECIDED_BY_MEETING = {"review": "PG3", "members": "PG2", "resolution": "RC1"}


def panels(matter: MatterForActs) -> list[Panel]:
    """The meeting that is to be called, the interest to declare, the opinion to give."""
    found = _meeting(matter)
    if matter.stage in ("review", "members", "debate", "resolution") and holds("interest.declare"):
        found.append(_interest(matter))
    if matter.stage == "review" and holds("opinion.give"):
        mine = _my_bodies(matter)
        found += [_opinion(matter, state, n) for n, state in enumerate(_missing(matter, mine))]
        found += _others(matter, mine)
    return found


@blueprint.post("/<number>/interest")
@access("interest.declare")
def declare(slug: str, number: str) -> ResponseReturnValue:
    """Declare an interest."""
    form = InterestForm()
    act = partial(_declare, number, form)
    return answer(
        number, form, partial(_interest, form=form), act, _("已申报，您回避这件事的表决。")
    )


@blueprint.post("/<number>/opinion")
@access("opinion.give")
def give(slug: str, number: str) -> ResponseReturnValue:
    """Hand in a committee's opinion."""
    form = OpinionForm()
    return answer(
        number, form, partial(_wrong_opinion, form), partial(_give, number, form), _("意见已提交。")
    )


def _declare(number: str, form: InterestForm) -> None:
    review.declare_interest(
        community().id,
        actor("interest.declare"),
        number,
        form.text.data or "",
        at=clock.now(),
    )


def _give(number: str, form: OpinionForm) -> None:
    review.give_opinion(
        community().id,
        actor("opinion.give"),
        number,
        uuid_of(form.body.data),
        form.text.data or "",
        form.dissent.data or "",
        revision=revision(form),
        at=clock.now(),
    )


def _is_clerk() -> bool:
    who = visitor()
    return who is not None and OfficeKind.CLERK in who.kinds


def _my_bodies(matter: MatterForActs) -> frozenset[UUID]:
    who = visitor()
    if who is None:
        return frozenset()
    today = legal_day(clock.now())
    return queries.body_ids(reading(), matter.community_id, who.person_id, today)


def _meeting(matter: MatterForActs) -> list[Panel]:
    """What a meeting still has to do: be called, or vote."""
    rule = _DECIDED_BY_MEETING.get(matter.stage)
    if rule is None:
        return []
    base = f"/c/{community().slug}/chamber"
    found = [
        Panel(
            f"poll.vote.{number}",
            _("表决：%(body)s", body=body),
            "chamber/panels/link.html",
            {"url": f"{base}/polls/{number}", "verb": _("去表决")},
            rule_id=rule,
            position=10,
        )
        for number, body in queries.open_polls(reading(), matter)
        if holds("poll.vote") or holds("poll.enter")
    ]
    called = kept.noticed(reading(), matter.community_id, matter.id, matter.listed_at)
    if matter.track == OWNERS:
        return [*found, *_owners_vote(matter, called=called)]
    if holds("meeting.convene"):
        said = [_("已经有会议把这件事列入议程。")] if called else []
        context = {
            "said": said,
            "url": f"{base}/meetings/new?matter={matter.number}",
            "verb": _("召集会议"),
        }
        title = _("召集会议，把这件事列入议程")
        link = "chamber/panels/link.html"
        found.append(Panel("meeting.convene", title, link, context, rule_id=rule, position=15))
    return found


def _owners_vote(matter: MatterForActs, *, called: bool) -> list[Panel]:
    """The owners decide, in writing: whoever may, calls their assembly."""
    if not holds("written.call"):
        return []
    said = [_("这件事由业主共同决定，由业主大会书面表决，不进居民代表会议。")]
    said += [_("已经发出业主大会通知。")] if called else []
    if not called and not ({OfficeKind.CLERK, OfficeKind.OWNERS_COMMITTEE} & _kinds()):
        said.append(_("居委会和党组织召集业主大会，要有足够的业主联名要求。"))
    url = f"/c/{community().slug}/chamber/written/new/motion?matter={matter.number}"
    context = {"said": said, "url": url, "verb": _("召集业主大会")}
    link = "chamber/panels/link.html"
    return [Panel("meeting.convene", _("召集业主大会"), link, context, rule_id="OW1", position=15)]


def _kinds() -> frozenset[OfficeKind]:
    who = visitor()
    return who.kinds if who else frozenset()


def _interest(matter: MatterForActs, form: InterestForm | None = None) -> Panel:
    who = visitor()
    declared = who is not None and queries.declared(reading(), matter, who.person_id)
    return panel(
        matter,
        "interest.declare",
        _("申报利害关系，回避"),
        form or InterestForm(formdata=None),
        to="interest",
        submit=_("申报并回避"),
        said=[
            _("您或近亲属从这件事得到好处或受损失的，应当申报。申报后不计入表决基数，并且公开。")
        ],
        reasons=[Reason("interest_declared", {}, "PG3")] if declared else (),
        rule_id="PG3",
        position=60,
    )


def _missing(matter: MatterForActs, mine: frozenset[UUID]) -> list[CommitteeState]:
    """The committees whose opinion is missing and which the visitor may speak for."""
    states = queries.committees(reading(), matter)
    clerk = _is_clerk()
    return [s for s in states if not s.given and (clerk or s.body_id in mine)]


def _opinion(
    matter: MatterForActs, state: CommitteeState, n: int, form: OpinionForm | None = None
) -> Panel:
    ready = state.closed and state.outcome in ("passed", "failed")
    form = form or OpinionForm(formdata=None)
    form.body.data = state.body_id.hex
    said = []
    if ready and state.outcome:
        position = "agree" if state.outcome == "passed" else "disagree"
        said = [_("表决结果：%(word)s。", word=word("position", position))]
    return panel(
        matter,
        "review.opinion",
        _("提交审议意见：%(body)s", body=state.body),
        form,
        to="opinion",
        submit=_("提交意见"),
        said=[*said, _("两个委员会都提交之前，互相看不到对方的意见。")],
        hints={"dissent": _("有委员持不同意见的，写明谁、为什么；没有就不填。")},
        reasons=() if ready else [Reason("opinion_no_poll", {}, "PG3")],
        rule_id="PG3",
        position=20,
        key=str(n + 1) if n else "",
    )


def _wrong_opinion(form: OpinionForm, matter: MatterForActs) -> Panel:
    """The panel that the form with errors came from."""
    states = _missing(matter, _my_bodies(matter))
    wanted = uuid_of(form.body.data)
    for n, state in enumerate(states):
        if state.body_id == wanted:
            return _opinion(matter, state, n, form)
    raise Refused([Reason("not_of_body", {}, "PG3")])


def _others(matter: MatterForActs, mine: frozenset[UUID]) -> list[Panel]:
    """The opinions that the visitor may already read."""
    lines = queries.visible_opinions(reading(), matter, mine)
    quotes = [
        SimpleNamespace(
            body=line.body,
            word=word("position", line.position),
            kind="yes" if line.position == "agree" else "no",
            text=line.text,
            note=line.dissent,
        )
        for line in lines
    ]
    if not quotes:
        return []
    template = "chamber/panels/opinions.html"
    return [Panel("review.read", _("已提交的意见"), template, {"opinions": quotes}, position=25)]
