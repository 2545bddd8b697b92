"""会议通知: who is told of a meeting, over which channels, and how it reached them.

Every member of the bodies that meet, sit at it as a side or are invited has a line for each
channel: ``app`` for who has an account, ``mail`` for who left an address, ``paper`` for everybody
else. An assembly of all residents or owners is convened by public notice (页面, 海报): its
thousands have no lines; only those who left an address get a letter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.calling import Mailbox, NoticeDelivery
from council.models.facts import holders_on
from council.models.meetings import Meeting, MeetingBody
from council.models.people import Person
from council.models.places import Building, Ownership, Unit
from council.rules.calendar import legal_day
from council.rules.powers import BodyKind
from council.rules.verdict import Reason, Refused
from council.services import attendance, letters, noticetext
from council.services.noticetext import CANCELLED, CHANGED, NOTICE
from council.services.unit import Actor, Work, unit

__all__ = ["CANCELLED", "CHANGED", "NOTICE", "again", "announce", "hand", "read", "renew"]
APP, MAIL, PAPER = "app", "mail", "paper"
EVERYBODY = frozenset({BodyKind.RESIDENTS_ASSEMBLY.value, BodyKind.OWNERS_ASSEMBLY.value})
"""Bodies of thousands: convened by public notice."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told: by which ways; ``by_name`` is False for one of an assembly of all."""

    person_id: UUID
    has_account: bool
    address: str | None
    by_name: bool = True

    def channels(self) -> Iterator[str]:
        """The ways on which the notice goes out by itself, or paper where there is none."""
        mailed = self.address is not None
        if self.has_account and self.by_name:
            yield APP
        if mailed:
            yield MAIL
        if self.by_name and not self.has_account and not mailed:
            yield PAPER


def announce(work: Work, meeting: Meeting) -> int:
    """Tell everybody who sits in the bodies that meet and was not told yet; gives how many.

    To be called in the act that convenes, when agenda and bodies are written.
    """
    work.session.flush()
    told = {row.person_id for row in _deliveries(work, meeting)}
    new = [who for who in addressees(work, meeting) if who.person_id not in told]
    work.put(
        NoticeDelivery,
        [_row(work, meeting, who, channel) for who in new for channel in who.channels()],
    )
    _post(work, meeting, {who.person_id: who.address for who in new if who.address}, NOTICE)
    return len(new)


def renew(work: Work, meeting: Meeting, news: str) -> int:
    """Tell everybody who had the notice that the meeting changed, or is called off.

    Nothing once it has begun. What was handed over on paper has to be handed over anew.
    """
    if meeting.opened_at is not None or meeting.closed_at is not None:
        return 0
    work.session.flush()
    rows = _deliveries(work, meeting)
    addresses = _addresses(work, {row.person_id for row in rows}) if letters.is_on() else {}
    for row in rows:
        if row.channel != MAIL or row.person_id in addresses:
            row.state = "sent" if row.channel == APP else "waiting"
            row.detail, row.at = news, work.at
    have = {row.person_id for row in rows if row.channel == MAIL}
    later = [Addressee(key, False, addresses[key]) for key in addresses if key not in have]
    work.put(NoticeDelivery, [_row(work, meeting, who, MAIL, news) for who in later])
    _post(work, meeting, addresses, news)
    return len({row.person_id for row in rows})


def again(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> int:
    """Tell those who took office since, and send letters anew that did not go out."""
    with unit(
        community_id, kind="notice.again", actor=actor, at=at, power="meeting.convene"
    ) as work:
        meeting = _ahead(work, meeting_number)
        new = announce(work, meeting)
        failed = [row for row in _deliveries(work, meeting) if row.state == "failed"]
        addresses = _addresses(work, {row.person_id for row in failed}) if letters.is_on() else {}
        for row in failed:
            if row.person_id in addresses:
                row.state, row.detail, row.at = "waiting", "", work.at
        _post(work, meeting, addresses, NOTICE)
        if not new and not addresses:
            work.repeat()
        work.tell(number=meeting.number, people=new + len(addresses))
        return new + len(addresses)


def read(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> bool:
    """Note that the actor has opened the notice; False where it was noted before, or never sent."""
    with unit(community_id, kind="notice.read", actor=actor, at=at, power="chamber.enter") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        row = work.find(
            NoticeDelivery,
            NoticeDelivery.meeting_id == meeting.id,
            NoticeDelivery.person_id == actor.person_id,
            NoticeDelivery.channel == APP,
        )
        work.tell(number=meeting.number)
        if row is None or row.state == "read":
            work.repeat()
            return False
        row.state, row.at = "read", work.at
        return True


def hand(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    people: Collection[UUID],
    *,
    at: datetime,
) -> int:
    """Note who has signed for the notice on paper; gives for how many that is new.

    Raises:
        Refused: ``notice_not_addressed`` for somebody who is not told by name.
    """
    with unit(community_id, kind="notice.hand", actor=actor, at=at, power="meeting.keep") as work:
        meeting = attendance.load_meeting(work, meeting_number)
        rows = _deliveries(work, meeting)
        if not set(people) <= {row.person_id for row in rows}:
            raise Refused([Reason("notice_not_addressed", {"number": meeting.number})])
        known = {row.person_id: row for row in rows if row.channel == PAPER}
        changed = sum(
            _hand_one(work, meeting, known.get(who), who) for who in dict.fromkeys(people)
        )
        if not changed:
            work.repeat()
        work.tell(number=meeting.number, people=changed)
        return changed


def addressees(work: Work, meeting: Meeting) -> list[Addressee]:
    """Everybody who is to be told of the meeting today; each once, members first."""
    found: dict[UUID, Addressee] = {}
    bodies = _bodies(work, meeting)
    members = [body.id for body in bodies if body.kind not in EVERYBODY]
    for row in work.session.execute(_members(work, members)) if members else ():
        found[row[0]] = Addressee(row[0], row[1] is not None, _usable(row[2]))
    for body in bodies:
        if body.kind in EVERYBODY and letters.is_on():
            for row in work.session.execute(_with_mailbox(work, body)):
                found.setdefault(row[0], Addressee(row[0], False, row[1], by_name=False))
    return list(found.values())


def _usable(address: str | None) -> str | None:
    return address if letters.is_on() else None


def _bodies(work: Work, meeting: Meeting) -> list[Body]:
    """Every body that meets, is a side, or is invited."""
    more = work.all(MeetingBody, MeetingBody.meeting_id == meeting.id, order=MeetingBody.position)
    ids = [meeting.body_id, meeting.joint_body_id, *(row.body_id for row in more)]
    return [work.get(Body, key) for key in dict.fromkeys(ids) if key is not None]


def _members(work: Work, bodies: Sequence[UUID]) -> Any:
    seated = (
        select(Tenure.person_id)
        .join(Office, tied(Office, Tenure, "office_id"))
        .where(
            Tenure.community_id == work.community_id,
            Office.body_id.in_(bodies),
            holders_on(legal_day(work.at)),
        )
    )
    return (
        select(Person.id, Person.account_id, Mailbox.address)
        .outerjoin(
            Mailbox,
            and_(Mailbox.community_id == Person.community_id, Mailbox.person_id == Person.id),
        )
        .where(Person.community_id == work.community_id, Person.id.in_(seated))
        .order_by(Person.number)
    )


def _with_mailbox(work: Work, body: Body) -> Any:
    """Whoever of an assembly of all left an address."""
    query = (
        select(Mailbox.person_id, Mailbox.address)
        .join(Person, tied(Person, Mailbox, "person_id"))
        .where(Mailbox.community_id == work.community_id, ~Person.moved_out)
        .order_by(Person.number)
    )
    if body.kind == BodyKind.RESIDENTS_ASSEMBLY.value:
        return query.where(Person.household_id.is_not(None), Person.is_adult)
    today = legal_day(work.at)
    owns = (
        select(Ownership.person_id)
        .join(Unit, tied(Unit, Ownership, "unit_id"))
        .join(Building, tied(Building, Unit, "building_id"))
        .where(
            Ownership.community_id == work.community_id,
            Ownership.starts_on <= today,
            or_(Ownership.ends_on.is_(None), Ownership.ends_on > today),
        )
    )
    if body.compound_id is not None:
        owns = owns.where(Building.compound_id == body.compound_id)
    return query.where(Person.id.in_(owns))


def _post(work: Work, meeting: Meeting, addresses: dict[UUID, str], news: str) -> None:
    if addresses:
        mailing = noticetext.compose(work, meeting, news)
        letters.queue(work, meeting, addresses, mailing, delay=news == CHANGED)


def _deliveries(work: Work, meeting: Meeting) -> Sequence[NoticeDelivery]:
    return work.all(NoticeDelivery, NoticeDelivery.meeting_id == meeting.id)


def _addresses(work: Work, people: Collection[UUID]) -> dict[UUID, str]:
    return {row.person_id: row.address for row in work.all(Mailbox) if row.person_id in people}


def _row(
    work: Work, meeting: Meeting, who: Addressee, channel: str, news: str = NOTICE
) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "person_id": who.person_id,
        "channel": channel,
        "state": "sent" if channel == APP else "waiting",
        "at": work.at,
        "detail": news,
    }


def _hand_one(work: Work, meeting: Meeting, row: NoticeDelivery | None, who: UUID) -> bool:
    if row is None:
        handed = {"channel": PAPER, "state": "handed", "at": work.at, "detail": ""}
        work.put(NoticeDelivery, [{"meeting_id": meeting.id, "person_id": who} | handed])
        return True
    if row.state == "handed":
        return False
    row.state, row.at = "handed", work.at
    return True


def _ahead(work: Work, number: str) -> Meeting:
    meeting = attendance.load_meeting(work, number)
    if meeting.cancelled_at is not None:
        raise Refused([Reason("meeting_cancelled")])
    if meeting.opened_at is not None or meeting.closed_at is not None:
        raise Refused([Reason("meeting_started")])
    return meeting
