"""What overviews tell of a secret poll: whether it passed, and how many took part. No more.

The poll's own page shows what the community's figures allow; a list of decisions need not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from council.rules.form import MOTION
from council.rules.rulebook import default_book
from council.rules.withholding import disclose

_NEVER = 2**62


def overview(tally: Any, secret: bool) -> Any:
    """A stored tally as an overview may show it."""
    if not secret or tally is None:
        return tally
    figures = default_book().versions("SV1")[-1]
    closed = replace(figures, figures={**figures.figures, "minimum_shown": _NEVER})
    return disclose(tally, MOTION, closed)
