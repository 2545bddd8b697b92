"""Petitions through the pages: opened, signed, printed, entered, told, and called on. No names."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.models.bodies import Tenure
from council.models.calling import Petition, PetitionSignature
from council.models.meetings import Meeting
from council.models.people import Person
from council.services import petitions
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import AT, make_matter, stored
from tests.factories.owners import OWNERS, make_owners
from tests.factories.petitions import ask, kept, reached
from tests.factories.written import ENDS, STARTS, on_owners_track

CALL = {
    "starts_at": f"{STARTS:%Y-%m-%dT%H:%M}",
    "ends_at": f"{ENDS:%Y-%m-%dT%H:%M}",
    "place": "物业服务中心",
    "told": "y",
    "text": "是否使用维修资金更换水泵？",
    "subject": "fund_use",
    "next_kind": "motion",
    "asked": "[]",
    "act": "send",
}
PUBLIC, CHAMBER = "/c/t1/petitions/", "/c/t1/chamber/petitions/"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_owners(handle)
    clock.set(AT)
    handle.names = {
        key: stored(handle, Person, Person.id == who)[0] for key, who in handle.people.items()
    }
    return handle


def as_(client, hall, who):
    sign_in(client, hall.accounts[who])
    return client


def opening(hall, **changes):
    given = {
        "body": f"{hall.bodies[OWNERS].hex}.OW1",
        "title": "要求召开临时业主大会",
        "text": "商量是否更换物业公司。电话 13812341234。",
        "closes_at": "2026-06-30T18:00",
        "request_key": "c" * 32,
    }
    return given | changes


def test_opened_signed_and_taken_back(client, hall) -> None:
    as_(client, hall, "resident2")
    assert "业主大会" in client.get(f"{CHAMBER}new").text
    assert client.post(f"{CHAMBER}new", data={}).status_code == 422
    answer = client.post(f"{CHAMBER}new", data=opening(hall))
    assert answer.status_code == 303
    number = stored(hall, Petition)[0].number
    assert client.post(f"{CHAMBER}new", data=opening(hall)).location == answer.location
    page = client.get(CHAMBER + number).text
    assert "您已经签名" in page and "还差" in page
    assert client.post(f"{CHAMBER}{number}/withdraw").status_code == 303
    page = client.get(CHAMBER + number).text
    assert "您可以签名，算作：业主" in page
    assert client.post(f"{CHAMBER}{number}/sign").status_code == 303
    as_(client, hall, "resident1")
    assert "您不在可以联名的人当中" in client.get(CHAMBER + number).text
    assert client.post(f"{CHAMBER}{number}/sign").status_code == 409
    refused = client.post(f"{CHAMBER}new", data=opening(hall, request_key="d" * 32))
    assert refused.status_code == 409 and "您不在可以联名的人当中" in refused.text


def test_the_public_sees_the_computation_and_no_name(client, hall) -> None:
    number = ask(hall, text="王先生，电话 13812341234。")
    petitions.sign(hall.community_id, hall.actor("resident4"), number, at=AT)
    sign_out(client)
    for address in ("", number, f"{number}/sheet"):
        page = client.get(PUBLIC + address)
        assert page.status_code == 200
        assert not [p.name for p in hall.names.values() if p.name in page.text]
        assert "13812341234" not in page.text
    page = client.get(PUBLIC + number).text
    found = kept(hall, number).found["alternatives"][0]["measures"]
    heads = found[0]
    assert f"全体 {heads['of']} 人；要求1/5 以上，至少 {heads['need']} 人" in page
    assert f"还差 {heads['need'] - 2} 人" in page
    assert "m²" in page and "OW1" in page and "民法典" in page
    for kind in ("csv", "xlsx", "json"):
        answer = client.get(f"/c/t1/petitions.{kind}")
        assert answer.status_code == 200
    assert client.get("/c/t1/petitions.json").json["rows"][0]["signatures"] == 2
    assert client.get(f"{PUBLIC}2026-999").status_code == 404


def test_a_petition_of_residents_shows_every_way(client, hall) -> None:
    number = ask(hall, body="residents_assembly", rule_id="RA1")
    page = client.get(PUBLIC + number).text
    for said in ("居民（十八周岁以上", "户（由登记的户代表签名）", "名册里没有登记居民小组"):
        assert said in page
    assert "满足一项就够" in page


def test_the_sheet_is_printed_with_a_code(client, hall) -> None:
    number = ask(hall)
    page = client.get(f"{PUBLIC}{number}/sheet").text
    assert "<svg" in page and "联名签名表" in page and page.count("<tr>") > 20


def test_the_clerk_enters_a_sheet(client, hall) -> None:
    number = ask(hall)
    two, four = hall.names["resident4"], hall.names["resident6"]
    as_(client, hall, "resident2")
    assert client.post(f"{CHAMBER}{number}/enter", data={"rows": two.name}).status_code == 403
    as_(client, hall, "clerk")
    page = client.get(CHAMBER + number).text
    assert hall.names["resident2"].name in page
    key = re.search(r'name="request_key" value="(\w+)"', page)[1]
    wrong = client.post(
        f"{CHAMBER}{number}/enter",
        data={"rows": f"{two.name}\n查无此人", "request_key": key},
    )
    assert wrong.status_code == 409
    assert "第 2 行“查无此人”：名册里没有这个人" in wrong.text and two.name in wrong.text
    assert len(stored(hall, PetitionSignature)) == 1
    assert client.post(f"{CHAMBER}{number}/enter", data={"rows": ""}).status_code == 422
    rows = {"rows": f"{two.name}\n{four.number}\n", "request_key": key}
    assert client.post(f"{CHAMBER}{number}/enter", data=rows).status_code == 303
    assert client.post(f"{CHAMBER}{number}/enter", data=rows).status_code == 303
    assert len(stored(hall, PetitionSignature)) == 3
    as_(client, hall, "chair")
    assert two.name not in client.get(CHAMBER + number).text


def test_those_who_call_are_told(client, hall) -> None:
    petition = reached(hall)
    for who in ("clerk", "chair", "owners1"):
        assert "按联名召集会议" in as_(client, hall, who).get("/c/t1/chamber/").text, who
    assert "按联名召集会议" not in as_(client, hall, "resident2").get("/c/t1/chamber/").text
    page = as_(client, hall, "chair").get(CHAMBER + petition.number).text
    assert f"/chamber/written/new/motion?petition={petition.number}" in page
    other = reached(hall, "residents_assembly", "RA1", number="2026-071")
    owners = as_(client, hall, "owners1").get("/c/t1/chamber/").text
    assert other.number not in owners and petition.number in owners


def test_the_chair_calls_the_owners_on_it(client, hall) -> None:
    petition = reached(hall)
    as_(client, hall, "chair")
    address = "/c/t1/chamber/written/new/motion"
    page = client.get(f"{address}?petition={petition.number}").text
    assert re.search(rf'value="{petition.id.hex}" selected', page)
    call = CALL | {"body": f"{hall.bodies[OWNERS].hex}.OW1"}
    refused = client.post(address, data=call)
    assert refused.status_code == 409 and "足够的人联名" in refused.text
    assert client.post(address, data=call | {"petition": petition.id.hex}).status_code == 303
    assert kept(hall, petition.number).state == "called"
    meeting = stored(hall, Meeting)[0]
    page = client.get(PUBLIC + petition.number).text
    assert f"/meetings/{meeting.number}" in page and "会议已经召集" in page
    page = client.get(f"/c/t1/meetings/{meeting.number}").text
    assert f"按联名 {petition.number} 召集" in page


def test_a_chair_who_sits_in_the_owners_committee_calls_for_it(client, hall) -> None:
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        seat = work.get(Tenure, hall.tenures["owners1"])
        seat.person_id = hall.people["chair"]
    as_(client, hall, "chair")
    given = CALL | {"body": f"{hall.bodies[OWNERS].hex}.OW1"}
    assert client.post("/c/t1/chamber/written/new/motion", data=given).status_code == 303


def test_the_chair_is_told_that_owners_have_to_ask(client, hall) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    desk = "/c/t1/chamber/proposals/2026-001"
    assert "要有足够的业主联名要求" in as_(client, hall, "chair").get(desk).text
    assert "召集业主大会表决" not in client.get("/c/t1/chamber/").text
    assert "要有足够的业主联名要求" not in as_(client, hall, "clerk").get(desk).text


def test_a_session_is_called_on_it(client, hall) -> None:
    petition = reached(hall, "residents_assembly", "RA1")
    page = as_(client, hall, "clerk").get(CHAMBER + petition.number).text
    assert f"/chamber/written/new/motion?petition={petition.number}" in page
    page = client.get(f"/c/t1/chamber/meetings/new?petition={petition.number}").text
    assert re.search(rf'value="{petition.id.hex}" selected', page)
    assert re.search(rf'value="{hall.bodies["residents_assembly"].hex}.RA1" selected', page)


def test_a_deadline_to_call_is_shown(client, hall, clock) -> None:
    number = ask(hall, "owners1", body="owners_committee", rule_id="OC1")
    clock.set(AT + timedelta(hours=1))
    page = client.get(PUBLIC + number).text
    assert "应当在此前召集" in page and "2026年5月14日" in page
