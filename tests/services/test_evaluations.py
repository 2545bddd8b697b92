"""群众评议: once each, hidden under the minimum count, a low score re-opens the work."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.acts import Act
from council.rules.calendar import deadline
from council.rules.evaluation import is_low, share, shown
from council.rules.verdict import Refused
from council.services import evaluations
from council.services.evaluations import Marks
from tests.factories.community import on_stage
from tests.factories.matters import evaluate, matter_in, row_of, since

HOUR = timedelta(hours=1)
LOW = Fraction(4, 5)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


@pytest.fixture
def number(hall):
    return matter_in(hall, "evaluation")


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def give(hall, number, who="resident1", marks=(5, 5, 5, 5), at=None):
    evaluations.give(
        hall.community_id,
        number,
        actor=hall.actor(who),
        marks=Marks(*marks),
        at=at or since(hall, number) + HOUR,
    )


def over(hall, number):
    return deadline(since(hall, number), 14)


def reopen(hall, number):
    evaluations.reopen(
        hall.community_id,
        number,
        actor=hall.actor("chair"),
        reason="居民反映三层扶手松动。",
        at=since(hall, number) + 9 * HOUR,
    )


def test_the_figure_is_hidden_under_the_minimum_count():
    assert shown(4, 80, 5) is None
    assert shown(5, 100, 5) == 1
    assert shown(5, 20, 5) == 0
    assert share(0, 0) is None


@pytest.mark.parametrize(("total", "low"), [(83, True), (84, False), (85, False)])
def test_the_mark_itself_is_not_low(total, low):
    assert is_low(5, total, 5, LOW) is low  # (84 - 20) / 80 = 4/5


def test_each_resident_evaluates_once(hall, number):
    give(hall, number)
    with pytest.raises(Refused) as caught:
        give(hall, number)
    assert codes(caught) == {"evaluated_already"}


@pytest.mark.parametrize("marks", [(0, 5, 5, 5), (5, 5, 5, 6), (5, -1, 5, 5)])
def test_marks_out_of_range(hall, number, marks):
    with pytest.raises(Refused) as caught:
        give(hall, number, marks=marks)
    assert codes(caught) == {"mark_out_of_range"}


def test_not_after_its_time(hall, number):
    give(hall, number, at=over(hall, number) - timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        give(hall, number, who="resident2", at=over(hall, number))
    assert codes(caught) == {"evaluation_over"}


def test_a_child_and_an_office_do_not_evaluate(hall, number):
    with pytest.raises(Refused) as caught:
        give(hall, number, who="child")
    assert codes(caught) == {"residents_only"}
    with pytest.raises(Refused) as caught:
        give(hall, number, who="property")
    assert codes(caught) == {"no_power"}


def test_too_few_say_nothing(hall, number):
    evaluate(hall, number, 1, people=4)
    with pytest.raises(Refused) as caught:
        reopen(hall, number)
    assert codes(caught) == {"evaluations_missing"}
    assert evaluations.due(hall.community_id, over(hall, number)) == 1
    assert row_of(hall, number).ending == "completed"


def test_a_good_score_does_not_reopen(hall, number):
    evaluate(hall, number, 5)
    with pytest.raises(Refused) as caught:
        reopen(hall, number)
    assert codes(caught) == {"score_not_low"}


def test_a_low_score_reopens_with_reasons(hall, number):
    evaluate(hall, number, 2)
    with pytest.raises(Refused) as caught:
        evaluations.close(
            hall.community_id, number, actor=hall.actor("clerk"), at=over(hall, number)
        )
    assert codes(caught) == {"score_low"}
    reopen(hall, number)
    row = row_of(hall, number)
    assert (row.stage, row.round, row.ending) == ("implementation", 2, None)
    assert last_act(hall).reason == "居民反映三层扶手松动。"
    assert last_act(hall).detail == {"n": 5, "share": "1/4"}


def test_time_reopens_what_nobody_reopened(hall, number):
    evaluate(hall, number, 2)
    end = over(hall, number)
    assert evaluations.due(hall.community_id, end - timedelta(seconds=1)) == 0
    assert evaluations.due(hall.community_id, end) == 1
    assert evaluations.due(hall.community_id, end) == 0
    assert (row_of(hall, number).stage, row_of(hall, number).round) == ("implementation", 2)


def last_act(hall):
    with Session(db.engine) as session:
        mine = Act.community_id == hall.community_id
        return session.scalars(select(Act).where(mine).order_by(Act.position.desc())).first()
