"""Plays the story of the demo community through the services, in the order of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.db import reading
from council.demo import (
    play_accounts,
    play_assembly,
    play_fund,
    play_hall,
    play_minutes,
    play_petitions,
    play_postings,
    play_proposals,
    play_review,
    play_votes,
    play_works,
)
from council.demo.content import Content, Matter, content
from council.demo.hallstory import hall_story
from council.demo.haste import hurried
from council.demo.play import Event, Handler, Play
from council.demo.settle import settle
from council.models.journal import JournalEntry
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import communities
from council.services.unit import SYSTEM, unit

log = logging.getLogger(__name__)

# The posting of a resolution begins with the resolution itself; a vote is part of its session.
SILENT = frozenset({"announce", "resolve"})


WHOLE = "demo.load"
"""The journal entry that ends a load."""


class HalfLoaded(RuntimeError):  # noqa: N818 - it says what was found
    """The demo community is there, but not all of it."""


@dataclass(frozen=True)
class Loaded:
    """What a call did; ``acts`` is 0 where the community was already there."""

    slug: str
    acts: int = 0
    matters: int = 0

    @property
    def was_there(self) -> bool:
        """Whether an earlier call had loaded it."""
        return not self.acts


def load_demo(at: datetime, uploads: Path) -> Loaded:
    """Create the demo community as it stands at ``at``; a second call changes nothing.

    ``uploads``: the folder where photos are kept.

    Every act goes through the services, dated before the day of ``at``.

    Raises:
        HalfLoaded: where an earlier call broke off; the community has to be made anew.
        Refused: where the story breaks a rule; the log names the matter and the moment.
    """
    story = content()
    slug = str(story.community["slug"])
    there = communities.find(slug)
    if there is not None:
        _demand_whole(there)
        return Loaded(slug)
    with hurried():
        play = Play(settle(story, legal_day(at)), uploads)
        acts = schedule(play)
        for event in acts:
            _run(event)
    with unit(play.cid, kind=WHOLE, actor=SYSTEM, at=at) as work:
        work.tell(acts=len(acts), matters=len(story.matters))
    return Loaded(slug, len(acts), len(story.matters))


def _demand_whole(community_id: UUID) -> None:
    """Refuse what a load that broke off has left."""
    mark = (JournalEntry.community_id == community_id, JournalEntry.kind == WHOLE)
    if reading().scalar(select(JournalEntry.seq).where(*mark).limit(1)) is None:
        raise HalfLoaded


def _run(event: Event) -> None:
    try:
        event.run(event.at)
    except Refused as no:
        codes = [(reason.code, dict(reason.params)) for reason in no.reasons]
        log.exception("%s at %s: %s", event.what, event.at, codes)
        raise


def schedule(play: Play) -> list[Event]:
    """All events of the story, earliest first."""
    return sorted(_events(play, play.settled.story), key=lambda event: event.at)


def _events(play: Play, story: Content) -> Iterator[Event]:
    for matter in story.matters.values():
        yield from _acts(play, matter)
    for session in story.sessions:
        for event in play_assembly.events(play, session):
            yield event.named(f"session {session.key}")
    for vote in story.votes:
        for event in play_votes.events(play, vote):
            yield event.named(f"vote {vote.key}")
    for asked in play_petitions.stories():
        for event in play_petitions.events(play, asked):
            yield event.named(f"petition {asked.key}")
    for event in play_hall.events(play, hall_story()):
        yield event.named("hall")
    for event in play_minutes.events(play, hall_story()):
        yield event.named("minutes")
    yield from play_fund.events(play)
    yield from play_postings.events(play)
    yield from play_accounts.events(play)


def _acts(play: Play, matter: Matter) -> Iterator[Event]:
    for act in matter.acts:
        if act.kind not in SILENT:
            for event in handlers()[act.kind](play, matter, act):
                yield event.named(f"{matter.key} {act.kind}")


def handlers() -> dict[str, Handler]:
    """How each kind of act is played."""
    return {**play_proposals.HANDLERS, **play_review.HANDLERS, **play_works.HANDLERS}
