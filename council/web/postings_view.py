"""Routine disclosure in words: periods, terms, how each stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.postings import ItemLine, PeriodLine
from council.rules.postings import is_sum
from council.vocabulary import word
from council.web import dates

MARKS = {"on_time": "yes", "late": "no", "overdue": "late", "awaited": "due"}


def period_word(code: str) -> str:
    """「2026-Q1」 as 2026年第1季度, 「2026-03」 as 2026年3月, a day as a day."""
    year, _dash, rest = code.partition("-")
    if not rest:
        return _("%(year)s年", year=year)
    if rest.startswith("Q"):
        return _("%(year)s年第%(quarter)s季度", year=year, quarter=rest[1:])
    if len(rest) == 2:
        return _("%(year)s年%(month)s月", year=year, month=int(rest))
    return dates.full_day(datetime.fromisoformat(code).date())


def sides(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Headings with the side on which their cells stand: sums right."""
    return [(name, "r" if is_sum(name) else "l") for name in columns]


def term(rhythm: str, days: int) -> str:
    """「每季度，结束后15日内」."""
    if rhythm == "at_once":
        return _("随时，%(n)s日内", n=days)
    return _("%(rhythm)s，结束后%(n)s日内", rhythm=word("rhythm", rhythm), n=days)


def period(line: PeriodLine, base: str) -> SimpleNamespace:
    """A period with its mark and, where it was posted, its page."""
    said = word("posting_standing", line.standing)
    if line.standing == "awaited":
        said = _("到 %(day)s", day=dates.deadline_day(line.due_at))
    return SimpleNamespace(
        name=period_word(line.code),
        kind=MARKS[line.standing],
        word=said,
        url=f"{base}/disclosure/{line.number}" if line.number else "",
        due_at=line.due_at,
        posted_at=line.posted_at,
    )


def item(line: ItemLine, base: str) -> SimpleNamespace:
    """An item of the catalogue with its periods; ``front``: what is open, and the latest posted."""
    shown = [one for one in line.periods if not one.number or one is line.latest]
    return SimpleNamespace(
        number=line.number,
        subject=line.subject,
        title=line.title,
        content=line.content,
        legal_basis=line.legal_basis,
        term=term(line.rhythm, line.days),
        discloser=line.discloser,
        channel=line.channel,
        periods=[period(one, base) for one in line.periods],
        front=[period(one, base) for one in shown],
        overdue=line.overdue,
    )
