"""What English and 繁體中文 readers see where Chinese habits would show: days, brackets, laws."""

from __future__ import annotations

import re

import pytest

from council.web import citations, dates
from tests.factories.community import on_stage, sign_in
from tests.factories.hall import call, make_matter
from tests.web.test_debate import KEY

LAW = "居委会组织法"


@pytest.fixture
def hall(app_context, scene, clock):
    return on_stage(app_context, scene)


def test_one_day_is_no_days() -> None:
    assert [dates.days(n, "en") for n in (0, 1, 3)] == ["0 days", "1 day", "3 days"]
    assert dates.days(1, "zh-Hant") == "1 天"
    assert (dates.day_word(1, "en"), dates.day_word(2, "en")) == ("day", "days")


def test_the_demo_clock_and_the_navigation(client, hall, app) -> None:
    app.config["DEMO"] = True
    page = client.get(f"{hall.base}/?lang=en").text
    assert ">1 day<" in page and ">3 days<" in page
    assert re.search(r'/polls/"[^>]*>Votes<', page)


def test_a_law_is_named_in_the_readers_language_beside_its_chinese_title(app) -> None:
    for lang, words in (
        ("zh-Hans", LAW),
        ("zh-Hant", "居民委員會組織法（2025年修訂）"),
        ("en", "[居民委员会组织法（2025年修订）]"),
    ):
        with app.test_request_context(f"/?lang={lang}"):
            assert words in citations.cite_plain([LAW])
    with app.test_request_context("/?lang=en"):
        both = citations.cite([LAW, "民法典 278"])
        assert both.startswith("Organic Law of Residents&#39; Committees")
        assert '<span lang="zh-Hans">民法典第二百七十八条</span>' in both
        assert citations.cite(["某条"]) == "某条"


def test_pages_cite_laws_so(client, hall) -> None:
    make_matter(hall, "resolution")
    number = call(hall, "representatives")
    english = client.get(f"{hall.base}/meetings/{number}?lang=en").text
    assert "Organic Law of Residents" in english
    assert '<span lang="zh-Hans">居民委员会组织法' in english
    assert "居民委員會組織法" in client.get(f"{hall.base}/meetings/{number}?lang=zh-Hant").text
    assert "Civil Code, article 278 [" in client.get(f"{hall.base}/rules/?lang=en").text


def test_choices_have_the_brackets_of_the_language(client, hall) -> None:
    make_matter(hall, "debate")
    sign_in(client, hall.accounts["clerk"])
    options = re.findall(
        "<option[^>]*>([^<]*)|<label[^>]*>([^<]*)",
        client.get(f"{hall.base}/chamber/meetings/new?lang=en").text,
    )
    texts = ["".join(pair) for pair in options]
    assert any("(RC1" in text for text in texts)
    assert not [text for text in texts if "（RC1" in text or "（Deb" in text]
    desk = f"{hall.base}/chamber/proposals/2026-001"
    sign_in(client, hall.accounts["grid"])
    asked = {"kind": "question", "text": "一度电多少钱？", "request_key": KEY}
    client.post(f"{desk}/speak", data=asked)
    sign_in(client, hall.accounts["property"])
    assert "一度电多少钱？ (网格员" in client.get(f"{desk}?lang=en").text


def test_buttons_are_commands(client, hall) -> None:
    make_matter(hall, "vetting")
    sign_in(client, hall.accounts["secretary"])
    page = client.get(f"{hall.base}/chamber/proposals/2026-001?lang=en").text
    assert re.search(r"<button[^>]*>Decline</button>", page)
    assert not re.search(r"<button[^>]*>Declined</button>", page)
