"""待我办理: most urgent first, overdue in red, a verb, the rule; few queries for any number."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from council.db import db, reading
from council.models.acts import Appeal
from council.models.proposals import Proposal
from council.queries.chamber import duties
from council.queries.visitors import Visitor
from council.rules.calendar import deadline
from council.services import acceptance, announcements, implementation
from council.services.unit import SYSTEM, unit
from tests.factories.community import on_stage, sign_in
from tests.factories.matters import START, evaluate, matter_in, plan, since

DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


@pytest.fixture
def desk(client, hall):
    def open_as(who):
        sign_in(client, hall.accounts[who])
        answer = client.get(f"{hall.base}/chamber/")
        assert answer.status_code == 200
        return answer.text

    return open_as


def owed(hall, who, at):
    """The acts that await somebody, in their order."""
    kind = hall.kinds.get(who, "resident")
    kinds = {kind, "resident"} if who not in {"property", "clerk", "street"} else {kind}
    titles = dict.fromkeys(kinds, "")
    visitor = Visitor(hall.people[who], "", "", frozenset(kinds), titles)
    return duties.collect(reading(), hall.community_id, visitor, at)


def acts(hall, who, at):
    return [duty.act for duty in owed(hall, who, at) if duty.primary]


def objection(hall, number, key, at):
    return announcements.object_to(
        hall.community_id,
        number,
        actor=hall.actor("resident1"),
        title=f"异议{key}",
        text="一层住户也要用扶手。",
        request_key=key,
        at=at,
    )


def test_nothing_awaits_a_newcomer(desk, clock):
    page = desk("resident1")
    assert "现在没有要您办的事" in page


def test_strangers_sign_in_first(client, hall):
    answer = client.get(f"{hall.base}/chamber/")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_the_operator_has_no_duties(client, hall):
    sign_in(client, hall.accounts["operator"])
    assert client.get(f"{hall.base}/chamber/").status_code == 403


def test_the_secretary_vets_in_seven_days(desk, hall, clock):
    matter_in(hall, "vetting")
    clock.set(START + DAY)
    page = desk("secretary")
    assert "待我办理，1 件" in page
    assert "把关议题：楼道加装扶手" in page
    assert "去把关" in page
    assert f"{hall.base}/rules/#VT1" in page
    assert "<b>6</b> <span>天</span>" in page


def test_overdue_comes_first_and_is_red(desk, hall, clock):
    number = matter_in(hall, "announcement", title="北门空地早市")
    objection(hall, number, "甲", START)
    objection(hall, number, "乙", START + DAY)
    matter_in(hall, "implementation", title="没有安排的事", at=START - 30 * DAY)
    clock.set(deadline(START, 3) + timedelta(hours=30))
    page = desk("chair")
    assert "其中 2 件已超期" in page
    assert "<b>−2</b> <span>天，已超期</span>" in page
    places = [page.index(word) for word in ("异议甲", "异议乙", "没有安排的事")]
    assert places == sorted(places)
    assert page.count('class="duty late"') == 2
    assert "不限期" in page


def test_nobody_vets_an_own_proposal(hall):
    matter_in(hall, "vetting", proposer="secretary")
    assert acts(hall, "secretary", START) == []


def test_what_escalated_awaits_the_street_office_too(hall):
    matter_in(hall, "vetting")
    assert acts(hall, "street", START + DAY) == []
    matter_in(hall, "vetting", escalated_at=START)
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=START) as work:
        work.find(Proposal, Proposal.number == "2026-002").escalated_at = START
    assert acts(hall, "street", START + DAY) == ["vetting.escalated"]
    assert sorted(acts(hall, "secretary", START + DAY)) == ["vetting.decide", "vetting.late"]


def test_an_appeal_awaits_the_street_office(hall):
    number = matter_in(hall, "review")
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=START) as work:
        row = work.find(Proposal, Proposal.number == number)
        work.add(
            Appeal(
                proposal_id=row.id,
                person_id=row.proposer_id,
                text="请再看一次",
                at=START,
                due_at=deadline(START, 15),
            )
        )
    (duty,) = [d for d in owed(hall, "street", START) if d.act == "appeal.decide"]
    assert duty.due_at == deadline(START, 15)
    assert duty.rule == "AP1"


@pytest.mark.parametrize("who", ["secretary", "party1", "chair", "committee2"])
def test_a_committee_owes_its_opinion(hall, who):
    matter_in(hall, "review")
    assert "review.opinion" in acts(hall, who, START)
    assert acts(hall, "supervisor1", START) == []


def test_the_work_and_who_watches_it(hall):
    number = matter_in(hall, "implementation")
    at = since(hall, number)
    assert acts(hall, "chair", at) == ["implementation.plan"]
    (step,) = plan(hall, number, at.date() + 2 * DAY, at=at)
    assert acts(hall, "property", at) == ["implementation.step"]
    assert acts(hall, "chair", at) == ["implementation.step"]
    assert acts(hall, "committee1", at) == []  # has no part in it
    assert owed(hall, "secretary", at) == []
    late = at + 5 * DAY
    (urging,) = owed(hall, "secretary", late)
    assert urging.act == "implementation.remind"
    assert urging.due_at < late
    assert urging.facts["owner"] == "物业项目部"
    implementation.complete_step(
        hall.community_id, step, actor=hall.actor("property"), note="", at=late
    )
    assert acts(hall, "chair", late) == ["implementation.finish"]
    assert owed(hall, "secretary", late) == []


def test_signatures(hall):
    number = matter_in(hall, "acceptance")
    at = since(hall, number) + timedelta(hours=2)
    assert acts(hall, "supervisor1", at) == ["acceptance.sign"]
    assert [d.act for d in owed(hall, "resident1", at)] == ["acceptance.sign"]
    assert owed(hall, "property", at) == []
    acceptance.sign(
        hall.community_id,
        number,
        actor=hall.actor("resident1"),
        accepted=False,
        remark="三层扶手松动。",
        at=at,
    )
    assert owed(hall, "resident1", at) == []
    assert acts(hall, "chair", at) == ["acceptance.rework"]


def test_outcome_and_marks(hall):
    number = matter_in(hall, "disclosure")
    assert acts(hall, "chair", since(hall, number)) == ["outcome.report"]
    number = matter_in(hall, "evaluation", at=START + 30 * DAY)
    at = since(hall, number) + DAY
    (mine,) = [d for d in owed(hall, "resident1", at) if d.act == "evaluation.give"]
    assert not mine.primary
    evaluate(hall, number, 2, people=4)
    assert "evaluation.reopen" not in acts(hall, "chair", at)
    evaluate_one_more(hall, number)
    assert "evaluation.reopen" in acts(hall, "chair", at)


def evaluate_one_more(hall, number):
    from council.services import evaluations
    from council.services.evaluations import Marks

    evaluations.give(
        hall.community_id,
        number,
        actor=hall.actor("resident9"),
        marks=Marks(1, 1, 1, 1),
        at=since(hall, number) + timedelta(hours=9),
    )


def test_a_posting_that_is_over(hall):
    number = matter_in(hall, "announcement")
    assert acts(hall, "clerk", START + DAY) == []
    assert acts(hall, "clerk", deadline(START, 7)) == ["announcement.close"]
    objection(hall, number, "甲", START + DAY)
    assert acts(hall, "clerk", deadline(START, 7)) == []


def test_nothing_of_another_community(hall, app):
    from tests.factories.community import make_community

    matter_in(hall, "vetting")
    other = make_community(app, "t2")
    assert owed(other, "secretary", START) == []


def test_as_many_queries_for_one_as_for_many(desk, hall, clock):
    matter_in(hall, "vetting")
    clock.set(START + DAY)
    few = _queries(lambda: desk("secretary"))
    for n in range(20):
        matter_in(hall, "vetting", title=f"第{n}件")
        objection(hall, matter_in(hall, "announcement"), str(n), START)
    assert _queries(lambda: desk("secretary")) == few
    assert few <= 6
    assert _queries(lambda: desk("chair")) <= 6


def _queries(do):
    seen = []

    def count(_c, _u, statement, *_):
        if not re.match(r"\s*(PRAGMA|SET|SHOW|BEGIN)", statement):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        do()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_every_duty_has_its_words(hall):
    from council import vocabulary

    words = set(vocabulary.words("duty"))
    assert words == set(vocabulary.words("duty_verb")) == set(vocabulary.words("duty_text"))


def test_the_street_office_finds_its_communities_from_the_desk(desk):
    assert 'href="/street/"' in desk("street")
    assert 'href="/street/"' not in desk("secretary")
