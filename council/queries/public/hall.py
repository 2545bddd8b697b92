"""What happens in the hall just now, as everybody may see it: item, speaker, motions, vote.

The projector and the phones show this; the chair's screen shows the same in clear
(:mod:`council.queries.chamber.hall`). Six queries, whatever the size of the meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select

from council.models.base import tied
from council.models.hall import Motion, Speech
from council.models.meetings import AgendaItem, Meeting
from council.models.proposals import Proposal
from council.queries.public import meetings, polls, rules, standing
from council.queries.public.hallvalues import CountNow, HallNow, ItemNow, MotionNow, SpeakerNow
from council.queries.public.meetings import Turnout
from council.queries.public.polls import PollLine
from council.rules import hall as law
from council.rules.calendar import legal_day
from council.rules.masking import mask_name, mask_text
from council.rules.rule import Rule
from council.rules.rulebook import Rulebook

__all__ = [
    "MASKED",
    "CountNow",
    "HallNow",
    "ItemNow",
    "MotionNow",
    "Read",
    "SpeakerNow",
    "Telling",
    "compose",
    "now",
    "speech_rows",
    "speeches_on",
]
LAST = 3
"""So many conclusions are shown."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How names and texts are told."""

    name: Callable[[str], str]
    text: Callable[[str], str]
    closed: bool = False
    """Whether what is kept out of the published minutes is told too."""


MASKED = Telling(mask_name, mask_text)


def now(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    *,
    masked: bool = True,
    at: datetime | None = None,
) -> HallNow:
    """The hall at this moment, names and texts masked.

    ``at`` tells a vote whose time is up from one that runs; else only a closed one is over.

    Raises:
        ValueError: where it is asked for in clear: only the chamber's pages get that.
        LookupError: no such meeting.
    """
    if not masked:
        raise ValueError("names in clear: council.queries.chamber.hall.now")
    return compose(connection, community_id, meeting_id, MASKED, at=at)


@dataclass(frozen=True, slots=True)
class Read:
    """What a page has read already, so that it is not read again."""

    book: Rulebook | None = None
    turnout: Sequence[Turnout] | None = None
    speeches: Sequence[Any] | None = None


def compose(
    connection: Connection,
    community_id: UUID,
    meeting: UUID | str,
    tell: Telling,
    *,
    read: Read = Read(),
    at: datetime | None = None,
) -> HallNow:
    """The hall as ``tell`` tells it; ``meeting`` by id or number."""
    query = _BY_NUMBER if isinstance(meeting, str) else _BY_ID
    rows = connection.execute(query, {"community": community_id, "meeting": meeting}).all()
    if not rows:
        raise LookupError("no such meeting")
    head = rows[0]
    items = tuple(_item(row, tell) for row in rows if row.item_id is not None)
    item = next((one for one in items if one.state == "open"), None)
    book = read.book or rules.book(connection, community_id)[0]
    day = legal_day(head.opened_at or head.starts_at)
    procedure = law.Procedure.of(book.rule(law.TURNS, day), book.rule(law.PROCEDURE, day))
    shown = item if item is not None and (tell.closed or not item.is_closed) else None
    said = read.speeches
    if said is None:
        said = speech_rows(connection, community_id, shown.id) if shown else []
    speaker, waiting = _speakers(said, shown, procedure, tell)
    motions = [] if item and not shown else _motions(connection, community_id, head, shown, tell)
    moved = [law.Moved(m.position, m.kind, m.topic, m.state, m.decided_at) for m in motions]
    by_position = {motion.position: motion for motion in motions}
    rule = book.rule(head.rule_id, day)
    position = item.position if item else None
    counts = _counts_of(connection, community_id, head, rule, read, position)
    values = {name: getattr(head, name) for name in _HEAD}
    return HallNow(
        **values,
        title=tell.text(head.title),
        procedure=procedure,
        items=items,
        item=item,
        speaker=speaker,
        waiting=waiting,
        motions=tuple(by_position[one.position] for one in law.in_order(moved)),
        decided=tuple(motion for motion in motions if motion.state != law.MOVED),
        orders=law.adopted(moved),
        poll=_poll(connection, community_id, head.id, shown, at),
        counts=counts,
        done=_done(items),
    )


_HEAD = (
    *("id", "number", "state", "kind", "rule_id"),
    *("starts_at", "opened_at", "closed_at"),
)


def _counts_of(
    connection: Connection,
    community_id: UUID,
    head: Any,
    rule: Rule,
    read: Read,
    position: int | None,
) -> tuple[CountNow, ...]:
    """Who counts now; while an item is open, with the mandates that are for this item."""
    turnout = read.turnout
    if turnout is None:
        turnout = meetings.turnouts(connection, community_id, head.id)
    weights = standing.weights(connection, community_id, head.id, head.opened_at, [rule])
    counts = standing.counts(turnout, lambda _body: rule)
    return standing.weighed(counts, weights, lambda _body: rule, position)


def _done(items: Sequence[ItemNow]) -> tuple[ItemNow, ...]:
    """The last items that were concluded, the latest first."""
    over = [one for one in items if one.ended_at is not None and one.started_at is not None]
    return tuple(sorted(over, key=lambda i: (i.ended_at, i.position), reverse=True)[:LAST])


def _agenda(which: Any) -> Any:
    """The meeting with its items: one row per item, one row without where it has none."""
    return (
        select(
            Meeting.id,
            Meeting.number,
            Meeting.title,
            meetings.STATE.label("state"),
            Meeting.kind,
            Meeting.rule_id,
            Meeting.starts_at,
            Meeting.opened_at,
            Meeting.closed_at,
            AgendaItem.id.label("item_id"),
            AgendaItem.position,
            AgendaItem.title.label("item_title"),
            AgendaItem.kind.label("item_kind"),
            AgendaItem.topic,
            AgendaItem.for_decision,
            AgendaItem.is_closed,
            Proposal.number.label("proposal"),
            AgendaItem.planned,
            AgendaItem.announced_at,
            AgendaItem.started_at,
            AgendaItem.ended_at,
            AgendaItem.record,
            AgendaItem.conclusion,
            AgendaItem.version,
            Proposal.stage,
            Proposal.track,
        )
        .outerjoin(
            AgendaItem,
            (AgendaItem.community_id == Meeting.community_id)
            & (AgendaItem.meeting_id == Meeting.id),
        )
        .outerjoin(Proposal, tied(Proposal, AgendaItem, "proposal_id") & Proposal.is_public)
        .where(Meeting.community_id == bindparam("community"), which)
        .order_by(AgendaItem.position)
    )


_BY_ID = _agenda(Meeting.id == bindparam("meeting"))
_BY_NUMBER = _agenda(Meeting.number == bindparam("meeting"))


def _item(row: Any, tell: Telling) -> ItemNow:
    hidden = row.is_closed and not tell.closed
    return ItemNow(
        id=row.item_id,
        position=row.position,
        title="" if hidden else tell.text(row.item_title),
        kind=row.item_kind or ("decision" if row.for_decision else "deliberation"),
        topic="" if hidden else row.topic,
        for_decision=row.for_decision,
        is_closed=row.is_closed,
        proposal=None if hidden else row.proposal,
        planned=row.planned,
        announced_at=row.announced_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        record="" if hidden else tell.text(row.record),
        conclusion="" if hidden else tell.text(row.conclusion),
        version=row.version,
        stage=None if hidden else row.stage,
        track=row.track or "standard",
    )


def who(person_id: UUID | None, name: str) -> str:
    """The same for all speeches of one speaker, on a roll or not."""
    return person_id.hex if person_id is not None else f"name:{name}"


_SPEECH = (
    *(Speech.id, Speech.item_id, Speech.position, Speech.person_id, Speech.name, Speech.title),
    *(Speech.side, Speech.turn, Speech.state, Speech.seconds, Speech.asked_at),
    *(Speech.started_at, Speech.ended_at, Speech.gist, Speech.version),
)


def speeches_on(items: Any) -> Any:
    """The speeches on these items (a select of their ids), asked for or held."""
    mine = Speech.community_id == bindparam("community")
    return select(*_SPEECH).where(mine, Speech.item_id.in_(items)).order_by(Speech.position)


_SAID = (
    select(*_SPEECH)
    .where(Speech.community_id == bindparam("community"), Speech.item_id == bindparam("item"))
    .order_by(Speech.position)
)


def speech_rows(connection: Connection, community_id: UUID, item_id: UUID) -> Sequence[Any]:
    """The speeches on the item, asked for or held."""
    return connection.execute(_SAID, {"community": community_id, "item": item_id}).all()


def _speakers(
    said: Sequence[Any], item: ItemNow | None, procedure: law.Procedure, tell: Telling
) -> tuple[SpeakerNow | None, tuple[SpeakerNow, ...]]:
    """Who has the floor, and who waits in which order."""
    rows = [row for row in said if item is not None and row.item_id == item.id]
    turns = [
        law.Turn(r.position, who(r.person_id, r.name), r.side, r.state, r.asked_at, r.started_at)
        for r in rows
    ]
    by_position = {row.position: row for row in rows}
    waiting = tuple(
        _speaker(by_position[one.turn.position], tell, one.why, one.spoken)
        for one in law.order(turns, procedure)
    )
    speaking = next((row for row in rows if row.state == law.SPEAKING), None)
    return (_speaker(speaking, tell) if speaking else None), waiting


def _speaker(row: Any, tell: Telling, why: str = "", spoken: int = 0) -> SpeakerNow:
    return SpeakerNow(
        id=row.id,
        position=row.position,
        person_id=row.person_id,
        name=tell.name(row.name),
        title=tell.text(row.title),
        side=row.side,
        turn=row.turn,
        seconds=row.seconds,
        asked_at=row.asked_at,
        started_at=row.started_at,
        why=why,
        spoken=spoken,
    )


_MOTIONS = (
    select(
        Motion.id,
        Motion.position,
        Motion.kind,
        Motion.topic,
        Motion.name,
        Motion.text,
        Motion.state,
        Motion.method,
        Motion.yes,
        Motion.no,
        Motion.abstain,
        Motion.at,
        Motion.decided_at,
        Motion.reason,
    )
    .where(
        Motion.community_id == bindparam("community"),
        Motion.meeting_id == bindparam("meeting"),
        or_(Motion.item_id.is_(None), Motion.item_id == bindparam("item")),
    )
    .order_by(Motion.position)
)


def _motions(
    connection: Connection, community_id: UUID, meeting: Any, item: ItemNow | None, tell: Telling
) -> list[MotionNow]:
    """The motions on the item, and those on the meeting itself."""
    which = {"community": community_id, "meeting": meeting.id, "item": item.id if item else None}
    rows = connection.execute(_MOTIONS, which)
    return [_motion(row._asdict(), tell) for row in rows]


def _motion(values: dict[str, Any], tell: Telling) -> MotionNow:
    told = {"name": tell.name(values["name"])}
    told |= {key: tell.text(values[key]) for key in ("text", "reason")}
    return MotionNow(**values | told)


def _poll(
    connection: Connection,
    community_id: UUID,
    meeting_id: UUID,
    item: ItemNow | None,
    at: datetime | None,
) -> PollLine | None:
    """The running vote on the item, or its latest."""
    if item is None:
        return None
    held = polls.of_meeting(connection, community_id, meeting_id, at).get(item.position, [])
    running = [line for line in held if line.closed_at is None] or held
    return running[-1] if running else None
