"""The ballots of a closed poll as they are published: by office or unit, or by tracker."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, cast, func, select

from council.models.base import tied
from council.models.people import Person
from council.models.polls import Ballot, CountedBallot, PollVoter
from council.queries.public.turnout import same_voter
from council.rules.form import canonical
from council.rules.masking import mask_name
from council.rules.meetings import CHOICES

PAGE = 200
_PART = re.compile(r"[\u4e00-\u9fff]{1,2}|[0-9]+")


@dataclass(frozen=True, slots=True)
class NamedVote:
    """One line of the roll as it is published, and what was cast for it.

    ``office_title`` is the office, or the unit or building; ``name`` is masked, and empty where
    units or homes vote: owners are never named. ``choice`` is ``marked`` where ``content`` holds
    more than a choice. ``area`` is in hundredths of m².
    """

    office_title: str
    name: str
    recused: bool
    choice: str | None
    channel: str | None
    area: int | None = None
    content: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One ballot of a secret poll: its tracker and what stands on it."""

    tracker: str
    content: dict[str, Any]


def named(
    connection: Connection, community_id: UUID, poll_id: UUID, skip: int = 0, most: int = PAGE
) -> list[NamedVote]:
    """The lines of the roll in its order with their ballots; one more than ``most`` if there are.

    Only for a poll whose result may be told, and which is not secret.
    """
    rows = connection.execute(
        select(
            PollVoter.label,
            PollVoter.office_title,
            PollVoter.basis,
            Person.name,
            PollVoter.recused,
            Ballot.choice,
            Ballot.channel,
            PollVoter.area,
            Ballot.content,
        )
        .join(Person, tied(Person, PollVoter, "person_id"))
        .outerjoin(Ballot, same_voter())
        .where(PollVoter.community_id == community_id, PollVoter.poll_id == poll_id)
        .order_by(PollVoter.id)
        .limit(most + 1)
        .offset(skip)
    )
    return [_vote(row) for row in rows]


def _vote(row: Any) -> NamedVote:
    by_office = not row.label or (row.basis or {}).get("kind", "tenure") == "tenure"
    return NamedVote(
        office_title=row.label or row.office_title,
        name=mask_name(row.name) if by_office else "",
        recused=row.recused,
        choice=row.choice,
        channel=row.channel,
        area=row.area,
        content=row.content,
    )


def published(
    connection: Connection, community_id: UUID, poll_id: UUID, skip: int = 0, most: int = PAGE
) -> list[Published]:
    """The ballots of a closed secret poll by tracker; one more than ``most`` if there are."""
    rows = connection.execute(
        select(CountedBallot.tracker, CountedBallot.content)
        .where(CountedBallot.community_id == community_id, CountedBallot.poll_id == poll_id)
        .order_by(CountedBallot.tracker)
        .limit(most + 1)
        .offset(skip)
    )
    return [Published(tracker, json.loads(content)) for tracker, content in rows]


def find(
    connection: Connection, community_id: UUID, poll_id: UUID, written: str
) -> Published | None:
    """The ballot with the tracker that somebody wrote, however it is spaced."""
    row = connection.execute(
        select(CountedBallot.tracker, CountedBallot.content).where(
            CountedBallot.community_id == community_id,
            CountedBallot.poll_id == poll_id,
            CountedBallot.tracker == tracker(written),
        )
    ).one_or_none()
    return Published(row[0], json.loads(row[1])) if row else None


def tracker(written: str) -> str:
    """A tracker in its one writing: ``石榴渡口晴空4127`` → ``石榴 · 渡口 · 晴空 · 4127``."""
    return " · ".join(_PART.findall(written[:80]))


def pile(
    connection: Connection, community_id: UUID, poll_id: UUID, *, secret: bool
) -> dict[str, int]:
    """Equal ballots of a closed poll put together: canonical content → how many."""
    if secret:
        mine = (CountedBallot.community_id == community_id, CountedBallot.poll_id == poll_id)
        query: Any = select(CountedBallot.content, func.count()).where(*mine)
        rows = connection.execute(query.group_by(CountedBallot.content))
        return {content: int(n) for content, n in rows}
    text = cast(Ballot.content, Text)
    rows = connection.execute(
        select(Ballot.choice, text, func.count())
        .where(Ballot.community_id == community_id, Ballot.poll_id == poll_id)
        .group_by(Ballot.choice, text)
    )
    found: dict[str, int] = {}
    for choice, content, n in rows:
        if choice in CHOICES:
            key = canonical({"choice": choice})
        elif content is None:
            continue  # a raised hand is counted elsewhere
        else:
            key = canonical(json.loads(content))
        found[key] = found.get(key, 0) + int(n)
    return found
