"""Plays what stands beside the money: closed months, statements, the plan of the next year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from council.demo.content import ZONE
from council.demo.fundstory import fund_story
from council.demo.play import Event, Play
from council.services import (
    fundclosing,
    funds,
    fundstatements,
    plans,
    wishes,
)
from council.services.plans import PlanSeed
from council.services.wishes import WishSeed

Row = Mapping[str, Any]
MAIN = "service"


def events(play: Play) -> Iterator[Event]:
    """Everything that is done beside the money itself."""
    story = fund_story()
    yield from _months(play)
    yield from _statements(play, story["statement"])
    yield from _plan(play, story["plan"])


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def _after(year: int, month: int, day: int) -> date:
    """A day of the month that follows."""
    return date(year + month // 12, month % 12 + 1, day)


def _months(play: Play) -> Iterator[Event]:
    """Each month is closed on the 8th of the next; the last one waits for the clerk."""
    today = play.settled.today
    over = [m for m in range(1, 13) if _after(today.year, m, 8) < today]
    for month in over[:-1]:

        def close(at: datetime, month: int = month) -> None:
            fundclosing.close_month(
                play.cid,
                MAIN,
                today.year,
                month,
                note="银行对账单另册核对，没有差错",
                actor=play.settled.actor("lu", "committee"),
                at=at,
            )

        yield Event(_at(_after(today.year, month, 8), 18), close, f"close month {month}")


def _statements(play: Play, row: Row) -> Iterator[Event]:
    today = play.settled.today
    for quarter in (1, 2, 3, 4):
        day = _after(today.year, 3 * quarter, 12)
        if day >= today:
            return

        def sign(at: datetime, quarter: int = quarter) -> None:
            fundstatements.sign(
                play.cid,
                MAIN,
                today.year,
                quarter,
                verdict="sound",
                text=row["words"],
                request_key=f"demo statement {quarter}",
                actor=play.settled.actor(row["by"], "supervision"),
                at=at,
            )

        yield Event(_at(day, 15), sign, f"statement {quarter}")


def _plan(play: Play, row: Row) -> Iterator[Event]:
    today, chair = play.settled.today, play.settled.actor("lu", "committee")
    begins = today + timedelta(days=row["day"])

    def begin(at: datetime) -> None:
        funds.open_year(play.cid, MAIN, today.year + 1, actor=play.clerk(), at=at)
        seed = PlanSeed(
            code=MAIN,
            year=today.year + 1,
            budget=row["budget"],
            method=row["method"],
            wishes_until=today + timedelta(days=row["until"]),
            title=row["title"],
            text=row["text"],
        )
        play.money["plan", "next"] = plans.open_plan(play.cid, seed, actor=chair, at=at)

    yield Event(_at(begins, 9), begin, "plan")
    for wish in row["wishes"]:
        yield _event(play, wish["day"], 10, _put(play, wish), "wish")
        if "checked" in wish:
            yield _event(play, wish["checked"], 11, _check(play, wish), "wish checked")


def _event(
    play: Play, relative: int, hour: int, run: Callable[[datetime], object], what: str
) -> Event:
    return Event(_at(play.settled.today + timedelta(days=relative), hour), run, what)


def _seed(wish: Row) -> WishSeed:
    return WishSeed(wish["kind"], wish["subject"], wish["estimate"], wish["basis"])


def _put(play: Play, wish: Row) -> Callable[[datetime], object]:
    def put(at: datetime) -> None:
        number, mine = play.numbers[wish["matter"]], play.settled.actor(wish["by"])
        plan = play.money["plan", "next"]
        wishes.put(play.cid, plan, number, _seed(wish), actor=mine, at=at)

    return put


def _check(play: Play, wish: Row) -> Callable[[datetime], object]:
    def answer(at: datetime) -> None:
        wishes.check(
            play.cid,
            play.money["plan", "next"],
            play.numbers[wish["matter"]],
            _seed(wish),
            [],
            actor=play.clerk(),
            at=at,
        )

    return answer
