"""One matter's whole life, in at most five queries whatever it went through."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from council.queries.public.matter_pieces import PIECES
from council.queries.public.matter_sql import ACTS, HEAD, SAID, VOTES
from council.queries.public.sealed import overview
from council.rules.masking import mask_name, mask_text


@dataclass(frozen=True, slots=True)
class Piece:
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


@dataclass(frozen=True, slots=True)
class Said:
    """One contribution with the answer to it. Names are masked."""

    kind: str
    text: str
    by: str
    at: datetime
    answer: str
    answer_by: str
    answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vote:
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


@dataclass(frozen=True, slots=True)
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
    acts: list[Row[Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Piece]:
        """The pieces of one kind."""
        return self.pieces.get(kind, [])


def load(
    connection: Connection, community_id: UUID, number: str, after: int = 0
) -> MatterPage | None:
    """The matter with this number, or None. ``after``: the last contribution already seen."""
    wanted = {"community": community_id, "number": number}
    head = connection.execute(HEAD, wanted).mappings().one_or_none()
    if head is None:
        return None
    keys = {"community": community_id, "proposal": head["id"]}
    head_of = dict(head)
    head_of |= {
        "title": mask_text(head["title"]),
        "place": mask_text(head["place"]),
        "proposer": mask_name(head["proposer"]),
        "on_behalf": mask_name(head["on_behalf"]) if head["on_behalf"] else "",
    }
    version = head["version"]
    return MatterPage(
        **head_of,
        acts=list(connection.execute(ACTS, keys)),
        said=_said(connection, keys | {"after": after}) if head["contributions"] else [],
        votes=[_vote(row) for row in connection.execute(VOTES, keys)],
        pieces=_pieces(connection, keys | {"since_version": version - 2 if version > 1 else 9999}),
    )


def _vote(row: Any) -> Vote:
    """The tally of a secret poll without the figures that tell too much."""
    *values, secret = row
    vote = Vote(*values)
    return replace(vote, tally=overview(vote.tally, secret)) if secret else vote


def _said(connection: Connection, keys: dict[str, Any]) -> list[Said]:
    said: list[Said] = []
    for kind, text, title, name, at, answer, answer_title, answer_at in connection.execute(
        SAID, keys
    ):
        by = f"{title} {mask_name(name)}"
        said.append(Said(kind, text, by, at, answer or "", answer_title or "", answer_at))
    return said


def _pieces(connection: Connection, keys: dict[str, Any]) -> dict[str, list[Piece]]:
    sorted_by: dict[str, list[Piece]] = {}
    for row in connection.execute(PIECES, keys):
        piece = Piece(*row)
        sorted_by.setdefault(piece.kind, []).append(piece)
    return sorted_by
