"""Who is told of a meeting, over which channels, and what is noted of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.calling import Letter, NoticeDelivery
from council.models.journal import JournalEntry
from council.models.meetings import MeetingBody
from council.models.people import Person
from council.rules.verdict import Refused
from council.services import joint, mailboxes, meetings, notices
from council.services.unit import SYSTEM, unit
from tests.factories import written
from tests.factories.community import RESIDENTS, on_stage
from tests.factories.hall import (
    AT,
    LATER,
    REPRESENTATIVES,
    call,
    make_matter,
    opened,
    stored,
)
from tests.factories.joint import call_joint
from tests.factories.owners import make_owners


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def mail(app_context):
    app_context.config["MAIL_URL"] = "smtp://127.0.0.1:9"


def refused(code: str):
    return pytest.raises(Refused, match=code)


def told(hall, channel="app") -> dict:
    """State and detail by person."""
    rows = stored(hall, NoticeDelivery, NoticeDelivery.channel == channel)
    keys = {person: key for key, person in hall.people.items()}
    return {keys[row.person_id]: (row.state, row.detail) for row in rows}


def without_account(hall, who) -> None:
    with unit(hall.community_id, kind="person.add", actor=SYSTEM, at=AT) as work:
        work.get(Person, hall.people[who]).account_id = None


def test_every_member_is_told_in_the_act_itself(hall) -> None:
    call(hall, "representatives")
    assert told(hall) == dict.fromkeys(REPRESENTATIVES, ("sent", ""))
    assert told(hall, "paper") == told(hall, "mail") == {}


def test_who_has_neither_account_nor_address_gets_paper(hall, mail) -> None:
    for who in REPRESENTATIVES[:2]:
        without_account(hall, who)
    mailboxes.keep(hall.community_id, hall.actor("representative2"), "b@example.com", at=AT)
    call(hall, "representatives")
    assert told(hall, "paper") == {"representative1": ("waiting", "")}
    assert told(hall, "mail") == {"representative2": ("waiting", "")}
    assert set(told(hall)) == set(REPRESENTATIVES[2:])


def test_both_committees_of_a_joint_sitting_once_each(hall) -> None:
    make_matter(hall, "review", "2026-002")
    call(hall, "party_committee", ["2026-002"], joint="residents_committee")
    expected = {"secretary", "party1", "party2", "chair", "committee1", "committee2"}
    assert set(told(hall)) == expected


def test_who_is_invited_is_told(hall) -> None:
    number = call(hall, "representatives")
    with unit(hall.community_id, kind="meeting.convene", actor=SYSTEM, at=AT) as work:
        meeting = notices.attendance.load_meeting(work, number)
        body = hall.bodies["supervision_committee"]
        work.add(MeetingBody(meeting_id=meeting.id, body_id=body, position=1, role="invited"))
        assert notices.announce(work, meeting) == 2
    assert {"supervisor1", "supervisor2"} <= set(told(hall))


def test_a_joint_meeting_is_told_to_every_side_and_whoever_is_invited(hall) -> None:
    number = call_joint(hall)
    assert set(told(hall)) == {"owners1", "property", "street"}
    joint.put_item(
        hall.community_id,
        hall.actor("property"),
        number,
        side_id=hall.bodies["property_company"],
        title="地库照明分区",
        topic="fees",
        request_key="a" * 32,
        at=AT,
    )
    assert set(told(hall).values()) == {("sent", "changed")}


def test_a_vote_in_writing_is_told_by_public_notice(hall, mail) -> None:
    mine = make_owners(hall)
    for who in RESIDENTS:
        mailboxes.keep(hall.community_id, hall.actor(who), f"{who}@example.com", at=AT)
    written.call(hall)
    owners = {f"{who}@example.com" for who in RESIDENTS if who in mine and who != "resident12"}
    assert {letter.address for letter in stored(hall, Letter)} == owners
    assert "投票时间：" in stored(hall, Letter)[0].text
    assert told(hall) == told(hall, "paper") == {}


def test_an_assembly_of_all_is_told_by_public_notice_and_mail(hall, mail) -> None:
    mailboxes.keep(hall.community_id, hall.actor("resident3"), "c@example.com", at=AT)
    mailboxes.keep(hall.community_id, hall.actor("property"), "p@example.com", at=AT)
    call(hall, "residents_assembly", starts=LATER + timedelta(days=10))
    assert told(hall) == told(hall, "paper") == {}
    assert set(told(hall, "mail")) == {"resident3"}, "who only works here is no resident"
    assert [letter.address for letter in stored(hall, Letter)] == ["c@example.com"]


def test_opening_it_is_noted_once(hall) -> None:
    number = call(hall, "representatives")
    me = hall.actor("representative1")
    assert notices.read(hall.community_id, me, number, at=AT)
    assert not notices.read(hall.community_id, me, number, at=AT)
    assert not notices.read(hall.community_id, hall.actor("resident1"), number, at=AT)
    assert told(hall)["representative1"] == ("read", "")
    assert len(stored(hall, JournalEntry, JournalEntry.kind == "notice.read")) == 1


def hand(hall, number, *who, by="clerk") -> int:
    people = [hall.people[key] for key in who]
    return notices.hand(hall.community_id, hall.actor(by), number, people, at=AT)


def test_the_clerk_notes_who_signed_on_paper(hall) -> None:
    without_account(hall, "representative1")
    number = call(hall, "representatives")
    assert hand(hall, number, "representative1", "representative2") == 2
    assert hand(hall, number, "representative1", "representative2") == 0
    assert told(hall, "paper") == dict.fromkeys(REPRESENTATIVES[:2], ("handed", ""))
    assert len(stored(hall, JournalEntry, JournalEntry.kind == "notice.hand")) == 1
    with refused("notice_not_addressed"):
        hand(hall, number, "resident1")
    with refused("no_power"):
        hand(hall, number, "representative3", by="representative3")


def test_a_change_is_told_to_all_who_were_told(hall) -> None:
    number = call(hall, "representatives")
    notices.read(hall.community_id, hall.actor("representative1"), number, at=AT)
    hand(hall, number, "representative2")
    meetings.add_item(hall.community_id, hall.actor("clerk"), number, title="停车", at=AT)
    assert told(hall) == dict.fromkeys(REPRESENTATIVES, ("sent", "changed"))
    assert told(hall, "paper") == {"representative2": ("waiting", "changed")}


def test_a_cancellation_is_told(hall) -> None:
    number = call(hall, "representatives")
    meetings.cancel(hall.community_id, hall.actor("clerk"), number, "停电了", at=AT)
    assert told(hall) == dict.fromkeys(REPRESENTATIVES, ("sent", "cancelled"))
    with refused("meeting_cancelled"):
        notices.again(hall.community_id, hall.actor("clerk"), number, at=AT)


def test_an_item_added_in_the_hall_is_no_news(hall) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES)
    meetings.add_item(hall.community_id, hall.actor("clerk"), number, title="停车", at=LATER)
    assert {detail for _state, detail in told(hall).values()} == {""}


def test_who_left_an_address_since_gets_the_change_by_mail(hall, mail) -> None:
    number = call(hall, "representatives")
    mailboxes.keep(hall.community_id, hall.actor("representative1"), "a@example.com", at=AT)
    meetings.add_item(hall.community_id, hall.actor("clerk"), number, title="停车", at=AT)
    assert told(hall, "mail") == {"representative1": ("waiting", "changed")}
    assert len(stored(hall, Letter)) == 1


def test_again_tells_those_who_took_office_since(hall) -> None:
    number = call(hall, "representatives")
    again = (hall.community_id, hall.actor("clerk"), number)
    assert notices.again(*again, at=AT) == 0
    with unit(hall.community_id, kind="office.appoint", actor=SYSTEM, at=AT) as work:
        row = work.find(NoticeDelivery, NoticeDelivery.person_id == hall.people["representative6"])
        work.session.delete(row)
    assert notices.again(*again, at=AT) == 1
    assert set(told(hall)) == set(REPRESENTATIVES)
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    with refused("meeting_started"):
        notices.again(*again, at=LATER)
