"""Why one matter resembles another, in words for people.

Pure. The words are taken from the texts themselves, so that a resident can judge at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from council.rules.folding import fold
from council.rules.similarity import buildings, stretches

_PHRASES = (
    "尊敬的|领导|您好|你好|谢谢|咨询|反映|投诉|举报|请求|请问|恳请|希望|强烈|建议|关于|有关|相关|部门|政府|问题|怎么|什么|为何|为什么|是否|"
    "能否|可以|没有|不能|一直|现在|目前|我们|他们|进行|严重|小区|业主|居民|大家|时候"
)
_NOISE = re.compile(_PHRASES)


def shared_phrases(mine: str, theirs: str, most: int = 3) -> tuple[str, ...]:
    """The longest phrases that both texts have, longest first, without those that stand in every
    message.
    """
    own, other = fold(mine), fold(theirs)
    found: list[str] = []
    for piece in stretches(other):
        found.extend(_common_runs(piece, own))
    kept: list[str] = []
    for phrase in sorted(dict.fromkeys(found), key=lambda p: (-len(p), other.find(p))):
        telling = _NOISE.sub("", phrase)
        if len(telling) > 1 and not any(phrase in longer for longer in kept):
            kept.append(phrase)
    return tuple(kept[:most])


def _common_runs(piece: str, own: str) -> Iterator[str]:
    """The longest stretches of one piece that stand in ``own``, each of at least two characters."""
    start, size = 0, len(piece)
    while start < size - 1:
        end = start + 1
        while end < size and piece[start : end + 1] in own:
            end += 1
        if end - start > 1:
            yield piece[start:end]
        start = max(end - 1, start + 1) if end - start > 1 else start + 1


def same_buildings(mine: str, theirs: str) -> tuple[str, ...]:
    """Buildings that both texts name."""
    theirs_named = set(buildings(fold(theirs)))
    return tuple(dict.fromkeys(b for b in buildings(fold(mine)) if b in theirs_named))


@dataclass(frozen=True, slots=True)
class Likeness:
    """One reason why two matters resemble each other.

    ``code`` is ``same_place``, ``same_building``, ``same_category`` or ``shared_words``; ``words``
    are shown to people.
    """

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """The words of a matter, as far as they are compared."""

    title: str
    text: str = ""
    place: str = ""
    category: str = ""


def reasons(mine: Matter, theirs: Matter) -> tuple[Likeness, ...]:
    """Why people should look at ``theirs`` before they send ``mine``."""
    found: list[Likeness] = []
    named = set(fold(mine.place).split())
    places = tuple(name for name in theirs.place.split() if fold(name) in named)
    if places:
        found.append(Likeness("same_place", places))
    shared = same_buildings(f"{mine.title} {mine.text}", f"{theirs.title} {theirs.text}")
    if shared:
        found.append(Likeness("same_building", shared[:3]))
    if mine.category and mine.category == theirs.category:
        found.append(Likeness("same_category", (theirs.category,)))
    whole = f"{mine.title}\n{mine.text}"
    phrases = shared_phrases(whole, theirs.title) or shared_phrases(whole, theirs.text)
    if phrases:
        found.append(Likeness("shared_words", phrases))
    return tuple(found)
