"""Who speaks next, and which motion comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import hall
from council.rules.hall import Hands, Moved, Procedure, Turn
from council.rules.rulebook import Override, default_book

NOON = datetime(2026, 5, 16, 11, tzinfo=UTC)
MAY = date(2026, 5, 16)
USUAL = Procedure()


def turn(position: int, who: str, side: str = "for", state: str = "waiting", **more) -> Turn:
    at = NOON + timedelta(minutes=position)
    started = at if state in ("speaking", "spoken") else None
    return Turn(position, who, side, state, more.get("asked_at", at), started)


def names(turns: list[Turn], procedure: Procedure = USUAL) -> list[str]:
    return [line.turn.who for line in hall.order(turns, procedure)]


def code(verdict) -> str:
    return ", ".join(reason.code for reason in verdict.reasons)


def test_the_figures_come_from_the_rules_of_procedure() -> None:
    book = default_book()
    assert Procedure.of(book.rule("DB1", MAY), book.rule("HP1", MAY)) == USUAL
    changed = book.with_overrides(
        [
            Override("DB1", "minutes", "5", "决定", MAY),
            Override("DB1", "times", "3", "决定", MAY),
            Override("HP1", "alternate", "0", "决定", MAY),
            Override("HP1", "unspoken_first", "0", "决定", MAY),
        ]
    )
    mine = Procedure.of(changed.rule("DB1", MAY), changed.rule("HP1", MAY))
    assert mine == Procedure(3, 300, alternate=False, unspoken_first=False)


class TestOrder:
    def test_the_list_of_the_drawing(self) -> None:
        turns = [
            turn(1, "王", "for", "spoken"),
            turn(2, "周", "against", "speaking"),
            turn(3, "王", "for"),
            turn(4, "李", "for"),
            turn(5, "孙", "neutral"),
            turn(6, "何", "against"),
        ]
        assert names(turns) == ["李", "孙", "何", "王"]
        assert [line.spoken for line in hall.order(turns, USUAL)] == [0, 0, 0, 1]

    def test_sides_alternate_as_long_as_there_are_two(self) -> None:
        turns = [turn(n, f"f{n}", "for") for n in (1, 2, 3)] + [turn(4, "a4", "against")]
        assert names(turns) == ["f1", "a4", "f2", "f3"]
        assert [line.why for line in hall.order(turns, USUAL)] == [
            "asked",
            "other_side",
            "asked",
            "asked",
        ]

    def test_the_last_speech_decides_whose_side_is_next(self) -> None:
        said = turn(1, "x", "for", "spoken")
        question = turn(2, "q", "neutral", "spoken")
        assert names([said, question, turn(3, "f", "for"), turn(4, "a", "against")]) == ["a", "f"]

    def test_who_has_spoken_waits_even_when_the_sides_would_not_alternate(self) -> None:
        turns = [turn(1, "a", "for", "spoken"), turn(2, "a", "against"), turn(3, "b", "for")]
        assert [(n.turn.who, n.why) for n in hall.order(turns, USUAL)] == [
            ("b", "first"),
            ("a", "asked"),
        ]

    def test_a_community_may_switch_both_off(self) -> None:
        plain = Procedure(alternate=False, unspoken_first=False)
        turns = [turn(1, "a", "for", "spoken"), turn(2, "a", "for"), turn(3, "b", "for")]
        assert names([*turns, turn(4, "c", "against")], plain) == ["a", "b", "c"]

    def test_withdrawn_lines_neither_speak_nor_count(self) -> None:
        turns = [turn(1, "a", "for", "withdrawn"), turn(2, "a"), turn(3, "b")]
        assert names(turns) == ["a", "b"]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from("abcdef"),
                st.sampled_from(hall.SIDES),
                st.sampled_from(["waiting", "spoken", "withdrawn"]),
            ),
            max_size=12,
        ),
        st.booleans(),
        st.booleans(),
    )
    def test_everybody_who_waits_speaks_once(self, lines, alternate, unspoken) -> None:
        turns = [turn(n, *line) for n, line in enumerate(lines)]
        found = hall.order(turns, Procedure(9, 60, alternate, unspoken))
        waiting = [t for t in turns if t.state == "waiting"]
        assert sorted(n.turn.position for n in found) == [t.position for t in waiting]
        if unspoken:
            counts = [n.spoken for n in found]
            assert counts == sorted(counts)


class TestAsking:
    def test_one_line_at_a_time(self) -> None:
        assert code(hall.may_ask([turn(1, "a")], "a", USUAL, closed=False)) == "speaker_waits"
        assert hall.may_ask([turn(1, "a")], "b", USUAL, closed=False).lawful

    def test_as_many_turns_as_the_rule_says(self) -> None:
        said = [turn(1, "a", state="spoken"), turn(2, "a", state="speaking")]
        verdict = hall.may_ask(said, "a", USUAL, closed=False)
        assert (code(verdict), verdict.reasons[0].rule) == ("speaker_turns_used", "DB1")
        assert hall.may_ask(said, "a", replace(USUAL, times=3), closed=False).lawful
        assert hall.may_ask(said[:1], "a", USUAL, closed=False).lawful

    def test_a_closed_list(self) -> None:
        assert code(hall.may_ask([], "a", USUAL, closed=True)) == "list_closed"


class TestStarting:
    waiting = hall.order([turn(1, "a"), turn(2, "b", "against")], USUAL)

    def test_out_of_turn_tells_who_is_next_and_why(self) -> None:
        reason = hall.may_start(self.waiting, 2, "王").reasons[0]
        assert reason.code == "speaker_out_of_turn"
        assert reason.params == {"who": "王", "turn_why": "asked"}
        assert reason.rule == "HP1"

    def test_the_next_or_by_a_ruling(self) -> None:
        assert hall.may_start(self.waiting, 1, "王").lawful
        assert hall.may_start(self.waiting, 2, "王", ruling="要赶车").lawful

    def test_only_who_waits(self) -> None:
        verdict = hall.may_start(self.waiting, 7, "王", ruling="x")
        assert code(verdict) == "speaker_not_waiting"
        assert code(hall.may_start([], 7, "")) == "speaker_not_waiting"


def motion(position: int, kind: str, topic: str = "", state: str = "moved", minute: int = 0):
    decided = None if state == "moved" else NOON + timedelta(minutes=minute or position)
    return Moved(position, kind, topic, state, decided)


class TestMotions:
    motions = (
        motion(1, "main"),
        motion(2, "amendment", "insert"),
        motion(3, "amendment", "replace"),
        motion(4, "amendment", "alter"),
        motion(5, "order", "close_debate"),
    )

    def test_points_of_order_then_the_furthest_amendment_then_the_main_motion(self) -> None:
        assert [m.position for m in hall.in_order(self.motions)] == [5, 3, 4, 2, 1]

    @pytest.mark.parametrize(
        ("position", "told"),
        [(5, ""), (3, "order_first"), (1, "order_first"), (9, "motion_decided")],
    )
    def test_only_the_first_may_be_taken(self, position: int, told: str) -> None:
        assert code(hall.may_take(self.motions, position)) == told

    def test_main_vote_with_open_amendments(self) -> None:
        left = self.motions[:4]
        verdict = hall.may_take(left, 1)
        assert (code(verdict), verdict.reasons[0].params) == ("amendments_before_main", {"n": 3})
        assert code(hall.may_vote_on(left)) == "amendments_before_main"
        assert code(hall.may_take(left, 2)) == "amendment_goes_further"
        assert hall.may_vote_on(self.motions[:1]).lawful
        assert hall.may_take(self.motions[:1], 1).lawful

    def test_a_point_of_order_comes_before_anything(self) -> None:
        assert code(hall.orders_first(self.motions)) == "order_first"
        assert hall.orders_first(self.motions[:4]).lawful

    def test_what_was_adopted_binds_until_the_item_is_taken_up_again(self) -> None:
        closed = motion(1, "order", "close_list", "adopted")
        refused = motion(2, "order", "secret", "rejected")
        assert hall.adopted([closed, refused]) == {"close_list"}
        again = motion(3, "order", hall.REOPENED, "ruled")
        late = motion(4, "order", "close_debate", "adopted")
        assert hall.adopted([closed, refused, again]) == frozenset()
        assert hall.adopted([late, again, closed]) == {"close_debate"}

    @pytest.mark.parametrize(
        ("kind", "topic", "has_matter", "joint", "ways"),
        [
            ("order", "close_list", False, False, ("consensus", "hands")),
            ("order", "close_list", False, True, ("consensus",)),
            ("order", "quorum", False, True, ("chair",)),
            ("amendment", "alter", True, False, ("consensus", "hands")),
            ("main", "", False, False, ("consensus", "hands", "poll")),
            ("main", "", True, False, ("poll",)),
            ("main", "", False, True, ("consensus",)),
        ],
    )
    def test_how_it_is_decided(self, kind, topic, has_matter, joint, ways) -> None:
        assert hall.methods(kind, topic, has_matter=has_matter, joint=joint) == ways


class TestHands:
    @pytest.mark.parametrize(
        ("yes", "no", "abstain", "told"),
        [
            (3, 2, 1, ""),
            (6, 0, 0, ""),
            (6, 1, 0, "hands_too_many"),
            (-1, 2, 0, "hands_too_many"),
            (0, 0, 0, "hands_none"),
        ],
    )
    def test_no_more_hands_than_people(self, yes, no, abstain, told) -> None:
        assert code(hall.hands_lawful(Hands(yes, no, abstain, 6, 9))) == told

    @pytest.mark.parametrize(
        ("rule_id", "yes", "carried"),
        [
            ("RC1", 3, False),  # of six who are present, more than half is needed
            ("RC1", 4, True),
            ("OC1", 4, False),  # of nine who are entitled
            ("OC1", 5, True),
            ("EV1", 2, True),  # of the hands raised
        ],
    )
    def test_measured_as_the_rule_measures(self, rule_id, yes, carried) -> None:
        rule = default_book().rule(rule_id, MAY)
        assert hall.hands_carry(Hands(yes, 1, 0, 6, 9), rule) is carried

    @pytest.mark.parametrize(
        ("kind", "method", "for_decision", "announced", "told"),
        [
            ("order", "hands", False, False, ""),
            ("main", "consensus", False, True, ""),
            ("main", "consensus", True, False, "item_not_announced"),
            ("main", "hands", False, True, "item_not_announced"),
            ("amendment", "hands", True, True, ""),
        ],
    )
    def test_nothing_is_decided_that_was_not_announced(
        self, kind, method, for_decision, announced, told
    ) -> None:
        rule = default_book().rule("RC1", MAY)
        found = hall.may_decide(
            kind, for_decision=for_decision, announced=announced, method=method, rule=rule
        )
        assert code(found) == told

    def test_hands_count_no_area(self) -> None:
        rule = default_book().rule("OW1", MAY)
        found = hall.may_decide(
            "main", for_decision=True, announced=True, method="hands", rule=rule
        )
        assert code(found) == "hands_count_no_area"


def test_one_item_at_a_time() -> None:
    assert hall.may_open_item([], 2).lawful
    assert code(hall.may_open_item([2], 2)) == "item_open_already"
    verdict = hall.may_open_item([1], 2)
    assert (code(verdict), verdict.reasons[0].params) == ("item_other_open", {"n": 1})
