"""What may happen to a running vote: suspended, resumed, extended, ended early, annulled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from council.models.acts import Act
from council.models.journal import JournalEntry
from council.rules.verdict import Refused
from council.services import periods, polls, steering, written
from tests.factories.community import Handle, on_stage
from tests.factories.hall import make_matter, stored
from tests.factories.written import (
    ENDS,
    PUMP,
    STARTS,
    WHY,
    call,
    cast,
    elect,
    on_owners_track,
    opened,
    poll_row,
    village,
    voters,
)


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return village(on_stage(app_context, scene))


def refused(code: str):
    return pytest.raises(Refused, match=code)


def test_suspending_takes_no_votes_and_resuming_gives_the_time_back(hall) -> None:
    poll, clerk = opened(hall), hall.actor("clerk")
    first, second, *_ = voters(hall, poll)
    cast(hall, poll, [first])
    noon = STARTS + timedelta(days=2)
    steering.suspend(hall.community_id, clerk, poll, WHY, at=noon)
    with refused("poll_suspended"):
        cast(hall, poll, [second], at=noon)
    with refused("poll_suspended"):
        steering.suspend(hall.community_id, clerk, poll, WHY, at=noon)
    again = noon + timedelta(days=1)
    assert steering.resume(hall.community_id, clerk, poll, WHY, at=again) == ENDS + (again - noon)
    cast(hall, poll, [second], at=ENDS + timedelta(hours=1))
    with refused("poll_not_suspended"):
        steering.resume(hall.community_id, clerk, poll, WHY, at=again)
    kinds = {entry.kind for entry in stored(hall, JournalEntry) if WHY in entry.payload}
    assert kinds == {"poll.suspend", "poll.resume"}


def test_a_reason_is_asked_for_and_stands_in_the_trace(hall) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    poll, clerk = opened(hall, replace(PUMP, proposal="2026-001")), hall.actor("clerk")
    with refused("text_missing"):
        steering.suspend(hall.community_id, clerk, poll, "", at=STARTS)
    steering.suspend(hall.community_id, clerk, poll, WHY, at=STARTS)
    act = stored(hall, Act, Act.kind == "poll.suspend")[0]
    assert (act.reason, act.rule_id, act.detail) == (WHY, "OW1", {"poll": poll})


def test_extending_where_participation_fell_short(hall) -> None:
    poll, clerk = opened(hall), hall.actor("clerk")
    everybody = voters(hall, poll)
    cast(hall, poll, everybody[:3])
    periods.due(hall.community_id, ENDS)
    with refused("extension_too_long"):
        steering.extend(hall.community_id, clerk, poll, ENDS + timedelta(days=100), WHY, at=ENDS)
    until = ENDS + timedelta(days=20)
    steering.extend(hall.community_id, clerk, poll, until, WHY, at=ENDS)
    row = poll_row(hall, poll)
    assert (row.closes_at, row.ended_at, row.extensions) == (until, None, 1)
    cast(hall, poll, everybody[3:], at=ENDS + timedelta(days=1))
    with refused("extension_not_needed"):
        later = until + timedelta(days=1)
        steering.extend(hall.community_id, clerk, poll, later, WHY, at=until)
    assert polls.close_poll(hall.community_id, clerk, poll, at=until) == "passed"


def test_shenzhen_a_topic_that_fell_short_twice_rests_for_a_year(hall) -> None:
    poll, clerk = opened(hall), hall.actor("clerk")
    until = ENDS + timedelta(days=10)
    steering.extend(hall.community_id, clerk, poll, until, WHY, at=ENDS)
    assert polls.close_poll(hall.community_id, clerk, poll, at=until) == "no_quorum"
    again = {"at": until, "starts_at": until + timedelta(days=30)}
    again["ends_at"] = again["starts_at"] + timedelta(days=5)
    same = replace(PUMP, text="是否使用维修资金，更换3号楼水泵")
    with refused("topic_barred") as caught:
        call(hall, same, **again)
    end = caught.value.reasons[0].params["until"]
    assert call(hall, replace(PUMP, text="是否粉刷楼道？"), **again)
    assert call(hall, same, at=until, starts_at=end, ends_at=end + timedelta(days=5))


def test_falling_short_without_extension_bars_nothing(hall) -> None:
    poll, clerk = opened(hall), hall.actor("clerk")
    assert polls.close_poll(hall.community_id, clerk, poll, at=ENDS) == "no_quorum"
    starts = ENDS + timedelta(days=30)
    assert call(hall, at=ENDS, starts_at=starts, ends_at=starts + timedelta(days=5))


def test_ending_early_only_when_everybody_has_voted(hall) -> None:
    poll, clerk = opened(hall), hall.actor("clerk")
    first, *others = voters(hall, poll)
    cast(hall, poll, others)
    with refused("poll_not_over"):
        steering.end_voting(hall.community_id, clerk, poll, at=STARTS + timedelta(days=1))
    cast(hall, poll, [first])
    steering.end_voting(hall.community_id, clerk, poll, at=STARTS + timedelta(days=1))
    with refused("poll_ended"):
        steering.end_voting(hall.community_id, clerk, poll, at=STARTS + timedelta(days=2))
    at = STARTS + timedelta(days=2)
    assert polls.close_poll(hall.community_id, clerk, poll, at=at) == "passed"


@pytest.mark.parametrize("rule_id", ["OW1", "EL1"])
def test_annulled_it_is_never_counted_and_may_be_called_again(hall, rule_id) -> None:
    from council.models.polls import CountedBallot, UrnBallot

    poll, clerk = opened(hall, rule_id=rule_id), hall.actor("clerk")
    content = {"marks": [1, 2]} if rule_id == "EL1" else "yes"
    cast(hall, poll, voters(hall, poll)[:12], content)
    steering.annul(hall.community_id, clerk, poll, WHY, at=ENDS)
    row = poll_row(hall, poll)
    assert (row.outcome, row.closed_at, row.tally) == ("annulled", ENDS, None)
    assert stored(hall, UrnBallot) == [] == stored(hall, CountedBallot)
    for act in (
        lambda: steering.annul(hall.community_id, clerk, poll, WHY, at=ENDS),
        lambda: steering.extend(
            hall.community_id, clerk, poll, ENDS + timedelta(days=1), WHY, at=ENDS
        ),
        lambda: polls.close_poll(hall.community_id, clerk, poll, at=ENDS),
    ):
        with refused("poll_closed"):
            act()
    starts = ENDS + timedelta(days=30)
    more = {"at": ENDS, "starts_at": starts, "ends_at": starts + timedelta(days=5)}
    assert elect(hall, **more) if rule_id == "EL1" else call(hall, **more)


def test_integrity_knows_an_annulled_poll(hall, app_context, tmp_path) -> None:
    from council.services import integrity

    poll = opened(hall)
    cast(hall, poll, voters(hall, poll)[:5])
    steering.annul(hall.community_id, hall.actor("clerk"), poll, WHY, at=ENDS)
    assert list(integrity.check(tmp_path)) == []


def test_the_owners_committee_keeps_its_own_votes_only(hall) -> None:
    election = elect(hall)
    poll = opened(hall)
    steering.suspend(hall.community_id, hall.actor("owners1"), poll, WHY, at=STARTS)
    with refused("owners_committee_elsewhere"):
        written.open_polls(hall.community_id, hall.actor("owners1"), election, at=STARTS)
    other = written.open_polls(hall.community_id, hall.actor("clerk"), election, at=STARTS)[0]
    with refused("owners_committee_elsewhere"):
        steering.suspend(hall.community_id, hall.actor("owners1"), other, WHY, at=STARTS)
    with refused("no_power"):
        steering.annul(hall.community_id, hall.actor("resident1"), poll, WHY, at=STARTS)
