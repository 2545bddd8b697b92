"""Votes over a period through the pages: the notice, question by question, and what follows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.services import periods, polls, steering, written
from tests.factories.community import on_stage, sign_in, switch
from tests.factories.hall import AT, make_matter, stored
from tests.factories.owners import OWNERS
from tests.factories.written import (
    ENDS,
    PUMP,
    STARTS,
    WHY,
    call,
    cast,
    elect,
    on_owners_track,
    opened,
    village,
    voters,
)


@pytest.fixture
def hall(app_context, scene):
    return village(on_stage(app_context, scene))


def as_(client, hall, who: str = "clerk") -> str:
    sign_in(client, hall.accounts[who])
    return f"{hall.base}/chamber/written"


def notice(hall, **changes) -> dict:
    return {
        "body": hall.bodies[OWNERS].hex + ".OW1",
        "starts_at": "2026-05-22T10:00",
        "ends_at": "2026-06-01T10:00",
        "place": "物业服务中心",
        "told": "y",
        "asked": "[]",
        "text": "是否使用维修资金更换水泵？",
        "subject": "fund_use",
        "next_kind": "motion",
        "act": "send",
    } | changes


OPTIONS = "晴和物业 | 现在这一家\n柳荫物业\n松风物业｜新来的"
KINDS = {
    "motion": {},
    "choice": {"options": OPTIONS, "subject": "property_company", "tie": "lot"},
    "election": {
        "body": "owners_committee", "subject": "owners_committee", "options": "甲\n乙\n丙",
        "seats": "2", "most": "2", "tie": "listed",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", ["motion", "choice", "election", "appraisal", "score", "budget"])
def test_one_form_page_for_every_kind(client, hall, clock, kind: str) -> None:
    base = as_(client, hall)
    page = client.get(f"{base}/new/{kind}")
    assert page.status_code == 200
    assert ('name="options"' in page.text) == (kind not in ("motion", "appraisal"))
    assert ('name="budget"' in page.text) == (kind == "budget")
    assert client.get(f"{base}/new/dance").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_owners_are_called(client, hall, clock, kind: str) -> None:
    base = as_(client, hall, "owners1")
    changes = {k: v for k, v in KINDS[kind].items() if k != "body"}
    answer = client.post(f"{base}/new/{kind}", data=notice(hall, **changes))
    assert answer.status_code == 303, answer.text
    item = stored(hall, AgendaItem)[0]
    if kind == "choice":
        assert [o["label"] for o in item.ask["options"]] == ["晴和物业", "柳荫物业", "松风物业"]
        assert item.ask["options"][2]["note"] == "新来的"
        assert len(item.ask["draw"]) == 3
    page = client.get(answer.location)
    assert page.status_code == 200
    assert item.question in page.text


def test_an_appraisal_a_budget_and_scores(client, hall, clock) -> None:
    base = as_(client, hall)
    assembly = hall.bodies["representatives"].hex
    sent = client.post(
        f"{base}/new/appraisal",
        data=notice(hall, body=f"{assembly}.EV1", subject="appraisal", text="评议居委会成员"),
    )
    assert sent.status_code == 303
    assert "居委会主任" in client.get(sent.location).text
    rows = "修凉亭 | 12800 | 含油漆\n健身器材 | 9,600.50"
    money = {"options": rows, "budget": "20000", "style": "approval", "method": "equal-shares"}
    data = notice(
        hall, body=f"{assembly}.FD1", subject="fund_plan", text="选项目", tie="lot",
        starts_at="2026-05-22T11:00", most="2", **money,
    )  # fmt: skip
    sent = client.post(f"{base}/new/budget", data=data)
    assert sent.status_code == 303, sent.text
    item = next(i for i in stored(hall, AgendaItem) if i.subject == "fund_plan")
    assert [o["cost"] for o in item.ask["options"]] == [1_280_000, 960_050]
    assert (item.ask["budget"], item.ask["method"]) == (2_000_000, "equal-shares")
    page = client.get(sent.location).text
    assert "12,800" in page
    assert "含油漆" in page


def test_scores_are_not_for_area(client, hall, clock) -> None:
    base = as_(client, hall)
    marks = {"options": OPTIONS, "low": "0", "high": "10", "tie": "lot", "seats": "1"}
    data = notice(hall, subject="property_company", **marks)
    answer = client.post(f"{base}/new/score", data=data)
    assert answer.status_code == 409
    assert "只能按人数计算" in answer.text
    assert "柳荫物业" in answer.text, "what was typed stays"


def test_several_questions_one_after_the_other(client, hall, clock) -> None:
    base = as_(client, hall)
    first = client.post(f"{base}/new/motion", data=notice(hall, act="add", next_kind="choice"))
    assert first.status_code == 200
    assert "已经写好的题目" in first.text
    assert 'name="options"' in first.text, "the next question is of the chosen kind"
    asked = json.dumps([{
        "kind": "motion", "text": PUMP.text, "subject": "fund_use", "ask": {"kind": "motion"},
    }])  # fmt: skip
    other = notice(hall, asked=asked, text="选一家物业", **KINDS["choice"])
    assert client.post(f"{base}/new/choice", data=other | {"act": "drop-1"}).status_code == 200
    switched = client.post(f"{base}/new/choice", data=other | {"act": "switch", "text": "换题"})
    assert switched.status_code == 200
    assert "换题" in switched.text
    assert client.post(f"{base}/new/choice", data=other).status_code == 303
    assert [i.question for i in sorted(stored(hall, AgendaItem), key=lambda i: i.position)] == [
        PUMP.text, "选一家物业",
    ]  # fmt: skip


def test_a_blank_question_after_others_is_not_one_more(client, hall, clock) -> None:
    base = as_(client, hall)
    asked = json.dumps([{"kind": "motion", "text": PUMP.text, "subject": "fund_use"}])
    sent = client.post(f"{base}/new/motion", data=notice(hall, asked=asked, text=""))
    assert sent.status_code == 303
    assert len(stored(hall, AgendaItem)) == 1


@pytest.mark.parametrize(
    ("kind", "changes", "status"),
    [
        ("motion", {"text": ""}, 422),
        ("motion", {"starts_at": ""}, 422),
        ("motion", {"body": ""}, 422),
        ("motion", {"subject": "weather"}, 422),
        ("motion", {"subject": ""}, 409),
        ("motion", {"starts_at": "2026-05-20T10:00"}, 409),
        ("motion", {"ends_at": "2026-05-22T09:00"}, 409),
        ("motion", {"asked": "{"}, 400),
        ("motion", {"asked": '[{"building": "x"}]', "text": ""}, 400),
        ("motion", {"asked": "[" * 70_000}, 400),
        ("choice", {"options": "一家", "tie": "lot"}, 409),
        ("choice", {"options": OPTIONS, "tie": "lot", "seats": "两"}, 422),
        ("choice", {"options": "x" * 130, "tie": "lot"}, 422),
        ("budget", {"options": "凉亭 | 很贵", "budget": "1"}, 422),
        ("budget", {"options": "凉亭 | 12", "budget": "许多"}, 422),
    ],
)
def test_a_notice_that_is_wrong(client, hall, clock, kind, changes, status) -> None:
    base = as_(client, hall)
    more = {"style": "approval", "method": "greedy", "tie": "lot"} if kind == "budget" else {}
    answer = client.post(f"{base}/new/{kind}", data=notice(hall, **more) | changes)
    assert answer.status_code == status, answer.text
    assert stored(hall, Meeting) == []


def test_property_rights_before_the_residents_are_refused_with_the_statute(
    client, hall, clock
) -> None:
    base = as_(client, hall)
    body = hall.bodies["residents_assembly"].hex + ".RA1"
    answer = client.post(f"{base}/new/motion", data=notice(hall, body=body))
    assert answer.status_code == 409
    assert "由业主共同决定" in answer.text
    assert "278" in answer.text


def test_told_opened_suspended_resumed_annulled(client, hall, clock) -> None:
    number = call(hall, told=False)
    base = as_(client, hall)
    page = client.get(f"{base}/{number}").text
    assert "没有告知不能开始表决" in page
    assert client.post(f"{base}/{number}/open", data={"online": "y"}).status_code == 409
    assert client.post(f"{base}/{number}/tell").status_code == 303
    clock.set(STARTS)
    assert "现在开始表决" in client.get(f"{base}/{number}").text
    assert client.post(f"{base}/{number}/open", data={"online": "y"}).status_code == 303
    poll = stored(hall, Poll)[0].number
    own = f"{base}/{number}/polls/{poll}"
    bad = client.post(f"{own}/suspend", data={"reason": ""})
    assert bad.status_code == 422
    assert "有几处要改" in bad.text
    assert client.post(f"{own}/suspend", data={"reason": WHY}).status_code == 303
    page = client.get(f"{base}/{number}").text
    assert WHY in page
    assert "恢复表决" in page
    assert client.post(f"{own}/resume", data={"reason": "雨停了，重新开放。"}).status_code == 303
    assert client.post(f"{own}/end").status_code == 409
    assert client.post(f"{own}/dance", data={"reason": WHY}).status_code == 404
    assert client.post(f"{own}/annul", data={"reason": WHY}).status_code == 303
    page = client.get(f"{base}/{number}").text
    assert "作废" in page
    assert client.get(f"{hall.base}/polls/{poll}").status_code == 200


def test_extending_on_the_page(client, hall, clock) -> None:
    poll = opened(hall)
    meeting = stored(hall, Meeting)[0].number
    cast(hall, poll, voters(hall, poll)[:2])
    clock.set(ENDS)
    periods.due(hall.community_id, ENDS)
    base = as_(client, hall)
    page = client.get(f"{base}/{meeting}").text
    assert "延长表决" in page
    assert "截止并计票" in page
    own = f"{base}/{meeting}/polls/{poll}"
    late = client.post(f"{own}/extend", data={"reason": WHY, "until": "2027-01-01T10:00"})
    assert late.status_code == 409
    assert "最迟" in late.text
    assert client.post(f"{own}/extend", data={"reason": WHY, "until": ""}).status_code == 422
    sent = client.post(f"{own}/extend", data={"reason": WHY, "until": "2026-06-10T10:00"})
    assert sent.status_code == 303
    assert stored(hall, Poll)[0].extensions == 1


def test_run_off_and_end_of_office_on_the_page(client, hall, clock) -> None:
    poll = opened(hall, rule_id="EL1")
    meeting = stored(hall, Meeting)[0].number
    everybody = voters(hall, poll)
    for n in range(3):
        cast(hall, poll, everybody[n::3], {"marks": [1, n + 2]})
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=ENDS)
    clock.set(ENDS)
    base = as_(client, hall)
    page = client.get(f"{base}/{meeting}").text
    assert "另行选举" in page
    own = f"{base}/{meeting}/polls/{poll}"
    assert client.post(f"{own}/run-off", data={}).status_code == 422
    dates = {"starts_at": "2026-06-05T10:00", "ends_at": "2026-06-06T10:00", "place": "活动室"}
    assert client.post(f"{own}/run-off", data=dates).status_code == 303
    assert client.post(f"{own}/end-office").status_code == 409


def test_the_public_page_shows_period_and_questions(client, hall, clock) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    number = call(hall, replace(PUMP, proposal="2026-001"))
    page = client.get(f"{hall.base}/meetings/{number}")
    assert page.status_code == 200
    for text in (PUMP.text, "使用维修资金", "几时投票", "OW1", "告知居民委员会"):
        assert text in page.text
    assert "到会" not in page.text
    clock.set(STARTS)
    written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)
    assert "正在表决" in client.get(f"{hall.base}/meetings/{number}").text
    assert "正在表决" in client.get(f"{hall.base}/meetings/").text
    matter = client.get(f"{hall.base}/proposals/2026-001")
    assert matter.status_code == 200
    assert "业主大会" in matter.text


def test_an_election_of_no_matter_has_its_page_too(client, hall, clock) -> None:
    number = elect(hall)
    assert "候选人1" in client.get(f"{hall.base}/meetings/{number}").text
    base = as_(client, hall)
    moved = client.get(f"{hall.base}/chamber/meetings/{number}")
    assert moved.location == f"{base}/{number}"
    session = client.get(f"{base}/2026-999")
    assert session.status_code == 404


def test_offline_the_form_offers_paper_only(client, hall, clock) -> None:
    switch(hall, "OV1", "online", "0", at=AT)
    number = call(hall)
    clock.set(STARTS)
    base = as_(client, hall)
    page = client.get(f"{base}/{number}").text
    assert "只用纸质选票" in page
    assert ">开放<" not in page
    client.post(f"{base}/{number}/open", data={"online": "n"})
    assert not stored(hall, Poll)[0].allows_online


def test_beijing_is_told_everywhere(client, hall, clock) -> None:
    switch(hall, "OP1", "reserved", at=AT)
    number = call(hall)
    clock.set(STARTS)
    poll = written.open_polls(hall.community_id, hall.actor("clerk"), number, at=STARTS)[0]
    base = as_(client, hall)
    assert "只是征求意见" in client.get(f"{base}/{number}").text
    assert "征求意见" in client.get(f"{hall.base}/polls/{poll}").text


def test_residents_keep_nothing(client, hall, clock) -> None:
    number = call(hall)
    base = as_(client, hall, "resident1")
    assert client.get(f"{base}/new/motion").status_code == 403
    page = client.get(f"{base}/{number}")
    assert page.status_code == 200
    assert "取消表决" not in page.text
    assert client.post(f"{base}/{number}/open").status_code == 403
    assert client.post(f"{base}/{number}/polls/2026-001/annul").status_code == 403


def test_the_owners_committee_sees_no_buttons_of_others(client, hall, clock) -> None:
    number = elect(hall)
    base = as_(client, hall, "owners1")
    assert "现在开始表决" not in client.get(f"{base}/{number}").text
    assert client.post(f"{base}/{number}/open", data={"online": "y"}).status_code == 409


def test_a_suspended_poll_can_be_read_by_everybody(client, hall, clock) -> None:
    poll = opened(hall)
    steering.suspend(hall.community_id, hall.actor("clerk"), poll, WHY, at=STARTS)
    clock.set(STARTS + timedelta(hours=1))
    assert client.get(f"{hall.base}/polls/{poll}").status_code == 200


def duties(client, hall, who: str) -> str:
    sign_in(client, hall.accounts[who])
    return client.get(f"{hall.base}/chamber/").text


def test_duties_of_the_convenors(client, hall, clock) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    for who in ("clerk", "owners1"):
        page = duties(client, hall, who)
        assert "召集业主大会表决" in page
        assert "召集会议议决" not in page
    assert "召集业主大会表决" not in duties(client, hall, "resident1")
    desk = client.get(f"{hall.base}/chamber/proposals/2026-001")
    sign_in(client, hall.accounts["clerk"])
    desk = client.get(f"{hall.base}/chamber/proposals/2026-001").text
    assert "written/new/motion?matter=2026-001" in desk
    number = call(hall, replace(PUMP, proposal="2026-001"), told=False)
    page = duties(client, hall, "owners1")
    assert "召集业主大会表决" not in page
    assert "告知居民委员会：" in page
    clock.set(STARTS)
    assert "开始收票：" in duties(client, hall, "clerk")
    written.tell_committee(hall.community_id, hall.actor("clerk"), number, at=STARTS)
    periods.due(hall.community_id, STARTS)
    page = duties(client, hall, "clerk")
    assert "开始收票：" not in page
    assert "告知居民委员会：" not in page
    assert "主持会议" not in page
    poll = stored(hall, Poll)[0].number
    clock.set(ENDS)
    assert "截止计票，或者延长：" in duties(client, hall, "owners1")
    polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=ENDS)
    assert "截止计票，或者延长：" not in duties(client, hall, "clerk")


def test_the_owners_committee_has_no_duty_in_an_election(client, hall, clock) -> None:
    elect(hall)
    clock.set(STARTS)
    assert "开始收票：" in duties(client, hall, "clerk")
    assert "开始收票：" not in duties(client, hall, "owners1")


def test_a_matter_of_the_owners_shows_their_track(client, hall, clock) -> None:
    make_matter(hall, "resolution")
    on_owners_track(hall)
    page = client.get(f"{hall.base}/proposals/2026-001").text
    assert "业主大会决议" in page
    assert "两委" not in page.split("走到哪了")[1].split("</ol>")[0]
    assert "还没有发通知" in page
    assert "OW1" in page


def test_vetting_asks_what_a_matter_is_about(client, hall, clock) -> None:
    from council.models.proposals import Proposal
    from council.services.unit import SYSTEM, unit

    make_matter(hall, "vetting")
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=AT) as work:
        work.find(Proposal, Proposal.number == "2026-001").text = "换门禁，能不能从维修资金里出？"
    base = as_(client, hall, "secretary").replace("written", "proposals")
    desk = client.get(f"{base}/2026-001")
    assert "属于哪一类事项" in desk.text
    given = {
        "accept-track": "standard", "accept-reason": "群众需要，同意列入议题。",
        "accept-rule": "PG1", "accept-revision": "1",
    }  # fmt: skip
    names = "accept-track" in desk.text or 'name="track"' in desk.text
    assert names
    plain = {key.removeprefix("accept-"): value for key, value in given.items()}
    answer = client.post(
        f"{base}/2026-001/vetting/accept", data=plain | {"revision": revision(hall)}
    )
    assert answer.status_code == 409
    assert "从维修资金" in answer.text
    wrong = plain | {"subject": "fund_use", "revision": revision(hall)}
    answer = client.post(f"{base}/2026-001/vetting/accept", data=wrong)
    assert answer.status_code == 409
    assert "由业主共同决定" in answer.text
    right = wrong | {"track": "owners", "rule": "OW1"}
    assert client.post(f"{base}/2026-001/vetting/accept", data=right).status_code == 303
    row = stored(hall, Proposal)[0]
    assert (row.track, row.stage) == ("owners", "resolution")


def revision(hall) -> str:
    from council.models.proposals import Proposal

    return str(stored(hall, Proposal)[0].revision)


def test_civil_code_280_the_court_may_be_asked_for_a_year_and_until_when(
    client, hall, clock
) -> None:
    from council.services import resolutions

    make_matter(hall, "resolution")
    on_owners_track(hall)
    poll = opened(hall, replace(PUMP, proposal="2026-001"))
    cast(hall, poll, voters(hall, poll))
    clerk = hall.actor("clerk")
    polls.close_poll(hall.community_id, clerk, poll, at=ENDS)
    number = resolutions.record(hall.community_id, clerk, poll, "同意更换水泵。", at=ENDS)
    clock.set(ENDS)
    page = client.get(f"{hall.base}/decisions/{number}")
    assert page.status_code == 200
    assert "请求人民法院撤销" in page.text
    assert "2026年6月1日 公示" in page.text
    assert "2027年6月1日" in page.text
    assert "RV1" in page.text


def test_a_recall_is_followed_up(client, hall, clock) -> None:
    from council.models.bodies import Tenure
    from council.services.written import Question

    ask = Question("是否罢免？", "recall", tenure_id=hall.tenures["committee1"])
    number = call(hall, ask, body="residents_assembly", rule_id="EL2")
    clerk = hall.actor("clerk")
    poll = written.open_polls(hall.community_id, clerk, number, at=STARTS)[0]
    cast(hall, poll, voters(hall, poll))
    polls.close_poll(hall.community_id, clerk, poll, at=ENDS)
    clock.set(ENDS)
    assert "记录职务终止：" in duties(client, hall, "chair")
    assert "记录职务终止：" not in duties(client, hall, "owners1")
    base = as_(client, hall)
    assert "记录职务终止" in client.get(f"{base}/{number}").text
    assert client.post(f"{base}/{number}/polls/{poll}/end-office").status_code == 303
    assert "记录职务终止：" not in duties(client, hall, "chair")
    row = stored(hall, Tenure, Tenure.id == hall.tenures["committee1"])[0]
    assert row.ends_on is not None
