"""Word files for tests: made with python-docx, broken by hand, and read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from docx import Document

SplitRuns = tuple[str, ...]


def document(*paragraphs: str | SplitRuns, table: tuple[str, ...] = ()) -> bytes:
    """A .docx of paragraphs (a tuple: its runs) and a table of one row under a head."""
    made = Document()
    for text in paragraphs:
        paragraph = made.add_paragraph()
        for run in (text,) if isinstance(text, str) else text:
            paragraph.add_run(run)
    if table:
        rows = made.add_table(rows=2, cols=len(table)).rows
        for row, texts in zip(rows, (["head"] * len(table), table), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    return saved(made)


def saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed, or added where there was none."""
    content = parts(data)
    content[name] = change(content.get(name, b""))
    return packed(content)


def with_relation(data: bytes, kind: str, target: str, mode: str = "External") -> bytes:
    relation = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()
    name = "word/_rels/document.xml.rels"
    return changed(data, name, lambda xml: xml.replace(b"</Relationships>", relation))


def in_body(data: bytes, xml: str) -> bytes:
    """The file with XML put at the beginning of its body."""
    return changed(
        data, "word/document.xml", lambda old: old.replace(b"<w:body>", b"<w:body>" + xml.encode())
    )


def lines(data: bytes) -> list[str]:
    """The paragraphs of the body that say something, those of tables among them."""
    made = Document(io.BytesIO(data))
    found = [p.text for p in made.paragraphs]
    found += [" | ".join(c.text for c in row.cells) for t in made.tables for row in t.rows]
    return [text for text in found if text.strip()]
