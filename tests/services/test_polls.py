"""Polls: opening, voting, entering, closing, counting; two people at once."""

from __future__ import annotations

import contextlib
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.journal import JournalEntry
from council.models.meetings import Attendance, Meeting
from council.models.polls import Ballot, Poll, PollVoter
from council.rules.verdict import Refused
from council.services import attendance, ballots, meetings, polls, review
from council.services.attendance import Mark
from tests.factories.community import on_stage
from tests.factories.hall import (
    AT,
    LATER,
    REPRESENTATIVES,
    call,
    make_matter,
    matter,
    opened,
    seat,
    stored,
)

KEY = "0123456789abcdef{}"


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def refused(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def begin(hall, meeting: str, position: int = 1, **more) -> str:
    return polls.open_poll(
        hall.community_id, hall.actor("clerk"), meeting, position, at=LATER, **more
    )


def cast(hall, who: str, poll: str, choice: str = "yes", key: str | None = None):
    return ballots.vote(
        hall.community_id,
        hall.actor(who),
        poll,
        choice,
        request_key=key or KEY.format(who),
        at=LATER,
    )


def enter(hall, poll: str, votes: dict[str, str], key: str = KEY) -> int:
    found = {hall.people[who]: choice for who, choice in votes.items()}
    return ballots.enter_hall(
        hall.community_id, hall.actor("clerk"), poll, found, request_key=key, at=LATER
    )


def close(hall, poll: str) -> str:
    return polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER)


def test_a_whole_vote_online_and_in_the_hall(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES[:4])
    poll = begin(hall, meeting)
    assert enter(hall, poll, {"representative1": "yes", "representative2": "yes"}) == 2
    cast(hall, "representative5", poll, "yes")
    cast(hall, "representative3", poll, "no")
    assert close(hall, poll) == "passed"
    row = stored(hall, Poll)[0]
    assert row.tally["counts"] == {"yes": 3, "no": 1, "abstain": 0, "spoiled": 0}
    assert row.tally["channels"] == {"online": 2, "paper": 0, "hall": 2, "proxy": 0}
    assert row.tally["by_channel"]["online"]["no"] == 1
    assert row.tally["participation"]["heads"]["have"] == 5
    assert row.tally["present"] == 5
    assert row.rule["id"] == "RC1"
    online = stored(hall, Attendance, Attendance.person_id == hall.people["representative5"])[0]
    assert (online.state, online.channel) == ("present", "online")
    with Session(db.engine) as session:
        assert polls.recount(session, session.merge(row)) == row.tally


def test_present_without_a_ballot_counts_as_a_participant(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    poll = begin(hall, meeting)
    for who in REPRESENTATIVES[:3]:
        cast(hall, who, poll)
    assert close(hall, poll) == "failed"


def test_quorum_lost_before_the_close(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES[:4])
    poll = begin(hall, meeting)
    for who in REPRESENTATIVES[:3]:
        cast(hall, who, poll)
    gone = [Mark(hall.people["representative4"], "left")]
    attendance.mark(hall.community_id, hall.actor("clerk"), meeting, gone, at=LATER)
    assert close(hall, poll) == "no_quorum"
    assert matter(hall).stage == "resolution"


def test_no_quorum_is_refused_with_the_number_missing(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES[:3])
    with pytest.raises(Refused) as caught:
        begin(hall, meeting)
    reason = caught.value.reasons[0]
    assert (reason.code, reason.rule, reason.params["missing"]) == ("no_quorum", "RC1", 1)
    seat(hall, meeting, ["representative4"])
    assert begin(hall, meeting)


def test_an_unannounced_item_is_refused(hall) -> None:
    meeting = call(hall, "representatives")
    late = LATER - timedelta(days=1)
    make_matter(hall, "resolution", "2026-002", at=late)
    clerk = hall.actor("clerk")
    meetings.add_item(hall.community_id, clerk, meeting, proposal_number="2026-002", at=late)
    meetings.open_meeting(hall.community_id, clerk, meeting, at=LATER)
    seat(hall, meeting, REPRESENTATIVES)
    with pytest.raises(Refused) as caught:
        begin(hall, meeting, 2)
    assert refused(caught) == ["item_not_announced"]
    assert caught.value.reasons[0].rule == "RC1"


def test_not_before_the_opening_not_in_another_stage_not_twice(hall) -> None:
    meeting = call(hall, "representatives")
    with pytest.raises(Refused) as caught:
        begin(hall, meeting)
    assert refused(caught) == ["meeting_not_open"]
    make_matter(hall, "debate", "2026-005", at=LATER)
    second = opened(
        hall,
        "representatives",
        REPRESENTATIVES,
        ["2026-005", "2026-001"],
        at=LATER,
        starts=LATER + timedelta(days=10),
    )
    with pytest.raises(Refused) as caught:
        begin(hall, second)
    assert refused(caught) == ["stage_of_another_body"]
    begin(hall, second, 2)
    with pytest.raises(Refused) as caught:
        begin(hall, second, 2)
    assert refused(caught) == ["poll_exists"]


def test_a_stranger_does_not_vote(hall) -> None:
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES))
    for who in ("resident1", "chair"):
        with pytest.raises(Refused) as caught:
            cast(hall, who, poll)
        assert refused(caught) == ["not_on_roll"]
    with pytest.raises(Refused) as caught:
        cast(hall, "clerk", poll)
    assert refused(caught) == ["no_power"]
    assert stored(hall, Ballot) == []


def test_nobody_votes_twice_whatever_the_channel(hall) -> None:
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES))
    first = cast(hall, "representative1", poll, key="a" * 32)
    again = cast(hall, "representative1", poll, key="a" * 32)
    assert again.again and again.receipt == first.receipt
    with pytest.raises(Refused) as caught:
        cast(hall, "representative1", poll, "no", key="b" * 32)
    assert refused(caught) == ["already_voted"]
    with pytest.raises(Refused) as caught:
        cast(hall, "representative2", poll, key="a" * 32)
    assert refused(caught) == ["key_used"]
    with pytest.raises(Refused) as caught:
        enter(hall, poll, {"representative1": "no", "representative2": "yes"})
    assert refused(caught) == ["voters_refused"]
    assert len(stored(hall, Ballot)) == 1


def test_entering_again_changes_nothing(hall) -> None:
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES[:5]))
    votes = {"representative1": "yes", "representative2": "spoiled"}
    assert enter(hall, poll, votes) == enter(hall, poll, votes) == 2
    assert len(stored(hall, Ballot)) == 2
    with pytest.raises(Refused) as caught:
        enter(hall, poll, {"representative6": "yes"}, key="c" * 16)
    assert caught.value.reasons[0].params["why"] == "voter_not_present"
    with pytest.raises(Refused) as caught:
        enter(hall, poll, {"representative3": "perhaps"})
    assert refused(caught) == ["value_unknown"]


def test_voters_stay_marked_and_the_meeting_open(hall) -> None:
    meeting = opened(hall, "representatives", REPRESENTATIVES)
    poll = begin(hall, meeting)
    cast(hall, "representative1", poll)
    clerk = hall.actor("clerk")
    with pytest.raises(Refused) as caught:
        absent = [Mark(hall.people["representative1"], "absent")]
        attendance.mark(hall.community_id, clerk, meeting, absent, at=LATER)
    assert refused(caught) == ["voted_so_present"]
    with pytest.raises(Refused) as caught:
        meetings.close_meeting(hall.community_id, clerk, meeting, at=LATER)
    assert refused(caught) == ["meeting_polls_open"]
    close(hall, poll)
    with pytest.raises(Refused) as caught:
        cast(hall, "representative2", poll)
    assert refused(caught) == ["poll_closed"]
    with pytest.raises(Refused) as caught:
        close(hall, poll)
    assert refused(caught) == ["poll_closed"]


def test_the_recused_are_out_of_the_base(hall) -> None:
    review.declare_interest(
        hall.community_id, hall.actor("representative6"), "2026-001", "亲属投标", at=AT
    )
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES[:4]))
    line = stored(hall, PollVoter, PollVoter.recused.is_(True))[0]
    assert (line.person_id, line.recusal) == (hall.people["representative6"], "亲属投标")
    with pytest.raises(Refused) as caught:
        cast(hall, "representative6", poll)
    assert refused(caught) == ["voter_recused"]
    for who in REPRESENTATIVES[:3]:
        cast(hall, who, poll)
    close(hall, poll)
    tally = stored(hall, Poll)[0].tally
    assert tally["participation"]["heads"]["of"] == 5 and tally["recused"] == 1


def test_the_journal_tells_no_choice(hall) -> None:
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES))
    cast(hall, "representative1", poll, "no")
    enter(hall, poll, {"representative2": "abstain"})
    with Session(db.engine) as session:
        kinds = ("poll.vote", "poll.enter")
        query = select(JournalEntry.payload).where(JournalEntry.kind.in_(kinds))
        facts = [json.loads(payload)["facts"] for payload in session.scalars(query)]
    assert len(facts) == 2
    assert all(not {"choice", "yes", "no"} & set(map(str, fact)) for fact in facts)
    assert not any("abstain" in str(fact) for fact in facts)


def test_two_at_once_one_ballot(hall, app_context) -> None:
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES))
    start, answers = threading.Barrier(4), []

    def run(n: int) -> None:
        with app_context.app_context():
            start.wait()
            try:
                answers.append(cast(hall, "representative1", poll, key=str(n) * 32).receipt)
            except Refused as no:
                answers.append(no.reasons[0].code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("already_voted") == 3
    assert len(stored(hall, Ballot)) == 1


def test_a_vote_and_the_close_at_once(hall, app_context) -> None:
    """Whichever comes first: the count and the ballots agree."""
    poll = begin(hall, opened(hall, "representatives", REPRESENTATIVES))
    for who in REPRESENTATIVES[:4]:
        cast(hall, who, poll)
    start = threading.Barrier(2)

    def run(act) -> None:
        with app_context.app_context():
            start.wait()
            with contextlib.suppress(Refused):
                act()

    late = threading.Thread(target=run, args=(lambda: cast(hall, "representative5", poll),))
    end = threading.Thread(target=run, args=(lambda: close(hall, poll),))
    for thread in (late, end):
        thread.start()
    for thread in (late, end):
        thread.join()
    row = stored(hall, Poll)[0]
    assert row.tally["counts"]["yes"] == len(stored(hall, Ballot))


def test_a_vote_after_a_change_of_people_still_counts(hall) -> None:
    from council.models.bodies import Tenure
    from council.services.unit import SYSTEM, unit

    meeting = opened(hall, "representatives", REPRESENTATIVES)
    with unit(hall.community_id, kind="tenure.end", actor=SYSTEM, at=LATER) as work:
        work.get(Tenure, hall.tenures["representative1"]).ends_on = LATER.date()
    poll = begin(hall, meeting)
    cast(hall, "representative1", poll)
    assert len(stored(hall, Meeting)) == 1 and len(stored(hall, Ballot)) == 1


@pytest.mark.parametrize(("yes", "then"), [(2, "debate"), (1, "closed")])
def test_the_party_members_meeting_decides(hall, yes: int, then: str) -> None:
    make_matter(hall, "members", "2026-009", track="four_deliberations")
    people = ("member1", "member2", "member3")
    poll = begin(hall, opened(hall, "party_members", people, ["2026-009"]))
    for n, who in enumerate(people[:2]):
        cast(hall, who, poll, "yes" if n < yes else "abstain")
    close(hall, poll)
    assert matter(hall, "2026-009").stage == then
    assert matter(hall, "2026-009").ending == (None if then == "debate" else "not_adopted")
