"""A real LibreOffice: Word files as the pages that come out of the printer."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.skipping import unavailable

ToPdf = Callable[[bytes], Path]


@pytest.fixture(scope="session")
def to_pdf(tmp_path_factory: pytest.TempPathFactory) -> ToPdf:
    """Turn a .docx into a PDF; gives its path."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        unavailable("no LibreOffice on this machine (Debian: libreoffice-writer-nogui)")
    folder = tmp_path_factory.mktemp("office")
    made = iter(range(1000))

    def convert(data: bytes) -> Path:
        source = folder / f"{next(made)}.docx"
        source.write_bytes(data)
        command = [
            *(str(program), "--headless", f"-env:UserInstallation=file://{folder}/profile"),
            *("--convert-to", "pdf", "--outdir", str(folder), str(source)),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf")

    return convert


def pages(pdf: Path) -> list[str]:
    """The text of each page, without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(pdf).pages]


def size_in_mm(pdf: Path) -> set[tuple[int, int]]:
    """The sizes of its pages."""
    boxes = [page.mediabox for page in PdfReader(pdf).pages]
    return {(round(float(b.width) / 72 * 25.4), round(float(b.height) / 72 * 25.4)) for b in boxes}


def fonts(pdf: Path) -> set[str]:
    """The names of the fonts inside, without their subset marks."""
    found = set()
    for page in PdfReader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).rpartition("+")[2].lstrip("/"))
    return found


def places(pdf: Path, number: int = 0) -> list[tuple[str, float, float, float]]:
    """Every piece of text of a page: text, millimetres from the left and the top, points high."""
    page = PdfReader(pdf).pages[number]
    height, found = float(page.mediabox.height), []

    def note(text: str, at: list[float], own: list[float], _font: object, size: float) -> None:
        if text.strip():
            x, y = own[4] * at[0] + at[4], own[5] * at[3] + at[5]
            scale = abs(own[3] * at[3]) * size
            found.append((text, x / 72 * 25.4, (height - y) / 72 * 25.4, scale))

    page.extract_text(visitor_text=note)
    return found
