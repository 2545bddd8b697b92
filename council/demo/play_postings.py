"""Plays routine disclosure: the catalogue, and what was posted of the last months."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from council.demo.content import HERE, ZONE
from council.demo.play import Event, Play
from council.models.base import new_id
from council.rules import postings as law_of
from council.rules.calendar import is_working_day
from council.rules.postings import Period
from council.services import disclosureitems, postings
from council.services.postings import Draft

Row = Mapping[str, Any]
_AFTER = 4
"""Days after a period on which its posting goes out."""
_MINUTE = timedelta(minutes=5)


def events(play: Play) -> Iterator[Event]:
    """The catalogue from some months ago on, and a posting for each period that is over."""
    story = tomllib.loads((HERE / "postings.toml").read_text(encoding="utf-8"))
    today = play.settled.today
    since = _months_before(today, int(story["months"]))
    yield Event(_at(since), partial(_install, play, since), "the catalogue of disclosure")
    rhythms = {row["number"]: (row["rhythm"], row["title"]) for row in disclosureitems.default()}
    for row in story["item"]:
        rhythm, title = rhythms[row["item"]]
        periods = law_of.finished(rhythm, since, None, today, 12)
        for place, period in enumerate(periods):
            on = _working(period.last + timedelta(days=_AFTER))
            if "text" in row and on < today:
                waits = bool(row.get("waits")) and place == 0
                do = partial(_post, play, row, title, period, waits)
                yield Event(_at(on, 9 + row["item"] % 8), do, f"posting {row['item']}")


def _months_before(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _working(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour, 15), ZONE)


def _install(play: Play, since: date, at: datetime) -> None:
    disclosureitems.install(play.cid, actor=play.clerk(), at=at, from_on=since)


def _post(play: Play, row: Row, title: str, period: Period, waits: bool, at: datetime) -> None:
    """Everything from preparing to the board, in one morning."""
    actor = play.settled.actor
    draft = Draft(title, row["text"], row.get("table", ""))
    number = postings.prepare(
        play.cid,
        row["item"],
        period.code,
        draft,
        request_key=new_id().hex,
        actor=play.clerk(),
        at=at,
    )
    who = actor("hao", "supervision")
    postings.check(play.cid, number, version=1, actor=who, at=at + _MINUTE)
    if waits:
        return
    for version, who in ((2, actor("gao", "party")), (3, actor("lu", "committee"))):
        postings.approve(play.cid, number, version=version, actor=who, at=at + version * _MINUTE)
    postings.post(play.cid, number, version=4, actor=play.clerk(), at=at + 4 * _MINUTE)
