"""请假: noted once the notice is out and until the meeting opens, by oneself or by its keepers.

Whoever is excused stays in the base of the count: an apology explains an absence, it lowers no
quorum.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.apologies import Apology
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.rules import meetings as law_of
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import attendance
from council.services.meetings import bodies
from council.services.unit import Actor, Work, unit


def excuse(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    person_id: UUID,
    reason: str = "",
    *,
    at: datetime,
) -> None:
    """Note that somebody who sits in the body cannot come; a later reason replaces it.

    Raises:
        Refused: once the meeting is open, closed or called off; ``not_on_meeting_roll`` for
            somebody who does not sit there today.
    """
    reason = clean_line(reason, 0, 120, "reason")
    power = _power(actor, person_id)
    with unit(community_id, kind="meeting.excuse", actor=actor, at=at, power=power) as work:
        meeting = _ahead(work, meeting_number)
        if not any(person_id in _seats(work, meeting, body) for body in bodies(work, meeting)):
            raise Refused([Reason("not_on_meeting_roll", {}, meeting.rule_id)])
        known = _known(work, meeting, person_id)
        if known is None:
            work.add(Apology(meeting_id=meeting.id, person_id=person_id, reason=reason, at=work.at))
        elif known.reason != reason:
            known.reason = reason
        else:
            work.repeat()
        work.tell(number=meeting.number)


def withdraw(
    community_id: UUID, actor: Actor, meeting_number: str, person_id: UUID, *, at: datetime
) -> None:
    """Take an apology back: the person is expected again."""
    power = _power(actor, person_id)
    with unit(community_id, kind="meeting.expect", actor=actor, at=at, power=power) as work:
        meeting = _ahead(work, meeting_number)
        known = _known(work, meeting, person_id)
        if known is None:
            work.repeat()
        else:
            work.session.delete(known)
        work.tell(number=meeting.number)


def _power(actor: Actor, person_id: UUID) -> str:
    return "chamber.enter" if person_id == actor.person_id else "meeting.keep"


def _ahead(work: Work, number: str) -> Meeting:
    meeting = attendance.load_meeting(work, number)
    law_of.may_excuse(attendance.state_of(meeting)).demand()
    return meeting


def _known(work: Work, meeting: Meeting, person_id: UUID) -> Apology | None:
    return work.find(Apology, Apology.meeting_id == meeting.id, Apology.person_id == person_id)


def _seats(work: Work, meeting: Meeting, body: Body) -> set[UUID]:
    return {member.person_id for member in attendance.members(work, meeting, body)}
