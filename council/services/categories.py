"""The tree of subjects: taken over from a table of up to three levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from council.models.base import new_id
from council.models.rules import Category
from council.rules.shapes import clean_line
from council.rules.verdict import Refused
from council.services.tables import Fault, RowsRefused, TableError, columns, read_table
from council.services.unit import Actor, Work, unit

COLUMNS: dict[str, tuple[str, ...]] = {
    "first": ("一级分类", "level1", "level 1", "category"),
    "second": ("二级分类", "level2", "level 2"),
    "third": ("三级分类", "level3", "level 3"),
}
Path3 = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grown:
    """How many subjects were new and how many were there already."""

    new: int
    same: int


def read(source: Path | bytes, filename: str = "") -> list[Path3]:
    """The paths of names in the table, parents before children, each once.

    Raises:
        TableError: for a file that is no table or lacks the first level's column.
        RowsRefused: with every bad cell.
    """
    paths: dict[Path3, None] = {}
    faults: list[Fault] = []
    for sheet in read_table(source, filename):
        if not sheet.rows:
            continue
        places = columns(sheet, COLUMNS, ("first",))
        for row in sheet.rows[1:]:
            names: list[str] = []
            for field, called in COLUMNS.items():
                try:
                    least = 1 if field == "first" else 0
                    names.append(clean_line(row.cell(places.get(field)), least, 80, "category"))
                except Refused as refusal:
                    faults.append(Fault(sheet.name, row.number, called[0], refusal.reasons[0]))
            for depth in range(1, len(names) + 1):
                if names[depth - 1]:
                    paths[tuple(name for name in names[:depth] if name)] = None
    if faults:
        raise RowsRefused(faults)
    if not paths:
        raise TableError("table_empty")
    return list(paths)


def take_over(
    community_id: UUID, paths: Sequence[Path3], *, actor: Actor, at: datetime, dry_run: bool = False
) -> Grown:
    """Add the subjects that the community's tree does not have yet; nothing is removed."""
    try:
        with unit(
            community_id, kind="category.import", actor=actor, at=at, power="roster.keep"
        ) as work:
            new = _grow(work, paths)
            _end_if(dry_run or not new, new)
            work.tell(new=new)
    except _NothingToWrite as nothing:
        new = nothing.new
    return Grown(new, len(paths) - new)


class _NothingToWrite(Exception):  # noqa: N818 - leaves the unit without an entry
    def __init__(self, new: int) -> None:
        self.new = new
        super().__init__()


def _end_if(condition: bool, new: int) -> None:
    if condition:
        raise _NothingToWrite(new)


def _grow(work: Work, paths: Sequence[Path3]) -> int:
    rows = {row.id: row for row in work.all(Category)}
    by_name = {(row.parent_id, row.name): row for row in rows.values()}
    taken = {row.path for row in rows.values()}
    last = Counter[UUID | None]()
    for row in rows.values():
        last[row.parent_id] = max(last[row.parent_id], row.position)
    new = 0
    for names in paths:
        parent = _parent(by_name, names)
        if (parent.id if parent else None, names[-1]) in by_name:
            continue
        row = _subject(names[-1], parent, taken)
        last[row.parent_id] += 1
        row.position = last[row.parent_id]
        work.add(row)
        work.session.flush()
        by_name[row.parent_id, row.name] = row
        new += 1
    return new


def _parent(by_name: dict[tuple[UUID | None, str], Category], names: Path3) -> Category | None:
    parent: Category | None = None
    for name in names[:-1]:
        parent = by_name[parent.id if parent else None, name]
    return parent


def _subject(name: str, parent: Category | None, taken: set[str]) -> Category:
    """A new subject below its parent, under a path that is free."""
    stem = f"{parent.path}/" if parent else "t"
    number = 1
    while f"{stem}{number:03d}" in taken:
        number += 1
    path = f"{stem}{number:03d}"
    taken.add(path)
    return Category(
        id=new_id(),
        parent_id=parent.id if parent else None,
        path=path,
        name=name,
        name_hant="",
        name_en="",
        depth=parent.depth + 1 if parent else 0,
    )
