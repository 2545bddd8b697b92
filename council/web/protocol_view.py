"""The protocol of reconciliation and its sheets as pages and prints show them."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.rules.reconciliation import Line, Protocol
from council.vocabulary import word, words


def view(found: Protocol) -> SimpleNamespace:
    """What ``papers/_protocol.html`` shows."""
    figures = found.figures
    facts = [
        (_("名册上应计的票"), _("%(n)s 票", n=figures.entitled)),
        (_("回避，不计入"), _("%(n)s 票", n=figures.recused) if figures.recused else ""),
        (_("书面委托投票"), _("%(n)s 票", n=figures.proxies) if figures.proxies else ""),
        (_("书记员代为操作"), _("%(n)s 票", n=figures.assisted) if figures.assisted else ""),
    ]
    return SimpleNamespace(
        lines=[_line(line) for line in found.lines],
        closes=found.closes,
        facts=[(name, value) for name, value in facts if value],
        paper=figures.sheets.printed > 0,
    )


def data(found: Protocol, set_aside: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The protocol as JSON."""
    figures = found.figures
    return {
        "closes": found.closes,
        "lines": [
            {
                "line": line.code,
                "total": line.total,
                "parts": dict(line.parts),
                "difference": line.difference,
                "agrees": line.agrees,
            }
            for line in found.lines
        ],
        "roll": {"entitled": figures.entitled, "recused": figures.recused},
        "marks": dict(sorted(figures.marks.items())),
        "proxies": figures.proxies,
        "assisted": figures.assisted,
        "set_aside": [{"serial": serial, "reason": why} for serial, why in set_aside],
    }


def aside(why: str) -> str:
    """Why a sheet was set aside, in words."""
    return word("aside", why) if why in words("aside") else why


def _line(line: Line) -> SimpleNamespace:
    parts = [(word("protocol_part", code), n, code in line.due) for code, n in line.parts]
    shown = [part for part in parts if part[1] or len(parts) == 1]
    note = _("相符") if line.agrees else _("还有未办的")
    if line.difference:
        note = _("差 %(n)s", n=abs(line.difference))
    return SimpleNamespace(
        label=word("protocol", line.code),
        total=line.total,
        parts=" + ".join(f"{name} {n}" for name, n, _due in shown or parts[:1]),
        agrees=line.agrees,
        note=note,
    )
