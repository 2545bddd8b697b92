"""The street office's table: each figure a link to the public page that shows it."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from council.language import gettext as _
from council.queries.chamber.street import StreetCommunity
from council.queries.chamber.streetmoney import StreetMoney
from council.web import dates


def rows(
    communities: list[StreetCommunity], money: dict[UUID, StreetMoney]
) -> list[SimpleNamespace]:
    """A line for each community; those with most that is overdue first."""
    found = [_row(community, money[community.id]) for community in communities]
    return sorted(found, key=lambda row: (-row.weight, row.name))


def _row(community: StreetCommunity, money: StreetMoney) -> SimpleNamespace:
    base = f"/c/{community.slug}"
    year = f"{base}/fund/{money.year}"
    listed = f"{year}/unexplained?fund={money.fund}"
    return SimpleNamespace(
        name=community.name,
        url=f"{base}/",
        weight=money.overdue + money.postings,
        year=money.year,
        year_url=f"{year}?fund={money.fund}",
        sums=[dates.yuan(fen) for fen in (money.opening + money.received, money.paid)],
        rate=rate(money.paid, money.opening + money.received),
        counts=[
            (money.unexplained, listed),
            (money.overdue, listed),
            (money.flagged, listed),
        ],
        postings=(money.postings, f"{base}/disclosure/"),
    )


def rate(paid: int, there: int) -> str:
    """What was paid of what was there, in per cent with one decimal; a dash for nothing."""
    return dates.percent_of(paid, there)


def say(paid: int, there: int) -> str:
    """The same in a sentence."""
    return _(
        "上年结转和本年到账共 %(there)s 元，已付 %(paid)s 元，执行率 %(rate)s。",
        there=dates.yuan(there),
        paid=dates.yuan(paid),
        rate=rate(paid, there),
    )
