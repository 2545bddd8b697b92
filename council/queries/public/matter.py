"""One matter's whole life, in at most six queries whatever it went through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from council.queries.public.matter_pieces import EARLY_PIECES, LATE, PIECES
from council.queries.public.matter_sql import ACTS, HEAD, SAID, VOTES
from council.queries.public.recall import Dealt, of_matter
from council.queries.public.sealed import overview
from council.rules.masking import mask_name, mask_text


class Piece(NamedTuple):
    """One small fact of the matter's second half; the columns mean what ``matter_pieces`` says."""

    kind: str
    round: int
    position: int
    at: datetime | None
    until: datetime | None
    title: str
    text: str
    who: str
    state: str
    number: int | None
    id: UUID | None


class Said(NamedTuple):
    """One contribution with the answer to it. Names are masked."""

    kind: str
    text: str
    by: str
    at: datetime
    answer: str
    answer_by: str
    answer_at: datetime | None


class Vote(NamedTuple):
    """One poll with the opinion or resolution that came of it."""

    body: str
    body_kind: str
    meeting_number: str
    meeting_at: datetime
    rule_id: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    tally: dict[str, Any] | None
    entitled: int
    cast: int
    recused: int
    position: str | None
    opinion: str
    dissent: str
    is_joint: bool
    opinion_at: datetime | None
    opinion_round: int | None
    resolution: str | None
    reference: str | None
    resolution_text: str | None
    number: str
    rule: dict[str, Any]


class ActLine(NamedTuple):
    """One act of the trace."""

    stage: str
    to_stage: str | None
    kind: str
    office: str | None
    office_title: str
    reason: str
    rule_id: str | None
    statutes: list[str] | None
    at: datetime


@dataclass(slots=True)
class MatterPage:
    """Everything that a passer-by may know of a matter."""

    id: UUID
    number: str
    title: str
    text: str
    track: str
    stage: str
    ending: str | None
    stage_since: datetime
    due_at: datetime | None
    escalated_at: datetime | None
    version: int
    revision: int
    round: int
    listed_at: datetime
    cost: int | None
    seconders: int
    contributions: int
    place: str
    category: str
    compound: str
    building: str
    proposer: str
    on_behalf: str
    merged_into: str | None
    acts: list[ActLine] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    meetings: list[Dealt] = field(default_factory=list)

    def of(self, kind: str) -> list[Piece]:
        """The pieces of one kind."""
        return self.pieces.get(kind, [])


def load(
    connection: Connection, community_id: UUID, number: str, after: int = 0
) -> MatterPage | None:
    """The matter with this number, or None. ``after``: the last contribution already seen."""
    head = HEAD.row(connection, community=community_id, number=number)
    if head is None:
        return None
    *columns, has_votes, was_met_on = head
    m = MatterPage(*columns)
    m.title, m.place = mask_text(m.title), mask_text(m.place)
    m.proposer = mask_name(m.proposer)
    m.on_behalf = mask_name(m.on_behalf) if m.on_behalf else ""
    keys = {"community": community_id, "proposal": m.id}
    m.acts = [ActLine(*row) for row in ACTS.rows(connection, **keys)]
    if m.contributions:
        m.said = [_said(*row) for row in SAID.rows(connection, **keys, after=after)]
    if has_votes:
        m.votes = [_vote(row) for row in VOTES.rows(connection, **keys)]
    if was_met_on:
        m.meetings = of_matter(connection, community_id, m.id)
    _add_pieces(m, connection, keys)
    return m


def _vote(row: Any) -> Vote:
    """The tally of a secret poll without the figures that tell too much."""
    *values, secret = row
    vote = Vote(*values)
    return vote._replace(tally=overview(vote.tally, secret)) if secret else vote


def _said(
    kind: str, text: str, title: str, name: str, at: datetime, answer: str | None,
    answer_title: str | None, answer_at: datetime | None,
) -> Said:  # fmt: skip
    by = f"{title} {mask_name(name)}"
    return Said(kind, text, by, at, answer or "", answer_title or "", answer_at)


def _add_pieces(m: MatterPage, connection: Connection, keys: dict[str, Any]) -> None:
    """The small facts by kind; those of the second half only where the matter has come so far."""
    is_late = m.stage in LATE or any(act.to_stage in LATE for act in m.acts)
    wanted = PIECES if is_late else EARLY_PIECES
    since = m.version - 2 if m.version > 1 else 9999
    for row in wanted.rows(connection, **keys, since_version=since):
        piece = Piece(*row)
        m.pieces.setdefault(piece.kind, []).append(piece)
