"""A community with something on every public page, made once per database.

One matter is in debate with 25 contributions, one passed and is posted with two objections, one
was not adopted, one is in evaluation, one was declined and waits for the street office.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from council.models.base import new_id
from council.models.debate import Contribution
from council.models.proposals import Proposal
from council.services import (
    announcements,
    appeals,
    ballots,
    fundquestions,
    funds,
    polls,
    resolutions,
    search_index,
    vetting,
)
from council.services.funds import FundSeed
from council.services.unit import SYSTEM, unit
from tests.factories import postings
from tests.factories import proposals as written
from tests.factories.community import Handle, make_community
from tests.factories.hall import AT, LATER, REPRESENTATIVES, make_matter, opened
from tests.factories.joint import promise
from tests.factories.matters import evaluate, matter_in
from tests.factories.petitions import ask

SAID = 25
NOW = LATER + timedelta(days=1)
"""The day on which the square is looked at: the posting runs."""


@dataclass
class Square:
    """What tests know of it."""

    hall: Handle
    debated: str = "2026-101"
    passed: str = "2026-102"
    failed: str = "2026-103"
    evaluated: str = ""
    declined: str = ""

    @property
    def base(self) -> str:
        return self.hall.base


_MADE: dict[str, Square] = {}


def square(app: Any, scene: Any) -> Square:
    """The scene; a fresh copy for each test."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        _MADE[key] = make_square(app)

    scene("square", build)
    return deepcopy(_MADE[key])


def make_square(app: Any) -> Square:
    """The community, in the database as it stands."""
    made = Square(make_community(app, "square"))
    hall = made.hall
    made.evaluated = matter_in(hall, "evaluation")
    evaluate(hall, made.evaluated, 4)
    made.declined = _declined(hall)
    make_matter(hall, "debate", made.debated)
    _debate(hall, made.debated)
    for number in (made.passed, made.failed):
        make_matter(hall, "resolution", number)
    meeting = opened(hall, "representatives", REPRESENTATIVES, [made.passed, made.failed])
    _resolve(hall, meeting, 1, "yes")
    _resolve(hall, meeting, 2, "no")
    _object(hall, made.passed)
    promise(hall, meeting, "residents_committee", "月底前把方案贴到公告栏")
    ask(hall, "representative1", body="representatives", rule_id="RC1", at=LATER)
    postings.catalogue(hall, AT.date())
    posted = postings.posted(hall, LATER, item=11, period=f"{LATER:%Y-%m-%d}")
    newer = postings.Draft(
        "居民代表会议的决定（更正）", "应为两项决定。", "会议\t决定\n2026-001\t2"
    )
    postings.posted(hall, LATER, item=11, period=f"{LATER:%Y-%m-%d}", draft=newer, corrects=posted)
    asked_about_money(hall)
    index(hall)
    return made


def asked_about_money(hall: Handle) -> None:
    """Last year's books, with a question that was answered and one that waits."""
    clerk, seed = hall.actor("clerk"), FundSeed("service", "service", "服务群众专项经费")
    funds.create(hall.community_id, seed, actor=clerk, at=LATER)
    funds.open_year(hall.community_id, seed.code, LATER.year - 1, actor=clerk, at=LATER)
    about = fundquestions.About(fund=seed.code, year=LATER.year - 1)
    for who, words in (("resident2", "去年还剩多少？"), ("resident3", "今年先办哪几件？")):
        me, key = written.resident(hall, who), new_id().hex
        number = fundquestions.ask(
            hall.community_id, about, words, request_key=key, actor=me, at=LATER
        )
    fundquestions.answer(
        hall.community_id,
        number,
        "先办充电棚，见年度计划。",
        request_key=new_id().hex,
        actor=hall.actor("chair"),
        at=LATER,
    )


def _declined(hall: Handle) -> str:
    number = written.in_vetting(hall)
    community, secretary = hall.community_id, hall.actor("secretary")
    why = "这件事属于业主共有，由业主大会决定。"
    vetting.decline(community, number, actor=secretary, reason=why, rule_id="FD1", at=AT)
    mine = written.resident(hall, "resident1")
    appeals.file_appeal(community, number, actor=mine, text="这是公共通道，请重新考虑。", at=AT)
    return number


def _debate(hall: Handle, number: str) -> None:
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=AT) as work:
        matter = work.find(Proposal, Proposal.number == number)
        matter.contribution_count = SAID
        for n in range(1, SAID + 1):
            work.add(
                Contribution(
                    proposal_id=matter.id,
                    position=n,
                    person_id=hall.people["representative1"],
                    office_title="居民代表",
                    kind="question" if n == 2 else "for",
                    text=f"第{n}条发言。",
                    request_key=new_id().hex,
                    at=AT,
                )
            )


def _resolve(hall: Handle, meeting: str, item: int, choice: str) -> None:
    clerk, community = hall.actor("clerk"), hall.community_id
    poll = polls.open_poll(community, clerk, meeting, item, at=LATER)
    votes = {hall.people[who]: choice for who in REPRESENTATIVES[:5]}
    key = f"square-{item}".ljust(16, "-")
    ballots.enter_hall(community, clerk, poll, votes, request_key=key, at=LATER)
    polls.close_poll(community, clerk, poll, at=LATER)
    resolutions.record(community, clerk, poll, "同意建充电棚，概算5000元。", at=LATER)


def _object(hall: Handle, number: str) -> None:
    at = LATER + timedelta(hours=2)
    for n, who in ((1, "resident2"), (2, "resident3")):
        found = announcements.object_to(
            hall.community_id,
            number,
            actor=written.resident(hall, who),
            title=f"位置离窗太近（{n}）",
            text="充电棚离一层的窗户只有三米，请再远一些。",
            request_key=new_id().hex,
            at=at,
        )
    chair, text = hall.actor("chair"), "已改到离墙八米的地方。"
    announcements.answer(hall.community_id, found, actor=chair, text=text, at=at)


def index(hall: Handle) -> None:
    """Make every public matter findable."""
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=NOW) as work:
        search_index.clear(work.session, hall.community_id)
        for row in work.all(Proposal, Proposal.is_public.is_(True)):
            search_index.index_proposal(
                work.session, hall.community_id, row.number, row.title, row.text, row.place, "", NOW
            )
