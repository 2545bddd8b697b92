"""Differences: exact, and readable in Chinese."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from council.rules.difference import difference

WORDS = st.lists(
    st.sampled_from(
        ["路灯", "6号楼", "，", "。", "\n", "12,000元", "LED灯", " ", "修", "的", "停车难", "A3区"]
    ),
    max_size=30,
).map("".join)


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "del": "[-{}-]", "ins": "[+{}+]"}
    return "".join(marks[kind].format(text) for kind, text in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("一样", "一样", "一样"),
        ("", "新文", "[+新文+]"),
        ("旧文", "", "[-旧文-]"),
        (
            "安装路灯3盏，预计12,000元。",
            "安装路灯5盏，预计18,500.50元。",
            "安装路灯[-3-][+5+]盏，预计[-12,000-][+18,500.50+]元。",
        ),
        ("装LED灯", "装OLED灯", "装[-LED-][+OLED+]灯"),
        (
            "社区尽快解决停车难的问题。",
            "社区和物业尽快解决停车难问题。",
            "社区[+和物业+]尽快解决停车难[-的-]问题。",
        ),
        ("6号楼前安装路灯。", "6号楼前增设路灯。", "6号楼前[-安装-][+增设+]路灯。"),
        ("甲段\n\n乙段", "甲段\n\n新段\n\n乙段", "甲段\n\n[+新段\n\n+]乙段"),
        ("先修路，后装灯。", "先修路，再种树，后装灯。", "先修路，[+再种树，+]后装灯。"),
        ("今年完成。", "明天下雨。", "[-今年完成。-][+明天下雨。+]"),
    ],
)
def test_reads_well(old, new, expected):
    assert shown(old, new) == expected


def test_a_rewritten_sentence_is_replaced_whole():
    old, new = "东门垃圾站夏天很臭苍蝇多。后面不变。", "建议改为封闭式并每日清运两次。后面不变。"
    assert shown(old, new) == f"[-{old[:-5]}-][+{new[:-5]}+]后面不变。"


def test_one_equal_character_between_changes_is_drawn_in():
    assert (
        shown("甲乙的丙丁完成工作", "子丑的寅卯完成工作") == "[-甲乙的丙丁-][+子丑的寅卯+]完成工作"
    )


@given(WORDS, WORDS)
@settings(deadline=None)
def test_nothing_is_lost(old, new):
    changes = difference(old, new)
    assert "".join(text for kind, text in changes if kind != "ins") == old
    assert "".join(text for kind, text in changes if kind != "del") == new
    assert all(text for _, text in changes)
    for one, two in pairwise(changes):
        assert one.kind != two.kind
        assert (one.kind, two.kind) != ("ins", "del")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None)
def test_nothing_is_lost_of_any_text(old, new):
    changes = difference(old, new)
    assert "".join(text for kind, text in changes if kind != "ins") == old
    assert "".join(text for kind, text in changes if kind != "del") == new


def test_long_texts_do_not_hold_the_page_up():
    start = process_time()
    difference("甲乙丙丁" * 2500, "乙甲丁丙" * 2500)
    assert process_time() - start < 5
