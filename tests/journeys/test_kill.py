"""``kill -9`` under load: no acknowledged ballot is lost, none is doubled.

``KILL_ROUNDS=100 pytest tests/journeys/test_kill.py -s`` for the full proof. Each round is a poll
of its own; open and secret ones take turns, and so do a worker and the whole server that die.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

import pytest

from council import clock
from council.models.journal import JournalEntry
from council.models.polls import Ballot, CountedBallot, UrnBallot
from council.services import integrity, polls
from tests.factories.community import Handle, on_stage
from tests.factories.hall import stored
from tests.factories.voting import begin, poll_of
from tests.factories.written import voters
from tests.support.rounds import rounds
from tests.support.served import Browser, Served, read_cookie, signed_cookie

ROUNDS = rounds("KILL_ROUNDS", 2)
CLIENTS = 6
DICE = random.Random(f"{time.time()}")  # another moment in each run


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return on_stage(app_context, scene)


@pytest.fixture
def served(app, hall) -> Iterator[Served]:
    server = Served(app)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass
class Round:
    """One poll, what its voters were told before the crash, and what lay in the database then."""

    number: str
    secret: bool
    told: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    dead: threading.Event = field(default_factory=threading.Event)


class Voting:
    """Voters of the community, each at a browser of their own."""

    def __init__(self, app, hall: Handle, served: Served) -> None:
        self.app, self.hall, self.served = app, hall, served
        self.at: dict[str, Browser] = {}

    def sit_down(self, number: str) -> list[str]:
        """Open the poll's page once: the CSRF token of that session is good for every round."""
        who = voters(self.hall, number)
        for key in who:
            if key in self.at or key not in self.hall.accounts:
                continue
            user = f"{self.hall.accounts[key].hex}.0"
            cookie = signed_cookie(self.app, _user_id=user, _fresh=True)
            browser = self.at[key] = Browser(self.served.port, cookie)
            assert browser.get(f"{self.hall.base}/chamber/polls/{number}").status == 200
            assert browser.token
        return [key for key in who if key in self.at]

    def cast(self, poll: Round, key: str) -> str:
        """Cast a ballot; gives what the voter was told: in a secret poll the tracker."""
        browser = self.at[key]
        where = f"{self.hall.base}/chamber/polls/{poll.number}"
        form = {"choice": "yes", "voter": "0", "request_key": request_key(poll, key)}
        answer = browser.post(f"{where}/cast", **form)
        assert answer.status == 303, (answer.status, answer.text[:2000])
        assert answer.location.endswith("receipt?voter=0"), answer.location
        if not poll.secret:
            return "taken"
        number, tracker = read_cookie(self.app, browser.cookie)["tracker"]
        assert number == poll.number
        return tracker


def request_key(poll: Round, who: str) -> str:
    return f"{poll.number} {who}".rjust(32, "q")


def everybody_votes(voting: Voting, poll: Round, people: list[str]) -> None:
    """Several clients at once; whoever gets no answer is noted."""

    def client(mine: list[str]) -> None:
        for who in mine:
            try:
                poll.told[who] = voting.cast(poll, who)
            except (OSError, HTTPException):
                poll.lost.append(who)
                poll.dead.wait(30)

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, [people[n::CLIENTS] for n in range(CLIENTS)]))


def strike(served: Served, poll: Round, whole: bool) -> None:
    """Kill at a random moment of the casting; after a whole server's death start it again."""
    time.sleep(DICE.random() * 0.35)
    if whole:
        served.kill()
        served.start()
    else:
        os.kill(DICE.choice(served.workers()), signal.SIGKILL)
    poll.dead.set()


def marks_of(hall: Handle, poll: Round) -> dict[str, tuple[str, str]]:
    """By voter, which mark they have."""
    keys = {person: key for key, person in hall.people.items()}
    rows = stored(hall, Ballot, Ballot.poll_id == poll_of(hall, poll.number).id)
    found = {keys[row.person_id]: (row.id.hex, row.receipt) for row in rows}
    assert len(found) == len(rows), "somebody has two ballots"
    return found


def trackers_of(hall: Handle, poll: Round, model: type = UrnBallot) -> list[str]:
    where = model.poll_id == poll_of(hall, poll.number).id
    return sorted(row.tracker for row in stored(hall, model, where))


def nothing_lost(hall: Handle, poll: Round) -> dict[str, tuple[str, str]]:
    """Before anybody tries again: whoever was told so has voted; the rest all or nothing."""
    marks = marks_of(hall, poll)
    assert set(poll.told) <= set(marks), "an acknowledged ballot is lost"
    assert set(marks) <= set(poll.told) | set(poll.lost)
    if poll.secret:
        lying = trackers_of(hall, poll)
        assert len(lying) == len(marks)
        assert set(poll.told.values()) <= set(lying)
    return marks


def try_again(voting: Voting, poll: Round, people: list[str]) -> None:
    """Everybody sends the same ballot again; who was told before is told the same."""
    for who in people:
        until = time.monotonic() + 60
        while True:
            try:
                told = voting.cast(poll, who)
                break
            except (OSError, HTTPException):
                assert time.monotonic() < until
                voting.served.wait()
        assert poll.told.setdefault(who, told) == told


def counted(hall: Handle, poll: Round, people: list[str]) -> None:
    """The poll is closed and counts each ballot once."""
    marks = marks_of(hall, poll)
    assert set(marks) == set(poll.told) == set(people)
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll.number, at=clock.now())
    assert poll_of(hall, poll.number).tally["counts"]["yes"] == len(people)
    if poll.secret:
        assert trackers_of(hall, poll) == []
        assert trackers_of(hall, poll, CountedBallot) == sorted(poll.told.values())


def test_no_acknowledged_ballot_is_lost_none_doubled(app, hall, served) -> None:
    voting = Voting(app, hall, served)
    cast = before = unanswered = 0
    for n in range(ROUNDS):
        poll = Round(f"2026-{n + 100}", secret=n % 2 == 1)
        begin(hall, number=poll.number, secret=poll.secret, form="session", closes_at=None)
        people = voting.sit_down(poll.number)
        DICE.shuffle(people)
        whole = n % 4 in (1, 2)
        with ThreadPoolExecutor(1) as beside:
            death = beside.submit(strike, served, poll, whole)
            everybody_votes(voting, poll, people)
            death.result()
        marks = nothing_lost(hall, poll)
        cast, before, unanswered = (
            cast + len(people), before + len(marks), unanswered + len(poll.lost)
        )  # fmt: skip
        try_again(voting, poll, people)
        assert marks.items() <= marks_of(hall, poll).items(), "a ballot was replaced"
        counted(hall, poll, people)
        served.wait()
        if n % 10 == 9:
            assert list(integrity.check(app.config["UPLOADS"])) == []
    entries = stored(hall, JournalEntry, JournalEntry.kind == "poll.vote")
    assert len(entries) == len(stored(hall, Ballot)) == cast
    assert list(integrity.check(app.config["UPLOADS"])) == []
    unsaid = before + unanswered - cast  # taken, but the answer died with the worker
    print(f"{ROUNDS} kills, {cast} ballots: {unanswered} without an answer, of which {unsaid} were")
    print(f"taken all the same; the server gave up and was restarted {served.restarts} times")
