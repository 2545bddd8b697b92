"""Shows of hands: two tellers, blind; and votes that a clerk enters at the voter's wish."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.orm import Session

from council.db import db
from council.models.meetings import Meeting
from council.models.polls import Ballot, HandCount, Poll, UrnBallot
from council.rules.verdict import Refused
from council.services import assisted, attendance, ballots, hands, polls
from council.services.attendance import Mark
from tests.factories.community import on_stage
from tests.factories.hall import LATER, make_matter, seat, stored
from tests.factories.papers import begin, bring, change, line, open_reasons

KEY = "k" * 20


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def tell(hall, poll: str, who: str, *numbers: int):
    return hands.enter(hall.community_id, hall.actor(who), poll, *numbers, at=LATER)


def agreed(hall, poll: str):
    row = stored(hall, Poll, Poll.number == poll)[0]
    with Session(db.engine) as session:
        return hands.agreed(session, session.merge(row))


def online(hall, poll: str, who: str, choice: str = "yes"):
    return ballots.vote(
        hall.community_id, hall.actor(who), poll, choice, request_key=f"{who:->20}", at=LATER
    )


def refused(call) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


def test_two_equal_counts_mark_the_hall_and_enter_the_count(hall) -> None:
    poll = begin(hall)
    online(hall, poll, "representative6", "no")
    assert tell(hall, poll, "clerk", 4, 1, 0).state == "first"
    assert agreed(hall, poll) is None and open_reasons(hall, poll) == ["hands_unfinished"]
    assert tell(hall, poll, "supervisor1", 4, 1, 0).state == "agreed"
    assert agreed(hall, poll) == {"yes": 4, "no": 1, "abstain": 0}
    marks = [row for row in stored(hall, Ballot) if row.channel == "hall"]
    assert {row.choice for row in marks} == {"hands"} and len(marks) == 5
    assert open_reasons(hall, poll) == []
    assert refused(lambda: tell(hall, poll, "grid", 0, 0, 0)) == ["hands_agreed"]
    assert refused(lambda: online(hall, poll, "representative1")) == ["already_voted"]
    assert polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER) == "passed"
    tally = stored(hall, Poll)[0].tally
    assert tally["counts"] == {"yes": 4, "no": 2, "abstain": 0, "spoiled": 0}
    assert tally["channels"]["hall"] == 5


def test_no_hands_are_counted_while_the_quorum_is_lost(hall) -> None:
    poll = begin(hall)
    for who in ("representative4", "representative5"):
        move(hall, who, "left")
    assert refused(lambda: tell(hall, poll, "clerk", 3, 0, 0)) == ["no_quorum"]
    assert stored(hall, HandCount) == []
    move(hall, "representative4", "present")
    assert tell(hall, poll, "clerk", 4, 0, 0).state == "first"


def move(hall, who: str, state: str) -> None:
    mark = Mark(hall.people[who], state)
    meeting = stored(hall, Meeting)[0].number
    attendance.mark(hall.community_id, hall.actor("clerk"), meeting, [mark], at=LATER)


def test_different_counts_are_counted_again(hall) -> None:
    poll = begin(hall)
    tell(hall, poll, "clerk", 4, 1, 0)
    assert tell(hall, poll, "grid", 3, 2, 0).state == "differs"
    assert stored(hall, Ballot) == []
    assert tell(hall, poll, "clerk", 3, 2, 0).round == 2
    assert refused(lambda: tell(hall, poll, "clerk", 4, 1, 0)) == ["hands_counted_already"]
    assert tell(hall, poll, "block", 3, 2, 0).state == "agreed"
    assert len(stored(hall, HandCount)) == 4


def test_hands_are_as_many_as_people_who_may_raise_one(hall) -> None:
    poll = begin(hall)
    bring(hall, poll, "representative1")
    with pytest.raises(Refused) as caught:
        tell(hall, poll, "clerk", 5, 0, 0)
    reason = caught.value.reasons[0]
    assert (reason.code, reason.params) == ("hands_sum", {"have": 5, "need": 4})
    tell(hall, poll, "clerk", 4, 0, 0)
    online(hall, poll, "representative2")
    assert refused(lambda: tell(hall, poll, "grid", 4, 0, 0)) == ["hands_sum"]
    assert tell(hall, poll, "grid", 3, 0, 0).state == "differs"


def test_who_came_online_raises_no_hand(hall) -> None:
    poll = begin(hall, present=4)
    meeting = hall_meeting(hall)
    seat(hall, meeting, ["representative5"], channel="online")
    assert refused(lambda: tell(hall, poll, "clerk", 5, 0, 0)) == ["hands_sum"]
    assert tell(hall, poll, "clerk", 4, 0, 0).state == "first"


def hall_meeting(hall) -> str:
    from council.models.meetings import Meeting

    return stored(hall, Meeting)[0].number


def test_hands_are_not_secret_and_nobody_else_counts(hall) -> None:
    poll = begin(hall)
    assert refused(lambda: tell(hall, poll, "representative1", 5, 0, 0)) == ["no_power"]
    assert refused(lambda: tell(hall, poll, "clerk", -1, 6, 0)) == ["value_unknown"]
    change(hall, poll, secret=True)
    assert refused(lambda: tell(hall, poll, "clerk", 5, 0, 0)) == ["hands_secret"]
    change(hall, poll, secret=False, ended_at=LATER)
    assert refused(lambda: tell(hall, poll, "clerk", 5, 0, 0)) == ["poll_ended"]


def test_two_tellers_at_once(app, hall) -> None:
    poll = begin(hall)
    at_once = threading.Barrier(4)
    found: list[str] = []

    def one(who: str) -> None:
        with app.app_context():
            at_once.wait()
            try:
                found.append(tell(hall, poll, who, 5, 0, 0).state)
            except Refused as no:
                found.append(no.reasons[0].code)

    threads = [
        threading.Thread(target=one, args=(who,)) for who in ("clerk", "clerk", "grid", "block")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("first") == found.count("agreed") == 1
    assert len(stored(hall, Ballot)) == 5


# --- assisted ---


def assist(hall, poll: str, who: str, choice: str = "yes", key: str = KEY, by: str = "clerk"):
    voter = line(hall, poll, who).id
    content = {"choice": choice}
    return assisted.assist(
        hall.community_id, hall.actor(by), poll, voter, content, request_key=key, at=LATER
    )


def test_a_clerk_votes_at_the_voters_wish(hall) -> None:
    poll = begin(hall)
    slip = assist(hall, poll, "representative6", "no")
    assert slip.content == {"choice": "no"} and not slip.again
    again = assist(hall, poll, "representative6", "no")
    assert again.receipt == slip.receipt and again.again
    [ballot] = stored(hall, Ballot)
    assert ballot.assisted and ballot.channel == "online" and ballot.receipt == slip.receipt
    assert ballot.entered_by_id == hall.people["clerk"]
    other = lambda: assist(hall, poll, "representative6", "yes", "x" * 20)  # noqa: E731
    assert refused(other) == ["already_voted"]
    assert refused(lambda: assist(hall, poll, "representative5", key=KEY)) == ["key_used"]
    assert refused(lambda: assist(hall, poll, "representative5", by="grid")) == ["no_power"]


def test_help_where_it_is_not_possible(hall) -> None:
    poll = begin(hall)
    bring(hall, poll, "representative5")
    assert refused(lambda: assist(hall, poll, "representative5")) == ["paper_is_in"]
    change(hall, poll, allows_online=False)
    assert refused(lambda: assist(hall, poll, "representative6")) == ["channel_closed"]


def test_the_slip_of_a_secret_poll_does_not_say_what_was_voted(hall) -> None:
    poll = begin(hall, secret=True)
    slip = assist(hall, poll, "representative6")
    [urn] = stored(hall, UrnBallot)
    assert slip.content is None and slip.receipt == urn.tracker
    assert assist(hall, poll, "representative6").receipt == urn.tracker
    [mark] = stored(hall, Ballot)
    assert mark.assisted and mark.choice == "sealed"
