"""Which earlier matters a text resembles: grams, weights and score (why: :mod:`.likeness`).

Pure, and in integers only. Chinese writes no spaces, so a text is cut at the small words that
carry no subject
(的, 了, 我们 …) and each remaining run becomes its pairs of characters; Latin words and figures
stay whole,
buildings (「6号楼」, 「六栋」) become one feature whatever they are called, and the names of
compounds weigh more.

A gram is known by its code, a positive integer below 2**62, so that the index needs no text and no
collation.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import isqrt
from typing import NamedTuple

from council.rules.folding import fold

Grams = dict[int, int]
"""Gram code → weight (1 to 255)."""

IN_TITLE = 3
"""How much more a word in the title says than one in the text."""
IN_NAME = 2
"""What a pair of characters gains when it is part of the name of a place."""
BUILDING = 3
"""Weight of a building or phase, in title or text."""
MOST_GRAMS = 600
"""Grams kept of one document; a text of 3,000 characters seldom has more."""

PAIRS = 1 << 21
"""Codes below are single characters."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SMALL = (
    "的了是在我你您他她它们和与及或也都就还把被让向从于吗呢吧啊之其此"
    "该这那哪么已而且但因为所以如若却则则又再很更最太非请"
)
_RUN = re.compile(
    f"[{_HAN}]+|(?<![a-z0-9.-])[a-z]?[0-9]*(?:栋|期|单元|号线|区|县)(?= )|[a-z0-9]+(?:[-.][0-9]+)*"
)
_CUT = re.compile(f"[{_SMALL}]")
_NUMBER = r"(?:[a-z]?\d{1,4}|[a-z]|[一二三四五六七八九十]{1,3})"
_BUILDING = re.compile(rf"(?<![a-z0-9第])({_NUMBER})[#]?(号楼|号栋|栋|幢|座|期|单元|号线|区|县)")
_KINDS = {"号楼": "栋", "号栋": "栋", "幢": "栋", "座": "栋"}
_PLACE = re.compile(
    rf"[{_HAN}]{{2,6}}?(?:小区|社区|花园|公寓|家园|国际|新城|新村|广场|中心|公馆|山庄|学校|小学|幼儿园|"
    r"[苑城府湾庭园村镇路街桥])"
)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}


def _number(written: str) -> str:
    """「十二」 → 「12」; what is not a small Chinese numeral stays as it is."""
    if written[0] not in _DIGITS and written[0] != "十":
        return written
    tens, has_ten, ones = written.rpartition("十")
    if not has_ten:
        return "".join(str(_DIGITS[digit]) for digit in written)
    return str((_DIGITS.get(tens, 1)) * 10 + _DIGITS.get(ones, 0))


@lru_cache(maxsize=8192)
def word_code(word: str) -> int:
    """The code of a word that is kept whole."""
    digest = blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 3 | 1 << 61


def gram_code(gram: str) -> int:
    """The code of one character or of a pair; anything longer is a word."""
    if len(gram) == 2:
        return ord(gram[0]) << 21 | ord(gram[1])
    return ord(gram) if len(gram) == 1 else word_code(gram)


def buildings(folded: str) -> list[str]:
    """Buildings, phases and districts of a folded text, in one form: 「六号楼」 is 「6栋」."""
    return [_number(n) + _KINDS.get(kind, kind) for n, kind in _BUILDING.findall(folded)]


def _named(found: re.Match[str]) -> str:
    return f" {_number(found[1])}{_KINDS.get(found[2], found[2])} "


def pieces(folded: str) -> Iterator[str]:
    """The runs of a folded text that carry its subject.

    Chinese between the small words, a Latin word or figure, or a building in its one form.
    """
    for found in _RUN.finditer(_BUILDING.sub(_named, folded)):
        run = found[0]
        if run[0] < "\u3007":
            yield run
        else:
            yield from filter(None, _CUT.split(run))


def stretches(folded: str) -> Iterator[str]:
    """The runs as they are written, buildings too, for the phrases that people are shown."""
    for run in _RUN.findall(folded):
        yield from filter(None, _CUT.split(run))


def grams_of_piece(piece: str) -> list[str]:
    """The pairs of a Chinese piece; one character or a Latin word stays as it is."""
    if len(piece) == 1 or piece[0] < "\u3007":
        return [piece]
    return [piece[i : i + 2] for i in range(len(piece) - 1)]


def _places(folded: str) -> set[str]:
    """Pairs of characters that are part of the name of a place."""
    pairs: set[str] = set()
    for piece in pieces(folded):
        for found in _PLACE.finditer(piece):
            pairs.update(grams_of_piece(found[0]))
    return pairs


def _count(text: str, weight: int, most: int, into: Grams) -> None:
    for piece in pieces(text):
        for gram in grams_of_piece(piece):
            code = gram_code(gram)
            have = into.get(code, 0)
            if have < most:
                into[code] = have + weight
    for building in buildings(text):
        code = word_code(building)
        into[code] = max(into.get(code, 0), BUILDING)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of one matter: the grams of its title (with its place) and those of the
    whole.
    """

    title: frozenset[int]
    grams: Grams


def profile(title: str, text: str = "", place: str = "") -> Profile:
    """The profile of a matter. Title and named place weigh more than the text; repetition counts
    twice at most.
    """
    head = fold(f"{title} {place}")
    body = fold(text)
    grams: Grams = {}
    _count(head, IN_TITLE, IN_TITLE, grams)
    in_head = frozenset(grams)
    for pair in _places(head):
        code = gram_code(pair)
        if code in grams:
            grams[code] += IN_NAME
    body_grams: Grams = {}
    _count(body, 1, 2, body_grams)
    for code, weight in body_grams.items():
        if len(grams) >= MOST_GRAMS and code not in grams:
            continue
        grams[code] = grams.get(code, 0) + weight
    return Profile(in_head, grams)


class Packed(NamedTuple):
    """A profile as it is kept: grams of the title, all grams, and the sum of squared weights."""

    title: frozenset[int]
    grams: Grams
    squares: int


def pack(made: Profile) -> bytes:
    """A profile as bytes: sizes, squares, codes (those of the title first), weights."""
    codes = sorted(made.grams, key=lambda code: (code not in made.title, code))
    weights = bytes(min(made.grams[code], 255) for code in codes)
    squares = sum(weight * weight for weight in weights)
    head = struct.pack("<HHI", len(codes), len(made.title), squares)
    return head + struct.pack(f"<{len(codes)}q", *codes) + weights


def unpack(packed: bytes) -> Packed:
    """The profile that :func:`pack` packed."""
    size, in_title, squares = struct.unpack_from("<HHI", packed)
    codes = struct.unpack_from(f"<{size}q", packed, 8)
    grams = dict(zip(codes, packed[8 + 8 * size :], strict=True))
    return Packed(frozenset(codes[:in_title]), grams, squares)


def matches(wanted: frozenset[int], packed: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the wanted grams a packed profile has: in the title, and anywhere."""
    size, in_title, _ = struct.unpack_from("<HHI", packed)
    codes = struct.unpack_from(f"<{size}q", packed, 8)
    return wanted.intersection(codes[:in_title]), wanted.intersection(codes)


def single_characters(text: str) -> frozenset[int]:
    """Codes of every Chinese character of a text, for questions of one character."""
    return frozenset(ord(c) for run in _RUN.findall(fold(text)) if run[0] >= "\u3007" for c in run)


def _log2_sixteenths(numerator: int, denominator: int) -> int:
    """16 · log2(numerator / denominator), rounded down; numerator ≥ denominator > 0."""
    return ((numerator**16) // (denominator**16)).bit_length() - 1


@lru_cache(maxsize=16384)
def worth(documents: int, having: int) -> int:
    """How much a gram says, in sixteenths of a bit: 0 where every document has it.

    ``documents`` is how many there are, ``having`` in how many the gram stands.
    """
    return _log2_sixteenths(documents + 1, min(max(having, 1), documents + 1))


def squares(query: Mapping[int, int], worths: Mapping[int, int]) -> int:
    """The squared length of a query, for :func:`score`."""
    return sum((weight * worths[code]) ** 2 for code, weight in query.items())


def score(
    query: Mapping[int, int], own: int, document: Packed, worths: Mapping[int, int], mean: int
) -> int:
    """How far two matters resemble each other, 0 to 1000 (about a cosine, weighted by worth).

    ``own`` are the query's squares, ``worths`` has the worth of its grams; those of the document
    that the query lacks count with the ``mean`` worth, since looking them up would cost too much.
    """
    dot = theirs = shared_squares = 0
    for code in query.keys() & document.grams.keys():
        worth, weight = worths[code] ** 2, document.grams[code]
        dot += query[code] * weight * worth
        theirs += weight * weight * worth
        shared_squares += weight * weight
    if not dot:
        return 0
    theirs += (document.squares - shared_squares) * mean * mean
    return min(1000 * dot // max(isqrt(own * theirs), 1), 1000)


def choose(
    query: Mapping[int, int], worths: Mapping[int, int], having: Mapping[int, int], most: int
) -> list[int]:
    """The grams to look candidates up by: those that say most, and that some other matter has at
    all.
    """
    known = [code for code in query if having.get(code)]
    known.sort(key=lambda code: (-worths[code] * query[code], code))
    return known[:most]
