"""The tree of subjects: in the order of its table, found with everything below."""

from __future__ import annotations

import re
import tomllib

import pytest

from council.db import reading
from council.models.rules import Category
from council.queries.chamber import proposals as queries
from council.queries.public import proposals as public
from council.queries.search import Filters, search
from council.services import categories
from council.services.categories import Path3
from council.services.communities import CATEGORIES
from tests.factories.proposals import AT, proposed, rows, village

TREE: list[Path3] = [
    ("物业",),
    ("物业", "电梯"),
    ("物业", "保洁"),
    ("安静",),
    ("物业", "电梯", "维保"),
]


@pytest.fixture
def here(app, scene, clock):
    clock.set(AT)
    handle = village(app, scene)
    with app.app_context():
        yield handle


def grow(here, paths=TREE) -> categories.Grown:
    return categories.take_over(here.community_id, paths, actor=here.actor("clerk"), at=AT)


def tree(here) -> list[tuple[int, str]]:
    return [(c.depth, c.name) for c in queries.categories(reading(), here.community_id)]


def test_the_default_tree_stands_in_the_order_of_its_file(here) -> None:
    file = tomllib.loads(CATEGORIES.read_text(encoding="utf-8"))["category"]
    in_file = [top["zh_hans"] for top in file]
    assert [name for depth, name in tree(here) if depth == 0] == in_file
    offered = public.choices(reading(), here.community_id, "zh-Hans").categories
    assert [name for _, name in offered] == in_file
    assert [top["slug"] for top in file] != sorted(top["slug"] for top in file)
    assert tree(here)[1] == (1, file[0]["sub"][0]["zh_hans"])


def test_new_subjects_stand_behind_their_siblings_in_the_order_of_the_table(here) -> None:
    assert grow(here).new == len(TREE)
    assert tree(here)[-5:] == [(0, "物业"), (1, "电梯"), (2, "维保"), (1, "保洁"), (0, "安静")]
    assert grow(here).new == 0
    grow(here, [("物业", "门卫")])
    assert tree(here)[-2:] == [(1, "门卫"), (0, "安静")]


@pytest.mark.parametrize("path", ["safety", "safety/fire"])
def test_a_subject_is_found_with_those_below_it(here, client, path: str) -> None:
    subject = {row.path: row.id for row in rows(here, Category)}
    inside = proposed(here, category_id=subject["safety/fire"], title="楼道里的杂物要清掉")
    proposed(here, "resident2", category_id=subject["safety/charging"], title="楼道里的电动车")
    proposed(here, "resident3", category_id=subject["children/play"], title="楼道里不要踢球")
    wanted = 1 if "/" in path else 2
    listed = client.get(f"{here.base}/proposals/", query_string={"category": path}).text
    assert inside in listed
    assert len(set(re.findall(r"/proposals/(2026-\d+)", listed))) == wanted
    hits = search(reading(), here.community_id, "楼道", Filters(category=path)).hits
    assert len(hits) == wanted
