"""The call to a meeting in full: kinds of items, several bodies, joint meetings, who chairs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.meetings import AgendaItem, Attendance, Meeting, MeetingBody
from council.models.polls import Poll
from council.rules.verdict import Refused
from council.services import mandates, meetings, polls
from council.services.agenda import Plan
from tests.factories.community import on_stage
from tests.factories.hall import AT, LATER, call, make_matter, opened, seat, stored

TALK = (Plan("deliberation", title="停车位怎么排"),)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def convene(hall, body: str = "representatives", who: str = "clerk", **more) -> str:
    for key in ("together", "invited", "sides"):
        if key in more:
            more[key] = [hall.bodies[name] for name in more[key]]
    for key in ("chair_id", "recorder_id"):
        if key in more:
            more[key] = hall.people[more[key]]
    if "chair_body_id" in more:
        more["chair_body_id"] = hall.bodies[more["chair_body_id"]]
    values = {"starts_at": LATER, "place": "活动室", "plans": TALK, "at": AT} | more
    return meetings.convene(hall.community_id, hall.actor(who), body_id=hall.bodies[body], **values)


def refused(hall, **more) -> list[str]:
    with pytest.raises(Refused) as caught:
        convene(hall, **more)
    assert stored(hall, Meeting) == [] and stored(hall, AgendaItem) == []
    return codes(caught)


def bodies(hall) -> list[tuple[str, str]]:
    names = {body_id: kind for kind, body_id in hall.bodies.items()}
    rows = sorted(stored(hall, MeetingBody), key=lambda row: row.position)
    return [(names[row.body_id], row.role) for row in rows]


def test_items_of_every_kind_in_their_order(hall) -> None:
    convene(
        hall,
        plans=[
            Plan("report", title="一季度收支", planned=15),
            Plan("decision", matter="2026-001", planned=30),
            Plan("election", title="补选监票人"),
            Plan("other", title="其他"),
        ],
        ends_at=LATER + timedelta(hours=2),
        link="https://meet.example.org/r/1",
    )
    items = sorted(stored(hall, AgendaItem), key=lambda item: item.position)
    assert [(i.kind, i.planned, i.for_decision) for i in items] == [
        ("report", 15, False),
        ("decision", 30, True),
        ("election", None, True),
        ("other", None, False),
    ]
    meeting = stored(hall, Meeting)[0]
    assert meeting.kind == "body" and meeting.link.endswith("/r/1")


def test_a_call_of_the_short_form_names_kinds_too(hall) -> None:
    convene(hall, plans=(), items=["2026-001"], topics=["收支", " "])
    assert sorted(item.kind for item in stored(hall, AgendaItem)) == ["decision", "deliberation"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"plans": ()}, "meeting_no_items"),
        ({"plans": TALK * 41}, "meeting_many_items"),
        ({"plans": [Plan("party", title="聚餐")]}, "item_kind_unknown"),
        ({"plans": [Plan("report", title="收支", topic="weather")]}, "item_kind_unknown"),
        ({"plans": [Plan("report", title="收支", planned=0)]}, "item_minutes"),
        ({"plans": [Plan("report", title="收支", planned=481)]}, "item_minutes"),
        ({"plans": [Plan("report", title=" ")]}, "text_missing"),
        ({"plans": [Plan("decision", matter="2026-999")]}, "not_found"),
        ({"starts_at": AT + timedelta(days=2)}, "notice_too_short"),
        ({"ends_at": LATER}, "meeting_ends_before"),
        ({"ends_at": LATER - timedelta(hours=1)}, "meeting_ends_before"),
        ({"ends_at": LATER + timedelta(hours=25)}, "meeting_too_long"),
        ({"link": "javascript:alert(1)"}, "meeting_link_kind"),
        ({"link": "https://"}, "meeting_link_kind"),
        ({"link": "http://a b.cn"}, "meeting_link_kind"),
        ({"kind": "picnic"}, "value_unknown"),
        ({"sides": ["property_company"]}, "value_unknown"),
        ({"together": ["representatives"]}, "body_twice"),
        ({"together": ["council"], "invited": ["council"]}, "body_twice"),
        ({"together": ["staff"]}, "body_without_rule"),
        ({"rule_id": "OW1"}, "body_without_rule"),
        ({"rule_id": "EL1R", "starts_at": LATER.replace(year=2027)}, None),
        ({"chair_id": "resident3"}, "chair_elsewhere"),
        ({"recorder_id": "resident3"}, "recorder_elsewhere"),
        ({"chair_body_id": "property_company"}, "chair_body_elsewhere"),
    ],
)
def test_what_is_refused_leaves_nothing(hall, changes: dict, code: str | None) -> None:
    if code is None:
        assert convene(hall, **changes)
    else:
        assert refused(hall, **changes) == [code]


def test_an_unlawful_time_is_told_with_everything_against_it(hall) -> None:
    early = AT + timedelta(days=1)
    found = refused(hall, starts_at=early, ends_at=early - timedelta(minutes=1), link="ftp://x")
    assert found == ["notice_too_short", "meeting_ends_before", "meeting_link_kind"]


def test_several_bodies_meet_and_others_are_invited(hall) -> None:
    number = convene(
        hall,
        body="party_committee",
        together=["residents_committee", "council"],
        invited=["supervision_committee", "street_office"],
    )
    assert bodies(hall) == [
        ("residents_committee", "meets"),
        ("council", "meets"),
        ("supervision_committee", "invited"),
        ("street_office", "invited"),
    ]
    clerk = hall.actor("clerk")
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    on_roll = {line.body_id for line in stored(hall, Attendance)}
    assert hall.bodies["council"] in on_roll
    assert hall.bodies["supervision_committee"] not in on_roll


def test_the_strictest_notice_counts_where_several_meet(hall) -> None:
    soon = AT + timedelta(days=4)
    assert convene(hall, body="council", starts_at=soon)
    with pytest.raises(Refused) as caught:
        convene(hall, body="party_committee", starts_at=soon, together=["representatives"])
    reason = caught.value.reasons[0]
    assert (reason.code, reason.rule, reason.params["need"]) == ("notice_too_short", "RC1", 5)


SIDES = {
    "body": "owners_committee",
    "kind": "joint",
    "sides": ["owners_committee", "property_company"],
}


def test_a_joint_meeting_has_sides_and_its_own_rule(hall) -> None:
    convene(
        hall,
        **SIDES,
        invited=["street_office"],
        chair_body_id="property_company",
        chair_id="property",
        recorder_id="clerk",
        plans=[Plan("deliberation", title="电梯", topic="lifts")],
    )
    meeting = stored(hall, Meeting)[0]
    assert (meeting.kind, meeting.rule_id) == ("joint", "JM1")
    assert meeting.chair_id == hall.people["property"]
    assert bodies(hall) == [
        ("owners_committee", "side"),
        ("property_company", "side"),
        ("street_office", "invited"),
    ]


def test_the_side_that_calls_need_not_be_named_twice(hall) -> None:
    convene(hall, **SIDES | {"sides": ["property_company"]})
    assert bodies(hall) == [("owners_committee", "side"), ("property_company", "side")]


@pytest.mark.parametrize(
    ("track", "plan", "code", "rule"),
    [
        (None, Plan("decision", title="停车费涨到200元"), "joint_decides_nothing", "JM1"),
        (None, Plan("election", title="选楼长"), "joint_decides_nothing", "JM1"),
        ("owners", Plan("decision", matter="2026-002"), "joint_owners_decide", "OW1"),
        ("standard", Plan("decision", matter="2026-002"), "joint_assembly_decides", "RC1"),
    ],
)
def test_a_joint_meeting_decides_nothing(hall, track, plan, code, rule) -> None:
    if track:
        make_matter(hall, "resolution", "2026-002", track=track)
    with pytest.raises(Refused) as caught:
        convene(hall, **SIDES, plans=[plan])
    assert [(r.code, r.rule) for r in caught.value.reasons] == [(code, rule)]
    assert stored(hall, Meeting) == [] and stored(hall, MeetingBody) == []
    number = convene(hall, **SIDES, plans=[Plan("report", plan.matter, plan.title)])
    with pytest.raises(Refused) as caught:
        meetings.add_item(
            hall.community_id,
            hall.actor("clerk"),
            number,
            title="再决一项",
            kind="decision",
            at=AT,
        )
    assert codes(caught) == ["joint_decides_nothing"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sides": []}, "joint_needs_sides"),
        ({"sides": ["owners_committee", "street_office"]}, "joint_not_a_side_kind"),
        ({"invited": ["property_company"]}, "joint_side_twice"),
        ({"rule_id": "OC1"}, "body_without_rule"),
        ({"chair_body_id": "property_company", "chair_id": "clerk"}, "chair_elsewhere"),
    ],
)
def test_what_no_joint_meeting_is(hall, changes: dict, code: str) -> None:
    assert refused(hall, **SIDES | changes) == [code]


def test_a_matter_of_the_owners_may_be_talked_about_elsewhere(hall) -> None:
    make_matter(hall, "resolution", "2026-002", track="owners")
    assert refused(hall, plans=[Plan("decision", matter="2026-002")]) == ["owners_decide"]
    assert convene(hall, plans=[Plan("report", matter="2026-002")])


def test_who_chairs_may_change_until_the_close(hall) -> None:
    number = convene(hall, chair_id="chair", recorder_id="clerk")
    clerk = hall.actor("clerk")

    def arrange(chair: str, link: str = "", at=LATER) -> None:
        meetings.arrange(
            hall.community_id,
            clerk,
            number,
            chair_id=hall.people[chair],
            recorder_id=None,
            link=link,
            at=at,
        )

    arrange("representative1", "https://meet.example.org/2")
    meeting = stored(hall, Meeting)[0]
    assert (meeting.chair_id, meeting.recorder_id) == (hall.people["representative1"], None)
    for who, link, code in (
        ("resident3", "", "chair_elsewhere"),
        ("chair", "mailto:a@b", "meeting_link_kind"),
    ):
        with pytest.raises(Refused) as caught:
            arrange(who, link)
        assert codes(caught) == [code]
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    arrange("chair")
    meetings.close_meeting(hall.community_id, clerk, number, at=LATER)
    with pytest.raises(Refused) as caught:
        arrange("representative1")
    assert codes(caught) == ["meeting_closed"]


def test_the_same_call_sent_again_is_one_meeting(hall) -> None:
    first = convene(hall, request_key="k" * 32)
    assert convene(hall, request_key="k" * 32) == first
    assert len(stored(hall, Meeting)) == 1
    with pytest.raises(Refused) as caught:
        convene(hall, request_key="k" * 31 + "l")
    assert codes(caught) == ["meeting_same_time"]


def test_a_matter_named_too_late_is_not_voted_on(hall) -> None:
    number = opened(hall, "representatives", [f"representative{n}" for n in range(1, 7)])
    make_matter(hall, "resolution", "2026-002", at=LATER)
    late = meetings.add_item(
        hall.community_id,
        hall.actor("clerk"),
        number,
        proposal_number="2026-002",
        planned=10,
        at=LATER,
    )
    item = next(i for i in stored(hall, AgendaItem) if i.position == late)
    assert (item.kind, item.planned, item.for_decision) == ("decision", 10, False)
    with pytest.raises(Refused) as caught:
        polls.open_poll(hall.community_id, hall.actor("chair"), number, late, at=LATER)
    assert "item_not_announced" in codes(caught)


def test_a_mandate_may_be_given_until_a_session_is_over(hall) -> None:
    """The planned end of a session ends nothing: the chair does."""
    number = convene(hall, ends_at=LATER + timedelta(hours=1))
    with pytest.raises(Refused) as caught:
        mandates.give(
            hall.community_id,
            hall.actor("representative1"),
            number,
            holder_id=hall.people["representative2"],
            at=LATER + timedelta(hours=2),
        )
    assert "meeting_closed" not in codes(caught)


def test_a_resident_calls_nothing(hall) -> None:
    assert refused(hall, who="resident1") == ["no_power"]
    assert call(hall, "representatives")


def test_a_body_that_meets_with_another_votes_under_its_own_rule(hall) -> None:
    make_matter(hall, "members", "2026-002")
    number = convene(
        hall,
        body="party_committee",
        together=["party_members"],
        plans=[Plan("decision", matter="2026-002")],
    )
    clerk = hall.actor("clerk")
    meetings.open_meeting(hall.community_id, clerk, number, at=LATER)
    seat(hall, number, ["secretary", "party1", "member1", "member2", "member3"])
    members = hall.bodies["party_members"]
    poll = polls.open_poll(hall.community_id, clerk, number, 1, body_id=members, at=LATER)
    row = stored(hall, Poll, Poll.number == poll)[0]
    assert (row.rule_id, row.body_id) == ("PG2", members)
    with pytest.raises(Refused) as caught:
        polls.open_poll(
            hall.community_id, clerk, number, 1, body_id=hall.bodies["council"], at=LATER
        )
    assert codes(caught) == ["not_found"]
