"""Word files in a real LibreOffice: page, margins, lines, signs, page numbers (GB/T 9704)."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from council.word import filler, kinds, package
from council.word.making import FANG, HEI, KAI, LEVELS, SONG, TEXT, TITLE, XBS, blank, make
from tests.factories.word import saved
from tests.support.office import ToPdf, fonts, pages, places, size_in_mm


def filled(kind: str, **values) -> bytes:
    given = kinds.sample(kind) | values
    return filler.fill(package.read(kinds.default(kind)), given, title=kind, author="杏林社区")


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_document_opens_on_a4_with_all_that_it_says(to_pdf: ToPdf, kind: str) -> None:
    pdf = to_pdf(filled(kind))
    text = "".join(pages(pdf))
    assert size_in_mm(pdf) == {(210, 297)}
    assert "{{" not in text and "}}" not in text and "第四次居民代表会议" in text
    assert any("CJK" in name for name in fonts(pdf)), "Chinese is drawn by a Chinese font"
    last = kinds.FIELDS[kind][""]["成文日期"] if kind != kinds.ATTENDANCE else "杏苑物业项目经理"
    assert last in text


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_our_templates_are_what_the_script_makes(kind: str) -> None:
    """``python -m council.word.making`` writes them anew."""
    assert package.read(kinds.default(kind)) == package.read(make(kind))


def test_twenty_two_lines_of_twenty_eight_signs(to_pdf: ToPdf) -> None:
    document = blank()
    for _ in range(30):
        document.add_paragraph("国" * 28)
    pdf = to_pdf(saved(document))
    first, second = pages(pdf)
    assert first.count("国") == 22 * 28 and second.count("国") == 8 * 28
    lines = {round(y) for text, _x, y, _size in places(pdf) if "国" in text}
    assert len(lines) == 22, "no line is longer than the page is wide"


def test_margins_and_page_numbers(to_pdf: ToPdf) -> None:
    document = blank()
    for _ in range(50):
        document.add_paragraph("国" * 28)
    pdf = to_pdf(saved(document))
    for number in range(3):
        found = places(pdf, number)
        texts = [piece for piece in found if "国" in piece[0]]
        assert min(x for _t, x, _y, _s in texts) == pytest.approx(28, abs=0.6)
        assert 37 < min(y for _t, _x, y, _s in texts) < 37 + 10
        assert max(y for _t, _x, y, _s in texts) < 297 - 35
        foot = [piece for piece in found if piece[2] > 297 - 35]
        assert "".join("".join(piece[0].split()) for piece in foot) == f"—{number + 1}—"
        assert {round(size) for *_rest, size in foot} == {14}
        left = min(x for _t, x, _y, _s in foot)
        if number % 2:  # even pages have it on the left, one character in
            assert left == pytest.approx(28 + 5, abs=1)
        else:
            assert 160 < left < 210 - 26 - 5


def test_sizes_and_indents(to_pdf: ToPdf) -> None:
    pdf = to_pdf(filled(kinds.NOTICE))
    found = places(pdf)
    title = next(piece for piece in found if "关于召开" in piece[0])
    heading = next(piece for piece in found if "一、会议时间" in piece[0])
    text = next(piece for piece in found if "定于" in piece[0])
    assert round(title[3]) == 22 and round(heading[3]) == 16 and round(text[3]) == 16
    two = 2 * 16 / 72 * 25.4
    assert text[1] == pytest.approx(28 + two, abs=1) and heading[1] == pytest.approx(
        28 + two, abs=1
    )


def test_a_long_roll_repeats_the_head_of_its_table(to_pdf: ToPdf) -> None:
    roll = [{"序号": str(n), "姓名": f"王{n}", "职务": "居民代表"} for n in range(1, 79)]
    found = pages(to_pdf(filled(kinds.ATTENDANCE, 名册=roll)))
    assert len(found) >= 4
    with_roll = [page for page in found if "居民代表" in page.replace("居民代表会议", "")]
    assert len(with_roll) >= 4 and all("签名" in page for page in with_roll)
    assert "王78" in "".join(found)


def test_styles_name_the_fonts_of_offices_for_chinese() -> None:
    styles = Document(io.BytesIO(kinds.default(kinds.MINUTES))).styles
    wanted = {TITLE: (XBS, 22), TEXT: (FANG, 16)}
    wanted |= dict(zip(LEVELS, ((HEI, 16), (KAI, 16), (FANG, 16)), strict=True))
    for name, (face, size) in wanted.items():
        style = styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == face, name
        assert style.font.size == Pt(size), name
    assert styles[LEVELS[2]].font.bold and styles[TEXT].paragraph_format.line_spacing == Pt(28)
    assert styles[TEXT].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_a_computer_without_these_fonts_is_told_others() -> None:
    table = package.read(kinds.default(kinds.NOTICE))["word/fontTable.xml"].decode()
    for face, other in ((XBS, "宋体"), (FANG, "FangSong"), (HEI, "SimHei"), (KAI, "KaiTi")):
        assert face in table and other in table
    assert "Noto Serif CJK SC" in table and SONG in table


def test_page_and_margins_are_those_of_the_standard() -> None:
    document = Document(io.BytesIO(kinds.default(kinds.RESOLUTION)))
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    for edge, wanted in zip(edges, (37, 35, 28, 26), strict=True):
        assert abs(edge - Mm(wanted)) < Mm(0.1)
    assert document.settings.odd_and_even_pages_header_footer
