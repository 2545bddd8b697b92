"""The wall and phones follow the chair by themselves within two seconds."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from council.services import attendance, hall, polls, speeches
from council.services.attendance import Mark
from tests.browser.test_every_page import TOO_WIDE, Walker
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, call, make_matter, opened
from tests.support.browser import Site
from tests.support.visitor import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
TWO_SECONDS = 2_000


@pytest.fixture
def handle(app, app_context, scene, clock):
    found = on_stage(app, scene)
    make_matter(found, "resolution")
    clock.set(LATER)
    return found


def as_(page, site: Site, handle, who: str):
    """Sign this browser in with the cookie that a sign-in would leave."""
    sign_in(page, site, handle.accounts[who])
    return page


def told(page, text: str) -> float:
    """Seconds until the page says this by itself; two at the most."""
    began = time.perf_counter()
    page.get_by_text(text).first.wait_for(timeout=TWO_SECONDS)
    return time.perf_counter() - began


def key(n: int) -> str:
    return f"{n:032x}"


def test_wall_phone_and_reader_follow_within_two_seconds(
    handle, open_page, site, clock, assert_accessible
) -> None:
    number = opened(handle, "representatives", REPRESENTATIVES[:4])
    cid, clerk = handle.community_id, handle.actor("clerk")
    wall = as_(open_page(1280), site, handle, "clerk")
    phone = as_(open_page(360), site, handle, "representative3")
    home = open_page(360)
    wall.goto(f"/c/t1/chamber/meetings/{number}/projector")
    phone.goto(f"/c/t1/chamber/meetings/{number}/follow")
    home.goto(f"/c/t1/meetings/{number}/live")
    everybody = (wall, phone, home)

    def both(text: str) -> None:
        for page in everybody:
            told(page, text)

    hall.open_item(cid, clerk, number, 1, request_key=key(1), at=LATER)
    both("一、在7号楼东侧建充电棚")
    for n, (who, side) in enumerate([("representative1", "against"), ("representative2", "for")]):
        speeches.ask(cid, handle.actor(who), number, side, request_key=key(9 + n), at=LATER)
    speeches.start(cid, clerk, number, request_key=key(20), at=LATER)
    both("正在发言")
    assert wall.locator(".clock").inner_text() in ("2:00", "1:59", "1:58")
    clock.forward(seconds=90)
    for page in everybody:
        assert_accessible(page)
        assert page.evaluate(TOO_WIDE) is None
    speeches.stop(cid, clerk, number, 1, request_key=key(21), at=clock.now)
    poll = polls.open_poll(cid, clerk, number, 1, at=clock.now)
    both("正在表决")
    phone.get_by_role("link", name="去投票").click()
    phone.wait_for_url(f"**/chamber/polls/{poll}**")
    phone.go_back()
    gone = [Mark(handle.people["representative4"], "left")]
    attendance.mark(cid, clerk, number, gone, at=clock.now)
    both("还差 1 人，不能表决")


def test_without_scripts_the_page_reloads_itself(handle, open_page, site) -> None:
    number = opened(handle, "representatives", REPRESENTATIVES[:4])
    page = open_page(360, javascript=False)
    page.goto(f"/c/t1/meetings/{number}/live")
    assert page.get_by_text("请等下一项议程").is_visible()
    hall.open_item(
        handle.community_id, handle.actor("clerk"), number, 1, request_key=key(1), at=LATER
    )
    page.get_by_text("一、在7号楼东侧建充电棚").first.wait_for(timeout=8_000)


@pytest.mark.parametrize("look", ["narrow", "large"])
def test_the_door_the_record_and_the_dry_run(
    handle, open_page, site, assert_accessible, look: str
) -> None:
    from council.services import door, observers, rehearsals

    cid, clerk = handle.community_id, handle.actor("clerk")
    ahead = call(handle, "representatives", starts=LATER + timedelta(hours=2))
    rehearsals.start(cid, clerk, ahead, at=LATER)
    number = opened(handle, "representatives", REPRESENTATIVES[:4])
    code = door.show(cid, clerk, number, at=LATER)
    observers.add(cid, clerk, number, name="孙工", title="物业", request_key=key(5), at=LATER)
    base = f"/c/t1/chamber/meetings/{number}"
    walk = Walker(open_page, site, look, assert_accessible)
    walk.walk([f"/c/t1/meetings/{number}/live"])
    walk.sign_in(handle.accounts["clerk"])
    dry = f"/c/t1/chamber/meetings/{ahead}/rehearsal"
    pages = [f"{base}/door", f"{base}/people", dry, f"{dry}/projector", f"{base}/projector"]
    walk.walk([*pages, f"/c/t1/chamber/meetings/{ahead}/people", base])
    walk.sign_in(handle.accounts["representative5"])
    walk.walk([f"{base}/here?code={code}", f"{base}/here", f"{base}/follow"])
    assert not walk.faults, "\n".join(walk.faults)
