"""A ballot as it is marked on the page, for every kind of form; what was marked is never lost.

Field names: ``choice`` for yes, no or abstain on a question; else ``mark`` for an option's position
(or ``no``, ``abstain``), ``grade-3`` for a grade, ``number-3`` for scores, points and places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from council import vocabulary
from council.rules.form import Form, read_content
from council.rules.marking import answer_key, choices
from council.rules.verdict import Reason, Refused
from council.vocabulary import word

_MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, as the error summary reads it."""

    id: str
    errors: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """One ballot: its form, what was marked by field name, and what is wrong with it.

    ``content`` is what would be cast: None where nothing was sent or something is wrong.
    """

    form: Form
    marked: dict[str, list[str]] = field(default_factory=dict)
    content: dict[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def errors(self) -> dict[str, list[str]]:
        """The problems by field, as the error summary asks for them."""
        return {"ballot": [vocabulary.reason(r) for r in self.reasons]} if self.reasons else {}

    def __iter__(self) -> Iterator[Problem]:
        for reason in self.reasons:
            yield Problem("ballot", (vocabulary.reason(reason),))

    @property
    def answer(self) -> str:
        """How it is filled in: choice, marks, grades, scores, points or order."""
        return answer_key(self.form)

    @property
    def says(self) -> tuple[str, ...]:
        """What may be said instead of marking options."""
        return tuple(c for c in choices(self.form) if c != "spoiled")

    @property
    def one(self) -> bool:
        """Whether only one option may be marked."""
        return self.answer == "marks" and self.form.most == 1

    def has(self, name: str, value: object) -> bool:
        """Whether this was marked."""
        return str(value) in self.marked.get(name, ())

    def typed(self, name: str) -> str:
        """What was typed into a field."""
        return next(iter(self.marked.get(name, ())), "")

    def pairs(self) -> list[tuple[str, str]]:
        """The fields that say the same again, for the step of confirmation."""
        return list(_pairs(self.content or {}))


def blank(form: Form) -> Sheet:
    """A ballot on which nothing is marked."""
    return Sheet(form)


def read(form: Form, data: MultiDict[str, str]) -> Sheet:
    """What was marked, checked as strictly as when it is cast."""
    sheet = Sheet(form, _kept(form, data))
    try:
        sheet.content = read_content(form, _content(sheet))
    except Refused as no:
        sheet.reasons = tuple(dict.fromkeys(no.reasons))
    return sheet


def _kept(form: Form, data: MultiDict[str, str]) -> dict[str, list[str]]:
    names = ["choice", "mark"]
    names += [f"{kind}-{p}" for p in form.positions for kind in ("grade", "number")]
    found = {name: [value[:40] for value in data.getlist(name) if value] for name in names}
    return {name: values for name, values in found.items() if values}


def _content(sheet: Sheet) -> dict[str, Any]:
    """The content as it was meant; Refused where it cannot be made out."""
    if sheet.answer == "choice":
        return {"choice": _offered(sheet, sheet.typed("choice"))}
    filled, said = _filled(sheet), [v for v in sheet.marked.get("mark", ()) if not v.isdecimal()]
    if said and (filled or len(said) > 1):
        raise Refused([Reason("ballot_both", {"choice": word("choice", _known(said[0]))})])
    return {"choice": _offered(sheet, said[0])} if said else {sheet.answer: filled}


def _offered(sheet: Sheet, said: str) -> str:
    """What is said instead of marking; nobody spoils a ballot here on purpose."""
    if not said:
        raise Refused([Reason("ballot_nothing")])
    if said not in sheet.says:
        raise Refused([Reason("choice_not_offered")])
    return said


def _known(said: str) -> str:
    return said if said in ("no", "abstain") else "abstain"


def _filled(sheet: Sheet) -> Any:
    if sheet.answer == "marks":
        return [int(v) for v in sheet.marked.get("mark", ()) if v.isdecimal()]
    if sheet.answer == "grades":
        return {str(p): sheet.typed(f"grade-{p}") for p in _with(sheet, "grade")}
    numbers = {p: _number(sheet, p) for p in _with(sheet, "number")}
    if sheet.answer != "order":
        return {str(position): number for position, number in numbers.items()}
    places = list(numbers.values())
    twice = [place for place in sorted(set(places)) if places.count(place) > 1]
    if twice:
        raise Refused([Reason("rank_twice", {"rank": place}) for place in twice])
    return sorted(numbers, key=lambda position: numbers[position])


def _with(sheet: Sheet, kind: str) -> list[int]:
    return [p for p in sheet.form.positions if f"{kind}-{p}" in sheet.marked]


def _number(sheet: Sheet, position: int) -> int:
    text = sheet.typed(f"number-{position}").strip()
    if text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    label = next(o.label for o in sheet.form.options if o.position == position)
    raise Refused([Reason("ballot_number_unreadable", {"label": label})])


def _pairs(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, given in content.items():
        if key == "choice":
            # a form of options reads what is said from ``mark``, a question from ``choice``
            yield from (("choice", given), ("mark", given))
        elif key == "marks":
            yield from (("mark", str(position)) for position in given)
        elif key == "order":
            yield from ((f"number-{p}", str(place)) for place, p in enumerate(given, 1))
        else:
            kind = "grade" if key == "grades" else "number"
            yield from ((f"{kind}-{position}", str(value)) for position, value in given.items())
