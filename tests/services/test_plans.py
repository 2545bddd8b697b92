"""The annual plan through all its stages: checked, ranked, shared, filed, in the books."""

from __future__ import annotations

import pytest

from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.plans import FundWish
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.negative import Answer
from council.rules.verdict import Refused
from council.services import integrity, plans, planvotes, wishes
from tests.factories import plans as making
from tests.factories.community import on_stage
from tests.factories.hall import stored


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def test_from_wishes_to_projects(hall, app) -> None:
    made = making.executed(hall)
    states = {wish.rank: wish.state for wish in stored(hall, FundWish)}
    assert states == {1: "passed_over", 2: "chosen", 3: "chosen"}
    assert made.matter().stage == "execution"
    assert [made.matter(number).stage for number in made.wishes] == [
        "funding",
        "implementation",
        "implementation",
    ]
    projects = stored(hall, FundProject)
    assert sorted(p.planned for p in projects) == [2_000_000, 3_000_000]
    (resolution,) = stored(hall, Resolution)
    assert {p.resolution_id for p in projects} == {resolution.id}
    (year,) = stored(hall, FundYear)
    assert (year.planned, year.free) == (5_000_000, 2 * making.BUDGET - 5_000_000)
    assert {w.project_id for w in stored(hall, FundWish)} == {None, *(p.id for p in projects)}
    assert not list(integrity.check(app.config["UPLOADS"]))


def test_what_is_on_the_list_ends_unless_the_assembly_allows_it(hall) -> None:
    made = making.begin(hall)
    making.put(made, 500_000)
    matter = made.matter(made.wishes[0])
    assert (matter.track, matter.stage) == ("fund", "funding")
    answer = Answer("office", confirmed=True, reason="电脑是居委会自己用的。")
    done = making.check(made, 0, answer)
    assert [r.code for r in done.reasons] == ["wish_on_list"]
    matter = made.matter(made.wishes[0])
    assert (matter.stage, matter.ending) == ("closed", "not_adopted")
    wish = made.wish(0)
    assert (wish.state, wish.reason) == ("refused", "电脑是居委会自己用的。")
    assert wish.check["hits"][0]["confirmed"] is True
    codes = refused(plans.conclude, hall.community_id, made.plan, actor=hall.actor("clerk"),
                    at=making.COLLECTED)  # fmt: skip
    assert codes == ["wishes_none"]


def test_an_exception_names_the_matter_and_is_in_force(hall) -> None:
    other, mine = making.allowed(hall, "同意 2026-502 列支。"), "2026-501"
    made = making.begin(hall)
    making.put(made, 500_000)
    assert made.wishes == [mine]
    answer = Answer("office", confirmed=True, reason="给居民活动室用。")
    check = (making.check, made, 0, answer)
    assert refused(*check, exception="2026-999") == ["exception_not_in_force"]
    assert refused(*check, exception=other) == ["exception_of_other"]


def test_what_the_assembly_allows_is_ranked_like_any_other(hall) -> None:
    number = making.allowed(hall, "同意 2026-501 作为例外列支。")
    made = making.begin(hall)
    making.put(made, 500_000)
    answer = Answer("office", confirmed=True, reason="给居民活动室用。")
    assert making.check(made, 0, answer, exception=number).allowed
    assert made.wish(0).state == "checked"
    assert made.wish(0).exception_id is not None


def test_a_hint_is_answered_by_a_person_with_a_reason(hall) -> None:
    made = making.begin(hall)
    making.put(made, 500_000)
    with making.unit_of(hall) as work:
        row = work.find(Proposal, Proposal.number == made.wishes[0])
        row.text = "给值班的人发补贴，再买一台打印机。"
    assert refused(making.check, made, 0) == ["wish_hit_open", "wish_hit_open"]
    silent = [Answer(i, confirmed=False, reason="") for i in ("office", "pay")]
    assert refused(making.check, made, 0, *silent) == ["wish_reason_missing"] * 2
    said = [
        Answer(i, confirmed=False, reason="是志愿者的，不是工作人员。") for i in ("office", "pay")
    ]
    assert making.check(made, 0, *said).allowed
    hits = made.wish(0).check["hits"]
    assert [(h["item"], h["words"], h["confirmed"]) for h in hits] == [
        ("office", ["打印机"], False),
        ("pay", ["补贴"], False),
    ]


def test_caps_and_the_budget(hall) -> None:
    made = making.begin(hall, budget=60_000_000)
    making.put(made, 500_000, 500_000)
    done = making.check(made, 0, estimate=40_000_001)
    assert [(r.code, r.rule) for r in done.reasons] == [("wish_above_cap", "FC1")]
    assert made.matter(made.wishes[0]).ending == "not_adopted"
    assert making.check(made, 1, estimate=20_000_000, kind="goods").allowed
    assert refused(making.check, made, 1, basis="") == ["wish_no_basis"]
    small = making.begin_again(made, budget=1_000_000)
    making.put(small, 500_000)
    assert refused(making.check, small, 0, estimate=1_000_001) == ["wish_above_budget"]


def test_earlier_cases_are_named(hall) -> None:
    made = making.begin(hall)
    making.put(made, 500_000, 500_000)
    making.check(made, 0, Answer("debts", confirmed=True, reason="还前年的工程欠款。"))
    making.check(made, 1, Answer("debts", confirmed=False, reason="是新做的，不是欠款。"))
    assert made.wish(1).check["cases"] == [made.wishes[0]]


def test_both_committees_rank_and_the_rule_joins_them(hall) -> None:
    made = making.begin(hall)
    making.put(made)
    clerk, ours = hall.actor("clerk"), hall.community_id
    places = {number: n for n, number in enumerate(made.wishes, 1)}
    rank = (wishes.rank, ours, made.plan, "party", places)
    assert refused(*rank, actor=clerk, at=made.at) == ["wishes_unchecked"]
    for n in range(3):
        making.check(made, n)
    chair = hall.actor("chair")
    assert refused(*rank, actor=chair, at=made.at) == ["rank_not_yours"]
    twice = dict.fromkeys(made.wishes, 1)
    codes = refused(wishes.rank, ours, made.plan, "party", twice, actor=clerk, at=made.at)
    assert codes == ["rank_numbers"]
    making.rank(made, [2, 1, 3], [3, 2, 1])
    made.at = making.COLLECTED
    plans.conclude(ours, made.plan, actor=clerk, at=made.at)
    # sums 5, 3, 4
    assert [made.wish(n).rank for n in range(3)] == [3, 1, 2]


def test_the_collection_ends_on_its_day(hall) -> None:
    made = making.begin(hall)
    making.put(made, 500_000)
    making.check(made, 0)
    making.rank(made)
    clerk, ours = hall.actor("clerk"), hall.community_id
    codes = refused(plans.conclude, ours, made.plan, actor=clerk, at=made.at)
    assert codes == ["deadline_running"]
    made.at = making.COLLECTED
    assert refused(making.put, made, 500_000) == ["collection_over"]
    plans.conclude(ours, made.plan, actor=clerk, at=made.at)
    assert made.matter().stage == "review"


def test_who_may_put_a_wish_and_when(hall) -> None:
    made = making.begin(hall)
    ours = hall.community_id
    making.make_matter(hall, "review", "2026-601", at=made.at)
    making.make_matter(hall, "vetting", "2026-602", at=made.at)
    put = (wishes.put, ours, made.plan)
    other = hall.actor("resident2")
    assert refused(*put, "2026-601", making.seed(), actor=other, at=made.at) == ["wish_not_yours"]
    own = hall.actor("resident1")
    assert refused(*put, "2026-602", making.seed(), actor=own, at=made.at) == ["wish_not_ready"]
    assert refused(*put, made.plan, making.seed(), actor=hall.actor("clerk"), at=made.at) == [
        "wish_not_ready"
    ]
    wishes.put(ours, made.plan, "2026-601", making.seed(), actor=own, at=made.at)
    assert refused(*put, "2026-601", making.seed(), actor=own, at=made.at) == ["wish_already"]


def test_one_plan_of_a_year_at_a_time(hall) -> None:
    made = making.begin(hall)
    assert refused(making.begin_again, made, abandon=False) == ["plan_exists"]
    making.put(made, 500_000)
    again = making.begin_again(made)
    assert made.matter(made.plan).ending == "withdrawn"
    wishes.put(
        hall.community_id, again.plan, made.wishes[0], making.seed(), actor=hall.actor("clerk"),
        at=made.at,
    )  # fmt: skip
    assert len(stored(hall, FundWish)) == 2


def test_nothing_is_filed_before_it_was_shared_and_posted(hall) -> None:
    made = making.convened(making.reviewed(making.collected(hall)))
    clerk, ours = hall.actor("clerk"), hall.community_id
    record = (planvotes.record, ours, made.plan, "同意。")
    assert refused(*record, actor=clerk, at=made.at) == ["plan_not_shared"]
    assert refused(plans.file, ours, made.plan, "", actor=clerk, at=made.at) == ["wrong_stage"]
    making.voted(made)
    prepare = (planvotes.prepare, ours, made.plan, made.meeting)
    assert refused(*prepare, actor=clerk, at=made.at) == ["wrong_stage"]
    assert made.matter().stage == "announcement"


def test_item_by_item_as_long_as_the_money_lasts(hall) -> None:
    made = making.convened(making.reviewed(making.collected(hall, 6_000_000, 5_000_000, 2_000_000,
                                                            method="items")))  # fmt: skip
    everybody = dict.fromkeys(making.REPRESENTATIVES, "yes")
    for position in (2, 3, 4):
        making.vote(made, position, everybody)
    making.voted(made, everybody)
    found = {wish.rank: (wish.state, wish.reason) for wish in stored(hall, FundWish)}
    assert found == {
        1: ("chosen", "item_passed"),
        2: ("passed_over", "money_gone"),
        3: ("chosen", "item_passed"),
    }


def test_the_resolution_recorded_by_hand_is_settled_at_the_filing(hall) -> None:
    from council.services import resolutions

    made = making.convened(making.reviewed(making.collected(hall)))
    poll = making.vote(made, 1, making.MARKS)
    clerk, ours = hall.actor("clerk"), hall.community_id
    resolutions.record(ours, clerk, poll, "按表决结果列入。", at=made.at)
    assert {wish.state for wish in stored(hall, FundWish)} == {"checked"}
    making.filed(made)
    assert sorted(wish.state for wish in stored(hall, FundWish)) == [
        "chosen", "chosen", "passed_over",
    ]  # fmt: skip


def test_the_street_office_takes_note_and_the_plan_ends_with_its_projects(hall) -> None:
    made = making.executed(hall)
    clerk, ours, street = hall.actor("clerk"), hall.community_id, hall.actor("street")
    assert refused(plans.note, ours, made.plan, "", actor=clerk, at=made.at) == ["no_power"]
    plans.note(ours, made.plan, "收到。", actor=street, at=made.at)
    assert refused(plans.note, ours, made.plan, "", actor=street, at=made.at) == ["plan_noted"]
    assert made.row().noted_at is not None
    assert refused(plans.take_up, ours, made.plan, actor=clerk, at=made.at) == ["plan_taken_up"]
    complete = (plans.complete, ours, made.plan)
    assert refused(*complete, actor=clerk, at=made.at) == ["plan_projects_open"]
    with making.unit_of(hall) as work:
        for project in work.all(FundProject):
            project.state = "finished"
    plans.complete(ours, made.plan, actor=clerk, at=made.at)
    assert (made.matter().stage, made.matter().ending) == ("closed", "completed")
    wishes.drop(ours, made.wishes[0], "明年不再申报。", actor=clerk, at=made.at)
    assert made.matter(made.wishes[0]).ending == "not_adopted"


def test_without_money_nothing_is_taken_up(hall) -> None:
    made = making.begin(hall)
    making.put(made)
    for n in range(3):
        making.check(made, n)
    making.rank(made)
    made.at = making.COLLECTED
    plans.conclude(hall.community_id, made.plan, actor=hall.actor("clerk"), at=made.at)
    with making.unit_of(hall) as work:
        (year,) = work.all(FundYear)
        year.granted = year.free = year.received = 4_000_000
    making.filed(making.voted(making.convened(making.reviewed(made))))
    codes = refused(plans.take_up, hall.community_id, made.plan, actor=hall.actor("clerk"),
                    at=made.at)  # fmt: skip
    assert codes == ["not_that_much"]
    assert not stored(hall, FundProject)


def test_vetting_may_send_a_matter_to_the_fund(hall) -> None:
    from council.services import vetting

    made = making.begin(hall)
    making.make_matter(hall, "vetting", "2026-601", at=made.at)
    accept = (vetting.accept, hall.community_id, "2026-601")
    given = {"reason": "可以用专项经费解决，等年度计划。", "rule_id": "FD1", "at": made.at}
    who = hall.actor("secretary")
    assert refused(*accept, actor=who, track="fund_plan", **given) == ["track_unknown"]
    vetting.accept(*accept[1:], actor=who, track="fund", **given)
    assert made.matter("2026-601").stage == "funding"
    wishes.put(
        hall.community_id, made.plan, "2026-601", making.seed(), actor=hall.actor("resident1"),
        at=made.at,
    )  # fmt: skip
    assert made.matter("2026-601").stage == "funding"


def test_what_a_smaller_budget_cannot_pay_is_not_on_the_ballot(hall) -> None:
    made = making.reviewed(making.collected(hall))
    with making.unit_of(hall) as work:
        row = work.find(Proposal, Proposal.number == made.plan)
        row.cost = 5_000_000  # the debate left half of it
    making.voted(making.convened(made), {who: {"marks": [2, 3]} for who in making.REPRESENTATIVES})
    found = {wish.rank: (wish.state, wish.reason) for wish in stored(hall, FundWish)}
    assert found == {
        1: ("passed_over", "above_budget"),
        2: ("chosen", "selected"),
        3: ("chosen", "selected"),
    }
