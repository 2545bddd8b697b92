"""Grams, weights, scores and reasons of similar matters."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council.rules import likeness, similarity
from council.rules.excerpts import excerpt, mark
from council.rules.folding import fold, fold_with_places
from council.rules.likeness import Matter
from council.rules.similarity import profile


def grams(text: str) -> list[str]:
    return [g for piece in similarity.pieces(fold(text)) for g in similarity.grams_of_piece(piece)]


def points(mine: str, theirs: str) -> int:
    query, other = profile(mine).grams, similarity.unpack(similarity.pack(profile(theirs)))
    worths = dict.fromkeys(query, 50)
    return similarity.score(query, similarity.squares(query, worths), other, worths, 50)


def test_folding_makes_scripts_widths_and_cases_alike():
    assert fold("Ａ３區 6號樓停車場 KTV") == "a3区 6号楼停车场 ktv"
    assert fold("樓道的電動車") == fold("楼道的电动车")


@pytest.mark.skipif(importlib.util.find_spec("opencc") is None, reason="opencc is not installed")
def test_our_table_of_characters_agrees_with_opencc():
    import opencc

    from council.rules import folding

    simplify = opencc.OpenCC("t2s").convert
    table = folding._SIMPLE
    wrong = {a: b for a, b in table.items() if simplify(a) not in (a, b)}
    assert not wrong
    assert not [b for b in table.values() if b in table and table[b] != b]


@given(st.text(max_size=50))
def test_folded_characters_know_where_they_came_from(text):
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)


def test_pairs_words_and_single_characters():
    assert grams("停车难") == ["停车", "车难"]
    assert grams("灯") == ["灯"]
    assert grams("LED灯3盏") == ["led", "灯", "3", "盏"]
    assert grams("我们的路灯和车棚") == ["们", "路灯", "车棚"] or "路灯" in grams(
        "我们的路灯和车棚"
    )
    assert grams("提案2026-014") == ["提案", "2026-014"]
    assert grams("，。！ \n") == []


@given(st.text(min_size=1, max_size=2), st.text(min_size=1, max_size=2))
def test_codes_are_distinct_and_fit_a_signed_integer(one, two):
    codes = similarity.gram_code(one), similarity.gram_code(two)
    assert (codes[0] == codes[1]) == (one == two)
    assert all(
        0 < code < 2**62 for code in (similarity.word_code(one), similarity.word_code("ktv"))
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("6号楼", "六栋"),
        ("12幢", "十二号楼"),
        ("三期", "3期"),
        ("B座", "b栋"),
        ("二十一栋", "21号楼"),
    ],
)
def test_a_building_is_one_thing_whatever_it_is_called(one, two):
    assert similarity.buildings(fold(one)) == similarity.buildings(fold(two)) != []
    assert points(f"{one}漏水", f"{two}漏水") > points(f"{one}漏水", "9栋漏水")


def test_names_of_places_weigh_more():
    made = profile("翠湖花园停车难")
    weight = {gram: made.grams[similarity.gram_code(gram)] for gram in ("翠湖", "停车")}
    assert weight["翠湖"] > weight["停车"]


def test_a_profile_survives_packing():
    made = profile("6号楼电梯坏了", "电梯停在三楼，物业不修。" * 3, "翠湖花园")
    packed = similarity.unpack(similarity.pack(made))
    assert packed.title == made.title
    assert packed.grams == made.grams
    assert packed.squares == sum(weight**2 for weight in made.grams.values())


def test_a_huge_text_has_a_bounded_profile():
    text = "".join(chr(0x4E00 + i) for i in range(20_000))
    assert len(profile("题", text).grams) <= similarity.MOST_GRAMS


def test_same_is_nearer_than_related_and_stranger():
    mine = "6号楼电梯经常停运"
    assert points(mine, mine) >= 990
    assert (
        points(mine, "六栋电梯停运没人修") > points(mine, "2栋电梯加装") > points(mine, "河边钓鱼")
    )
    assert points(mine, "河边钓鱼") == 0
    assert points("", mine) == 0


def test_what_everybody_has_is_worth_nothing():
    assert similarity.worth(1000, 1001) == 0
    assert similarity.worth(1000, 1) > similarity.worth(1000, 10) > similarity.worth(1000, 500) >= 0
    assert similarity.worth(0, 0) == 0
    assert isinstance(similarity.worth(10**9, 3), int)


def test_reasons_are_words_for_people():
    mine = Matter("翠湖花园六栋电梯停运", "多次停运", "翠湖花园", "房屋/电梯")
    theirs = Matter("6号楼电梯停运已久", "", "翠湖花园 南区", "房屋/电梯")
    found = {reason.code: reason.words for reason in likeness.reasons(mine, theirs)}
    assert found["same_place"] == ("翠湖花园",)
    assert found["same_building"] == ("6栋",)
    assert found["same_category"] == ("房屋/电梯",)
    assert found["shared_words"] == ("电梯停运",)


def test_phrases_that_every_message_has_are_no_reason():
    assert likeness.shared_phrases("请问小区业主的问题怎么解决", "咨询小区业主的问题") == ()
    assert likeness.shared_phrases("丽景苑搅拌站噪音", "反对丽景苑旁的搅拌站噪音") == (
        "搅拌站噪音",
        "丽景苑",
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_shared_phrases_are_shared(one, two):
    for phrase in likeness.shared_phrases(one, two):
        assert phrase in fold(one)
        assert phrase in fold(two)


def test_excerpts_mark_what_was_found():
    assert mark("加装電梯", ["电梯"]) == (("加装", False), ("電梯", True))
    text = "前" * 200 + "停车位不够" + "后" * 200
    found = excerpt(text, ["停车"])
    assert [segment for segment in found if segment.marked] == [("停车", True)]
    assert found[0].text == "…"
    assert found[-1].text == "…"
    assert sum(len(segment.text) for segment in found) < 90
    assert excerpt("", ["停车"]) == ()
    assert excerpt("没有", ["停车"]) == (("没有", False),)
