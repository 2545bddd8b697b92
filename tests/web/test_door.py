"""The door and the record of attendance through the pages."""

from __future__ import annotations

import re

import pytest

from council.models.meetings import Attendance, Meeting, Observer, Presence
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import LATER, call, make_matter, opened, stored


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(LATER)
    return handle


def test_the_code_on_the_wall_lets_a_member_in(client, hall) -> None:
    number = opened(hall, "representatives", [])
    base = f"{hall.base}/chamber/meetings/{number}"
    sign_in(client, hall.accounts["clerk"])
    assert "开放签到码" in client.get(f"{base}/door").text
    assert client.post(f"{base}/door").status_code == 303
    page = client.get(f"{base}/door")
    code = re.search(r"door__letters\">(\w{8})<", page.text)[1]
    assert "<path d=" in page.text and "扫码签到" in page.text
    sign_out(client)
    asked = client.get(f"{base}/here?code={code}")
    assert asked.status_code == 303 and "next=" in asked.location and code in asked.location
    sign_in(client, hall.accounts["representative1"])
    assert "我到了" in client.get(f"{base}/here?code={code}").text
    assert stored(hall, Presence) == []
    assert "会场门口" in client.get(f"{base}/here").text
    answer = client.post(f"{base}/here", data={"code": code})
    assert answer.status_code == 303
    assert "签到成功" in client.get(answer.location).text
    assert client.post(f"{base}/here", data={"code": "WRONGONE"}).status_code == 409
    sign_in(client, hall.accounts["clerk"])
    assert client.post(f"{base}/door", data={"anew": "1"}).status_code == 303
    sign_in(client, hall.accounts["representative2"])
    answer = client.post(f"{base}/here", data={"code": code})
    assert answer.status_code == 409 and "签到码不对" in answer.text


def test_waiting_before_the_opening(client, hall) -> None:
    number = call(hall, "representatives")
    base = f"{hall.base}/chamber/meetings/{number}"
    sign_in(client, hall.accounts["clerk"])
    client.post(f"{base}/door")
    code = stored(hall, Meeting)[0].door_code.partition("-")[2]
    sign_in(client, hall.accounts["representative1"])
    answer = client.post(f"{base}/here", data={"code": code})
    assert "开始时就算到会" in client.get(answer.location).text
    sign_in(client, hall.accounts["clerk"])
    assert "等会议开始" in client.get(f"{base}/people").text


def test_the_signed_list_is_entered(client, hall, clock) -> None:
    number = opened(hall, "representatives", ["representative1"])
    base = f"{hall.base}/chamber/meetings/{number}/people"
    clock.forward(hours=2)
    sign_in(client, hall.accounts["clerk"])
    page = client.get(base)
    assert "书记员记" in page.text
    one, two = (hall.people[f"representative{n}"].hex for n in (1, 2))
    data = {
        "request_key": "a" * 32,
        f"was-{one}": "10:00", f"times-{one}": "10:00",
        f"was-{two}": "", f"times-{two}": "10:05-10:20，1030",
    }  # fmt: skip
    assert client.post(base, data=data).status_code == 303
    page = client.get(base)
    assert "10:05–10:20，10:30" in page.text and "纸质签到表" in page.text
    wrong = client.post(base, data=data | {"request_key": "b" * 32, f"times-{two}": "七点"})
    assert wrong.status_code == 409 and "看不懂" in wrong.text
    excused = {"request_key": "c" * 32, f"state-{hall.people['representative3'].hex}": "excused"}
    assert client.post(base, data=excused).status_code == 303
    states = {row.person_id.hex: row.state for row in stored(hall, Attendance)}
    assert (states[one], states[two]) == ("present", "present")
    assert states[hall.people["representative3"].hex] == "excused"


def test_who_attends_without_a_vote(client, hall) -> None:
    number = opened(hall, "representatives", [])
    base = f"{hall.base}/chamber/meetings/{number}/people"
    sign_in(client, hall.accounts["clerk"])
    data = {"name": "孙工", "title": "物业公司经理", "request_key": "d" * 32}
    assert client.post(f"{base}/guests", data=data).status_code == 303
    assert client.post(f"{base}/guests", data=data).status_code == 303
    (guest,) = stored(hall, Observer)
    page = client.get(base)
    assert "孙工" in page.text and "物业公司经理" in page.text
    assert client.post(f"{base}/guests/{guest.id}", data={"what": "left"}).status_code == 303
    assert stored(hall, Observer)[0].left_at == LATER
