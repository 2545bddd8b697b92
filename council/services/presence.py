"""Stays in the hall, and the quorum as it stands: what attendance, votes and the door share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select

from council.models import hallfacts
from council.models.bodies import Body
from council.models.hallfacts import HallRoll
from council.models.mandates import Mandate
from council.models.meetings import Attendance, Meeting, Presence
from council.models.polls import Ballot, Poll, PollVoter
from council.rules import meetings as law_of
from council.rules.meetings import Quorum
from council.rules.presence import of_share
from council.rules.rule import Rule
from council.rules.tally import Base, measure
from council.rules.verdict import Reason, Refused
from council.services import law
from council.services.unit import Work

CLERK, QR, ONLINE, PAPER = "clerk", "qr", "online", "paper"


def arrive(
    work: Work, meeting: Meeting, person_id: UUID, channel: str, via: str, at: datetime
) -> Presence:
    """From ``at`` on the person is here; whoever is here already only changes the channel.

    A stay that has been noted and goes on is put right where an earlier or later time is given.
    """
    still = open_stay(work, meeting, person_id)
    if still is not None and still.channel == channel:
        if via == CLERK:
            still.arrived_at = min(at, still.arrived_at) if at == work.at else at
        return still
    if still is not None:
        still.left_at = max(at, still.arrived_at)
    stay = work.add(
        Presence(
            meeting_id=meeting.id,
            person_id=person_id,
            channel=channel,
            via=via,
            arrived_at=at,
            entered_by_id=work.actor.person_id if via in (CLERK, PAPER) else None,
        )
    )
    work.session.flush()
    return stay


def leave(
    work: Work, meeting: Meeting, person_id: UUID, at: datetime, *, since: datetime | None = None
) -> None:
    """The person goes at ``at``; ``since`` fills in for an arrival of which no stay was kept.

    Raises:
        Refused: ``presence_times`` where it lies before the arrival.
    """
    still = open_stay(work, meeting, person_id)
    if still is None:
        came = since or meeting.opened_at or at
        still = arrive(work, meeting, person_id, law_of.HALL, CLERK, came)
    if at < still.arrived_at:
        raise Refused([Reason("presence_times", {"from": still.arrived_at})])
    still.left_at = at


def forget(work: Work, meeting: Meeting, person_id: UUID) -> None:
    """The person never was here: what was noted by mistake goes; the journal keeps that it did."""
    for stay in stays(work, meeting, person_id):
        work.session.delete(stay)


def stays(work: Work, meeting: Meeting, person_id: UUID) -> Sequence[Presence]:
    """All stays of one person, in their order."""
    mine = (Presence.meeting_id == meeting.id, Presence.person_id == person_id)
    return work.all(Presence, *mine, order=Presence.arrived_at)


def open_stay(work: Work, meeting: Meeting, person_id: UUID) -> Presence | None:
    """The stay that goes on, or None."""
    return next((s for s in stays(work, meeting, person_id) if s.left_at is None), None)


def waiting(work: Work, meeting: Meeting) -> dict[UUID, Presence]:
    """Who is in the hall before the meeting opens, by person."""
    found = work.all(Presence, Presence.meeting_id == meeting.id, Presence.left_at.is_(None))
    return {stay.person_id: stay for stay in found}


def quorum(
    work: Work,
    meeting: Meeting,
    body: Body,
    rule: Rule,
    recused: Iterable[UUID] = (),
    *,
    position: int | None = None,
) -> Quorum:
    """How the quorum of one body stands now; those ``recused`` are in neither figure.

    Who is represented by a written mandate is here while the holder is, where the rule allows it.
    """
    if meeting.opened_at is None:
        return Quorum(0, 0, 0, 0, met=False)
    found = [roll for roll in _rolls(work, meeting, rule, position) if _is_of(roll, body)]
    if not found:
        return Quorum(0, 0, 1, 1, met=False)
    gone = {voter for person in recused for voter in found[0].people.get(person, ())}
    return found[0].quorum(rule, gone)


def rolls(work: Work, meeting: Meeting) -> list[HallRoll]:
    """The rolls of a meeting that has opened, with all stays (for the minutes)."""
    at = meeting.opened_at or work.at
    return _rolls(work, meeting, law.rule(work.session, work.community_id, meeting.rule_id, at))


def _rolls(work: Work, meeting: Meeting, rule: Rule, position: int | None = None) -> list[HallRoll]:
    work.session.flush()
    return hallfacts.rolls(
        work.session,
        work.community_id,
        meeting.id,
        rule,
        opened_at=meeting.opened_at or work.at,
        position=position,
    )


def _is_of(roll: HallRoll, body: Body) -> bool:
    return roll.body_id in (None, body.id)


def demand_in_vote(work: Work, poll_id: UUID) -> None:
    """Votes in session are refused while too few are here.

    Counted are those who have voted, who are here, and who are represented by somebody here: the
    participants that this poll would have if nobody else came.

    Raises:
        Refused: ``no_quorum``, ``no_quorum_area``.
    """
    work.session.flush()
    poll = work.get(Poll, poll_id)
    rule = Rule.from_snapshot(poll.rule)
    if rule.participation is None:
        return
    here = Base(*work.session.execute(_counted(work, poll, _taking_part())).one())
    everybody = Base(*work.session.execute(_counted(work, poll)).one())
    now = of_share(measure(rule, here, everybody, rule.participation))
    if reasons := law_of.short(now, rule):
        raise Refused(reasons)


def _counted(work: Work, poll: Poll, *where: Any) -> Any:
    sums = (func.coalesce(func.sum(PollVoter.heads), 0), func.coalesce(func.sum(PollVoter.area), 0))
    return (
        select(*sums)
        .join(Poll, and_(Poll.community_id == PollVoter.community_id, Poll.id == PollVoter.poll_id))
        .where(
            PollVoter.community_id == work.community_id,
            PollVoter.poll_id == poll.id,
            PollVoter.recused.is_(False),
            *where,
        )
    )


def _taking_part() -> Any:
    """Who has voted, is here, or is represented by somebody who is."""
    voted = exists().where(
        Ballot.community_id == PollVoter.community_id,
        Ballot.poll_id == PollVoter.poll_id,
        Ballot.person_id == PollVoter.person_id,
        Ballot.line == PollVoter.line,
    )
    in_hall = (
        Attendance.community_id == PollVoter.community_id,
        Attendance.meeting_id == Poll.meeting_id,
        Attendance.state == "present",
    )
    here = exists().where(*in_hall, Attendance.person_id == PollVoter.person_id)
    stood_for = exists().where(
        Mandate.community_id == PollVoter.community_id,
        Mandate.meeting_id == Poll.meeting_id,
        Mandate.giver_id == PollVoter.person_id,
        Mandate.revoked_at.is_(None),
        *in_hall,
        Attendance.person_id == Mandate.holder_id,
    )
    return or_(voted, here, stood_for)
