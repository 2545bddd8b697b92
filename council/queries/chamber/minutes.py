"""Minutes for those who write, correct and sign them: with names, as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from council.models import minutesfacts
from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.hall import Speech
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes as Row
from council.models.minutes import MinutesAnnex, MinutesCorrection, MinutesSignature
from council.models.people import Person
from council.queries.public.rules import book
from council.rules.calendar import legal_day
from council.rules.minutes import Minutes, compose, from_data
from council.rules.minuteslife import CORRECTING, DRAFT, OPEN, Gap, missing, role_of
from council.rules.powers import OfficeKind


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody changed in their own words."""

    speech_id: str
    name: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, in which role; ``paper`` where a signed sheet was scanned."""

    id: UUID
    person_id: UUID
    role: str
    name: str
    at: datetime
    paper: bool


@dataclass(frozen=True, slots=True)
class MinutesDesk:
    """The minutes as they stand: composed anew while they are written, else as they are signed.

    ``round`` is what was sent round; ``gaps`` what is missing; ``items`` and ``speeches`` the
    versions of the texts by position; ``candidates`` who may have chaired or kept the minutes.
    """

    number: str
    meeting_id: UUID
    state: str
    value: Minutes
    round: Minutes | None
    gaps: tuple[Gap, ...]
    circulated_at: datetime | None
    until: datetime | None
    sha256: str
    signed_at: datetime | None
    published_at: datetime | None
    chair_id: UUID | None
    recorder_id: UUID | None
    items: dict[int, int]
    speeches: dict[int, int]
    corrections: tuple[Correction, ...]
    signatures: tuple[Signature, ...]
    annexes: tuple[tuple[int, str, datetime], ...]

    def role(self, person_id: UUID) -> str:
        """In which role the person may sign; empty: in none."""
        return role_of(self.value, person_id.hex)

    def took_part(self, person_id: UUID) -> bool:
        """Whether the person stands on the roll, spoke, chaired or keeps the minutes."""
        who, value = person_id.hex, self.value
        spoke = any(s.speaker.id == who for item in value.items for s in item.speeches)
        return spoke or bool(self.role(person_id)) or any(a.id == who for a in value.attendees)


def load(connection: Connection, community_id: UUID, number: str) -> MinutesDesk | None:
    """The minutes of a meeting that was opened, or None."""
    row = connection.execute(
        select(
            *(Meeting.number, Meeting.id.label("meeting_id"), Meeting.chair_id),
            *(Meeting.recorder_id, Row.id, Row.state, Row.content, Row.circulated_at),
            *(Row.corrections_until, Row.sha256, Row.signed_at, Row.published_at),
        )
        .outerjoin(Row, tied(Meeting, Row, "meeting_id"))
        .where(
            Meeting.community_id == community_id,
            Meeting.number == number,
            Meeting.opened_at.is_not(None),
            Meeting.form == "session",
        )
    ).one_or_none()
    if row is None:
        return None
    state, key = row.state or DRAFT, (connection, community_id)
    if state in OPEN:
        rules = book(connection, community_id)[0]
        value = compose(minutesfacts.gather(*key, row.meeting_id, rules))
    else:
        value = from_data(row.content)
    return MinutesDesk(
        *(row.number, row.meeting_id, state, value),
        from_data(row.content) if state == CORRECTING else None,
        missing(value) if state in OPEN else (),
        *(row.circulated_at, row.corrections_until, row.sha256 or "", row.signed_at),
        *(row.published_at, row.chair_id, row.recorder_id),
        _versions(*key, row.meeting_id, AgendaItem),
        _versions(*key, row.meeting_id, Speech),
        tuple(_corrections(*key, row.id)),
        tuple(_signatures(*key, row.id)),
        tuple(_annexes(*key, row.id)),
    )


def _versions(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    model: type[AgendaItem] | type[Speech],
) -> dict[int, int]:
    rows = connection.execute(
        select(model.position, model.version).where(
            model.community_id == community_id, model.meeting_id == meeting_id
        )
    )
    return {row.position: row.version for row in rows}


def _corrections(
    connection: Connection, community_id: UUID, minutes_id: UUID | None
) -> list[Correction]:
    one = MinutesCorrection
    rows = connection.execute(
        select(one.speech_id, Person.name, one.before, one.after, one.at)
        .join(Person, tied(Person, one, "person_id"))
        .where(one.community_id == community_id, one.minutes_id == minutes_id)
        .order_by(one.position)
    )
    return [Correction(row[0].hex, row[1], row[2], row[3], row[4]) for row in rows]


def _signatures(
    connection: Connection, community_id: UUID, minutes_id: UUID | None
) -> list[Signature]:
    one = MinutesSignature
    rows = connection.execute(
        select(*(one.id, one.person_id, one.role, one.name, one.at), one.scan_sha256.is_not(None))
        .where(one.community_id == community_id, one.minutes_id == minutes_id)
        .order_by(one.at, one.id)
    )
    return [Signature(*row) for row in rows]


def _annexes(
    connection: Connection, community_id: UUID, minutes_id: UUID | None
) -> list[tuple[int, str, datetime]]:
    one = MinutesAnnex
    rows = connection.execute(
        select(one.position, one.text, one.at)
        .where(one.community_id == community_id, one.minutes_id == minutes_id)
        .order_by(one.position)
    )
    return [(position, text, at) for position, text, at in rows]


def candidates(
    connection: Connection, community_id: UUID, value: Minutes, at: datetime
) -> list[tuple[UUID, str]]:
    """Who may have chaired the meeting or kept its minutes: office holders, and who was there."""
    on = legal_day(value.opened_at or at)
    staff = (
        *(OfficeKind.CLERK, OfficeKind.COMMITTEE_CHAIR, OfficeKind.PARTY_SECRETARY),
        *(OfficeKind.COMMITTEE_MEMBER, OfficeKind.OWNERS_COMMITTEE),
    )
    rows = connection.execute(
        select(Person.id, Person.name, Office.title)
        .join(Tenure, tied(Person, Tenure, "person_id"))
        .join(Office, tied(Office, Tenure, "office_id"))
        .where(
            Person.community_id == community_id,
            Office.kind.in_([kind.value for kind in staff]),
            holders_on(on),
        )
        .order_by(Person.number)
    )
    found = {person: f"{name} {title}" for person, name, title in rows}
    for one in value.of_state("present", "left"):
        found.setdefault(UUID(hex=one.id), f"{one.name} {one.title}".strip())
    return list(found.items())


def scan(
    connection: Connection, community_id: UUID, signature_id: UUID | None
) -> tuple[str, str] | None:
    """Hash and type of the signed sheet, or None."""
    row = connection.execute(
        select(MinutesSignature.scan_sha256, MinutesSignature.scan_type).where(
            MinutesSignature.community_id == community_id, MinutesSignature.id == signature_id
        )
    ).one_or_none()
    return (row[0], str(row[1])) if row is not None and row[0] else None
