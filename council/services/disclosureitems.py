"""The catalogue of routine disclosure (居务公开目录) of a community."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from council.models.postings import DisclosureItem
from council.rules.calendar import legal_day
from council.rules.verdict import Reason, Refused
from council.services.unit import Actor, Work, unit

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "catalogue.toml"


@cache
def default() -> tuple[dict[str, Any], ...]:
    """The items of the default catalogue, in their order."""
    return tuple(tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["item"])


def add_default(work: Work, from_on: date) -> int:
    """Put the items of the default catalogue that the community lacks into its own; how many."""
    known = {row.number for row in work.all(DisclosureItem)}
    new = [item for item in default() if item["number"] not in known]
    for item in new:
        work.add(
            DisclosureItem(
                number=item["number"],
                subject=item["subject"],
                title=item["title"],
                content=item["content"],
                legal_basis=item["basis"],
                rhythm=item["rhythm"],
                days=item.get("days", 0),
                discloser=item["discloser"],
                channel=item["channel"],
                fills=item.get("fills", ""),
                from_on=from_on,
                until_on=None,
            )
        )
    return len(new)


def install(community_id: UUID, *, actor: Actor, at: datetime, from_on: date | None = None) -> int:
    """Give a community the default catalogue from this day on; how many items were new.

    Nothing is owed for periods that ended before. A second time changes nothing.
    """
    with unit(
        community_id, kind="catalogue.install", actor=actor, at=at, power="posting.post"
    ) as work:
        new = add_default(work, from_on or legal_day(work.at))
        if not new:
            work.repeat()
        work.tell(items=new)
        return new


def load(work: Work, number: int) -> DisclosureItem:
    """The item with this number; Refused ``not_found``."""
    item = work.find(DisclosureItem, DisclosureItem.number == number)
    if item is None:
        raise Refused([Reason("not_found", {"what": "disclosure_item"})])
    return item
