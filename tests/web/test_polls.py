"""Voting through the pages: ballot, receipt, hall, count, resolution; no leak while it runs."""

from __future__ import annotations

import re

import pytest

from council.models.polls import Ballot
from council.models.resolutions import Resolution
from council.services import ballots, polls
from tests.factories.community import on_stage, sign_in, sign_out
from tests.factories.hall import (
    COMMITTEE,
    LATER,
    PARTY,
    REPRESENTATIVES,
    make_matter,
    matter,
    opened,
    stored,
)

KEY = "k" * 32


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


@pytest.fixture
def poll(hall, clock) -> str:
    meeting = opened(hall, "representatives", REPRESENTATIVES[:5])
    clock.set(LATER)
    return polls.open_poll(hall.community_id, hall.actor("clerk"), meeting, 1, at=LATER)


def cast(hall, who: str, number: str, choice: str) -> None:
    ballots.vote(
        hall.community_id, hall.actor(who), number, choice, request_key=f"{who:->16}", at=LATER
    )


def at(client, hall, who: str, number: str) -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/polls/{number}"


def test_a_ballot_is_chosen_checked_and_cast(client, hall, poll) -> None:
    url = at(client, hall, "representative1", poll)
    page = client.get(url)
    assert "checked" not in page.text and "下一步：核对后投出" in page.text
    key = re.search(r'name="request_key" value="(\w+)"', page.text)[1]
    nothing = client.post(url, data={"request_key": key})
    assert nothing.status_code == 422 and "请选一项" in nothing.text
    check = client.post(url, data={"request_key": key, "choice": "no"})
    assert check.status_code == 200 and "请核对" in check.text and key in check.text
    assert stored(hall, Ballot) == []
    for _ in range(2):
        assert (
            client.post(f"{url}/cast", data={"request_key": key, "choice": "no"}).status_code == 303
        )
    ballot = stored(hall, Ballot)[0]
    receipt = client.get(url)
    assert ballot.receipt in receipt.text and "反对" in receipt.text
    second = client.post(f"{url}/cast", data={"request_key": "z" * 32, "choice": "yes"})
    assert second.status_code == 409 and "已经投过票" in second.text
    assert len(stored(hall, Ballot)) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("resident1", 409), ("chair", 409), ("supervisor1", 409), ("clerk", 403)]
)
def test_a_stranger_casts_nothing(client, hall, poll, who: str, status: int) -> None:
    url = at(client, hall, who, poll)
    assert client.get(url).status_code == 200
    answer = client.post(f"{url}/cast", data={"request_key": KEY, "choice": "yes"})
    assert answer.status_code == status and stored(hall, Ballot) == []


def test_odd_choices_and_keys(client, hall, poll) -> None:
    url = at(client, hall, "representative1", poll)
    for data in ({"choice": "spoiled"}, {"choice": "maybe"}, {}):
        assert client.post(f"{url}/cast", data={"request_key": KEY} | data).status_code == 422
    short = client.post(f"{url}/cast", data={"choice": "yes", "request_key": "x"})
    assert short.status_code == 409
    assert client.get(f"{hall.base}/chamber/polls/2026-777").status_code == 404


def test_readers_are_sent_to_sign_in(client, hall, poll) -> None:
    answer = client.get(f"{hall.base}/chamber/polls/{poll}")
    assert answer.status_code == 303 and "/sign-in" in answer.location


STANDING = re.compile(
    r"(?:赞成|反对|弃权|废票|同意)[^<>]{0,6}\d+\s*[票人]|\"(?:yes|no|abstain)\"\s*:\s*\d|逐人表决</h2>"
)


def test_while_it_runs_nobody_learns_how_it_stands(client, hall, poll) -> None:
    cast(hall, "representative1", poll, "yes")
    cast(hall, "representative2", poll, "yes")
    cast(hall, "representative3", poll, "no")
    meeting = client.get(f"{hall.base}/meetings/").text
    number = re.search(r"/meetings/(\d{4}-\d{3})", meeting)[1]
    public = [
        f"{hall.base}/",
        f"{hall.base}/polls/",
        f"{hall.base}/polls/{poll}",
        f"{hall.base}/meetings/",
        f"{hall.base}/meetings/{number}",
        f"{hall.base}/proposals/2026-001",
    ]
    inside = [
        f"{hall.base}/chamber/polls/{poll}",
        f"{hall.base}/chamber/meetings/{number}",
        f"{hall.base}/chamber/proposals/2026-001",
    ]
    for who in (None, "clerk", "chair", "secretary", "representative6", "supervisor1"):
        sign_in(client, hall.accounts[who]) if who else sign_out(client)
        for url in public + (inside if who else []):
            page = client.get(url)
            assert page.status_code == 200, (who, url)
            assert not STANDING.search(page.text), (who, url, STANDING.search(page.text)[0])
    assert "已投 3 人，共 6 人" in client.get(f"{hall.base}/polls/{poll}").text
    assert "到会或已投票 5 人" in client.get(f"{hall.base}/polls/{poll}").text


def test_the_hall_is_entered_counted_and_resolved(client, hall, poll) -> None:
    url = at(client, hall, "clerk", poll)
    page = client.get(url)
    assert page.text.count('name="vote-') == 5
    votes = {f"vote-{hall.people[who].hex}": "yes" for who in REPRESENTATIVES[:4]}
    data = votes | {"request_key": KEY, f"vote-{hall.people['representative5'].hex}": ""}
    for _ in range(2):
        assert client.post(f"{url}/hall", data=data).status_code == 303
    assert len(stored(hall, Ballot)) == 4
    for wrong in ({"request_key": KEY}, {"request_key": KEY, "vote-xyz": "yes"}):
        assert client.post(f"{url}/hall", data=wrong).status_code in (400, 409)
    assert client.post(f"{url}/resolution", data={"text": "同意。"}).status_code == 409
    assert client.post(f"{url}/close").status_code == 303
    done = client.get(url)
    assert "登记决议" in done.text
    assert client.post(f"{url}/resolution", data={"text": ""}).status_code == 422
    assert client.post(f"{url}/resolution", data={"text": "同意建充电棚。"}).status_code == 303
    assert client.post(f"{url}/resolution", data={"text": "同意建充电棚。"}).status_code == 409
    assert matter(hall).stage == "announcement" and len(stored(hall, Resolution)) == 1
    sign_out(client)
    public = client.get(f"{hall.base}/polls/{poll}")
    assert "逐人表决" in public.text and "通过" in public.text and "现场" in public.text
    assert "试甲" not in public.text and "*" in public.text


def test_only_those_who_keep_the_meeting_close(client, hall, poll) -> None:
    for who in ("representative1", "resident1", "supervisor1"):
        url = at(client, hall, who, poll)
        assert client.post(f"{url}/close").status_code == 403
        assert client.post(f"{url}/hall", data={"request_key": KEY}).status_code == 403


def test_a_committees_count_stays_hidden_until_both_are_in(client, hall, clock) -> None:
    make_matter(hall, "review", "2026-004")
    meeting = opened(hall, "party_committee", PARTY, ["2026-004"])
    clock.set(LATER)
    clerk = hall.actor("clerk")
    number = polls.open_poll(hall.community_id, clerk, meeting, 1, at=LATER)
    for who in PARTY:
        cast(hall, who, number, "no")
    polls.close_poll(hall.community_id, clerk, number, at=LATER)
    matter_url = f"{hall.base}/chamber/proposals/2026-004"
    for who in (None, "chair", "committee1"):
        sign_in(client, hall.accounts[who]) if who else sign_out(client)
        page = client.get(f"{hall.base}/polls/{number}")
        assert "两委意见都提交后公布" in page.text and "未通过" not in page.text
        if who:
            assert "不同意。" not in client.get(matter_url).text
    sign_in(client, hall.accounts["party1"])
    page = client.get(matter_url)
    assert "表决结果：不同意" in page.text
    form = {
        "body": hall.bodies["party_committee"].hex,
        "text": "地点不合适，不赞同。",
        "dissent": "",
        "revision": "1",
    }
    assert client.post(f"{matter_url}/opinion", data=form | {"text": ""}).status_code == 422
    assert client.post(f"{matter_url}/opinion", data=form | {"revision": "9"}).status_code == 409
    assert client.post(f"{matter_url}/opinion", data=form).status_code == 303
    for who, reads in (("party2", True), ("committee1", False), (None, False)):
        sign_in(client, hall.accounts[who]) if who else sign_out(client)
        url = matter_url if who else f"{hall.base}/proposals/2026-004"
        assert ("地点不合适" in client.get(url).text) is reads, who


def test_an_interest_through_the_page(client, hall, clock) -> None:
    make_matter(hall, "review", "2026-004")
    sign_in(client, hall.accounts["committee2"])
    url = f"{hall.base}/chamber/proposals/2026-004"
    assert client.post(f"{url}/interest", data={"text": ""}).status_code == 422
    assert client.post(f"{url}/interest", data={"text": "亲戚投标"}).status_code == 303
    assert client.post(f"{url}/interest", data={"text": "亲戚投标"}).status_code == 409
    assert "您已经申报过" in client.get(url).text
    meeting = opened(hall, "residents_committee", COMMITTEE, ["2026-004"])
    clock.set(LATER)
    number = polls.open_poll(hall.community_id, hall.actor("chair"), meeting, 1, at=LATER)
    page = client.get(f"{hall.base}/chamber/polls/{number}")
    assert "这一项回避" in page.text
    assert "1 人申报利害关系" in client.get(f"{hall.base}/polls/{number}").text


def test_the_list_shows_what_runs(client, hall, poll) -> None:
    page = client.get(f"{hall.base}/polls/").text
    assert poll in page and "正在表决" in page


def test_the_quorum_is_said_in_words(client, hall, poll) -> None:
    from council.services import attendance
    from council.services.attendance import Mark

    gone = [Mark(hall.people[who], "left") for who in REPRESENTATIVES[:3]]
    meeting = re.search(r"/meetings/(\d{4}-\d{3})", client.get(f"{hall.base}/meetings/").text)[1]
    attendance.mark(hall.community_id, hall.actor("clerk"), meeting, gone, at=LATER)
    page = client.get(f"{hall.base}/polls/{poll}").text
    assert "还差" in page and "2 人" in page
