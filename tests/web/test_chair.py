"""The chair's screen through its pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from council.models.hall import MeetingTask, Motion, Speech
from council.services import hall as acts
from council.services import speeches
from tests.factories.community import on_stage, sign_in
from tests.factories.room import Room
from tests.support.statements import statements


@pytest.fixture
def room(app_context, scene, clock) -> Room:
    made = Room(on_stage(app_context, scene))
    clock.set(made.at + timedelta(hours=1))
    return made


@pytest.fixture
def post(client, room):
    """Post a form of the screen as the clerk; every form with a key of its own."""
    sign_in(client, room.hall.accounts["clerk"])
    keys = iter(range(1000))

    def send(to: str, headers=None, **data):
        data.setdefault("request_key", f"a browser's key {next(keys)}")
        return client.post(f"{room.here}/{to}", data=data, headers=headers)

    return send


def test_the_whole_item_on_one_screen(client, room, post) -> None:
    first = client.get(room.here)
    assert first.status_code == 200 and "现在没有开始的议程" in first.text
    assert post("items/1/open").status_code == 303
    who = room.hall.people["representative1"].hex
    assert post("speakers", key=who, side="for").status_code == 303
    assert post("speakers", key="", name="钱工", title="设计院", side="neutral").status_code == 303
    page = client.get(room.here).text
    assert "发言名单" in page and "钱工" in page and "每人每事 2 次，每次 2 分钟" in page
    assert post("speakers/start", seen="0").status_code == 303
    page = client.get(room.here).text
    assert "正在发言" in page and 'data-until="' in page and "为止" in page
    assert post("speakers/1/gist", gist="同意装棚。", version="0", item="1").status_code == 303
    assert post("speakers/1/stop").status_code == 303
    assert post("items/1/record", record="介绍方案。", version="0").status_code == 303
    done = post("items/1/close", conclusion="两周内报方案。", version="1")
    assert done.status_code == 303
    assert room.speech().gist == "同意装棚。"
    assert (room.item().record, room.item().conclusion) == ("介绍方案。", "两周内报方案。")
    shown = client.get(f"{room.here}?item=1").text
    assert "两周内报方案。" in shown and "同意装棚。" in shown and "办结" in shown


def test_out_of_turn_says_who_is_next_and_keeps_what_was_typed(client, room, post) -> None:
    room.open(1)
    for n in (1, 2, 3):
        room.ask(n)
    answer = post("speakers/start", position="3", seen="0", ruling="")
    assert answer.status_code == 409 and "还没有轮到这个人" in answer.text
    assert room.speech(1).name in answer.text and "先要求发言" in answer.text
    assert post("speakers/start", position="3", seen="0", ruling="要赶末班车").status_code == 303
    assert room.rows(Motion)[0].reason == "要赶末班车"
    moved = post("speakers/start", seen="0")
    assert moved.status_code == 409 and "会场已经往下进行了" in moved.text


def test_two_clerks_typing_at_once(room, post) -> None:
    room.open(1)
    room.ask(1)
    room.do(speeches.start)
    room.do(speeches.write_gist, 1, "第一位书记员写的", version=0)
    stale = post("speakers/1/gist", gist="第二位书记员写的", version="0", item="1")
    assert stale.status_code == 409
    assert "第一位书记员写的" in stale.text and "第二位书记员写的" in stale.text
    version = re.search(r'id="f-gist-1".*?name="version" value="(\d+)"', stale.text, re.DOTALL)
    assert version and version[1] == "1"
    again = post("speakers/1/gist", gist="两位合写的", version="1", item="1")
    assert again.status_code == 303 and room.speech().gist == "两位合写的"


def test_a_record_and_a_conclusion_that_are_stale(room, post) -> None:
    room.open(1)
    room.do(acts.write_record, 1, "先写的", version=0)
    stale = post("items/1/record", record="后写的", version="0")
    assert stale.status_code == 409 and "后写的" in stale.text and "先写的" in stale.text
    room.do(acts.close_item, 1, "先有的结论", version=1)
    room.do(acts.reopen_item, 1, "漏了一点")
    stale = post("items/1/close", conclusion="后写的结论", version="1")
    assert stale.status_code == 409
    assert "后写的结论" in stale.text and "先有的结论" in stale.text


def test_what_is_typed_badly_comes_back(room, post) -> None:
    room.open(1)
    for to, typed in (
        ("items/1/close", {"conclusion": "", "version": "0"}),
        ("speakers", {"key": "", "name": "", "side": "for"}),
        ("speakers", {"key": "nonsense", "side": "for"}),
        ("motions", {"what": "main", "key": "", "name": "周", "text": ""}),
        ("motions", {"what": "tea", "key": "", "name": "周", "text": "喝茶"}),
        ("tasks", {"text": "报方案", "due_on": "明天", "holder": "居委会"}),
        ("tasks", {"text": "报方案", "due_on": "2027-01-01"}),
        ("tasks", {"text": "报方案", "due_on": "2027-01-01", "owner": "p-x"}),
    ):
        answer = post(to, **typed)
        assert answer.status_code == 422 and "有几处要改" in answer.text, (to, typed)
        for name in ("text", "name", "conclusion", "due_on", "holder"):
            assert typed.get(name, "") in answer.text
    assert post("items/9/open").status_code == 404
    assert post("items/1/open", request_key="").status_code == 422


def test_sent_again_it_is_done_once(room, post) -> None:
    room.open(1)
    who = room.hall.people["representative1"].hex
    for _ in range(2):
        answer = post("speakers", key=who, side="for", request_key="the very same key")
        assert answer.status_code == 303
    assert len(room.rows(Speech)) == 1
    other = room.hall.people["representative2"].hex
    post("speakers", key=other, side="for", request_key="the very same key")
    assert len(room.rows(Speech)) == 2, "a kept page that says something else is something else"


def test_the_outbox_is_told_instead_of_led(room, post) -> None:
    room.open(1)
    headers = {"Council-Outbox": "1"}
    answer = post("items/1/record", headers, record="介绍。", version="0")
    assert answer.status_code == 200
    assert answer.json == {"to": f"{room.here}?item=1", "said": "记下了。", "version": 1}
    assert post("items/1/record", headers, record="又写。", version="0").status_code == 409


def test_motions_in_lawful_order(client, room, post) -> None:
    room.open(1)
    who = room.hall.people["representative1"].hex
    assert post("motions", what="amendment.insert", key=who, text="加雨棚").status_code == 303
    assert post("motions", what="order.close_list", key=who).status_code == 303
    page = client.get(room.here).text
    assert "先决定第 2 号" in page and "停止登记发言" in page
    early = post("motions/1/decide", method="hands", yes="4")
    assert early.status_code == 409 and "先要处理程序动议：停止登记发言" in early.text
    assert post("motions/2/decide", method="consensus.adopted").status_code == 303
    assert "会议已决定：停止登记发言" in client.get(room.here).text
    blocked = client.get(room.here).text
    assert "修正案（第 1 号动议）还没有决定" in blocked and "开始表决：" not in blocked
    many = post("motions/1/decide", method="hands", yes="9", no="0", abstain="0")
    assert many.status_code == 422 and "请重新清点" in many.text
    assert post("motions/1/decide", method="hands", yes="4", no="1").status_code == 303
    assert "赞成 4，反对 1" in client.get(room.here).text
    assert post("motions", what="main", key=who, text="照修正案装").status_code == 303
    assert "要按名册表决" in client.get(room.here).text
    assert post("motions/3/withdraw").status_code == 303


def test_the_vote_is_offered_here(client, room, post) -> None:
    room.open(1)
    page = client.get(room.here).text
    assert "结束讨论，开始表决：" in page and "/items/1/poll" in page
    poll = room.open_poll()
    page = client.get(room.here).text
    assert f"/chamber/polls/{poll}" in page and "已投 0 人，共 5" not in page
    assert post("items/1/close", conclusion="同意。", version="0").status_code == 409
    room.vote(poll)
    assert "通过" in client.get(room.here).text
    room.do(acts.close_item, 1, "通过。", version=0)
    room.open(2)
    assert "只能讨论，不能表决" in client.get(room.here).text


def test_tasks_and_going_back(client, room, post) -> None:
    room.open(1)
    owner = f"b-{room.hall.bodies['representatives'].hex}"
    sent = post("tasks", text="报方案", owner=owner, due_on="2026-06-01", position="1")
    assert sent.status_code == 303 and "报方案" in client.get(room.here).text
    task = room.rows(MeetingTask)[0].number
    assert post(f"tasks/{task}/drop", reason="").status_code == 422
    assert post(f"tasks/{task}/drop", reason="记错了").status_code == 303
    room.do(acts.close_item, 1, "同意。", version=0)
    assert post("items/1/reopen", reason="漏了一点").status_code == 303
    assert "正在" in client.get(room.here).text or room.item().ended_at is None


def test_only_who_keeps_the_meeting(client, room) -> None:
    sign_in(client, room.hall.accounts["representative1"])
    assert client.get(room.here).status_code == 403
    assert client.post(f"{room.here}/items/1/open").status_code == 403


def test_a_member_moves_from_the_own_seat(client, room, clock) -> None:
    room.open(1)
    sign_in(client, room.hall.accounts["representative2"])
    follow = f"{room.hall.base}/chamber/meetings/{room.number}/follow"
    assert "提出动议" in client.get(follow).text
    data = {"what": "order.close_list", "request_key": "a browser's key"}
    for _ in range(2):
        assert client.post(f"{room.here}/mine", data=data).status_code == 303
    assert [one.topic for one in room.rows(Motion)] == ["close_list"]
    away = client.post(f"{room.here}/mine", data=data | {"what": "order.tea"})
    assert away.status_code == 409
    sign_in(client, room.hall.accounts["representative6"])
    assert client.post(f"{room.here}/mine", data=data).status_code in (303, 409)
    assert len(room.rows(Motion)) == 1


def test_it_follows_by_itself(client, room, post) -> None:
    room.open(1)
    live = client.get(f"{room.here}/now")
    tag = live.headers["ETag"]
    same = client.get(f"{room.here}/now", headers={"If-None-Match": tag})
    assert live.status_code == 200 and same.status_code == 304
    room.ask(2)
    changed = client.get(f"{room.here}/now", headers={"If-None-Match": tag})
    assert changed.status_code in (200, 304)
    assert "csrf" not in live.text, "one part for all who keep the meeting"


def test_a_large_meeting_costs_eight_queries(client, room, post) -> None:
    room.open(1)
    for n in (1, 2, 3):
        room.ask(n)
    room.do(speeches.start)
    room.move("amendment", "alter")
    with statements() as seen:
        assert client.get(room.here).status_code == 200
    asked = [one for one in seen if one.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 8, "\n\n".join(asked)
