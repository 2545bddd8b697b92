"""Money as whole fen: read, write and split without losing one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NewType

Fen = NewType("Fen", int)
"""An amount of money in fen, a hundredth of a yuan."""

MOST = Fen(10**13)
"""The largest amount that can be entered, in fen: a hundred thousand million yuan."""

_PLAIN = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．￥", "0123456789,.¥")


class MoneyError(ValueError):
    """Text that is not an exact amount in yuan."""


def parse_yuan(text: str) -> Fen:
    """Read ``38,600.50``, ``¥38600.5`` or ``38600元`` exactly.

    Raises:
        MoneyError: for signs, exponents, more than two decimals, misplaced separators, or more than
            :data:`MOST`.
    """
    plain = text.translate(_FULL_WIDTH).strip().removeprefix("¥").removesuffix("元").strip()
    found = _PLAIN.fullmatch(plain)
    if not found or not plain.isascii():
        raise MoneyError("not an amount in yuan with at most two decimals")
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if fen > MOST:
        raise MoneyError("more than can be entered")
    return Fen(fen)


def complaint(text: str) -> str:
    """Why :func:`parse_yuan` does not read this, as the code of a reason.

    ``amount_negative``, ``amount_decimals`` (three or more), ``amount_commas`` (not between
    thousands), ``amount_too_large``, else ``amount_unreadable``.
    """
    plain = text.translate(_FULL_WIDTH).strip().removeprefix("¥").removesuffix("元").strip()
    if re.fullmatch(r"[-−－(（][¥0-9.,]+[)）]?", plain):
        return "amount_negative"
    if re.fullmatch(r"[0-9,]+\.[0-9]{3,}", plain):
        return "amount_decimals"
    if re.fullmatch(r"[0-9,]+(\.[0-9]{0,2})?", plain) and "," in plain:
        return "amount_commas" if not _PLAIN.fullmatch(plain) else "amount_too_large"
    return (
        "amount_too_large" if re.fullmatch(r"[0-9]{11,}(\.[0-9]+)?", plain) else "amount_unreadable"
    )


def format_yuan(fen: int) -> str:
    """Yuan with separators and two decimals, such as ``38,600.50`` or ``-0.05``."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def split(total: int, weights: Sequence[int]) -> list[Fen]:
    """Split by largest remainder; the parts add up, equal remainders go to the earlier.

    Raises:
        MoneyError: where the total or a weight is negative, or no weight is positive.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise MoneyError("nothing to split by")
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return [Fen(part) for part in parts]
