"""What a joint meeting's pages show: the table with its sides, each item in words, promises."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID

from council.db import reading
from council.language import gettext as _
from council.queries.public import joint
from council.queries.public.joint import JointItem, JointPage
from council.queries.public.meetings import MeetingPage
from council.rules import joint as law_of
from council.rules import meetings as sessions
from council.rules import router
from council.rules.calendar import legal_day
from council.rules.verdict import Reason
from council.vocabulary import word
from council.web import dates, followup_view
from council.web.access import community, holds
from council.web.errors import reason_view
from council.web.rule_view import book

_STANDING = {
    "agreement": "yes",
    "dissent": "no",
    "reserved": "no",
    "open": "due",
}
_STANCE = {"agree": "yes", "dissent": "no", "reserve": "due"}


def of(meeting: MeetingPage, now: datetime) -> SimpleNamespace | None:
    """The joint part of a meeting's page; None where no sides meet."""
    if meeting.rule_id != law_of.RULE:
        return None
    page = joint.load(reading(), community().id, meeting.id, legal_day(now))
    return view(page, meeting, now)


def view(page: JointPage, meeting: MeetingPage, now: datetime) -> SimpleNamespace:
    """The table, item by item."""
    base = f"/c/{community().slug}"
    names: dict[Hashable, str] = {side.id: side.name for side in page.sides}
    started = meeting.opened_at is not None
    return SimpleNamespace(
        base=base,
        chair=page.chair,
        series=page.series,
        next_on=page.next_on,
        invited="、".join(side.name for side in page.invited),
        sides=[
            SimpleNamespace(
                name=side.name,
                kind=("yes" if side.came else "no") if started else "plain",
                word=(_("已到会") if side.came else _("没有到会")) if started else _("应到"),
            )
            for side in page.sides
        ],
        missing=[side.name for side in page.sides if not side.came] if started else [],
        items=[_item(item, page, meeting, names, now, base) for item in page.items],
        promises=[followup_view.row(p, base) for p in page.promises],
    )


def in_time(announced_at: datetime, meeting: MeetingPage) -> bool:
    """Whether what is announced then is announced long enough before the meeting."""
    rule = book().rule(meeting.rule_id, legal_day(meeting.starts_at))
    return sessions.announced_in_time(announced_at, meeting.starts_at, rule)


def _item(
    item: JointItem,
    page: JointPage,
    meeting: MeetingPage,
    names: Mapping[Hashable, str],
    now: datetime,
    base: str,
) -> SimpleNamespace:
    stances = {said.side_id: said.stance for said in item.positions.values()}
    came = {side.id for side in page.sides if side.came}
    announced = in_time(item.announced_at, meeting)
    found = law_of.standing([side.id for side in page.sides], came, stances, announced=announced)
    owners = _owners(item, base)
    return SimpleNamespace(
        position=item.position,
        title=item.title,
        url=f"{base}/proposals/{item.proposal}" if item.proposal else "",
        topic=word("topic", item.topic) if item.topic else "",
        by=names.get(item.side_id, "") if item.side_id else "",
        side_id=item.side_id,
        announced=announced,
        standing=(_STANDING.get(found.code, "plain"), word("standing", found.code)),
        sentence=_sentence(found, names, of_owners=owners is not None),
        said=_said(item, page),
        conclusion=item.conclusion,
        answer=item.answer,
        answered_at=item.answered_at,
        answer_mark=_answer_mark(item, meeting, now),
        answer_due=item.answer_due if item.side_id else None,
        owners=owners,
        promises=[followup_view.row(p, base) for p in item.promises],
    )


def _said(item: JointItem, page: JointPage) -> list[SimpleNamespace]:
    found = []
    for side in page.sides:
        said = item.positions.get(side.id)
        if said is not None:
            found.append(
                SimpleNamespace(
                    side=side.name,
                    kind=_STANCE[said.stance],
                    word=word("stance", said.stance),
                    words=said.words,
                )
            )
    return found


def _sentence(found: law_of.Standing, names: Mapping[Hashable, str], *, of_owners: bool) -> str:
    """The result in words: who agrees, who does not, who is missing. Never a count of votes."""
    if found.code == "agreement":
        said = [_("%(sides)s一致同意。", sides=_names(found.agreeing, names))]
        said += [_("这只是协商意见，要由业主共同决定后才有效。")] if of_owners else []
        return dates.sentences(said)
    parts = []
    if found.dissenting:
        parts.append(_("%(sides)s不同意。", sides=_names(found.dissenting, names)))
    if found.reserving:
        parts.append(_("%(sides)s保留意见。", sides=_names(found.reserving, names)))
    if found.agreeing:
        parts.append(_("%(sides)s同意。", sides=_names(found.agreeing, names)))
    if found.code != "none" and found.missing:
        parts.append(_("%(sides)s没有到会。", sides=_names(found.missing, names)))
    return dates.sentences(parts)


def _names(sides: Iterable[Hashable], names: Mapping[Hashable, str]) -> str:
    return "、".join(names[side] for side in sides)


def _answer_mark(item: JointItem, meeting: MeetingPage, now: datetime) -> tuple[str, str] | None:
    if item.side_id is None or meeting.opened_at is None:
        return None
    if item.answered_at is not None:
        late = legal_day(item.answered_at) > item.answer_due
        return ("yes", _("答复晚了")) if late else ("yes", _("已答复"))
    late_by = (legal_day(now) - item.answer_due).days
    if late_by > 0:
        return "late", _("答复逾期 %(n)s 天", n=late_by)
    return "due", _("等答复")


def _owners(item: JointItem, base: str) -> SimpleNamespace | None:
    """Where the owners decide the matter: why, and the way that leads to them."""
    reasons: tuple[Reason, ...] = router.suspects(item.title)
    if item.track == router.OWNERS:
        reasons = router.track_decides(router.OWNERS, "").reasons
    if not reasons:
        return None
    matter = f"?matter={item.proposal}" if item.proposal else ""
    return SimpleNamespace(
        reasons=[_why(reason) for reason in reasons[:2]],
        propose_url="" if item.proposal else f"{base}/chamber/proposals/new",
        call_url=f"{base}/chamber/written/new/motion{matter}" if holds("written.call") else "",
    )


def _why(reason: Reason) -> SimpleNamespace:
    """The word that hints at it, or that the matter is on the owners' way already."""
    seen = reason_view(reason)
    if "sign" in reason.params:
        seen.text = _(
            "里面有“%(sign)s”，可能属于“%(subject)s”。",
            sign=reason.params["sign"],
            subject=word("subject", reason.params["subject"]),
        )
    return seen


def sides_of(page: JointPage, own: frozenset[UUID], *, clerk: bool) -> list[tuple[str, str]]:
    """The sides that somebody speaks for, as a form offers them."""
    return [(side.id.hex, side.name) for side in page.sides if clerk or side.id in own]
