"""Petitions in the small community."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from council.models.base import new_id
from council.models.calling import Petition
from council.rules.petitions import REACHED
from council.services import petitions
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.hall import AT, stored
from tests.factories.owners import OWNERS

UNTIL = AT + timedelta(days=60)


def ask(hall: Handle, who: str = "resident2", **changes: Any) -> str:
    """A petition for a meeting of the owners of the first compound."""
    given: dict[str, Any] = {
        "body_id": hall.bodies[changes.pop("body", OWNERS)],
        "rule_id": "OW1",
        "title": "要求召开临时业主大会",
        "text": "商量是否更换物业公司。",
        "closes_at": UNTIL,
        "at": AT,
    } | changes
    return petitions.open_petition(hall.community_id, hall.actor(who), **given)


def kept(hall: Handle, number: str) -> Petition:
    """The petition as it is stored now."""
    return stored(hall, Petition, Petition.number == number)[0]


def reached(
    hall: Handle, body: str = OWNERS, rule_id: str = "OW1", *, number: str = "2026-070",
    at: datetime = AT,
) -> Petition:  # fmt: skip
    """A petition put straight into place, as one that enough have signed."""
    with unit(hall.community_id, kind="petition.open", actor=SYSTEM, at=at) as work:
        return work.add(
            Petition(
                id=new_id(), number=number, body_id=hall.bodies[body], rule_id=rule_id,
                title="要求开会", text="请召集会议。", opened_at=at, closes_at=UNTIL,
                state=REACHED, reached_at=at, found=None,
            )
        )  # fmt: skip
