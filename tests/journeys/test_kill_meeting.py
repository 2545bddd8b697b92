"""``kill -9`` in mid-meeting: nothing that was acknowledged is lost, nothing is there twice.

``KILL_ROUNDS=100 pytest tests/journeys/test_kill_meeting.py -s`` for the full proof. A worker and
the whole server take turns to die while clerks and members type.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException

import pytest

from council import clock
from council.models.hall import MeetingTask, Motion, Speech
from council.models.journal import JournalEntry
from council.models.meetings import Presence
from council.services import door, integrity, speeches
from tests.factories.community import on_stage
from tests.factories.hall import REPRESENTATIVES
from tests.factories.room import Room
from tests.support.rounds import rounds
from tests.support.served import Browser, Served, signed_cookie

ROUNDS = rounds("KILL_ROUNDS", 2)
CLERKS = 3
EACH = 3
SIXTH = REPRESENTATIVES[5]
KEYED = ("speech.add", "speech.ask", "speech.gist", "motion.move", "task.set", "item.record")
DICE = random.Random(f"{time.time()}")  # another moment in each run


@pytest.fixture
def room(app_context, scene) -> Room:
    made = Room(on_stage(app_context, scene))
    made.open(1)
    return made


@pytest.fixture
def served(app, room) -> Iterator[Served]:
    server = Served(app)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass(frozen=True)
class Post:
    """One form, and what it leaves behind: ``mark`` is found once among the rows."""

    path: str
    mark: str
    fields: dict[str, str]


@dataclass
class Round:
    """What was acknowledged before anybody tried again, and what got no answer."""

    told: list[Post] = field(default_factory=list)
    lost: list[tuple[Browser, Post]] = field(default_factory=list)
    sent: list[tuple[Browser, Post]] = field(default_factory=list)
    dead: threading.Event = field(default_factory=threading.Event)


class Meeting:
    """Clerks and members at browsers of their own, each round with new forms."""

    def __init__(self, app, room: Room, served: Served) -> None:
        self.room, self.served = room, served
        self.base = room.here.removesuffix("/hall")
        self.version = self.arrivals = 0

        def sit(who: str, page: str, **headers: str) -> tuple[Browser, str]:
            user = f"{room.hall.accounts[who].hex}.0"
            cookie = signed_cookie(app, _user_id=user, _fresh=True)
            return Browser(served.port, cookie, **headers), f"{self.base}/{page}"

        self.clerks = [sit("clerk", "hall") for _ in range(CLERKS)]
        self.members = [sit(who, "follow") for who in REPRESENTATIVES[:5]]
        self.recorder = sit("clerk", "hall", **{"Council-Outbox": "1"})
        self.roll_clerk, self.late = sit("clerk", "hall"), sit(SIXTH, "follow")

    def sit_down(self) -> None:
        """Open the pages: that gives the CSRF token and clears what was said before."""
        for browser, page in (
            *self.clerks, *self.members, self.recorder, self.roll_clerk, self.late,
        ):  # fmt: skip
            assert browser.get(page).status == 200
            assert browser.token

    def send(self, browser: Browser, post: Post) -> None:
        """Send a form; it is acknowledged by a redirect, or to the outbox as JSON."""
        answer = browser.post(f"{self.base}/{post.path}", **post.fields)
        if browser is self.recorder[0]:
            assert answer.status == 200, (answer.status, answer.text[:2000])
            assert json.loads(answer.text)["said"]
        else:
            assert answer.status == 303, (post, answer.status, answer.text[:2000])
            assert "/meetings/" in answer.location

    def insist(self, browser: Browser, post: Post) -> None:
        """Send it until it is acknowledged."""
        until = time.monotonic() + 60
        while True:
            try:
                return self.send(browser, post)
            except (OSError, HTTPException):
                assert time.monotonic() < until
                time.sleep(0.1)

    def forms(self, n: int) -> list[list[tuple[Browser, Post]]]:
        """For each client what it sends in this round; speeches to be written down are made."""
        clients = []
        for c, (browser, _) in enumerate(self.clerks):
            mine = []
            for i in range(EACH):
                mine += self.of_a_clerk(f"{n}-{c}-{i}")
            DICE.shuffle(mine)
            clients.append([(browser, post) for post in mine])
        asking = []
        for who, (browser, _) in zip(REPRESENTATIVES, self.members, strict=False):
            person = self.room.hall.people[who].hex
            fields = {"side": "for", "request_key": f"{n} ask {who}"}
            asking.append((browser, Post("follow/ask", f"ask {person}", fields)))
        return [*clients, asking]

    def of_a_clerk(self, key: str) -> list[Post]:
        """A speaker, a gist, a motion and a task."""
        self.room.do(speeches.add, "", "for", name=f"旁听 {key}")
        [speech] = self.room.rows(Speech, Speech.name == f"旁听 {key}")
        by = {"key": "", "name": f"来宾 {key}"}
        task = {"text": f"任务 {key}", "holder": "居委会", "due_on": "2030-01-01"}
        said = {"gist": f"要点 {key}", "version": "0", "item": "1"}
        moved = {"what": "order.quorum", "text": f"动议 {key}"} | by
        found = [
            ("hall/speakers", by["name"], by | {"side": "for"}),
            (f"hall/speakers/{speech.position}/gist", said["gist"], said),
            ("hall/motions", moved["text"], moved),
            ("hall/tasks", task["text"], task),
        ]
        return [
            Post(path, mark, fields | {"request_key": f"key {mark}"})
            for path, mark, fields in found
        ]

    def write_record(self, stop: threading.Event) -> list[Post]:
        """One clerk writes the record on and on, each time over what was acknowledged before."""
        sent = []
        while not stop.is_set() or len(sent) < 3:
            text = f"写到第 {self.version + 1} 句"
            fields = {"record": text, "version": str(self.version), "request_key": f"key {text}"}
            sent.append(Post("hall/items/1/record", text, fields))
            self.insist(self.recorder[0], sent[-1])
            self.version += 1
        return sent

    def come_and_go(self, code: str) -> None:
        """Somebody comes in by the code, online, by the clerk's mark, and goes each time."""
        person = self.room.hall.people[SIXTH].hex
        mark = {f"was-{person}": "expected", f"state-{person}": "hall"}
        for path, fields in (("here", {"code": code}), ("join", {}), ("attendance", mark)):
            at = self.roll_clerk[0] if path == "attendance" else self.late[0]
            self.insist(at, Post(path, "", fields))
            self.arrivals += 1
            self.insist(self.late[0], Post("follow/leave", "", {}))


def strike(served: Served, now: Round, whole: bool) -> None:
    """Kill at a random moment of the typing; after a whole server's death start it again."""
    time.sleep(0.05 + DICE.random() * 0.5)
    if whole:
        served.kill()
        served.start()
    else:
        os.kill(DICE.choice(served.workers()), signal.SIGKILL)
    now.dead.set()


def client(meeting: Meeting, now: Round, mine: list[tuple[Browser, Post]]) -> None:
    """Send one form after the other; what gets no answer is noted."""
    for browser, post in mine:
        now.sent.append((browser, post))
        try:
            meeting.send(browser, post)
            now.told.append(post)
        except (OSError, HTTPException):
            now.lost.append((browser, post))
            now.dead.wait(30)


def marks(room: Room) -> Counter[str]:
    """What lies in the database, by what tells the forms apart."""
    said = room.rows(Speech)
    found = Counter(one.name for one in said) + Counter(one.gist for one in said if one.gist)
    found += Counter(f"ask {s.person_id.hex}" for s in said if s.person_id and s.state == "waiting")
    found += Counter(one.text for one in room.rows(Motion))
    return found + Counter(one.text for one in room.rows(MeetingTask))


def entries(room: Room, *kinds: str) -> int:
    return len(room.rows(JournalEntry, JournalEntry.kind.in_(kinds)))


def play(meeting: Meeting, now: Round, n: int, code: str) -> list[Post]:
    """A round under load with a death in the middle; gives what was written into the record."""
    forms = meeting.forms(n)
    meeting.sit_down()
    with ThreadPoolExecutor(len(forms) + 3) as pool:
        everybody = [pool.submit(client, meeting, now, mine) for mine in forms]
        record = pool.submit(meeting.write_record, now.dead)
        roll = pool.submit(meeting.come_and_go, code)
        pool.submit(strike, meeting.served, now, n % 2 == 1).result()
        for one in (*everybody, roll):
            one.result()
        return record.result()


def test_nothing_acknowledged_is_lost_nothing_is_twice(app, room, served) -> None:
    meeting = Meeting(app, room, served)
    clerk = room.hall.actor("clerk")
    code = door.show(room.hall.community_id, clerk, room.number, at=clock.now())
    sent = unanswered = unsaid = 0
    for n in range(ROUNDS):
        now = Round()
        record = play(meeting, now, n, code)
        found = marks(room)
        assert [post for post in now.told if found[post.mark] != 1] == []
        assert [post for _, post in now.lost if found[post.mark] > 1] == []
        assert (room.item().record, room.item().version) == (record[-1].mark, meeting.version)
        stays = room.rows(Presence, Presence.person_id == room.hall.people[SIXTH])
        assert len(stays) == meeting.arrivals and all(stay.left_at for stay in stays)
        unsaid += sum(found[post.mark] for _, post in now.lost)
        for browser, post in now.lost:
            meeting.insist(browser, post)
        everything, recorded = marks(room), entries(room, *KEYED)
        assert {everything[post.mark] for _, post in now.sent} == {1}
        again = [*now.sent, *((meeting.recorder[0], post) for post in record)]
        with ThreadPoolExecutor(1) as beside:  # a browser whose page was kept sends it all again
            for one in [beside.submit(partial(meeting.insist, *post)) for post in again]:
                one.result()
        assert (marks(room), entries(room, *KEYED)) == (everything, recorded)
        assert (room.item().record, room.item().version) == (record[-1].mark, meeting.version)
        sent, unanswered = sent + len(again), unanswered + len(now.lost)
        for speech in room.rows(Speech, Speech.state == "waiting"):
            room.do(speeches.withdraw, speech.position, by_clerk=True)
        served.wait()
    made_here = ROUNDS * CLERKS * EACH  # the speeches to be written down
    assert entries(room, *KEYED) == sent + made_here
    assert entries(room, "meeting.attend", "meeting.attendance") == 1 + 2 * meeting.arrivals
    assert list(integrity.check(app.config["UPLOADS"])) == []
    print(f"{ROUNDS} kills, {sent} forms: {unanswered} without an answer, of which {unsaid} were")
    print(f"taken all the same; the server was restarted {served.restarts} times")
