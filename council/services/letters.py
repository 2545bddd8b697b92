"""The outbox: letters are queued in the transaction of the act, and sent when the clock ticks.

A letter is claimed before it is handed to the mail server and marked at once afterwards. What was
interrupted in between counts as ``unsure`` and is not sent again: no letter goes out twice.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, formataddr
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select, update

from council import mail
from council.db import db
from council.models.base import tied
from council.models.calling import Letter, NoticeDelivery
from council.models.communities import Community
from council.models.meetings import Meeting
from council.rules.mailing import next_try
from council.services.noticetext import Mailing
from council.services.unit import SYSTEM, Work, unit

log = logging.getLogger(__name__)
MAIL = "mail"
BATCH = 100
"""Letters of one community that one tick sends."""
LEASE = timedelta(minutes=30)
"""After so long, a letter that is still being sent was interrupted."""
KEPT = timedelta(days=30)
"""How long a letter that is done with is kept: it holds an address."""
DELAY = timedelta(minutes=5)
"""How long a letter about a change waits for the next change, so that both are one."""
DONE = ("sent", "refused", "unsure", "tired", "late")


def is_on() -> bool:
    """Whether mail is sent at all (``MAIL_URL``)."""
    return bool(mail.url())


def queue(
    work: Work, meeting: Meeting, addresses: Mapping[UUID, str], mailing: Mailing, *, delay: bool
) -> None:
    """Queue a letter to each person; one that still waits about the meeting is replaced."""
    waiting = {
        letter.person_id: letter
        for letter in work.all(
            Letter, Letter.meeting_id == meeting.id, Letter.state == "waiting", order=Letter.id
        )
    }
    subject = mailing.subject[:200]
    content = {
        "subject": subject,
        "text": mailing.text,
        "calendar": mailing.calendar,
        "next_at": work.at + (DELAY if delay else timedelta()),
    }
    fresh: list[dict[str, Any]] = []
    for person_id, address in addresses.items():
        known = waiting.get(person_id)
        if known is None:
            who = {"meeting_id": meeting.id, "person_id": person_id, "address": address}
            fresh.append(who | content | {"state": "waiting", "tries": 0})
        else:
            known.address, known.subject = address, subject
            known.text, known.calendar = mailing.text, mailing.calendar
    work.put(Letter, fresh)


def withdraw(work: Work, person_id: UUID) -> None:
    """Whoever takes the address away gets none of the letters that still wait."""
    for letter in work.all(Letter, Letter.person_id == person_id, Letter.state == "waiting"):
        work.session.delete(letter)
    for row in work.all(
        NoticeDelivery,
        NoticeDelivery.person_id == person_id,
        NoticeDelivery.channel == MAIL,
        NoticeDelivery.state == "waiting",
    ):
        row.state, row.detail, row.at = "failed", "mail_removed", work.at


def redirect(work: Work, person_id: UUID, address: str) -> None:
    """Letters that still wait go to the new address."""
    for letter in work.all(Letter, Letter.person_id == person_id, Letter.state == "waiting"):
        letter.address = address


def due(community_id: UUID, at: datetime) -> int:
    """Send what waits, and note on the deliveries what became of it; how many are done with."""
    _tidy(community_id, at)
    found = _waiting(community_id, at) if is_on() else []
    if found:
        _send(found, at)
    return _settle(community_id, at)


@dataclass(frozen=True, slots=True)
class _Waiting:
    community_id: UUID
    id: UUID
    address: str
    subject: str
    text: str
    calendar: str
    tries: int
    starts_at: datetime | None
    community: str


def _waiting(community_id: UUID, at: datetime) -> list[_Waiting]:
    query = (
        select(
            *(Letter.community_id, Letter.id, Letter.address, Letter.subject, Letter.text),
            *(Letter.calendar, Letter.tries, Meeting.starts_at, Community.name),
        )
        .join(Community, Community.id == Letter.community_id)
        .outerjoin(Meeting, tied(Meeting, Letter, "meeting_id"))
        .where(Letter.community_id == community_id, *_DUE, Letter.next_at <= at)
        .order_by(Letter.next_at, Letter.id)
        .limit(BATCH)
    )
    with db.engine.connect() as connection:
        return [_Waiting(*row) for row in connection.execute(query)]


_DUE = (Letter.state == "waiting",)


def _tidy(community_id: UUID, at: datetime) -> None:
    """What was interrupted is unsure; what has been done with for long is forgotten."""
    mine = Letter.community_id == community_id
    stuck = and_(mine, Letter.state == "sending", Letter.next_at <= at)
    old = and_(mine, Letter.state.in_(DONE), Letter.next_at < at - KEPT)
    with db.engine.connect() as connection:
        connection.execute(update(Letter).where(stuck).values(state="unsure"))
        connection.execute(delete(Letter).where(old))


def _send(found: list[_Waiting], at: datetime) -> None:
    try:
        server = mail.read(mail.url())
        with mail.connected(server) as line:
            for letter in found:
                _send_one(line, letter, server.sender, at)
                if line.sock is None:  # the line broke: the rest goes out with the next tick
                    return
    except mail.MailUrlError:
        log.exception("letters wait")
    except mail.NotSent:
        for letter in found:
            if _claim(letter, at):
                _put_off(letter, at)


def _send_one(line: smtplib.SMTP, letter: _Waiting, sender: str, at: datetime) -> None:
    if not _claim(letter, at):
        return
    if letter.starts_at is not None and letter.starts_at <= at:
        _mark(letter, "late", at)
        return
    try:
        mail.hand_over(line, _message(letter, sender, at), letter.address, sender)
    except mail.NotSent as failure:
        log.warning("letter %s: %s", letter.id.hex, failure.code)
        if failure.code == "later":
            _put_off(letter, at)
        else:
            _mark(letter, failure.code, at)
    else:
        _mark(letter, "sent", at, sent_at=at)


def _claim(letter: _Waiting, at: datetime) -> bool:
    """Take the letter for ourselves; False where another tick has it."""
    statement = (
        update(Letter)
        .where(_is(letter), *_DUE)
        .values(state="sending", tries=letter.tries + 1, next_at=at + LEASE)
    )
    with db.engine.connect() as connection:
        return connection.execute(statement).rowcount == 1


def _put_off(letter: _Waiting, at: datetime) -> None:
    wait = next_try(letter.tries + 1)
    if wait is None:
        _mark(letter, "tired", at)
    else:
        _mark(letter, "waiting", at + wait)


def _mark(letter: _Waiting, state: str, next_at: datetime, **more: Any) -> None:
    values = {"state": state, "next_at": next_at} | more
    with db.engine.connect() as connection:
        connection.execute(update(Letter).where(_is(letter)).values(**values))


def _is(letter: _Waiting) -> Any:
    return and_(Letter.community_id == letter.community_id, Letter.id == letter.id)


def _message(letter: _Waiting, sender: str, at: datetime) -> EmailMessage:
    made = EmailMessage(policy=WIRE)
    made["Subject"] = letter.subject
    made["From"] = formataddr((letter.community, sender))
    made["To"] = letter.address
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{letter.id.hex}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="base64")
    if letter.calendar:
        made.add_attachment(
            letter.calendar,
            subtype="calendar",
            cte="base64",
            filename="meeting.ics",
            params={"method": "PUBLISH"},
        )
    return made


def _settle(community_id: UUID, at: datetime) -> int:
    """Note on each delivery that waits what became of its latest letter."""
    ends = {key: state for key, state in _latest(community_id).items() if state in DONE}
    if not ends:
        return 0
    with unit(community_id, kind="notice.mailed", actor=SYSTEM, at=at) as work:
        rows = work.all(NoticeDelivery, NoticeDelivery.id.in_(ends))
        for row in rows:
            sent = ends[row.id] == "sent"
            row.state, row.at = "sent" if sent else "failed", work.at
            row.detail = row.detail if sent else f"mail_{ends[row.id]}"
        work.tell(sent=sum(row.state == "sent" for row in rows), letters=len(rows))
        return len(rows)


def _latest(community_id: UUID) -> dict[UUID, str]:
    """The state of the latest letter, by the delivery that waits for it."""
    query = (
        select(NoticeDelivery.id, Letter.state)
        .join(
            Letter,
            and_(
                Letter.community_id == NoticeDelivery.community_id,
                Letter.meeting_id == NoticeDelivery.meeting_id,
                Letter.person_id == NoticeDelivery.person_id,
            ),
        )
        .where(
            NoticeDelivery.community_id == community_id,
            NoticeDelivery.channel == MAIL,
            NoticeDelivery.state == "waiting",
        )
        .order_by(Letter.id)
    )
    with db.engine.connect() as connection:
        return dict(connection.execute(query).all())
