"""Reads the rulebook's TOML strictly: every complaint names the file and the line at fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

from council.rules.rule import LANGUAGES, Threshold

T = TypeVar("T")
_HEADER = re.compile(r"^\s*\[\[\s*([A-Za-z_]+)\s*\]\]")
_MOST_DAYS = 366


class Named(Protocol):
    """What a table is read into, with the id that it has in its file."""

    @property
    def id(self) -> str:
        """Its id."""


N = TypeVar("N", bound=Named)


class RulebookError(Exception):
    """The book is malformed or contradicts itself; the message reads ``file:line: why``."""


@dataclass(frozen=True)
class Table:
    """One ``[[kind]]`` table of a file: its values, and where they stand."""

    path: Path
    line: int
    lines: Mapping[str, int]
    values: Mapping[str, Any]

    def fail(self, key: str | None, message: str) -> NoReturn:
        """Refuse the book at the line of ``key`` (of the table itself where it has no such key)."""
        line = self.lines.get(key or "", self.line)
        who = self.values.get("id", "?")
        raise RulebookError(f"{self.path.name}:{line}: {who}: {message}")

    def only(self, required: Collection[str], optional: Collection[str]) -> None:
        """Refuse unknown and missing keys."""
        for key in self.values:
            if key not in required and key not in optional:
                self.fail(key, f"unknown key {key!r}")
        for key in required:
            if key not in self.values:
                self.fail(None, f"{key!r} is missing")

    def get(self, key: str, kind: type[T], default: T) -> T:
        """The value of ``key``, which is of exactly this type, or the default."""
        value = self.values.get(key, default)
        if type(value) is not kind:
            self.fail(key, f"{key} is not of type {kind.__name__}")
        return value

    def text(self, key: str) -> str:
        """A required text that is not empty."""
        value = self.get(key, str, "")
        if not value.strip():
            self.fail(key, f"{key} is empty")
        return value

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """A text that is one of the choices."""
        value = self.text(key) if default is None else self.get(key, str, default)
        if value not in choices:
            self.fail(key, f"{key} {value!r} is none of {', '.join(sorted(choices))}")
        return value

    def days(self, key: str) -> int:
        """A number of days, 0 where it is not given."""
        value = self.get(key, int, 0)
        if not 0 <= value <= _MOST_DAYS:
            self.fail(key, f"{key} {value} is not between 0 and {_MOST_DAYS}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts without repetition."""
        values = self.get(key, list, [])
        if not all(type(value) is str and value for value in values):
            self.fail(key, f"{key} is not a list of texts")
        if len(set(values)) != len(values):
            self.fail(key, f"{key} names something twice")
        return tuple(values)

    def words(self, key: str) -> dict[str, str]:
        """A text in every language that the pages speak."""
        value = self.get(key, dict, {})
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.fail(key, f"{key} has no translation {language}")
        self.refuse_others(key, value, LANGUAGES)
        return dict(value)

    def force(self) -> tuple[date, date | None]:
        """First and last day in force."""
        first, last = self.values.get("in_force_from"), self.values.get("in_force_until")
        if type(first) is not date:
            self.fail("in_force_from", "in_force_from is not a date")
        if last is not None and (type(last) is not date or last < first):
            self.fail("in_force_until", "in_force_until is not a date on or after in_force_from")
        return first, last

    def threshold(self, key: str, data: Mapping[str, Any]) -> Threshold:
        """The threshold in an inline table with ``share`` and ``inclusive``."""
        share, inclusive = data.get("share"), data.get("inclusive")
        if type(share) is not str or type(inclusive) is not bool:
            self.fail(key, f"{key} needs a share in quotes and inclusive = true or false")
        return self.attempt(key, lambda: Threshold.of(share, inclusive=inclusive))

    def attempt(self, key: str, read: Callable[[], T]) -> T:
        """Call ``read``; its ValueError becomes a complaint about ``key``."""
        try:
            return read()
        except ValueError as error:
            self.fail(key, f"{key}: {error}")

    def refuse_others(self, key: str, data: Mapping[str, Any], known: Collection[str]) -> None:
        """Refuse keys of an inline table that nobody reads."""
        for name in data:
            if name not in known:
                self.fail(key, f"{key}: unknown key {name!r}")


def read_tables(path: Path, kind: str) -> list[Table]:
    """All ``[[kind]]`` tables of the file, in order.

    Raises:
        RulebookError: the file is no TOML, or holds anything else.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(f"{path.name}:1: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = found.group(1) if found else text.count("\n") + 1
        raise RulebookError(f"{path.name}:{line}: {error}") from error
    rows = data.get(kind)
    if set(data) != {kind} or not isinstance(rows, list) or not all(type(r) is dict for r in rows):
        raise RulebookError(f"{path.name}:1: the file holds [[{kind}]] tables and nothing else")
    places = _places(text, kind)
    if len(places) != len(rows):
        raise RulebookError(f"{path.name}:1: write every {kind} as a [[{kind}]] table")
    return [Table(path, *place, row) for place, row in zip(places, rows, strict=True)]


def read_named(path: Path, kind: str, read: Callable[[Table], N]) -> dict[str, N]:
    """What ``read`` makes of every ``[[kind]]`` table, by its id, in order.

    Raises:
        RulebookError: as :func:`read_tables` and ``read``; an id that is defined twice.
    """
    found: dict[str, N] = {}
    for table in read_tables(path, kind):
        made = read(table)
        if made.id in found:
            table.fail("id", "is defined twice")
        found[made.id] = made
    return found


def _places(text: str, kind: str) -> list[tuple[int, dict[str, int]]]:
    """The line of each table and of each of its keys, counted from 1."""
    places: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header and header.group(1) == kind:
            places.append((number, {}))
        elif places and (key := re.match(r"\s*([A-Za-z_]+)\s*[=.]", line)):
            places[-1][1].setdefault(key.group(1), number)
    return places
