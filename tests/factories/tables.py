"""Tables as clerks and attackers make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

HEADINGS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数")
ROW = (
    "188001",
    "A0001",
    "北门路灯不亮",
    "2019/8/19 11:48:23",
    "北门的路灯坏了一个月，夜里看不清路。",
    0,
    3,
)


def xlsx(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """An .xlsx of one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "留言"
    for row in (headings, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def message(number: object, **changes: object) -> list[object]:
    """One row; ``changes`` by heading."""
    cells = dict(zip(HEADINGS, ROW, strict=True)) | {"留言编号": number} | changes
    return list(cells.values())


def with_part(book: bytes, name: str, data: bytes) -> bytes:
    """The book with one part replaced or added, compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item))
        new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that unpacks to a hundred megabytes."""
    return with_part(xlsx([ROW]), "xl/media/zeros.bin", b"\0" * (100 << 20))


def laughs() -> bytes:
    """A book whose strings are entities of entities."""
    part = (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><t>&b;</t></si></sst>"
    )
    return with_part(xlsx([ROW]), "xl/sharedStrings.xml", part)
