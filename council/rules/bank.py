"""Bank statements: reading the layouts that Chinese banks export.

Pure: rows of text cells come in. Columns are found by the words above them, not by their place.
On a statement 借方 is money that left and 贷方 money that came in, as the bank sees the account.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from council.rules.bankmatch import plain_name
from council.rules.bankwords import TEXT, WORDS, bare_word, heading, is_heading
from council.rules.money import MoneyError, format_yuan, parse_yuan
from council.rules.shapes import parse_date
from council.rules.verdict import Reason, Refused

_OUT = frozenset({"借", "借方", "d", "dr", "debit", "付", "支", "支出", "支取", "转出"})
_IN = frozenset({"贷", "贷方", "c", "cr", "credit", "收", "收入", "存入", "转入"})
_YUAN = frozenset({"人民币", "人民币元", "cny", "rmb", "156", "01", "元", "¥"})
_FOOT = re.compile(
    "^(合计|总计|小计|本页|本月合计|本期|借方(合计|总)|贷方(合计|总)|支出(合计|总)|收入(合计|总)"
    "|总笔数|笔数|期末|期初|上期|上页|承前|过次|打印|制表|说明|备注[:：]|注[:：]|以下|以上|共[0-9])"
)
_EMPTY = frozenset({"", "-", "--", "—", "——", "/"})
_DAY = re.compile(r"((?:[0-9]{2})?[0-9]{2})([0-9]{2})([0-9]{2})(?:[ T][0-9:.]*)?", re.ASCII)
_PACKED = re.compile(r"([0-9]{8})[0-9]{6}", re.ASCII)
_ACCOUNT = re.compile(r"(?:账号|账户|卡号|帐号)[^0-9*]{0,12}([0-9*][0-9* ]{6,40}[0-9*])")
_NOT_TWO = re.compile(r"\.[0-9]{3,}")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a file: its number as a spreadsheet shows it, and its cells as text.

    ``formulas`` and ``merged`` are the columns (from 0) that hold a formula or belong to a merged
    area.
    """

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()

    def cell(self, column: int | None) -> str:
        """The text of a column; empty where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be read: row, column as it is headed, and why."""

    row: int
    column: str
    reason: Reason


class StatementRefused(Refused):
    """A statement with bad rows; ``cells`` names each. Nothing of it was taken over."""

    def __init__(self, cells: Sequence[BadCell]) -> None:
        super().__init__([Reason("bank_rows_wrong", {"n": len(cells)})])
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``amount`` in fen, above nought what came in, below what left."""

    row: int
    on: date
    amount: int
    balance: int | None
    counterparty: str
    text: str
    reference: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was read, its lines in the order of time; balances in fen.

    ``layout``: ``debit_credit`` (two columns of sums), ``flag`` (a sum and its direction),
    ``signed`` (a sum with its sign).
    """

    layout: str
    lines: tuple[Line, ...]
    opening: int | None
    closing: int | None


def read(rows: Sequence[Cells], account: str = "") -> Statement:
    """Read the rows of a sheet; ``account`` is the number that the statement should be of.

    Raises:
        StatementRefused: with every bad cell.
        Refused: ``bank_no_header``, ``bank_no_lines``, ``bank_other_account``.
    """
    head = _find_head(rows)
    if head is None:
        raise Refused([Reason("bank_no_header")])
    reader = _Reader(head)
    body = rows[head.after :]
    lines = [line for line in map(reader.line, body) if line is not None]
    _demand_account(account, rows[: head.after - 1], body, head)
    if reader.bad:
        raise StatementRefused(reader.bad)
    if not lines:
        raise Refused([Reason("bank_no_lines")])
    ordered, wrong = _ordered(lines, head.named("balance"))
    if wrong:
        raise StatementRefused(wrong)
    return _statement(head.layout, ordered)


class _Head(NamedTuple):
    """The headings: where each field stands, how they read, and the row behind them (from 0)."""

    places: Mapping[str, int]
    texts: tuple[int, ...]
    names: tuple[str, ...]
    layout: str
    after: int

    def named(self, field: str) -> str:
        """A field as it is headed; empty where it is not there."""
        at = self.places.get(field)
        return "" if at is None else " ".join(self.names[at].split())


def _find_head(rows: Sequence[Cells]) -> _Head | None:
    """The first row, or pair of rows, whose words name a day and a sum."""
    for at, row in enumerate(rows[:200]):
        below = rows[at + 1] if at + 1 < len(rows) else None
        if below is not None and _continues(row, below):
            head = _head(_joined(row, below), at + 2)
            if head is not None:
                return head
        head = _head(row.cells, at + 1)
        if head is not None:
            return head
    return None


def _continues(row: Cells, below: Cells) -> bool:
    """Whether the row below holds headings too, and not a line already."""
    said = [cell for cell in below.cells if cell]
    return sum(map(is_heading, said)) * 2 > len(said) and any(map(is_heading, row.cells))


def _joined(row: Cells, below: Cells) -> tuple[str, ...]:
    """The headings of two rows in one: what stands above goes on until the next heading."""
    width = max(len(row.cells), len(below.cells))
    joined, above = [], ""
    for at in range(width):
        upper, lower = row.cell(at), below.cell(at)
        above = upper or (above if lower and not upper else "")
        whole = f"{above}{lower}"
        joined.append(whole if is_heading(whole) or not is_heading(lower) else lower)
    return tuple(joined)


def _head(cells: Sequence[str], after: int) -> _Head | None:
    headings = [heading(cell) for cell in cells]
    places: dict[str, int] = {}
    for field, called in WORDS.items():
        found = [headings.index(word) for word in called if word in headings]
        if found:
            places[field] = found[0]
    texts = tuple(at for at, heading in enumerate(headings) if heading in TEXT)
    layout = _layout(places)
    if "on" not in places or layout is None:
        return None
    return _Head(places, texts, tuple(cells), layout, after)


def _layout(places: Mapping[str, int]) -> str | None:
    if "out" in places and "in" in places:
        return "debit_credit"
    if "amount" not in places:
        return None
    return "flag" if "side" in places else "signed"


class _Reader:
    """Reads line after line and collects what is bad."""

    def __init__(self, head: _Head) -> None:
        self.head = head
        self.bad: list[BadCell] = []

    def line(self, row: Cells) -> Line | None:
        """The line in this row; None for what is none, or bad."""
        if self._is_foot(row):
            return None
        before = len(self.bad)
        on, amount = self._day(row), self._amount(row)
        balance = self._money(row, "balance")
        self._currency(row)
        for field in ("on", "out", "in", "amount", "side", "balance"):
            if field in self.head.places and self.head.places[field] in row.merged:
                self._wrong(row, field, Reason("bank_merged"))
        if len(self.bad) > before or on is None or not amount:
            return None
        return Line(
            row.number,
            on,
            amount,
            balance,
            self._other(row, amount)[:120],
            " ".join(filter(None, (row.cell(at) for at in self.head.texts)))[:200],
            self._text(row, "reference")[:60],
        )

    def _is_foot(self, row: Cells) -> bool:
        """Totals, notes, headings repeated on each page, and rows with neither day nor sum."""
        filled = [cell for cell in row.cells if cell]
        if not filled or row.cells == self.head.names:
            return True
        day = self._text(row, "on")
        if heading(day) in WORDS["on"]:
            return True
        if any(_FOOT.match(cell) for cell in filled[:2]) and not _is_day(day):
            return True
        sums = [self._text(row, field) for field in ("out", "in", "amount")]
        return not _is_day(day) and all(cell in _EMPTY for cell in sums)

    def _day(self, row: Cells) -> date | None:
        raw = self._text(row, "on")
        try:
            return _day(raw)
        except Refused as refusal:
            self._wrong(row, "on", refusal.reasons[0])
            return None

    def _amount(self, row: Cells) -> int | None:
        if self.head.layout == "debit_credit":
            return self._of_two(row)
        before, amount = len(self.bad), self._money(row, "amount")
        if amount is None:
            if len(self.bad) == before:
                self._wrong(row, "amount", Reason("bank_amount_missing"))
            return None
        return amount if self.head.layout == "signed" else self._directed(row, amount)

    def _of_two(self, row: Cells) -> int | None:
        before = len(self.bad)
        out, came = self._money(row, "out") or 0, self._money(row, "in") or 0
        if len(self.bad) > before:
            return None
        if out and came:
            self._wrong(row, "out", Reason("bank_amount_twice"))
            return None
        if all(self._text(row, field) in _EMPTY for field in ("out", "in")):
            self._wrong(row, "out", Reason("bank_amount_missing"))
            return None
        return came - out

    def _directed(self, row: Cells, amount: int) -> int | None:
        side = bare_word(unicodedata.normalize("NFKC", self._text(row, "side"))).casefold()
        if side in _OUT:
            return -abs(amount) if amount >= 0 else abs(amount)
        if side in _IN:
            return amount
        self._wrong(row, "side", Reason("bank_side_unknown", {"side": side[:20]}))
        return None

    def _money(self, row: Cells, field: str) -> int | None:
        """The sum in a cell in fen, with its sign; None where there is none."""
        at = self.head.places.get(field)
        if at is None:
            return None
        if at in row.formulas:
            self._wrong(row, field, Reason("bank_formula"))
            return None
        raw = unicodedata.normalize("NFKC", row.cell(at)).replace("−", "-").strip()
        if raw in _EMPTY:
            return None
        try:
            return _signed(raw)
        except MoneyError:
            code = "bank_amount_decimals" if _NOT_TWO.search(raw) else "bank_amount_unreadable"
            self._wrong(row, field, Reason(code, {"given": raw[:30]}))
            return None

    def _currency(self, row: Cells) -> None:
        said = unicodedata.normalize("NFKC", self._text(row, "currency")).casefold().strip()
        if said and said not in _YUAN:
            self._wrong(row, "currency", Reason("bank_currency", {"given": said[:20]}))

    def _other(self, row: Cells, amount: int) -> str:
        side = "payer" if amount > 0 else "payee"
        return self._text(row, "counterparty") or self._text(row, side)

    def _text(self, row: Cells, field: str) -> str:
        return " ".join(row.cell(self.head.places.get(field)).split())

    def _wrong(self, row: Cells, field: str, reason: Reason) -> None:
        self.bad.append(BadCell(row.number, self.head.named(field), reason))


def _is_day(raw: str) -> bool:
    with suppress(Refused):
        return bool(_day(raw))
    return False


def _day(raw: str) -> date:
    """A day, with or without a time behind it: 20260302, 2026-03-02 10:11:12, 2026年3月2日."""
    plain = unicodedata.normalize("NFKC", raw).strip()
    plain = _PACKED.sub(r"\1", plain)
    packed = _DAY.fullmatch(plain)
    if packed:
        plain = "-".join(
            (packed[1] if len(packed[1]) == 4 else f"20{packed[1]}", *packed.groups()[1:])
        )
    return parse_date(re.split(r"[ T]", plain, maxsplit=1)[0], "bank_day")


def _signed(raw: str) -> int:
    sign = -1 if raw[0] == "-" or (raw[0] == "(" and raw[-1] == ")") else 1
    return sign * parse_yuan(raw.strip("()").lstrip("+-").strip())


def _demand_account(
    account: str, above: Iterable[Cells], body: Iterable[Cells], head: _Head
) -> None:
    """That the statement is of this account, where both name one; banks hide some figures."""
    mine, own = re.sub(r"[^0-9]", "", account), head.places.get("own")
    if own is not None:
        said = {row.cell(own) for row in body}
    else:
        lines = (_ACCOUNT.search(" ".join(row.cells)) for row in above)
        said = {found[1] for found in lines if found}
    numbers = {re.sub(r"[^0-9*]", "", one) for one in said}
    numbers = {one for one in numbers if len(one) >= 8}
    if mine and numbers and not any(_same_account(mine, one) for one in numbers):
        raise Refused([Reason("bank_other_account", {"given": f"****{min(numbers)[-4:]}"})])


def _same_account(mine: str, said: str) -> bool:
    return mine == said if "*" not in said else mine[-4:] == said[-4:]


def _ordered(lines: list[Line], named: str) -> tuple[list[Line], list[BadCell]]:
    """The lines from the oldest on, and where the running balance does not follow.

    Banks print from the oldest or from the newest; what the balances bear out is right.
    """
    newest_first = lines[0].on > lines[-1].on
    ways = [list(reversed(lines)), lines] if newest_first else [lines, list(reversed(lines))]
    tried = [(way, _breaks(way, named)) for way in ways]
    return min(tried, key=lambda one: len(one[1]))


def _breaks(lines: Sequence[Line], named: str) -> list[BadCell]:
    found: list[BadCell] = []
    known: int | None = None
    for line in lines:
        due = None if known is None else known + line.amount
        if line.balance is not None and due is not None and due != line.balance:
            figures = {"given": format_yuan(line.balance), "needed": format_yuan(due)}
            found.append(BadCell(line.row, named, Reason("bank_balance", figures)))
        known = line.balance if line.balance is not None else due
    return found


def _statement(layout: str, lines: Sequence[Line]) -> Statement:
    seen: Counter[tuple[object, ...]] = Counter()
    marked = []
    for line in lines:
        key = _key(line)
        seen[key] += 1
        text = "\x1f".join(map(str, (*key, seen[key])))
        marked.append(replace(line, fingerprint=hashlib.sha256(text.encode()).hexdigest()))
    first = next((line for line in lines if line.balance is not None), None)
    opening = None
    if first is not None and first.balance is not None:
        before = sum(line.amount for line in lines[: lines.index(first) + 1])
        opening = first.balance - before
    closing = None if opening is None else opening + sum(line.amount for line in lines)
    return Statement(layout, tuple(marked), opening, closing)


def _key(line: Line) -> tuple[object, ...]:
    """What makes a line itself in every file: with a balance behind it, no words are needed."""
    if line.balance is not None:
        return line.on.isoformat(), line.amount, line.balance, line.reference
    words = plain_name(line.counterparty), plain_name(line.text)
    return line.on.isoformat(), line.amount, "", line.reference, *words
