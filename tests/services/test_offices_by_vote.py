"""民主评议, 罢免 and 另行选举: votes about offices and what follows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from council.db import reading
from council.models.bodies import Tenure
from council.models.journal import JournalEntry
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.queries.chamber import duties
from council.queries.visitors import Visitor
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.rules.verdict import Refused
from council.services import appraisals, people, polls, runoffs, written
from council.services.unit import SYSTEM, unit
from council.services.written import Question
from tests.factories.community import STARTS as TERM
from tests.factories.community import Handle, on_stage
from tests.factories.hall import AT, stored
from tests.factories.written import (
    ELECT,
    ENDS,
    STARTS,
    call,
    cast,
    elect,
    opened,
    village,
    voters,
)

APPRAISE = Question("评议居民委员会成员", "appraisal", {"kind": "appraisal"})
RECALL = Question("是否罢免？", "recall")


@pytest.fixture
def hall(app_context, scene) -> Handle:
    handle = village(on_stage(app_context, scene))
    _more_representatives(handle)
    return handle


def _more_representatives(hall: Handle) -> None:
    """Six are too few to vote in secret."""
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        from council.models.bodies import Body
        from council.models.people import Person

        body = work.get(Body, hall.bodies["representatives"])
        for n in range(1, 9):
            office = people.enter_office(work, body, OfficeKind.REPRESENTATIVE, "居民代表")
            person = work.get(Person, hall.people[f"resident{n}"])
            people.enter_tenure(work, office, person, TERM, None, ())


def refused(code: str):
    return pytest.raises(Refused, match=code)


def appraise(hall: Handle, grade: str, *, years: int = 0, only: int = 1) -> str:
    """A whole appraisal in which everybody gives the member in seat ``only`` this grade."""
    starts = STARTS.replace(year=STARTS.year + years)
    ends = starts + timedelta(days=3)
    at = starts - timedelta(days=12)
    number = call(
        hall, APPRAISE, body="representatives", rule_id="EV1", at=at, starts_at=starts,
        ends_at=ends,
    )  # fmt: skip
    clerk = hall.actor("clerk")
    poll = written.open_polls(hall.community_id, clerk, number, at=starts)[0]
    row = stored(hall, Poll, Poll.number == poll)[0]
    grades = {str(o["position"]): "competent" for o in row.ask["options"]}
    assert str(only) in grades
    content = {"grades": grades | {str(only): grade}}
    cast(hall, poll, voters(hall, poll), content, at=starts + timedelta(hours=1))
    polls.close_poll(hall.community_id, clerk, poll, at=ends)
    return poll


def test_an_appraisal_lists_the_committee_by_seat(hall) -> None:
    number = call(hall, APPRAISE, body="representatives", rule_id="EV1")
    item = stored(hall, AgendaItem)[0]
    labels = [option["label"] for option in item.ask["options"]]
    assert labels[0].startswith("居委会主任 ")
    assert "*" in labels[0]
    assert [option["position"] for option in item.ask["options"]] == [1, 2, 3]
    assert all(option.get("previous", []) == [] for option in item.ask["options"])
    assert number


def test_one_appraisal_a_year(hall) -> None:
    call(hall, APPRAISE, body="representatives", rule_id="EV1")
    later = {"starts_at": STARTS + timedelta(days=60), "ends_at": ENDS + timedelta(days=60)}
    with refused("appraisal_this_year"):
        call(hall, APPRAISE, body="representatives", rule_id="EV1", **later)
    next_year = {key: at.replace(year=at.year + 1) for key, at in later.items()}
    assert call(hall, APPRAISE, body="representatives", rule_id="EV1", **next_year)


def test_two_in_a_row_end_the_office(hall) -> None:
    first = appraise(hall, "incompetent")
    clerk = hall.actor("clerk")
    with refused("office_stays"):
        appraisals.record_ending(hall.community_id, clerk, first, at=ENDS)
    second = appraise(hall, "incompetent", years=1)
    row = stored(hall, Poll, Poll.number == second)[0]
    assert row.ask["options"][0]["previous"] == ["incompetent"]
    at = ENDS.replace(year=ENDS.year + 1)
    assert "written.end_office" in waiting(hall, at)
    titles = appraisals.record_ending(hall.community_id, clerk, second, at=at)
    assert titles == ["居委会主任"]
    assert "written.end_office" not in waiting(hall, at)
    tenure = stored(hall, Tenure, Tenure.id == hall.tenures["chair"])[0]
    assert tenure.ends_on == legal_day(at) + timedelta(days=1)
    entry = [e for e in stored(hall, JournalEntry) if e.kind == "office.end"][-1]
    assert second in entry.payload
    with refused("office_stays"):
        appraisals.record_ending(hall.community_id, clerk, second, at=at)


def test_a_better_year_between_keeps_the_office(hall) -> None:
    appraise(hall, "incompetent")
    appraise(hall, "competent", years=1)
    third = appraise(hall, "incompetent", years=2)
    with refused("office_stays"):
        at = ENDS.replace(year=ENDS.year + 2)
        appraisals.record_ending(hall.community_id, hall.actor("clerk"), third, at=at)


def test_an_appraisal_asks_grades_and_nothing_else(hall) -> None:
    for ask in (None, ELECT.ask):
        with refused("form_of_other_rule"):
            call(hall, replace(APPRAISE, ask=ask), body="representatives", rule_id="EV1")
    with refused("form_of_other_rule"):
        elect(hall, replace(ELECT, ask=None))
    with refused("subject_other_rule"):
        call(hall, APPRAISE, body="representatives", rule_id="RC1")


@pytest.mark.parametrize(("share", "ends"), [("most", True), ("few", False)])
def test_recall(hall, share, ends) -> None:
    member = replace(RECALL, tenure_id=hall.tenures["committee1"])
    number = call(hall, member, body="residents_assembly", rule_id="EL2")
    clerk = hall.actor("clerk")
    poll = written.open_polls(hall.community_id, clerk, number, at=STARTS)[0]
    assert stored(hall, Poll)[0].secret
    everybody = voters(hall, poll)
    half = len(everybody) // 2
    cast(hall, poll, everybody[: half - 2], "no" if share == "few" else "yes")
    cast(hall, poll, everybody[half - 2 :], "yes" if share == "most" else "no")
    with refused("poll_running"):
        appraisals.record_ending(hall.community_id, clerk, poll, at=STARTS)
    polls.close_poll(hall.community_id, clerk, poll, at=ENDS)
    if ends:
        titles = appraisals.record_ending(hall.community_id, clerk, poll, at=ENDS)
        assert titles == ["居委会委员"]
        tenure = stored(hall, Tenure, Tenure.id == hall.tenures["committee1"])[0]
        assert tenure.ends_on == legal_day(ENDS) + timedelta(days=1)
    else:
        with refused("office_stays"):
            appraisals.record_ending(hall.community_id, clerk, poll, at=ENDS)


@pytest.mark.parametrize(
    ("who", "code"), [(None, "recall_of_nobody"), ("representative1", "recall_other_office")]
)
def test_whom_a_recall_is_about(hall, who, code) -> None:
    tenure = hall.tenures[who] if who else None
    with refused(code):
        call(hall, replace(RECALL, tenure_id=tenure), body="residents_assembly", rule_id="EL2")


def test_a_run_off_is_made_from_the_result(hall) -> None:
    poll, clerk = opened(hall, rule_id="EL1"), hall.actor("clerk")
    everybody = voters(hall, poll)
    with refused("poll_running"):
        again(hall, poll, at=STARTS)
    most, rest = everybody[: len(everybody) * 2 // 3], everybody[len(everybody) * 2 // 3 :]
    third = len(most) // 3
    cast(hall, poll, most[:third], {"marks": [1, 2]})
    cast(hall, poll, most[third : 2 * third], {"marks": [1, 3]})
    cast(hall, poll, most[2 * third :], {"marks": [1, 4]})
    cast(hall, poll, rest, {"marks": [1]})
    polls.close_poll(hall.community_id, clerk, poll, at=ENDS)
    found = stored(hall, Poll)[0].tally
    assert (found["seats_left"], len(found["run_off"])) == (1, 2)
    number = again(hall, poll, at=ENDS)
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    item = stored(hall, AgendaItem, AgendaItem.meeting_id == meeting.id)[0]
    assert item.ask["options"] == [
        {"position": o["position"], "label": o["label"]}
        for o in sorted(found["run_off"], key=lambda o: o["position"])
    ]
    assert (item.ask.get("seats", 1), item.ask.get("most", 1)) == (1, 1)
    assert "另行选举" in item.question


def test_no_run_off_where_all_seats_are_taken(hall) -> None:
    poll, clerk = opened(hall, rule_id="EL1"), hall.actor("clerk")
    cast(hall, poll, voters(hall, poll), {"marks": [1, 2]})
    polls.close_poll(hall.community_id, clerk, poll, at=ENDS)
    with refused("run_off_not_needed"):
        again(hall, poll, at=ENDS)


def waiting(hall: Handle, at) -> list[str]:
    """What awaits the clerk."""
    kinds = frozenset({OfficeKind.CLERK})
    clerk = Visitor(hall.people["clerk"], "", "", kinds, {})
    return [duty.act for duty in duties.collect(reading(), hall.community_id, clerk, at)]


def again(hall: Handle, poll: str, *, at) -> str:
    return runoffs.call(
        hall.community_id, hall.actor("clerk"), poll, starts_at=at + timedelta(days=3),
        ends_at=at + timedelta(days=4), place="活动室", at=at,
    )  # fmt: skip
