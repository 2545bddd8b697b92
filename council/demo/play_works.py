"""Plays what follows a resolution: objections, the work, acceptance, outcome, evaluation."""

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
from council.models.implementation import Milestone
from council.models.proposals import Proposal
from council.services import acceptance, announcements, evaluations, implementation, outcomes
from council.services.evaluations import Marks
from council.services.implementation import PlannedStep

WORKERS = {"mei": ("property_qinghe", "qinghe"), "bo": ("property_liuyin", "liuyin")}


def _object(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    play.ids[matter.key, act.get("ref")] = announcements.object_to(
        play.cid,
        play.numbers[matter.key],
        actor=play.settled.actor(act.by),
        title=act.get("title"),
        text=act.words,
        request_key=f"demo {matter.key} {act.get('ref')}",
        at=at,
    )


def _reply(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor = play.settled.actor(act.by, "committee")
    objection = play.ids[matter.key, act.get("answers")]
    announcements.answer(play.cid, objection, actor=actor, text=act.words, at=at)


def _implement(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    """The posting ends where it still runs; then the work is planned."""
    number = play.numbers[matter.key]
    chair = play.settled.actor(act.by, "committee")
    if play.stage(matter) == "announcement":
        announcements.close(play.cid, number, actor=chair, at=at)
    steps = act.get("milestones")
    owners = {step["owner"] for step in steps}
    firms = [WORKERS[owner][1] for owner in sorted(owners & WORKERS.keys())]
    implementation.plan(
        play.cid,
        number,
        actor=chair,
        responsible_id=play.settled.people[act.get("responsible")],
        responsible_title=_title(play, act.get("responsible")),
        steps=[
            PlannedStep(
                step["title"],
                _title(play, step["owner"]),
                play.settled.today + timedelta(days=step["due"]),
            )
            for step in steps
        ],
        contractor="、".join(play.settled.story.companies[firm] for firm in firms),
        workers=[play.settled.people[owner] for owner in sorted(owners)],
        at=at + timedelta(minutes=20),
    )
    for step, row in zip(steps, _milestones(play, number), strict=True):
        play.ids[matter.key, step["key"]] = row


def _title(play: Play, who: str) -> str:
    """The office in which somebody answers for the work; no names in public."""
    offices = play.settled.story.people[who].offices
    return next(o.title for o in offices if o.body.startswith(("committee", "property")))


def _milestones(play: Play, number: str) -> list[UUID]:
    """The steps of the present round in their order."""
    with Session(db.engine) as session:
        rows = session.scalars(
            select(Milestone.id)
            .join(
                Proposal,
                (Proposal.community_id == Milestone.community_id)
                & (Proposal.id == Milestone.proposal_id)
                & (Proposal.round == Milestone.round),
            )
            .where(Proposal.community_id == play.cid, Proposal.number == number)
            .order_by(Milestone.position)
        )
        return list(rows)


def _milestone(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    body = WORKERS[act.by][0] if act.by in WORKERS else "committee"
    actor = play.settled.actor(act.by, body, day=act.at.day)
    row = play.ids[matter.key, act.get("ref")]
    shown = [drawings.draw(matter.picture, done=True)] if act.get("photo") else []
    implementation.complete_step(
        play.cid,
        row,
        actor=actor,
        note=act.words,
        photo_files=shown,
        folder=play.uploads,
        at=at,
    )


def _remind(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    row = play.ids[matter.key, act.get("ref")]
    implementation.remind(play.cid, row, actor=play.settled.actor(act.by, "party"), at=at)


def _complete(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor = play.settled.actor(act.by, "committee")
    implementation.finish(play.cid, play.numbers[matter.key], actor=actor, at=at)


def _accept(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    """Signatures after the last one needed are not asked for any more."""
    if play.stage(matter) != "acceptance":
        return
    bodies = ("supervision",) if act.get("side") == "supervision" else ()
    acceptance.sign(
        play.cid,
        play.numbers[matter.key],
        actor=play.settled.actor(act.by, *bodies),
        accepted=act.get("verdict") == "pass",
        remark=act.words,
        at=at,
    )


def _outcome(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    outcomes.report(
        play.cid,
        play.numbers[matter.key],
        actor=play.settled.actor(act.by, "committee"),
        text=act.words,
        cost=act.get("cost"),
        at=at,
    )


def on_evaluate(play: Play, matter: Matter, act: Act) -> Iterator[Event]:
    """The posting of the outcome ends; residents of the place evaluate over three days."""
    number = play.numbers
    yield Event(
        play.when(act, hours=-1),
        lambda at: outcomes.close(play.cid, number[matter.key], actor=play.clerk(), at=at),
    )
    remarks = act.get("remarks", ())
    people = play.crowd(act.get("from"), act.get("crowd"), "evaluate", matter.key)
    for n, person in enumerate(people):
        marks = _marks(play, matter, act, n)
        remark = remarks[n // 2] if n % 2 == 0 and n // 2 < len(remarks) else ""
        later = timedelta(minutes=(36 * 60 // len(people)) * n)
        yield Event(play.when(act) + later, partial(_give, play, matter, person, marks, remark))


def _marks(play: Play, matter: Matter, act: Act, n: int) -> Marks:
    """About the marks of the story, a few people one lower or higher."""
    dice = play.dice(matter.key, n)
    marks = [min(5, max(1, mark + dice.choice((0, 0, 0, 0, -1, 1)))) for mark in act.get("scores")]
    return Marks(*marks)


def _give(
    play: Play, matter: Matter, person: UUID, marks: Marks, remark: str, at: datetime
) -> None:
    evaluations.give(
        play.cid,
        play.numbers[matter.key],
        actor=play.resident(person),
        marks=marks,
        remark=remark,
        at=at,
    )


def _close(play: Play, matter: Matter, act: Act, at: datetime) -> None:
    actor, number = play.settled.actor(act.by, "committee"), play.numbers[matter.key]
    if act.get("reopens"):
        evaluations.reopen(play.cid, number, actor=actor, reason=act.words, at=at)
    else:
        evaluations.close(play.cid, number, actor=actor, at=at)


HANDLERS = {
    "object": at_once(_object),
    "reply": at_once(_reply),
    "implement": at_once(_implement),
    "milestone": at_once(_milestone),
    "remind": at_once(_remind),
    "complete": at_once(_complete),
    "accept": at_once(_accept),
    "outcome": at_once(_outcome),
    "evaluate": on_evaluate,
    "close": at_once(_close),
}
