"""The public page of a poll: states, outlook, the count line by line, results of every kind."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from council.db import db
from council.models.people import Person
from council.models.polls import Poll
from council.services import steering
from council.services.unit import SYSTEM, unit
from tests.factories.community import RESIDENTS, on_stage, sign_in
from tests.factories.hall import LATER, REPRESENTATIVES
from tests.factories.owners import OWNERS, make_owners
from tests.factories.voting import (
    APPRAISAL,
    CHOICE,
    CLOSES,
    ELECTION,
    FUND,
    KINDS,
    POINTS,
    RANKING,
    SCORE,
    begin,
    close,
    vote,
)
from tests.support.statements import statements

CONTENTS = {
    "motion": [{"choice": "yes"}, {"choice": "no"}],
    "choice": [{"marks": [1]}, {"marks": [2]}],
    "election": [{"marks": [1, 3]}, {"marks": [1, 2]}],
    "appraisal": [{"grades": {"1": "excellent", "2": "incompetent"}}, {"grades": {"1": "basic"}}],
    "score": [{"scores": {"1": 9, "2": 5}}, {"scores": {"1": 4, "2": 6}}],
    "approval": [{"marks": [1]}, {"marks": [2, 3]}],
    "points": [{"points": {"1": 5}}, {"points": {"2": 2, "3": 3}}],
    "ranking": [{"order": [1, 2]}, {"order": [3]}],
}
QUERIES = 6


@pytest.fixture
def hall(app_context, scene, clock):
    clock.set(LATER)
    return on_stage(app_context, scene)


def page(client, hall, number: str, path: str = "") -> str:
    with statements() as seen:
        answer = client.get(f"{hall.base}/polls/{number}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    assert len(seen) <= QUERIES, "\n".join(seen)
    return answer.text


def voted(hall, kind: str, *, secret: bool = False, people=REPRESENTATIVES[:5]) -> str:
    number = begin(hall, KINDS[kind], body="representatives", rule="RC1", secret=secret)
    for n, who in enumerate(people):
        vote(hall, who, number, CONTENTS[kind][n % 2])
    return number


@pytest.mark.parametrize("kind", KINDS)
def test_while_it_runs_only_the_turnout(client, hall, kind) -> None:
    number = voted(hall, kind)
    text = page(client, hall, number)
    assert "已投 5 人，共 6 人" in text and "正在表决" in text and "逐人表决" not in text
    data = json.loads(page(client, hall, number, ".json"))
    assert data["tally"] is None and data["votes"] == [] and data["ballots"] == []
    assert data["turnout"]["taking_part"] == 5 and data["state"] == "running"
    table = page(client, hall, number, ".csv")
    assert table.splitlines()[1] == "人数,6,4,5,0"
    assert "已经够" in page(client, hall, number, "/outlook")


def test_only_who_is_on_the_roll_is_sent_to_vote(client, hall) -> None:
    number = voted(hall, "motion")
    for who, sent in ((REPRESENTATIVES[5], True), ("clerk", False), ("resident1", False)):
        sign_in(client, hall.accounts[who])
        assert ("去投票" in client.get(f"{hall.base}/polls/{number}").text) is sent, who


@pytest.mark.parametrize("kind", KINDS)
def test_after_the_close_every_kind_is_explained(client, hall, kind, clock) -> None:
    number = voted(hall, kind)
    clock.set(CLOSES)
    assert close(hall, number) in ("passed", "failed")
    text = page(client, hall, number)
    assert "应到 6 人，占 83.3 %；要求2/3 以上，至少 4 人 ✓" in text
    assert "逐人表决" in text and text.count("居民代表") >= 5 and "线上" in text
    if kind != "motion":
        assert "每一项的结果" in text
    for option in (KINDS[kind] or {}).get("options", ()):
        assert option["label"] in text
    data = json.loads(page(client, hall, number, ".json"))
    assert data["tally"]["outcome"] == data["state"] and len(data["votes"]) == 6
    assert len(page(client, hall, number, ".csv").splitlines()) == 7
    assert client.get(f"{hall.base}/polls/{number}.xlsx").status_code == 200
    assert client.get(f"{hall.base}/polls/{number}/outlook").status_code == 302
    for name in names(hall):
        assert name not in text


def names(hall) -> list[str]:
    with Session(db.engine) as session:
        mine = session.query(Person.name).filter(Person.community_id == hall.community_id)
        return [name for (name,) in mine]


def test_a_vote_that_fell_short_says_by_how_much(client, hall, clock) -> None:
    number = voted(hall, "motion", people=REPRESENTATIVES[:3])
    text = page(client, hall, number)
    assert "还差" in text and "1 人" in text
    clock.set(CLOSES)
    assert close(hall, number) == "no_quorum"
    text = page(client, hall, number)
    assert "没有结果：参加的人数不够" in text and "，还差 1 人 ✗" in text


def test_owners_are_counted_twice_and_never_named(client, hall, clock) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW1")
    lines = json.loads(page(client, hall, number, ".json"))["turnout"]
    assert lines["heads"] > 10 and float(lines["area"]) > 1000
    owners = [f"resident{n}" for n in range(2, 11, 2)]
    for who in owners:
        vote(hall, who, number, "yes")
    text = page(client, hall, number)
    assert "m²" in text and "面积" in text and "还差" in text
    outlook = page(client, hall, number, "/outlook")
    assert "各楼栋参加了多少" in outlook and "3号楼" in outlook and "127" not in outlook
    clock.set(CLOSES)
    close(hall, number)
    text = page(client, hall, number)
    assert "参加（面积）" in text and "3号楼 1单元 127" in text and "89.57 m²" in text
    for name in names(hall):
        assert name not in text and f"{name[0]}*{name[-1]}" not in text


def test_small_and_unanimous_secrets_stay_secret(client, hall, clock) -> None:
    number = voted(hall, "election", secret=True)
    clock.set(CLOSES)
    close(hall, number)
    text = page(client, hall, number)
    assert "只公布是否通过" in text and "5 票" not in text
    ballots = page(client, hall, number, "/ballots")
    assert "全部选票，按编号排列" not in ballots
    data = json.loads(page(client, hall, number, ".json"))
    assert data["ballots"] == [] and data["tally"]["counts"] == {}
    assert "votes" not in data["tally"]["results"][0]


def test_states_are_told(client, hall, clock) -> None:
    number = voted(hall, "motion")
    steering.suspend(hall.community_id, SYSTEM, number, "名册有疑问，先核对", at=LATER)
    text = page(client, hall, number)
    assert "已中止" in text and "中止表决" in text and "名册有疑问，先核对" in text
    steering.resume(hall.community_id, SYSTEM, number, "名册核对完毕", at=LATER)
    clock.set(CLOSES)
    assert "投票已截止，正在计票" in page(client, hall, number)
    steering.annul(hall.community_id, SYSTEM, number, "通知有误，电话13800138000", at=CLOSES)
    text = page(client, hall, number)
    assert "已作废" in text and "投出的票不算数" in text and "逐人表决" not in text
    assert "通知有误，电话" in text and "13800138000" not in text and "恢复表决" in text
    other = begin(hall, CHOICE, body="representatives", rule="RC1", number="2026-091", at=CLOSES)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=CLOSES) as work:
        poll = work.find(Poll, Poll.number == other)
        poll.opened_at, poll.consultation = CLOSES + timedelta(days=1), True
        work.tell(number=other)
    text = page(client, hall, other)
    assert "还没有开始" in text and "只作征求意见" in text and "方案一" in text
    assert {number, other} <= set(re.findall(r"2026-09\d", page(client, hall, "")))


def test_the_office_that_suspended_a_poll_is_told(client, hall, clock) -> None:
    number, other = voted(hall, "motion"), "2026-091"
    begin(hall, CHOICE, body="representatives", rule="RC1", number=other, at=LATER)
    clerk, at = hall.actor("clerk"), LATER + timedelta(minutes=5)
    steering.suspend(hall.community_id, clerk, number, "票箱被雨淋湿，先停一天", at=at)
    text = page(client, hall, number)
    assert re.search(
        r"中止表决</strong> <span class=\"q\">[^<]*2026[^<]* · [^<]+</span><p>票箱", text
    )
    assert "票箱" not in page(client, hall, other)


@pytest.mark.parametrize("ask", [FUND, POINTS, RANKING])
def test_a_fund_is_explained_by_both_methods(client, hall, clock, ask) -> None:
    kind = {"points": "points", "ranking": "ranking"}.get(ask.get("style", ""), "approval")
    number = voted(hall, kind)
    for path in ("/allocation", ".pb"):
        assert client.get(f"{hall.base}/polls/{number}{path}").status_code in (302, 404)
    clock.set(CLOSES)
    close(hall, number)
    text = page(client, hall, number, "/allocation")
    assert "按得票从高到低" in text and "均等份额法" in text and text.count("人支持") >= 3
    assert "（这次用的）" in text and "80,000" in text
    pb = page(client, hall, number, ".pb")
    assert pb.startswith("META") and "num_votes;5" in pb and "VOTES" in pb
    for who in hall.people.values():
        assert who.hex not in pb and str(who) not in pb
    from council.rules.pabulib import count_file, read_pb

    again = count_file(read_pb(pb), None)
    data = json.loads(page(client, hall, number, ".json"))
    assert [str(p) for p in data["tally"]["fund"]["selected"]] == list(again.selected)


def test_what_is_no_fund_has_no_allocation(client, hall, clock) -> None:
    for n, ask in enumerate((None, SCORE, APPRAISAL, ELECTION)):
        number = begin(hall, ask, body="representatives", rule="RC1", number=f"2026-10{n}")
        for path in ("/allocation", ".pb"):
            assert client.get(f"{hall.base}/polls/{number}{path}").status_code == 404
    for path in ("/2026-999", "/2026-999/outlook", "/2026-999.json", "/2026-999/ballots"):
        assert client.get(f"{hall.base}/polls{path}").status_code == 404


def test_a_long_roll_is_paged(client, hall, clock, monkeypatch) -> None:
    from council.queries.public import ballots

    monkeypatch.setattr(ballots, "PAGE", 4)
    number = begin(hall, rule="RA1")
    for who in (*RESIDENTS, *REPRESENTATIVES, "chair", "party1"):
        vote(hall, who, number, "yes")
    clock.set(CLOSES)
    close(hall, number)
    seen = page(client, hall, number, "?page=2")
    assert "?page=1#s-votes" in seen and "?page=3#s-votes" in seen


def test_the_front_page_leads_to_polls_that_take_votes(client, hall, clock) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW1")
    front = client.get(f"{hall.base}/").text
    assert f"/polls/{number}" in front and "是否换水泵" in front and "5月23日" in front
    clock.set(CLOSES)
    assert f"/polls/{number}" not in client.get(f"{hall.base}/").text
