"""What the residents' marks say together, and when it may be shown."""

from __future__ import annotations

from fractions import Fraction


def share(count: int, total: int) -> Fraction | None:
    """The share of the full mark from 0 to 1: ``total`` of four marks of 1–5 by ``count`` people.

    A mark of one counts as nothing and five as everything.
    """
    return Fraction(total - 4 * count, 16 * count) if count else None


def shown(count: int, total: int, minimum: int) -> Fraction | None:
    """The share where at least ``minimum`` residents evaluated, else None: it stays hidden."""
    return share(count, total) if count >= minimum else None


def is_low(count: int, total: int, minimum: int, low_mark: Fraction) -> bool:
    """Whether enough residents evaluated and the share is below the rule's mark."""
    found = shown(count, total, minimum)
    return found is not None and found < low_mark
