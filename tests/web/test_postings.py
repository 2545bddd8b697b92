"""居务公开 on the pages: what is missing is shown, what was posted can be verified."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.models.base import new_id
from council.models.postings import Posting
from council.services import postings
from council.services.postings import Draft
from tests.factories import money
from tests.factories import postings as made
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import stored

CHINA = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 4, 8, 10, tzinfo=CHINA)


@pytest.fixture
def hall(app_context, scene, clock):
    found = on_stage(app_context, scene)
    made.catalogue(found, date(2026, 1, 1))
    clock.set(AT)
    return found


def test_what_is_missing_stands_on_the_board(client, hall, clock) -> None:
    board = client.get(f"{hall.base}/disclosure/").text
    assert "最低生活保障和临时救助" in board and "逾期未公开" in board
    assert "2026年2月" in board, "the fund's month that is overdue"
    number = made.posted(hall, AT)
    board = client.get(f"{hall.base}/disclosure/").text
    assert f"{hall.base}/disclosure/{number}" in board and "按期公开" in board


def test_the_catalogue_has_every_column_and_every_item(client, hall) -> None:
    page = client.get(f"{hall.base}/disclosure/catalogue").text
    for words in ("编号", "类别", "事项", "内容", "依据", "时限", "公开主体", "公开渠道"):
        assert f'<th scope="col">{words}</th>' in page, words
    assert page.count('<th scope="row">') == 20
    assert "民法典 282" in page and "每季度，结束后15日内" in page and "DC1" in page


def test_a_posting_shows_who_did_what_and_its_hash_can_be_checked(client, hall) -> None:
    number = made.posted(hall, AT)
    page = client.get(f"{hall.base}/disclosure/{number}").text
    for words in (
        "新增 2 户",
        "居务监督委员会主任",
        "党委委员",
        "居委会委员",
        "2026年第1季度",
        "31",
    ):
        assert words in page, words
    assert "试甲" not in page, "nobody's full name"
    content = client.get(f"{hall.base}/disclosure/{number}/content.json")
    assert hashlib.sha256(content.data).hexdigest() in page


def test_drafts_are_not_public(client, hall) -> None:
    number = made.checked(hall, AT)
    assert client.get(f"{hall.base}/disclosure/{number}").status_code == 404
    assert client.get(f"{hall.base}/disclosure/{number}/content.json").status_code == 404
    assert number not in client.get(f"{hall.base}/postings.csv").text


def test_a_correction_and_what_it_corrects_point_at_each_other(client, hall) -> None:
    old = made.posted(hall, AT)
    new = made.posted(hall, AT, corrects=old, draft=Draft("更正", "应为 3 户。"))
    first, second = (client.get(f"{hall.base}/disclosure/{n}").text for n in (old, new))
    assert "后来作了更正" in first and f"/disclosure/{new}" in first and "新增 2 户" in first
    assert "这是对一份公开的更正" in second and f"/disclosure/{old}" in second


def test_late_postings_say_so(client, hall, clock) -> None:
    late = AT + timedelta(days=30)
    clock.set(late)
    number = made.posted(hall, late)
    assert "逾期公开" in client.get(f"{hall.base}/disclosure/{number}").text


def test_open_data(client, hall) -> None:
    number = made.posted(hall, AT)
    rows = client.get(f"{hall.base}/postings.json").json["rows"]
    assert [(row["number"], row["period"], row["standing"]) for row in rows] == [
        (number, "2026-Q1", "on_time")
    ]
    items = client.get(f"{hall.base}/catalogue.json").json["rows"]
    assert len(items) == 20 and items[0]["rhythm"] == "monthly"
    assert items[0]["overdue"] == 2, "January and February; March has until the tenth"
    for kind in ("csv", "xlsx"):
        assert client.get(f"{hall.base}/catalogue.{kind}").status_code == 200
    assert number in client.get(f"{hall.base}/postings.atom").text


def as_(client, hall, who: str) -> None:
    sign_in(client, hall.accounts[who])


def send(client, hall, number, act, **fields):
    version = next(row.version for row in stored(hall, Posting) if row.number == number)
    data = {"version": str(version)} | fields
    return client.post(f"{hall.base}/chamber/postings/{number}/{act}", data=data)


def test_all_the_way_through_the_pages(client, hall, clock) -> None:
    chamber = f"{hall.base}/chamber/postings"
    as_(client, hall, "clerk")
    assert "最低生活保障" in client.get(f"{chamber}/").text
    page = client.get(f"{chamber}/new?item=16&period=2026-Q1").text
    assert 'value="2026-Q1"' in page
    fields = {
        "period": "2026-Q1",
        "title": "低保",
        "text": "在保 31 户。",
        "table": "类别\t户数\n在保\t31",
    }
    fields |= {"request_key": new_id().hex}
    assert client.post(f"{chamber}/new?item=16", data=fields | {"text": ""}).status_code == 422
    wrong = client.post(f"{chamber}/new?item=16", data=fields | {"table": "一\n二\t三"})
    assert wrong.status_code == 409 and "第 2 行" in wrong.text and "在保 31 户" in wrong.text
    for _ in range(2):
        answer = client.post(f"{chamber}/new?item=16", data=fields)
        assert answer.status_code == 303
    (number,) = [row.number for row in stored(hall, Posting)]
    assert send(client, hall, number, "check").status_code == 403
    as_(client, hall, "supervisor1")
    assert "审核通过" in client.get(f"{chamber}/{number}").text
    assert send(client, hall, number, "return", reason="").status_code == 422
    assert send(client, hall, number, "return", reason="户数不对").status_code == 303
    as_(client, hall, "clerk")
    assert "户数不对" in client.get(f"{chamber}/{number}").text
    assert (
        send(client, hall, number, "edit", **fields | {"text": "在保 32 户。"}).status_code == 303
    )
    for who, act in (
        ("supervisor1", "check"),
        ("party1", "approve"),
        ("committee1", "approve"),
        ("chair", "post"),
    ):
        as_(client, hall, who)
        assert send(client, hall, number, act).status_code == 303, act
    again = send(client, hall, number, "approve")
    assert again.status_code == 409 and "已公布" in again.text
    assert "在保 32 户" in client.get(f"{hall.base}/disclosure/{number}").text
    as_(client, hall, "clerk")
    assert send(client, hall, number, "file", reference="档〔2026〕1 号").status_code == 303


def test_whoever_prepared_it_sees_why_somebody_else_has_to_agree(client, hall) -> None:
    number = made.prepared(hall, AT)
    postings.check(hall.community_id, number, version=1, actor=hall.actor("supervisor1"), at=AT)
    as_(client, hall, "party1")
    assert "同意公开" in client.get(f"{hall.base}/chamber/postings/{number}").text
    send(client, hall, number, "approve")
    page = client.get(f"{hall.base}/chamber/postings/{number}").text
    assert "已经同意过了" in page and "DC1" in page


def test_a_stale_page_is_told(client, hall) -> None:
    number = made.checked(hall, AT)
    as_(client, hall, "party1")
    answer = send(client, hall, number, "approve", version="1")
    assert answer.status_code == 409 and "有变动" in answer.text


def test_figures_are_shown_before_they_are_prepared(client, hall) -> None:
    money.purse(hall)
    as_(client, hall, "clerk")
    page = client.get(f"{hall.base}/chamber/postings/new?item=1&period=2026-03").text
    assert "200,000.00" in page and "账簿里这一期的数字" in page


def test_duties_say_what_is_owed_and_who_is_next(client, hall) -> None:
    def desk(who: str) -> str:
        as_(client, hall, who)
        return client.get(f"{hall.base}/chamber/").text

    assert "居务公开该准备了：服务群众专项经费收支" in desk("clerk")
    number = made.prepared(hall, AT)
    there = f"/chamber/postings/{number}"
    assert there in desk("supervisor1") and there not in desk("party1")
    postings.check(hall.community_id, number, version=1, actor=hall.actor("supervisor1"), at=AT)
    assert there in desk("party1") and there in desk("committee1") and there not in desk("clerk")
    postings.approve(hall.community_id, number, version=2, actor=hall.actor("party1"), at=AT)
    assert there not in desk("party2") and there in desk("committee1")
    postings.approve(hall.community_id, number, version=3, actor=hall.actor("committee1"), at=AT)
    assert "公布居务公开" in desk("clerk")
