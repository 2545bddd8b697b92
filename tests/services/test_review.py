"""Two committees: side by side or jointly, interests, opinions, the end of the review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.acts import Act, Interest
from council.models.polls import Poll, PollVoter
from council.models.review import Opinion
from council.rules.verdict import Refused
from council.services import ballots, polls, review
from tests.factories.community import on_stage
from tests.factories.hall import AT, COMMITTEE, LATER, PARTY, make_matter, matter, opened, stored

BODIES = {"party_committee": PARTY, "residents_committee": COMMITTEE}


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "review")
    return handle


def refused(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


WHEN = {"party_committee": LATER, "residents_committee": LATER + timedelta(days=5)}


def decide(hall, body: str, choice: str = "yes", meeting: str | None = None) -> str:
    """The committee meets (each on its own day) and votes as one."""
    at = LATER if meeting else WHEN[body]
    called = at - timedelta(days=5)
    meeting = meeting or opened(hall, body, BODIES[body], at=called, starts=at)
    clerk = hall.actor("clerk")
    poll = polls.open_poll(hall.community_id, clerk, meeting, 1, body_id=hall.bodies[body], at=at)
    for who in BODIES[body]:
        key = f"{who:->16}"
        ballots.vote(hall.community_id, hall.actor(who), poll, choice, request_key=key, at=at)
    return polls.close_poll(hall.community_id, clerk, poll, at=at)


def say(hall, body: str, who: str | None = None, dissent: str = "") -> str:
    return review.give_opinion(
        hall.community_id,
        hall.actor(who or BODIES[body][0]),
        "2026-001",
        hall.bodies[body],
        "同意，位置要离窗户远一些。",
        dissent,
        at=LATER,
    )


def test_both_agree_and_the_matter_goes_on(hall) -> None:
    for body, stage in (("party_committee", "review"), ("residents_committee", "debate")):
        assert decide(hall, body) == "passed"
        assert say(hall, body, dissent="担心气味。") == stage
    kinds = [act.kind for act in stored(hall, Act)]
    assert kinds.count("review.opinion") == 2 and "review.conclude" in kinds


def test_one_disagrees_and_the_matter_ends(hall) -> None:
    decide(hall, "party_committee", "no")
    say(hall, "party_committee")
    decide(hall, "residents_committee")
    assert say(hall, "residents_committee") == "closed"
    assert matter(hall).ending == "not_adopted"
    assert {o.position for o in stored(hall, Opinion)} == {"agree", "disagree"}


def test_the_trace_keeps_the_first_opinion_to_itself(hall) -> None:
    decide(hall, "party_committee", "no")
    say(hall, "party_committee")
    act = next(act for act in stored(hall, Act) if act.kind == "review.opinion")
    assert act.reason == "" and set(act.detail) == {"body"}


def test_no_opinion_without_a_vote_of_ones_own_body_and_only_one(hall) -> None:
    with pytest.raises(Refused) as caught:
        say(hall, "party_committee")
    assert refused(caught) == ["opinion_no_poll"]
    decide(hall, "party_committee")
    with pytest.raises(Refused) as caught:
        say(hall, "party_committee", "committee1")
    assert refused(caught) == ["not_of_body"]
    say(hall, "party_committee", "clerk")
    with pytest.raises(Refused) as caught:
        say(hall, "party_committee")
    assert refused(caught) == ["opinion_exists"]


def test_a_stale_page_is_refused(hall) -> None:
    decide(hall, "party_committee")
    with pytest.raises(Refused) as caught:
        review.give_opinion(
            hall.community_id,
            hall.actor("party1"),
            "2026-001",
            hall.bodies["party_committee"],
            "同意",
            revision=99,
            at=LATER,
        )
    assert refused(caught) == ["moved_meanwhile"]


def test_a_joint_session_counts_each_body(hall) -> None:
    meeting = opened(hall, "party_committee", PARTY + COMMITTEE, joint="residents_committee")
    for body in BODIES:
        assert decide(hall, body, meeting=meeting) == "passed"
    assert say(hall, "party_committee") == "review"
    assert say(hall, "residents_committee") == "debate"
    assert all(opinion.is_joint for opinion in stored(hall, Opinion))
    assert {poll.tally["participation"]["heads"]["of"] for poll in stored(hall, Poll)} == {3}


def interest(hall, who: str) -> None:
    review.declare_interest(hall.community_id, hall.actor(who), "2026-001", "女儿投标", at=AT)


def test_an_interest_takes_the_member_out_visibly(hall) -> None:
    interest(hall, "committee2")
    with pytest.raises(Refused) as caught:
        interest(hall, "committee2")
    assert refused(caught) == ["interest_declared"]
    meeting = opened(hall, "residents_committee", COMMITTEE)
    polls.open_poll(hall.community_id, hall.actor("chair"), meeting, 1, at=LATER)
    assert [v.person_id for v in stored(hall, PollVoter) if v.recused] == [
        hall.people["committee2"]
    ]
    assert "interest.declare" in [act.kind for act in stored(hall, Act)]


def test_an_interest_during_the_vote(hall) -> None:
    meeting = opened(hall, "residents_committee", COMMITTEE)
    poll = polls.open_poll(hall.community_id, hall.actor("chair"), meeting, 1, at=LATER)
    ballots.vote(
        hall.community_id, hall.actor("chair"), poll, "yes", request_key="c" * 16, at=LATER
    )
    interest(hall, "committee1")
    assert [v.recused for v in stored(hall, PollVoter)].count(True) == 1
    with pytest.raises(Refused) as caught:
        interest(hall, "chair")
    assert refused(caught) == ["interest_after_vote"]
    assert len(stored(hall, Interest)) == 1
