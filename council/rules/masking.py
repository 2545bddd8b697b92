"""Hides who a person is: names, telephone numbers, and what people write about others in free text.

Source: 个人信息保护法 25 – publication needs separate consent or a legal duty, so pages mask.
Masking twice changes nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

_SURNAMES_OF_TWO = (
    "欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 长孙 宇文 独孤 南宫 端木 轩辕 "
    "百里 东郭 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 司空 闾丘 西门 "
    "歐陽 諸葛 東方 尉遲 公孫 長孫 獨孤 南宮 軒轅 東郭 聞人 澹臺 濮陽 單于 仲孫 鍾離 閭丘 西門"
)
_COMPOUND_SURNAMES = frozenset(_SURNAMES_OF_TWO.split())
_MASKED = re.compile(r".{0,2}\*+.?|\S\*{3}( \S\*{3})*")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0010ffff]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width letters and digits to plain ones, one for one: places in the text stay the same."""

_AMOUNT = r"[0-9.,，]*\s*(?:元|万|平|米|㎡|年|户|戶|人|个|個|块|度|盏|名|余|多|吨|噸|号楼|栋|幢)"
_ROOM = rf"[A-Za-z]?[0-9]{{3,4}}(?!{_AMOUNT})"
_BUILDING = r"[0-9A-Za-z一二三四五六七八九十百]{1,4}\s*(?:栋|棟|幢|号楼|號樓|座|#楼|#)"
_STAIR = r"(?:[0-9A-Za-z一二三四五六七八九十]{1,3}\s*(?:单元|單元|梯|门|門)\s*)"
_FLOOR = r"(?:[0-9]{1,2}\s*(?:楼|樓|层|層)\s*)"
_ROOM_END = r"(?:\s*(?:室|房(?![屋东東子产產型])|号房?(?!楼)|號房?))?"
_MORE = rf"(?:\s*[、,，和及]\s*{_ROOM}{_ROOM_END})"
_PLATE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_HINT = re.compile(
    rf"[0-9０-９@＠QqＱｑVvＶｖWwＷｗ微{_PLATE}](?:[0-9０-９](?<=[0-9０-９].)[0-9０-９]"
    rf"|[QqＱｑ](?<=[QqＱｑ].)|[XxＸｘ](?<=[VvＶｖ].)|[EeＥｅ](?<=[WwＷｗ].)|信(?<=微.)"
    rf"|[A-Za-zＡ-Ｚａ-ｚ](?<=[{_PLATE}].)|(?<=[@＠]))"
)
"""Most texts hold nothing to hide; this tells at one glance. Every pattern below needs one."""


def mask_name(name: str) -> str:
    """A name with the given name hidden: 王小明 → 王*明, 王明 → 王*, John Smith → J*** S***."""
    name = name.strip()
    if not name or _MASKED.fullmatch(name):
        return name
    if not _CHINESE.fullmatch(name):
        return " ".join(part[0] + "***" for part in re.split(r"[\s·•]+", name) if part)
    family = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    given = len(name) - family
    if len(name) == 1:
        return "*"
    return name[:family] + ("*" if given == 1 else "*" * (given - 1) + name[-1])


def mask_phone(number: str) -> str:
    """A telephone number with its middle hidden: 138****1234, 0755-****5678; short ones wholly."""
    digits = re.sub(r"[^0-9]", "", number.translate(_FULL_WIDTH))
    if "*" in number:
        return number
    mobile = re.fullmatch(r"(?:86)?(1[3-9][0-9])[0-9]{4}([0-9]{4})", digits)
    if mobile:
        return f"{mobile[1]}****{mobile[2]}"
    fixed = re.fullmatch(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))[0-9]{3,4}([0-9]{4})", digits)
    if fixed:
        return f"{fixed[1]}-****{fixed[2]}"
    return "****" + digits[-2:] if len(digits) >= 7 else "****"


def mask_text(text: str) -> str:
    """Free text without telephone, identity, card and plate numbers, addresses and rooms.

    What stays: amounts, dates, areas, buildings, and every word around them.
    """
    if not _HINT.search(text):
        return text
    masked = text
    for pattern, hide in _PATTERNS:
        masked = _replace(pattern, hide, masked)
    # What stood too close to something hidden is found when looked at again.
    return masked if masked == text else mask_text(masked)


def mask_names(text: str, names: Collection[str]) -> str:
    """Free text with these people's names masked, also where a blank stands within the name."""
    pattern = _of_names(frozenset(names), r"[ \t\u3000]?")
    if pattern is None:
        return text
    return pattern.sub(lambda found: mask_name(_together(found[0])), text)


def _together(name: str) -> str:
    """A Chinese name without blanks within."""
    closed = re.sub(r"\s", "", name)
    return closed if _CHINESE.fullmatch(closed) else name


def names_left(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Names that can still be read in a masked text, written apart (王-小明, 王（小）明)."""
    pattern = _of_names(frozenset(names), _APART)
    found = pattern.findall(text) if pattern else []
    return tuple(dict.fromkeys(re.sub(r"\W", "", one) for one in found))


_APART = r"[ \t\u3000\-—_/\\·•.．|~～]{0,3}"
_BRACKETS = r"[ \t\u3000\-—_/\\·•.．|~～（）()]{0,3}"
"""Between the letters of a long name also brackets: of a short one they make other words."""


@lru_cache(maxsize=64)
def _of_names(names: frozenset[str], between: str) -> re.Pattern[str] | None:
    """Finds any of the names, longer ones first; one letter alone is no name."""
    wanted = [name for name in names if len(name) > 1 and not _MASKED.fullmatch(name)]
    wanted.sort(key=lambda name: (-len(name), name))
    parts = [_spelt(name, between) for name in wanted]
    return re.compile("|".join(parts)) if parts else None


def _spelt(name: str, between: str) -> str:
    """A pattern for the name; one in Latin letters is a word of its own."""
    if not _CHINESE.search(name):
        return rf"(?<!\w){re.escape(name)}(?!\w)"
    if between == _APART and len(name) > 2:
        between = _BRACKETS
    return between.join(map(re.escape, name))


def _replace(pattern: re.Pattern[str], hide: Callable[[re.Match[str]], str], text: str) -> str:
    """Find in plain-width text; replace the group ``hide``, or all, in the text as written."""
    group = "hide" if "hide" in pattern.groupindex else 0
    parts, end = [], 0
    for found in pattern.finditer(text.translate(_FULL_WIDTH)):
        parts += [text[end : found.start(group)], hide(found)]
        end = found.end(group)
    return "".join([*parts, text[end:]])


def _number(body: str) -> str:
    """A pattern that is not a part of a longer number."""
    return rf"(?<![0-9A-Za-z*]){body}(?![0-9A-Za-z*])"


_GAP = r"[ -]?"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"),
        lambda m: f"{m[1]}***@{m[2]}",
    ),
    (
        re.compile(_number(rf"[0-9]{{6}}{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9Xx]")),
        lambda _: "*" * 18,
    ),
    (re.compile(_number(r"[1-9][0-9]{14}")), lambda _: "*" * 15),
    (
        re.compile(_number(rf"[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}(?:{_GAP}[0-9]{{1,3}})?")),
        lambda m: "****" + re.sub(r"[^0-9]", "", m[0])[-4:],
    ),
    (
        re.compile(r"(?<![0-9*])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9*])"),
        lambda m: mask_phone(m[0]),
    ),
    (
        re.compile(_number(r"\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[- ]?[0-9]{7,8}")),
        lambda m: mask_phone(m[0]),
    ),
    (
        re.compile(rf"([{_PLATE}][A-Z])[·• ]?[A-Z0-9]{{5,6}}(?![A-Z0-9*])"),
        lambda m: f"{m[1]}****",
    ),
    (
        re.compile(
            r"(?i)(?:qq|微信|vx|wechat)[号號]?\s*(?:[:是为為]\s*|(?=[a-z_-]*[0-9]))"
            r"(?P<hide>[a-z0-9_-]{5,20})(?![a-z0-9*])"
        ),
        lambda _: "****",
    ),
    (
        re.compile(rf"{_BUILDING}(?P<hide>[\s,-]*{_STAIR}?{_FLOOR}?{_ROOM}{_ROOM_END}{_MORE}*)"),
        lambda _: "***",
    ),
    (re.compile(rf"(?<![0-9*]){_STAIR}{_FLOOR}?{_ROOM}{_ROOM_END}"), lambda _: "***"),
    (
        re.compile(r"(?<![0-9*-])([0-9]{1,3})-[0-9]{1,2}-[0-9]{3,4}(?![0-9-])\s*(室|房)?"),
        lambda m: f"{m[1]}-***",
    ),
    (
        re.compile(
            r"(?<![0-9A-Za-z*.-])(?:[0-9]{1,2}-)?[A-Za-z]?[0-9]{3,4}\s*(室|房(?![屋东東子产產型]))"
        ),
        lambda m: f"***{m[1]}",
    ),
)
