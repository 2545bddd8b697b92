"""The negative list: what it hints at, what a person says of it, and what stands against a wish."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from council.rules import negative
from council.rules.bookfile import RulebookError
from council.rules.negative import Answer, Hit
from council.rules.rulebook import default_book
from council.vocabulary import word

CAPS = default_book().rule("FC1", date(2026, 5, 6))
EVERY = (
    "office", "pay", "hospitality", "debts", "property_company", "resident_own",
    "government_funded", "committee_hardware",
)  # fmt: skip


def codes(found) -> list[str]:
    return [reason.code for reason in found]


def test_the_list_has_every_item() -> None:
    assert tuple(negative.items()) == EVERY
    for item in negative.items().values():
        assert item.signs
        assert item.statutes


def test_no_sign_hints_at_two_items() -> None:
    signs = [sign for item in negative.items().values() for sign in item.signs]
    assert len(signs) == len(set(signs))


@pytest.mark.parametrize("item", EVERY)
def test_each_sign_is_found_in_title_text_and_place(item: str) -> None:
    for sign in negative.items()[item].signs:
        for place in range(3):
            said = ["给居民", "做一件事", "院子里"]
            said[place] += sign
            hits = negative.check(*said)
            assert item in {hit.item for hit in hits}
            assert sign in next(hit.words for hit in hits if hit.item == item)


def test_plain_wishes_hint_at_nothing() -> None:
    assert negative.check("在7号楼东侧建充电棚", "装棚、装20个带烟感的插座。", "7号楼") == ()


def test_every_hit_is_answered_with_a_reason() -> None:
    hits = [Hit("pay", ("补贴",)), Hit("office", ("打印机",))]
    yes = Answer("pay", confirmed=True, reason="是补贴。")
    assert codes(negative.answered(hits, [yes]).reasons) == ["wish_hit_open"]
    empty = Answer("office", confirmed=False, reason=" ")
    assert codes(negative.answered(hits, [yes, empty]).reasons) == ["wish_reason_missing"]
    said = Answer("office", confirmed=False, reason="给居民用。")
    assert negative.answered(hits, [yes, said]).lawful


def test_what_is_confirmed_stands_against_it_but_for_an_exception() -> None:
    answers = [Answer("pay", confirmed=True, reason="是"), Answer("office", False, "不是")]
    (reason,) = negative.against(answers, exception=False)
    assert (reason.code, reason.rule, reason.params) == (
        "wish_on_list", "FN1", {"negative_item": "pay"},
    )  # fmt: skip
    assert negative.against(answers, exception=True) == ()


@pytest.mark.parametrize(
    ("kind", "most"), [("services", 20_000_000), ("goods", 20_000_000), ("works", 40_000_000)]
)
def test_caps_include_their_figure(kind: str, most: int) -> None:
    assert negative.cap(CAPS, kind) == most
    assert negative.above_cap(CAPS, kind, most).lawful
    (reason,) = negative.above_cap(CAPS, kind, most + 1).reasons
    assert (reason.code, reason.rule) == ("wish_above_cap", "FC1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[item]]\nid = 'x'\n", "is missing"),
        ("[[thing]]\nid = 'x'\n", "[[item]]"),
        ("nothing", "negative.toml"),
    ],
)
def test_a_malformed_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "negative.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RulebookError) as caught:
        negative.load(path)
    assert said in str(caught.value)


def test_an_item_stands_there_once(tmp_path: Path) -> None:
    path = tmp_path / "negative.toml"
    whole = negative._FILE.read_text("utf-8")
    first = whole[whole.index("[[item]]") :].split("\n\n")[0]
    path.write_text(f"{first}\n\n{first}\n", "utf-8")
    with pytest.raises(RulebookError, match="defined twice"):
        negative.load(path)


@pytest.mark.one_database
def test_every_item_has_its_words(app_context) -> None:
    for item in EVERY:
        assert word("negative_item", item)
        assert word("negative_item_text", item)
