"""One matter from proposal to evaluation through the pages, as its people would take it.

In a real browser: with JavaScript on a wide screen, without it on a phone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from council.services import clockwork, integrity, seconding
from council.services.unit import Actor
from tests.factories.community import RESIDENTS, Handle, make_community
from tests.support.visitor import Visitor, session_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
SECONDERS = (*RESIDENTS[1:], "party1", "party2", "member1", "member2", "member3", "block",
             "grid", "owners1", "councillor1")  # fmt: skip
COMMITTEES = {
    "社区党委": ("secretary", "party1", "party2"),
    "居民委员会": ("chair", "committee1", "committee2"),
}
MEMBERS = ("member1", "member2", "member3")
REPRESENTATIVES = tuple(f"representative{n}" for n in range(1, 7))
pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)])
def test_from_proposal_to_evaluation(
    app: Any,
    open_page: Callable[..., Page],
    clock: Any,
    width: int,
    javascript: bool,
) -> None:
    clock.set(START)
    hall = make_community(app)
    visit = _visitors(app, hall, open_page, width, javascript)
    _propose(visit)
    _second(app, hall, visit, clock)
    _vet(visit)
    for name, people in COMMITTEES.items():
        _hold(visit, clock, name, people, opinion=f"{name}同意，先办一处。")
    _hold(visit, clock, "党员大会", MEMBERS)
    _debate(visit)
    _resolve(visit, clock)
    _announce(visit, clock)
    _implement(visit, clock)
    _accept_and_disclose(visit, clock)
    _evaluate(app, visit, clock)
    with app.app_context():
        assert not list(integrity.check(app.config["UPLOADS"]))


def _visitors(
    app: Any, hall: Handle, open_page: Callable[..., Page], width: int, javascript: bool
) -> Callable[[str], Visitor]:
    page = open_page(width, javascript=javascript)  # one for all: each sits down in turn
    site = page.request.get("/healthz").url.removesuffix("healthz")
    number = [""]

    def visit(who: str) -> Visitor:
        session = session_of(app, hall.accounts[who]) if who else ""
        return Visitor(page, hall.base, session, site, number)

    return visit


def _propose(visit: Callable[[str], Visitor]) -> None:
    me = visit("resident1").go("chamber/proposals/new")
    me.send(
        "/chamber/proposals/new",
        "预览",
        title="3号楼东侧加装电动车充电棚",
        text="3号楼东侧空地清出来，装棚、装20个带烟感的插座，楼道里就不用再充电了。",
        place="3号楼东侧",
        cost="38600",
    )
    assert "38,600" in me.text
    me.send("/submit")
    me.matter[0] = me.page.url.rstrip("/").split("/")[-1].split("?")[0]
    passer = visit("").go(f"proposals/{me.matter[0]}")
    assert "正在征集附议" in passer.text
    assert "3号楼东侧加装电动车充电棚" in passer.text


def _second(app: Any, hall: Handle, visit: Callable[[str], Visitor], clock: Any) -> None:
    visit("resident2").go(visit("resident2").desk).send("/second")
    with app.app_context():
        for who in SECONDERS[1:19]:
            me, number = Actor(hall.people[who], "resident"), visit("").matter[0]
            seconding.second(hall.community_id, number, actor=me, at=clock.now)
    last = visit(SECONDERS[19])
    last.go(last.desk).send("/second")
    assert "把关" in visit("").go(f"proposals/{last.matter[0]}").text


def _vet(visit: Callable[[str], Visitor]) -> None:
    secretary = visit("secretary").go("chamber/")
    assert "3号楼东侧加装电动车充电棚" in secretary.text
    secretary.go(secretary.desk).send(
        "/vetting/accept",
        track="four_deliberations",
        reason="消防隐患是实的，不动维修资金，不属业主共同决定，同意列入。",
        rule="PG1",
    )


def _hold(
    visit: Callable[[str], Visitor],
    clock: Any,
    body: str,
    people: tuple[str, ...],
    opinion: str = "",
) -> str:
    """Call a meeting of the body in time, open it, vote online, count, and enter the opinion."""
    clerk = visit("clerk").go("chamber/meetings/new")
    value = clerk.page.locator("select[name=body] option").filter(has_text=body).first
    body_id = value.get_attribute("value") or ""
    clock.forward(hours=1)
    starts = (clock.now + timedelta(days=9)).astimezone(SHANGHAI)
    clerk.send(
        "/chamber/meetings/new",
        body=body_id,
        starts_at=starts.strftime("%Y-%m-%dT%H:%M"),
        place="社区活动室",
        **{"item-0-kind": "decision", "item-0-matter": clerk.matter[0]},
    )
    meeting = clerk.page.url.rstrip("/").split("/")[-1].split("?")[0]
    clock.set(starts)
    here = f"chamber/meetings/{meeting}"
    clerk.go(here).send("/open")
    clerk.go(here).send("/attendance", "都记为现场到会")
    clerk.go(here).send("/items/1/poll")
    poll = _poll_number(clerk, here)
    for who in people:
        voter = visit(who).go(f"chamber/polls/{poll}")
        voter.send(f"/chamber/polls/{poll}", choice="yes").send("/cast")
    running = visit("").go(f"polls/{poll}").text
    assert "赞成" not in running.split("规则")[0] or "截止" in running
    clerk.go(f"chamber/polls/{poll}").send("/close")
    clerk.go(here).send("/close", remark="按时开会，议程全部办完。")
    if opinion:
        clerk.go(clerk.desk).send("/opinion", text=opinion)
    return poll


def _poll_number(clerk: Visitor, here: str) -> str:
    if "/polls/" in clerk.page.url:
        return clerk.page.url.rstrip("/").split("/")[-1].split("?")[0]
    clerk.go(here)
    link = clerk.page.locator('a[href*="/chamber/polls/"]').last.get_attribute("href") or ""
    return link.rstrip("/").split("/")[-1]


def _debate(visit: Callable[[str], Visitor]) -> None:
    for who, kind in (("representative1", "for"), ("councillor1", "question")):
        speaker = visit(who)
        speaker.go(speaker.desk).send("/speak", kind=kind, text="棚子坏了由谁来修，写进方案里。")
    secretary = visit("secretary").go(visit("secretary").desk)
    assert "问题" in secretary.text
    manager = visit("property")
    manager.go(manager.desk).send("/answer", question="", answer="承建方保修三年，之后由物业养护。")
    secretary.go(secretary.desk).send(
        "/debate/conclude", conclusion="多数赞成，离楼八米，价格写进合同。"
    )


def _resolve(visit: Callable[[str], Visitor], clock: Any) -> None:
    number = _hold(visit, clock, "居民代表会议", REPRESENTATIVES[:5])
    clerk = visit("clerk")
    clerk.go(f"chamber/polls/{number}").send("/resolution", text="同意加装充电棚，概算38600元。")
    page = visit("").go(f"proposals/{clerk.matter[0]}").text
    assert "决议是怎么算出来的" in page
    assert "正在公示" in page


def _announce(visit: Callable[[str], Visitor], clock: Any) -> None:
    clock.forward(hours=2)
    critic = visit("resident5")
    critic.go(critic.desk).send(
        "/objections", title="夜里会不会吵", text="离我家窗户太近，夜里充电风扇会吵。"
    )
    clock.forward(days=1)
    chair = visit("chair").go("chamber/")
    assert "夜里会不会吵" in chair.text or "异议" in chair.text
    chair.go(chair.desk)
    form = chair.page.locator('form[action*="/objections/"]').first
    address = form.get_attribute("action") or ""
    chair.send(address, text="二十二时后停止充电，风扇随之停转。")
    clock.forward(days=12)
    clerk = visit("clerk")
    clerk.go(clerk.desk).send("/announcement/close")


def _implement(visit: Callable[[str], Visitor], clock: Any) -> None:
    chair = visit("chair")
    due = (clock.now + timedelta(days=20)).astimezone(SHANGHAI).date().isoformat()
    chair.go(chair.desk).send(
        "/plan", responsible="", title1="装棚接电", owner1="居委会副主任", due1=due
    )
    clock.forward(days=9)
    chair.go(chair.desk).send("/done", note="棚已装好，二十个插座通电。")
    chair.go(chair.desk).send("/finish")


def _accept_and_disclose(visit: Callable[[str], Visitor], clock: Any) -> None:
    for who in ("supervisor1", "resident6"):
        signer = visit(who)
        signer.go(signer.desk).send("/acceptance", verdict="accepted", remark="现场看过，可以用。")
    committee = visit("committee1")
    committee.go(committee.desk).send("/outcome", text="装好充电棚一座，二十个插座。", cost="38200")
    assert "38,200" in visit("").go(f"proposals/{committee.matter[0]}").text
    clock.forward(days=15)
    clerk = visit("clerk")
    clerk.go(clerk.desk)
    if clerk.page.locator('form[action$="/outcome/close"]').count():
        clerk.send("/outcome/close")


def _evaluate(app: Any, visit: Callable[[str], Visitor], clock: Any) -> None:
    with app.app_context():
        clockwork.run_due(clock.now)
    number = count(1)
    for who in RESIDENTS[:6]:
        resident = visit(who)
        marks = dict.fromkeys(("result", "speed", "cost", "communication"), "5")
        resident.go(resident.desk).send("/evaluations", **marks, remark=f"满意 {next(number)}")
    page = visit("").go(f"proposals/{visit('').matter[0]}")
    assert "满意 100%" in page.text
    clock.forward(days=30)
    with app.app_context():
        clockwork.run_due(clock.now)
    assert "办结" in visit("").go(f"proposals/{page.matter[0]}").text
