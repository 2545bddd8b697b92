"""The words of a receipt: easy to read aloud, to write down and to find again in a list."""

from __future__ import annotations

import secrets

# Each line is read two characters at a time, the last one by one.
_FIRST = "石榴海棠银杏玉兰桂花茉莉紫藤芍药青竹枇杷葡萄山楂荷叶芦苇腊梅桑葚"
_SECOND = "渡口石桥灯塔水井凉亭长廊书店茶馆磨坊码头钟楼菜园雨巷瓦房晒场林道"
_THIRD = "晴雨雪云风霞雾露虹星月霜"


def words() -> str:
    """Three words and two figures, at most twenty characters: 石榴 · 渡口 · 晴 41."""
    chosen = (_pair(_FIRST), _pair(_SECOND), secrets.choice(_THIRD))
    return f"{' · '.join(chosen)} {10 + secrets.randbelow(90)}"


def _pair(line: str) -> str:
    at = 2 * secrets.randbelow(len(line) // 2)
    return line[at : at + 2]
