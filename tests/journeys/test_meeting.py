"""A published meeting held again through the pages, minute by minute, in three browsers at once.

The figures are those of 文华社区 (``tests.factories.wenhua``): the chair's screen, the projector
and a member's phone stand open side by side; at the end the minutes are signed and a Word file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from council.rules.masking import mask_name
from council.services import integrity
from tests.factories import wenhua
from tests.factories.community import Handle
from tests.factories.wenhua import AREAS, CALLED, ENDS, STARTS, make_wenhua, name, representatives
from tests.support.visitor import Visitor, session_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
SHANGHAI = ZoneInfo("Asia/Shanghai")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
FOLLOWS = 6_000
"""How long a page may stay behind, in milliseconds, beside a busy suite (``make bench``: 2 s)."""


def minute(time: str) -> datetime:
    """A time of the evening of the meeting."""
    hour, minutes = map(int, time.split(":"))
    day = STARTS.astimezone(SHANGHAI)
    return day.replace(hour=hour, minute=minutes, second=0)


def came() -> tuple[list[str], list[tuple[str, str]]]:
    """Who came, and who let somebody of their area vote for them."""
    here, proxies = [], []
    for (_area, present, absent), numbers in zip(AREAS, representatives().values(), strict=True):
        here += numbers[:present]
        proxies += list(zip(numbers[present : present + absent], numbers, strict=False))
    return here, proxies


@pytest.fixture
def hall(app: Any, clock: Any) -> Handle:
    clock.set(CALLED)
    return make_wenhua(app)


@pytest.fixture
def sits(app: Any, hall: Handle, open_page: Callable[..., Page]) -> Callable[..., Visitor]:
    """Somebody with a browser of their own."""

    def sit(who: str, width: int) -> Visitor:
        page = open_page(width)
        site = page.request.get("/healthz").url.removesuffix("healthz")
        session = session_of(app, hall.accounts[who]) if who else ""
        return Visitor(page, hall.base, session, site)

    return sit


def test_the_evening_of_the_fifth_of_may(
    app: Any, hall: Handle, sits: Callable[..., Visitor], clock: Any
) -> None:
    chair, projector, phone = sits("clerk", 1280), sits("chair", 1280), sits("W000", 360)
    meeting = _call(chair)
    here, proxies = came()
    _entrust(chair, meeting, proxies)
    clock.set(STARTS)
    _come_in(chair, phone, meeting, here)
    wall = _open_wall(projector, meeting)
    _debate(chair, phone, wall, meeting, clock)
    clock.set(ENDS)
    chair.go(f"chamber/meetings/{meeting}").send("/close", remark="秩序良好。")
    _sign(chair, projector, phone, meeting, clock)
    _look(sits("", 360), chair, meeting)
    with app.app_context():
        assert not list(integrity.check(app.config["UPLOADS"]))


def _call(clerk: Visitor) -> str:
    starts = STARTS.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    form = clerk.go("chamber/meetings/new").form("/meetings/new")
    body = form.locator('select[name="body"] option', has_text="居民代表会议（")
    clerk.send(
        "/meetings/new",
        "发出通知",
        body=body.first.get_attribute("value") or "",
        starts_at=starts,
        place="文华社区三楼会议室",
        chair="chair",
        recorder="clerk",
        **{
            "item-0-kind": "report",
            "item-0-title": "去年为民服务项目的办理情况",
            "item-0-planned": "10",
            "item-1-kind": "decision",
            "item-1-title": "今年先修哪一个院子的路灯",
            "item-1-planned": "50",
        },
    )
    assert "会议已召集" in clerk.text or "通知" in clerk.text
    return clerk.page.url.rstrip("/").split("/")[-1].split("?")[0]


def _entrust(clerk: Visitor, meeting: str, proxies: list[tuple[str, str]]) -> None:
    """Written mandates, entered by the clerk before the meeting."""
    paper = {"name": "weituo.png", "mimeType": "image/png", "buffer": PIXEL}
    for giver, holder in proxies:
        clerk.go(f"chamber/meetings/{meeting}/mandates")
        form = clerk.form("/mandates/enter")
        form.locator('[name$="paper"]').set_input_files([paper])
        clerk.send("/mandates/enter", giver=giver, holder=holder)


def _come_in(clerk: Visitor, phone: Visitor, meeting: str, here: list[str]) -> None:
    """One by the code at the door, all others on the clerk's list."""
    clerk.go(f"chamber/meetings/{meeting}").send("/open")
    clerk.go(f"chamber/meetings/{meeting}/door").send("/door")
    code = clerk.page.locator(".door__letters").first.inner_text().replace(" ", "")
    phone.go(f"chamber/meetings/{meeting}/here?code={code}").send("/here")
    assert "签到成功" in phone.page.locator("body").inner_text()
    clerk.go(f"chamber/meetings/{meeting}")
    names = {name(int(number[1:])) for number in here[1:]}
    rows = clerk.page.locator("section#roll tbody tr")
    for row in rows.all():
        if row.locator("th").inner_text() in names:
            row.locator("select").select_option("hall")
    clerk.send("/attendance", "保存签到")


def _open_wall(projector: Visitor, meeting: str) -> Page:
    wall = projector.page
    projector.go(f"chamber/meetings/{meeting}/projector")
    assert "44" in wall.locator("body").inner_text()
    return wall


def _debate(chair: Visitor, phone: Visitor, wall: Page, meeting: str, clock: Any) -> None:
    clock.set(minute("19:45"))
    _take_up(chair, meeting, 1)
    wall.get_by_text("去年为民服务项目的办理情况").first.wait_for(timeout=FOLLOWS)
    clock.set(minute("19:58"))
    chair.write("/items/1/record", record="居委会主任通报去年三个项目的办理和花费。")
    _conclude(chair, 1, "听取了通报，代表没有异议。")
    _take_up(chair, meeting, 2)
    clock.set(minute("20:05"))
    phone.go(f"chamber/meetings/{meeting}/follow")
    phone.page.locator('form[action$="/follow/ask"] button[value="for"]').click()
    phone.page.get_by_text("排第 1 位").first.wait_for()
    chair.go(f"chamber/meetings/{meeting}/hall")
    chair.page.get_by_role("button", name="下一位").first.click()
    stop = chair.page.get_by_role("button", name="停表")
    stop.wait_for(timeout=20_000)
    wall.get_by_text(mask_name(name(0))).first.wait_for(timeout=FOLLOWS)
    clock.set(minute("20:07"))
    stop.click()
    chair.page.get_by_text("现在没有人发言").wait_for(timeout=20_000)
    chair.go(f"chamber/meetings/{meeting}/hall")
    chair.write("/gist", gist="一区院子晚上最黑，老人多，先修一区。")
    clock.set(minute("20:30"))
    chair.go(f"chamber/meetings/{meeting}/hall")
    chair.page.locator("details", has=chair.page.locator('form[action$="/hall/motions"]')).locator(
        "summary"
    ).first.click()
    chair.send(
        "/hall/motions", what="main", name="议案小组", text="先修一区院子的路灯，其余的明年修。"
    )
    chair.send("/decide", method="hands", yes="30", no="6", abstain="3")
    chair.page.locator("details", has=chair.page.locator('form[action$="/hall/tasks"]')).locator(
        "summary"
    ).first.click()
    chair.send("/hall/tasks", text="请三家单位报价", holder="居委会主任", due_on="2014-05-30")
    clock.set(minute("20:45"))
    _conclude(chair, 2, "赞成 30，反对 6，弃权 3，先修一区院子的路灯。")


def _take_up(chair: Visitor, meeting: str, position: int) -> None:
    chair.go(f"chamber/meetings/{meeting}/hall")
    button = chair.page.locator(f'[formaction$="/items/{position}/open"]')
    button.click()
    button.wait_for(state="detached")


def _conclude(chair: Visitor, position: int, words: str) -> None:
    chair.send(f"/items/{position}/close", conclusion=words)
    agenda = chair.page.locator("ol.agenda li").nth(position - 1)
    assert "办结" in agenda.inner_text()


def _sign(clerk: Visitor, chair: Visitor, phone: Visitor, meeting: str, clock: Any) -> None:
    desk = f"chamber/meetings/{meeting}/minutes"
    clerk.go(desk)
    assert "实到 39 人（会场 39 人，线上 0 人），委托 5 人，共 44 人，须到 40 人" in clerk.text
    assert "没有写" not in clerk.text
    clerk.send("/circulate")
    phone.go(desk).send("/correct", text="一区院子晚上最黑，住的老人多，我赞成先修一区。")
    assert "住的老人多，我赞成" in phone.text
    clock.set(ENDS + timedelta(days=8))
    clerk.go(desk).send("/submit")
    chair.go(desk).send("/sign", name="曹试平")
    clerk.go(desk).send("/sign", name="孔试笔")
    clerk.go(desk).send("/publish")


def _look(passer: Visitor, clerk: Visitor, meeting: str) -> None:
    """What everybody reads names nobody; the clerk's Word file does."""
    text = passer.go(f"meetings/{meeting}/minutes").text
    for said in ("19:42", "20:48", "44", "先修一区院子的路灯", "赞成 30", "居委会主任"):
        assert said in text, said
    assert name(0) not in text and "曹试平" not in text
    clerk.go(f"chamber/meetings/{meeting}")
    file = clerk.page.request.get(f"{clerk.base}/chamber/meetings/{meeting}/minutes.docx")
    assert file.status == 200
    body = zipfile.ZipFile(io.BytesIO(file.body())).read("word/document.xml").decode()
    assert name(0) in body and "先修一区院子的路灯" in body
    assert wenhua.ROLL == 78
