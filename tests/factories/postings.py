"""Routine disclosure, made by the services."""

from __future__ import annotations

from datetime import date, datetime

from council.models.base import new_id
from council.services import disclosureitems, postings
from council.services.postings import Draft
from council.services.unit import SYSTEM
from tests.factories.community import FOUNDED, Handle

AID = 16
"""The item of the default catalogue that is disclosed every quarter and typed by hand."""
DRAFT = Draft("一季度低保情况", "本季度新增 2 户，停发 1 户。", "类别\t户数\n在保\t31\n新增\t2")


def catalogue(hall: Handle, since: date) -> None:
    """The default catalogue; owed from ``since`` on."""
    disclosureitems.install(hall.community_id, actor=SYSTEM, at=FOUNDED, from_on=since)


def prepared(
    hall: Handle,
    at: datetime,
    item: int = AID,
    period: str = "2026-Q1",
    draft: Draft = DRAFT,
    corrects: str = "",
) -> str:
    """A posting that the clerk prepared; gives its number."""
    return postings.prepare(
        hall.community_id,
        item,
        period,
        draft,
        corrects=corrects,
        request_key=new_id().hex,
        actor=hall.actor("clerk"),
        at=at,
    )


def checked(hall: Handle, at: datetime, **seed: object) -> str:
    """A posting that the supervision committee checked."""
    number = prepared(hall, at, **seed)  # type: ignore[arg-type]
    postings.check(hall.community_id, number, version=1, actor=hall.actor("supervisor1"), at=at)
    return number


def posted(hall: Handle, at: datetime, **seed: object) -> str:
    """A posting that went all the way to the board."""
    number, community = checked(hall, at, **seed), hall.community_id
    for version, who in ((2, "party1"), (3, "committee1")):
        postings.approve(community, number, version=version, actor=hall.actor(who), at=at)
    postings.post(community, number, version=4, actor=hall.actor("clerk"), at=at)
    return number
