"""Every rule of the book that has a vote is tried at its border, under the name of its statute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from council.rules.rule import Rule
from council.rules.rulebook import default_book
from tests.rules.test_statutes import bordered

pytestmark = pytest.mark.one_database


def polls() -> list[Rule]:
    book = default_book()
    return [r for rule_id in book.ids for r in book.versions(rule_id) if r.kind == "poll"]


def without_borders(rules: list[Rule], cases: Mapping[tuple[str, date], str]) -> list[str]:
    """Rules without a boundary test, and those whose test bears no name of their statutes."""
    found = []
    for rule in rules:
        name = cases.get((rule.id, rule.in_force_from))
        named = [f"Test{cited.replace(' ', '')}_{rule.id}" for cited in rule.statutes]
        if name not in named:
            found.append(f"{rule.id} from {rule.in_force_from}: one of {', '.join(named)}")
    return found


def test_every_rule_is_tried_at_its_border() -> None:
    assert not without_borders(polls(), bordered())


def test_every_rule_is_tried_at_its_border_twin() -> None:
    rule = polls()[0]
    known = bordered()
    assert without_borders([replace(rule, id="XX1")], known)
    assert without_borders([replace(rule, in_force_from=date(2027, 1, 1))], known)
    assert without_borders([replace(rule, statutes=("民法典 279",))], known)
