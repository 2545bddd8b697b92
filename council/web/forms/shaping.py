"""Validators that keep what the rules' shapes keep, and say in words what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import ValidationError

from council import vocabulary
from council.rules.shapes import clean_line, clean_text, parse_hundredths
from council.rules.verdict import Refused


class Shape:
    """Run a function of :mod:`council.rules.shapes` on the field; its value becomes the data."""

    def __init__(self, clean: Callable[[Any], Any], *, required: bool = False) -> None:
        self.clean = clean
        self.field_flags = {"required": True} if required else {}

    def __call__(self, _form: Any, field: Any) -> None:
        """Clean the field's data, or stop with the reason."""
        try:
            field.data = self.clean(field.data)
        except Refused as refusal:
            raise ValidationError(vocabulary.reason(refusal.reasons[0])) from refusal


def line(minimum: int, maximum: int, name: str) -> Shape:
    """One line of text; ``name`` is the field's code in the vocabulary."""
    return Shape(lambda raw: clean_line(raw, minimum, maximum, name), required=minimum > 0)


def text(minimum: int, maximum: int, name: str, *, required: bool | None = None) -> Shape:
    """Text of several lines; ``required`` (default: by the minimum) only marks the label."""
    needed = minimum > 0 if required is None else required
    return Shape(lambda raw: clean_text(raw, minimum, maximum, name), required=needed)


def yuan(maximum: int, name: str = "cost") -> Shape:
    """Yuan, checked to be exact to the fen; the typed text stays. ``maximum`` in fen."""

    def check(raw: str | None) -> str:
        typed = (raw or "").strip()
        if typed:
            parse_hundredths(typed, 0, maximum, name)
        return typed

    return Shape(check)
