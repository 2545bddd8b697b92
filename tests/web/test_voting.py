"""Casting through the pages: every kind of ballot, several lines, mandates, secret polls."""

from __future__ import annotations

import re

import pytest

from council.models.polls import Ballot, UrnBallot
from council.services import mandates
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import LATER, REPRESENTATIVES, stored
from tests.factories.owners import OWNERS, make_owners, own
from tests.factories.voting import CLOSES, ELECTION, FUND, KINDS, POINTS, begin, close, vote

MARKED = {
    "motion": ({"choice": "abstain"}, "弃权", {"choice": "abstain"}),
    "choice": ({"mark": ["2"]}, "方案二", {"marks": [2]}),
    "election": ({"mark": ["4", "1"]}, "甲", {"marks": [1, 4]}),
    "appraisal": ({"grade-2": "basic"}, "委员：基本称职", {"grades": {"2": "basic"}}),
    "score": (
        {"number-1": "7", "number-2": "１０"},
        "公司二：10 分",
        {"scores": {"1": 7, "2": 10}},
    ),
    "approval": ({"mark": ["1", "3"]}, "长椅", {"marks": [1, 3]}),
    "points": ({"number-1": "4", "number-3": "1"}, "充电棚：4 点", {"points": {"1": 4, "3": 1}}),
    "ranking": ({"number-3": "1", "number-1": "2"}, "1. 长椅", {"order": [3, 1]}),
}
WRONG = {
    "motion": ({}, "请选一项"),
    "choice": ({"mark": ["1", "2"]}, "选了 2 项，最多可以选 1 项"),
    "election": ({"mark": ["1", "abstain"]}, "请只留一种"),
    "appraisal": ({"grade-1": "superb"}, "评议的等次只有"),
    "score": ({"number-1": "7"}, "还有 1 项没有打分"),
    "approval": ({"mark": ["1", "2", "3"]}, "最多可以选 2 项"),
    "points": ({"number-1": "4", "number-2": "2"}, "分配了 6 点，每人只有 5 点"),
    "ranking": ({"number-1": "1", "number-2": "1"}, "第 1 位填了不止一次"),
}


@pytest.fixture
def hall(app_context, scene, clock):
    clock.set(LATER)
    return on_stage(app_context, scene)


def enter(client, hall, who: str, number: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/polls/{number}"


def fields(page) -> dict[str, list[str]]:
    """The hidden fields of a page's last form about the ballot."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page.text):
        found.setdefault(name, []).append(value)
    return {name: values if name == "mark" else values[-1:] for name, values in found.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_ballot(client, hall, kind) -> None:
    number = begin(hall, KINDS[kind], body="representatives", rule="RC1")
    url = enter(client, hall, "representative1", number)
    marked, said, content = MARKED[kind]
    blank = client.get(url)
    assert blank.status_code == 200 and "checked" not in blank.text and "记名" in blank.text
    checked = client.post(url, data=fields(blank) | marked)
    assert checked.status_code == 200 and said in checked.text, checked.text
    assert stored(hall, Ballot) == []
    for _again in range(2):
        cast = client.post(f"{url}/cast", data=fields(checked))
        assert cast.status_code == 303
    ballot = stored(hall, Ballot)[0]
    assert (ballot.content or {"choice": ballot.choice}) == content
    for page in (client.get(cast.location), client.get(url)):
        assert ballot.receipt in page.text and said in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_cast_is_kept_as_it_was_marked(client, hall, kind) -> None:
    number = begin(hall, KINDS[kind], body="representatives", rule="RC1")
    url = enter(client, hall, "representative1", number)
    marked, why = WRONG[kind]
    for address in (url, f"{url}/cast"):
        answer = client.post(address, data={"request_key": "k" * 16, "voter": "0"} | marked)
        assert answer.status_code == 422 and why in answer.text and "k" * 16 in answer.text
        for name, given in marked.items():
            for value in given if isinstance(given, list) else [given]:
                if name.startswith("number"):
                    assert f'name="{name}" value="{value}"' in answer.text
                elif value != "superb":
                    assert re.search(f'name="{name}" value="{value}" checked', answer.text)
    assert stored(hall, Ballot) == []


def test_odd_things_sent(client, hall) -> None:
    number = begin(hall, ELECTION, body="representatives", rule="RC1")
    url = enter(client, hall, "representative1", number)
    for data in (
        {"mark": "99"}, {"mark": "spoiled"}, {"mark": "x"}, {"mark": ""}, {"choice": "yes"},
        {"mark": ["no", "abstain"]}, {"mark": "1" * 30},
    ):  # fmt: skip
        assert client.post(f"{url}/cast", data=data | {"request_key": "k" * 16}).status_code == 422
    for voter, status in (("7", 409), ("x", 400), ("0" * 9, 400), (f"{'a' * 32}-0", 409)):
        data = {"mark": "1", "voter": voter, "request_key": "k" * 16}
        assert client.post(f"{url}/cast", data=data).status_code == status, voter
        assert client.post(url, data=data).status_code in (200, 303)
    assert stored(hall, Ballot) == []


def test_each_line_of_an_owner_is_seen_and_cast(client, hall) -> None:
    from council.models.places import Ownership
    from council.services.unit import SYSTEM, unit

    units = make_owners(hall)
    owner, other = hall.people["resident2"], hall.people["resident4"]
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=LATER) as work:
        mine = work.find(Ownership, Ownership.unit_id == units["resident4"])
        mine.casts = False
        own(work, units["resident4"], owner, casts=owner)
        work.tell(owner=other.hex)
    number = begin(hall, body=OWNERS, rule="OW1")
    url = enter(client, hall, "resident2", number)
    page = client.get(url)
    assert "您可以为 2 份投票" in page.text and page.text.count("m²") > 2
    assert "面积依据：不动产登记" in page.text
    assert "不公布业主姓名" in client.get(f"{url}?voter=1").text
    for line in ("0", "1"):
        data = fields(client.get(f"{url}?voter={line}")) | {"choice": "yes"}
        check = client.post(url, data=data)
        assert client.post(f"{url}/cast", data=fields(check)).status_code == 303
    done = client.get(url).text
    assert done.count('class="receipt"') == 2
    assert {b.line for b in stored(hall, Ballot)} == {0, 1}
    assert "能看，不能投" not in done


def test_the_holder_of_a_mandate_casts_for_the_giver(client, hall) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW1")
    meeting = "2026-090"
    giver, holder = hall.actor("resident4"), hall.people["resident2"]
    assert mandates.give(hall.community_id, giver, meeting, holder_id=holder, at=LATER)
    key = f"{hall.people['resident4'].hex}-0"
    url = enter(client, hall, "resident2", number)
    page = client.get(url)
    assert "书面委托" in page.text and key in page.text
    check = client.post(url, data=fields(client.get(f"{url}?voter={key}")) | {"choice": "no"})
    assert "受" in check.text and "书面委托" in check.text
    assert client.post(f"{url}/cast", data=fields(check)).status_code == 303
    ballot = stored(hall, Ballot)[0]
    assert ballot.person_id == hall.people["resident4"] and ballot.channel == "proxy"
    enter(client, hall, "resident4", number)
    assert "已经投过票" in client.get(url).text or ballot.receipt in client.get(url).text
    enter(client, hall, "resident6", number)
    other = fields(check) | {"request_key": "o" * 16}
    stranger = client.post(f"{url}/cast", data=other)
    assert stranger.status_code == 409


def test_a_secret_ballot_gives_its_tracker_once(client, hall, clock) -> None:
    number = begin(hall, ELECTION, secret=True)
    people = [f"resident{n}" for n in range(2, 13)] + list(REPRESENTATIVES) + ["chair", "party1"]
    for n, who in enumerate(people):
        vote(hall, who, number, {"marks": [1 + n % 2, 3]})
    url = enter(client, hall, "resident1", number)
    blank = client.get(url)
    assert "无记名能保护什么" in blank.text and "能一直接触服务器的磁盘" in blank.text
    check = client.post(url, data=fields(blank) | {"mark": ["1", "4"]})
    cast = client.post(f"{url}/cast", data=fields(check))
    assert cast.status_code == 303
    shown = client.get(cast.location)
    assert shown.headers["Cache-Control"] == "no-store"
    first = shown.text
    tracker = re.search(r'class="code">([^<]+)<', first)[1]
    assert tracker in {b.tracker for b in stored_urn(hall)} and "不要给别人看" in first
    assert tracker not in client.get(cast.location).text
    assert tracker not in client.get(url).text
    again = client.post(f"{url}/cast", data=fields(check))
    assert tracker in client.get(again.location).text
    sign_out(client)
    for path in ("", "/ballots", "/outlook", ".json", ".csv"):
        assert tracker not in client.get(f"{hall.base}/polls/{number}{path}").text
    clock.set(CLOSES)
    assert close(hall, number, at=CLOSES) in ("passed", "failed")
    found = client.get(f"{hall.base}/polls/{number}/ballots?find={tracker.replace(' · ', '')}")
    assert "这张票已经计入" in found.text and "甲；丁" in found.text
    assert tracker in client.get(f"{hall.base}/polls/{number}/ballots").text
    assert "没有这个编号" in client.get(f"{hall.base}/polls/{number}/ballots?find=石榴").text
    assert "逐人表决" not in client.get(f"{hall.base}/polls/{number}").text


def stored_urn(hall) -> list[UrnBallot]:
    return stored(hall, UrnBallot)


def test_who_may_not_vote_reads_why(client, hall, clock) -> None:
    number = begin(hall, FUND, body="representatives", rule="RC1")
    url = enter(client, hall, "resident1", number)
    assert "您不在这次表决的名册里" in client.get(url).text
    clock.set(CLOSES)
    url = enter(client, hall, "representative1", number)
    page = client.get(url)
    assert "表决已经截止" in page.text and "正在计票" in page.text
    late = client.post(f"{url}/cast", data={"mark": "1", "request_key": "k" * 16})
    assert late.status_code == 409


def test_points_and_places_say_how_much_there_is(client, hall) -> None:
    number = begin(hall, POINTS, body="representatives", rule="RC1")
    page = client.get(enter(client, hall, "representative1", number)).text
    assert "一共 5 点" in page and "60,000 元" in page


def test_a_vote_waits_in_the_list_of_duties_until_it_is_cast(client, hall, clock) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW1")
    giver = hall.actor("resident4")
    duties = f"{hall.base}/chamber/"
    enter(client, hall, "resident2", number)
    assert f"polls/{number}" in client.get(duties).text
    vote(hall, "resident2", number, "yes")
    assert f"polls/{number}" not in client.get(duties).text
    enter(client, hall, "resident1", number)
    assert f"polls/{number}" not in client.get(duties).text
    mandates.give(hall.community_id, giver, number, holder_id=hall.people["resident6"], at=LATER)
    enter(client, hall, "resident6", number)
    vote(hall, "resident6", number, "yes")
    assert f"polls/{number}" in client.get(duties).text
    clock.set(CLOSES)
    assert f"polls/{number}" not in client.get(duties).text
