"""Plays where the money comes from: funds, grants in parts, gifts, what goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from council.demo.content import ZONE
from council.demo.play import Event, Play
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.services import fundclosing, funds, ledger
from council.services.funds import FundSeed, Money
from council.services.unit import unit

Row = Mapping[str, Any]


def events(play: Play, fund: Row, years: list[int]) -> Iterator[Event]:
    """A fund with its years, as far as they have come."""
    seed = FundSeed(fund["code"], fund["kind"], fund["name"], fund["bank"], fund["account"])
    first = _of_year(years[0], "01-03", 9)

    def create(at: datetime) -> None:
        funds.create(play.cid, seed, actor=play.clerk(), at=at)

    yield Event(first, create)
    for year in years:
        yield Event(_of_year(year, "01-03", 10), partial(_open_year, play, fund, year))
        if "granted" in fund:
            yield from _grant(play, fund, year)
        for gift in fund.get("gifts", ()):
            at = _of_year(year, gift["day"], 15)
            if legal_day(at) < play.settled.today:
                yield Event(at, partial(_receive, play, fund, gift, "donation"))


def _of_year(year: int, day: str, hour: int) -> datetime:
    return datetime.combine(date.fromisoformat(f"{year}-{day}"), time(hour), ZONE)


def _open_year(play: Play, fund: Row, year: int, at: datetime) -> None:
    funds.open_year(play.cid, fund["code"], year, actor=play.clerk(), at=at)


def _grant(play: Play, fund: Row, year: int) -> Iterator[Event]:
    """The grant, its parts as far as they have come, and what goes back of the year before."""
    today = play.settled.today
    yield Event(_of_year(year, fund["grant_day"], 9), partial(_granted, play, fund))
    for part in fund["parts"]:
        at = _of_year(year, part["day"], 10)
        if legal_day(at) < today:
            about = part | {"payer": fund["payer"]}
            yield Event(at, partial(_receive, play, fund, about, "appropriation"))
    back = fund["sweep"]
    at = _of_year(year, back["day"], 16)
    if legal_day(at) < today and year == today.year:
        yield Event(at, partial(_sweep, play, fund, back))


def _granted(play: Play, fund: Row, at: datetime) -> None:
    day = legal_day(at)
    with unit(play.cid, kind="fund.opening", actor=play.clerk(), at=at) as work:
        year = funds.year_of(work, fund["code"], day.year)
        ledger.post(work, year, "opening", day, "上年结转", books.opening(fund["opening"]))
        work.tell(fund=fund["code"], year=day.year, amount=fund["opening"])
    money = Money(fund["granted"], day, fund["payer"], fund["reference"] % {"year": day.year})
    granted = funds.grant(play.cid, fund["code"], money, actor=play.clerk(), at=at)
    play.ids["grant", f"{fund['code']} {day.year}"] = granted


def _receive(play: Play, fund: Row, part: Row, kind: str, at: datetime) -> None:
    day = legal_day(at)
    funds.receive(
        play.cid,
        fund["code"],
        Money(part["amount"], day, part["payer"], note=part.get("words", "")),
        kind=kind,
        appropriation_id=play.ids.get(("grant", f"{fund['code']} {day.year}")),
        actor=play.clerk(),
        at=at,
    )


def _sweep(play: Play, fund: Row, back: Row, at: datetime) -> None:
    day = legal_day(at)
    chair = play.settled.actor("lu", "committee")
    fundclosing.sweep(
        play.cid, fund["code"], day.year, back["amount"], on=day, to=fund["payer"],
        actor=chair, at=at,
    )  # fmt: skip
