"""Proposals in any stage up to the review, made through the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.base import new_id
from council.models.proposals import Proposal
from council.services import proposals, seconding, vetting
from council.services.proposals import Content
from council.services.unit import Actor
from tests.factories.community import (
    OFFICES,
    RESIDENTS,
    WORKS_HERE,
    Handle,
    make_community,
)

AT = datetime(2026, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "楼道口的台阶没有扶手，老人上下很吃力。\n请在两侧各装一根扶手，夜里也能看清。"
REASON = "关系到全楼老人出行，属于公共事务，同意列入议题。"


def content(**changes: Any) -> Content:
    """What a resident writes."""
    given: dict[str, Any] = {"title": "给3号楼门口的台阶装扶手", "text": TEXT, "cost": 360000}
    return Content(**(given | changes))


def resident(handle: Handle, key: str = "resident1") -> Actor:
    """Somebody who lives here, acting as a resident (office holders live here too)."""
    return Actor(handle.people[key], "resident", "")


def supporters(handle: Handle, but: str = "resident1") -> list[Actor]:
    """Everybody who may second, office holders as the residents they are."""
    keys = [*RESIDENTS, *(row[0] for row in OFFICES if row[0] not in WORKS_HERE)]
    return [resident(handle, key) for key in keys if key != but]


def draft(handle: Handle, key: str = "resident1", at: datetime = AT, **changes: Any) -> UUID:
    """A draft; its id."""
    return proposals.save_draft(
        handle.community_id,
        content(**changes),
        actor=resident(handle, key),
        at=at,
        proposal_id=new_id(),
    )


def proposed(handle: Handle, key: str = "resident1", at: datetime = AT, **changes: Any) -> str:
    """A proposal that looks for seconders; its number."""
    made = draft(handle, key, at, **changes)
    return proposals.submit(handle.community_id, made, actor=resident(handle, key), at=at)


def in_vetting(handle: Handle, key: str = "resident1", at: datetime = AT, **changes: Any) -> str:
    """A proposal with enough seconders, before the party branch; its number."""
    number = proposed(handle, key, at, **changes)
    for actor in supporters(handle, key):
        if seconding.second(handle.community_id, number, actor=actor, at=at).sent:
            return number
    raise AssertionError("too few people in the factory")


def in_review(handle: Handle, key: str = "resident1", at: datetime = AT, **changes: Any) -> str:
    """A proposal that was put on the agenda; its number."""
    number = in_vetting(handle, key, at, **changes)
    vetting.accept(
        handle.community_id,
        number,
        actor=handle.actor("secretary"),
        reason=REASON,
        rule_id="PG1",
        at=at,
    )
    return number


def read(handle: Handle, number: str) -> Proposal:
    """The row of a proposal, detached."""
    return rows(handle, Proposal, Proposal.number == number)[0]


def rows(handle: Handle, model: Any, *where: Any) -> list[Any]:
    """Rows of the community, detached."""
    with Session(db.engine) as session:
        query = select(model).where(model.community_id == handle.community_id, *where)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


_made: dict[str, Handle] = {}


def village(app: Any, scene: Any) -> Handle:
    """A community with everybody in it, built once per database and copied for each test."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        _made[key] = make_community(app)

    scene("village", build)
    return _made[key]
