"""The call to a meeting: which bodies meet under which rule, when, who chairs, what about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from council.models import facts
from council.models.bodies import Body
from council.models.calling import MeetingSeries
from council.models.meetings import Meeting, MeetingBody
from council.rules import agenda as law_of
from council.rules import joint
from council.rules import meetings as meeting_law
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind
from council.rules.rule import Rule
from council.rules.rulebook import RuleNotFound
from council.rules.shapes import check_date, clean_line
from council.rules.verdict import Reason, Refused, Verdict
from council.services import agenda, law, notices, petitions, search_meetings
from council.services.agenda import Plan
from council.services.numbers import next_number
from council.services.unit import Work


class Details(TypedDict, total=False):
    """What a call may say beyond body, time, place and agenda.

    ``joint_body_id``: 两委联席审议, the other committee; ``together``: further bodies that meet;
    ``invited``: bodies that attend without a vote; ``kind`` ``joint`` with ``sides`` (JM1).
    """

    joint_body_id: UUID | None
    together: Sequence[UUID]
    invited: Sequence[UUID]
    sides: Sequence[UUID]
    kind: str
    title: str
    rule_id: str | None
    ends_at: datetime | None
    link: str
    chair_body_id: UUID | None
    chair_id: UUID | None
    recorder_id: UUID | None
    series_id: UUID | None
    petition_id: UUID | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a meeting; see :class:`Details`. ``agenda`` holds at least one item."""

    body_id: UUID
    starts_at: datetime
    place: str
    agenda: tuple[Plan, ...]
    joint_body_id: UUID | None = None
    together: Sequence[UUID] = ()
    invited: Sequence[UUID] = ()
    sides: Sequence[UUID] = ()
    kind: str = law_of.BODY
    title: str = ""
    rule_id: str | None = None
    ends_at: datetime | None = None
    link: str = ""
    chair_body_id: UUID | None = None
    chair_id: UUID | None = None
    recorder_id: UUID | None = None
    series_id: UUID | None = None
    petition_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """The bodies of a call: who is on the roll (the first one calls), and who is invited."""

    meeting: tuple[Body, ...]
    invited: tuple[Body, ...]

    @property
    def everybody(self) -> tuple[Body, ...]:
        """All bodies that are there."""
        return (*self.meeting, *self.invited)


def send(work: Work, call: Call) -> Meeting:
    """Check the call and write the meeting with its bodies and its agenda.

    Raises:
        Refused: with everything that stands against it at once, where it can be told at once.
    """
    circle = _circle(work, call)
    rule_id = _rule_id(call, circle)
    link = clean_line(call.link, 0, 300, "link")
    check_date(legal_day(call.starts_at), "starts_at")
    against = law_of.times(call.starts_at, call.ends_at) + law_of.link(link)
    (_notice(work, call, circle, rule_id) + against).demand()
    for body in circle.meeting[:2] if call.joint_body_id else circle.meeting[:1]:
        demand_free(work, body, call.starts_at)
    demand_officers(work, circle.everybody, call.chair_body_id, call.chair_id, call.recorder_id)
    meeting = work.add(
        Meeting(
            number=next_number(work, "meeting"),
            body_id=call.body_id,
            joint_body_id=call.joint_body_id,
            rule_id=rule_id,
            kind=call.kind,
            title=clean_line(call.title, 0, 120, "title") or _title(circle),
            place=clean_line(call.place, 1, 120, "place"),
            starts_at=call.starts_at,
            ends_at=call.ends_at,
            noticed_at=work.at,
            link=link,
            series_id=_series(work, call),
            petition_id=call.petition_id,
            chair_body_id=call.chair_body_id,
            chair_id=call.chair_id,
            recorder_id=call.recorder_id,
        )
    )
    work.session.flush()
    petitions.called(work, meeting)
    _write_bodies(work, meeting, call)
    for plan in call.agenda:
        agenda.write(work, meeting, plan)
    notices.announce(work, meeting)
    search_meetings.index_meeting(work, meeting)
    return meeting


def bodies(work: Work, meeting: Meeting, *, invited: bool = False) -> list[Body]:
    """The bodies whose members are on the roll: one, or several; ``invited``: these as well."""
    further = work.all(
        MeetingBody, MeetingBody.meeting_id == meeting.id, order=MeetingBody.position
    )
    ids = [meeting.body_id, meeting.joint_body_id]
    ids += [row.body_id for row in further if invited or row.role != joint.INVITED]
    return [work.get(Body, body_id) for body_id in dict.fromkeys(ids) if body_id is not None]


def rule_on(work: Work, rule_id: str, at: datetime) -> Rule:
    """The rule in force on a day.

    Raises:
        Refused: ``rule_not_in_force``.
    """
    try:
        return law.rule(work.session, work.community_id, rule_id, at)
    except RuleNotFound:
        figures = {"rule": rule_id, "day": legal_day(at)}
        raise Refused([Reason("rule_not_in_force", figures, rule_id)]) from None


def demand_free(work: Work, body: Body, starts_at: datetime) -> None:
    """A second call for the same hour is a double click or a mistake."""
    same = work.all(
        Meeting,
        Meeting.body_id == body.id,
        Meeting.starts_at == starts_at,
        Meeting.cancelled_at.is_(None),
    )
    if same:
        raise Refused([Reason("meeting_same_time", {"number": same[0].number})])


def demand_officers(
    work: Work,
    circle: Iterable[Body],
    chair_body_id: UUID | None,
    chair_id: UUID | None,
    recorder_id: UUID | None,
) -> None:
    """Refuse a chair or recorder who holds no office of these bodies or of those that help.

    Where a side chairs, its people do.
    """
    present = {body.id for body in circle}
    if chair_body_id is not None and chair_body_id not in present:
        raise Refused([Reason("chair_body_elsewhere")])
    helpers = {body.id for body in work.all(Body, Body.kind.in_(law_of.HELPERS))}
    for code, person, of in (
        ("chair_elsewhere", chair_id, {chair_body_id} if chair_body_id else present | helpers),
        ("recorder_elsewhere", recorder_id, present | helpers),
    ):
        if person is not None and not _sits(work, of, person):
            raise Refused([Reason(code)])


def _sits(work: Work, bodies_of: Iterable[UUID | None], person_id: UUID) -> bool:
    on = legal_day(work.at)
    return any(
        member.person_id == person_id
        for body_id in bodies_of
        if body_id is not None
        for member in facts.members_of(work.session, work.community_id, body_id, on)
    )


def _circle(work: Work, call: Call) -> Circle:
    if call.kind not in (law_of.BODY, joint.JOINT):
        raise Refused([Reason("value_unknown")])
    of_sides = call.kind == joint.JOINT
    others = (call.body_id, call.joint_body_id, *call.together)
    ids = _sides(call) if of_sides else [one for one in others if one is not None]
    found = Circle(
        tuple(work.get(Body, one) for one in ids),
        tuple(work.get(Body, one) for one in call.invited),
    )
    if of_sides:
        sides = [(body.id, body.kind) for body in found.meeting]
        joint.may_meet(sides, [body.id for body in found.invited]).demand()
    else:
        _demand_bodies(call, found).demand()
    return found


def _sides(call: Call) -> list[UUID]:
    """The sides of a joint meeting in their order; the body that calls is one of them."""
    if call.kind != joint.JOINT:
        return []
    return [*call.sides] if call.body_id in call.sides else [call.body_id, *call.sides]


def _demand_bodies(call: Call, circle: Circle) -> Verdict:
    """Whether these bodies may meet together under their own rules."""
    ids = [body.id for body in circle.everybody]
    kinds = {BodyKind(body.kind) for body in circle.meeting[:2]}
    if call.sides:
        return Verdict((Reason("value_unknown"),))
    if call.joint_body_id == call.body_id:
        return Verdict((Reason("joint_same_body"),))
    if call.joint_body_id is not None and not kinds <= meeting_law.COMMITTEES:
        return Verdict((Reason("joint_not_committees"),))
    if len(set(ids)) < len(ids):
        return Verdict((Reason("body_twice"),))
    if not all(meeting_law.rule_ids(body.kind) for body in circle.meeting):
        return Verdict((Reason("body_without_rule"),))
    return Verdict()


def _rule_id(call: Call, circle: Circle) -> str:
    if call.kind == joint.JOINT:
        ids: tuple[str, ...] = (joint.RULE,)
    else:
        ids = meeting_law.rule_ids(circle.meeting[0].kind)
    if call.rule_id is not None and call.rule_id not in ids:
        raise Refused([Reason("body_without_rule")])
    return call.rule_id or ids[0]


def _notice(work: Work, call: Call, circle: Circle, rule_id: str) -> Verdict:
    """The notice that the strictest rule asks for, of all bodies that meet together."""
    wanted = [rule_id]
    if call.kind != joint.JOINT:
        wanted += [meeting_law.rule_ids(body.kind)[0] for body in circle.meeting[1:]]
    rules = [rule_on(work, one, call.starts_at) for one in dict.fromkeys(wanted)]
    strictest = max(rules, key=lambda rule: rule.notice_days)
    return meeting_law.notice(work.at, call.starts_at, strictest)


def _title(circle: Circle) -> str:
    return "、".join(body.name for body in circle.meeting)[:120]


def _write_bodies(work: Work, meeting: Meeting, call: Call) -> None:
    rows = [(body_id, joint.SIDE) for body_id in _sides(call)]
    rows += [(body_id, law_of.MEETS) for body_id in call.together]
    rows += [(body_id, joint.INVITED) for body_id in call.invited]
    for position, (body_id, role) in enumerate(rows, 1):
        work.add(MeetingBody(meeting_id=meeting.id, body_id=body_id, position=position, role=role))


def _series(work: Work, call: Call) -> UUID | None:
    if call.series_id is None:
        return None
    series = work.get(MeetingSeries, call.series_id)
    if series.ended_on is not None and series.ended_on <= legal_day(call.starts_at):
        raise Refused([Reason("series_ended", {"until": series.ended_on})])
    return series.id
