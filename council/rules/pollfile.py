"""``count poll``: decides a poll from one JSON object, strictly and without guessing.

Beside what every poll has (rule, on, roll, ballots) the object may have ``form`` (see ``form``; a
ballot then says ``content`` instead of ``choice``), ``present`` (voters who attend), ``hands`` (a
show of hands) and ``voted`` (all voters with a mark). Where ``voted`` is given, ballots may come
without their voters: a secret poll.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn, TypeGuard

from council.rules.calendar import FIRST_DAY, LAST_DAY
from council.rules.counting import Cast, count
from council.rules.form import MOTION, Form
from council.rules.marking import choices, read_content
from council.rules.rule import Rule
from council.rules.rulebook import Rulebook, RuleNotFound
from council.rules.tally import CHANNELS, CountError, Line, show
from council.rules.verdict import Refused

_AREA = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,2}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_HEADS = 1_000_000
_MOST_LETTERS = 200


def read_document(text: str) -> dict[str, Any]:
    """Parse one JSON object; CountError for anything else, for NaN and for a key given twice."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except CountError:
        raise
    except (ValueError, RecursionError) as error:
        raise CountError(f"not JSON: {str(error).splitlines()[0]}") from error
    return _table(data, "the document")


def count_poll(document: object, book: Rulebook) -> dict[str, object]:
    """Decide a poll offline: input and output as INTERFACES describes ``count poll``.

    Raises:
        CountError: with one line, where anything is unknown, missing, double or out of range.
    """
    data = _table(document, "the document")
    _keys(data, "the document", ("rule", "on", "roll", "ballots"), _MORE)
    rule = _rule(data["rule"], _day(data["on"]), book)
    form = _form(data["form"], rule) if "form" in data else MOTION
    lines = [_line(entry, i, rule) for i, entry in enumerate(_list(data["roll"], "roll"), 1)]
    secret = "voted" in data
    cast = [
        _cast(entry, i, form, secret)
        for i, entry in enumerate(_list(data["ballots"], "ballots"), 1)
    ]
    voters = dict.fromkeys(one.voter for one in cast if one.voter is not None)
    outcome = count(
        rule,
        form,
        lines,
        cast,
        voted=_voters(data["voted"], "voted") if secret else list(voters),
        present=_voters(data.get("present", []), "present"),
        hands=_table(data["hands"], "hands") if "hands" in data else None,
    )
    return describe(outcome)


_MORE = ("form", "present", "hands", "voted")
_TOLD = ("rule", "outcome", "participation", "approval", "counts", "reasons", "statutes")
_TOLD_OF_OPTIONS = ("results", "seats", "seats_left", "run_off", "fund")


def describe(outcome: Mapping[str, Any]) -> dict[str, object]:
    """The outcome of ``count`` as the JSON object that ``count poll`` prints."""
    told = {key: outcome[key] for key in (*_TOLD, *_TOLD_OF_OPTIONS) if key in outcome}
    told["reasons"] = [{"code": r["code"], **r["params"]} for r in outcome["reasons"]]
    return told


def parse_area(value: object) -> int:
    """Hundredths of m² from exact text such as ``89.31``, or from a whole number.

    Raises:
        CountError: for floats, signs, more than two decimals, nothing, and 10⁹ m² or more.
    """
    text = str(value) if type(value) is int and 0 < value < 10**9 else value
    found = _AREA.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise CountError(f"area {show(value)} is not m² in quotes with at most two decimals")
    hundredths = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    if not hundredths:
        raise CountError("area is not more than 0")
    return hundredths


def _rule(name: object, on: date, book: Rulebook) -> Rule:
    try:
        return book.rule(_text(name, "rule"), on)
    except RuleNotFound as error:
        what = f"is not in force on {on.isoformat()}" if error.known else "is unknown"
        raise CountError(f"rule {show(name)} {what}") from error


def _day(value: object) -> date:
    try:
        day = date.fromisoformat(value if _is_day(value) else "")
    except ValueError as error:
        raise CountError(f"on: {show(value)} is not a date such as 2026-05-01") from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CountError(f"on: {show(value)} is not between 1970 and 2100")
    return day


def _is_day(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _starts_with_day(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _DAY.match(value) is not None


def _line(entry: object, number: int, rule: Rule) -> Line:
    place = f"roll {number}"
    data = _table(entry, place)
    _keys(data, place, ("voter", "heads"), ("area", "recused"))
    heads, recused, area = data["heads"], data.get("recused", False), data.get("area")
    if type(heads) is not int or not 1 <= heads <= _MOST_HEADS:
        raise CountError(f"{place}: heads {show(heads)} is not a whole number from 1")
    if type(recused) is not bool:
        raise CountError(f"{place}: recused {show(recused)} is neither true nor false")
    if area is None and rule.counts_area:
        raise CountError(f"{place}: rule {rule.id} counts area and there is none")
    try:
        measured = None if area is None else parse_area(area)
    except CountError as error:
        raise CountError(f"{place}: {error}") from error
    return Line(_text(data["voter"], f"{place}: voter"), heads, measured, recused)


def _form(value: object, rule: Rule) -> Form:
    form = Form.from_data(_table(value, "form"))
    reasons = form.check(rule).reasons
    if reasons:
        raise CountError(f"form: {', '.join(dict.fromkeys(reason.code for reason in reasons))}")
    return form


def _cast(entry: object, number: int, form: Form, secret: bool) -> Cast:
    place = f"ballots {number}"
    data = _table(entry, place)
    says = "content" if "content" in data else "choice"
    required, optional = (says, "channel"), ("at",)
    if secret:
        _keys(data, place, required, ("voter", *optional))
    else:
        _keys(data, place, ("voter", *required), optional)
    if data["channel"] not in CHANNELS:
        raise CountError(f"{place}: unknown channel {show(data['channel'])}")
    if says == "choice" and data["choice"] not in choices(form):
        raise CountError(f"{place}: unknown choice {show(data['choice'])}")
    voter = _text(data["voter"], f"{place}: voter") if "voter" in data else None
    content = {"choice": data["choice"]} if says == "choice" else _content(data, form, place)
    _instant(data.get("at"), place)
    return Cast(voter, content, data["channel"])


def _content(data: Mapping[str, Any], form: Form, place: str) -> dict[str, Any]:
    try:
        return read_content(form, data["content"])
    except Refused as refused:
        raise CountError(f"{place}: {refused}: {show(data['content'])}") from refused


def _voters(value: object, place: str) -> list[str]:
    return [_text(entry, f"{place} {i}") for i, entry in enumerate(_list(value, place), 1)]


def _instant(value: object, place: str) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value if _starts_with_day(value) else "")
    except ValueError as error:
        raise CountError(f"{place}: at {show(value)} is not a time") from error
    if instant.tzinfo is None:
        raise CountError(f"{place}: at {show(value)} has no time zone")
    if not FIRST_DAY.year <= instant.year <= LAST_DAY.year:
        raise CountError(f"{place}: at {show(value)} is not between 1970 and 2100")
    return instant


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CountError(f"{place} is not a JSON object")
    return value


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise CountError(f"{place} is not a list")
    return value


def _keys(
    data: Mapping[str, Any], place: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> None:
    """A key that nobody reads is likely a slip that would change the count: refuse it."""
    for key in required:
        if key not in data:
            raise CountError(f"{place}: {key} is missing")
    for key in data:
        if key not in required and key not in optional:
            raise CountError(f"{place}: unknown key {show(key)}")


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_LETTERS or not value.isprintable():
        raise CountError(f"{place} {show(value)} is not a name of 1 to {_MOST_LETTERS} letters")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise CountError("not JSON: a key is given twice in one object")
    return data


def _no_number(name: str) -> NoReturn:
    raise CountError(f"not JSON: {name} is not a number")
