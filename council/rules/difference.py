"""What changed between two versions of a text, so that it reads well in Chinese.

Pure. Words are not separated by blanks, so the text is compared sentence by sentence and then by
characters, with
figures and Latin words kept whole; islands of one or two equal characters between changes are
drawn into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "del", "ins"]

_TOKEN = re.compile(r"\d[\d,.:%/-]*\d%?|\d%?|[A-Za-z][A-Za-z0-9_'-]*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？；\n]+(?:[。！？；]+[”」』）]*)?|[。！？；]+|\n+")
_EDGES = frozenset("。！？；，、：\n（）「」『』“”")
_ISLAND = 2
"""Equal characters between two changes that are too few to read."""
_ALIKE = 35
"""Sentences of which less than this (per cent) stayed are shown as replaced whole."""
_MOST_PAIRS = 16_000_000
"""Longer rewritten passages are shown as replaced whole: comparing them would take seconds."""


class Change(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def difference(old: str, new: str) -> tuple[Change, ...]:
    """The changes from ``old`` to ``new`` in reading order, what went before what came.

    Joined without the insertions they are the old text, without the deletions the new one.
    """
    if old == new:
        return (Change("same", old),) if old else ()
    return tuple(_joined(_aligned(_by_sentence(old, new))))


def _by_sentence(old: str, new: str) -> Iterator[Change]:
    before, after = _sentences(old), _sentences(new)
    for kind, a, b in _blocks(before, after):
        if kind == "same":
            yield Change("same", a)
        else:
            yield from _by_token(a, b)


def _by_token(old: str, new: str) -> Iterable[Change]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    replaced = (Change("del", old), Change("ins", new))
    if len(before) * len(after) > _MOST_PAIRS:
        return replaced
    blocks = list(_blocks(before, after))
    stayed = sum(len(text) for kind, text, _ in blocks if kind == "same")
    if 2 * stayed * 100 < _ALIKE * (len(old) + len(new)):
        return replaced
    changes: list[Change] = []
    for kind, a, b in blocks:
        if kind == "same":
            changes.append(Change("same", a))
        else:
            changes += [Change("del", a), Change("ins", b)]
    return _without_islands(list(_joined(changes)))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield "same" if tag == "equal" else "changed", "".join(before[a:b]), "".join(after[c:d])


def _without_islands(changes: list[Change]) -> list[Change]:
    """Draw an equal stretch that is no longer than the changes on both its sides into them."""
    sizes = [0 if change.kind == "same" else len(change.text) for change in changes]
    result: list[Change] = []
    for i, change in enumerate(changes):
        left, right = max(sizes[max(i - 2, 0) : i], default=0), max(sizes[i + 1 : i + 3], default=0)
        if change.kind == "same" and _is_island(change.text, min(left, right)):
            result += [Change("del", change.text), Change("ins", change.text)]
        else:
            result.append(change)
    return result


def _is_island(text: str, beside: int) -> bool:
    return len(text) <= min(_ISLAND, beside) and not any(c in _EDGES for c in text)


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """Neighbouring changes as one deletion and one insertion, equal neighbours as one stretch."""
    same = gone = come = ""
    for kind, text in changes:
        if kind == "same" and text:
            if gone or come:
                yield from _pair(gone, come)
                gone = come = ""
            same += text
        elif text:
            if same:
                yield Change("same", same)
                same = ""
            gone, come = (gone + text, come) if kind == "del" else (gone, come + text)
    if same:
        yield Change("same", same)
    yield from _pair(gone, come)


def _pair(gone: str, come: str) -> Iterator[Change]:
    if gone:
        yield Change("del", gone)
    if come:
        yield Change("ins", come)


def _aligned(changes: Iterable[Change]) -> list[Change]:
    """Slide lone insertions and deletions so that they begin behind punctuation where they can."""
    result = list(_joined(changes))
    for i in range(1, len(result) - 1):
        before, change, after = result[i - 1 : i + 2]
        if (before.kind, after.kind) == ("same", "same") and change.kind != "same":
            result[i - 1 : i + 2] = _slid(before.text, change, after.text)
    return result


def _slid(before: str, change: Change, after: str) -> list[Change]:
    text, back, forth = change.text, 0, 0
    while back < min(len(before), len(text)) and before[-back - 1] == text[-back - 1]:
        back += 1
    while forth < min(len(after), len(text)) and after[forth] == text[forth]:
        forth += 1
    whole, start = before + text + after, len(before)
    moves = sorted(range(-back, forth + 1), key=abs)
    begin = next((start + m for m in moves if _starts_well(whole, start + m)), start)
    end = begin + len(text)
    return [
        Change("same", whole[:begin]),
        Change(change.kind, whole[begin:end]),
        Change("same", whole[end:]),
    ]


def _starts_well(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in _EDGES
