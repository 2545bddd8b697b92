"""Votes played at random on every channel, through the real services, against a plain model.

``VOTE_MACHINE=200 VOTE_STEPS=80 pytest tests/services/test_vote_machine.py`` plays for longer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from unittest import mock
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.journal import JournalEntry
from council.models.meetings import Meeting
from council.models.places import Ownership
from council.models.polls import Ballot, CountedBallot, Poll, UrnBallot
from council.rules.calendar import legal_day
from council.rules.form import canonical
from council.rules.verdict import Refused
from council.services import (
    assisted,
    ballots,
    counting,
    hands,
    integrity,
    mandates,
    meetings,
    owners,
    paperentries,
    papers,
    polls,
    review,
    roll_objections,
    rolls,
    steering,
    written,
)
from council.services import unit as unit_of_work
from council.services.unit import Actor, chain_hash
from tests.conftest import release
from tests.factories.community import Handle, on_stage
from tests.factories.hall import seat
from tests.factories.playing import HERE, KINDS, Play, Sheet, Voter, rows_of, set_up, watched
from tests.factories.voting import begin, poll_of
from tests.factories.written import STARTS
from tests.support.content import content_of_the_database
from tests.support.rounds import rounds

WHY = "投票箱被雨淋湿，先停一天。"
TELLERS = ("clerk", "grid", "block")
KIND = st.sampled_from(KINDS)
SEEDS = st.integers(0, 2**32)
PICK = SEEDS.map(lambda seed: Random(seed).randrange(61))  # evenly: small numbers come too often


ACTS: list[tuple[str, dict[str, Any]]] = []


def act(weight: int = 1, **given: Any) -> Callable[[Any], Any]:
    """One kind of step. Rules of their own would be switched off by lots in each example."""

    def keep(method: Any) -> Any:
        ACTS.extend([(method.__name__, given)] * weight)
        return method

    return keep


class CrashError(RuntimeError):
    """Planted: the process dies before the commit."""


class Votes(RuleBasedStateMachine):
    """Four polls at once: owners in writing, an election, a session and a secret session."""

    app: Any
    fresh: Callable[[], Handle]

    @initialize(later=KIND)
    def begin_anew(self, later: str) -> None:
        """All polls begin but one, which is opened when its turn comes."""
        self.hall = self.fresh()
        self.now = STARTS + timedelta(hours=1)
        self.at: dict[str, Play] = {}
        self.turnout: dict[str, int] = {}
        self.journal: tuple[int, str] = (0, "")
        self.n = self.steps = 0
        for kind in KINDS:
            if kind != later:
                self.open(kind)

    @rule(data=st.data())
    def step(self, data: Any) -> None:
        name, given = Random(data.draw(SEEDS)).choice(ACTS)
        getattr(self, name)(**{key: data.draw(of, f"{name} {key}") for key, of in given.items()})

    # --- helpers ---

    @property
    def clerk(self) -> Actor:
        return self.hall.actor("clerk")

    @property
    def where(self) -> UUID:
        return self.hall.community_id

    def attempt(self, act: Callable[[], Any]) -> tuple[str, Any]:
        """Do it; gives the code of the refusal, or nothing and what came of it."""
        try:
            return "", act()
        except Refused as no:
            return no.reasons[0].code, no

    def voter(self, play: Play, pick: int) -> Voter:
        """Somebody of the roll, now and then somebody who is not on it."""
        strangers = [(self.hall.people[who], 0) for who in ("child", "operator")]
        everybody = [*sorted(play.lines, key=lambda v: (v[0].hex, v[1])), *strangers]
        return everybody[pick % len(everybody)]

    def play(self, kind: str) -> Play | None:
        """The poll of this kind; where it was not opened or is over, mostly another that runs."""
        running = [play for play in self.at.values() if not play.done]
        wanted = self.at.get(kind)
        if running and (wanted is None or (wanted.done and self.n % 4)):
            return running[KINDS.index(kind) % len(running)]
        return wanted

    def key(self) -> str:
        self.n += 1
        return f"key {self.n:028}"

    def judge(self, code: str, against: set[str]) -> bool:
        """Refused for one of the foretold reasons, or taken if and only if there is none."""
        assert (code in against) if against else not code, (code, against)
        return not code

    # --- opening, time ---

    @act(kind=KIND)
    def open(self, kind: str) -> None:
        if kind in self.at:
            return
        opener = {
            "owners": lambda: self._written("owners_assembly"),
            "election": lambda: self._written("residents_assembly"),
            "session": self._session,
            "secret session": self._secret_session,
        }[kind]
        code, number = self.attempt(opener)
        if not code:
            self.at[kind] = watched(self.hall, number, kind)

    def _written(self, body: str) -> str:
        with Session(db.engine) as session:
            query = select(Meeting.number).where(Meeting.body_id == self.hall.bodies[body])
            number = session.scalars(query.where(Meeting.form == "written")).one()
        return written.open_polls(self.where, self.clerk, number, at=self.now)[0]

    def _session(self) -> str:
        with Session(db.engine) as session:
            query = select(Meeting.number).where(
                Meeting.body_id == self.hall.bodies["representatives"]
            )
            number = session.scalars(query).one()
        meetings.open_meeting(self.where, self.clerk, number, at=self.now)
        seat(self.hall, number, HERE, at=self.now)
        return polls.open_poll(self.where, self.clerk, number, 1, at=self.now)

    def _secret_session(self) -> str:
        return begin(
            self.hall, number="2026-095", secret=True, form="session", closes_at=None, at=self.now
        )

    @act(hours=st.sampled_from([0, 1, 5, 40]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @act(kind=KIND)
    def too_early(self, kind: str) -> None:
        if kind not in self.at:
            code, _ = self.attempt(lambda: self._cast("2026-099", (self.where, 0), "yes", "x" * 20))
            assert code == "not_found"

    # --- every channel ---

    def _cast(self, number: str, voter: Voter, content: Any, key: str, **more: Any) -> Any:
        actor = Actor(more.pop("by", voter[0]), "resident")
        return ballots.vote(
            self.where, actor, number, content,
            request_key=key, at=self.now, line=voter[1], **more,
        )  # fmt: skip

    @act(4, kind=KIND, picks=st.lists(PICK, min_size=1, max_size=6), what=st.integers(0, 2))
    def online(self, kind: str, picks: list[int], what: int) -> None:
        play = self.play(kind)
        for pick in picks if play else ():
            self._online(play, self.voter(play, pick), play.contents()[(what + pick) % 3])

    def _online(self, play: Play, voter: Voter, content: Any) -> None:
        key = self.key()
        code, got = self.attempt(lambda: self._cast(play.number, voter, content, key))
        if self.judge(code, play.against(voter, self.now)):
            play.mark(voter, "online", self.now, content)
            play.keys[voter] = (key, content, got.receipt)

    @act(kind=KIND, pick=PICK)
    def again_with_the_same_key(self, kind: str, pick: int) -> None:
        """The same receipt, even after the end; a secret ballot is told while the urn stands."""
        play = self.play(kind)
        if play and play.keys:
            voter = list(play.keys)[pick % len(play.keys)]
            key, content, receipt = play.keys[voter]
            code, got = self.attempt(lambda: self._cast(play.number, voter, content, key))
            assert code == "" and got.again
            assert got.receipt == ("" if play.secret and play.done else receipt)

    @act(kind=KIND, pick=PICK)
    def again_with_another_key(self, kind: str, pick: int) -> None:
        play = self.play(kind)
        if play and play.marks:
            voter = list(play.marks)[pick % len(play.marks)]
            content = play.contents()[0]
            code, _ = self.attempt(lambda: self._cast(play.number, voter, content, self.key()))
            self.judge(code, play.against(voter, self.now))

    @act(kind=KIND, pick=PICK, which=st.integers(0, 1))
    def what_is_not_offered(self, kind: str, pick: int, which: int) -> None:
        if play := self.play(kind):
            voter, (content, why) = self.voter(play, pick), play.wrong_contents()[which]
            code, _ = self.attempt(lambda: self._cast(play.number, voter, content, self.key()))
            self.judge(code, play.against(voter, self.now) or {why})

    @act(2, pick=PICK, other=PICK)
    def give_a_mandate(self, pick: int, other: int) -> None:
        if play := self.at.get("owners"):
            giver, holder = self.voter(play, pick)[0], self.voter(play, other)[0]
            meeting = self._meeting_of(play)
            code, _ = self.attempt(
                lambda: mandates.give(
                    self.where, Actor(giver, "resident"), meeting, holder_id=holder, at=self.now
                )
            )
            if not code:
                assert giver not in play.mandates and (giver, 0) not in play.marks
                play.mandates[giver] = holder

    @act(2, pick=PICK, other=PICK, mine=st.booleans(), what=st.integers(0, 2))
    def by_mandate(self, pick: int, other: int, mine: bool, what: int) -> None:
        if play := self.at.get("owners"):
            givers = list(play.mandates) if mine and play.mandates else None
            giver = (givers[pick % len(givers)] if givers else self.voter(play, pick)[0], 0)
            holder = play.mandates.get(giver[0]) if mine else None
            by = holder or self.voter(play, other)[0]
            content, key = play.contents()[what], self.key()
            code, _ = self.attempt(
                lambda: self._cast(play.number, giver, content, key, by=by, for_person=giver[0])
            )
            against = play.against(giver, self.now)
            if play.mandates.get(giver[0]) != by:
                against |= {"mandate_missing"}
            if self.judge(code, against):
                play.mark(giver, "proxy", self.now, content)

    @act(kind=KIND, pick=PICK, what=st.integers(0, 2))
    def with_help(self, kind: str, pick: int, what: int) -> None:
        if play := self.play(kind):
            voter, content, key = self.voter(play, pick), play.contents()[what], self.key()
            line = play.lines.get(voter)
            if line is None or play.kind == "secret session":  # that one has no list of attendance
                return
            code, slip = self.attempt(
                lambda: assisted.assist(
                    self.where, self.clerk, play.number, line, content,
                    request_key=key, at=self.now,
                )
            )  # fmt: skip
            if self.judge(code, play.against(voter, self.now)):
                play.mark(voter, "online", self.now, content)
                assert (slip.content is None) == play.secret

    @act(2, picks=st.sets(st.integers(0, 3), min_size=1), what=st.integers(0, 2))
    def named_in_the_hall(self, picks: set[int], what: int) -> None:
        """All of them or none."""
        if play := self.at.get("session"):
            who = [(self.hall.people[HERE[n]], 0) for n in sorted(picks)]
            content = play.contents()[what]
            votes = {person: content["choice"] for person, _ in who}
            code, _ = self.attempt(
                lambda: ballots.enter_hall(
                    self.where, self.clerk, play.number, votes,
                    request_key=self.key(), at=self.now,
                )
            )  # fmt: skip
            wrong = any(play.against(voter, self.now) for voter in who)
            if self.judge(code, {"voters_refused"} if wrong else set()):
                for voter in who:
                    play.mark(voter, "hall", self.now, content)

    @act(2, yes=st.integers(0, 4), teller=st.sampled_from(TELLERS), same=st.booleans())
    def raise_hands(self, yes: int, teller: str, same: bool) -> None:
        if play := self.at.get("session"):
            here = play.raises(self.hall)
            if same and play.hands:
                yes = play.hands[-1][0]
            numbers = (min(yes, len(here)), max(0, len(here) - yes))
            code, got = self.attempt(
                lambda: hands.enter(
                    self.where, self.hall.actor(teller), play.number, *numbers, 0, at=self.now
                )
            )
            if play.shut(self.now) or play.shown:
                assert code in play.shut(self.now) | ({"hands_agreed"} if play.shown else set())
                return
            assert code in ("", "hands_counted_already")
            if code:
                return
            play.hands.append(numbers)
            if got.state == "agreed":
                assert play.hands[-1] == play.hands[-2]
                play.shown = True
                play.said[canonical({"choice": "yes"})] += numbers[0]
                play.said[canonical({"choice": "no"})] += numbers[1]
                for voter in here:
                    play.mark(voter, "hall", self.now, None)

    # --- paper ---

    @act(3, kind=st.sampled_from(["owners", "session"]), pick=PICK)
    def give_a_sheet(self, kind: str, pick: int) -> None:
        play = self.at.get(kind)
        line = play and play.lines.get(self.voter(play, pick))
        if not line:
            return
        voter = self.voter(play, pick)
        code, made = self.attempt(
            lambda: papers.issue_all(self.where, self.clerk, play.number, [line], at=self.now)
        )
        held = any(
            s.voter == voter and s.state in ("issued", "returned", "counted")
            for s in play.sheets.values()
        )
        wrong = play.against(voter, self.now) - {"paper_is_in"}
        nobody = held or voter in play.marks or voter in play.recused
        if self.judge(code, (wrong | {"papers_nobody"}) if nobody else wrong):
            play.sheets[made[0]] = Sheet(voter=voter)

    @act(2, kind=KIND, pick=PICK)
    def a_sheet_comes_back(self, kind: str, pick: int) -> None:
        play = self.play(kind)
        if not play or play.done:
            return
        out = [s for s, sheet in play.sheets.items() if sheet.state == "issued"]
        if out and not play.secret:
            serial = out[pick % len(out)]
            _, state = papers.returned(self.where, self.clerk, play.number, serial, at=self.now)
            aside = play.sheets[serial].voter in {*play.marks, *play.recused}
            assert state == ("set_aside" if aside else "returned")
            play.sheets[serial].state = state

    @act(
        4, kind=KIND, pick=PICK, who=st.sampled_from(TELLERS), what=st.integers(0, 2),
        same=st.booleans(),
    )  # fmt: skip
    def read_a_sheet(self, kind: str, pick: int, who: str, what: int, same: bool) -> None:
        play = self.play(kind)
        lying = [s for s, sheet in play.sheets.items() if sheet.state == "returned"] if play else []
        if play and not play.done and lying:
            sheet = play.sheets[lying[pick % len(lying)]]
            content = play.contents()[what]
            if same and sheet.read:
                content = json.loads(sheet.read[-1][1])
            self._read(play, lying[pick % len(lying)], who, content)

    def _read(self, play: Play, serial: str, who: str, content: dict[str, Any]) -> None:
        sheet, said = play.sheets[serial], canonical(content)
        code, got = self.attempt(
            lambda: paperentries.enter(
                self.where, self.hall.actor(who), play.number, serial, content, at=self.now
            )
        )
        if code:
            assert code in {"entered_already"} | play.shut(self.now) & {"poll_suspended"}
            return
        others = {read for person, read in sheet.read if person != who}
        sheet.read.append((who, said))
        if got.state == "counted":
            assert said in others, "a sheet was counted on one person's word"
            sheet.state = "counted"
            if sheet.voter is not None:
                play.mark(sheet.voter, "paper", self.now, content)
            else:
                play.said[said] += 1
        elif got.state == "set_aside":
            assert sheet.voter in {*play.marks, *play.recused}
            sheet.state = "set_aside"

    @act()
    def a_pile_is_handed_out(self) -> None:
        play = self.at.get("secret session")
        if play and not play.sheets and not play.shut(self.now):
            papers.print_stock(self.where, self.clerk, play.number, 10, at=self.now)
            for serial in papers.hand_out(self.where, self.clerk, play.number, 10, at=self.now):
                play.sheets[serial] = Sheet()

    @act(2, pick=PICK)
    def into_the_box(self, pick: int) -> None:
        play = self.at.get("secret session")
        line = play and play.lines.get(self.voter(play, pick))
        if not line or not play.sheets:
            return
        voter = self.voter(play, pick)
        boxed = sum(channel == "paper" for channel, _ in play.marks.values())
        code, inside = self.attempt(
            lambda: papers.mark_returned(self.where, self.clerk, play.number, line, at=self.now)
        )
        full = {"box_without_sheet"} if boxed >= len(play.sheets) else set()
        if self.judge(code, play.against(voter, self.now) | full):
            assert inside == boxed + 1
            play.mark(voter, "paper", self.now, None)

    @act(2, what=st.integers(0, 2))
    def out_of_the_box(self, what: int) -> None:
        play = self.at.get("secret session")
        if play and play.sheets and not play.done:
            out = [s for s, sheet in play.sheets.items() if sheet.state == "issued"]
            came = sum(s.state in ("returned", "counted") for s in play.sheets.values())
            boxed = sum(channel == "paper" for channel, _ in play.marks.values())
            if play.phase != "ended":
                code, _ = self.attempt(lambda: self._out(play, out[0]))
                assert code == "box_closed"
            elif out and came < boxed:
                self._out(play, out[0])
                for who in TELLERS[:2]:
                    self._read(play, out[0], who, play.contents()[what])

    def _out(self, play: Play, serial: str) -> None:
        papers.returned(self.where, self.clerk, play.number, serial, at=self.now)
        play.sheets[serial].state = "returned"

    # --- people and flats, the roll ---

    @act(pick=PICK, to=st.sampled_from(["neighbour", "resident2", "resident4"]))
    def sell_a_flat(self, pick: int, to: str) -> None:
        with Session(db.engine) as session:
            flats = sorted({row.unit_id for row in session.scalars(select(Ownership))})
        self.attempt(
            lambda: owners.sell(
                self.where, flats[pick % len(flats)], [self.hall.people[to]],
                on=legal_day(self.now), actor=self.clerk, at=self.now,
            )
        )  # fmt: skip

    @act(who=st.sampled_from(HERE[:2]))
    def declare_an_interest(self, who: str) -> None:
        """Before one has voted: out of the roll, which is sealed anew, and out of the hall."""
        actor, play = self.hall.actor(who), self.at.get("session")
        code, _ = self.attempt(
            lambda: review.declare_interest(self.where, actor, "2026-001", "亲属投标", at=self.now)
        )
        if play is None or play.done:
            return
        voter = (self.hall.people[who], 0)
        if voter in play.recused:
            assert code in ("", "interest_declared")
        elif self.judge(code, {"interest_after_vote"} if voter in play.marks else set()):
            play.recused.add(voter)
            play.roll = poll_of(self.hall, play.number).roll_sha256

    @act(kind=KIND, pick=PICK)
    def object_to_the_roll(self, kind: str, pick: int) -> None:
        if play := self.play(kind):
            who = Actor(self.voter(play, pick)[0], "resident")
            code, objection = self.attempt(
                lambda: roll_objections.object_to_roll(
                    self.where, who, play.number, f"名册第{pick}行写错了", at=self.now
                )
            )
            assert not (code == "" and play.done)
            if not code:
                play.objections.setdefault(objection, "open")

    @act(kind=KIND, upheld=st.sampled_from([False, False, False, True]))
    def answer_an_objection(self, kind: str, upheld: bool) -> None:
        play = self.play(kind)
        waiting = [o for o, state in play.objections.items() if state == "open"] if play else []
        if not play or not waiting:
            return
        issued = any(sheet.voter or play.secret for sheet in play.sheets.values())
        begun = bool(play.marks) or issued
        code, corrected = self.attempt(
            lambda: roll_objections.answer(
                self.where, self.clerk, play.number, waiting[0],
                upheld=upheld, text="核对过登记簿", at=self.now,
            )
        )  # fmt: skip
        if code:
            assert code == "poll_closed" if play.done else upheld and not begun
            return
        assert corrected == (upheld and not begun and not play.session)
        late = upheld and not corrected and not play.session
        play.objections[waiting[0]] = "late" if late else "answered"
        if corrected:
            fresh = watched(self.hall, play.number, play.kind)
            assert fresh.roll != play.roll
            play.lines, play.recused, play.roll = fresh.lines, fresh.recused, fresh.roll

    # --- steering, the close ---

    @act(kind=st.sampled_from(["owners", "election"]))
    def suspend(self, kind: str) -> None:
        if play := self.at.get(kind):
            code, _ = self.attempt(
                lambda: steering.suspend(self.where, self.clerk, play.number, WHY, at=self.now)
            )
            against = {"poll_ended"} if play.phase == "ended" else set()
            against |= play.shut(self.now) - {"poll_ended"}
            if self.judge(code, against):
                play.phase, play.suspended_at = "suspended", self.now

    @act(kind=st.sampled_from(["owners", "election"]))
    def resume(self, kind: str) -> None:
        if play := self.at.get(kind):
            self._resume(play)

    def _resume(self, play: Play) -> None:
        code, end = self.attempt(
            lambda: steering.resume(self.where, self.clerk, play.number, WHY, at=self.now)
        )
        assert (code == "") == (play.phase == "suspended")
        if not code:
            play.closes_at += self.now - play.suspended_at
            play.phase = "running"
            assert end == play.closes_at

    @act(kind=st.sampled_from(["owners", "election"]), days=st.integers(1, 20))
    def extend(self, kind: str, days: int) -> None:
        play = self.at.get(kind)
        if play and play.closes_at:
            until = max(play.closes_at, self.now) + timedelta(days=days)
            code, _ = self.attempt(
                lambda: steering.extend(
                    self.where, self.clerk, play.number, until, WHY, at=self.now
                )
            )
            if not code:
                assert play.phase in ("running", "ended")
                play.phase, play.closes_at = "running", until

    @act(kind=KIND, really=st.integers(0, 2))
    def end(self, kind: str, really: int) -> None:
        play = self.play(kind)
        if play and not really:
            act = papers.end_in_session if play.session else steering.end_voting
            code, _ = self.attempt(lambda: act(self.where, self.clerk, play.number, at=self.now))
            if play.session:
                hands_up = {"hands_unfinished"} & play.blocks()
                self.judge(code, play.shut(self.now) or hands_up)
            if not code:
                voted = set(play.lines) - play.recused <= set(play.marks)
                assert play.phase == "running"
                assert play.session or voted or self.now >= play.closes_at
                play.phase = "ended"

    @act(kind=KIND, really=st.integers(0, 2))
    def close(self, kind: str, really: int) -> None:
        play = self.play(kind)
        if play and not really:
            self._close(play)

    def _close(self, play: Play) -> None:
        against = play.blocks()
        if play.done:
            against = {"poll_closed"}
        elif not play.session and not play.over(self.now):
            against = {"poll_not_over"}
        elif play.phase == "suspended":
            against = {"poll_suspended"}
        code, outcome = self.attempt(
            lambda: polls.close_poll(self.where, self.clerk, play.number, at=self.now)
        )
        if self.judge(code, against):
            play.phase, play.outcome = "closed", outcome

    @act(kind=st.sampled_from(["owners", "election"]), really=st.integers(0, 5))
    def annul(self, kind: str, really: int) -> None:
        play = self.at.get(kind)
        if play and not really:
            self._annul(play)

    def _annul(self, play: Play) -> None:
        code, _ = self.attempt(
            lambda: steering.annul(self.where, self.clerk, play.number, WHY, at=self.now)
        )
        if self.judge(code, {"poll_closed"} if play.done else set()):
            play.phase = "annulled"

    # --- death ---

    @act(kind=KIND, pick=PICK, what=st.sampled_from(["vote", "sheet", "close", "sell", "end"]))
    def die(self, kind: str, pick: int, what: str) -> None:
        """The process dies after everything was written and before the commit: nothing is left."""
        play = self.play(kind)
        if play is None:
            return
        voter = self.voter(play, pick)
        line = play.lines.get(voter)
        acts: dict[str, Callable[[], Any]] = {
            "vote": lambda: self._cast(play.number, voter, play.contents()[0], self.key()),
            "sheet": lambda: papers.issue_all(
                self.where, self.clerk, play.number, [line] if line else None, at=self.now
            ),
            "close": lambda: polls.close_poll(self.where, self.clerk, play.number, at=self.now),
            "sell": lambda: self._sell_one(pick),
            "end": lambda: papers.end_in_session(self.where, self.clerk, play.number, at=self.now),
        }
        before = content_of_the_database()
        enter = unit_of_work._enter

        def written_and_dead(*given: Any) -> None:
            enter(*given)
            raise CrashError

        with (
            mock.patch.object(unit_of_work, "_enter", written_and_dead),
            suppress(CrashError, Refused),
        ):
            acts[what]()
        assert content_of_the_database() == before

    def _sell_one(self, pick: int) -> None:
        with Session(db.engine) as session:
            flat = session.scalars(select(Ownership)).first().unit_id
        owners.sell(
            self.where, flat, [self.hall.people["neighbour"]],
            on=legal_day(self.now), actor=self.clerk, at=self.now,
        )  # fmt: skip

    @act()
    def restart(self) -> None:
        release(self.app)

    # --- what always holds ---

    def _meeting_of(self, play: Play) -> str:
        with Session(db.engine) as session:
            query = select(Meeting.number).join(Poll, Poll.meeting_id == Meeting.id)
            return session.scalars(query.where(Poll.number == play.number)).one()

    @invariant()
    def marks_are_those_that_were_taken(self) -> None:
        """One mark for each acknowledged ballot, at its instant, by its channel; none besides."""
        for kind, play in getattr(self, "at", {}).items():
            rows = rows_of(play, Ballot)
            found = {(row.person_id, row.line): (row.channel, row.at) for row in rows}
            assert len(found) == len(rows) and found == play.marks
            assert len(rows) >= self.turnout.get(kind, 0)
            self.turnout[kind] = len(rows)
            if play.secret:
                kept_apart(play, rows)

    @invariant()
    def the_roll_is_sealed_and_the_count_can_be_repeated(self) -> None:
        self.steps = getattr(self, "steps", 0) + 1
        if self.steps % 5 == 0:
            self.rolls_and_counts()

    def rolls_and_counts(self) -> None:
        """The roll has the hash it was sealed with, a counted poll gives its count again."""
        for play in getattr(self, "at", {}).values():
            with Session(db.engine) as session:
                poll = session.merge(poll_of(self.hall, play.number))
                assert poll.roll_sha256 == play.roll
                assert rolls.verify(session, poll)
                if play.phase == "closed":
                    assert counting.recount(session, poll) == poll.tally
                else:
                    assert poll.tally is None

    @invariant()
    def the_journal_is_one_chain(self) -> None:
        if not hasattr(self, "hall"):
            return
        seq, sha = self.journal
        with Session(db.engine) as session:
            new = select(JournalEntry).where(JournalEntry.seq > seq).order_by(JournalEntry.seq)
            for entry in session.scalars(new):
                assert (entry.seq, entry.previous) == (seq + 1, sha)
                assert entry.sha256 == chain_hash(sha, entry.payload)
                seq, sha = entry.seq, entry.sha256
        self.journal = (seq, sha)

    def teardown(self) -> None:
        """Everything comes to its end: settled, counted, and counted right."""
        if not hasattr(self, "hall"):
            return
        for play in self.at.values():
            if not play.done:
                self._settle(play)
            poll = poll_of(self.hall, play.number)
            if play.phase == "closed" and play.kind != "election":
                said = {json.loads(text)["choice"]: n for text, n in play.said.items()}
                none = {"yes": 0, "no": 0, "abstain": 0, "spoiled": 0}
                assert poll.tally["counts"] == none | said
                assert poll.outcome == play.outcome
        self.marks_are_those_that_were_taken()
        self.rolls_and_counts()
        self.the_journal_is_one_chain()
        assert list(integrity.check(self.app.config["UPLOADS"], self.hall.slug)) == []

    def _settle(self, play: Play) -> None:
        """Answer, gather, read and close; what stands on a wrong roll is annulled."""
        if play.phase == "suspended":
            self._resume(play)
        for objection, state in play.objections.items():
            if state == "open":
                roll_objections.answer(
                    self.where, self.clerk, play.number, objection,
                    upheld=False, text="核对过登记簿", at=self.now,
                )  # fmt: skip
                play.objections[objection] = "answered"
        if "late" in play.objections.values():
            return self._annul(play)
        self._end_of(play)
        self._papers_of(play)
        if play.hands and not play.shown:
            self._hands_of(play)
        if play.session or play.over(self.now):
            self._close(play)
            assert play.phase == "closed"
        return None

    def _end_of(self, play: Play) -> None:
        if play.closes_at is not None:
            self.now = max(self.now, play.closes_at)
        elif play.secret and play.phase == "running":
            papers.end_in_session(self.where, self.clerk, play.number, at=self.now)
            play.phase = "ended"

    def _papers_of(self, play: Play) -> None:
        boxed = sum(channel == "paper" for channel, _ in play.marks.values())
        came = sum(s.state in ("returned", "counted") for s in play.sheets.values())
        for serial, sheet in play.sheets.items():
            if sheet.state == "issued" and (not play.secret or came >= boxed):
                papers.take_back(self.where, self.clerk, play.number, serial, at=self.now)
                sheet.state = "stock"
            elif sheet.state == "issued":
                came += 1
                self._out(play, serial)
            for who in (*TELLERS, *TELLERS, *TELLERS):
                if sheet.state == "returned":
                    self._read(play, serial, who, play.contents()[0])

    def _hands_of(self, play: Play) -> None:
        for who in (*TELLERS, *TELLERS):
            if not play.shown:
                self.raise_hands(0, who, same=False)


def kept_apart(play: Play, marks: list[Any]) -> None:
    """The urn holds what was said; nothing in it is also in a mark."""
    lying = rows_of(play, CountedBallot if play.done else UrnBallot)
    expected = Counter() if play.phase == "annulled" else +play.said
    assert Counter(row.content for row in lying) == expected
    of_marks = {value for row in marks for value in values_of(row)}
    of_urn = {value for row in lying for value in values_of(row)}
    assert not of_marks & of_urn
    told = {(row.choice, row.receipt, row.serial, row.content) for row in marks}
    assert told <= {("sealed", "", None, None)}


COMMON = {"community_id", "poll_id"}
FEW = {"choice", "channel", "line", "assisted", "content", "receipt"}


def values_of(row: Any) -> set[str]:
    """What stands in a row, without its community and poll and what has only few values."""
    return {str(v) for k, v in row._mapping.items() if k not in COMMON | FEW and v is not None}


def test_votes_played_at_random(app, scene, backend) -> None:
    with app.app_context():

        def fresh() -> Handle:
            return on_stage(app, scene, "votes-in-play", also=set_up)

        class Here(Votes):
            pass

        Here.app, Here.fresh = app, staticmethod(fresh)
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=rounds("VOTE_MACHINE", 5 if backend == "sqlite" else 2),
                stateful_step_count=rounds("VOTE_STEPS", 60),
                deadline=None,
                database=None,
                # A step costs a transaction: shrinking would take longer than reading the steps.
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )


def test_the_urn_has_no_column_that_points_back() -> None:
    """No person, no instant, no order, no key of a mark."""
    columns = set(UrnBallot.__table__.columns.keys())
    assert columns == {"community_id", "id", "poll_id", "tracker", "content"}
    assert columns == set(CountedBallot.__table__.columns.keys())
    assert columns & set(Ballot.__table__.columns.keys()) == {
        "community_id", "id", "poll_id", "content",
    }  # fmt: skip
    for table in (UrnBallot.__table__, CountedBallot.__table__):
        points_at = {key.column.table.name for key in table.foreign_keys}
        assert points_at <= {"poll", "community"}
