"""The words of a receipt: easy to read aloud, to write down and to find again in a list."""

from __future__ import annotations

import secrets

# Each line is read two characters at a time, the last one by one.
_FIRST = "石榴海棠银杏玉兰桂花茉莉紫藤芍药青竹枇杷葡萄山楂荷叶芦苇腊梅桑葚"
_SECOND = "渡口石桥灯塔水井凉亭长廊书店茶馆磨坊码头钟楼菜园雨巷瓦房晒场林道"
_THIRD = "晴雨雪云风霞雾露虹星月霜"
# A tracker has to tell a hundred thousand ballots apart.
_PLACES = (
    "渡口石桥灯塔水井凉亭长廊书店茶馆磨坊码头钟楼菜园雨巷瓦房晒场林道"
    "山门竹桥草堂果园河湾花坛画室集市街角酒坊老屋麦田鸟巢泉眼沙洲台阶"
)
_WEATHER = (
    "晴空细雨初雪白云清风晚霞薄雾朝露彩虹繁星新月秋霜春雷暖阳夜潮晨光"
    "微凉小满大暑立秋寒露霜降冬至清明谷雨芒种夏至白露惊蛰雨水小寒大寒"
)


def words() -> str:
    """Three words and two figures, at most twenty characters: 石榴 · 渡口 · 晴 41."""
    chosen = (_pair(_FIRST), _pair(_SECOND), secrets.choice(_THIRD))
    return f"{' · '.join(chosen)} {10 + secrets.randbelow(90)}"


def tracker(digest: bytes) -> str:
    """Three words and a number out of random bytes: 石榴 · 渡口 · 晴空 · 4127."""
    lines = (_FIRST, _PLACES, _WEATHER)
    chosen = (_at(line, byte) for line, byte in zip(lines, digest, strict=False))
    number = 1000 + int.from_bytes(digest[3:11]) % 9000
    return f"{' · '.join(chosen)} · {number}"


def _at(line: str, byte: int) -> str:
    at = 2 * (byte % (len(line) // 2))
    return line[at : at + 2]


def _pair(line: str) -> str:
    at = 2 * secrets.randbelow(len(line) // 2)
    return line[at : at + 2]
