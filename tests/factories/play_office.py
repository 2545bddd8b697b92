"""Steps of a game of votes: flats are sold, the roll is doubted, polls are steered and closed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.places import Ownership
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import (
    owners,
    papers,
    polls,
    review,
    roll_objections,
    steering,
)
from council.services import unit as unit_of_work
from council.services.unit import Actor
from tests.conftest import release
from tests.factories.play_table import KIND, PICK, WHY, CrashError, Table, act
from tests.factories.playing import HERE, Play, watched
from tests.factories.voting import poll_of
from tests.support.content import content_of_the_database


class Office(Table):
    """What happens around the voting; and death, which leaves nothing."""

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
