"""What happened item by item: speeches, motions, votes, positions, tasks, papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Session, aliased

from council.models.base import tied
from council.models.bodies import Body
from council.models.hall import MeetingPaper, MeetingTask, Motion, Position, Speech
from council.models.meetings import AgendaItem
from council.models.people import Person
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.form import MOTION, Form
from council.rules.minuteparts import Item, Moved, Somebody, Spoken, Stance, Task, Vote
from council.rules.minutes import Facts, Minutes
from council.rules.minuteslife import SPEECH_STATES
from council.rules.rule import Rule
from council.rules.withholding import disclose

Source = Session | Connection
T = TypeVar("T")
_DECISION, _DELIBERATION = "decision", "deliberation"
_Side = aliased(Body)


def happened(
    source: Source,
    community_id: UUID,
    meeting_id: UUID,
    head: Minutes,
    needs: dict[str, int],
    secrecy: Rule,
) -> Facts:
    """The facts of a meeting, item by item; ``secrecy`` is rule SV1 of its day."""
    key = (source, community_id, meeting_id)
    return Facts(
        head,
        [_item(row) for row in source.execute(_items(community_id, meeting_id))],
        speeches=_by_item(_speeches(*key)),
        motions=_by_item(_motions(*key)),
        votes=_by_item(_votes(*key, secrecy)),
        stances=_by_item(_stances(*key)),
        tasks=_by_item(_tasks(*key)),
        papers=_by_item(_papers(*key)),
        needs=needs,
    )


def _by_item(rows: Iterable[tuple[int | None, T]]) -> dict[int | None, list[T]]:
    found: dict[int | None, list[T]] = {}
    for position, value in rows:
        found.setdefault(position, []).append(value)
    return found


def _items(community_id: UUID, meeting_id: UUID) -> Any:
    return (
        select(
            *(AgendaItem.position, AgendaItem.title, AgendaItem.kind, AgendaItem.for_decision),
            *(AgendaItem.is_closed, AgendaItem.question, AgendaItem.topic, AgendaItem.record),
            *(AgendaItem.started_at, AgendaItem.ended_at, AgendaItem.conclusion),
            Proposal.number.label("proposal"),
            _Side.name.label("side"),
        )
        .outerjoin(Proposal, tied(Proposal, AgendaItem, "proposal_id"))
        .outerjoin(_Side, tied(_Side, AgendaItem, "side_id"))
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )


def _item(row: Any) -> Item:
    return Item(
        row.position,
        row.title,
        row.kind or (_DECISION if row.for_decision else _DELIBERATION),
        closed=row.is_closed,
        proposal=row.proposal or "",
        question=row.question or "",
        side=row.side or "",
        topic=row.topic,
        started_at=row.started_at,
        ended_at=row.ended_at,
        record=row.record,
        conclusion=row.conclusion,
    )


def _mine(model: Any, community_id: UUID, meeting_id: UUID) -> Any:
    return and_(model.community_id == community_id, model.meeting_id == meeting_id)


def _with_item(model: Any) -> Any:
    return tied(AgendaItem, model, "item_id")


def _speeches(source: Source, community_id: UUID, meeting_id: UUID) -> Any:
    rows = source.execute(
        select(AgendaItem.position, Speech)
        .with_only_columns(
            AgendaItem.position.label("item"),
            *(Speech.position, Speech.name, Speech.title, Speech.person_id, Speech.side),
            *(Speech.turn, Speech.gist, Speech.started_at, Speech.id),
        )
        .join(AgendaItem, _with_item(Speech))
        .where(_mine(Speech, community_id, meeting_id), Speech.state.in_(SPEECH_STATES))
        .order_by(Speech.position)
    )
    for row in rows:
        speaker = Somebody(row.name, row.title, row.person_id.hex if row.person_id else "")
        said = (row.side, row.turn, row.gist, row.started_at, row.id.hex)
        yield row.item, Spoken(row.position, speaker, *said)


def _motions(source: Source, community_id: UUID, meeting_id: UUID) -> Any:
    told = (Motion.text, Motion.state, Motion.method, Motion.yes, Motion.no, Motion.abstain)
    rows = source.execute(
        select(
            AgendaItem.position.label("item"),
            *(Motion.position, Motion.kind, Motion.topic, Motion.name, Motion.person_id),
            *told,
            Poll.number.label("poll"),
            *(Motion.reason, Motion.at, Motion.decided_at),
        )
        .select_from(Motion)
        .outerjoin(AgendaItem, _with_item(Motion))
        .outerjoin(Poll, tied(Poll, Motion, "poll_id"))
        .where(_mine(Motion, community_id, meeting_id))
        .order_by(Motion.position)
    )
    for row in rows:
        mover = Somebody(row.name, "", row.person_id.hex if row.person_id else "")
        how = (row.text, row.state, row.method, row.yes, row.no, row.abstain, row.poll or "")
        ended = (row.reason, row.at, row.decided_at)
        yield row.item, Moved(row.position, row.kind, row.topic, mover, *how, *ended)


def _votes(source: Source, community_id: UUID, meeting_id: UUID, secrecy: Rule) -> Any:
    resolution = and_(Resolution.community_id == Poll.community_id, Resolution.poll_id == Poll.id)
    rows = source.execute(
        select(
            AgendaItem.position.label("item"),
            *(Poll.number, Poll.question, Poll.secret, Poll.rule_id, Poll.rule, Poll.ask),
            *(Poll.outcome, Poll.tally, Poll.opened_at, Poll.closed_at, Poll.consultation),
            Body.name.label("body"),
            Resolution.number.label("resolution"),
        )
        .join(AgendaItem, _with_item(Poll))
        .join(Body, tied(Body, Poll, "body_id"))
        .outerjoin(Resolution, resolution)
        .where(_mine(Poll, community_id, meeting_id))
        .order_by(Poll.opened_at, Poll.number)
    )
    for row in rows:
        yield row.item, _vote(row, secrecy)


def _vote(row: Any, secrecy: Rule) -> Vote:
    """A poll as it may be told: of a secret one only what may be shown."""
    rule, form = Rule.from_snapshot(row.rule), Form.from_data(row.ask) if row.ask else MOTION
    tally = row.tally
    if tally is not None and row.secret:
        tally = disclose(tally, form, secrecy)
    return Vote(
        *(row.number, row.question, row.body, row.secret, row.rule_id, rule.statutes),
        *(row.outcome or "", tally, form.kind),
        approval_of=rule.approval.of if rule.approval else "participants",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        resolution=row.resolution or "",
        consultation=row.consultation,
    )


def _stances(source: Source, community_id: UUID, meeting_id: UUID) -> Any:
    rows = source.execute(
        select(AgendaItem.position, Body.name, Position.stance, Position.words)
        .join(AgendaItem, _with_item(Position))
        .join(Body, tied(Body, Position, "body_id"))
        .where(AgendaItem.community_id == community_id, AgendaItem.meeting_id == meeting_id)
        .order_by(Body.position, Body.name)
    )
    for item, *stance in rows:
        yield item, Stance(*stance)


def _tasks(source: Source, community_id: UUID, meeting_id: UUID) -> Any:
    rows = source.execute(
        select(
            AgendaItem.position.label("item"),
            *(MeetingTask.number, MeetingTask.text, MeetingTask.holder, MeetingTask.due_on),
            Body.name.label("body"),
            Person.name.label("person"),
        )
        .select_from(MeetingTask)
        .outerjoin(AgendaItem, _with_item(MeetingTask))
        .outerjoin(Body, tied(Body, MeetingTask, "body_id"))
        .outerjoin(Person, tied(Person, MeetingTask, "person_id"))
        .where(_mine(MeetingTask, community_id, meeting_id), MeetingTask.state != "dropped")
        .order_by(MeetingTask.due_on, MeetingTask.number)
    )
    for row in rows:
        holder = row.holder or row.body or ""
        yield row.item, Task(row.number, row.text, holder, row.due_on, row.person or "")


def _papers(source: Source, community_id: UUID, meeting_id: UUID) -> Any:
    rows = source.execute(
        select(AgendaItem.position, MeetingPaper.title)
        .select_from(MeetingPaper)
        .outerjoin(AgendaItem, _with_item(MeetingPaper))
        .where(
            _mine(MeetingPaper, community_id, meeting_id),
            MeetingPaper.withdrawn_at.is_(None),
            MeetingPaper.is_closed.is_(False),
        )
        .order_by(MeetingPaper.at, MeetingPaper.id)
    )
    for row in rows:
        yield tuple(row)
