"""A .docx as it comes from people: opened within limits, refused where it could do anything.

A .docx is a zip of XML parts (ECMA-376). What is let in has no macros, no embedded objects, nothing
that is fetched from elsewhere, no fields that run, and no traces of its authors' corrections.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from posixpath import normpath

from lxml import etree

from council.rules.verdict import Reason, Refused
from council.word.xml import RELATIONS, W, parse

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 400
MOST_TEXT = 3 * 1024 * 1024
"""Bytes of a part that is filled, where a row may come again for each of some thousand people."""
TYPES, MAIN = "[Content_Types].xml", "word/document.xml"
_OLE = b"\xd0\xcf\x11\xe0"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HYPERLINK = "/hyperlink"
_LINKS = ("http://", "https://", "mailto:")
_RUNS = re.compile(r"(?i)activex|word/embeddings/|\.(?:exe|js|vbs|bat|cmd)$")
_ENCRYPTED = 0x1
_HARMLESS = {
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "TITLE", "TOC", "REF"),
    *("PAGEREF", "SEQ", "STYLEREF", "EQ", "SYMBOL", "HYPERLINK"),
}
_CORRECTED = ("ins", "del", "moveFrom", "moveTo", "commentReference", "rPrChange", "pPrChange")

Parts = dict[str, bytes]


def read(data: bytes) -> Parts:
    """The parts of a .docx by their names, in their order.

    Raises:
        Refused: with the reason (``word_too_large``, ``word_too_long``, ``word_old``,
            ``word_broken``, ``word_bomb``, ``word_macro``, ``word_template``, ``word_object``,
            ``word_external``, ``word_runs``, ``word_corrections``).
    """
    if len(data) > MOST_BYTES:
        raise Refused([Reason("word_too_large", {"most": MOST_BYTES // 1024 // 1024})])
    if data.startswith(_OLE):
        raise Refused([Reason("word_old")])
    parts = _unpacked(data)
    if TYPES not in parts or MAIN not in parts:
        raise Refused([Reason("word_broken")])
    reasons = [*_kind(parts), *_length(parts), *_relations(parts), *_content(parts)]
    if reasons:
        raise Refused(reasons)
    return parts


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a .docx; the same parts always make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def written(parts: Mapping[str, bytes]) -> Iterator[str]:
    """The names of the parts that hold text to be filled: body, headers, footers, notes."""
    wanted = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
    return (name for name in parts if wanted.fullmatch(name))


def _unpacked(data: bytes) -> Parts:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _within_limits(entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        pass
    except Exception as fault:  # zlib.error and its kind do not share a base with the above
        if isinstance(fault, Refused):
            raise
    raise Refused([Reason("word_broken")])


def _within_limits(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused([Reason("word_bomb", {"most": MOST_UNPACKED // 1024 // 1024})])
    odd = any(normpath(name) != name or name[:1] in "/." or "\\" in name for name in names)
    if odd or len(set(names)) != len(names):
        raise Refused([Reason("word_broken")])
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused([Reason("word_old")])


def _kind(parts: Parts) -> Iterator[Reason]:
    types = parse(parts[TYPES])
    found = {node.get("PartName", ""): node.get("ContentType", "") for node in types}
    every = " ".join(node.get("ContentType", "") for node in types)
    if "macroEnabled" in every or any("vba" in name.lower() for name in parts):
        yield Reason("word_macro")
    elif found.get("/" + MAIN) != _MAIN_TYPE or parse(parts[MAIN]).tag != W + "document":
        yield Reason("word_template")
    if any(_RUNS.search(name) for name in parts):
        yield Reason("word_object")


def _length(parts: Parts) -> Iterator[Reason]:
    if any(len(parts[name]) > MOST_TEXT for name in written(parts)):
        yield Reason("word_too_long", {"most": MOST_TEXT // 1024 // 1024})


def _relations(parts: Parts) -> Iterator[Reason]:
    for name, content in parts.items():
        if not name.endswith(".rels"):
            continue
        for relation in parse(content).iter(f"{{{RELATIONS}}}Relationship"):
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if kind.endswith(("/aFChunk", "/subDocument", "/frame")):
                yield Reason("word_object")
            elif relation.get("TargetMode") == "External" and not _is_link(kind, target):
                yield Reason("word_external", {"target": target[:80]})


def _is_link(kind: str, target: str) -> bool:
    """Whether it is something to click, which is fetched by nobody before that."""
    return kind.endswith(_HYPERLINK) and target.lower().startswith(_LINKS)


def _content(parts: Parts) -> Iterator[Reason]:
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = parse(content)
        if name.startswith("word/"):
            if any(next(root.iter(W + tag), None) is not None for tag in _CORRECTED):
                yield Reason("word_corrections")
            for wrong in sorted(set(_running(root))):
                yield Reason("word_runs", {"field": wrong[:30]})


def _running(root: etree._Element) -> Iterator[str]:
    """Fields of Word that are not known to be harmless (DDE, INCLUDETEXT …), however split up."""
    for simple in root.iter(W + "fldSimple"):
        yield from _unknown(simple.get(W + "instr", ""))
    begun: list[str] = []
    for node in root.iter(W + "fldChar", W + "instrText"):
        if node.tag == W + "instrText":
            if begun:
                begun[-1] += node.text or ""
            else:
                yield from _unknown(node.text or "")
        elif node.get(W + "fldCharType") == "begin":
            begun.append("")
        elif node.get(W + "fldCharType") == "separate" and begun:
            yield from _unknown(begun[-1])
        elif begun:
            yield from _unknown(begun.pop())


def _unknown(instruction: str) -> Iterator[str]:
    word, *more = instruction.split() or ["?"]
    leads = more[0].strip('"“”') if more else ""
    elsewhere = word.upper() == "HYPERLINK" and not leads.lower().startswith((*_LINKS, "\\l"))
    if word.upper() not in _HARMLESS or elsewhere:
        yield word.upper()
