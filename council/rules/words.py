"""What a short written field may hold: clean characters, and no identity-card number."""

from __future__ import annotations

import re
import unicodedata

from council.rules import shapes
from council.rules.verdict import Reason, Refused, Verdict

_IDENTITY = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_GAPS = re.compile(r"(?<=[0-9])[\s\-_.·]+(?=[0-9Xx])")


def holds_identity_number(text: str) -> bool:
    """Whether the text holds what looks like an 18-digit identity-card number.

    Full-width digits and gaps between digits do not hide one. Source: 个人信息保护法; DOMAIN,
    *Personal data*: a full number is never stored.
    """
    folded = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    return _IDENTITY.search(folded) is not None


def field(name: str, text: str, most: int, *, required: bool = True) -> Verdict:
    """Whether ``text`` may stand in a field of one line with at most ``most`` characters."""
    try:
        shapes.clean_line(text, 1 if required else 0, most, name)
    except Refused as refused:
        return Verdict(refused.reasons)
    if holds_identity_number(text):
        return Verdict((Reason("identity_number", {"field": name}),))
    return Verdict()
