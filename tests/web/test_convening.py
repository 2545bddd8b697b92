"""The form that calls a meeting: rows of the agenda, several bodies, and how the notice counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.models.meetings import AgendaItem, Meeting, MeetingBody
from council.models.people import Person
from council.services import meetings
from council.services.agenda import Plan
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import AT, LATER, call, make_matter, stored
from tests.support.statements import statements

LINK = "https://meet.example.org/room/7"


@pytest.fixture
def hall(app_context, scene, clock):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    clock.set(AT)
    return handle


def as_(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/meetings"


def person(hall, who: str) -> Person:
    return stored(hall, Person, Person.id == hall.people[who])[0]


def filled(hall, **changes) -> dict:
    return {
        "body": hall.bodies["representatives"].hex + ".RC1",
        "starts_at": "2026-05-16T19:30",
        "ends_at": "2026-05-16T21:00",
        "place": "三楼会议室",
        "link": LINK,
        "title": "五月例会",
        "chair": person(hall, "chair").name,
        "recorder": person(hall, "clerk").number,
        "invited": [hall.bodies["supervision_committee"].hex],
        "item-0-kind": "report",
        "item-0-title": "一季度收支",
        "item-0-planned": "15",
        "item-1-kind": "decision",
        "item-1-matter": "2026-001",
        "item-1-planned": "45",
        "item-2-kind": "",
        "act": "send",
    } | changes


def test_the_form_says_how_notice_counts_and_the_first_lawful_day(client, hall) -> None:
    page = client.get(as_(client, hall, "clerk") + "/new").text
    assert "要提前满 5 天通知；现在发通知，最早 2026年5月12日 开会。" in page
    assert "发通知的当天和开会的当天都不算" in page


def test_one_row_more_keeps_what_was_typed(client, hall) -> None:
    base = as_(client, hall, "clerk")
    assert client.get(f"{base}/new").text.count('-kind"') >= 3
    more = client.post(f"{base}/new", data=filled(hall, act="more"))
    assert more.status_code == 200 and 'name="item-3-kind"' in more.text
    for typed in ("一季度收支", "三楼会议室", LINK, "五月例会", "2026-05-16T21:00"):
        assert typed in more.text
    assert re.search(r'<option value="2026-001" selected', more.text)
    assert stored(hall, Meeting) == []


def test_a_call_in_full_is_shown_to_everybody(client, hall) -> None:
    base = as_(client, hall, "clerk")
    answer = client.post(f"{base}/new", data=filled(hall))
    assert answer.status_code == 303, answer.text
    number = stored(hall, Meeting)[0].number
    inside = client.get(f"{base}/{number}").text
    chair, clerk = person(hall, "chair").name, person(hall, "clerk").name
    assert chair in inside and clerk in inside and LINK in inside
    sign_out(client)
    page = client.get(f"{hall.base}/meetings/{number}").text
    assert "五月例会" in page and "21:00 结束" in page
    assert "通报" in page and "议决" in page
    assert "19:30–19:45" in page and "19:45–20:30" in page
    assert "居务监督委员会" in page and "列席" in page
    assert chair not in page and clerk not in page and LINK not in page
    assert "到开会前满 9 天；规则要求满 5 天" in page
    assert "最晚 2026年5月10日 写进通知" in page


def test_sent_twice_it_is_one_meeting(client, hall) -> None:
    base = as_(client, hall, "clerk")
    key = re.search(r'name="request_key" value="([0-9a-f]{32})"', client.get(f"{base}/new").text)
    sent = filled(hall, request_key=key[1])
    first, second = (client.post(f"{base}/new", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location and len(stored(hall, Meeting)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_at": "2026-05-08T19:30", "ends_at": ""}, "最早可定在 2026年5月12日"),
        ({"ends_at": "2026-05-16T19:00"}, "请改结束时间"),
        ({"link": "ftp://x.cn/a"}, "以 https:// 或 http:// 开头"),
        ({"item-0-kind": "", "item-0-title": "", "item-1-kind": "", "item-1-matter": ""},
         "至少要有一项议程"),
    ],
)  # fmt: skip
def test_refused_with_a_reason_and_nothing_lost(client, hall, changes: dict, said: str) -> None:
    base = as_(client, hall, "clerk")
    answer = client.post(f"{base}/new", data=filled(hall, **changes))
    assert answer.status_code == 409 and said in answer.text
    assert "三楼会议室" in answer.text and "五月例会" in answer.text
    assert changes.get("item-0-title") == "" or "一季度收支" in answer.text
    assert stored(hall, Meeting) == [] and stored(hall, AgendaItem) == []


def test_a_wrong_row_is_named_in_the_summary(client, hall) -> None:
    base = as_(client, hall, "clerk")
    wrong = filled(hall, **{"item-0-kind": "", "item-1-planned": "lang"})
    answer = client.post(f"{base}/new", data=wrong)
    assert answer.status_code == 422
    assert 'href="#item-0-kind"' in answer.text and 'href="#item-1-planned"' in answer.text


def test_two_of_one_name_need_the_number(client, hall) -> None:
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        for who in ("chair", "committee1"):
            work.get(Person, hall.people[who]).name = "李强"
    base = as_(client, hall, "clerk")
    answer = client.post(f"{base}/new", data=filled(hall, chair="李强"))
    assert answer.status_code == 422 and "请填人员编号" in answer.text


def test_several_bodies_from_the_form(client, hall) -> None:
    base = as_(client, hall, "secretary")
    form = filled(
        hall,
        body=hall.bodies["party_committee"].hex + ".PG3",
        together=[hall.bodies["council"].hex],
        **{"item-1-kind": "deliberation"},
    )
    assert client.post(f"{base}/new", data=form).status_code == 303
    assert sorted(row.role for row in stored(hall, MeetingBody)) == ["invited", "meets"]
    number = stored(hall, Meeting)[0].number
    assert "议事会" in client.get(f"{hall.base}/meetings/{number}").text


def test_chair_and_recorder_are_chosen_until_the_close(client, hall) -> None:
    number = call(hall, "representatives")
    base = as_(client, hall, "clerk")
    page = client.get(f"{base}/{number}").text
    assert "主持、记录和线上入口" in page
    chosen = {
        "arrange-chair": hall.people["representative1"].hex,
        "arrange-recorder": "",
        "arrange-link": LINK,
    }
    assert client.post(f"{base}/{number}/arrange", data=chosen).status_code == 303
    meeting = stored(hall, Meeting)[0]
    assert (meeting.chair_id, meeting.link) == (hall.people["representative1"], LINK)
    for wrong, status in (("arrange-chair", 422), ("arrange-link", 409)):
        answer = client.post(f"{base}/{number}/arrange", data=chosen | {wrong: "ftp://x"})
        assert answer.status_code == status
    as_(client, hall, "representative1")
    assert client.post(f"{base}/{number}/arrange", data=chosen).status_code == 403


def test_a_closed_item_is_named_to_nobody_outside(client, hall) -> None:
    number = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        starts_at=LATER,
        place="活动室",
        plans=[Plan("deliberation", title="某户低保复核", is_closed=True)],
        at=AT,
    )
    page = client.get(f"{hall.base}/meetings/{number}").text
    assert "低保" not in page and "（不公开的一项）" in page
    base = as_(client, hall, "representative1")
    assert "低保" in client.get(f"{base}/{number}").text


def test_a_late_item_is_marked_everywhere(client, hall, clock) -> None:
    number = call(hall, "representatives")
    make_matter(hall, "resolution", "2026-002")
    clock.set(LATER)
    base = as_(client, hall, "clerk")
    late = {"proposal": "2026-002", "title": "", "kind": "decision", "planned": "10"}
    assert client.post(f"{base}/{number}/items", data=late).status_code == 303
    said = "议决 · 通知后加入，只讨论，不表决"
    assert said in client.get(f"{base}/{number}").text
    assert said in client.get(f"{hall.base}/meetings/{number}").text
    late["planned"] = "900"
    assert client.post(f"{base}/{number}/items", data=late).status_code == 422


def test_a_long_agenda_costs_no_more_queries_than_a_short_one(client, hall) -> None:
    numbers = []
    for days, size in ((0, 2), (1, 40)):
        plans = [Plan("deliberation", title=f"第{n}件事", planned=5) for n in range(size)]
        numbers.append(
            meetings.convene(
                hall.community_id,
                hall.actor("clerk"),
                body_id=hall.bodies["representatives"],
                invited=[hall.bodies["street_office"]],
                starts_at=LATER + timedelta(days=days),
                place="活动室",
                plans=plans,
                at=AT,
            )
        )
    short, long = (_queries(client, f"{hall.base}/meetings/{number}") for number in numbers)
    assert short == long <= 8


def _queries(client, address: str) -> int:
    with statements() as asked:
        assert client.get(address).status_code == 200
    return len(asked)
