"""Joint meetings through the pages: sides, positions, answers, the follow-up list, series."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from council.models.calling import MeetingSeries
from council.models.hall import MeetingTask, Position
from council.models.meetings import AgendaItem, Meeting
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import AT, LATER, stored
from tests.factories.joint import PEOPLE, call_joint, key, opened_joint, promise

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def as_(client, hall, who: str) -> None:
    sign_in(client, hall.accounts[who])


def sides(hall, number: str) -> str:
    return f"{hall.base}/chamber/meetings/{number}/sides"


def test_the_sides_page_before_the_meeting(client, hall, clock) -> None:
    number = call_joint(hall)
    as_(client, hall, "owners1")
    page = client.get(sides(hall, number))
    assert page.status_code == 200
    assert "现在提的事算在通知里" in page.text and "电梯困人的响应时间" in page.text
    fields = {"item-title": "北门门禁", "item-topic": "safety", "item-request_key": key()}
    fields["item-side"] = hall.bodies["owners_committee"].hex
    for _ in range(2):
        answer = client.post(f"{sides(hall, number)}/items", data=fields)
        assert answer.status_code == 303
    assert [row.title for row in stored(hall, AgendaItem)].count("北门门禁") == 1
    fields |= {"item-side": hall.bodies["property_company"].hex, "item-request_key": key()}
    refused = client.post(f"{sides(hall, number)}/items", data=fields)
    assert refused.status_code == 409 and "只能代表自己任职的一方" in refused.text
    bad = client.post(f"{sides(hall, number)}/items", data=fields | {"item-title": ""})
    assert bad.status_code == 422 and "有几处要改" in bad.text


def test_who_sits_at_no_side_only_looks(client, hall, clock) -> None:
    number = call_joint(hall)
    as_(client, hall, "street")
    page = client.get(sides(hall, number))
    assert "您今天不在任何一方任职" in page.text and "item-title" not in page.text
    as_(client, hall, "resident1")
    assert client.get(sides(hall, number)).status_code == 403
    as_(client, hall, "clerk")
    assert client.get(f"{hall.base}/chamber/meetings/2026-999/sides").status_code == 404


def say(client, hall, number, side, stance, words="", position=1):
    name = f"p{position}"
    fields = {"side": hall.bodies[side].hex, "stance": stance, "words": words}
    return client.post(
        f"{sides(hall, number)}/items/{position}/position",
        data={f"{name}-{k}": v for k, v in (fields | {"request_key": key()}).items()},
    )


def test_positions_and_the_result_in_words(client, hall, clock) -> None:
    number = opened_joint(hall)
    clock.set(LATER)
    as_(client, hall, "owners1")
    assert say(client, hall, number, "owners_committee", "agree").status_code == 303
    as_(client, hall, "property")
    empty = say(client, hall, number, "property_company", "dissent")
    assert empty.status_code == 409 and "要写明理由" in empty.text
    assert say(client, hall, number, "property_company", "").status_code == 422
    assert say(client, hall, number, "property_company", "dissent", "备件要等").status_code == 303
    sign_out(client)
    page = client.get(f"{hall.base}/meetings/{number}").text
    assert "没有达成一致" in page and "备件要等" in page
    assert "赞成" not in page and "票" not in page
    as_(client, hall, "property")
    assert say(client, hall, number, "property_company", "agree").status_code == 303
    assert "一致同意" in client.get(f"{hall.base}/meetings/{number}").text
    assert len(stored(hall, Position)) == 2


def test_a_missing_side_is_told_and_nothing_is_agreed(client, hall, clock) -> None:
    number = opened_joint(hall, PEOPLE[:1])
    clock.set(LATER)
    as_(client, hall, "owners1")
    refused = say(client, hall, number, "owners_committee", "agree", "同意换")
    assert refused.status_code == 409
    assert "不能形成一致意见" in refused.text and "同意换" in refused.text
    assert "没有到会" in client.get(f"{hall.base}/meetings/{number}").text


def test_what_the_owners_decide_is_sent_to_them(client, hall, clock) -> None:
    number = call_joint(hall)
    as_(client, hall, "owners1")
    fields = {"item-title": "动用维修资金换电梯", "item-topic": "lifts", "item-request_key": key()}
    fields["item-side"] = hall.bodies["owners_committee"].hex
    client.post(f"{sides(hall, number)}/items", data=fields)
    page = client.get(sides(hall, number)).text
    assert "这件事由业主共同决定" in page
    assert f"{hall.base}/chamber/written/new/motion" in page
    assert f"{hall.base}/chamber/proposals/new" in page


def test_an_item_is_answered_by_the_other_side(client, hall, clock) -> None:
    number = opened_joint(hall)
    clock.set(LATER)
    url = f"{sides(hall, number)}/items/1/answer"
    fields = {"a1-side": hall.bodies["property_company"].hex, "a1-text": "三十分钟内到场"}
    fields["a1-request_key"] = key()
    as_(client, hall, "owners1")
    own = fields | {"a1-side": hall.bodies["owners_committee"].hex, "a1-request_key": key()}
    assert client.post(url, data=own).status_code == 409
    as_(client, hall, "property")
    assert client.post(url, data=fields | {"a1-text": ""}).status_code == 422
    assert client.post(url, data=fields).status_code == 303
    assert "三十分钟内到场" in client.get(f"{hall.base}/meetings/{number}").text


def test_the_follow_up_list(client, hall, clock) -> None:
    assert "没有符合条件的承诺" in client.get(f"{hall.base}/followups/").text
    number = opened_joint(hall)
    first = promise(hall, number, "property_company", due=date(2026, 5, 20))
    promise(hall, number, "owners_committee", "公示公共收益，找13800001234", due=date(2026, 6, 20))
    clock.set(LATER + 9 * DAY)
    page = client.get(f"{hall.base}/followups/")
    assert "逾期 5 天" in page.text and "13800001234" not in page.text
    assert page.text.index("更换3号楼电梯主板") < page.text.index("公示公共收益")
    late = client.get(f"{hall.base}/followups/?state=late&page=x&topic=nonsense&side=1")
    assert "更换3号楼" in late.text and "公示公共收益" not in late.text
    side = client.get(f"{hall.base}/followups/?side={hall.bodies['owners_committee'].hex}")
    assert "更换3号楼" not in side.text and "公示公共收益" in side.text
    assert "没有符合条件" in client.get(f"{hall.base}/followups/?topic=dogs").text
    one = client.get(f"{hall.base}/followups/{first}")
    assert one.status_code == 200 and "电梯困人的响应时间" in one.text
    assert client.get(f"{hall.base}/followups/2026-999").status_code == 404
    rows = client.get(f"{hall.base}/followups.json").json["rows"]
    assert [(row["state"], row["days_late"]) for row in rows] == [("late", 5), ("open", 0)]
    text = client.get(f"{hall.base}/followups.csv").data.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text)))["状态"] == "逾期未办"
    assert client.get(f"{hall.base}/followups.xlsx").status_code == 200


def test_what_has_no_answer_is_listed(client, hall, clock) -> None:
    from council.services import meetings

    number = opened_joint(hall)
    meetings.close_meeting(hall.community_id, hall.actor("clerk"), number, at=LATER)
    clock.set(LATER + 40 * DAY)
    page = client.get(f"{hall.base}/followups/").text
    assert "提了还没答复的事" in page and "逾期 9 天" in page
    assert "答复逾期 9 天" in client.get(f"{hall.base}/meetings/{number}").text


def test_reporting_and_evaluating(client, hall, clock) -> None:
    meeting = opened_joint(hall)
    number = promise(hall, meeting, "property_company")
    url = f"{hall.base}/chamber/followups/{number}"
    clock.set(LATER + DAY)
    as_(client, hall, "owners1")
    page = client.get(url).text
    assert "谁答应的事由谁报告" in page and "也没有到期" in page
    fields = {"words": "主板已换好", "request_key": key()}
    assert client.post(f"{url}/report", data=fields).status_code == 409
    as_(client, hall, "property")
    assert client.post(f"{url}/report", data=fields | {"words": ""}).status_code == 422
    assert client.post(f"{url}/report", data=fields).status_code == 303
    assert client.post(f"{url}/report", data=fields).status_code == 303  # the same once more
    assert client.post(f"{url}/evaluate", data={"mark": "good"}).status_code == 403
    as_(client, hall, "owners1")
    judged = {"mark": "poor", "remark": "", "request_key": key()}
    empty = client.post(f"{url}/evaluate", data=judged)
    assert empty.status_code == 422 and "要写明差在哪里" in empty.text
    assert client.post(f"{url}/evaluate", data={}).status_code == 422
    assert client.post(f"{url}/evaluate", data=judged | {"mark": "good"}).status_code == 303
    assert stored(hall, MeetingTask)[0].mark == "good"
    shown = client.get(f"{hall.base}/followups/{number}").text
    assert "主板已换好" in shown and "兑现了" in shown
    assert client.get(f"{hall.base}/chamber/followups/2026-999").status_code == 404


def test_nobody_evaluates_an_own_promise(client, hall, clock) -> None:
    meeting = opened_joint(hall)
    number = promise(hall, meeting, "owners_committee", due=date(2026, 5, 17))
    clock.set(LATER + 5 * DAY)
    as_(client, hall, "owners1")
    url = f"{hall.base}/chamber/followups/{number}"
    assert "自己的承诺不能自己评价" in client.get(url).text
    answer = client.post(f"{url}/evaluate", data={"mark": "good", "request_key": key()})
    assert answer.status_code == 409 and "自己的承诺不能自己评价" in answer.text


def begun(client, hall, **changes) -> None:
    fields = {
        "name": "物业联席会议",
        "every": "month",
        "sides": [hall.bodies["owners_committee"].hex, hall.bodies["property_company"].hex],
        "invited": [hall.bodies["street_office"].hex],
        "place": "物业会议室",
        "started_on": "2026-05-14",
        "request_key": key(),
    } | changes
    answer = client.post(f"{hall.base}/chamber/series/new", data=fields)
    assert answer.status_code == 303


def test_a_series_from_its_beginning_to_its_end(client, hall, clock) -> None:
    as_(client, hall, "clerk")
    assert client.get(f"{hall.base}/chamber/series/new").status_code == 200
    bad = client.post(f"{hall.base}/chamber/series/new", data={"name": ""})
    assert bad.status_code == 422
    begun(client, hall)
    (series,) = stored(hall, MeetingSeries)
    url = f"{hall.base}/chamber/series/{series.id}"
    page = client.get(url).text
    assert 'value="2026-05-14T19:00"' in page and "物业会议室" in page
    fields = {"starts_at": "2026-05-07T19:00", "place": "物业会议室", "topics": "停车\n电梯"}
    fields |= {"chair": hall.bodies["owners_committee"].hex, "request_key": key()}
    short = client.post(f"{url}/call", data=fields)
    assert short.status_code == 409 and "要提前满 3 天通知" in short.text
    assert client.post(f"{url}/call", data=fields | {"topics": ""}).status_code == 422
    fields["starts_at"] = "2026-05-14T19:00"
    assert client.post(f"{url}/call", data=fields).status_code == 303
    (meeting,) = stored(hall, Meeting)
    assert (meeting.kind, meeting.series_id) == ("joint", series.id)
    assert meeting.chair_body_id == hall.bodies["owners_committee"]
    assert meeting.number in client.get(f"{hall.base}/series/").text
    assert client.post(f"{url}/end").status_code == 303
    assert client.post(f"{url}/end").status_code == 409
    assert client.get(f"{hall.base}/chamber/series/{hall.community_id}").status_code == 404


def test_an_overdue_series_is_shown_to_everybody(client, hall, clock) -> None:
    as_(client, hall, "clerk")
    begun(client, hall)
    sign_out(client)
    clock.set("2026-06-05T10:00")
    page = client.get(f"{hall.base}/series/").text
    assert "逾期 5 天没有开" in page and "按规定每季度至少开一次" in page


def test_the_chairs_screen_leads_to_the_sides(client, hall, clock) -> None:
    number = opened_joint(hall)
    clock.set(LATER)
    as_(client, hall, "clerk")
    page = client.get(f"{hall.base}/chamber/meetings/{number}/hall").text
    assert f'href="{sides(hall, number)}"' in page
    assert "/papers" in client.get(sides(hall, number)).text


def test_a_closed_item_is_only_for_those_at_the_table(client, hall, clock) -> None:
    number = opened_joint(hall)
    task = promise(hall, number, "property_company", "退还多收的押金")
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        work.find(AgendaItem, AgendaItem.position == 1).is_closed = True
    clock.set(LATER)
    as_(client, hall, "owners1")
    assert say(client, hall, number, "owners_committee", "reserve", "涉及个人").status_code == 303
    page = client.get(sides(hall, number)).text
    assert "涉及个人" in page and "退还多收的押金" in page
    for who in ("", "street"):
        sign_out(client) if not who else as_(client, hall, who)
        pages = [f"{hall.base}/meetings/{number}", f"{hall.base}/followups/"]
        pages += [sides(hall, number)] if who else []
        for path in pages:
            text = client.get(path).text
            assert "涉及个人" not in text and "退还多收的押金" not in text, path
        assert client.get(f"{hall.base}/followups/{task}").status_code == 404
    assert client.get(f"{hall.base}/chamber/followups/{task}").status_code == 404
    as_(client, hall, "property")
    url = f"{hall.base}/chamber/followups/{task}"
    done = client.post(f"{url}/report", data={"words": "已退。", "request_key": key()})
    assert done.status_code == 303 and "已退。" in client.get(done.location).text
    assert client.get(f"{hall.base}/followups.json").json["rows"] == []


def test_a_name_twice_is_refused(client, hall, clock) -> None:
    as_(client, hall, "clerk")
    begun(client, hall)
    with pytest.raises(AssertionError):
        begun(client, hall)
    assert len(stored(hall, MeetingSeries)) == 1


def test_the_call_to_a_joint_meeting_is_public(client, hall, clock) -> None:
    number = call_joint(hall, at=AT)
    page = client.get(f"{hall.base}/meetings/{number}").text
    assert "联席各方" in page and "还没有表态" in page
