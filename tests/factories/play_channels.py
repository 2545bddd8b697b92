"""Steps of a game of votes: every channel, on which people vote or try to."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from council.rules.form import canonical
from council.services import (
    assisted,
    ballots,
    hands,
    mandates,
    paperentries,
    papers,
)
from council.services.unit import Actor
from tests.factories.play_table import KIND, PICK, TELLERS, Table, act
from tests.factories.playing import HERE, Play, Sheet, Voter


class Channels(Table):
    """Online, by mandate, with help, in the hall, by hands, on paper, through the box."""

    # --- every channel ---

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
