"""Motions in the hall, in lawful order: points of order, amendments, then the main question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from council.models import hallfacts
from council.models.bodies import Body
from council.models.hall import Motion
from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.polls import Poll
from council.rules import hall as law_of
from council.rules import meetings as meetings_law
from council.rules.meetings import Quorum
from council.rules.rule import Rule
from council.rules.shapes import clean_text
from council.rules.tally import PASSED
from council.rules.verdict import Reason, Refused
from council.services import hall, hallpeople, law
from council.services.hallpeople import Somebody
from council.services.unit import Actor, Work, unit

_KINDS = (law_of.MAIN, law_of.AMENDMENT, law_of.ORDER)


@dataclass(frozen=True, slots=True)
class Decision:
    """How a motion was decided.

    ``outcome`` (``adopted``, ``rejected``) is asked for where the meeting agrees without counting;
    a show of hands has its figures, the chair a written ``reason``, a vote by roll its ``poll``.
    """

    method: str
    outcome: str = ""
    yes: int = 0
    no: int = 0
    abstain: int = 0
    reason: str = ""
    poll: str = ""


def move(
    community_id: UUID,
    actor: Actor,
    number: str,
    kind: str,
    *,
    topic: str = "",
    text: str = "",
    key: str | None = None,
    name: str = "",
    request_key: str,
    at: datetime,
) -> int | None:
    """Put a motion before the meeting; gives its position.

    ``key`` None: from one's own seat; else as the clerk hears it (see ``hallpeople.somebody``).
    A point of order needs no words; between two items it is about the meeting.

    Raises:
        Refused: ``motion_main_open``, ``motion_no_main``, ``speaker_not_here``.
    """
    power = "meeting.speak" if key is None else "meeting.keep"
    with unit(community_id, kind="motion.move", actor=actor, at=at, power=power) as work:
        if work.done_before(request_key):
            return None
        meeting = hall.running(work, number)
        if key is None:
            mover = hallpeople.present(work, meeting, actor.person_id)
        else:
            mover = hallpeople.somebody(work, meeting, key, name)
        motion = _moved(work, meeting, mover, kind, topic, text)
        work.tell(number=meeting.number, motion=motion.position, what=kind, topic=motion.topic)
        return motion.position


def decide(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    decision: Decision,
    *,
    request_key: str,
    at: datetime,
) -> str:
    """Decide the motion whose turn it is; gives its state (adopted, rejected, ruled).

    Raises:
        Refused: ``order_first``, ``amendments_before_main``, ``amendment_goes_further``,
            ``method_not_lawful``, ``item_not_announced``, ``no_quorum``, ``hands_too_many``.
    """
    with unit(community_id, kind="motion.decide", actor=actor, at=at, power="meeting.keep") as work:
        meeting = hall.running(work, number)
        motion = _motion(work, meeting, position)
        if work.done_before(request_key):
            return motion.state
        item = hall.open_item_of(work, meeting)
        if motion.item_id is not None and (item is None or item.id != motion.item_id):
            raise Refused([Reason("item_not_open")])
        law_of.may_take(hall.moved(work, meeting, item), position).demand()
        _demand_method(meeting, item, motion, decision)
        motion.state = _outcome(work, meeting, item, motion, decision)
        motion.method, motion.decided_at = decision.method, work.at
        motion.reason = clean_text(decision.reason, 0, 1000, "reason")
        work.tell(number=meeting.number, motion=position, state=motion.state)
        return motion.state


def take_back(
    community_id: UUID,
    actor: Actor,
    number: str,
    position: int,
    *,
    by_clerk: bool = False,
    request_key: str,
    at: datetime,
) -> None:
    """The mover withdraws a motion that is not decided yet."""
    power = "meeting.keep" if by_clerk else "meeting.speak"
    with unit(community_id, kind="motion.withdraw", actor=actor, at=at, power=power) as work:
        if work.done_before(request_key):
            return
        meeting = hall.running(work, number)
        motion = _motion(work, meeting, position)
        if not by_clerk and motion.person_id != actor.person_id:
            raise Refused([Reason("motion_of_another")])
        if motion.state != law_of.MOVED:
            raise Refused([Reason("motion_decided")])
        motion.state, motion.decided_at = law_of.TAKEN_BACK, work.at
        work.tell(number=meeting.number, motion=position)


def demand_votable(work: Work, meeting: Meeting, item: AgendaItem) -> bool:
    """Whether the vote on the item shall be secret, as the hall adopted.

    Raises:
        Refused: ``order_first`` or ``amendments_before_main`` while such a motion is open.
    """
    found = hall.moved(work, meeting, item)
    law_of.may_vote_on(found).demand()
    return "secret" in law_of.adopted(found)


def _moved(
    work: Work, meeting: Meeting, mover: Somebody, kind: str, topic: str, text: str
) -> Motion:
    topics = {law_of.ORDER: tuple(law_of.ORDERS), law_of.AMENDMENT: law_of.REACH}.get(kind, ("",))
    if kind not in _KINDS or topic not in topics:
        raise Refused([Reason("value_unknown")])
    item = hall.open_item_of(work, meeting)
    if kind != law_of.ORDER:
        _demand_place(work, meeting, item, kind)
    return work.add(
        Motion(
            meeting_id=meeting.id,
            item_id=item.id if item else None,
            position=hall.last_position(work, Motion, meeting) + 1,
            kind=kind,
            topic=topic,
            person_id=mover.person_id,
            name=mover.name,
            text=clean_text(text, 0 if kind == law_of.ORDER else 2, 4000, "text"),
            at=work.at,
        )
    )


def _demand_place(work: Work, meeting: Meeting, item: AgendaItem | None, kind: str) -> None:
    """One main motion at a time; an amendment needs something to amend."""
    if item is None:
        raise Refused([Reason("item_not_open")])
    found = hall.moved(work, meeting, item)
    main = [m for m in found if m.kind == law_of.MAIN and m.state == law_of.MOVED]
    if kind == law_of.MAIN and main:
        raise Refused([Reason("motion_main_open", {"n": main[0].position})])
    if kind == law_of.AMENDMENT and not main and not _has_question(item):
        raise Refused([Reason("motion_no_main")])


def _has_question(item: AgendaItem) -> bool:
    return item.proposal_id is not None or bool(item.question)


def _demand_method(
    meeting: Meeting, item: AgendaItem | None, motion: Motion, decision: Decision
) -> None:
    ways = law_of.methods(
        motion.kind,
        motion.topic,
        has_matter=item is not None and item.proposal_id is not None,
        joint=meeting.kind == "joint",
    )
    if decision.method not in ways:
        raise Refused([Reason("method_not_lawful", {"method": decision.method})])


def _outcome(
    work: Work, meeting: Meeting, item: AgendaItem | None, motion: Motion, decision: Decision
) -> str:
    """The state that the decision brings about, where it is lawful."""
    if decision.method == law_of.CHAIR:
        clean_text(decision.reason, 2, 1000, "reason")
        return law_of.RULED
    rule = law.rule(work.session, work.community_id, meeting.rule_id, work.at)
    if item is not None:
        law_of.may_decide(
            motion.kind,
            for_decision=item.for_decision,
            announced=meetings_law.announced_in_time(item.announced_at, meeting.starts_at, rule),
            method=decision.method,
            rule=rule,
        ).demand()
    if decision.method == law_of.POLL:
        return _by_poll(work, meeting, item, motion, decision)
    if motion.kind != law_of.ORDER:
        demand_quorum(work, meeting, item, rule)
    if decision.method == law_of.HANDS:
        return _by_hands(work, meeting, motion, decision, rule)
    if decision.outcome not in (law_of.ADOPTED, law_of.REJECTED):
        raise Refused([Reason("value_unknown")])
    return decision.outcome


def _by_hands(work: Work, meeting: Meeting, motion: Motion, decision: Decision, rule: Rule) -> str:
    here = _heads(work, meeting, Attendance.state == "present")
    entitled = _heads(work, meeting)
    hands = law_of.Hands(decision.yes, decision.no, decision.abstain, here, entitled)
    law_of.hands_lawful(hands).demand()
    motion.yes, motion.no, motion.abstain = hands.yes, hands.no, hands.abstain
    return law_of.ADOPTED if law_of.hands_carry(hands, rule) else law_of.REJECTED


def _by_poll(
    work: Work, meeting: Meeting, item: AgendaItem | None, motion: Motion, decision: Decision
) -> str:
    """As the vote by roll on the item ended; one whose result is not told yet decides nothing."""
    poll = work.find(Poll, Poll.number == decision.poll)
    if poll is None or item is None or poll.item_id != item.id:
        raise Refused([Reason("poll_of_another_item")])
    if poll.closed_at is None:
        raise Refused([Reason("item_poll_open", {"number": poll.number})])
    body = work.get(Body, poll.body_id)
    if body.kind in meetings_law.COMMITTEES and meeting.joint_body_id is None:
        raise Refused([Reason("poll_not_told", {"number": poll.number})])
    motion.poll_id = poll.id
    return law_of.ADOPTED if poll.outcome == PASSED else law_of.REJECTED


def demand_quorum(work: Work, meeting: Meeting, item: AgendaItem | None, rule: Rule) -> None:
    """Refuse a decision without quorum, and say how many are missing."""
    rolls = hallfacts.rolls(
        work.session,
        work.community_id,
        meeting.id,
        rule,
        opened_at=meeting.opened_at or work.at,
        position=item.position if item else None,
    )
    found: list[Quorum] = [roll.quorum(rule) for roll in rolls]
    missing = [meetings_law.no_quorum(one, rule) for one in found if not one.met]
    if missing:
        raise Refused(missing)


def _heads(work: Work, meeting: Meeting, *where: ColumnElement[bool]) -> int:
    """People on the roll, each once whatever number of bodies they sit in."""
    mine = (Attendance.community_id == work.community_id, Attendance.meeting_id == meeting.id)
    query = select(func.count(Attendance.person_id.distinct())).where(*mine, *where)
    return work.session.scalar(query) or 0


def _motion(work: Work, meeting: Meeting, position: int) -> Motion:
    mine = (Motion.meeting_id == meeting.id, Motion.position == position)
    found = work.find(Motion, *mine)
    if found is None:
        raise Refused([Reason("not_found", {"what": "motion"})])
    return found
