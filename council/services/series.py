"""Meetings that come again: 每月、每季度, with the sides in the order in which they chair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from council.models.bodies import Body
from council.models.calling import MeetingSeries, SeriesSide
from council.rules import joint as law_of
from council.rules import meetings as sessions
from council.rules.calendar import legal_day
from council.rules.shapes import check_date, clean_line
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit


def start(
    community_id: UUID,
    actor: Actor,
    *,
    name: str,
    every: str,
    sides: Sequence[UUID],
    invited: Sequence[UUID] = (),
    place: str = "",
    started_on: date,
    request_key: str,
    at: datetime,
) -> UUID | None:
    """Begin a series; gives its id (None where this very request was done before).

    One body alone meets under its own rule; two or more are sides of joint meetings, which they
    chair in this order. ``started_on`` is when the first meeting should be.

    Raises:
        Refused: ``series_name_taken``, ``joint_needs_sides``, ``body_without_rule``, and others.
    """
    with unit(community_id, kind="series.start", actor=actor, at=at, power="series.keep") as work:
        if work.done_before(request_key):
            return None
        bodies = [work.get(Body, body_id) for body_id in sides]
        kind = law_of.JOINT if len(bodies) != 1 or invited else "body"
        if every not in law_of.EVERY:
            raise Refused([Reason("value_unknown")])
        called = clean_line(name, 2, 80, "name")
        if work.find(MeetingSeries, MeetingSeries.name == called) is not None:
            raise Refused([Reason("series_name_taken", {"name": called})])
        series = work.add(
            MeetingSeries(
                name=called,
                kind=kind,
                rule_id=_rule_of(kind, bodies, invited),
                body_id=bodies[0].id,
                every=every,
                place=clean_line(place, 0, 120, "place"),
                started_on=check_date(started_on, "started_on"),
            )
        )
        work.session.flush()
        _seat(work, series, sides, invited)
        work.tell(name=called, every=every, rule=series.rule_id)
        return series.id


def end(community_id: UUID, actor: Actor, series_id: UUID, *, at: datetime) -> None:
    """End a series: nothing more is due. Its meetings stay."""
    with unit(community_id, kind="series.end", actor=actor, at=at, power="series.keep") as work:
        series = work.get(MeetingSeries, series_id)
        if series.ended_on is not None:
            raise Refused([Reason("series_over")])
        series.ended_on = legal_day(work.at)
        work.tell(name=series.name)


def _rule_of(kind: str, bodies: Sequence[Body], invited: Sequence[UUID]) -> str:
    if kind == law_of.JOINT:
        law_of.may_meet([(body.id, body.kind) for body in bodies], invited).demand()
        return law_of.RULE
    rules = sessions.rule_ids(bodies[0].kind)
    if not rules:
        raise Refused([Reason("body_without_rule")])
    return rules[0]


def _seat(
    work: Work, series: MeetingSeries, sides: Sequence[UUID], invited: Sequence[UUID]
) -> None:
    if series.kind != law_of.JOINT:
        return
    seats = [(body, law_of.SIDE) for body in sides] + [(body, law_of.INVITED) for body in invited]
    for position, (body_id, role) in enumerate(seats, 1):
        work.get(Body, body_id)
        work.add(SeriesSide(series_id=series.id, body_id=body_id, position=position, role=role))
