"""Votes held over a period: the notice, the opening, and what may happen until the count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll, PollVoter
from council.rules.calendar import deadline, legal_day
from council.rules.verdict import Refused
from council.services import meetings, periods, polls, resolutions, written
from council.services.written import Question
from tests.factories.community import Handle, on_stage, switch
from tests.factories.hall import AT, make_matter, matter, stored
from tests.factories.owners import OWNERS
from tests.factories.written import (
    CANDIDATES,
    ELECT,
    ENDS,
    PUMP,
    STARTS,
    call,
    cast,
    elect,
    on_owners_track,
    opened,
    poll_row,
    village,
    voters,
)


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return village(on_stage(app_context, scene))


def refused(code: str):
    return pytest.raises(Refused, match=code)


# --- the notice ---


def test_the_notice_names_every_question_word_by_word(hall) -> None:
    wanted = Question("选一家物业企业", "property_company", {
        "kind": "choice", "options": CANDIDATES, "most": 1, "seats": 1,
    })  # fmt: skip
    number = call(hall, PUMP, wanted)
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    assert (meeting.form, meeting.starts_at, meeting.ends_at) == ("written", STARTS, ENDS)
    assert meeting.told_at == AT
    one, two = sorted(stored(hall, AgendaItem), key=lambda item: item.position)
    assert (one.question, one.ask, one.subject) == (PUMP.text, None, "fund_use")
    assert two.ask["kind"] == "choice"
    assert sorted(two.ask["draw"]) == [1, 2, 3, 4]  # lots are drawn before anybody votes


@pytest.mark.parametrize(("days", "lawful"), [(15, False), (16, True)])
def test_regulation_14_fifteen_days_of_notice(hall, days: int, lawful: bool) -> None:
    starts = AT + timedelta(days=days)
    if lawful:
        assert call(hall, starts_at=starts)
        return
    with refused("notice_too_short") as caught:
        call(hall, starts_at=starts)
    assert caught.value.reasons[0].params["need"] == 15
    assert caught.value.reasons[0].params["earliest"] == legal_day(AT) + timedelta(days=16)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_at": STARTS}, "period_empty"),
        ({"ends_at": STARTS + timedelta(days=367)}, "period_too_long"),
        ({"rule_id": "RC1"}, "body_without_rule"),
        ({"rule_id": "OW2"}, "subject_other_rule"),
        ({"questions": ()}, "meeting_no_items"),
        ({"questions": (Question("", "fund_use"),)}, "text_missing"),
        ({"questions": (Question("换不换水泵？", ""),)}, "subject_unknown"),
        ({"questions": (Question("换不换水泵？", "weather"),)}, "subject_unknown"),
        ({"questions": (replace(PUMP, ask={"kind": "dance"}),)}, "form_unreadable"),
        ({"questions": (replace(PUMP, ask={"kind": "choice"}),)}, "form_options_too_few"),
        ({"questions": (replace(PUMP, ask={"kind": "appraisal"}),)}, "form_"),
        ({"body": "owners_committee", "rule_id": "OC1"}, "written_not_here"),
        ({"body": "representatives", "rule_id": "RC1"}, "owners_decide"),
        ({"body": "residents_assembly", "rule_id": "RA1"}, "owners_decide"),
        ({"who": "resident1"}, "no_power"),
        ({"who": "owners1", "body": "residents_assembly", "rule_id": "RA1"}, "owners_committee_el"),
        ({"place": ""}, "text_missing"),
    ],
)
def test_a_call_that_is_refused_leaves_nothing(hall, changes, code) -> None:
    with refused(code):
        call(hall, **changes)
    assert stored(hall, Meeting) == []
    assert stored(hall, AgendaItem) == []


def test_a_refusal_of_the_wrong_body_cites_the_code(hall) -> None:
    with refused("owners_decide") as caught:
        call(hall, body="representatives", rule_id="RC1")
    reason = caught.value.reasons[0]
    assert (reason.rule, reason.statutes) == ("OW1", ("民法典 278",))


def test_a_rule_that_is_not_in_force(hall) -> None:
    with refused("rule_not_in_force"):
        early = AT.replace(year=2025)
        elect(
            hall, Question("罢免", "recall"), rule_id="EL2",
            starts_at=early, ends_at=early + timedelta(days=1), at=early - timedelta(days=30),
        )  # fmt: skip


def test_public_affairs_need_their_matter(hall) -> None:
    plain = Question("是否夏天延长开放时间？", "public_affairs")
    with refused("motion_without_matter"):
        call(hall, plain, body="residents_assembly", rule_id="RA1")
    make_matter(hall, "resolution")
    of_matter = replace(plain, text="", proposal="2026-001")
    number = call(hall, of_matter, body="residents_assembly", rule_id="RA1")
    item = stored(hall, AgendaItem)[0]
    assert (number, item.question) == ("2026-001", matter(hall).title)


def test_the_owners_committee_calls_its_assembly(hall) -> None:
    assert call(hall, who="owners1")


# --- the owners' track ---


def test_a_matter_of_the_owners_never_goes_to_the_representatives(hall) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    for body in ("representatives", "residents_assembly"):
        with refused("owners_decide") as caught:
            meetings.convene(
                hall.community_id, hall.actor("clerk"), body_id=hall.bodies[body],
                starts_at=STARTS, place="活动室", items=["2026-001"], at=AT,
            )  # fmt: skip
        assert "民法典 278" in caught.value.reasons[0].statutes
    assert call(hall, replace(PUMP, proposal="2026-001"))


def test_a_matter_of_the_residents_never_goes_to_the_owners(hall) -> None:
    make_matter(hall, "resolution")
    with refused("residents_decide"):
        call(hall, replace(PUMP, proposal="2026-001"))


def test_owners_resolve_and_it_is_posted(hall) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    poll = opened(hall, replace(PUMP, proposal="2026-001"))
    cast(hall, poll, voters(hall, poll))
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=ENDS)
    number = resolutions.record(
        hall.community_id, hall.actor("clerk"), poll, "同意更换水泵。", at=ENDS
    )
    assert number
    assert matter(hall).stage == "announcement"


# --- the opening ---


def test_the_roll_is_frozen_and_sealed_with_the_opening(hall) -> None:
    poll = poll_row(hall, opened(hall))
    assert poll.closes_at == ENDS
    assert (poll.question, poll.secret, poll.consultation) == (PUMP.text, False, False)
    assert poll.objections_until == deadline(STARTS, 3)
    assert len(poll.roll_sha256 or "") == 64
    roll = stored(hall, PollVoter, PollVoter.poll_id == poll.id)
    assert len(roll) > 10
    assert all(line.area for line in roll)
    assert poll.rule["id"] == "OW1"


def test_clockwork_opens_ends_and_closes(hall) -> None:
    number = call(hall)
    assert periods.due(hall.community_id, STARTS - timedelta(seconds=1)) == 0
    assert periods.due(hall.community_id, STARTS) == 1
    assert periods.due(hall.community_id, STARTS) == 0
    poll = stored(hall, Poll)[0]
    cast(hall, poll.number, voters(hall, poll.number))
    assert periods.due(hall.community_id, ENDS) == 1
    assert poll_row(hall, poll.number).ended_at == ENDS
    assert polls.close_poll(hall.community_id, hall.actor("clerk"), poll.number, at=ENDS)
    assert periods.due(hall.community_id, ENDS) == 1
    meeting = stored(hall, Meeting, Meeting.number == number)[0]
    assert (meeting.opened_at, meeting.closed_at) == (STARTS, ENDS)
    assert periods.due(hall.community_id, ENDS + timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("later", "code"), [(-timedelta(seconds=1), "written_not_yet"), (ENDS - STARTS, "written_over")]
)
def test_it_opens_in_the_announced_time_only(hall, later, code) -> None:
    number = call(hall)
    with refused(code):
        written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS + later)


def test_a_second_poll_on_the_same_item(hall) -> None:
    number = call(hall)
    clerk = hall.actor("clerk")
    written.open_polls(hall.community_id, clerk, number, at=STARTS)
    for opening in (
        lambda: written.open_polls(hall.community_id, clerk, number, at=STARTS),
        lambda: written.open_poll(hall.community_id, clerk, number, 1, at=STARTS),
    ):
        with refused("poll_exists"):
            opening()
    assert len(stored(hall, Poll)) == 1


def test_the_residents_committee_is_told_first(hall) -> None:
    number, clerk = call(hall, told=False), hall.actor("clerk")
    other = elect(hall, starts_at=STARTS + timedelta(hours=1))
    with refused("committee_not_told"):
        written.open_polls(hall.community_id, clerk, number, at=STARTS)
    assert periods.due(hall.community_id, STARTS) == 0
    written.tell_committee(hall.community_id, clerk, number, at=STARTS)
    with refused("committee_told_already"):
        written.tell_committee(hall.community_id, clerk, number, at=STARTS)
    assert written.open_polls(hall.community_id, clerk, number, at=STARTS)
    with refused("committee_needs_no_telling"):
        written.tell_committee(hall.community_id, clerk, other, at=STARTS)


def test_a_unit_without_area_keeps_the_poll_shut(hall) -> None:
    from council.models.places import Ownership, Unit
    from council.services.unit import SYSTEM, unit

    number = call(hall)
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        work.get(Unit, work.all(Ownership)[-1].unit_id).area = None
    with refused("roll_unit_no_area"):
        written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)
    assert stored(hall, Poll) == []
    assert stored(hall, PollVoter) == []


def test_session_and_writing_do_not_mix(hall) -> None:
    number, clerk = call(hall), hall.actor("clerk")
    for act in (
        lambda: meetings.open_meeting(hall.community_id, clerk, number, at=STARTS),
        lambda: meetings.add_item(hall.community_id, clerk, number, title="再说一件", at=AT),
        lambda: polls.open_poll(hall.community_id, clerk, number, 1, at=STARTS),
    ):
        with refused("meeting_written"):
            act()
    make_matter(hall, "resolution")
    session = meetings.convene(
        hall.community_id, clerk, body_id=hall.bodies["representatives"], starts_at=STARTS,
        place="活动室", items=["2026-001"], at=AT,
    )  # fmt: skip
    with refused("meeting_in_session"):
        written.open_polls(hall.community_id, clerk, session, at=STARTS)
    with refused("not_found"):
        written.open_polls(hall.community_id, clerk, "2026-999", at=STARTS)


# --- secret ---


def test_an_election_is_secret_because_the_rule_says_so(hall) -> None:
    poll = poll_row(hall, opened(hall, rule_id="EL1"))
    assert poll.secret
    assert poll.ask["seats"] == 2


def test_one_candidate_more_than_seats_is_the_least(hall) -> None:
    few = {"kind": "election", "options": CANDIDATES[:2], "seats": 2, "most": 2}
    with refused("form_candidates_too_few"):
        elect(hall, replace(ELECT, ask=few))
    assert elect(hall, replace(ELECT, ask=few | {"options": CANDIDATES[:3]}))


def test_nine_people_do_not_vote_in_secret(hall) -> None:
    """Six representatives: fewer than SV1 asks for."""
    ask = Question(
        "选举两名", "election", {"kind": "election", "options": CANDIDATES, "seats": 2, "most": 2}
    )
    number = call(hall, ask, body="representatives", rule_id="EL1R")
    with refused("secret_roll_too_small") as caught:
        written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)
    assert caught.value.reasons[0].params == {"least": 10, "have": 6}


def test_area_is_never_counted_in_secret(hall) -> None:
    number = call(hall)
    with refused("form_secret_area"):
        written.open_polls(hall.community_id, hall.actor("clerk"), number, secret=True, at=STARTS)


# --- the switches ---


@pytest.fixture
def offline(hall) -> Handle:
    switch(hall, "OV1", "online", "0", at=AT)
    return hall


def test_online_counts_only_where_it_is_switched_on(offline) -> None:
    number, clerk = call(offline), offline.actor("clerk")
    with refused("online_not_switched_on") as caught:
        written.open_polls(offline.community_id, clerk, number, allows_online=True, at=STARTS)
    assert caught.value.reasons[0].rule == "OV1"
    poll = written.open_polls(offline.community_id, clerk, number, at=STARTS)[0]
    assert not poll_row(offline, poll).allows_online
    with refused("channel_closed"):
        cast(offline, poll, voters(offline, poll)[:1])


def test_on_paper_only_although_online_is_on(hall) -> None:
    number = call(hall)
    poll = written.open_polls(
        hall.community_id, hall.actor("clerk"), number, allows_online=False, at=STARTS
    )[0]
    assert not poll_row(hall, poll).allows_online


def test_beijing_35_our_online_count_is_a_consultation(hall) -> None:
    switch(hall, "OP1", "reserved", at=AT)
    make_matter(hall, "resolution")
    on_owners_track(hall)
    poll = opened(hall, replace(PUMP, proposal="2026-001"))
    assert poll_row(hall, poll).consultation
    cast(hall, poll, voters(hall, poll))
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=ENDS)
    with refused("poll_consultation") as caught:
        resolutions.record(hall.community_id, hall.actor("clerk"), poll, "同意更换。", at=ENDS)
    assert caught.value.reasons[0].statutes == ("北京市物业管理条例 35",)


def test_beijing_35_is_about_owners_only(hall) -> None:
    switch(hall, "OP1", "reserved", at=AT)
    assert not poll_row(hall, opened(hall, rule_id="EL1")).consultation


def test_paper_alone_is_a_vote_in_beijing_too(hall) -> None:
    switch(hall, "OP1", "reserved", at=AT)
    number = call(hall)
    poll = written.open_polls(
        hall.community_id, hall.actor("clerk"), number, allows_online=False, at=STARTS
    )[0]
    assert not poll_row(hall, poll).consultation


def test_cancelled_it_never_opens(hall) -> None:
    number = call(hall)
    meetings.cancel(hall.community_id, hall.actor("clerk"), number, "通知有误", at=AT)
    assert periods.due(hall.community_id, STARTS) == 0
    with refused("meeting_cancelled"):
        written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)


# --- one building ---


def test_civil_code_279_the_owners_of_the_building_alone(hall) -> None:
    ask = Question("是否同意101室住宅改为理发店？", "business_use")
    with refused("roll_no_building"):
        call(hall, ask, rule_id="OW3")
    building = hall.buildings["杏园1号楼"]
    everybody = call(hall, ends_at=ENDS + timedelta(days=1), starts_at=STARTS + timedelta(hours=1))
    number = call(hall, replace(ask, building_id=building), rule_id="OW3")
    poll = written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)[0]
    assert poll_row(hall, poll).building_id == building
    at = STARTS + timedelta(hours=1)
    all_of_it = written.open_polls(hall.community_id, hall.actor("clerk"), everybody, at=at)[0]
    assert 0 < len(voters(hall, poll)) < len(voters(hall, all_of_it))


def test_a_building_of_another_compound(hall) -> None:
    ask = Question(
        "是否同意住宅改为商铺？", "business_use", building_id=hall.buildings["柳岸2号楼"]
    )
    with refused("building_of_other_owners"):
        call(hall, ask, rule_id="OW3")


def test_owners_meetings_at_one_hour_clash(hall) -> None:
    call(hall)
    with refused("meeting_same_time"):
        call(hall)
    assert OWNERS in hall.bodies


def test_a_matter_is_not_voted_on_twice(hall) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    ask, clerk = replace(PUMP, proposal="2026-001"), hall.actor("clerk")
    second = call(hall, ask, starts_at=STARTS + timedelta(hours=1))
    opened(hall, ask)
    with refused("poll_exists"):
        at = STARTS + timedelta(hours=1)
        written.open_polls(hall.community_id, clerk, second, at=at)


def test_a_vote_that_never_opened_is_over_with_its_time(hall) -> None:
    number = call(hall, told=False)
    assert periods.due(hall.community_id, STARTS) == 0
    assert periods.due(hall.community_id, ENDS) == 1
    assert stored(hall, Meeting, Meeting.number == number)[0].closed_at == ENDS
    assert periods.due(hall.community_id, ENDS) == 0
