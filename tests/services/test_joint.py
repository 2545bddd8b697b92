"""Joint meetings: a side's items, positions in words, answers; no votes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.hall import Position
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.rules.verdict import Refused
from council.services import joint, meetings, polls
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, make_matter, seat, stored
from tests.factories.joint import PEOPLE, call_joint, key, opened_joint

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def put(hall, number, who="owners1", side="owners_committee", at=AT, **said):
    return joint.put_item(
        hall.community_id,
        hall.actor(who),
        number,
        side_id=hall.bodies[side],
        title=said.get("title", "北门门禁"),
        topic=said.get("topic", "safety"),
        request_key=said.get("request_key") or key(),
        at=at,
    )


def say(hall, number, who, side, stance, words="", position=1, at=LATER):
    joint.state(
        hall.community_id,
        hall.actor(who),
        number,
        position,
        side_id=hall.bodies[side],
        stance=stance,
        words=words,
        request_key=key(),
        at=at,
    )


def reply(hall, number, who, side, text="三天内修好", position=1, at=LATER):
    joint.answer(
        hall.community_id,
        hall.actor(who),
        number,
        position,
        side_id=hall.bodies[side],
        text=text,
        request_key=key(),
        at=at,
    )


def codes(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def test_a_side_puts_an_item_and_owes_its_answer_by_the_next_meeting(hall) -> None:
    number = call_joint(hall)
    assert put(hall, number) == 3
    item = stored(hall, AgendaItem, AgendaItem.position == 3)[0]
    assert (item.topic, item.side_id) == ("safety", hall.bodies["owners_committee"])
    assert item.answer_due.isoformat() == "2026-06-16"
    assert put(hall, number, "clerk", "property_company") == 4


def test_the_same_request_puts_one_item(hall) -> None:
    number, again = call_joint(hall), key()
    assert put(hall, number, request_key=again) == put(hall, number, request_key=again) == 3
    assert len(stored(hall, AgendaItem)) == 3


def test_nobody_puts_an_item_for_another_side(hall) -> None:
    number = call_joint(hall)
    assert codes(put, hall, number, "property") == ["side_of_others"]
    assert codes(put, hall, number, "chair") == ["side_of_others"]
    assert codes(put, hall, number, side="residents_committee") == ["not_found"]
    assert codes(put, hall, number, "resident1") == ["no_power"]
    assert codes(put, hall, number, topic="politics") == ["value_unknown"]


def test_an_ordinary_meeting_has_no_sides(hall) -> None:
    make_matter(hall, "resolution")
    number = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=LATER,
        place="活动室",
        items=["2026-001"],
        at=AT,
    )
    assert codes(put, hall, number) == ["meeting_not_joint"]


def test_positions_in_words_until_the_end(hall) -> None:
    number = opened_joint(hall)
    say(hall, number, "owners1", "owners_committee", "agree")
    assert codes(say, hall, number, "property", "property_company", "dissent") == [
        "position_needs_words"
    ]
    say(hall, number, "property", "property_company", "dissent", "备件要等厂家")
    say(hall, number, "property", "property_company", "reserve", "十天内可以")
    found = {row.body_id: row for row in stored(hall, Position)}
    assert found[hall.bodies["property_company"]].stance == "reserve"
    assert found[hall.bodies["property_company"]].words == "十天内可以"
    assert codes(say, hall, number, "property", "owners_committee", "agree") == ["side_of_others"]
    assert codes(say, hall, number, "owners1", "owners_committee", "maybe") == ["value_unknown"]
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    assert codes(say, hall, number, "owners1", "owners_committee", "agree") == ["meeting_closed"]


def test_without_a_side_the_meeting_talks_and_agrees_on_nothing(hall) -> None:
    number = opened_joint(hall, PEOPLE[:1])
    assert codes(say, hall, number, "owners1", "owners_committee", "agree") == ["sides_missing"]
    say(hall, number, "owners1", "owners_committee", "reserve", "等物业到会再谈")
    assert codes(say, hall, number, "clerk", "property_company", "agree") == [
        "side_absent",
        "sides_missing",
    ]
    seat(hall, number, PEOPLE[1:])
    say(hall, number, "owners1", "owners_committee", "agree")


def test_a_late_item_is_talked_about_only(hall) -> None:
    number = call_joint(hall)
    put(hall, number, at=LATER - 2 * DAY)
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    seat(hall, number, PEOPLE)
    assert codes(say, hall, number, "owners1", "owners_committee", "agree", position=3) == [
        "late_item_no_agreement"
    ]
    say(hall, number, "owners1", "owners_committee", "reserve", "下次再议", position=3)


def test_nothing_is_put_to_a_vote(hall) -> None:
    number = opened_joint(hall)
    act = (polls.open_poll, hall.community_id, hall.actor("clerk"), number, 1)
    assert codes(*act, at=LATER) == ["joint_no_vote"]
    assert stored(hall, Poll) == []


def test_another_side_answers_once(hall) -> None:
    number = opened_joint(hall)
    assert codes(reply, hall, number, "owners1", "owners_committee") == ["answer_own_item"]
    reply(hall, number, "property", "property_company")
    item = stored(hall, AgendaItem, AgendaItem.position == 1)[0]
    assert item.answer.endswith("：三天内修好") and item.answered_at is not None
    assert codes(reply, hall, number, "property", "property_company") == ["item_answered"]
    assert codes(reply, hall, number, "property", "property_company", position=9) == ["not_found"]


@pytest.mark.parametrize(
    ("sides", "code"),
    [
        (("owners_committee",), "joint_needs_sides"),
        (("owners_committee", "street_office"), "joint_not_a_side_kind"),
        (("owners_committee", "property_company", "property_company"), "joint_side_twice"),
    ],
)
def test_who_can_be_a_side(hall, sides, code) -> None:
    assert codes(call_joint, hall, sides=sides, invited=()) == [code]
    assert stored(hall, Meeting) == []


def test_whoever_is_invited_is_no_side(hall) -> None:
    invited = ("property_company",)
    assert codes(call_joint, hall, invited=invited) == ["joint_side_twice"]
