"""Every public page for everybody, in each language and in large print, with few queries."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from council.db import db
from tests.factories.square import NOW, SAID, square

LOOKS = ("lang=zh-Hans", "lang=en", "lang=zh-Hant", "view=large")
MOST_QUERIES = 6


@pytest.fixture
def place(app, scene, clock):
    made = square(app, scene)
    clock.set(NOW)
    return made


def pages(place) -> list[str]:
    matter = f"/proposals/{place.passed}"
    return [
        "/",
        "/proposals/",
        matter,
        f"/proposals/{place.debated}/debate",
        f"{matter}/debate",
        "/decisions/",
        "/decisions/?kind=resolution&year=2026",
        "/decisions/register",
        "/petitions/",
        "/petitions/2026-001",
        "/decisions/2026-001",
        "/decisions/2026-002",
        "/disclosure/",
        "/fund/",
        "/fund/2026",
        "/journal/",
        "/requests/",
        "/search/",
        "/search/?q=充电棚",
        "/search/?q=充电棚&stage=announcement&category=01",
        "/search/?q=充电棚&stage=ended:not_adopted",
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_opens_without_account(client, place, look) -> None:
    for path in pages(place):
        answer = client.get(f"{place.base}{path}{'&' if '?' in path else '?'}{look}")
        assert answer.status_code == 200, path


def test_every_page_of_an_empty_community(client, app, clock) -> None:
    from tests.factories.community import make_community

    base = make_community(app).base
    for path in (
        "decisions", "petitions", "disclosure", "fund", "journal", "requests", "search",
        "proposals",
    ):  # fmt: skip
        assert client.get(f"{base}/{path}/").status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/proposals/2026-999",
        "/proposals/2026-999.json",
        "/proposals/2026-999/debate",
        "/decisions/2026-999",
        "/fund/1999",
        "/fund/99999999",
        "/nothing.csv",
        "/journal.xlsx",
        "/proposals.pdf",
    ],
)
def test_what_there_is_not(client, place, path) -> None:
    assert client.get(place.base + path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/journal/?before=x",
        "/journal/?before=99999999999999999999",
        "/decisions/?after=zz.9",
        "/decisions/?after=99999999999999999.2026-001",
        "/disclosure/?after=1770000000000000.no-key",
        "/search/?q=%00%FF&stage=ended:&category=%27",
    ],
)
def test_odd_addresses_do_no_harm(client, place, path) -> None:
    assert client.get(place.base + path).status_code == 200


def queries(app, client, address: str) -> int:
    seen: list[str] = []

    def note(_conn, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    client.get(address)  # the first request prepares what later ones share
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_few_queries(app, client, place) -> None:
    matters = [place.passed, place.debated, place.evaluated, place.declined]
    for path in ("/", "/proposals/", *(f"/proposals/{number}" for number in matters)):
        assert queries(app, client, place.base + path) <= MOST_QUERIES, path


def test_the_debate_in_pages_of_twenty(client, place) -> None:
    here = f"{place.base}/proposals/{place.debated}/debate"
    first = client.get(here).get_data(as_text=True)
    assert "第1条发言" in first and "第20条发言" in first and "第21条发言" not in first
    later = re.search(r'href="([^"]+\?after=\d+)"', first)
    assert later
    second = client.get(later[1]).get_data(as_text=True)
    assert "第21条发言" in second and f"第{SAID}条发言" in second and "第20条发言" not in second
    earlier = re.search(r'href="([^"]+\?before=\d+)"', second)
    assert earlier and "第20条发言" in client.get(earlier[1]).get_data(as_text=True)


def test_a_decision_says_how_it_was_counted_and_what_one_can_do(client, place) -> None:
    page = client.get(f"{place.base}/decisions/2026-001").get_data(as_text=True)
    for words in ("同意建充电棚", "公示中", "应到", "赞成", "RC1", "RV1", "街道办事处", "没有投票"):
        assert words in page, words
    assert "待与官方文本核对" in page
    failed = client.get(f"{place.base}/decisions/2026-002").get_data(as_text=True)
    assert "未通过" in failed


def test_the_board_shows_objections_and_answers(client, place) -> None:
    page = client.get(f"{place.base}/disclosure/").get_data(as_text=True)
    for words in (
        "正在公示",
        "位置离窗太近（1）",
        "已改到离墙八米",
        "居务公开目录",
        "实际花费 11,500 元",
    ):
        assert words in page, words


def test_the_fund_of_a_year(client, place) -> None:
    page = client.get(f"{place.base}/fund/2026").get_data(as_text=True)
    assert "5,000" in page and "凭证" in page


def test_the_journal_in_pages(client, place) -> None:
    page = client.get(f"{place.base}/journal/").get_data(as_text=True)
    assert "答复异议" in page and "居委会主任" in page
    older = re.search(r'href="([^"]+\?before=\d+)"', page)
    assert older and client.get(older[1]).status_code == 200


def test_open_objections_and_appeals_have_deadlines(client, place) -> None:
    page = client.get(f"{place.base}/requests/").get_data(as_text=True)
    assert "位置离窗太近（1）" in page and "位置离窗太近（2）" not in page
    assert place.declined in page and "OB1" in page and "AP1" in page


def test_search_marks_and_answers_htmx_with_the_results_only(client, place) -> None:
    page = client.get(f"{place.base}/search/?q=充电棚").get_data(as_text=True)
    assert "<mark>充电棚</mark>" in page and "<html" in page
    part = client.get(f"{place.base}/search/?q=充电棚", headers={"HX-Request": "true"})
    text = part.get_data(as_text=True)
    assert "<mark>充电棚</mark>" in text and "<html" not in text
    assert "HX-Request" in part.headers["Vary"]
    none = client.get(f"{place.base}/search/?q=充电棚&stage=vetting").get_data(as_text=True)
    assert "<mark>" not in none


def test_static_files_are_kept_as_long_as_their_release(client, app) -> None:
    for query, words in ((f"?v={app.config['ASSETS']}", "immutable"), ("", "no-cache")):
        answer = client.get(f"/static/css/base.css{query}")
        assert words in answer.headers["Cache-Control"]
        answer.close()
    old = client.get("/static/css/base.css?v=old")
    assert "immutable" not in old.headers["Cache-Control"]
    old.close()
