"""A prepared select reads what the same select reads in the ordinary way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, event, func, literal, null, select, union_all

from council.db import db, reading
from council.models.communities import Community
from council.models.rules import Category
from council.prepared import Prepared
from council.services.communities import create_community

AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
OF = Category.community_id == bindparam("community")
SELECTS = [
    select(Community.id, Community.founded_at, Community.slug).where(
        Community.id == bindparam("community")
    ),
    select(Category.id, Category.path, Category.depth, null()).where(OF).limit(3),
    select(Category.path).where(OF, Category.depth.in_([0, 1]), Category.name.in_(["安全", "%"])),
    union_all(
        select(Category.path, func.length(Category.name)).where(OF),
        select(literal("%s ? :x"), literal(7)),
    ).order_by("path"),
]


@pytest.mark.parametrize("statement", SELECTS)
def test_reads_the_same_rows(app: Any, statement: Any) -> None:
    with app.app_context():
        community = create_community("prepared", "测试社区", "测试街道", AT)
        ordinary = reading().execute(statement, {"community": community}).all()
        prepared = Prepared(statement)
        for _again in range(2):
            assert [*map(tuple, ordinary)] == [*prepared.rows(reading(), community=community)]


def test_one_row_or_none_but_never_two(app: Any) -> None:
    with app.app_context():
        community = create_community("prepared", "测试社区", "测试街道", AT)
        many = Prepared(select(Category.id).where(OF))
        head = Prepared(select(Community.slug).where(Community.id == bindparam("community")))
        assert head.row(reading(), community=community) == ("prepared",)
        assert many.row(reading(), community=UUID(int=1)) is None
        with pytest.raises(LookupError):
            many.row(reading(), community=community)


def test_a_missing_value_is_an_error(app: Any) -> None:
    with app.app_context(), pytest.raises(Exception, match="community"):
        Prepared(select(Category.id).where(OF)).rows(reading())


def test_the_engine_s_listeners_hear_of_it(app: Any) -> None:
    heard: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            Prepared(select(Category.id)).rows(reading())
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert len(heard) == 1
    assert heard[0].startswith("SELECT")
