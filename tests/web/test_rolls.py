"""The roll of a poll: masked for everybody, one's own line, objections."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.models.people import Person
from council.models.polls import Poll, RollObjection
from council.services import rolls
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import LATER, stored
from tests.factories.owners import OWNERS, house, make_owners, own, place_poll

BASE = "/c/t1/polls/2026-090/roll"
CHAMBER = "/c/t1/chamber/polls/2026-090/roll"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_owners(handle)
    one, two = handle.people["resident2"], handle.people["resident4"]
    with unit(handle.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        flat = house(work, handle.buildings["杏园1号楼"], "901", 8888, "contract")
        own(work, flat.id, one, two, casts=two)
        poll, meeting, body = place_poll(
            work, handle.bodies[OWNERS], closes_at=LATER + timedelta(days=15),
            objections_until=LATER + timedelta(days=3),
        )  # fmt: skip
        rolls.freeze(work, poll, meeting, body)
    clock.set(LATER + timedelta(hours=1))
    return handle


def object_(client, hall, who="resident2", text="我家的面积写少了"):
    sign_in(client, hall.accounts[who])
    return client.post(f"{CHAMBER}/objections", data={"text": text})


def test_everybody_sees_units_and_areas_and_no_name(client, hall):
    page = client.get(BASE)
    assert page.status_code == 200
    assert "1号楼 2单元 901" in page.text and "88.88" in page.text
    assert stored(hall, Poll)[0].roll_sha256 in page.text
    for person in stored(hall, Person):
        assert person.name not in page.text
        assert person.id.hex not in page.text


def test_no_public_page_of_an_owners_poll_names_an_owner(client, hall):
    names = {person.name for person in stored(hall, Person)}
    poll = "/c/t1/polls/2026-090"
    for path in (poll, f"{poll}/outlook", f"{poll}.csv", f"{poll}.json", "/c/t1/polls/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not [name for name in names if name in answer.text], path


def test_my_line_says_why_and_with_which_weight(client, hall):
    sign_in(client, hall.accounts["resident4"])
    page = client.get(CHAMBER)
    assert "共有业主，共同一票" in page.text
    assert "买卖合同" in page.text and "不动产登记" in page.text
    assert page.text.count("这一票由共有人投") == 0


def test_a_co_owner_who_does_not_cast_sees_the_line_too(client, hall):
    sign_in(client, hall.accounts["resident2"])
    page = client.get(CHAMBER)
    assert page.text.count("这一票由共有人投") == 1


def test_somebody_else_sees_that_they_are_not_on_it(client, hall):
    sign_in(client, hall.accounts["clerk"])
    assert "您不在这份名册上" in client.get(CHAMBER).text


def test_an_objection_is_made_answered_and_seen_by_both(client, hall):
    assert object_(client, hall, text="少").status_code == 422
    assert object_(client, hall).status_code == 303
    mine = client.get(CHAMBER)
    assert "等待答复" in mine.text and 'name="text"' not in mine.text
    sign_in(client, hall.accounts["resident4"])
    assert "我家的面积写少了" not in client.get(CHAMBER).text
    sign_in(client, hall.accounts["clerk"])
    assert "答复对名册的异议" in client.get("/c/t1/chamber/").text
    waiting = client.get(CHAMBER)
    url = re.search(r'action="([^"]+/answer)"', waiting.text)[1]
    assert client.post(url, data={"upheld": "no", "answer": ""}).status_code == 422
    given = {"upheld": "no", "answer": "和不动产登记簿一致"}
    assert client.post(url, data=given).status_code == 303
    assert client.post(url, data=given).status_code == 409
    sign_in(client, hall.accounts["resident2"])
    assert "和不动产登记簿一致" in client.get(CHAMBER).text
    assert "不成立 1 件" in client.get(BASE).text


def test_after_the_time_there_is_no_form(client, hall, clock):
    clock.set(LATER + timedelta(days=4))
    sign_in(client, hall.accounts["resident2"])
    page = client.get(CHAMBER)
    assert 'name="text"' not in page.text and "截止" in page.text
    assert object_(client, hall).status_code == 409
    assert stored(hall, RollObjection) == []


def test_only_conveners_answer(client, hall):
    object_(client, hall)
    objection = stored(hall, RollObjection)[0].id
    answer = client.post(
        f"{CHAMBER}/objections/{objection}/answer", data={"upheld": "yes", "answer": "就是这样的"}
    )
    assert answer.status_code == 403


def test_no_such_poll(client, hall):
    assert client.get("/c/t1/polls/2026-999/roll").status_code == 404
    sign_in(client, hall.accounts["resident2"])
    assert client.get("/c/t1/chamber/polls/2026-999/roll").status_code == 404
