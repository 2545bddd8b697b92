"""An annual plan in the small community, from the collection of wishes to the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from council.models.base import new_id
from council.models.plans import FundPlan, FundWish
from council.models.proposals import Proposal
from council.rules.negative import Answer
from council.services import (
    announcements,
    ballots,
    debate,
    funds,
    meetings,
    plans,
    planvotes,
    polls,
    resolutions,
    review,
    wishes,
)
from council.services.funds import FundSeed, Money
from council.services.plans import PlanSeed
from council.services.unit import SYSTEM, unit
from council.services.wishes import WishSeed
from tests.factories.community import Handle
from tests.factories.hall import (
    COMMITTEE,
    PARTY,
    REPRESENTATIVES,
    make_matter,
    opened,
    seat,
    stored,
)

AT = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
UNTIL = date(2026, 3, 20)
COLLECTED = datetime(2026, 3, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
YEAR, CODE = 2026, "service"
BUDGET = 10_000_000
"""What the plan shares in fen: 100,000.00 yuan."""
COSTS = (6_000_000, 3_000_000, 2_000_000)
"""Estimates of the three wishes unless a test says otherwise."""


@dataclass
class Planned:
    """What tests know of the plan: its number, its wishes' numbers in their order, the moment."""

    hall: Handle
    plan: str = ""
    wishes: list[str] = field(default_factory=list)
    at: datetime = AT
    meeting: str = ""
    poll: str = ""
    resolution: str = ""
    projects: list[str] = field(default_factory=list)
    offset: int = 0

    def wish(self, n: int) -> FundWish:
        """The ``n``-th wish as it is stored now."""
        matter = stored(self.hall, Proposal, Proposal.number == self.wishes[n])[0]
        found: FundWish = stored(self.hall, FundWish, FundWish.proposal_id == matter.id)[-1]
        return found

    def matter(self, number: str = "") -> Proposal:
        """The plan's matter, or another, as it is stored now."""
        row: Proposal = stored(self.hall, Proposal, Proposal.number == (number or self.plan))[0]
        return row

    def row(self) -> FundPlan:
        """The plan as it is stored now."""
        found: FundPlan = stored(self.hall, FundPlan)[-1]
        return found


def open_fund(hall: Handle, amount: int = 2 * BUDGET) -> None:
    """The service fund and its year, granted and received."""
    clerk, ours = hall.actor("clerk"), hall.community_id
    funds.create(ours, FundSeed(CODE, "service", "服务群众专项经费"), actor=clerk, at=AT)
    funds.open_year(ours, CODE, YEAR, actor=clerk, at=AT)
    money = Money(amount, AT.date(), "松河街道办事处")
    granted = funds.grant(ours, CODE, money, actor=clerk, at=AT)
    funds.receive(ours, CODE, money, appropriation_id=granted, actor=clerk, at=AT)


def begin(hall: Handle, method: str = "equal-shares", **changes: Any) -> Planned:
    """A plan that collects wishes, its fund open."""
    open_fund(hall)
    seed = {
        "code": CODE,
        "year": YEAR,
        "budget": BUDGET,
        "method": method,
        "wishes_until": UNTIL,
        "title": "2026年服务群众专项经费年度计划",
        "text": "由居民提出项目，表决分配，公示后报街道备案。",
    } | changes
    made = Planned(hall)
    made.plan = plans.open_plan(
        hall.community_id, PlanSeed(**seed), actor=hall.actor("clerk"), at=AT
    )
    return made


def seed(estimate: int = COSTS[0], **changes: Any) -> WishSeed:
    """What a wish asks for."""
    about = {"kind": "works", "subject": "facilities", "estimate": estimate, "basis": "三家报价"}
    return WishSeed(**(about | changes))


def begin_again(made: Planned, *, abandon: bool = True, **changes: Any) -> Planned:
    """A further plan for the same year; the one before is called off first."""
    hall = made.hall
    clerk, ours = hall.actor("clerk"), hall.community_id
    if abandon:
        plans.abandon(ours, made.plan, "写错了金额，重新征集。", actor=clerk, at=made.at)
    plain = {"code": CODE, "year": YEAR, "budget": BUDGET, "method": "greedy"}
    plain |= {"wishes_until": UNTIL, "title": "年度计划", "text": "重新征集项目建议，方法不变。"}
    again = Planned(hall, at=made.at)
    again.plan = plans.open_plan(ours, PlanSeed(**(plain | changes)), actor=clerk, at=made.at)
    again.offset = len(made.wishes)
    return again


def unit_of(hall: Handle) -> Any:
    """An act of nobody, to put rows as a test needs them."""
    return unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=AT)


def put(made: Planned, *costs: int) -> None:
    """A wish for each of ``costs``, out of matters in review."""
    for cost in costs or COSTS:
        number = f"2026-{501 + made.offset + len(made.wishes):03d}"
        make_matter(made.hall, "review", number, cost=cost, at=made.at)
        wishes.put(
            made.hall.community_id,
            made.plan,
            number,
            seed(cost),
            actor=made.hall.actor("clerk"),
            at=made.at,
        )
        made.wishes.append(number)


def check(made: Planned, n: int, *answers: Answer, exception: str = "", **about: Any) -> Any:
    """The ``n``-th wish is checked; without answers nothing was hinted at."""
    wish = made.wish(n)
    given = {"kind": wish.kind, "subject": wish.subject, "basis": wish.estimate_basis}
    given |= {"estimate": wish.estimate} | about
    return wishes.check(
        made.hall.community_id,
        made.plan,
        made.wishes[n],
        WishSeed(**given),
        answers,
        exception=exception,
        actor=made.hall.actor("committee1"),
        at=made.at,
    )


def allowed(hall: Handle, text: str) -> str:
    """A resolution of the representatives in force that says ``text``; gives its number."""
    at, ours, clerk = AT - timedelta(days=40), hall.community_id, hall.actor("clerk")
    sits = at + timedelta(days=10)
    make_matter(hall, "resolution", "2026-490", at=at)
    meeting = opened(hall, "representatives", REPRESENTATIVES, ["2026-490"], at=at, starts=sits)
    poll = polls.open_poll(ours, clerk, meeting, 1, at=sits)
    votes = {hall.people[who]: "yes" for who in REPRESENTATIVES}
    ballots.enter_hall(ours, clerk, poll, votes, request_key=new_id().hex, at=sits)
    polls.close_poll(ours, clerk, poll, at=sits)
    number = resolutions.record(ours, clerk, poll, text, at=sits)
    announcements.close(ours, "2026-490", actor=clerk, at=sits + timedelta(days=15))
    return number


def rank(made: Planned, party: Sequence[int] = (), residents: Sequence[int] = ()) -> None:
    """Both committees' places of the wishes, in the order of the wishes."""
    plain = list(range(1, len(made.wishes) + 1))
    for committee, places in (("party", party or plain), ("residents", residents or plain)):
        who = "secretary" if committee == "party" else "chair"
        wishes.rank(
            made.hall.community_id,
            made.plan,
            committee,
            dict(zip(made.wishes, places, strict=True)),
            actor=made.hall.actor(who),
            at=made.at,
        )


def collected(hall: Handle, *costs: int, method: str = "equal-shares") -> Planned:
    """Wishes checked and ranked, the collection over: the plan is in review."""
    made = begin(hall, method)
    put(made, *costs)
    for n in range(len(made.wishes)):
        check(made, n)
    rank(made)
    made.at = COLLECTED
    plans.conclude(hall.community_id, made.plan, actor=hall.actor("clerk"), at=made.at)
    return made


def reviewed(made: Planned) -> Planned:
    """Both committees agree, and the debate is over: the plan waits for the assembly."""
    hall, ours, clerk = made.hall, made.hall.community_id, made.hall.actor("clerk")
    for body, people in (("party_committee", PARTY), ("residents_committee", COMMITTEE)):
        starts = made.at + timedelta(days=5)
        meeting = opened(hall, body, people, [made.plan], at=made.at, starts=starts)
        poll = polls.open_poll(ours, clerk, meeting, 1, at=starts)
        votes = {hall.people[who]: "yes" for who in people}
        ballots.enter_hall(ours, clerk, poll, votes, request_key=new_id().hex, at=starts)
        polls.close_poll(ours, clerk, poll, at=starts)
        review.give_opinion(ours, clerk, made.plan, hall.bodies[body], "同意。", at=starts)
        made.at = starts + timedelta(hours=1)
    secretary = hall.actor("secretary")
    debate.conclude(ours, secretary, made.plan, "意见一致，提交表决。", at=made.at)
    return made


def called(made: Planned, rule_id: str = "FD1") -> str:
    """The representatives are called to vote on the plan, in eight days."""
    hall = made.hall
    made.meeting = meetings.convene(
        hall.community_id,
        hall.actor("clerk"),
        body_id=hall.bodies["representatives"],
        rule_id=rule_id,
        starts_at=made.at + timedelta(days=8),
        place="活动室",
        items=[made.plan],
        at=made.at,
    )
    return made.meeting


def sit(made: Planned) -> None:
    """The meeting is open, the representatives are here."""
    made.at += timedelta(days=8)
    meetings.open_meeting(
        made.hall.community_id, made.hall.actor("clerk"), made.meeting, at=made.at
    )
    seat(made.hall, made.meeting, REPRESENTATIVES, at=made.at)


def convened(made: Planned, rule_id: str = "FD1") -> Planned:
    """The representatives' meeting is open, the ballot set with the notice."""
    called(made, rule_id)
    clerk = made.hall.actor("clerk")
    planvotes.prepare(made.hall.community_id, made.plan, made.meeting, actor=clerk, at=made.at)
    sit(made)
    return made


def vote(made: Planned, position: int, contents: Mapping[str, Any]) -> str:
    """A vote on an item of the open meeting, counted: what each representative marks."""
    hall, ours, clerk = made.hall, made.hall.community_id, made.hall.actor("clerk")
    poll = polls.open_poll(ours, clerk, made.meeting, position, at=made.at)
    for who, content in contents.items():
        key = f"{who}-{poll}".rjust(16, "-")
        ballots.vote(ours, hall.actor(who), poll, content, request_key=key, at=made.at)
    polls.close_poll(ours, clerk, poll, at=made.at)
    return poll


MARKS: dict[str, Any] = {
    who: {"marks": marks}
    for who, marks in zip(REPRESENTATIVES, ([1, 2], [1, 2], [2, 3], [2, 3], [2], [3]), strict=True)
}
"""Six ballots over three wishes: the second has five, the third three, the first two."""


def voted(made: Planned, contents: Mapping[str, Any] | None = None) -> Planned:
    """The money shared by one ballot, and the resolution recorded: it is posted."""
    made.poll = vote(made, 1, contents or MARKS)
    made.resolution = planvotes.record(
        made.hall.community_id,
        made.plan,
        "按表决结果列入年度计划。",
        actor=made.hall.actor("clerk"),
        at=made.at,
    )
    return made


def filed(made: Planned) -> Planned:
    """Posted, filed with the street office, and the chosen wishes in the books."""
    ours, clerk = made.hall.community_id, made.hall.actor("clerk")
    made.at += timedelta(days=20)
    announcements.close(ours, made.plan, actor=clerk, at=made.at)
    plans.file(ours, made.plan, "松居〔2026〕8号", actor=clerk, at=made.at)
    return made


def executed(hall: Handle, *costs: int, method: str = "equal-shares") -> Planned:
    """The whole way: the chosen wishes are projects of the fund."""
    made = filed(voted(convened(reviewed(collected(hall, *costs, method=method)))))
    clerk = hall.actor("clerk")
    made.projects = plans.take_up(hall.community_id, made.plan, actor=clerk, at=made.at)
    return made
