"""Minutes through the pages: written, sent round, corrected, signed, published, annexed."""

from __future__ import annotations

import io
import re

import pytest

from council.models.people import Person
from council.rules.masking import mask_name
from council.services import minutes, signing
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import make_matter, stored
from tests.factories.minutes import (
    AFTER,
    OVER,
    circulated,
    held,
    item,
    kept,
    key,
    officers,
    published,
    sign,
    signed,
    submitted,
    write,
)
from tests.web.test_open_data import faults

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def at(clock):
    clock.set(OVER)
    return clock


def desk(client, hall, who: str, number: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/meetings/{number}/minutes"


def name_of(hall, who: str) -> str:
    return stored(hall, Person, Person.id == hall.people[who])[0].name


def typed(hall, number, position, **changes) -> dict:
    version = item(hall, number, position).version
    return {
        "record": "讨论了。",
        "conclusion": "同意。",
        "version": version,
        "request_key": key(),
    } | changes


def test_the_whole_life_through_the_pages(client, hall, at) -> None:
    number = held(hall)
    here = desk(client, hall, "clerk", number)
    page = client.get(here)
    assert page.status_code == 200
    for word in ("还缺什么", "没有写主持人", "第 1 位的话。", "向三家以上询价", "活动室"):
        assert word in page.text
    for position in (1, 2):
        form = typed(hall, number, position)
        assert client.post(f"{here}/items/{position}", data=form).status_code == 303
    who = {"chair": hall.people["chair"].hex, "recorder": hall.people["clerk"].hex}
    assert client.post(f"{here}/officers", data=who).status_code == 303
    assert "该有的都有了" in client.get(here).text
    assert client.post(f"{here}/circulate").status_code == 303

    here = desk(client, hall, "representative1", number)
    assert "这是您的发言" in client.get(here).text
    own = {"text": "我说的是水压。", "version": 0}
    assert client.post(f"{here}/speeches/1/correct", data=own).status_code == 303
    page = client.get(here).text
    assert "<del>" in page and "水压" in page

    here = desk(client, hall, "clerk", number)
    early = client.post(f"{here}/submit")
    assert early.status_code == 409 and "核对期到" in early.text
    at.set(AFTER)
    assert client.post(f"{here}/submit").status_code == 303
    for who in ("clerk", "chair"):
        here = desk(client, hall, who, number)
        sha = re.search(r'name="sha256" value="(\w{64})"', client.get(here).text)[1]
        form = {"name": name_of(hall, who), "sha256": sha}
        assert client.post(f"{here}/sign", data=form).status_code == 303
    assert kept(hall, number).state == "signed"
    here = desk(client, hall, "clerk", number)
    assert client.post(f"{here}/publish").status_code == 303
    assert client.post(f"{here}/annexes", data={"text": "应为 24 个插座。"}).status_code == 303

    client.post("/sign-out")
    page = client.get(f"{hall.base}/meetings/{number}/minutes").text
    for word in ("我说的是水压。", "应为 24 个插座。", "讨论了。", "居委会副主任", "主持人"):
        assert word in page
    for who in ("chair", "clerk", "representative1"):
        assert name_of(hall, who) not in page
        assert mask_name(name_of(hall, who)) in page


def test_before_publication_the_address_says_where_they_stand(client, hall, at) -> None:
    number = held(hall)
    address = f"{hall.base}/meetings/{number}/minutes"
    page = client.get(address)
    assert page.status_code == 200 and "起草中" in page.text
    assert "第 1 位的话" not in page.text
    for more in ("/print", ".json"):
        assert client.get(address + more).status_code == 404
    assert client.get(f"{hall.base}/meetings/2026-999/minutes").status_code == 404


def test_two_clerks_lose_nothing(client, hall, at) -> None:
    number = held(hall)
    here = desk(client, hall, "clerk", number)
    mine = typed(hall, number, 2, record="我打的字")
    write(hall, number, 2, record="别人刚存的字")
    answer = client.post(f"{here}/items/2", data=mine)
    assert answer.status_code == 409
    assert "我打的字" in answer.text and "别人刚存的字" in answer.text
    assert item(hall, number, 2).record == "别人刚存的字"
    version = re.search(r'id="item-2-version" name="version" value="(\d+)"', answer.text)[1]
    again = client.post(f"{here}/items/2", data=mine | {"version": version})
    assert again.status_code == 303
    assert item(hall, number, 2).record == "我打的字"


def test_a_text_too_long_comes_back_with_what_was_typed(client, hall, at) -> None:
    number = held(hall)
    here = desk(client, hall, "clerk", number)
    answer = client.post(f"{here}/items/2", data=typed(hall, number, 2, conclusion="很长" * 3000))
    assert answer.status_code == 422 and "讨论了。" in answer.text


def test_a_speech_is_written_down_here_too(client, hall, at) -> None:
    number = held(hall)
    here = desk(client, hall, "clerk", number)
    form = {"gist": "改过的要点", "version": 0, "request_key": key()}
    assert client.post(f"{here}/speeches/1", data=form).status_code == 303
    stale = client.post(f"{here}/speeches/1", data=form | {"gist": "晚到", "request_key": key()})
    assert stale.status_code == 409
    assert "晚到" in stale.text and "改过的要点" in stale.text


def test_nobody_corrects_anothers_words_through_the_pages(client, hall, at) -> None:
    number = circulated(hall)
    here = desk(client, hall, "representative2", number)
    form = {"text": "替他改", "version": 0}
    answer = client.post(f"{here}/speeches/1/correct", data=form)
    assert answer.status_code == 409 and "只能更正自己的发言" in answer.text


def test_who_had_no_part_reads_what_is_published(client, hall, at) -> None:
    number = circulated(hall)
    here = desk(client, hall, "resident2", number)
    answer = client.get(here)
    assert answer.status_code == 302 and answer.location.endswith(f"/meetings/{number}/minutes")
    draft = desk(client, hall, "representative1", number)
    assert client.get(draft).status_code == 200


def test_signing_incomplete_or_twice_is_refused_in_words(client, hall, at) -> None:
    number = held(hall)
    here = desk(client, hall, "clerk", number)
    client.post(f"{here}/circulate")
    at.set(AFTER)
    here = desk(client, hall, "clerk", number)
    answer = client.post(f"{here}/submit")
    assert answer.status_code == 409 and "纪要还缺" in answer.text


def test_signing_twice_is_refused_in_words(client, hall, at) -> None:
    number = submitted(hall)
    at.set(AFTER)
    here = desk(client, hall, "chair", number)
    form = {"name": name_of(hall, "chair"), "sha256": kept(hall, number).sha256}
    wrong = client.post(f"{here}/sign", data=form | {"name": "别人"})
    assert wrong.status_code == 409 and "请写您自己的姓名" in wrong.text
    assert client.post(f"{here}/sign", data=form).status_code == 303
    twice = client.post(f"{here}/sign", data=form)
    assert twice.status_code == 409 and "已经在这份纪要上签过名" in twice.text


def test_a_signature_on_paper_and_its_sheet(client, hall, at) -> None:
    number = submitted(hall)
    at.set(AFTER)
    here = desk(client, hall, "clerk", number)
    form = {"person": hall.people["chair"].hex, "sha256": kept(hall, number).sha256}
    missing = client.post(f"{here}/sign-paper", data=form)
    assert missing.status_code == 422
    sent = form | {"paper": (io.BytesIO(PDF), "a.pdf")}
    done = client.post(f"{here}/sign-paper", data=sent, content_type="multipart/form-data")
    assert done.status_code == 303
    sheet = re.search(r'href="([^"]+/signatures/\w+)"', client.get(here).text)[1]
    answer = client.get(sheet)
    assert answer.data == PDF and "attachment" in answer.headers["Content-Disposition"]
    answer.close()


def test_closed_items_stay_out_visibly(client, hall, at) -> None:
    number = held(hall)
    write(hall, number, 2, record="低保名单", conclusion="另议", closed=True)
    write(hall, number, 1)
    officers(hall, number)
    minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=OVER)
    minutes.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    sign(hall, number, "chair")
    sign(hall, number, "clerk")
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    for more in ("", "/print"):
        page = client.get(f"{hall.base}/meetings/{number}/minutes{more}").text
        assert "本项不公开" in page and "低保" not in page and "另议" not in page


def test_on_paper_and_as_data(client, hall, at) -> None:
    number = published(hall)
    address = f"{hall.base}/meetings/{number}/minutes"
    page = client.get(f"{address}/print?size=large")
    assert page.status_code == 200
    assert "mins--large" in page.text and "<path d=" in page.text
    data = client.get(f"{address}.json").json
    book = client.get("/api/openapi.json").json
    assert not faults(data, book["components"]["schemas"]["Minutes"], book)
    assert data["sha256"] == kept(hall, number).sha256
    assert data["value"]["chair"]["name"] == mask_name(name_of(hall, "chair"))
    assert data["value"]["chair"]["id"] == ""
    told = str(data)
    for who in hall.people:
        assert name_of(hall, who) not in told


def test_members_may_still_sign_what_is_published(client, hall, at) -> None:
    number = signed(hall)
    at.set(AFTER)
    here = desk(client, hall, "representative1", number)
    form = {"name": name_of(hall, "representative1"), "sha256": kept(hall, number).sha256}
    assert client.post(f"{here}/sign", data=form).status_code == 303


def awaits(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return client.get(f"{hall.base}/chamber/").text


def test_each_step_awaits_whoever_has_to_do_it(client, hall, at) -> None:
    number = held(hall)
    write(hall, number, 1)
    assert "整理会议纪要：" in awaits(client, hall, "clerk")
    write(hall, number, 2)
    officers(hall, number)
    minutes.circulate(hall.community_id, hall.actor("clerk"), number, at=OVER)
    assert "整理会议纪要：" not in awaits(client, hall, "clerk")
    assert "核对您的发言：" in awaits(client, hall, "representative1")
    assert "核对您的发言：" not in awaits(client, hall, "representative3")
    at.set(AFTER)
    assert "核对您的发言：" not in awaits(client, hall, "representative1")
    assert "提请签名：" in awaits(client, hall, "clerk")
    minutes.submit(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    assert "给会议纪要签名：" in awaits(client, hall, "chair")
    assert "给会议纪要签名：" not in awaits(client, hall, "representative1")
    sign(hall, number, "chair")
    assert "给会议纪要签名：" not in awaits(client, hall, "chair")
    sign(hall, number, "clerk")
    assert "公布会议纪要：" in awaits(client, hall, "clerk")
    signing.publish(hall.community_id, hall.actor("clerk"), number, at=AFTER)
    assert "公布会议纪要：" not in awaits(client, hall, "clerk")


def test_meeting_pages_lead_to_the_minutes(client, hall, at) -> None:
    number = held(hall)
    address = f"{hall.base}/meetings/{number}"
    assert f"{address}/minutes" in client.get(address).text
    sign_in(client, hall.accounts["clerk"])
    here = f"{hall.base}/chamber/meetings/{number}"
    assert f"{here}/minutes" in client.get(here).text
