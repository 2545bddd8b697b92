"""The meetings of the story that were talked through, as frozen values read from ``hall.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from council.demo.content import HERE, Moment


@dataclass(frozen=True)
class Speech:
    """What somebody said, by gist."""

    who: str
    gist: str


@dataclass(frozen=True)
class Stance:
    """Where a side stands, said by one of its people."""

    by: str
    side: str
    stance: str
    words: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer of a side to an item."""

    by: str
    side: str
    at: Moment
    text: str


@dataclass(frozen=True)
class Promise:
    """What a side promised until the day ``due``; reported and judged where it was."""

    side: str
    text: str
    due: int
    by: str = ""
    reported: Moment | None = None
    report: str = ""
    judge: str = ""
    marked: Moment | None = None
    mark: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Talk:
    """One item; ``added`` where the side ``side`` put it later, by ``by``."""

    title: str
    minutes: int
    side: str = ""
    topic: str = ""
    conclusion: str = ""
    by: str = ""
    added: Moment | None = None
    answer: Reply | None = None
    speeches: tuple[Speech, ...] = ()
    stances: tuple[Stance, ...] = ()
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Record:
    """The minutes of a meeting, as far as they came.

    ``by`` put the speech number ``speech`` right; who has not signed yet still has to.
    """

    chair: str
    chair_body: str
    recorder: str
    circulated: Moment
    submitted: Moment
    corrected: Moment | None = None
    by: str = ""
    speech: int = 0
    words: str = ""
    recorder_signed: Moment | None = None
    chair_signed: Moment | None = None
    published: Moment | None = None
    annexed: Moment | None = None
    annex: str = ""


@dataclass(frozen=True)
class Sitting:
    """A meeting; of the series where ``series``, else of the body ``body``."""

    key: str
    noticed: Moment
    at: Moment
    closes: Moment
    place: str
    present: tuple[str, ...]
    words: str
    items: tuple[Talk, ...]
    series: bool = False
    chair: str = ""
    body: str = ""
    minutes: Record | None = None


@dataclass(frozen=True)
class Series:
    """The joint meeting that comes every month; ``first`` is when it should first be."""

    key: str
    name: str
    every: str
    sides: tuple[str, ...]
    invited: tuple[str, ...]
    place: str
    started: Moment
    first: Moment


@dataclass(frozen=True)
class HallStory:
    """The series and all meetings that are talked through."""

    series: Series
    meetings: tuple[Sitting, ...]


_KEPT = (
    *("circulated", "corrected", "submitted", "recorder_signed"),
    *("chair_signed", "published", "annexed"),
)


@cache
def hall_story() -> HallStory:
    """Read once; KeyError or TypeError where a field is missing or unknown."""
    with (HERE / "hall.toml").open("rb") as file:
        raw = tomllib.load(file)
    row = _moments(raw["series"], "started", "first")
    series = Series(sides=tuple(row.pop("sides")), invited=tuple(row.pop("invited")), **row)
    return HallStory(series, tuple(_sitting(sitting) for sitting in raw["meeting"]))


def _sitting(row: dict[str, Any]) -> Sitting:
    items = tuple(_talk(item) for item in row.pop("item"))
    present = tuple(row.pop("present"))
    kept = row.pop("minutes", None)
    return Sitting(
        items=items,
        present=present,
        minutes=Record(**_moments(kept, *_KEPT)) if kept else None,
        **_moments(row, "noticed", "at", "closes"),
    )


def _talk(row: dict[str, Any]) -> Talk:
    answer = row.pop("answer", None)
    return Talk(
        answer=Reply(**_moments(answer, "at")) if answer else None,
        speeches=tuple(Speech(**one) for one in row.pop("speech", [])),
        stances=tuple(Stance(**one) for one in row.pop("stance", [])),
        promises=tuple(
            Promise(**_moments(one, "reported", "marked")) for one in row.pop("promise", [])
        ),
        **_moments(row, "added"),
    )


def _moments(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {k: Moment.parse(v) if k in names else v for k, v in row.items()}
