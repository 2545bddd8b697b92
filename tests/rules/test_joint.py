"""What sides come to, whose turn it is to chair, and when the next meeting and answer are due."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from council.rules import joint

SIDES = ("owners", "property", "party")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_agreement_is_what_every_side_says_while_every_side_is_here() -> None:
    agreed = dict.fromkeys(SIDES, "agree")
    assert joint.standing(SIDES, SIDES, agreed, announced=True).code == "agreement"
    found = joint.standing(SIDES, SIDES[:2], agreed, announced=True)
    assert (found.code, found.missing) == ("talked", ("party",))
    assert joint.standing(SIDES, SIDES, agreed, announced=False).code == "discussed"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "none"),
        ({"owners": "agree"}, "open"),
        ({"owners": "agree", "property": "dissent"}, "dissent"),
        ({"owners": "agree", "property": "agree", "party": "reserve"}, "reserved"),
        (dict.fromkeys(SIDES, "reserve"), "reserved"),
    ],
)
def test_what_the_sides_come_to(said: dict[str, str], code: str) -> None:
    found = joint.standing(SIDES, SIDES, said, announced=True)
    assert found.code == code
    assert len(found.agreeing + found.dissenting + found.reserving + found.silent) == len(SIDES)


def test_the_chair_passes_on() -> None:
    assert joint.next_chair(SIDES, None) == "owners"
    assert joint.next_chair(SIDES, "owners") == "property"
    assert joint.next_chair(SIDES, "party") == "owners"
    assert joint.next_chair(SIDES, "gone") == "owners"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_as_the_code_counts_them(day: date, months: int, expected: date) -> None:
    assert joint.add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 31)),
        (date(2026, 5, 16), date(2026, 5, 31), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_periods(day: date, month: date, quarter: date) -> None:
    assert joint.period_end(day, "month") == month
    assert joint.period_end(day, "quarter") == quarter


def test_a_rhythm_is_kept_until_the_end_of_the_next_period() -> None:
    assert joint.due_by("month", date(2026, 1, 5), date(2026, 1, 31)) == date(2026, 2, 28)
    assert joint.due_by("quarter", date(2026, 1, 5), date(2026, 5, 31)) == date(2026, 9, 30)
    assert joint.due_by("quarter", date(2026, 2, 5), None) == date(2026, 3, 31)


def test_the_proposed_day_is_worked_and_leaves_room_for_notice() -> None:
    friday = datetime(2026, 5, 15, 18, tzinfo=SHANGHAI)
    first = date(2026, 1, 1)
    # due on Saturday the 16th: the Monday after it would be too soon for three full days of notice
    assert joint.proposed("month", first, date(2026, 4, 16), friday, 3) == date(2026, 5, 19)
    assert joint.proposed("month", first, date(2026, 4, 30), friday, 3) == date(2026, 6, 1)


def test_an_answer_is_due_by_the_next_meeting() -> None:
    met = date(2026, 5, 16)
    assert joint.answer_due(met, "month", date(2026, 6, 3)) == date(2026, 6, 3)
    assert joint.answer_due(met, "quarter", None) == date(2026, 8, 17)
    assert joint.answer_due(met, None, None) == date(2026, 6, 16)


def test_days_late() -> None:
    due = date(2026, 5, 20)
    assert joint.task_state("open", due, due) == "open"
    assert joint.task_state("open", due, date(2026, 5, 21)) == "late"
    assert joint.days_late("open", due, None, date(2026, 5, 25)) == 5
    assert joint.days_late("done", due, date(2026, 5, 22), date(2026, 6, 25)) == 2
    assert joint.days_late("done", due, date(2026, 5, 19), date(2026, 6, 25)) == 0
    assert joint.days_late("dropped", due, None, date(2026, 6, 25)) == 0
