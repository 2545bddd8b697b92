"""The plan's public page and its desk in the chamber."""

from __future__ import annotations

import csv
import io

import pytest

from council.rules.negative import Answer
from tests.factories import plans as making
from tests.factories.community import on_stage


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def executed(app, scene, hall, clock):
    """A plan that was carried as far as the books."""
    with app.app_context():
        made = making.executed(hall)
    clock.set(made.at)
    return made


def test_the_page_tells_every_wish_and_why(client, executed) -> None:
    page = client.get("/c/t1/fund/plans/2026").text
    assert "3 件项目建议里选入 2 件" in page
    for number in executed.wishes:
        assert f"/c/t1/proposals/{number}" in page
    for number in executed.projects:
        assert f"/c/t1/fund/projects/{number}" in page
    assert "平均份额法" in page
    assert "人支持" in page
    assert "没有碰到不得列支的事项" in page
    assert 'aria-current="step"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("lang", ["zh-Hant", "en"])
def test_in_other_languages(client, executed, lang) -> None:
    assert client.get(f"/c/t1/fund/plans/2026?lang={lang}").status_code == 200


def test_the_files_say_the_same(client, executed) -> None:
    data = client.get("/c/t1/fund/plans/2026.json").get_json()["rows"]
    assert [(row["rank"], row["state"], row["votes"]) for row in data] == [
        (1, "passed_over", 2),
        (2, "chosen", 5),
        (3, "chosen", 3),
    ]
    assert [row["estimate"] for row in data] == [6_000_000, 3_000_000, 2_000_000]
    body = client.get("/c/t1/fund/plans/2026.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(body)))
    assert len(lines) == 4
    assert lines[1][4] == "60000"
    assert client.get("/c/t1/fund/plans/2026.xlsx").status_code == 200


def test_a_year_without_a_plan(client, hall, clock) -> None:
    assert client.get("/c/t1/fund/plans/2026").status_code == 404
    assert client.get("/c/t1/fund/plans/2026.csv").status_code == 404
    assert "还没有年度计划" in client.get("/c/t1/fund/plans/").text


def test_the_one_year_is_shown_at_once(client, executed) -> None:
    answer = client.get("/c/t1/fund/plans/")
    assert (answer.status_code, answer.location) == (302, "/c/t1/fund/plans/2026")


def test_a_refused_wish_tells_rule_reason_and_case(app, client, hall, clock) -> None:
    with app.app_context():
        made = making.begin(hall)
        making.put(made, 500_000, 500_000)
        said = "打印机是居委会的，问13812345678。"
        making.check(made, 0, Answer("office", confirmed=True, reason=said))
        making.check(made, 1, Answer("office", confirmed=False, reason="给居民用。"))
    clock.set(made.at)
    page = client.get("/c/t1/fund/plans/2026").text
    assert "属于“办公费用”，不得列支（FN1）" in page
    assert "13812345678" not in page
    assert "以前碰到同样事项的" in page
    assert "正在征集项目建议" in page
