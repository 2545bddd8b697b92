"""The rulebook's page, and figures replaced by a recorded decision."""

from __future__ import annotations

import re

import pytest

from council.rules import rulebook
from tests.factories.community import on_stage, sign_in


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def chair(client, hall, clock):
    sign_in(client, hall.accounts["chair"])
    return client


def replace(client, rule="RC1", **more):
    data = {
        "field": "notice_days",
        "value": "7",
        "decision": "2026年5月1日居民代表会议 2026-003 号决议",
        "decided_on": "2026-05-01",
        "from_on": "2026-06-01",
    } | more
    return client.post(f"/c/t1/chamber/rules/{rule}", data=data)


def test_every_rule_has_its_anchor(client, hall, clock):
    page = client.get("/c/t1/rules/").text
    shown = set(re.findall(r'<section class="sec" id="(\w+)"', page))
    assert shown == set(rulebook.default_book().ids)
    assert "尚待与官方文本核对" in page
    assert "2/3 以上（含本数）" in page


@pytest.mark.parametrize("lang", ["zh-Hant", "en"])
def test_in_other_languages(client, hall, clock, lang):
    assert client.get(f"/c/t1/rules/?lang={lang}").status_code == 200


def test_the_rules_of_another_day(client, hall, clock):
    page = client.get("/c/t1/rules/?on=2020-01-01").text
    assert "城市居民委员会组织法" in page
    assert client.get("/c/t1/rules/?on=1969-12-31").status_code == 422
    assert client.get("/c/t1/rules/?on=x").status_code == 422


def test_a_replaced_figure_applies_from_its_day(chair, clock):
    assert chair.get("/c/t1/chamber/rules/RC1").status_code == 200
    answer = replace(chair)
    assert (answer.status_code, answer.location) == (303, "/c/t1/rules/#RC1")
    before = chair.get("/c/t1/rules/").text
    assert "还没有到施行的日子" in before
    clock.set("2026-06-01T09:00")
    after = chair.get("/c/t1/rules/").text
    assert "还没有到施行的日子" not in after
    assert "2026-003 号决议" in after


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"value": "0"}, 409),
        ({"value": "seven"}, 409),
        ({"value": "1.5"}, 409),
        ({"from_on": "2026-05-05"}, 409),
        ({"decided_on": "2026-05-07"}, 409),
        ({"from_on": "2101-01-01"}, 409),
        ({"decision": " "}, 409),
        ({"decision": "11010519491231002X"}, 409),
        ({"decision": "\u202edecision"}, 409),
        ({"field": "approval"}, 422),
        ({"value": ""}, 422),
        ({"from_on": "tomorrow"}, 422),
    ],
)
def test_what_is_refused(chair, more, status):
    assert replace(chair, **more).status_code == status


def test_once_per_day(chair):
    assert replace(chair).status_code == 303
    assert replace(chair, value="8").status_code == 409


def test_an_unknown_rule(chair):
    assert replace(chair, rule="XX9").status_code == 404


def test_only_the_chair(client, hall, clock):
    for key in ("secretary", "clerk", "resident1"):
        sign_in(client, hall.accounts[key])
        assert replace(client).status_code == 403


@pytest.mark.one_database
def test_the_command_lists_every_version(run_command):
    lines = run_command("statutes").output.splitlines()
    book = rulebook.default_book()
    assert len(lines) == 1 + sum(len(book.versions(rule_id)) for rule_id in book.ids)
    assert any(line.startswith("RC1\t") and "tests" not in line for line in lines)
    assert "rules/test_rulebook.py" in "\n".join(lines)
