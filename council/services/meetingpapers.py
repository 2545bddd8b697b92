"""会议材料: put to a meeting or to one of its items, withdrawn; the bytes lie under their hash."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from council.db import db
from council.models import facts
from council.models.hall import MeetingPaper
from council.models.meetings import AgendaItem, Meeting
from council.rules import meetings as law_of
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind, may
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import attendance, convening, paperfiles, storedfiles
from council.services.unit import Actor, Work, unit
from council.services.uploads import discard, pending, place

MOST = 60
KEEPERS, SIDES = "meeting.convene", "meeting.side"
"""Who puts papers to any meeting, and who to a meeting that their own body is at."""


def add(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    data: bytes,
    title: str,
    position: int | None = None,
    body_id: UUID | None = None,
    is_closed: bool = False,
    folder: Path,
    at: datetime,
) -> str:
    """Put a paper to a meeting that is not over, or to its item at ``position``; gives its hash.

    ``body_id`` is the body it comes from; whoever does not convene puts papers of their own body.
    A closed paper, and one to a closed item, is only for those who sit in the meeting.

    Raises:
        Refused: what :func:`council.services.paperfiles.read` says; ``paper_side``,
            ``papers_too_many``, ``meeting_closed``, ``meeting_cancelled``. Nothing is kept then.
    """
    scan = paperfiles.read(data)
    with (
        pending(folder) as files,
        unit(community_id, kind="meeting.paper", actor=actor, at=at, power=_power(actor)) as work,
    ):
        meeting = _open_to_papers(work, meeting_number)
        _demand_side(work, meeting, body_id)
        item = _item(work, meeting, position)
        sha = files.keep(scan.data)
        present = work.all(
            MeetingPaper,
            MeetingPaper.meeting_id == meeting.id,
            MeetingPaper.withdrawn_at.is_(None),
        )
        item_id = item.id if item else None
        if any((row.sha256, row.item_id) == (sha, item_id) for row in present):
            work.repeat()
            return sha
        if len(present) >= MOST:
            raise Refused([Reason("papers_too_many", {"most": MOST})])
        work.add(
            MeetingPaper(
                meeting_id=meeting.id,
                item_id=item_id,
                body_id=body_id,
                title=clean_line(title, 1, 120, "title"),
                sha256=sha,
                media_type=scan.media_type,
                size=len(scan.data),
                is_closed=is_closed or bool(item and item.is_closed),
                uploader_id=work.actor.person_id,
                at=work.at,
            )
        )
        work.tell(number=meeting.number, paper=sha, item=item.position if item else 0)
        return sha


def withdraw(
    community_id: UUID, actor: Actor, paper_id: UUID, *, folder: Path, at: datetime
) -> None:
    """Take a paper back and delete its bytes, where no other row shows them; the row stays.

    Raises:
        Refused: ``paper_withdrawn``, ``paper_of_another``, ``meeting_closed``.
    """
    with unit(
        community_id, kind="meeting.paper_withdraw", actor=actor, at=at, power=_power(actor)
    ) as work:
        paper = work.get(MeetingPaper, paper_id)
        meeting = _open_to_papers(work, work.get(Meeting, paper.meeting_id).number)
        if paper.withdrawn_at is not None:
            raise Refused([Reason("paper_withdrawn")])
        if not _keeps(actor) and paper.uploader_id != actor.person_id:
            raise Refused([Reason("paper_of_another")])
        paper.withdrawn_at = work.at
        sha = paper.sha256
        work.tell(number=meeting.number, paper=sha)
    with db.engine.connect() as connection:
        if place(folder, sha).exists() and not storedfiles.is_needed(connection, sha):
            discard(folder, sha, partial(storedfiles.is_needed, connection, sha))


def _power(actor: Actor) -> str:
    return KEEPERS if _keeps(actor) else SIDES


def _keeps(actor: Actor) -> bool:
    return actor.office in set(OfficeKind) and may(KEEPERS, [OfficeKind(actor.office)])


def _open_to_papers(work: Work, number: str) -> Meeting:
    meeting = attendance.load_meeting(work, number)
    if meeting.closed_at is not None or meeting.cancelled_at is not None:
        law_of.running(attendance.state_of(meeting)).demand()
    return meeting


def _demand_side(work: Work, meeting: Meeting, body_id: UUID | None) -> None:
    """Refuse a body that is not at the meeting, or one that the actor does not sit in."""
    if body_id is None and _keeps(work.actor):
        return
    here = {body.id for body in convening.bodies(work, meeting, invited=True)}
    if body_id is None or body_id not in here:
        raise Refused([Reason("paper_side")])
    if _keeps(work.actor):
        return
    on = legal_day(work.at)
    members = facts.members_of(work.session, work.community_id, body_id, on)
    if all(member.person_id != work.actor.person_id for member in members):
        raise Refused([Reason("paper_side")])


def _item(work: Work, meeting: Meeting, position: int | None) -> AgendaItem | None:
    if position is None:
        return None
    where = (AgendaItem.meeting_id == meeting.id, AgendaItem.position == position)
    item = work.find(AgendaItem, *where)
    if item is None:
        raise Refused([Reason("not_found", {"what": "agenda_item"})])
    return item
