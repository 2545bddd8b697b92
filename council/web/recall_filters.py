"""What a list of decisions is narrowed to, as it stands in the address."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from council.db import reading
from council.language import gettext as _
from council.queries.public import proposals, recall
from council.queries.public.recall import Filters
from council.rules.calendar import legal_day
from council.vocabulary import words
from council.web import language
from council.web.access import community

_FIRST, _LAST = 1990, 2100


def of_request() -> Filters:
    """The filters in the address; what cannot be read is left out."""
    args = request.args
    year, kind, topic = args.get("year", ""), args.get("kind", ""), args.get("topic", "")
    return Filters(
        kind=kind if kind in words("decided_kind") else "",
        compound=args.get("compound", "")[:60],
        building=_key(args.get("building", "")),
        category=args.get("category", "")[:40],
        topic=topic if topic in words("topic") else "",
        body=_key(args.get("body", "")),
        year=int(year) if year.isascii() and year.isdigit() and _in_range(year) else 0,
    )


def fields(filters: Filters, now: datetime) -> list[SimpleNamespace]:
    """The choices above the list."""
    here, tree = community().id, proposals.choices(reading(), community().id, language.current())
    found = recall.choices(reading(), here)
    first = recall.first_year(reading(), here)
    last = legal_day(now).year
    years = [str(year) for year in range(last, (first.year if first else last) - 1, -1)]
    return [
        _field("kind", _("哪一类"), filters.kind, _named("decided_kind")),
        _field("body", _("哪个机构定的"), _hex(filters.body), _of(found, "body")),
        _field("compound", _("小区"), filters.compound, tree.compounds),
        _field("building", _("楼栋"), _hex(filters.building), _of(found, "building")),
        _field("category", _("类别"), filters.category, tree.categories),
        _field("topic", _("联席会议的话题"), filters.topic, _named("topic")),
        _field("year", _("哪一年"), str(filters.year or ""), [(y, y) for y in years]),
    ]


def at_page(page: int) -> str:
    """The address of another page of the same list."""
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return f"{request.path}?{urlencode(kept | {'page': str(page)})}"


def _field(name: str, label: str, value: str, options: list[tuple[str, str]]) -> SimpleNamespace:
    every = [("", _("全部")), *options]
    return SimpleNamespace(name=name, label=label, value=value, options=every)


def _named(group: str) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in words(group).items()]


def _of(found: list[Any], kind: str) -> list[tuple[str, str]]:
    return [(choice.value, choice.name) for choice in found if choice.kind == kind]


def _key(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def _hex(key: UUID | None) -> str:
    return key.hex if key else ""


def _in_range(year: str) -> bool:
    return len(year) == len(str(_LAST)) and _FIRST <= int(year) <= _LAST
