"""What a sheet says, typed on the number keys, and back: for entering many sheets quickly.

=========== ==================================================================
motion      ``1`` yes · ``2`` no · ``3`` abstain
marks       the numbers of the options: ``2 5``
order       the numbers in their order, the best first: ``3 1``
grades      a key for each member in turn, ``0`` where none is marked: ``1 2 0``
scores      a number for each option in turn: ``90 85``
points      a number for each option in turn, ``0`` for none: ``3 0 2``
every kind  ``0`` spoiled · ``/`` abstain · ``*`` against all (where the ballot offers it)
=========== ==================================================================

A sheet without any mark is entered as the rule of the vote says: as spoiled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from council.rules.form import Form, read_content
from council.rules.marking import GRADES, answer_key, choices
from council.rules.verdict import Reason, Refused

MOTION_KEYS = {"1": "yes", "2": "no", "3": "abstain", "0": "spoiled", "/": "abstain"}
CHOICE_KEYS = {"0": "spoiled", "/": "abstain", "*": "no"}
_BETWEEN = re.compile(r"[\s,;、，；+]+")


def keys(form: Form) -> dict[str, str]:
    """The keys that stand for a ``choice`` on a ballot of this form, key → choice."""
    offered = MOTION_KEYS if form.kind == "motion" else CHOICE_KEYS
    return {
        key: choice
        for key, choice in offered.items()
        if choice in choices(form) and not (form.kind == "motion" and key == "/")
    }


def read(form: Form, typed: str) -> dict[str, Any]:
    """The content of a ballot from what was typed.

    Raises:
        Refused: ``keys_unreadable``, ``keys_too_few`` (a figure for each option is needed), or what
            :func:`~council.rules.form.read_content` says of the content.
    """
    text = unicodedata.normalize("NFKC", typed[:2000]).strip()
    offered = MOTION_KEYS if form.kind == "motion" else CHOICE_KEYS
    if text in offered:
        return read_content(form, {"choice": offered[text]})
    numbers = _numbers(text)
    if form.kind == "motion":
        raise Refused([Reason("keys_unreadable", {})])
    key = answer_key(form)
    if key in ("marks", "order"):
        return read_content(form, {key: numbers})
    return read_content(form, {key: _each(form, key, text, numbers)})


def typed(form: Form, content: Mapping[str, Any]) -> str:
    """The keys for a content: :func:`read` gives it back."""
    ((key, said),) = content.items()
    if key == "choice":
        return next(sign for sign, choice in keys(form).items() if choice == said)
    if key in ("marks", "order"):
        return " ".join(str(position) for position in said)
    given = [said.get(str(position)) for position in form.positions]
    if key == "grades":
        return " ".join("0" if grade is None else str(GRADES.index(grade) + 1) for grade in given)
    return " ".join(str(number or 0) for number in given)


def _numbers(text: str) -> list[int]:
    parts = [part for part in _BETWEEN.split(text) if part]
    if not parts or any(not (part.isascii() and part.isdigit()) for part in parts):
        raise Refused([Reason("keys_unreadable", {})])
    return [int(part[:9]) for part in parts]


def _each(form: Form, key: str, text: str, numbers: list[int]) -> dict[str, Any]:
    """A figure for each option in the order of the list."""
    if key == "grades" and len(numbers) == 1 and len(text) == len(form.positions):
        numbers = [int(digit) for digit in text]
    if len(numbers) != len(form.positions):
        raise Refused([Reason("keys_too_few", {"have": len(numbers), "need": len(form.positions)})])
    pairs = zip(form.positions, numbers, strict=True)
    if key != "grades":
        return {str(position): number for position, number in pairs}
    if any(number > len(GRADES) for number in numbers):
        raise Refused([Reason("grade_unknown", {})])
    return {str(position): GRADES[number - 1] for position, number in pairs if number}
