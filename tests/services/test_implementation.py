"""实施与督办: milestones, lights, reminders, finishing only when all is done."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.attachments import Attachment
from council.models.implementation import Milestone
from council.rules import rulebook
from council.rules.calendar import SHANGHAI
from council.rules.implementation import light
from council.rules.verdict import Refused
from council.services import implementation, uploads
from tests.factories.community import on_stage
from tests.factories.matters import matter_in, plan, row_of, since

DUE = date(2026, 4, 10)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


@pytest.fixture
def number(hall):
    return matter_in(hall, "implementation")


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def complete(hall, step, who="property", at=None):
    at = at or noon(DUE)
    return implementation.complete_step(
        hall.community_id, step, actor=hall.actor(who), note="装好了", at=at
    )


def remind(hall, step, at, who="secretary"):
    return implementation.remind(hall.community_id, step, actor=hall.actor(who), at=at)


def finish(hall, number, at=None):
    implementation.finish(hall.community_id, number, actor=hall.actor("chair"), at=at or noon(DUE))


@pytest.mark.parametrize(
    ("days", "done", "shown"),
    [
        (-4, False, "plain"),
        (-3, False, "amber"),
        (0, False, "amber"),
        (6, False, "amber"),
        (7, False, "red"),
        (30, True, "plain"),
    ],
)
def test_lights(days, done, shown):
    rule = rulebook.default_book().rule("IM1", DUE)
    assert light(DUE, DUE if done else None, DUE + timedelta(days=days), rule) == shown


def test_the_work_goes_on_to_acceptance(hall, number):
    first, second = plan(hall, number, DUE, DUE + timedelta(days=5))
    complete(hall, first)
    with pytest.raises(Refused) as caught:
        finish(hall, number)
    assert codes(caught) == {"milestones_open"}
    complete(hall, second)
    finish(hall, number)
    assert row_of(hall, number).stage == "acceptance"


def test_nothing_planned_is_nothing_finished(hall, number):
    with pytest.raises(Refused) as caught:
        finish(hall, number)
    assert codes(caught) == {"milestones_none"}


def test_a_plan_needs_a_step_and_a_day_ahead(hall, number):
    with pytest.raises(Refused) as caught:
        plan(hall, number)
    assert codes(caught) == {"milestones_none"}
    with pytest.raises(Refused) as caught:
        plan(hall, number, since(hall, number).date() - timedelta(days=1))
    assert codes(caught) == {"due_in_past"}
    with pytest.raises(Refused) as caught:
        plan(hall, number, date(2101, 1, 1))
    assert codes(caught) == {"date_out_of_range"}


def test_later_steps_are_added_behind(hall, number):
    plan(hall, number, DUE)
    steps = plan(hall, number, DUE + timedelta(days=9))
    with Session(db.engine) as session:
        rows = [session.get(Milestone, (hall.community_id, step)) for step in steps]
        assert [row.position for row in rows] == [1, 2]


def test_a_step_is_done_once(hall, number):
    (step,) = plan(hall, number, DUE)
    complete(hall, step)
    with pytest.raises(Refused) as caught:
        complete(hall, step)
    assert codes(caught) == {"step_done_already"}


def test_reminding_only_what_is_overdue_and_once_a_day(hall, number):
    (step,) = plan(hall, number, DUE)
    with pytest.raises(Refused) as caught:
        remind(hall, step, noon(DUE))
    assert codes(caught) == {"not_overdue"}
    late = noon(DUE + timedelta(days=1))
    assert remind(hall, step, late) == number
    with pytest.raises(Refused) as caught:
        remind(hall, step, late + timedelta(hours=3), who="supervisor1")
    assert codes(caught) == {"reminded_today"}
    remind(hall, step, late + timedelta(days=1), who="supervisor1")


@pytest.mark.parametrize("who", ["resident1", "property", "clerk"])
def test_only_the_branch_and_supervisors_remind(hall, number, who):
    (step,) = plan(hall, number, DUE)
    with pytest.raises(Refused) as caught:
        remind(hall, step, noon(DUE + timedelta(days=1)), who=who)
    assert codes(caught) == {"no_power"}


def test_evidence_is_kept_with_its_step(hall, number, tmp_path):
    (step,) = plan(hall, number, DUE)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(photo, "PNG")
    implementation.complete_step(
        hall.community_id,
        step,
        actor=hall.actor("property"),
        note="装好了",
        photo_files=[photo.getvalue(), photo.getvalue()],
        folder=tmp_path,
        at=noon(DUE),
    )
    with Session(db.engine) as session:
        (row,) = session.scalars(select(Attachment)).all()
    assert (row.kind, row.milestone_id) == ("evidence", step)
    assert uploads.place(tmp_path, row.sha256).is_file()


def test_a_broken_photo_leaves_the_step_open(hall, number, tmp_path):
    (step,) = plan(hall, number, DUE)
    with pytest.raises(Refused):
        implementation.complete_step(
            hall.community_id,
            step,
            actor=hall.actor("property"),
            note="",
            photo_files=[b"GIF89a<script>"],
            folder=tmp_path,
            at=noon(DUE),
        )
    assert not list(tmp_path.rglob("*"))
    complete(hall, step)
