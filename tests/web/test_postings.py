"""居务公开 on the pages: what is missing is shown, what was posted can be verified."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from council.services.postings import Draft
from tests.factories import postings as made
from tests.factories.community import on_stage

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
