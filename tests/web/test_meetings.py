"""Meetings through the pages: call, open, roll, attendance, agenda, close."""

from __future__ import annotations

import pytest

from council.models.meetings import AgendaItem, Attendance, Meeting
from council.models.people import Person
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import (
    LATER,
    REPRESENTATIVES,
    call,
    make_matter,
    opened,
    stored,
)


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def call_form(hall, **changes) -> dict:
    return {
        "body": hall.bodies["representatives"].hex + ".RC1",
        "starts_at": "2026-05-16T19:30",
        "place": "三楼会议室",
        "item-0-kind": "decision",
        "item-0-matter": "2026-001",
        "item-0-title": "",
        "item-0-planned": "30",
        "item-1-kind": "report",
        "item-1-matter": "",
        "item-1-title": "三季度收支",
        "item-1-planned": "",
        "item-2-kind": "",
    } | changes


def as_(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/meetings"


def test_public_pages_without_and_with_meetings(client, hall, clock) -> None:
    empty = client.get(f"{hall.base}/meetings/")
    assert empty.status_code == 200 and "还没有会议" in empty.text
    number = call(hall, "representatives")
    listed = client.get(f"{hall.base}/meetings/")
    assert number in listed.text and "已通知" in listed.text
    page = client.get(f"{hall.base}/meetings/{number}")
    assert "充电棚" in page.text and "活动室" in page.text
    assert client.get(f"{hall.base}/meetings/2026-999").status_code == 404
    assert client.get(f"{hall.base}/meetings/?page=abc").status_code == 200


def test_the_clerk_calls_a_meeting(client, hall, clock) -> None:
    base = as_(client, hall, "clerk")
    page = client.get(f"{base}/new?matter=2026-001")
    assert page.status_code == 200 and "充电棚" in page.text
    answer = client.post(f"{base}/new", data=call_form(hall))
    assert answer.status_code == 303
    assert "三季度收支" in [item.title for item in stored(hall, AgendaItem)]
    again = client.post(f"{base}/new", data=call_form(hall))
    assert again.status_code == 409 and len(stored(hall, Meeting)) == 1


def test_too_short_a_notice_keeps_what_was_typed(client, hall, clock) -> None:
    base = as_(client, hall, "chair")
    answer = client.post(f"{base}/new", data=call_form(hall, starts_at="2026-05-08T19:30"))
    assert answer.status_code == 409
    assert "要提前满 5 天通知" in answer.text and "2026年5月12日" in answer.text
    assert "三楼会议室" in answer.text and stored(hall, Meeting) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": ""},
        {"starts_at": "not a time"},
        {"place": ""},
        {"place": "x" * 1_000_000},
        {"place": "a\x00b"},
        {"body": ""},
        {"body": "f" * 32},
        {"item-0-matter": "2026-777"},
        {"item-0-kind": "party"},
        {"item-0-kind": ""},
        {"item-1-title": ""},
        {"item-1-title": "x" * 200},
        {"item-1-planned": "many"},
        {"item-1-planned": "481"},
        {"ends_at": "not a time"},
        {"together": ["f" * 32]},
        {"invited": ["x"]},
        {"link": "x" * 400},
        {"chair": "查无此人"},
        {"recorder": "查无此人"},
        {"petition": "f" * 32},
    ],
)
def test_a_bad_call_is_answered_422(client, hall, clock, changes: dict) -> None:
    base = as_(client, hall, "clerk")
    answer = client.post(f"{base}/new", data=call_form(hall, **changes))
    assert answer.status_code == 422 and "有几处要改" in answer.text


@pytest.mark.parametrize("when", ["1969-01-01T10:00", "2101-01-01T10:00"])
def test_dates_that_no_community_means(client, hall, clock, when: str) -> None:
    base = as_(client, hall, "clerk")
    assert client.post(f"{base}/new", data=call_form(hall, starts_at=when)).status_code == 409


def test_readers_and_residents_call_nothing(client, hall, clock) -> None:
    assert client.get(f"{hall.base}/chamber/meetings/new").status_code == 303
    base = as_(client, hall, "resident1")
    assert client.get(f"{base}/new").status_code == 403
    assert client.post(f"{base}/new", data=call_form(hall)).status_code == 403
    assert client.post(f"{base}/2026-001/open").status_code == 403


def test_apologies_before_the_meeting(client, hall, clock) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "representative2") + f"/{number}"
    assert "我不能到会" in client.get(base).text
    sent = client.post(f"{base}/apologies/own", data={"own-reason": "出差"})
    assert sent.status_code == 303
    page = client.get(base).text
    assert "您已请假" in page and "出差" in page
    assert 'name="excuse-who"' not in page, "only who keeps the meeting notes for others"
    other = {"excuse-who": "P999", "excuse-reason": "住院"}
    assert client.post(f"{base}/apologies", data=other).status_code == 403

    as_(client, hall, "clerk")
    assert client.post(f"{base}/apologies", data=other).status_code == 422
    nobody = client.post(f"{base}/apologies", data={"excuse-who": ""})
    assert nobody.status_code == 422 and "有几处要改" in nobody.text
    first = stored(hall, Person, Person.id == hall.people["representative1"])[0]
    noted = client.post(f"{base}/apologies", data=other | {"excuse-who": first.number})
    assert noted.status_code == 303
    assert first.name in client.get(base).text and "住院" in client.get(base).text
    back = {"person": hall.people["representative2"].hex}
    assert client.post(f"{base}/apologies/withdraw", data=back).status_code == 303
    assert client.post(f"{base}/apologies/withdraw", data={"person": "x"}).status_code == 404

    clock.set(LATER)
    client.post(f"{base}/open")
    states = {line.person_id: line.state for line in stored(hall, Attendance)}
    assert states[first.id] == "excused"
    assert states[hall.people["representative2"]] == "expected"
    late = client.post(f"{base}/apologies", data=other | {"excuse-who": first.number})
    assert late.status_code == 409 and "到会名册上记" in late.text


def test_two_of_one_name_need_the_number(client, hall, clock) -> None:
    number = call(hall, "representatives")
    people = [hall.people[f"representative{n}"] for n in (1, 2)]
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=clock.now) as work:
        for one in people:
            work.get(Person, one).name = "李强"
    base = as_(client, hall, "clerk") + f"/{number}"
    asked = client.post(f"{base}/apologies", data={"excuse-who": "李强"})
    assert asked.status_code == 422 and "请填名册编号" in asked.text


def test_opening_marking_and_closing(client, hall, clock) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "clerk") + f"/{number}"
    assert client.post(f"{base}/open").status_code == 409
    clock.set(LATER)
    assert client.post(f"{base}/open").status_code == 303
    page = client.get(base)
    assert "还差" in page.text and "4 人" in page.text and "签到与名册" in page.text
    key = hall.people["representative1"].hex
    other = hall.people["representative2"].hex
    answer = client.post(
        f"{base}/attendance",
        data={
            f"was-{key}": "expected",
            f"state-{key}": "online",
            f"was-{other}": "expected",
            f"state-{other}": "excused",
            f"reason-{other}": "出差",
        },
    )
    assert answer.status_code == 303
    states = {line.person_id.hex: line.state for line in stored(hall, Attendance)}
    assert (states[key], states[other]) == ("present", "excused")
    client.post(f"{base}/attendance", data={"everybody": "hall"})
    assert [line.state for line in stored(hall, Attendance)].count("present") == 5
    assert "已够法定人数" in client.get(base).text
    assert client.post(f"{base}/close", data={"remark": "议程议完。"}).status_code == 303
    assert "议程议完" in client.get(f"{hall.base}/meetings/{number}").text


def test_a_line_that_another_clerk_marked_stays(client, hall, clock) -> None:
    number = opened(hall, "representatives", ["representative1"])
    clock.set(LATER)
    base = as_(client, hall, "clerk") + f"/{number}"
    key = hall.people["representative1"].hex
    client.post(f"{base}/attendance", data={f"was-{key}": "expected", f"state-{key}": "expected"})
    line = stored(hall, Attendance, Attendance.person_id == hall.people["representative1"])[0]
    assert line.state == "present"


def test_an_item_added_late_is_only_talked_about(client, hall, clock) -> None:
    number = call(hall, "representatives")
    make_matter(hall, "resolution", "2026-002")
    clock.set(LATER)
    base = as_(client, hall, "clerk") + f"/{number}"
    assert client.post(f"{base}/items", data={"proposal": "", "title": ""}).status_code == 422
    added = client.post(f"{base}/items", data={"proposal": "2026-002", "title": ""})
    assert added.status_code == 303
    client.post(f"{base}/open")
    client.post(f"{base}/attendance", data={"everybody": "hall"})
    page = client.get(base)
    assert "只能讨论，不能表决" in page.text and "开始表决" in page.text
    refused = client.post(f"{base}/items/2/poll", data={})
    assert refused.status_code == 409 and "RC1" in refused.text


def test_a_member_joins_online_and_sees_no_roll(client, hall, clock) -> None:
    number = opened(hall, "representatives", REPRESENTATIVES[:2])
    clock.set(LATER)
    base = as_(client, hall, "representative5") + f"/{number}"
    page = client.get(base)
    assert "我线上到会" in page.text and "签到与名册" not in page.text
    assert client.post(f"{base}/join").status_code == 303
    assert "我线上到会" not in client.get(base).text


def test_calling_off_needs_a_reason(client, hall, clock) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "clerk") + f"/{number}"
    assert client.post(f"{base}/cancel", data={"reason": ""}).status_code == 422
    assert client.post(f"{base}/cancel", data={"reason": "台风"}).status_code == 303
    assert "已取消" in client.get(f"{hall.base}/meetings/{number}").text
    assert client.post(f"{base}/open").status_code == 409


def test_a_joint_session_of_the_two_committees(client, hall, clock) -> None:
    make_matter(hall, "review", "2026-003")
    base = as_(client, hall, "secretary")
    form = call_form(
        hall,
        body=hall.bodies["party_committee"].hex + ".PG3",
        together=[hall.bodies["residents_committee"].hex],
        **{"item-0-matter": "2026-003"},
    )
    assert client.post(f"{base}/new", data=form).status_code == 303
    assert stored(hall, Meeting)[0].joint_body_id == hall.bodies["residents_committee"]
    wrong = call_form(hall, invited=[hall.bodies["representatives"].hex])
    assert client.post(f"{base}/new", data=wrong).status_code == 409


def test_another_communitys_meeting_is_not_found(client, app_context, hall, clock) -> None:
    from tests.factories.community import make_community

    other = make_community(app_context, "t2")
    number = call(hall, "representatives")
    sign_in(client, other.accounts["clerk"])
    assert client.get(f"{other.base}/chamber/meetings/{number}").status_code == 404
    assert client.get(f"{hall.base}/chamber/meetings/{number}").status_code == 403
    assert client.post(f"{hall.base}/chamber/meetings/{number}/open").status_code == 403
