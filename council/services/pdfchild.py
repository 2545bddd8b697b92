"""A PDF is read in a process of its own: ``python -m …pdfchild <seconds> <do> <how>``.

PDFium is written in C++ and knows one thread; what strangers send is better opened where neither
a crash nor a bomb takes the server along. The process has little time and memory, no secrets, and
talks by pipes: the PDF comes in by standard input; out go one line of JSON (``code`` of a refusal
or None, ``pages``, ``parts``: lengths) and the parts.

``check``        the PDF made anew: pages, their writing and pictures, nothing else
``page <n>``     one page as JPEG
``draw <boxes>`` the public copy, with the areas (JSON) blacked out
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

import pypdfium2 as pdfium
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from council.services import burning

MEMORY = 2 * 1024**3
MOST_OBJECTS = 50_000
MOST_PIXELS = 80_000_000
"""Of one picture in a PDF: a page of A4 scanned with 900 dots per inch."""
_SCRIPTS = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/XFA", "/SubmitForm", "/ImportData", "/GoToE"}
    | {"/Rendition", "/RichMedia", "/RichMediaExecute"}
)
_FILES = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/Collection"})
_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"}
    | {"/Resources", "/Contents", "/Group"}
)
_DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/StructParent", "/StructParents",
            "/OPI", "/Alternates")  # fmt: skip


class Stop(Exception):  # noqa: N818 - an answer
    """The PDF is refused; the message is the code."""


def checked(data: bytes, most_pages: int) -> tuple[int, list[bytes]]:
    """Pages, and the PDF made anew.

    Raises:
        Stop: for one that is encrypted, acts, carries files, has too many pages, or is broken.
    """
    _inspect(data, most_pages)
    clean = _rebuilt(_flat(data))
    again = _inspect(clean, most_pages)
    for _ in _pictures(clean, scale_to=400):  # what cannot be drawn now could not be later
        pass
    return again, [clean]


def _inspect(data: bytes, most_pages: int) -> int:
    reader = _opened(data)
    for value in _values(reader):
        if value in _SCRIPTS:
            raise Stop("voucher_scripts")
        if value in _FILES:
            raise Stop("voucher_attachment")
    count = len(reader.pages)
    if count > most_pages:
        raise Stop("voucher_pages")
    if count < 1:
        raise Stop("voucher_broken")
    return count


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Stop("voucher_encrypted")
    return reader


def _values(reader: PdfReader) -> Iterator[str]:
    """Every name in every object, as key or as value: reachable or not."""
    known = {(n, g) for g, table in reader.xref.items() for n in table if g < 65535}
    known |= {(n, 0) for n in reader.xref_objStm}
    if len(known) > MOST_OBJECTS:
        raise Stop("voucher_too_heavy")
    yield from _names(reader.trailer)
    for number, generation in sorted(known):
        try:
            found = reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # noqa: BLE001, S112 - what nobody can read gets into no copy
            continue
        yield from _names(found)


def _names(root: Any) -> Iterator[str]:
    waiting = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, NameObject):
            yield str(found)
        elif isinstance(found, DictionaryObject):
            yield from (str(key) for key in found)
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _flat(data: bytes) -> bytes:
    """Stamps and filled fields become part of the page, as they are seen."""
    with pdfium.PdfDocument(data) as document:
        for n in range(len(document)):
            page = document[n]
            pdfium.raw.FPDFPage_Flatten(page, pdfium.raw.FLAT_NORMALDISPLAY)
            page.close()
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _rebuilt(data: bytes) -> bytes:
    """The pages copied into a new file: only what is drawn, without anybody's name or dates."""
    writer = PdfWriter()
    for page in _opened(data).pages:
        for key in [key for key in page if key not in _PAGE]:
            del page[key]
        writer.add_page(page, excluded_keys=_DROPPED)
    for found in writer._objects:  # noqa: SLF001 - the writer has no other way to all objects
        if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
            _demand_size(found)
            _bare_picture(found)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _demand_size(stream: StreamObject) -> None:
    if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > MOST_PIXELS:
        raise Stop("voucher_too_heavy")


def _bare_picture(stream: StreamObject) -> None:
    """Take a photo's own metadata out of a picture, without touching its pixels."""
    kinds = stream.get("/Filter")
    only = kinds[0] if isinstance(kinds, ArrayObject) and len(kinds) == 1 else kinds
    if only == "/DCTDecode":
        stream._data = bare_jpeg(stream._data)  # noqa: SLF001


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without comments and application segments, but for those that tell its colours."""
    if data[:2] != b"\xff\xd8":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in {0xDA, 0xD9}:  # the scan begins, or the picture ends
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(data[at:end])
        at = end
    last = data.rfind(b"\xff\xd9")  # whatever hangs behind the end is not the picture
    return b"".join([*kept, data[at : last + 2 if last >= at else len(data)]])


def _pictures(
    data: bytes, *, only: int | None = None, scale_to: int = burning.EDGE
) -> Iterator[Image.Image]:
    with pdfium.PdfDocument(data) as document:
        for n in range(len(document)) if only is None else [only - 1]:
            page = document[n]
            longest = max(page.get_size())
            if longest <= 0:
                raise Stop("voucher_broken")
            picture = page.render(scale=scale_to / longest).to_pil().convert("RGB")
            page.close()
            yield picture


def _page(data: bytes, number: int) -> tuple[int, list[bytes]]:
    return 1, [burning.jpeg(picture) for picture in _pictures(data, only=number)]


def _drawn(data: bytes, areas: list[dict[str, int]]) -> tuple[int, list[bytes]]:
    pages = [
        burning.burnt(picture, [area for area in areas if area["page"] == n])
        for n, picture in enumerate(_pictures(data), 1)
    ]
    return len(pages), [burning.jpeg(pages[0]) if len(pages) == 1 else burning.pdf(pages)]


_DO: dict[str, Callable[[bytes, str], tuple[int, list[bytes]]]] = {
    "check": lambda data, most: checked(data, int(most)),
    "page": lambda data, number: _page(data, int(number)),
    "draw": lambda data, areas: _drawn(data, json.loads(areas)),
}


def main(seconds: str, do: str, argument: str) -> NoReturn:
    """Do it within the limits and say what came of it."""
    for what, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(what, (most, most))
    logging.disable(logging.CRITICAL)
    code: str | None = None
    pages, parts = 0, list[bytes]()
    try:
        pages, parts = _DO[do](sys.stdin.buffer.read(), argument)
    except Stop as no:
        code = str(no)
    except MemoryError:
        code = "voucher_too_heavy"
    except Exception:  # noqa: BLE001 - libraries that read strangers' files raise anything
        code = "voucher_broken"
    head = {"code": code, "pages": pages, "parts": [len(part) for part in parts]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()
    sys.exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:4])
