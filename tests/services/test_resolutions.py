"""Resolutions: numbered, posted whether passed or not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.resolutions import Announcement, Resolution
from council.rules.calendar import full_days_posted
from council.rules.verdict import Refused
from council.services import ballots, polls, resolutions
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, make_matter, matter, opened, stored


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def begin(hall, people=REPRESENTATIVES, starts=LATER, at=None) -> str:
    more = {"at": at} if at else {}
    meeting = opened(hall, "representatives", people, starts=starts, **more)
    return polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=starts)


def enter(hall, poll: str, choice: str, voters=REPRESENTATIVES, at=LATER) -> None:
    votes = {hall.people[who]: choice for who in voters}
    ballots.enter_hall(
        hall.community_id, hall.actor("clerk"), poll, votes, request_key="k" * 16, at=at
    )


def finish(hall, poll: str, choice: str, voters=REPRESENTATIVES, at=LATER) -> str:
    enter(hall, poll, choice, voters, at)
    return polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=at)


def record(hall, poll: str, text: str = "同意建充电棚，概算5000元。", at=LATER) -> str:
    return resolutions.record(hall.community_id, hall.actor("clerk"), poll, text, at=at)


def test_a_passed_resolution_is_numbered_and_posted(hall) -> None:
    poll = begin(hall)
    finish(hall, poll, "yes")
    number = record(hall, poll)
    row = stored(hall, Resolution)[0]
    assert (row.number, row.outcome, row.cost) == (number, "passed", 500_000)
    assert number == "2026-001" and row.reference.endswith("决〔2026〕1号")
    now, posted = matter(hall), stored(hall, Announcement)[0]
    assert (now.stage, now.due_at) == ("announcement", posted.until_at)
    assert posted.kind == "decision"
    assert full_days_posted(posted.posted_at, posted.until_at) >= 7
    with pytest.raises(Refused) as caught:
        record(hall, poll)
    assert refused(caught) == ["resolution_exists"]


def test_a_failed_one_is_posted_just_the_same(hall) -> None:
    poll = begin(hall)
    assert finish(hall, poll, "abstain") == "failed"
    record(hall, poll, "未通过。")
    assert (matter(hall).stage, matter(hall).ending) == ("closed", "not_adopted")
    assert len(stored(hall, Announcement)) == 1


def test_without_quorum_no_resolution_and_a_new_call(hall) -> None:
    from council.models.meetings import Meeting
    from council.services import attendance
    from council.services.attendance import Mark

    poll = begin(hall, REPRESENTATIVES[:4])
    meeting = stored(hall, Meeting)[0].number
    enter(hall, poll, "yes", REPRESENTATIVES[:3])
    gone = [Mark(hall.people["representative4"], "left")]
    attendance.mark(hall.community_id, hall.actor("clerk"), meeting, gone, at=LATER)
    assert polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER) == "no_quorum"
    with pytest.raises(Refused) as caught:
        record(hall, poll)
    assert refused(caught) == ["resolution_no_quorum"]
    assert matter(hall).stage == "resolution"
    again = LATER + timedelta(days=8)
    second = begin(hall, starts=again, at=LATER)
    assert finish(hall, second, "yes", at=again) == "passed"
    record(hall, second, at=again)
    assert matter(hall).stage == "announcement"


def test_a_running_poll_has_no_resolution(hall) -> None:
    poll = begin(hall)
    with pytest.raises(Refused) as caught:
        record(hall, poll)
    assert refused(caught) == ["poll_running"]


def test_a_committee_makes_no_resolution(hall) -> None:
    from tests.factories.hall import COMMITTEE

    make_matter(hall, "review", "2026-002")
    meeting = opened(hall, "residents_committee", COMMITTEE, ["2026-002"])
    poll = polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=LATER)
    with pytest.raises(Refused) as caught:
        record(hall, poll)
    assert refused(caught) == ["not_an_assembly"]
