"""A show of hands as a teller sees it: how many may raise one, and never the other's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, func

from council.models import paperfacts
from council.rules import hands
from council.rules.hands import Count


@dataclass(frozen=True, slots=True)
class HandsPage:
    """Where a show of hands stands for one teller.

    ``expected`` is how many may raise a hand; ``counted`` whether this teller has counted in this
    ``round``, ``other`` whether another has. ``differing``: rounds before, and in which of yes, no
    and abstain their counts differ.
    """

    expected: int
    round: int
    counted: bool
    other: bool
    agreed: bool
    differing: tuple[tuple[int, tuple[str, ...]], ...]


def page(connection: Connection, community_id: UUID, poll_id: UUID, teller: UUID) -> HandsPage:
    """Where the show of hands stands."""
    counts = paperfacts.hand_counts(connection, community_id, poll_id)
    now = hands.standing(counts)
    these = [count for count in counts if count.round == now.round]
    query = paperfacts.may_raise(func.count(), community_id, poll_id)
    before = [number for number in sorted({c.round for c in counts}) if number < now.round]
    return HandsPage(
        expected=int(connection.execute(query).scalar_one()),
        round=now.round,
        counted=any(count.teller == teller.hex for count in these),
        other=any(count.teller != teller.hex for count in these),
        agreed=now.agreed is not None,
        differing=tuple((number, _differ(counts, number)) for number in before),
    )


def _differ(counts: list[Count], number: int) -> tuple[str, ...]:
    one, other = [count for count in counts if count.round == number][:2]
    names = ("yes", "no", "abstain")
    return tuple(n for n in names if getattr(one, n) != getattr(other, n))
