"""方格账: a year's money as squares, measured and worded before the template draws it.

One square is a round sum, so large that at most 200 squares stand for the whole. They fill the
columns of ten downwards, use after use; a part of a square is drawn as that part. What has been
granted and has not arrived lies beyond a bold line. Shares add up to 100.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from council.language import gettext as _
from council.rules.ledger import Balances
from council.rules.money import split
from council.web import dates

MOST = 200
"""Squares at most."""
ROWS, SIDE = 10, 24
_ALWAYS = ("paid", "contracted", "planned", "free")


@dataclass(frozen=True, slots=True)
class Use:
    """What became of a part: ``fill`` names the pattern, ``share`` is text such as ``48.2%``."""

    code: str
    fill: str
    name: str
    note: str
    sum: int
    share: str


@dataclass(frozen=True, slots=True)
class Run:
    """A rectangle in units of the drawing, as the attributes are written."""

    fill: str
    x: str
    y: int
    width: str
    height: int


@dataclass(frozen=True, slots=True)
class SquareAccount:
    """What ``components/squares.html`` draws. Sums in fen; ``missing`` has not arrived."""

    title: str
    total: int
    unit: int
    cells: int
    columns: int
    missing: int
    uses: tuple[Use, ...]
    runs: tuple[Run, ...]
    border: str
    alternative: str


def account(balances: Balances, title: str) -> SquareAccount:
    """The drawing of these balances with its table."""
    total, unit = balances.sources, unit_of(balances.sources)
    uses = _uses(balances)
    missing = balances.granted - balances.received
    cells = -(-total // unit)
    return SquareAccount(
        title=title,
        total=total,
        unit=unit,
        cells=cells,
        columns=max(1, -(-cells // ROWS)),
        missing=missing,
        uses=uses,
        runs=tuple(_runs(uses, unit)),
        border=_border((total - missing) * 1000 // unit) if 0 < missing < total else "",
        alternative=_alternative(uses, missing),
    )


def unit_of(total: int) -> int:
    """The smallest round sum (1, 2, 5 and their tens of yuan) of which ``MOST`` are enough."""
    unit = 100
    while True:
        for step in (1, 2, 5):
            if total <= unit * step * MOST:
                return unit * step
        unit *= 10


def shares(sums: Sequence[int]) -> list[str]:
    """Per cent with one decimal, adding up to 100.0; dashes where there is nothing."""
    if not sum(sums):
        return ["—"] * len(sums)
    return [f"{tenths // 10}.{tenths % 10}%" for tenths in split(1000, sums)]


def _uses(balances: Balances) -> tuple[Use, ...]:
    named = (
        ("paid", "m1", _("已支付"), _("钱已经付出去了")),
        ("contracted", "m2", _("已签合同，待支付"), _("干完验收后付")),
        ("planned", "m3", _("已列计划，未签合同"), _("会议已同意，还没采购")),
        ("free", "m4", _("还没安排"), _("可以提建议")),
        ("swept", "m5", _("已交回"), _("没用完，交回拨款单位")),
        ("carried", "m6", _("结转下年"), _("没用完，明年接着用")),
    )
    shown = [row for row in named if row[0] in _ALWAYS or getattr(balances, row[0])]
    sums = [getattr(balances, row[0]) for row in shown]
    parts = zip(shown, sums, shares(sums), strict=True)
    return tuple(Use(*row, amount, share) for row, amount, share in parts)


def _alternative(uses: Sequence[Use], missing: int) -> str:
    """What the drawing shows, for those who do not see it."""
    told = [_("%(name)s %(sum)s 元", name=use.name, sum=dates.yuan(use.sum)) for use in uses]
    if missing:
        told.append(_("其中 %(sum)s 元还没到账", sum=dates.yuan(missing)))
    joined = (", " if dates.is_english() else "，").join(told)
    return _("画成方格：%(parts)s。旁边的表有同样的数字。", parts=joined)


def _runs(uses: Sequence[Use], unit: int) -> Iterator[Run]:
    """The rectangles of every use; positions in thousandths of a square."""
    end = 0
    for use in uses:
        start, end = end, end + use.sum
        first, last = start * 1000 // unit, end * 1000 // unit
        while first < last:
            first, run = _run(use.fill, first, last)
            yield run


def _run(fill: str, first: int, last: int) -> tuple[int, Run]:
    """The next rectangle: a part of one square, or whole squares down one column."""
    cell, part = divmod(first, 1000)
    column, row = divmod(cell, ROWS)
    whole = min(last // 1000, (column + 1) * ROWS) - cell
    if part or not whole:
        stop = min(last, (cell + 1) * 1000)
        run = Run(fill, _at(column * 1000 + part), row * SIDE, _at(stop - first), SIDE)
        return stop, run
    run = Run(fill, _at(column * 1000), row * SIDE, str(SIDE), whole * SIDE)
    return first + whole * 1000, run


def _border(arrived: int) -> str:
    """The line around what has arrived, as an SVG path."""
    cell, part = divmod(arrived, 1000)
    column, row = divmod(cell, ROWS)
    left, right, height = column * SIDE, (column + 1) * SIDE, ROWS * SIDE
    if not part:
        return f"M{right} 0V{row * SIDE}H{left}V{height}" if row else f"M{left} 0V{height}"
    inner = _at(column * 1000 + part)
    return f"M{right} 0V{row * SIDE}H{inner}v{SIDE}H{left}V{height}"


def _at(thousandths: int) -> str:
    """Thousandths of a square in units of the drawing."""
    whole, rest = divmod(thousandths * SIDE, 1000)
    return f"{whole}.{rest:03d}" if rest else str(whole)
