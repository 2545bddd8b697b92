"""A fund's year in Chromium: within reach, readable in every look, on the screen and on paper."""

from __future__ import annotations

import re

import pytest

from tests.factories import money
from tests.factories.community import on_stage

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

A3 = (1190.55, 841.89)
"""Points of an A3 sheet across."""
TOO_WIDE = "document.scrollingElement.scrollWidth - window.innerWidth"
UNSEEN = """() => [...document.querySelectorAll(".board__table th, .board__table td")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""


@pytest.fixture
def purse(app_context, app, scene, clock) -> money.Purse:
    made = money.purse(on_stage(app, scene), 4_000_000, 3_860_050)
    number = money.contract(made, 0, 3_000_000)
    money.paid(made, 0, 1_234_567, contract=number)
    clock.set(money.AT)
    return made


@pytest.mark.parametrize(
    ("width", "look"),
    [(360, "lang=zh-Hans"), (1280, "lang=en"), (360, "view=large&lang=zh-Hans")],
)
def test_page_and_table_in_every_look(purse, open_page, assert_accessible, width, look) -> None:
    page = open_page(width)
    for more in ("", "/table"):
        assert page.goto(f"{purse.base}/fund/2026{more}?{look}").ok
        assert page.evaluate(TOO_WIDE) <= 0, (more, look)
        assert_accessible(page)


def test_from_the_front_page_to_a_project_in_two_taps(purse, open_page) -> None:
    page = open_page(360, javascript=False)
    page.goto(f"{purse.base}/")
    page.click("section:has(#s-fund) a.more")
    assert page.locator("h1").inner_text() == "2026 年服务群众专项经费"
    row = page.locator("li.proj").first
    assert "已付 12,345.67，合同 30,000" in row.inner_text()
    row.locator("a").click()
    assert page.url.endswith(f"/fund/projects/{purse.projects[0]}")
    assert page.locator("h1").is_visible()


def test_the_drawing_is_told_in_words(purse, open_page) -> None:
    page = open_page(1280)
    page.goto(f"{purse.base}/fund/2026")
    drawing = page.get_by_role("img", name=re.compile("画成方格"))
    assert "已支付 12,345.67 元" in drawing.get_attribute("aria-label")
    fills = page.evaluate(
        "[...new Set([...document.querySelectorAll('.squares svg > rect')]"
        ".map((r) => r.getAttribute('fill')))]"
    )
    assert fills == ["url(#m1)", "url(#m2)", "url(#m3)", "url(#m4)"]


def test_the_keyboard_reaches_table_and_files(purse, open_page) -> None:
    page = open_page(1280)
    page.goto(f"{purse.base}/fund/2026")
    page.locator("section:has(#s-money) .files a").first.focus()
    reached = []
    for _ in range(4):
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert [href.rsplit("/", 1)[1] for href in reached] == [
        "table", "table.xlsx", "table.csv", "table.json",
    ]  # fmt: skip


def test_the_table_prints_on_a3_in_large_letters(purse, open_page) -> None:
    page = open_page(1587)
    page.goto(f"{purse.base}/fund/2026/table")
    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed)
    assert len(boxes) == 1
    assert [float(n) for n in boxes[0].split()][2:] == pytest.approx(A3, abs=2)
    page.emulate_media(media="print")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('td')).fontSize)")
    assert size >= 17
    assert page.evaluate(UNSEEN) == []
    assert page.locator(".board__scan svg").is_visible()
    assert not page.locator(".papertools").is_visible()
