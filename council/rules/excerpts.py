"""Excerpts with the words that were looked for marked, as segments: no markup here.

Pure. Words are compared folded (width, case, script) and marked in the text as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from council.rules.folding import fold, fold_with_places

WIDTH = 80
"""Characters of an excerpt."""
BEFORE = 16
"""Characters shown before the first word found."""


class Segment(NamedTuple):
    """A stretch of text, marked or not."""

    text: str
    marked: bool


def mark(text: str, words: Sequence[str]) -> tuple[Segment, ...]:
    """The whole text in segments; every occurrence of the (folded) words is marked."""
    folded, places = _folded(text)
    marked = [False] * len(text)
    for word in words:
        start = folded.find(word)
        while start >= 0:
            for i in range(start, start + len(word)):
                marked[places[i]] = True
            start = folded.find(word, start + 1)
    runs = groupby(zip(text, marked, strict=True), key=lambda pair: pair[1])
    return tuple(Segment("".join(c for c, _ in run), is_marked) for is_marked, run in runs)


def excerpt(text: str, words: Sequence[str], width: int = WIDTH) -> tuple[Segment, ...]:
    """About ``width`` characters around the place where most of the words stand close together."""
    flat = re.sub(r"\s+", " ", text).strip()
    start = _best_start(flat, words, width)
    segments = mark(flat[start : start + width], words)
    before = (Segment("…", False),) if start else ()
    after = (Segment("…", False),) if start + width < len(flat) else ()
    return before + segments + after


def _best_start(flat: str, words: Sequence[str], width: int) -> int:
    if len(flat) <= width:
        return 0
    folded: str = flat
    places: Sequence[int] = range(len(flat))
    if not any(word in flat for word in words):  # seldom: other script, width or case
        folded, places = _folded(flat)
    found = sorted(at for at in (folded.find(word) for word in words) if at >= 0)
    best, start = 0, 0
    for at in found:
        near = sum(1 for other in found if at <= other < at + width - BEFORE)
        if near > best:
            best, start = near, places[at]
    return max(start - BEFORE, 0)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    return fold_with_places(text)
