"""Suppliers, quotes and contracts in a table (.xlsx, .csv): taken over whole or not at all.

Every bad row is named; formulas, merged cells and a second row of headings are named, not guessed
at. The same file a second time adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from council.models.fundprojects import Quote
from council.rules.money import MoneyError, parse_yuan
from council.rules.shapes import parse_date
from council.rules.verdict import Reason, Refused
from council.services import contracts, fundprojects, quotes, suppliers
from council.services.contracts import ContractSeed
from council.services.quotes import QuoteSeed
from council.services.sheetrows import TypedRow, demand_whole, typed_rows
from council.services.suppliers import SupplierSeed
from council.services.tables import Fault, Row, RowsRefused
from council.services.unit import Actor, Work, unit

MOST = 300
"""Rows of one file: they are one act, and others wait for it."""
_PROJECT, _NAME = ("项目编号",), ("供应商", "名称", "单位名称")
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "suppliers": {
        "name": ("名称", "供应商", "单位名称"),
        "kind": ("单位或个人", "类型"),
        "credit_code": ("统一社会信用代码", "信用代码"),
        "phone": ("电话", "联系电话"),
        "bank": ("开户行", "开户银行"),
        "account_number": ("账号", "银行账号"),
    },
    "quotes": {
        "project": _PROJECT,
        "supplier": _NAME,
        "amount": ("报价（元）", "报价(元)", "报价", "金额"),
        "quoted_on": ("报价日期", "日期"),
        "note": ("说明", "备注"),
    },
    "contracts": {
        "project": _PROJECT,
        "supplier": _NAME,
        "amount": ("合同金额（元）", "合同金额(元)", "合同金额", "金额"),
        "signed_on": ("签订日期", "日期"),
        "subject": ("合同内容", "内容"),
        "in_advance": ("预付不超过（元）", "预付不超过(元)", "预付"),
        "retained": ("质保金（元）", "质保金(元)", "质保金"),
        "guarantee_until": ("质保期到",),
        "few_quotes": ("报价不足的理由",),
        "not_lowest": ("没有选最低报价的理由",),
    },
}
"""Noun → field → what its column may be called, the usual name first."""
_NEEDED = {
    "suppliers": ("name",),
    "quotes": ("project", "supplier", "amount", "quoted_on"),
    "contracts": ("project", "supplier", "amount", "signed_on"),
}
_SUMS = ("amount", "in_advance", "retained")
_DAYS = ("quoted_on", "signed_on", "guarantee_until")
_KINDS = {"": "company", "单位": "company", "个人": "person", "company": "company"}
_KINDS |= {"person": "person"}


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows a file adds or changes, and how many were there before."""

    new: int
    same: int


class _DryRun(Exception):  # noqa: N818 - leaves the unit without writing
    pass


Cells = dict[str, Any]


def take_over(
    community_id: UUID,
    noun: str,
    data: bytes,
    filename: str = "",
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
) -> Taken:
    """Enter every row of the file in one act; ``dry_run`` only says what it would add.

    Raises:
        TableError: for a file that is no table or lacks a column.
        RowsRefused: with every bad cell, and what stands against each row.
    """
    rows = _read(noun, data, filename)
    digest, taken = hashlib.sha256(data).hexdigest()[:40], Taken(0, 0)
    kind = f"fund.import_{noun}"
    try:
        with unit(community_id, kind=kind, actor=actor, at=at, power="fund.keep") as work:
            taken = _take(work, noun, rows, digest)
            if dry_run:
                _leave()
            if not taken.new:
                work.repeat()
            work.tell(imported=taken.new)
    except _DryRun:
        pass
    return taken


def _leave() -> NoReturn:
    raise _DryRun


def _take(work: Work, noun: str, rows: Sequence[tuple[str, int, Cells]], digest: str) -> Taken:
    new = 0
    faults: list[Fault] = []
    for sheet, number, cells in rows:
        try:
            with work.session.begin_nested():  # a refused row leaves nothing for the next ones
                new += _ROWS[noun](work, cells, f"{digest}-{len(sheet)}-{number}")
        except Refused as no:
            faults += [Fault(sheet, number, "", reason) for reason in no.reasons]
    if faults:
        raise RowsRefused(faults)
    return Taken(new, len(rows) - new)


def _supplier(work: Work, cells: Cells, _key: str) -> bool:
    if cells["kind"] not in _KINDS:
        raise Refused([Reason("value_unknown")])
    seed = SupplierSeed(**cells | {"kind": _KINDS[cells["kind"]]})
    return suppliers.keep(work, seed)[1]


def _quote(work: Work, cells: Cells, _key: str) -> bool:
    project = fundprojects.load(work, cells.pop("project"))
    seed = QuoteSeed(**cells)
    supplier = suppliers.supplier_named(work, seed.supplier)
    there = work.find(Quote, Quote.project_id == project.id, Quote.supplier_id == supplier.id)
    if there is not None and (there.amount, there.quoted_on) == (seed.amount, seed.quoted_on):
        return False
    quotes.add_quote(work, project, seed)
    return True


def _contract(work: Work, cells: Cells, key: str) -> bool:
    project = fundprojects.load(work, cells.pop("project"))
    if work.done_before(key):
        return False
    contracts.add_contract(work, project, ContractSeed(**cells))
    return True


_ROWS: dict[str, Callable[[Work, Cells, str], bool]] = {
    "suppliers": _supplier,
    "quotes": _quote,
    "contracts": _contract,
}


def _read(noun: str, data: bytes, filename: str) -> list[tuple[str, int, Cells]]:
    """Every row of the file: sheet, number, cells in their shape."""
    rows: list[tuple[str, int, Cells]] = []
    faults: list[Fault] = []
    names = COLUMNS[noun]
    for line in typed_rows(data, filename, names, _NEEDED[noun], partial(_is_heading, names)):
        cells, unread = ({}, []) if line.faults else _cells(line, names)
        faults += [*line.faults, *unread]
        rows.append((line.sheet, line.row.number, cells))
    demand_whole(rows, faults, MOST)
    return rows


def _cells(line: TypedRow, names: dict[str, tuple[str, ...]]) -> tuple[Cells, list[Fault]]:
    """The cells of a row as sums, days and texts, or what is wrong with them."""
    cells: Cells = {}
    faults = []
    for name in names:
        typed = line.cell(name)
        try:
            cells[name] = _value(name, typed)
        except MoneyError:
            reason = Reason("yuan_unreadable", {"text": typed[:40]})
            faults.append(Fault(line.sheet, line.row.number, names[name][0], reason))
        except Refused as no:
            where = (line.sheet, line.row.number, names[name][0])
            faults += [Fault(*where, one) for one in no.reasons]
    return cells, faults


def _value(name: str, typed: str) -> Any:
    if name in _SUMS:
        return parse_yuan(typed) if typed or name == "amount" else 0
    if name in _DAYS:
        day = typed.removesuffix(" 00:00:00")  # a day of a workbook is its first instant
        return parse_date(day, name) if day or name != "guarantee_until" else None
    return typed


def _is_heading(names: dict[str, tuple[str, ...]], row: Row) -> bool:
    """A second row of headings: a name of a column stands in it."""
    called = {text for texts in names.values() for text in texts}
    return any(cell in called for cell in row.cells if cell)
