"""Matters put straight into a stage, and meetings that have opened, for tests of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.proposals import Proposal, ProposalVersion
from council.rules.stages import Stage
from council.services import attendance, meetings
from council.services.attendance import Mark
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle

AT = datetime(2026, 5, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LATER = AT + timedelta(days=10)
REPRESENTATIVES = tuple(f"representative{n}" for n in range(1, 7))
PARTY = ("secretary", "party1", "party2")
COMMITTEE = ("chair", "committee1", "committee2")


def make_matter(
    hall: Handle,
    stage: str | Stage,
    number: str = "2026-001",
    *,
    track: str = "standard",
    cost: int | None = 500_000,
    at: datetime = AT,
) -> str:
    """A public matter of ``resident1`` in a stage, with its first version."""
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=at) as work:
        proposal = work.add(
            Proposal(
                number=number,
                track=track,
                stage=str(stage),
                stage_since=at,
                is_public=True,
                listed_at=at,
                title=f"在7号楼东侧建充电棚（{number}）",
                text="7号楼东侧空地清出来，装棚、装20个带烟感的插座。",
                cost=cost,
                proposer_id=hall.people["resident1"],
                seconder_count=20,
            )
        )
        work.session.flush()
        work.add(
            ProposalVersion(
                proposal_id=proposal.id,
                version=1,
                title=proposal.title,
                text=proposal.text,
                cost=cost,
                editor_id=proposal.proposer_id,
                at=at,
            )
        )
    return number


def stored(hall: Handle, model: type, *where: object) -> list:
    """Rows as they lie in the database now."""
    with Session(db.engine) as session:
        query = select(model).where(model.community_id == hall.community_id, *where)
        return list(session.scalars(query).all())


def matter(hall: Handle, number: str = "2026-001") -> Proposal:
    """The matter as it is stored now."""
    return stored(hall, Proposal, Proposal.number == number)[0]


def call(
    hall: Handle,
    body: str,
    items: Sequence[str] = ("2026-001",),
    *,
    joint: str | None = None,
    at: datetime = AT,
    starts: datetime = LATER,
) -> str:
    """A meeting called in time by the clerk."""
    return meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies[body],
        joint_body_id=hall.bodies[joint] if joint else None,
        starts_at=starts,
        place="活动室",
        items=items,
        at=at,
    )


def seat(
    hall: Handle,
    meeting: str,
    people: Sequence[str],
    *,
    at: datetime = LATER,
    channel: str = "hall",
) -> None:
    """Mark people as present."""
    marks = [Mark(hall.people[key], "present", channel) for key in people]
    attendance.mark(hall.community_id, hall.actor("clerk"), meeting, marks, at=at)


def opened(
    hall: Handle,
    body: str,
    people: Sequence[str],
    items: Sequence[str] = ("2026-001",),
    *,
    joint: str | None = None,
    at: datetime = AT,
    starts: datetime = LATER,
) -> str:
    """A meeting that is open with these people in the hall."""
    number = call(hall, body, items, joint=joint, at=at, starts=starts)
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=starts)
    seat(hall, number, people, at=starts)
    return number
