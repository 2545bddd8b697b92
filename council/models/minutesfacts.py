"""What is stored of a meeting, read for its minutes: for acts and pages alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import Session, aliased

from council.models import hallfacts
from council.models.base import tied
from council.models.bodies import Body, Office, Tenure
from council.models.calling import NoticeDelivery, Petition, PetitionSignature
from council.models.communities import Community, StreetOffice
from council.models.facts import holders_on
from council.models.mandates import Mandate
from council.models.meetings import Attendance, Meeting, MeetingBody, Observer, Presence
from council.models.minutesitems import happened
from council.models.people import Person
from council.rules.calendar import legal_day, notice_days_between
from council.rules.minuteparts import (
    Attendee,
    Guest,
    Notice,
    Proxy,
    QuorumChange,
    Somebody,
    Stay,
)
from council.rules.minutes import Facts, Minutes
from council.rules.rule import Rule
from council.rules.rulebook import Rulebook

Source = Session | Connection
_REACHED = ("sent", "read", "handed")
_Joint, _Chairing = aliased(Body), aliased(Body)
_Giver, _Holder = aliased(Person), aliased(Person)


def gather(source: Source, community_id: UUID, meeting_id: UUID, book: Rulebook) -> Facts:
    """All that the minutes of this meeting are composed from; ``book`` is the community's."""
    row = source.execute(_head(community_id, meeting_id)).one()
    day = legal_day(row.opened_at or row.starts_at)
    rule, secrecy = book.rule(row.rule_id, day), book.rule("SV1", day)
    key = (source, community_id, meeting_id)
    people = _officers(source, community_id, row, day)
    attendees = _attendees(*key)
    head = Minutes(
        community=row.community,
        street=row.street,
        number=row.number,
        title=row.title,
        kind=row.kind,
        bodies=_bodies(*key, row),
        place=row.place,
        planned_at=row.starts_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        rule=row.rule_id,
        statutes=rule.statutes,
        notice=_notice(*key, row, rule),
        chair=people.get(row.chair_id),
        recorder=people.get(row.recorder_id),
        chair_side=row.chairing or "",
        remark=row.remark,
        attendees=attendees,
        guests=_guests(*key),
        proxies=_proxies(*key),
        quorum=_quorum(*key, row, rule) if any(one.stays for one in attendees) else (),
    )
    return happened(*key, head, _needs(attendees, rule), secrecy)


def _head(community_id: UUID, meeting_id: UUID) -> Any:
    return (
        select(
            *(Meeting.number, Meeting.title, Meeting.kind, Meeting.place, Meeting.rule_id),
            *(Meeting.starts_at, Meeting.opened_at, Meeting.closed_at, Meeting.noticed_at),
            *(Meeting.remark, Meeting.chair_id, Meeting.recorder_id, Meeting.petition_id),
            Community.name.label("community"),
            StreetOffice.name.label("street"),
            Body.name.label("body"),
            _Joint.name.label("joint_body"),
            _Chairing.name.label("chairing"),
            Petition.number.label("petition"),
        )
        .join(Community, Community.id == Meeting.community_id)
        .join(StreetOffice, StreetOffice.id == Community.street_office_id)
        .join(Body, tied(Body, Meeting, "body_id"))
        .outerjoin(_Joint, tied(_Joint, Meeting, "joint_body_id"))
        .outerjoin(_Chairing, tied(_Chairing, Meeting, "chair_body_id"))
        .outerjoin(Petition, tied(Petition, Meeting, "petition_id"))
        .where(Meeting.community_id == community_id, Meeting.id == meeting_id)
    )


def _officers(source: Source, community_id: UUID, row: Any, day: Any) -> dict[UUID, Somebody]:
    """Chair and recorder with the office that they held on the day."""
    holds = and_(tied(Person, Tenure, "person_id"), holders_on(day))
    rows = source.execute(
        select(Person.id, Person.name, Office.title)
        .outerjoin(Tenure, holds)
        .outerjoin(Office, tied(Office, Tenure, "office_id"))
        .outerjoin(Body, tied(Body, Office, "body_id"))
        .where(Person.community_id == community_id, Person.id.in_([row.chair_id, row.recorder_id]))
        .order_by(Body.position, Office.number)
    )
    found: dict[UUID, Somebody] = {}
    for person, name, title in rows:
        found.setdefault(person, Somebody(name, title or "", person.hex))
    return found


def _bodies(source: Source, community_id: UUID, meeting_id: UUID, row: Any) -> tuple[str, ...]:
    further = source.execute(
        select(Body.name)
        .join(MeetingBody, tied(Body, MeetingBody, "body_id"))
        .where(
            MeetingBody.community_id == community_id,
            MeetingBody.meeting_id == meeting_id,
            MeetingBody.role != "invited",
        )
        .order_by(MeetingBody.position)
    ).scalars()
    return tuple(dict.fromkeys(name for name in (row.body, row.joint_body, *further) if name))


def _notice(source: Source, community_id: UUID, meeting_id: UUID, row: Any, rule: Rule) -> Notice:
    reached = source.execute(
        select(func.count(NoticeDelivery.person_id.distinct())).where(
            NoticeDelivery.community_id == community_id,
            NoticeDelivery.meeting_id == meeting_id,
            NoticeDelivery.state.in_(_REACHED),
        )
    ).scalar_one()
    signed = 0
    if row.petition_id is not None:
        signed = source.execute(
            select(func.count()).where(
                PetitionSignature.community_id == community_id,
                PetitionSignature.petition_id == row.petition_id,
                PetitionSignature.withdrawn_at.is_(None),
            )
        ).scalar_one()
    days = notice_days_between(row.noticed_at, row.starts_at)
    return Notice(row.noticed_at, days, rule.notice_days, reached, row.petition or "", signed)


def _attendees(source: Source, community_id: UUID, meeting_id: UUID) -> tuple[Attendee, ...]:
    stays: dict[UUID, list[Stay]] = {}
    for person, came, left, channel in source.execute(
        select(Presence.person_id, Presence.arrived_at, Presence.left_at, Presence.channel)
        .where(Presence.community_id == community_id, Presence.meeting_id == meeting_id)
        .order_by(Presence.arrived_at)
    ):
        stays.setdefault(person, []).append(Stay(came, left, channel))
    rows = source.execute(
        select(Attendance, Person.name.label("name"), Body.name.label("body"))
        .with_only_columns(
            *(Person.id, Person.name, Attendance.office_title, Body.name.label("body")),
            *(Attendance.state, Attendance.channel, Attendance.reason),
        )
        .join(Person, tied(Person, Attendance, "person_id"))
        .join(Body, tied(Body, Attendance, "body_id"))
        .outerjoin(Tenure, tied(Tenure, Attendance, "tenure_id"))
        .outerjoin(Office, tied(Office, Tenure, "office_id"))
        .where(Attendance.community_id == community_id, Attendance.meeting_id == meeting_id)
        .order_by(Body.position, Body.name, Office.number, Person.number)
    )
    return tuple(
        Attendee(
            *(row.name, row.office_title, row.body, row.state, row.channel or "", row.reason),
            tuple(stays.get(row.id, ())),
            row.id.hex,
        )
        for row in rows
    )


def _guests(source: Source, community_id: UUID, meeting_id: UUID) -> tuple[Guest, ...]:
    rows = source.execute(
        select(Observer.name, Observer.title, Observer.arrived_at, Observer.left_at)
        .where(Observer.community_id == community_id, Observer.meeting_id == meeting_id)
        .order_by(Observer.title, Observer.name, Observer.id)
    )
    return tuple(Guest(*row) for row in rows)


def _proxies(source: Source, community_id: UUID, meeting_id: UUID) -> tuple[Proxy, ...]:
    rows = source.execute(
        select(_Giver.name, _Holder.name.label("holder"), Mandate.scope, Mandate.used_at)
        .join(_Giver, tied(_Giver, Mandate, "giver_id"))
        .join(_Holder, tied(_Holder, Mandate, "holder_id"))
        .where(
            Mandate.community_id == community_id,
            Mandate.meeting_id == meeting_id,
            Mandate.revoked_at.is_(None),
        )
        .order_by(Mandate.number)
    )
    return tuple(
        Proxy(giver, holder, tuple(int(n) for n in scope.split(",") if n), used is not None)
        for giver, holder, scope, used in rows
    )


def _needs(attendees: tuple[Attendee, ...], rule: Rule) -> dict[str, int]:
    """The quorum of each body in heads; none where areas or sides are what is counted."""
    if rule.participation is None or rule.counts_area or rule.voters == hallfacts.SIDES:
        return {}
    sizes: dict[str, int] = {}
    for one in attendees:
        sizes[one.body] = sizes.get(one.body, 0) + 1
    return {body: rule.participation.needed(n) for body, n in sizes.items()}


def _quorum(
    source: Source, community_id: UUID, meeting_id: UUID, row: Any, rule: Rule
) -> tuple[QuorumChange, ...]:
    """How the quorum stood at the opening, and when it was lost and came back."""
    if row.opened_at is None:
        return ()
    rolls = hallfacts.rolls(source, community_id, meeting_id, rule, opened_at=row.opened_at)
    found = [
        QuorumChange(
            *(change.at, roll.body, change.met, change.share.heads.have),
            change.share.heads.threshold.needed(change.share.heads.of),
            change.share.heads.of,
        )
        for roll in rolls
        for change in roll.changes(rule, row.opened_at, row.closed_at)
    ]
    return tuple(sorted(found, key=lambda change: change.at))
