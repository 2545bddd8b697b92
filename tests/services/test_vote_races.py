"""The same ballot sixteen times at once, and a close in the middle of the casting.

``VOTE_RACES=200`` tries each race that often, ``CLOSE_RACES=100`` the races against the close.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count

import pytest
from sqlalchemy.orm import Session

from council.db import db
from council.models.journal import JournalEntry
from council.models.polls import Ballot, CountedBallot, Poll, UrnBallot
from council.rules.verdict import Refused
from council.services import ballots, counting, integrity, polls
from council.services.unit import Actor
from tests.factories.community import Handle, on_stage, sign_in
from tests.factories.hall import LATER, stored
from tests.factories.voting import begin, poll_of
from tests.factories.written import voters
from tests.support.client import InspectingClient
from tests.support.rounds import rounds, together

TIMES = 16
RACES = rounds("VOTE_RACES", 3)
CLOSES = rounds("CLOSE_RACES", 5)
MOST = TIMES + 2

Vote = Callable[..., Callable[[], str]]


@pytest.fixture
def hall(app_context, scene, clock) -> Handle:
    clock.set(LATER)
    return on_stage(app_context, scene)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MOST) as threads:
        yield threads


@pytest.fixture
def vote(app, hall: Handle) -> Vote:
    """Make one attempt to vote: it gives the receipt, or the code of the refusal."""

    def attempt(who: str, poll: str, key: str) -> Callable[[], str]:
        def act() -> str:
            with app.app_context():
                try:
                    return ballots.vote(
                        hall.community_id, Actor(hall.people[who], "resident"), poll, "yes",
                        request_key=key, at=LATER,
                    ).receipt  # fmt: skip
                except Refused as no:
                    return no.reasons[0].code

        return act

    return attempt


def turns(hall: Handle, secret: bool, races: int) -> Iterator[tuple[str, str]]:
    """So many pairs of a running poll and a voter of it who has not voted."""
    left = races
    for number in (f"2026-{n}" for n in count(100)):
        begin(hall, number=number, secret=secret)
        everybody = [who for who in voters(hall, number) if who in hall.accounts]
        yield from ((number, who) for who in everybody[:left])
        left -= len(everybody)
        if left <= 0:
            return


def mine(hall: Handle, number: str, who: str) -> list[Ballot]:
    poll = poll_of(hall, number)
    person = hall.people[who]
    return stored(hall, Ballot, Ballot.poll_id == poll.id, Ballot.person_id == person)


def in_urn(hall: Handle, number: str) -> list[UrnBallot]:
    return stored(hall, UrnBallot, UrnBallot.poll_id == poll_of(hall, number).id)


def whole(hall: Handle, app) -> None:
    """One entry in the journal for each mark; every chain, seal and count stands."""
    entries = stored(hall, JournalEntry, JournalEntry.kind == "poll.vote")
    assert len(entries) == len(stored(hall, Ballot))
    assert list(integrity.check(app.config["UPLOADS"])) == []


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_the_same_ballot_sixteen_times_at_once(app, hall, pool, vote, secret) -> None:
    """One ballot, one mark, the same receipt for all; in secret the same tracker."""
    before: dict[str, set[str]] = {}
    for number, who in turns(hall, secret, RACES):
        key = f"{who} {number}".rjust(32, "k")
        answers = together(pool, [vote(who, number, key)] * TIMES)
        [mark] = mine(hall, number, who)
        if secret:
            trackers = {ballot.tracker for ballot in in_urn(hall, number)}
            assert trackers - before.get(number, set()) == set(answers)
            assert len(trackers) == len(before.get(number, set())) + 1
            before[number] = trackers
        else:
            assert set(answers) == {mark.receipt}
    assert len(stored(hall, Ballot)) == RACES
    assert len(stored(hall, UrnBallot)) == (RACES if secret else 0)
    whole(hall, app)


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_sixteen_keys_of_one_voter_at_once(app, hall, pool, vote, secret) -> None:
    """One ballot stands, fifteen are refused by name."""
    for number, who in turns(hall, secret, RACES):
        keys = [f"{who} {number} {n:02}".rjust(32, "k") for n in range(TIMES)]
        answers = together(pool, [vote(who, number, key) for key in keys])
        assert answers.count("already_voted") == TIMES - 1
        assert len(mine(hall, number, who)) == 1
    assert len(stored(hall, Ballot)) == RACES
    assert len(stored(hall, UrnBallot)) == (RACES if secret else 0)
    whole(hall, app)


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_the_same_form_posted_sixteen_times_at_once(app, hall, pool, secret, monkeypatch) -> None:
    """Sixteen windows post the page's form; each is led to the receipt of the one ballot."""
    monkeypatch.setattr(InspectingClient, "inspect", False)
    seen: set[str] = set()
    for number, who in turns(hall, secret, RACES):
        form = {"choice": "no", "voter": "0", "request_key": f"{who} {number}".rjust(32, "p")}
        windows = [app.test_client() for _ in range(TIMES)]
        for window in windows:
            sign_in(window, hall.accounts[who])
        path = f"{hall.base}/chamber/polls/{number}"
        posts = [partial(window.post, f"{path}/cast", data=form) for window in windows]
        answers = together(pool, posts)
        where = {(a.status_code, a.headers.get("Location")) for a in answers}
        assert where == {(303, f"{path}/receipt?voter=0")}
        [mark] = mine(hall, number, who)
        if secret:
            told = {tracker_in(window) for window in windows}
            assert len(told) == 1 and not told & seen
            seen |= told
        else:
            page = windows[-1].get(f"{path}/receipt?voter=0")
            assert mark.receipt in page.text
    assert len(stored(hall, Ballot)) == RACES
    assert {ballot.tracker for ballot in stored(hall, UrnBallot)} == seen
    whole(hall, app)


def tracker_in(window: InspectingClient) -> str:
    with window.session_transaction() as session:
        return session["tracker"][1]


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_the_close_against_the_casting(app, hall, pool, vote, secret) -> None:
    """A ballot is counted if and only if its voter was told so; the poll closes once."""
    dice = random.Random(20261122)
    seen = {"some": 0, "all": 0, "none": 0}
    for n in range(CLOSES):
        number = f"2026-{n + 100}"
        begin(hall, number=number, secret=secret, form="session", closes_at=None)
        people = dice.sample(voters(hall, number), 8)
        casting = [vote(who, number, f"{who} {number}".rjust(32, "c")) for who in people]
        closing = [close_after(app, hall, number, dice.random() ** 2 * 0.06) for _ in range(2)]
        answers = together(pool, [*casting, *closing])
        told = dict(zip(people, answers, strict=False))
        acknowledged = {who for who, answer in told.items() if answer != "poll_closed"}
        assert answers[len(people) :].count("poll_closed") == 1
        counted_once(hall, number, {who: told[who] for who in acknowledged})
        seen["all" if len(acknowledged) == 8 else "some" if acknowledged else "none"] += 1
    print(f"closed after all, some, none of eight ballots: {seen}")
    whole(hall, app)


def close_after(app, hall: Handle, number: str, seconds: float) -> Callable[[], str]:
    def act() -> str:
        time.sleep(seconds)
        with app.app_context():
            try:
                return polls.close_poll(hall.community_id, hall.actor("clerk"), number, at=LATER)
            except Refused as no:
                return no.reasons[0].code

    return act


def counted_once(hall: Handle, number: str, receipts: dict[str, str]) -> None:
    """Marks, ballots and the count are those whose voters hold a receipt, and no others."""
    poll: Poll = poll_of(hall, number)
    marks = stored(hall, Ballot, Ballot.poll_id == poll.id)
    assert {mark.person_id for mark in marks} == {hall.people[who] for who in receipts}
    assert len(marks) == len(receipts) == poll.tally["counts"]["yes"]
    if poll.secret:
        lying = stored(hall, CountedBallot, CountedBallot.poll_id == poll.id)
        assert sorted(ballot.tracker for ballot in lying) == sorted(receipts.values())
    else:
        assert sorted(mark.receipt for mark in marks) == sorted(receipts.values())
    with Session(db.engine) as session:
        assert counting.recount(session, session.merge(poll)) == poll.tally
