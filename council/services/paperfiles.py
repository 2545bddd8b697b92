"""Papers of a meeting as they are let in: PDF and photo as scans, Word and Excel without macros.

A workbook is a zip of parts (ECMA-376), like a Word document. What could fetch or run something is
refused; what is kept goes out as a download only.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from posixpath import normpath

from council.rules.verdict import Reason, Refused
from council.services import scans
from council.services.scans import ENDINGS as SCANS
from council.services.scans import Scan
from council.word import package

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: Mapping[str, str] = SCANS | {WORD: "docx", EXCEL: "xlsx"}
MOST_BYTES = scans.MOST_BYTES
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 600
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"
_PARTS_THAT_ACT = re.compile(
    r"(?i)vba|macrosheets/|externallinks/|embeddings/|activex|ctrlprops/|customui|connections\.xml"
    r"|querytables/|\.(?:bin|exe|js|vbs|bat|cmd|dll)$"
)
_HARMLESS_BIN = re.compile(r"xl/printerSettings/printerSettings\d+\.bin")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FORMULA_THAT_ACTS = re.compile(
    rb"(?i)<(?:\w+:)?f\b[^>]*>[^<]*(?:\bDDE|\bWEBSERVICE|\bCALL\s*\(|cmd\|)"
)


def read(data: bytes) -> Scan:
    """Check a paper; gives the bytes to keep and what they are.

    Raises:
        Refused: ``paper_missing``, ``paper_too_large``, ``paper_kind_refused``, ``paper_broken``,
            ``paper_macros``, and what is said of scans, photos and Word documents.
    """
    if not data:
        raise Refused([Reason("paper_missing")])
    if len(data) > MOST_BYTES:
        raise Refused([Reason("paper_too_large", {"most": MOST_BYTES // 1024 // 1024})])
    if data.startswith(_OLE):
        raise Refused([Reason("paper_kind_refused")])
    if data.startswith(_ZIP):
        return _office(data)
    try:
        return scans.read(data)
    except Refused as no:
        if no.reasons[0].code == "photo_wrong_kind":
            raise Refused([Reason("paper_kind_refused")]) from no
        raise


def _office(data: bytes) -> Scan:
    parts = _parts(data)
    if "word/document.xml" in parts:
        package.read(data)
        return Scan(data, WORD)
    if _BOOK not in parts or _TYPES not in parts:
        raise Refused([Reason("paper_kind_refused")])
    if b"macroEnabled" in parts[_TYPES] or any(_acts(*part) for part in parts.items()):
        raise Refused([Reason("paper_macros")])
    return Scan(data, EXCEL)


def _acts(name: str, content: bytes) -> bool:
    """Whether a part of a workbook could run something or fetch it from elsewhere."""
    if _PARTS_THAT_ACT.search(name) and not _HARMLESS_BIN.fullmatch(name):
        return True
    if name.endswith(".rels"):
        return any(
            b"External" in relation and b"/hyperlink" not in relation
            for relation in _RELATION.findall(content)
        )
    return name.startswith("xl/") and _FORMULA_THAT_ACTS.search(content) is not None


def _parts(data: bytes) -> dict[str, bytes]:
    """What is in the zip, within limits that are checked before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _within_limits(entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as fault:
        raise Refused([Reason("paper_broken")]) from fault
    except (RuntimeError, NotImplementedError) as fault:  # encrypted, or packed in another way
        raise Refused([Reason("paper_kind_refused")]) from fault


def _within_limits(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    odd = any(normpath(name) != name or name[:1] in "/." or "\\" in name for name in names)
    if odd or len(set(names)) != len(names) or len(names) > MOST_PARTS:
        raise Refused([Reason("paper_broken")])
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused([Reason("paper_too_large", {"most": MOST_UNPACKED // 1024 // 1024})])
