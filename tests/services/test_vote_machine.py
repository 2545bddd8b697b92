"""Votes played at random on every channel, through the real services, against a plain model.

``VOTE_MACHINE=200 VOTE_STEPS=80 pytest tests/services/test_vote_machine.py`` plays for longer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

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
from council.models.polls import Ballot, CountedBallot, UrnBallot
from council.services import (
    counting,
    integrity,
    meetings,
    papers,
    polls,
    roll_objections,
    rolls,
    written,
)
from council.services.unit import chain_hash
from tests.factories.community import Handle, on_stage
from tests.factories.hall import seat
from tests.factories.play_channels import Channels
from tests.factories.play_office import Office
from tests.factories.play_table import ACTS, KIND, SEEDS, TELLERS, act
from tests.factories.playing import HERE, KINDS, Play, rows_of, set_up, watched
from tests.factories.voting import begin, poll_of
from tests.factories.written import STARTS
from tests.support.rounds import rounds


class Votes(Channels, Office, RuleBasedStateMachine):
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

    # --- what always holds ---

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
