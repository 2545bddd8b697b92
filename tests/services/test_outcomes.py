"""结果公开: said once, posted as long as the rule says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.rules.calendar import deadline
from council.rules.verdict import Refused
from council.services import outcomes
from tests.factories.community import on_stage
from tests.factories.matters import matter_in, row_of, since

HOUR = timedelta(hours=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


@pytest.fixture
def number(hall):
    return matter_in(hall, "disclosure")


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def report(hall, number, cost=1_150_000, who="chair"):
    at = since(hall, number) + HOUR
    text = "扶手已经装好，共六层，逐层试过。"
    outcomes.report(hall.community_id, number, actor=hall.actor(who), text=text, cost=cost, at=at)
    return deadline(at, 7)


def test_the_posting_runs_its_days(hall, number):
    until = report(hall, number)
    assert row_of(hall, number).due_at == until
    with pytest.raises(Refused) as caught:
        outcomes.close(
            hall.community_id, number, actor=hall.actor("clerk"), at=until - timedelta(seconds=1)
        )
    assert codes(caught) == {"posting_running"}
    assert outcomes.due(hall.community_id, until - timedelta(seconds=1)) == 0
    assert outcomes.due(hall.community_id, until) == 1
    assert outcomes.due(hall.community_id, until) == 0
    assert row_of(hall, number).stage == "evaluation"


def test_nothing_is_closed_before_it_is_said(hall, number):
    with pytest.raises(Refused) as caught:
        outcomes.close(
            hall.community_id,
            number,
            actor=hall.actor("clerk"),
            at=since(hall, number) + timedelta(days=30),
        )
    assert codes(caught) == {"outcome_missing", "posting_running"}


def test_the_outcome_is_reported_once(hall, number):
    report(hall, number)
    with pytest.raises(Refused) as caught:
        report(hall, number)
    assert codes(caught) == {"reported_already"}


@pytest.mark.parametrize(("cost", "code"), [(-1, "cost_negative"), (10**14, "cost_too_large")])
def test_impossible_costs(hall, number, cost, code):
    with pytest.raises(Refused) as caught:
        report(hall, number, cost)
    assert codes(caught) == {code}


def test_only_the_committee_reports(hall, number):
    with pytest.raises(Refused) as caught:
        report(hall, number, who="property")
    assert codes(caught) == {"no_power"}


def test_not_before_the_acceptance(hall):
    with pytest.raises(Refused) as caught:
        report(hall, matter_in(hall, "acceptance"))
    assert codes(caught) == {"wrong_stage"}
