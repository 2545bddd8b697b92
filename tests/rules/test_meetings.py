"""Notice, quorum, what may be voted on, and who may vote."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from council.rules import meetings, rulebook
from council.rules.calendar import SHANGHAI
from council.rules.meetings import Item, State, Voter
from council.rules.powers import BodyKind
from council.rules.stages import Stage

SENT = datetime(2026, 5, 6, 10, tzinfo=SHANGHAI)
DAY = date(2026, 5, 6)


def rule(rule_id: str, on: date = DAY):
    return rulebook.default_book().rule(rule_id, on)


def codes(verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize(("days", "lawful"), [(5, False), (6, True), (7, True)])
def test_notice_counts_neither_first_nor_last_day(days: int, lawful: bool) -> None:
    verdict = meetings.notice(SENT, SENT + timedelta(days=days), rule("RC1"))
    assert verdict.lawful is lawful
    if not lawful:
        reason = verdict.reasons[0]
        assert (reason.code, reason.rule) == ("notice_too_short", "RC1")
        assert reason.params == {"have": 4, "need": 5, "earliest": date(2026, 5, 12)}


def test_a_meeting_is_not_called_for_the_past() -> None:
    verdict = meetings.notice(SENT, SENT - timedelta(hours=1), rule("PG3"))
    assert codes(verdict) == ["meeting_in_past"]


@pytest.mark.parametrize(
    ("rule_id", "present", "of", "missing"),
    [
        ("RC1", 51, 78, 1),
        ("RC1", 52, 78, 0),
        ("PG3", 3, 6, 1),
        ("PG3", 4, 7, 0),
        ("PG2", 30, 45, 0),
        ("PG2", 29, 45, 1),
        ("DL1", 10, 16, 1),
        ("DL1", 14, 16, 0),
    ],
)
def test_quorum_says_how_many_are_missing(
    rule_id: str, present: int, of: int, missing: int
) -> None:
    found = meetings.quorum(present, of, rule(rule_id))
    assert (found.missing, found.met) == (missing, missing == 0)


def test_of_nobody_there_is_no_quorum() -> None:
    assert not meetings.quorum(0, 0, rule("PG3")).met


OPEN = State(SENT + timedelta(days=10), opened_at=SENT + timedelta(days=10))
GOOD = Item(SENT, for_decision=True, stage=Stage.RESOLUTION)


def poll(state: State = OPEN, item: Item = GOOD, present: int = 6) -> list[str]:
    here = meetings.quorum(present, 6, rule("RC1"))
    verdict = meetings.may_poll(state, item, BodyKind.REPRESENTATIVES, here, rule("RC1"))
    assert all(reason.rule == "RC1" or reason.rule is None for reason in verdict.reasons)
    return codes(verdict)


def test_a_poll_needs_everything_at_once() -> None:
    assert poll() == []
    assert poll(present=3) == ["no_quorum"]
    assert poll(State(OPEN.starts_at)) == ["meeting_not_open"]
    late = Item(OPEN.starts_at - timedelta(days=2), for_decision=True, stage=Stage.RESOLUTION)
    assert poll(item=late) == ["item_not_announced"]
    assert poll(item=Item(SENT, for_decision=False, stage=None)) == [
        "item_not_announced",
        "item_without_matter",
    ]
    assert poll(item=Item(SENT, for_decision=True, stage=Stage.DEBATE)) == ["stage_of_another_body"]
    assert poll(item=Item(SENT, True, Stage.RESOLUTION, decided=True)) == ["poll_exists"]


def test_a_meeting_opens_once_and_on_its_day() -> None:
    starts = OPEN.starts_at
    assert meetings.may_open(State(starts), starts - timedelta(hours=1)).lawful
    assert codes(meetings.may_open(State(starts), starts - timedelta(days=1))) == [
        "meeting_not_yet"
    ]
    assert codes(meetings.may_open(OPEN, starts)) == ["meeting_already_open"]
    assert codes(meetings.may_open(State(starts, starts, starts), starts)) == ["meeting_closed"]
    gone = State(starts, cancelled_at=SENT)
    assert codes(meetings.may_open(gone, starts)) == ["meeting_cancelled"]


@pytest.mark.parametrize(
    ("voter", "channel", "code"),
    [
        (Voter(on_roll=False), "online", "not_on_roll"),
        (Voter(on_roll=True, recused=True), "online", "voter_recused"),
        (Voter(on_roll=True, voted=True), "online", "already_voted"),
        (Voter(on_roll=True), "hall", "voter_not_present"),
    ],
)
def test_who_may_not_vote(voter: Voter, channel: str, code: str) -> None:
    found = meetings.may_vote(voter, closed=False, channel=channel, online=True, rule_id="RC1")
    assert codes(found) == [code]


def test_a_ballot_is_taken_while_the_poll_runs() -> None:
    here = Voter(on_roll=True, present=True)
    for channel in ("hall", "online"):
        verdict = meetings.may_vote(here, closed=False, channel=channel, online=True, rule_id="RC1")
        assert verdict.lawful
    closed = meetings.may_vote(here, closed=True, channel="hall", online=True, rule_id="RC1")
    assert codes(closed) == ["poll_closed"]
    only_hall = meetings.may_vote(here, closed=False, channel="online", online=False, rule_id="RC1")
    assert codes(only_hall) == ["channel_closed"]
