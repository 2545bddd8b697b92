"""What is published of minutes: no names, no reasons of absence, nothing of a closed item."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from council.rules.masking import mask_names, names_left
from council.rules.minuteparts import Guest, Item, Moved, Somebody, Spoken, Vote
from council.rules.minutes import to_data
from council.rules.minutesmask import known_names, masked, unmasked
from tests.rules.test_minutes import HEAD, example

NAMES = ("王小明", "王明", "欧阳明", "阿卜杜拉·买买提", "John Smith")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("王小明说水压不够", "王*明说水压不够"),
        ("王 小明、王　小　明都来了", "王*明、王*明都来了"),
        ("王明同意", "王*同意"),
        ("欧阳明和王小明", "欧阳*和王*明"),
        ("John Smith asked; Johnson did not", "J*** S*** asked; Johnson did not"),
        ("没有提到谁", "没有提到谁"),
        ("请阿卜杜拉·买买提说明", "请阿*** 买***说明"),
        ("王*明", "王*明"),
    ],
)
def test_names_are_masked_in_free_text(written: str, shown: str) -> None:
    assert mask_names(written, NAMES) == shown
    assert mask_names(shown, NAMES) == shown


@pytest.mark.parametrize("written", ["王-小明", "王（小）明", "王/小/明", "王·小明", "王  小明"])
def test_a_name_written_apart_is_found(written: str) -> None:
    assert names_left(mask_names(written, NAMES), NAMES) == ("王小明",)


@pytest.mark.parametrize("written", ["老王，小明天来", "老王（明天来）", "王*明", "王府井", ""])
def test_other_words_are_no_names(written: str) -> None:
    assert names_left(written, NAMES) == ()


def test_one_letter_is_no_name() -> None:
    assert mask_names("王府井", ["王", "", "*"]) == "王府井"


def test_nothing_published_names_anybody() -> None:
    secret = Item(
        *(3, "低保名单", "deliberation"), closed=True, record="赵敏家的情况", conclusion="通过"
    )
    first = example().items[0]
    told = replace(
        first,
        record="王小明说，请打 13800001234。",
        conclusion="由赵敏负责",
        speeches=(*first.speeches, Spoken(3, Somebody("周围", id="p9"), "for", 1, "张建国说得对")),
        motions=(Moved(1, "main", "", Somebody("吴起"), "请吴起说明", "adopted"),),
        votes=(
            Vote(
                *("2026-009", "选孙丽吗", "会", False, "EL1", (), "passed"),
                {"results": [{"label": "孙丽", "votes": 3}], "counts": {"yes": 3}},
            ),
        ),
    )
    made = replace(example(), items=(told, secret))
    shown = json.dumps(to_data(masked(made)), ensure_ascii=False)
    for name in known_names(made):
        assert name not in shown
    for word in ("13800001234", "住院", "低保", '"p9"', '"a1"', "通过"):
        assert word not in shown
    assert masked(made).items[1] == Item(3, "", "deliberation", closed=True)
    assert masked(made).items[0].votes[0].counts == {"yes": 3}


def test_masked_twice_is_masked_once() -> None:
    once = masked(example())
    assert masked(once) == once


def test_tells_where_a_name_would_stay() -> None:
    told = replace(example().items[0], record="王-小明")
    made = replace(example(), items=(told,), remark="孙/丽")
    assert list(unmasked(made)) == [(1, 0, "王小明"), (0, 0, "孙丽")]
    assert list(unmasked(replace(HEAD, remark="孙丽"))) == []


def test_who_attends_as_an_office_is_not_masked_in_texts() -> None:
    said = replace(example().items[0], record="街道办事处、杏苑物业到会", speeches=())
    guests = (Guest("街道办事处"), Guest("杏苑物业"), Guest("钱来客"))
    made = replace(example(), items=(said,), guests=guests)
    shown = masked(made)
    assert shown.items[0].record == "街道办事处、杏苑物业到会"
    assert shown.guests[2].name == "钱*客"
