"""What meetings leave behind, to be found: the call, published minutes, conclusions, resolutions.

Called inside the unit of the act. Only what everybody may read enters: closed items never do, and
minutes enter masked, on the day they are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from council.models.base import tied
from council.models.bodies import Body
from council.models.meetings import AgendaItem, Meeting
from council.models.minutes import Minutes, MinutesAnnex
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.minuteparts import Item
from council.rules.minutes import Minutes as Value
from council.rules.minutes import from_data
from council.rules.minuteslife import PUBLISHED
from council.rules.minutesmask import known_names, masked, text_for_all
from council.services import search_index
from council.services.search_index import Entry
from council.services.unit import Work

MEETING, MINUTES, CONCLUSION, RESOLUTION = "meeting", "minutes", "conclusion", "resolution"
PART, OVERLAP = 500, 20
"""Characters of one entry of minutes, and how far it reaches into the next."""
KINDS = (search_index.PROPOSAL, MEETING, MINUTES, CONCLUSION, RESOLUTION)


def index_meeting(work: Work, meeting: Meeting) -> None:
    """Let a meeting be found by its title and its agenda, as they are now."""
    work.session.flush()
    for entry in _meetings(work.session, work.community_id, Meeting.id == meeting.id):
        search_index.index(work.session, work.community_id, entry)


def index_minutes(work: Work, meeting: Meeting) -> None:
    """Let the published minutes of a meeting be found, with their annexes, item by item."""
    work.session.flush()
    for entry in _minutes(work.session, work.community_id, Meeting.id == meeting.id):
        search_index.index(work.session, work.community_id, entry)
    index_meeting(work, meeting)


def index_resolution(work: Work, resolution: Resolution) -> None:
    """Let a resolution on a public matter be found."""
    work.session.flush()
    for entry in _resolutions(work.session, work.community_id, Resolution.id == resolution.id):
        search_index.index(work.session, work.community_id, entry)


def entries(session: Session, community_id: UUID) -> Iterator[Entry]:
    """Everything that belongs into the index of a community, from the recorded tables."""
    yield from _meetings(session, community_id)
    yield from _minutes(session, community_id)
    yield from _resolutions(session, community_id)


def _meetings(session: Session, community_id: UUID, *where: ColumnElement[bool]) -> Iterator[Entry]:
    rows = session.execute(
        select(
            Meeting.number,
            Meeting.title,
            Meeting.place,
            Meeting.starts_at,
            Body.name,
            AgendaItem.title,
        )
        .join(Body, tied(Body, Meeting, "body_id"))
        .outerjoin(
            AgendaItem, tied(Meeting, AgendaItem, "meeting_id") & AgendaItem.is_closed.is_(False)
        )
        .where(Meeting.community_id == community_id, *where)
        .order_by(Meeting.starts_at, Meeting.number, AgendaItem.position)
    )
    found: dict[str, tuple[str, str, datetime, list[str]]] = {}
    for number, title, place, at, body, item in rows:
        texts = found.setdefault(number, (title, place, at, [body]))[3]
        if item:
            texts.append(item)
    for number, (title, place, at, texts) in found.items():
        yield Entry(number, title, "；".join(texts), at, place, kind=MEETING)


def _minutes(session: Session, community_id: UUID, *where: ColumnElement[bool]) -> Iterator[Entry]:
    rows = session.execute(
        select(Meeting.starts_at, Minutes.id, Minutes.content)
        .join(Meeting, tied(Meeting, Minutes, "meeting_id"))
        .where(Minutes.community_id == community_id, Minutes.state == PUBLISHED, *where)
        .order_by(Meeting.starts_at)
    )
    for at, minutes_id, content in rows.all():
        if content is None:
            continue
        whole = from_data(content)
        value = masked(whole)
        notes = session.scalars(
            select(MinutesAnnex.text)
            .where(MinutesAnnex.community_id == community_id, MinutesAnnex.minutes_id == minutes_id)
            .order_by(MinutesAnnex.position)
        )
        names = known_names(whole)
        yield from _of_minutes(value, [text_for_all(note, names) for note in notes], at)


def _of_minutes(value: Value, annexes: Sequence[str], at: datetime) -> Iterator[Entry]:
    """One entry for what was said on each item and one for its conclusion; one for the rest."""
    motions, tasks = (motion.text for motion in value.motions), (task.text for task in value.tasks)
    rest = _joined(value.remark, *motions, *tasks, *annexes)
    yield Entry(value.number, value.title, rest, at, kind=MINUTES)
    for item in value.items:
        if item.closed:
            continue
        number = item_number(value.number, item.position)
        for n, part in enumerate(_parts(_joined(*_of_item(item)))):
            yield Entry(f"{number}.{n}" if n else number, item.title, part, at, kind=MINUTES)
        if item.conclusion:
            yield Entry(number, item.title, item.conclusion, at, kind=CONCLUSION)


def item_number(meeting: str, position: int) -> str:
    """Under which number an item of the minutes is kept."""
    return f"{meeting}/{position}"


def _parts(text: str) -> Iterator[str]:
    """A long text in pieces: an entry keeps a limited number of words."""
    for start in range(0, len(text), PART):
        yield text[start : start + PART + OVERLAP]


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _of_item(item: Item) -> Iterable[str]:
    yield from (item.question, item.record)
    yield from (speech.gist for speech in item.speeches)
    yield from (motion.text for motion in item.motions)
    yield from (stance.words for stance in item.stances)
    yield from (task.text for task in item.tasks)


def _resolutions(
    session: Session, community_id: UUID, *where: ColumnElement[bool]
) -> Iterator[Entry]:
    rows = session.execute(
        select(
            Resolution.number, Resolution.reference, Resolution.text, Resolution.at,
            Proposal.title, Proposal.place,
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .where(
            Resolution.community_id == community_id, Proposal.is_public.is_(True), *where,
        )
        .order_by(Resolution.at)
    )  # fmt: skip
    for number, reference, text, at, title, place in rows:
        yield Entry(number, title, f"{reference} {text}", at, place, kind=RESOLUTION)
