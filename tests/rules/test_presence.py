"""Stays in the hall: the quorum by heads and area, when it is lost and regained, paper lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import meetings, presence, rulebook
from council.rules.presence import Stay, paper_times, quorum_changes, represented
from council.rules.tally import Line
from council.rules.verdict import Refused

T0 = datetime(2026, 5, 16, 19, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = T0.replace(hour=0, minute=0)


def at(minute: int) -> datetime:
    return T0 + timedelta(minutes=minute)


def rule(rule_id: str):
    return rulebook.default_book().rule(rule_id, T0.date())


def stay(voter: str, came: int, left: int | None = None) -> Stay:
    return Stay(voter, at(came), None if left is None else at(left))


SIX = [Line(name) for name in "abcdef"]


def changes(stays, **more):
    found = quorum_changes(rule("RC1"), SIX, stays, opened_at=T0, **more)
    return [(int((c.at - T0).total_seconds() // 60), c.met, c.share.heads.have) for c in found]


def test_lost_and_regained() -> None:
    stays = [stay(v, -10) for v in "abc"] + [stay("d", -5, 40), stay("e", 55)]
    assert changes(stays) == [(0, True, 4), (40, False, 3), (55, True, 4)]


def test_opened_without_a_quorum() -> None:
    assert changes([stay("a", 0), stay("b", 3), stay("c", 5), stay("d", 9)]) == [
        (0, False, 1),
        (9, True, 4),
    ]
    assert changes([]) == [(0, False, 0)]


def test_one_goes_as_another_comes_in_the_same_moment() -> None:
    stays = [stay(v, -1) for v in "abc"] + [stay("d", -1, 30), stay("e", 30)]
    assert changes(stays) == [(0, True, 4)]


def test_what_lies_outside_the_meeting_changes_nothing() -> None:
    stays = [stay(v, -1) for v in "abc"] + [stay("d", -9, -2), stay("e", 0, 70), stay("f", 60)]
    stays.append(stay("stranger", 0))
    assert changes(stays, closed_at=at(60)) == [(0, True, 4)]


def test_channel_changed_is_one_person_still() -> None:
    stays = [stay(v, -1) for v in "abc"] + [stay("d", -1, 20), stay("d", 20), stay("d", 10, 30)]
    assert changes(stays) == [(0, True, 4)]


def test_no_quorum_in_the_rule_no_changes() -> None:
    assert quorum_changes(rule("DB1"), SIX, [], opened_at=T0) == []


def test_owners_need_heads_and_area() -> None:
    lines = [Line("big", 1, 90_00), Line("small", 1, 10_00), Line("tiny", 1, 5_00)]
    two = presence.quorum(rule("OW1"), lines, {"small", "tiny"})
    assert two.area is not None
    assert (two.have, two.missing, two.met) == (2, 0, False)
    assert (two.area.have, two.area.need, two.area.missing) == (15_00, 70_00, 55_00)
    assert [r.code for r in meetings.short(two, rule("OW1"))] == ["no_quorum_area"]
    one = presence.quorum(rule("OW1"), lines, {"big"})
    assert [r.code for r in meetings.short(one, rule("OW1"))] == ["no_quorum"]
    assert presence.quorum(rule("OW1"), lines, {"big", "tiny"}).met


def test_the_recused_are_in_neither_figure() -> None:
    lines = [*SIX[:5], Line("f", recused=True)]
    found = presence.quorum(rule("RC1"), lines, set("abcf"))
    assert (found.have, found.of, found.need, found.met) == (3, 5, 4, False)


def test_represented_while_the_holder_is_here() -> None:
    stays = [stay("a", 0, 10), stay("a", 20)]
    assert represented(stays, {"b": "a", "c": "z"}) == [stay("b", 0, 10), stay("b", 20)]


@pytest.mark.parametrize(
    ("stays", "more", "code"),
    [
        ([stay("a", -5, 30), stay("a", 40)], {}, None),
        ([stay("a", -5)], {"minutes": "signing"}, "attendance_signed"),
        ([stay("a", 30, 10)], {}, "presence_times"),
        ([stay("a", 0, 30), stay("a", 20)], {}, "presence_times"),
        ([Stay("a", DAY - timedelta(minutes=1))], {}, "presence_times"),
        ([stay("a", 999)], {}, "presence_times"),
        ([stay("a", 0, 30)], {"voted_at": [at(31)]}, "voted_so_present"),
        ([stay("a", 0, 30)], {"voted_at": [at(30) + timedelta(seconds=59)]}, None),
        ([], {"voted_at": [at(5)]}, "voted_so_present"),
    ],
)
def test_times_on_paper(stays, more, code) -> None:
    given_ = {"day_begins": DAY, "closed_at": at(90), "now": at(100), "minutes": "draft"} | more
    verdict = paper_times(stays, **given_)
    assert [reason.code for reason in verdict.reasons] == ([code] if code else [])


MOVES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(-5, 60), st.integers(0, 40)), max_size=25
)


@given(MOVES)
def test_between_the_changes_the_quorum_is_as_told(moves) -> None:
    """Held against counting heads at every single minute."""
    stays = [stay(who, came, came + length) for who, came, length in moves]
    found = quorum_changes(rule("RC1"), SIX, stays, opened_at=T0, closed_at=at(60))
    for minute in range(60):
        now = at(minute)
        here = {s.voter for s in stays if s.holds(now) and s.arrived_at < at(60)}
        told = [change for change in found if change.at <= now][-1]
        assert told.met == (len(here) >= 4)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("", []),
        ("19:42", [("19:42", None)]),
        ("1942-2010", [("19:42", "20:10")]),
        ("9：05～ 10：00 ， 20:20–", [("09:05", "10:00"), ("20:20", None)]),
        ("19:42到20:10、20:20", [("19:42", "20:10"), ("20:20", None)]),
    ],
)
def test_times_as_people_type_them(text: str, times) -> None:
    told = [(f"{a:%H:%M}", f"{b:%H:%M}" if b else None) for a, b in presence.read_times(text)]
    assert told == times


@pytest.mark.parametrize("text", ["七点半", "25:00", "19:42-20:61", "1", "19:42 20:10"])
def test_times_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Refused) as caught:
        presence.read_times(text)
    assert [reason.code for reason in caught.value.reasons] == ["presence_unreadable"]
