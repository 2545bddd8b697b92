"""Polls with paper: representatives who vote openly or in secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from council.db import db
from council.models.papers import PaperBallot
from council.models.polls import Poll, PollVoter
from council.services import papers, polls
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.hall import LATER, REPRESENTATIVES, opened, stored


def begin(hall: Handle, *, secret: bool = False, present: int = 5) -> str:
    """A poll of the representatives, five of six of whom are in the hall."""
    meeting = opened(hall, "representatives", REPRESENTATIVES[:present])
    number = polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=LATER)
    return change(hall, number, secret=True) if secret else number


def change(hall: Handle, number: str, **columns: object) -> str:
    """Set columns of a poll that runs."""
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        poll = polls.load(work, number)
        for name, value in columns.items():
            setattr(poll, name, value)
    return number


def end(hall: Handle, number: str) -> None:
    """No more votes; the poll is not counted yet."""
    change(hall, number, ended_at=LATER)


def line(hall: Handle, number: str, who: str) -> PollVoter:
    """Somebody's line of the poll's roll."""
    poll = stored(hall, Poll, Poll.number == number)[0]
    mine = (PollVoter.poll_id == poll.id, PollVoter.person_id == hall.people[who])
    return stored(hall, PollVoter, *mine)[0]


def give(hall: Handle, number: str, who: str, *, at: datetime = LATER) -> str:
    """A sheet for somebody, printed for it."""
    clerk = hall.actor("clerk")
    [serial] = papers.print_stock(hall.community_id, clerk, number, 1, at=at)
    voter = line(hall, number, who).id
    return papers.issue(hall.community_id, clerk, number, voter, serial, at=at)


def bring(hall: Handle, number: str, who: str, *, at: datetime = LATER) -> str:
    """A sheet that somebody has filled in and brought back."""
    serial = give(hall, number, who, at=at)
    papers.returned(hall.community_id, hall.actor("clerk"), number, serial, at=at)
    return serial


def sheet(hall: Handle, serial: str) -> PaperBallot:
    """The sheet as it is stored."""
    return stored(hall, PaperBallot, PaperBallot.serial == serial)[0]


def open_reasons(hall: Handle, number: str) -> list[str]:
    """Codes of what blocks the close."""
    poll = stored(hall, Poll, Poll.number == number)[0]
    with Session(db.engine) as session:
        return [reason.code for reason in papers.outstanding(session, session.merge(poll))]
