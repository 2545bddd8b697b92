"""Routine disclosure, bank and jobs in a real browser: axe, and nothing wider than the screen."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from council.models.bank import BankLine
from council.services import bank
from council.services.postings import Draft
from tests.browser.test_every_page import TOO_WIDE
from tests.factories import bank as files
from tests.factories import money
from tests.factories import postings as made
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.support.visitor import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
AT = datetime(2026, 4, 8, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LOOKS = [(360, "view=standard"), (1280, "view=standard"), (360, "view=large"), (360, "lang=en")]
PICTURES = os.environ.get("PICTURES", "")
"""A folder to leave pictures of the pages in, to be looked at."""
MOVED = [
    (money.DAY, money.WHOLE, "松河街道办事处", "拨款"),
    (money.DAY + timedelta(days=2), -1_860_000, "杏北装饰有限公司", "坡道工程款"),
    (money.DAY + timedelta(days=19), 1_234, "试验银行", "结息"),
    (money.DAY + timedelta(days=20), -90_000, "杏林便民五金商店", "零星材料"),
]


@pytest.fixture
def purse(app_context, app, scene, clock):
    found = money.purse(on_stage(app, scene))
    hall = found.hall
    money.paid(found, 0, 1_860_000)
    money.paid(found, 0, 40_000, supplier="杏林花木")
    made.catalogue(hall, date(2026, 1, 1))
    old = made.posted(hall, AT)
    again = Draft("一季度低保情况（更正）", "应为新增 3 户。", "类别\t户数\n在保\t32\n新增\t3")
    made.posted(hall, AT, corrects=old, draft=again)
    made.posted(hall, AT, item=1, period="2026-03", draft=Draft("三月收支", "见下表。"))
    made.prepared(hall, AT, item=18, draft=Draft("一季度为老服务", "开展 6 场，112 人次。"))
    statement = files.as_csv(files.table(MOVED))
    bank.take_over(
        hall.community_id, "service", statement, "三月.csv", actor=hall.actor("clerk"), at=AT
    )
    clock.set(AT)
    return found


@pytest.fixture
def signed_in(site, purse):
    def enter(page, who: str) -> None:
        sign_in(page, site, purse.hall.accounts[who])

    return enter


def addresses(purse) -> dict[str, list[str]]:
    line = next(row.id for row in stored(purse.hall, BankLine) if row.amount == 1_234)
    return {
        "": ["disclosure/", "disclosure/catalogue", "disclosure/2026-001", "disclosure/2026-003"],
        "clerk": [
            "chamber/postings/",
            "chamber/postings/new?item=1&period=2026-02",
            "chamber/postings/2026-004",
            "chamber/fund/bank/",
            "chamber/fund/bank/import",
            f"chamber/fund/bank/lines/{line}",
            "chamber/jobs/",
        ],
        "supervisor1": ["chamber/postings/2026-004"],
    }


@pytest.mark.parametrize(("width", "look"), LOOKS)
def test_the_pages(open_page, signed_in, purse, assert_accessible, width, look) -> None:
    page = open_page(width)
    for who, paths in addresses(purse).items():
        if who:
            signed_in(page, who)
        for path in paths:
            end = f"{'&' if '?' in path else '?'}{look}"
            answer = page.goto(f"{purse.hall.base}/{path}{end}")
            assert answer.status == 200, path
            assert_accessible(page)
            assert page.evaluate(TOO_WIDE) is None, path
            if PICTURES:
                name = f"{path.split('?')[0].strip('/').replace('/', '_')}-{who}-{width}-{look}"
                page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_posting_prints_on_one_sheet(open_page, purse, tmp_path) -> None:
    page = open_page(1280)
    page.goto(f"{purse.hall.base}/disclosure/2026-003")
    page.emulate_media(media="print")
    place = Path(PICTURES or tmp_path) / "posting.pdf"
    page.pdf(path=place, format="A4", prefer_css_page_size=True)
    assert (
        place.read_bytes().count(b"/Type /Page\n") + place.read_bytes().count(b"/Type /Page ") <= 2
    )
    text = page.inner_text("main")
    assert "181,400.00" in text or "181,000.00" in text
    assert len(page.inner_text(".hash")) == 64
