"""The communities of this server."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from council.models.communities import Community, StreetOffice


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """One community in the list."""

    slug: str
    name: str
    street_name: str
    seal_char: str
    address: str


def everyone(connection: Connection) -> list[CommunityLine]:
    """Every community, by street and name."""
    rows = connection.execute(
        select(Community.slug, Community.name, StreetOffice.name, Community.seal, Community.address)
        .join(StreetOffice, StreetOffice.id == Community.street_office_id)
        .order_by(StreetOffice.name, Community.name)
    )
    return [CommunityLine(*row) for row in rows]
