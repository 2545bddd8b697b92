"""Where fields stand in a part: ``{{会议名称}}`` in paragraphs, however Word split it into runs.

A field with a dot, ``{{议程.题目}}``, belongs to a group. The table row it stands in, or else the
paragraph, is repeated for each member of the group; neighbours of the same group repeat together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from council.rules.verdict import Reason
from council.word.xml import W

FIELD = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,60}?)\s*[}｝]{2}")
"""People type the braces with a Chinese keyboard, too."""
_BRACES = re.compile(r"[{｛]{2}|[}｝]{2}")
_DOT = re.compile(r"\s*[.．。·]\s*")
P, T, TR, TC, TBL = W + "p", W + "t", W + "tr", W + "tc", W + "tbl"

Known = Mapping[str, Mapping[str, object]]
"""Names by group; single fields are in the group ``""``."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is named in a document; ``group`` is empty for a single one."""

    group: str
    name: str

    @property
    def label(self) -> str:
        """As people write it."""
        return f"{self.group}.{self.name}" if self.group else self.name


def field(written: str) -> Field:
    """What stands between the braces."""
    group, *rest = _DOT.split(written.strip(), 1)
    return Field(group, rest[0]) if rest else Field("", group)


def own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """The text nodes of a paragraph, without those of text boxes inside it."""
    return [t for t in paragraph.iter(T) if next(t.iterancestors(P), None) is paragraph]


def text(paragraph: etree._Element) -> str:
    """What the paragraph says."""
    return "".join(t.text or "" for t in own_texts(paragraph))


def fields(paragraph: etree._Element) -> list[Field]:
    """The fields of a paragraph in their order."""
    return [field(found[1]) for found in FIELD.finditer(text(paragraph))]


def unit_of(paragraph: etree._Element) -> etree._Element:
    """What repeats where the paragraph holds fields of a group: its row, or itself."""
    return next(paragraph.iterancestors(TR), paragraph)


def faults(root: etree._Element, part: str, known: Known) -> Iterator[Reason]:
    """Everything wrong with the fields of a part, each with where it stands."""
    groups: dict[etree._Element, str] = {}
    for paragraph in root.iter(P):
        if _BRACES.search(FIELD.sub("", text(paragraph))):
            where = _where(paragraph, root, part)
            yield Reason("braces_unpaired", {"where": where, "text": text(paragraph)[:40]})
        for named in fields(paragraph):
            if named.name not in known.get(named.group, ()):
                where = _where(paragraph, root, part)
                yield Reason("field_unknown", {"field": named.label, "where": where})
            elif named.group and groups.setdefault(unit_of(paragraph), named.group) != named.group:
                yield Reason("groups_mixed", {"where": _where(paragraph, root, part)})


def _where(paragraph: etree._Element, root: etree._Element, part: str) -> Reason:
    stem = part.removeprefix("word/").partition(".")[0].rstrip("0123456789")
    if stem != "document":
        return Reason("at_part", {"document_part": stem})
    row = next(paragraph.iterancestors(TR), None)
    if row is not None:
        table = next(row.iterancestors(TBL))
        tables = [t for t in root.iter(TBL) if next(t.iterancestors(TBL), None) is None]
        outer = [table, *table.iterancestors(TBL)][-1]
        rows = [r for r in table.iter(TR) if next(r.iterancestors(TBL), None) is table]
        return Reason("at_row", {"table": tables.index(outer) + 1, "row": rows.index(row) + 1})
    body = [p for p in root.iter(P) if next(p.iterancestors(TBL), None) is None]
    return Reason("at_paragraph", {"n": body.index(paragraph) + 1})
