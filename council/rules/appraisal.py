"""What an appraisal finds about a member, and when findings end an office.

A finding is the best grade that enough of the base have given, or a better one with it: where more
than half say excellent it is excellent, where more than half say excellent or competent it is
competent, and so on; incompetent is only found where enough say just that. Where no grade has
enough there is no finding.

Source: 居委会组织法 ch. 5 (two "incompetent" in a row end the office); how grades add up to a
finding is our own default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from council.rules.marking import GRADES, NO_FINDING
from council.rules.rule import Threshold

INCOMPETENT = "incompetent"


def finding(counts: Mapping[str, int], of: int, threshold: Threshold) -> str:
    """The finding from so many of each grade, measured against a base."""
    so_far = 0
    for grade in GRADES:
        so_far = counts.get(grade, 0) + (0 if grade == INCOMPETENT else so_far)
        if threshold.met(so_far, of):
            return grade
    return NO_FINDING


def in_a_row(previous: Sequence[str], this: str) -> int:
    """How many findings of "incompetent" stand at the end of the row, this one included.

    ``previous`` are the findings of appraisals that had their quorum, oldest first.
    """
    times = 0
    for found in (this, *reversed(previous)):
        if found != INCOMPETENT:
            break
        times += 1
    return times


def ended(previous: Sequence[str], this: str, times: int = 2) -> bool:
    """Whether the office ends: ``times`` findings of "incompetent" without a break."""
    return times >= 1 and in_a_row(previous, this) >= times
