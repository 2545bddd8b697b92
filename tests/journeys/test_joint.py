"""A joint meeting of the owners' committee and the property company, through the pages.

From the series to the follow-up list: one side dissents, three promises are made, one falls
overdue, one is judged; the next meeting is chaired by the other side.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from council.models.calling import MeetingSeries
from council.models.hall import MeetingTask, Position
from council.models.meetings import Meeting
from council.models.polls import Poll
from council.services import integrity
from tests.factories.community import Handle, on_stage, sign_in, sign_out
from tests.factories.hall import stored

OWNERS, PROPERTY = "owners_committee", "property_company"


class Table:
    """Everybody at the pages, one after another, with the same browser."""

    def __init__(self, client: Any, hall: Handle) -> None:
        self.client, self.hall = client, hall
        self.meeting = ""

    def look(self, path: str, who: str = "") -> str:
        """The text of a page that somebody, or the public, opens."""
        self._sit(who)
        answer = self.client.get(f"{self.hall.base}/{path}")
        assert answer.status_code == 200, path
        return answer.text

    def do(self, who: str, path: str, status: int = 303, prefix: str = "", **fields: Any) -> str:
        """Send a form; gives the text of the answer."""
        self._sit(who)
        fields.setdefault("request_key", uuid4().hex)
        sent = {prefix + name: value for name, value in fields.items()}
        answer = self.client.post(f"{self.hall.base}/{path}", data=sent)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.text[:3000]}"
        return answer.text

    def say(self, who: str, side: str, item: int, stance: str, words: str = "", **more: Any) -> str:
        """A side says where it stands."""
        path = f"chamber/meetings/{self.meeting}/sides/items/{item}/position"
        said = {"side": self.hall.bodies[side].hex, "stance": stance, "words": words}
        return self.do(who, path, prefix=f"p{item}-", **said, **more)

    def hall_act(self, path: str, **fields: Any) -> str:
        """The clerk at the chair's screen."""
        return self.do("clerk", f"chamber/meetings/{self.meeting}/hall/{path}", **fields)

    def _sit(self, who: str) -> None:
        if who:
            sign_in(self.client, self.hall.accounts[who])
        else:
            sign_out(self.client)


@pytest.fixture
def table(app, app_context, client, scene) -> Table:
    return Table(client, on_stage(app, scene))


def test_a_joint_meeting_from_the_series_to_its_promises(app, table, clock) -> None:
    clock.set("2026-05-06T10:00")
    series = _begin(table)
    _call(table, series)
    _put_items(table)
    clock.set("2026-05-14T19:00")
    _open(table)
    _agree(table)
    _dissent(table)
    table.do("clerk", f"chamber/meetings/{table.meeting}/close", remark="议程谈完。")
    _follow_up(table, clock)
    _next(table, clock, series)
    with app.app_context():
        assert stored(table.hall, Poll) == []
        assert not list(integrity.check(app.config["UPLOADS"]))


def _begin(table: Table) -> MeetingSeries:
    sides = [table.hall.bodies[side].hex for side in (OWNERS, PROPERTY)]
    table.do(
        "clerk",
        "chamber/series/new",
        name="物业联席会议",
        every="month",
        sides=sides,
        invited=[table.hall.bodies["street_office"].hex],
        place="物业会议室",
        started_on="2026-05-14",
    )
    assert "物业联席会议" in table.look("series/")
    return stored(table.hall, MeetingSeries)[0]


def _call(table: Table, series: MeetingSeries) -> None:
    page = table.look(f"chamber/series/{series.id}", "clerk")
    assert 'value="2026-05-14T19:00"' in page
    table.do(
        "clerk",
        f"chamber/series/{series.id}/call",
        starts_at="2026-05-14T19:00",
        place="物业会议室",
        chair=table.hall.bodies[OWNERS].hex,
        topics="通报上月报修",
    )
    table.meeting = stored(table.hall, Meeting)[0].number
    assert "联席各方" in table.look(f"meetings/{table.meeting}")


def _put_items(table: Table) -> None:
    assert "联席会议：物业联席会议" in table.look("chamber/", "property")
    path = f"chamber/meetings/{table.meeting}/sides/items"
    asked = {"title": "电梯困人多久到场", "topic": "lifts", "side": table.hall.bodies[OWNERS].hex}
    table.do("owners1", path, prefix="item-", **asked)
    asked |= {"title": "公共收益由谁保管", "topic": "fees"}
    table.do("owners1", path, prefix="item-", **asked)
    refused = table.do("property", path, 409, prefix="item-", **asked)
    assert "只能代表自己任职的一方" in refused


def _open(table: Table) -> None:
    here = f"chamber/meetings/{table.meeting}"
    table.do("clerk", f"{here}/open")
    owners = table.hall.people["owners1"].hex
    table.do("clerk", f"{here}/attendance", **{f"state-{owners}": "hall"})
    alone = table.say("owners1", OWNERS, 2, "agree", status=409)
    assert "不能形成一致意见" in alone
    assert "没有到会" in table.look(f"meetings/{table.meeting}")
    table.do("clerk", f"{here}/attendance", everybody="hall")
    vote = table.do("clerk", f"{here}/items/2/poll", 409, body=table.hall.bodies[OWNERS].hex)
    assert "联席会议不表决" in vote


def _agree(table: Table) -> None:
    table.hall_act("items/2/open")
    table.say("owners1", OWNERS, 2, "agree")
    table.say("property", PROPERTY, 2, "agree", "三十分钟内到场。")
    for side, text, due in (
        (PROPERTY, "困人三十分钟内到场，值班员取证", "2026-05-25"),
        (OWNERS, "在楼栋群里公布报警电话", "2026-06-30"),
    ):
        _promise(table, 2, side, text, due)
    table.hall_act("items/2/close", conclusion="双方同意。", version="0")
    assert "各方一致同意" in table.look(f"meetings/{table.meeting}")


def _dissent(table: Table) -> None:
    table.hall_act("items/3/open")
    table.say("owners1", OWNERS, 3, "agree", "由业委会开户。")
    assert "要写明理由" in table.say("property", PROPERTY, 3, "dissent", status=409)
    table.say("property", PROPERTY, 3, "dissent", "合同约定由物业代管。")
    _promise(table, 3, PROPERTY, "贴出公共收益明细", "2026-05-22")
    table.hall_act("items/3/close", conclusion="没有达成一致，提交业主大会。", version="0")
    page = table.look(f"meetings/{table.meeting}")
    assert "没有达成一致" in page and "合同约定由物业代管。" in page
    assert "这件事由业主共同决定" in page and "赞成" not in page
    assert len(stored(table.hall, Position)) == 4


def _promise(table: Table, item: int, side: str, text: str, due: str) -> None:
    owner = f"b-{table.hall.bodies[side].hex}"
    table.hall_act("tasks", text=text, owner=owner, due_on=due, position=str(item))


def _follow_up(table: Table, clock: Any) -> None:
    tasks = {task.text: task.number for task in stored(table.hall, MeetingTask)}
    kept, late = tasks["困人三十分钟内到场，值班员取证"], tasks["贴出公共收益明细"]
    clock.set("2026-05-24T09:00")
    assert "不是您这一方的承诺" in table.look(f"chamber/followups/{kept}", "owners1")
    table.do("owners1", f"chamber/followups/{kept}/report", 409, words="他们做了。")
    table.do("property", f"chamber/followups/{kept}/report", words="两人已取证。")
    table.do("owners1", f"chamber/followups/{kept}/evaluate", mark="good", remark="属实。")
    clock.set("2026-05-27T09:00")
    page = table.look("followups/?state=late")
    assert "逾期 5 天" in page and "贴出公共收益明细" in page and "取证" not in page
    assert "已超期" in table.look("chamber/", "property")
    table.do("owners1", f"chamber/followups/{late}/evaluate", mark="poor", remark="没有贴。")
    own = tasks["在楼栋群里公布报警电话"]
    table.do("owners1", f"chamber/followups/{own}/report", words="已公布。")
    refused = table.do("owners1", f"chamber/followups/{own}/evaluate", 409, mark="good")
    assert "自己的承诺不能自己评价" in refused
    rows = table.client.get(f"{table.hall.base}/followups.json").json["rows"]
    found = {row["number"]: (row["state"], row["mark"]) for row in rows}
    assert found == {kept: ("done", "good"), late: ("late", "poor"), own: ("done", "")}


def _next(table: Table, clock: Any, series: MeetingSeries) -> None:
    answer = f"chamber/meetings/{table.meeting}/sides/items/3/answer"
    said = {"side": table.hall.bodies[PROPERTY].hex, "text": "六月底前贴出。"}
    table.do("property", answer, prefix="a3-", **said)
    clock.set("2026-07-02T09:00")
    assert "逾期 2 天没有开" in table.look("series/")
    assert "答复逾期" in table.look(f"meetings/{table.meeting}")
    assert "召集例会：物业联席会议" in table.look("chamber/", "chair")
    page = table.look(f"chamber/series/{series.id}", "clerk")
    chosen = f'<option value="{table.hall.bodies[PROPERTY].hex}" selected>'
    assert chosen in page  # 轮值: the other side chairs now
