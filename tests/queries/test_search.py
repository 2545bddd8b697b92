"""The search index on both databases: what is indexed is found, by bounded work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from council.db import db
from council.models.communities import Community, StreetOffice
from council.models.search import TOTAL, SearchDocument, SearchGram, SearchGramCount
from council.queries.search import Filters, SearchPage, search, similar
from council.services import search_index
from council.services.search_index import Entry

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
FIRST = datetime(2026, 5, 6, tzinfo=UTC)

MATTERS = [
    (
        "2026-001",
        "6号楼电梯经常停运",
        "电梯每周停运两三次，老人下楼困难，请物业尽快维修。",
        "翠湖花园",
    ),
    ("2026-002", "东门路灯不亮", "东门外的路灯坏了一个月，晚上看不见路。", "翠湖花园"),
    ("2026-003", "建议增设电动车充电棚", "很多人把电动车推进楼道充电，有火灾隐患。", ""),
    ("2026-004", "停车位不够", "晚上回来没有停车位，消防通道也停满了车。", "锦绣里"),
    ("2026-005", "KTV噪音扰民", "楼下KTV营业到凌晨两点，吵得睡不着。", "锦绣里"),
]


def entry(number: str, title: str, body: str = "", place: str = "", age: int = 0) -> Entry:
    return Entry(number, title, body, FIRST + timedelta(days=age), place, stage="proposed")


@contextmanager
def writing() -> Iterator[Session]:
    level = "READ COMMITTED" if db.engine.dialect.name == "postgresql" else None
    with Session(db.engine) as session:
        if level:
            session.connection(execution_options={"isolation_level": level})
        else:
            session.execute(text("BEGIN IMMEDIATE"))
        yield session
        session.commit()


def put(*entries: Entry, community: UUID = HERE) -> None:
    with writing() as session:
        for one in entries:
            search_index.index(session, community, one)


def found(words: str, community: UUID = HERE, filters: Filters | None = None) -> list[str]:
    return [hit.number for hit in look(words, community, filters).hits]


def look(words: str, community: UUID = HERE, filters: Filters | None = None) -> SearchPage:
    with db.engine.connect() as connection:
        return search(connection, community, words, filters)


def alike(title: str, body: str = "", place: str = "", **more):
    with db.engine.connect() as connection:
        return similar(connection, HERE, title, body, place, **more)


def community(key: UUID, slug: str, street: UUID) -> Community:
    return Community(
        id=key,
        street_office_id=street,
        slug=slug,
        name=slug,
        short_name=slug,
        seal="章",
        founded_at=FIRST,
    )


@pytest.fixture
def index(app_context):
    """An index of five matters here and none elsewhere."""
    with writing() as session:
        marks = session.connection().info
        marks["maintenance"] = True  # communities without a journal: only the index matters here
        street = StreetOffice(name="街道", slug="street")
        session.add(street)
        session.flush()
        for key, slug in ((HERE, "here"), (ELSEWHERE, "elsewhere")):
            session.add(community(key, slug, street.id))
        session.flush()
        del marks["maintenance"]
    put(*(entry(*matter, age=i) for i, matter in enumerate(MATTERS)))


def rows(table) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def state() -> tuple[set, set]:
    """Postings and counts (without zeros)."""
    with db.engine.connect() as connection:
        postings = connection.execute(
            select(
                SearchGram.community_id, SearchGram.gram, SearchGram.in_title, SearchGram.document
            )
        )
        counts = connection.execute(
            select(SearchGramCount.community_id, SearchGramCount.gram, SearchGramCount.documents)
        )
        return set(map(tuple, postings)), {tuple(row) for row in counts if row[2]}


def test_words_are_found_in_title_and_text(index):
    assert found("电梯") == ["2026-001"]
    assert found("火灾隐患") == ["2026-003"]
    assert found("路燈") == ["2026-002"]
    assert found("ｋｔｖ") == ["2026-005"]
    assert found("2026-004") == ["2026-004"]
    assert found("六栋 电梯") == ["2026-001"]
    assert found("锦绣里") == ["2026-005", "2026-004"]


def test_one_character_and_none(index):
    assert found("灯") == ["2026-002"]
    assert found("车") == ["2026-004", "2026-003"]
    for words in ("", "   ", "，。！", "\n"):
        assert look(words) == SearchPage(words, understood=False)
    assert look("的").hits == ()
    assert look("龘").understood
    assert look("龘").hits == ()


def test_the_title_comes_before_the_text_and_most_words_must_be_there(index):
    put(entry("2026-006", "楼道照明", "停车位旁边的照明也坏了"))
    assert found("停车位")[0] == "2026-004"
    assert "2026-002" not in found("停车位收费标准公示")


@pytest.mark.parametrize(
    "words", ["%", "'; DROP TABLE search_gram --", "\\", "\x00", "灯" * 5000, "a" * 5000, "\ud800"]
)
def test_hostile_words_find_nothing_and_break_nothing(index, words):
    look(words)
    assert rows(SearchGram) > 0


def test_words_are_marked_where_they_stand(index):
    (hit,) = look("火灾隐患").hits
    assert [segment.text for segment in hit.excerpt if segment.marked] == ["火灾隐患"]
    assert "".join(segment.text for segment in hit.title) == "建议增设电动车充电棚"


def test_filters_narrow(index):
    assert found("电梯", filters=Filters(kind="proposal")) == ["2026-001"]
    assert found("电梯", filters=Filters(kind="meeting")) == []
    assert found("电梯", filters=Filters(stage="vetting", compound_id=HERE)) == []


def test_another_community_is_never_found(index):
    put(entry("2026-001", "别处的电梯停运"), community=ELSEWHERE)
    (hit,) = look("电梯", ELSEWHERE).hits
    assert "".join(segment.text for segment in hit.title) == "别处的电梯停运"
    assert found("电梯") == ["2026-001"]
    assert found("别处") == []
    assert [hit.number for hit in alike("别处的电梯停运")] == ["2026-001"]


def test_similar_matters_come_with_reasons(index):
    first = alike("六栋的电梯又停运了", "老人下楼困难", "翠湖花园", category="房屋")[0]
    assert first.number == "2026-001"
    assert first.stage == "proposed"
    assert first.score > 100
    reasons = {reason.code: reason.words for reason in first.reasons}
    assert reasons["same_place"] == ("翠湖花园",)
    assert reasons["same_building"] == ("6栋",)
    assert "电梯" in reasons["shared_words"]


def test_nothing_is_similar_to_nothing(index):
    assert alike("") == []
    assert alike("龘靐齉") == []
    assert alike("停车位不够", exclude="2026-004") == [] or "2026-004" not in {
        hit.number for hit in alike("停车位不够", exclude="2026-004")
    }
    assert len(alike("电梯 路灯 充电 停车 噪音", limit=2)) == 2


def test_a_changed_text_is_found_by_its_new_words_only(index):
    put(entry("2026-001", "7号楼门禁坏了", "门禁一直开着"))
    assert found("门禁") == ["2026-001"]
    assert found("电梯") == []
    assert rows(SearchDocument) == len(MATTERS)


def test_an_index_changed_step_by_step_equals_one_made_at_once(index):
    put(entry("2026-001", "甲题目", "旧内容"), entry("2026-009", "停车位收费", "每月三百"))
    put(entry(*MATTERS[0]))
    with writing() as session:
        search_index.remove(session, HERE, "2026-009")
        search_index.remove(session, HERE, "2026-999")
    by_steps = state()
    with writing() as session:
        search_index.clear(session, HERE)
        search_index.index_many(session, HERE, [entry(*matter) for matter in MATTERS])
    assert state() == by_steps
    assert (HERE, TOTAL, len(MATTERS)) in by_steps[1]


def test_a_removed_matter_is_gone(index):
    with writing() as session:
        search_index.remove(session, HERE, "2026-001")
    assert found("电梯") == []
    assert rows(SearchDocument) == len(MATTERS) - 1


def test_three_queries_and_bounded_postings(index):
    with writing() as session:
        many = (entry(f"2027-{i:03}", "停车位不够用", "停车难") for i in range(700))
        search_index.index_many(session, HERE, many)
    statements: list[str] = []

    def note(_conn, _cursor, statement, *_):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert len(look("停车位").hits) == 20
        assert look("停车位").more
        assert len(statements) == 6
        alike("停车位不够用")
        assert len(statements) == 9
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_newest_come_first_among_equals(index):
    put(entry("2026-101", "门口积水"), entry("2026-102", "门口积水"), entry("2026-103", "门口积水"))
    assert found("积水") == ["2026-103", "2026-102", "2026-101"]
