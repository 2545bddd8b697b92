"""What was posted against its hash: a posting stays as it was posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from council.models.base import tied
from council.models.postings import DisclosureItem, Posting
from council.rules.postings import digest


def offences(connection: Connection, community_id: UUID) -> Iterator[str]:
    """Numbers of postings whose text, table or figures are not those that were posted."""
    other: Any = Posting.__table__.alias("other")
    rows = connection.execute(
        select(
            Posting.sha256,
            Posting.number,
            DisclosureItem.number.label("item"),
            Posting.period,
            Posting.title,
            Posting.text,
            Posting.content,
            other.c.number.label("corrects"),
        )
        .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
        .outerjoin(
            other,
            and_(other.c.community_id == Posting.community_id, other.c.id == Posting.corrects_id),
        )
        .where(Posting.community_id == community_id, Posting.posted_at.is_not(None))
        .order_by(Posting.number)
    )
    for row in rows.mappings():
        told = {key: value for key, value in row.items() if key != "sha256"}
        if row["sha256"] != digest(told | {"corrects": row["corrects"] or ""}):
            yield str(row["number"])
