"""The catalogues are complete: every text of pages and code stands in English and in 繁體中文."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ("en", "zh_Hant")
METHODS = [("council/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
    "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"[(「《“(][^」》”))]*[」》”))]")
# Names of people, places and languages stay as they are in any language.
STAYS = re.compile(r"^[\W\d]*$|简体|繁體")


@cache
def texts() -> frozenset[str]:
    """Every msgid in code and templates."""
    found = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS):
        found.add(message[0] if isinstance(message, tuple) else message)
    return frozenset(found)


def catalogue(locale: str) -> Catalog:
    path = ROOT / "council" / "translations" / locale / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=locale)


def missing(wanted: Iterable[str], have: Catalog) -> list[str]:
    return sorted(text for text in wanted if not (have.get(text) and _first(have, text)))


def _first(have: Catalog, text: str) -> str:
    message = have.get(text)
    if message is None or message.fuzzy:
        return ""
    string = message.string
    return string[0] if isinstance(string, tuple | list) else string


def wrong_placeholders(have: Catalog) -> list[str]:
    """A placeholder that the text lacks, or has and must not: the page would break or be mute."""
    return [
        f"{_id(message)!r}: {sorted(asked ^ given)}"
        for message in have
        if _id(message)
        and (given := _names(_first(have, _id(message)))) != (asked := _names(_id(message)))
        and _first(have, _id(message))
    ]


def _id(message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def chinese_left(have: Catalog) -> list[str]:
    """English texts that still hold Chinese beyond what is quoted: 民法典, 附议 and the like."""
    return [
        _id(message)
        for message in have
        if _id(message)
        and HAN.search(re.sub(r"[(「《“(][^」》”))]*[」》”))]", "", _first(have, _id(message))))
        and not STAYS.search(_id(message))
    ]


@pytest.mark.check
@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale: str) -> None:
    """``make messages`` brings the new texts into the catalogues."""
    assert missing(texts(), catalogue(locale)) == []


@pytest.mark.check
@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_their_placeholders(locale: str) -> None:
    assert wrong_placeholders(catalogue(locale)) == []


@pytest.mark.check
def test_no_chinese_is_left_in_the_english() -> None:
    assert chinese_left(catalogue("en")) == []


def planted(text: str, string: str) -> Catalog:
    have = Catalog(locale="en")
    have.add(text, string)
    return have


def test_every_text_is_translated_twin() -> None:
    assert missing(["议案"], planted("议案", "")) == ["议案"]
    assert missing(["议案"], Catalog(locale="en")) == ["议案"]
    assert missing(["议案"], planted("议案", "Proposal")) == []


def test_translations_keep_their_placeholders_twin() -> None:
    assert wrong_placeholders(planted("还差 %(n)s 票", "votes missing"))
    assert wrong_placeholders(planted("还差", "%(n)s missing"))
    assert not wrong_placeholders(planted("还差 %(n)s 票", "%(n)s votes missing"))


def test_no_chinese_is_left_in_the_english_twin() -> None:
    assert chinese_left(planted("附议", "second 附议"))
    assert not chinese_left(planted("附议", "second (附议)"))


def test_texts_are_found() -> None:
    assert "居民议事厅" in texts()
