"""Promises: reported by the side that made them, evaluated by others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council.models.hall import MeetingTask
from council.rules.verdict import Refused
from council.services import followups
from tests.factories.community import on_stage
from tests.factories.hall import LATER, stored
from tests.factories.joint import key, opened_joint, promise

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


@pytest.fixture
def meeting(hall) -> str:
    return opened_joint(hall)


def report(hall, number, who="property", words="主板已换好", at=LATER + DAY):
    followups.report(hall.community_id, hall.actor(who), number, words, request_key=key(), at=at)


def evaluate(hall, number, who="owners1", mark="good", remark="", at=LATER + 2 * DAY):
    followups.evaluate(
        hall.community_id, hall.actor(who), number, mark, remark, request_key=key(), at=at
    )


def codes(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def test_only_the_side_that_promised_reports(hall, meeting) -> None:
    number = promise(hall, meeting, "property_company")
    assert codes(report, hall, number, "owners1") == ["task_of_others"]
    assert codes(report, hall, number, "clerk") == ["task_of_others"]
    assert codes(report, hall, number, words="") == ["text_missing"]
    report(hall, number)
    task = stored(hall, MeetingTask)[0]
    assert (task.state, task.report) == ("done", "主板已换好")
    assert codes(report, hall, number) == ["task_not_open"]
    assert codes(report, hall, "2026-999") == ["not_found"]


def test_nobody_evaluates_an_own_promise(hall, meeting) -> None:
    own = promise(hall, meeting, "owners_committee", due=date(2026, 5, 20))
    report(hall, own, "owners1", "公示已贴")
    assert codes(evaluate, hall, own) == ["task_own_evaluation"]
    evaluate(hall, own, "supervisor1")
    assert codes(evaluate, hall, own, "property") == ["no_power"]


def test_evaluation_waits_for_a_report_or_the_last_day(hall, meeting) -> None:
    number = promise(hall, meeting, "property_company", due=date(2026, 5, 20))
    assert codes(evaluate, hall, number) == ["task_not_due"]
    late = LATER + 5 * DAY
    assert codes(evaluate, hall, number, mark="poor", at=late) == ["mark_needs_words"]
    evaluate(hall, number, mark="poor", remark="过了五天没动静", at=late)
    assert codes(evaluate, hall, number, at=late + DAY) == ["task_evaluated"]
    report(hall, number, at=late + 2 * DAY)
    evaluate(hall, number, mark="fair", remark="晚了，但办成了", at=late + 3 * DAY)
    assert stored(hall, MeetingTask)[0].mark == "fair"
    assert codes(evaluate, hall, number, mark="best", at=late + 4 * DAY) == ["task_evaluated"]


def test_a_person_reports_an_own_task_and_the_keepers_what_binds_nobody(hall, meeting) -> None:
    own = promise(hall, meeting, None, person="committee1")
    assert codes(report, hall, own, "chair") == ["task_of_others"]
    report(hall, own, "committee1")
    loose = promise(hall, meeting, None, "张贴纪要")
    assert codes(report, hall, loose, "property") == ["task_of_others"]
    report(hall, loose, "clerk")


def test_the_same_request_reports_once(hall, meeting) -> None:
    number, again = promise(hall, meeting, "property_company"), key()
    for _ in range(2):
        followups.report(
            hall.community_id, hall.actor("property"), number, "换好了", request_key=again, at=LATER
        )
    assert stored(hall, MeetingTask)[0].done_at == LATER
