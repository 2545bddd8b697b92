"""Plays the beginning of a matter: draft, seconders, vetting, appeal, merging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.demo import drawings
from council.demo.content import Act, Matter
from council.demo.play import Event, Play, at_once
from council.models.base import new_id
from council.models.rules import Category
from council.services import appeals, attachments, merging, proposals, seconding, vetting
from council.services.proposals import Content
from council.services.unit import Actor

TRACKS = {"standard": "standard", "four": "four_deliberations", "owners": "owners"}


def _proposer(play: Play, matter: Matter) -> Actor:
    """The proposer, or the clerk who enters the proposal on somebody's behalf."""
    if matter.helper:
        return play.settled.actor(matter.helper, "staff")
    return play.settled.actor(matter.proposer)


def _content(play: Play, matter: Matter) -> Content:
    compound, _, building = matter.place.partition("/")
    settled = play.settled
    return Content(
        title=matter.title,
        text=matter.text,
        cost=matter.cost,
        category_id=_category(play, matter.category),
        compound_id=settled.compounds.get(compound),
        building_id=settled.buildings[matter.place] if building else None,
        place=matter.spot,
        on_behalf=settled.story.people[matter.proposer].name if matter.helper else "",
        helped_id=settled.people[matter.proposer] if matter.helper else None,
    )


def _category(play: Play, path: str) -> UUID:
    with Session(db.engine) as session:
        where = (Category.community_id == play.cid, Category.path == path)
        return session.scalars(select(Category.id).where(*where)).one()


def _draft(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor, first = _proposer(play, matter), _content(play, matter)
    text = act.get("first", "").strip()
    if text:
        first = Content(**{**_fields(first), "text": text})
    draft = proposals.save_draft(play.cid, first, actor=actor, at=at, proposal_id=new_id())
    play.drafts[matter.key] = draft
    if matter.picture:
        photo = drawings.draw(matter.picture)
        attachments.attach(
            play.cid, draft, photo_files=[photo], folder=play.uploads, actor=actor, at=at
        )


def _fields(content: Content) -> dict[str, object]:
    return {name: getattr(content, name) for name in Content.__slots__}


def _edit(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    """The text as the story has it replaces the first one."""
    number = play.numbers[matter.key]
    actor, new = _proposer(play, matter), _content(play, matter)
    proposals.edit(play.cid, number, new, actor=actor, reason=act.get("note", ""), at=at)


def _submit(play: Play, matter: Matter, _: Act, at: datetime) -> None:
    actor, draft = _proposer(play, matter), play.drafts[matter.key]
    play.numbers[matter.key] = proposals.submit(play.cid, draft, actor=actor, at=at)


def on_second(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """The named first, then neighbours, a few minutes apart."""
    people = [play.settled.people[key] for key in act.get("who")]
    people += play.crowd(act.get("from"), act.get("crowd"), "second", matter.key)
    for n, person in enumerate(people):
        later = timedelta(minutes=6 * n)
        yield Event(play.when(act) + later, partial(_second, play, matter, person))


def _second(play: Play, matter: Matter, person: UUID, at: datetime) -> None:
    seconding.second(play.cid, play.numbers[matter.key], actor=play.resident(person), at=at)


def _vet(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor, number = play.settled.actor(act.by, "party"), play.numbers[matter.key]
    why, rule = act.words, act.get("rule")
    match act.get("verdict"):
        case "accept":
            track = TRACKS[matter.track]
            vetting.accept(
                play.cid, number, actor=actor, reason=why, rule_id=rule, track=track, at=at
            )
        case "return":
            vetting.give_back(play.cid, number, actor=actor, reason=why, rule_id=rule, at=at)
        case "decline":
            vetting.decline(play.cid, number, actor=actor, reason=why, rule_id=rule, at=at)
        case "route":
            to = act.get("to")
            vetting.route(
                play.cid,
                number,
                actor=actor,
                to=to,
                reason=why,
                rule_id=rule,
                subject=act.get("subject"),
                at=at,
            )


def _appeal(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor, number = _proposer(play, matter), play.numbers[matter.key]
    appeals.file_appeal(play.cid, number, actor=actor, text=act.words, at=at)


def _hear(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    appeals.decide(
        play.cid,
        play.numbers[matter.key],
        actor=play.settled.actor(act.by, "street"),
        uphold=act.get("verdict") == "overturn",
        reason=act.words,
        rule_id=act.get("rule"),
        at=at,
    )


def _merge(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    number, into = play.numbers[matter.key], play.numbers[act.get("into")]
    merging.merge(play.cid, number, into, actor=play.clerk(), reason=act.words, at=at)


def _withdraw(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor, number = _proposer(play, matter), play.numbers[matter.key]
    proposals.withdraw(play.cid, number, actor=actor, reason=act.words, at=at)


def _lapse(play: Play, matter: Matter, _: Act, at: datetime) -> None:
    proposals.lapse(play.cid, play.numbers[matter.key], at=at)


def _escalate(play: Play, matter: Matter, _: Act, at: datetime) -> None:
    vetting.escalate(play.cid, play.numbers[matter.key], at=at)


HANDLERS = {
    "draft": at_once(_draft),
    "edit": at_once(_edit),
    "submit": at_once(_submit),
    "second": on_second,
    "vet": at_once(_vet),
    "appeal": at_once(_appeal),
    "hear": at_once(_hear),
    "merge": at_once(_merge),
    "withdraw": at_once(_withdraw),
    "lapse": at_once(_lapse),
    "escalate": at_once(_escalate),
}
