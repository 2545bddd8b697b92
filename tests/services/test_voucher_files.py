"""Files of vouchers: what is let in, what is taken out of them, what a public copy shows."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from council.rules.verdict import Refused
from council.rules.vouchers import Box
from council.services import burning, pdfchild, voucherfiles
from tests.factories import vouchers as samples


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "voucher_file_missing"),
        (b"0" * (voucherfiles.MOST_BYTES + 1), "voucher_too_large"),
        (b"<html><script>alert(1)</script>", "voucher_wrong_kind"),
        (b"PK\x03\x04 a workbook", "voucher_wrong_kind"),
        (b"%PDF-1.7 torn", "voucher_broken"),
        (samples.photo()[:3000], "photo_broken"),
        (samples.encrypted(), "voucher_encrypted"),
        (samples.encrypted("geheim"), "voucher_encrypted"),
        (samples.scripted(), "voucher_scripts"),
        (samples.pdf(catalog="/OpenAction << /S /J#61vaScript >>"), "voucher_scripts"),
        (samples.hidden_script(), "voucher_scripts"),
        (samples.pdf(page="/AA << /O << /S /Launch /F (cmd.exe) >> >>"), "voucher_scripts"),
        (samples.pdf(catalog="/AcroForm << /XFA (x) >>"), "voucher_scripts"),
        (samples.with_attachment(), "voucher_attachment"),
        (samples.bomb(), "voucher_too_heavy"),
        (samples.pdf(*["page"] * 21), "voucher_pages"),
        (samples.joined([b"<< /Type /Catalog /Pages 2 0 R >>",
                         b"<< /Type /Pages /Kids [] /Count 0 >>"]), "voucher_broken"),
    ],
)  # fmt: skip
def test_refused_with_what_is_wrong(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        voucherfiles.read(data)
    assert codes(caught) == [code]


def test_a_bomb_takes_only_its_own_process_along(monkeypatch) -> None:
    monkeypatch.setattr(voucherfiles, "SECONDS", 2)
    with pytest.raises(Refused) as caught:
        voucherfiles.read(samples.echo())
    assert codes(caught) == ["voucher_too_heavy"]


def test_a_photo_is_made_anew() -> None:
    made = voucherfiles.read(samples.photo())
    with Image.open(io.BytesIO(made.data)) as picture:
        assert not picture.getexif() and picture.size == (1200, 800)
    assert b"taken at home" in samples.photo() and b"taken at home" not in made.data
    assert (made.media_type, made.pages) == ("image/jpeg", 1)


def test_a_pdf_is_made_anew_without_metadata_and_reads_as_before() -> None:
    data = samples.pdf("first page", "second page", catalog="/PageMode /UseOutlines")
    made = voucherfiles.read(data)
    assert (made.media_type, made.pages) == ("application/pdf", 2)
    for trace in (b"Mr Wang", b"xmpmeta", b"scanner"):
        assert trace in data and trace not in made.data
    reader = PdfReader(io.BytesIO(made.data))
    assert [page.extract_text() for page in reader.pages] == ["first page", "second page"]
    assert not reader.metadata and set(reader.root_object) == {"/Type", "/Pages"}
    assert voucherfiles.read(data).data == made.data, "the same file has the same hash"


def test_pictures_in_a_pdf_lose_their_metadata_and_no_pixel() -> None:
    data = samples.with_photo()
    made = voucherfiles.read(data)
    assert b"taken at home" in data and b"taken at home" not in made.data
    assert looks(made.data) == looks(data)


def test_a_jpeg_is_bared_to_its_end() -> None:
    whole = samples.photo()
    assert pdfchild.bare_jpeg(whole + b"a second file") == pdfchild.bare_jpeg(whole)
    assert pdfchild.bare_jpeg(b"no jpeg") == b"no jpeg"


def test_notes_on_a_page_become_part_of_it() -> None:
    """A stamp that lies above the page is in the copy, no longer as a thing of its own."""
    stamp = samples.stream(
        b"1 0 0 rg 0 0 100 100 re f", "/Type /XObject /Subtype /Form /BBox [0 0 100 100]"
    )
    note = b"<< /Type /Annot /Subtype /Stamp /Rect [300 300 400 400] /F 4 /AP << /N 4 0 R >> >>"
    made = voucherfiles.read(samples.pdf(page="/Annots [5 0 R]", more=(stamp, note)))
    page = PdfReader(io.BytesIO(made.data)).pages[0]
    assert "/Annots" not in page
    assert looks(made.data).getpixel((350, 842 - 350)) == (255, 0, 0)


def looks(data: bytes, page: int = 0) -> Image.Image:
    """A page as people see it, a pixel per point."""
    with pdfium.PdfDocument(data) as document:
        return document[page].render(scale=1).to_pil().convert("RGB")


def test_an_area_grows_to_whole_blocks() -> None:
    """What a JPEG kept of covered writing spreads over blocks of sixteen pixels."""
    page = Image.new("RGB", (1600, 800), "white")
    area = Box(1, 11, 21, 10, 10).plain  # 17.6 to 33.6 across, 16.8 to 24.8 down
    black = ImageChops.invert(burning.burnt(page, [area]))
    assert black.getbbox() == (16, 16, 48, 32)
    assert page.getcolors() == [(1600 * 800, (255, 255, 255))], "the page itself is left alone"
    whole = burning.burnt(page, [Box(1, 0, 0, 1000, 1000).plain])
    assert whole.getcolors() == [(1600 * 800, (0, 0, 0))]


def test_nothing_under_a_box_of_a_photo_is_left() -> None:
    original = voucherfiles.read(samples.photo())
    copy = voucherfiles.public_copy(original, [Box(1, 0, 0, 500, 500)])
    assert copy.media_type == "image/jpeg"
    with Image.open(io.BytesIO(copy.data)) as picture:
        reddest = max(red - green for _, (red, green, _) in picture.getcolors(10**7))
        assert reddest < 60, "no red pixel is left anywhere: the whole red corner was covered"
        assert picture.getpixel((300, 200)) == (0, 0, 0)
        assert picture.getpixel((900, 600)) == (255, 255, 255)
        assert not picture.getexif() and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit",
                                                               "jfif_density"}  # fmt: skip
    with Image.open(io.BytesIO(voucherfiles.public_copy(original, []).data)) as bare:
        assert bare.getpixel((300, 200))[0] > 200, "without the box it would be there"


def test_nothing_of_the_writing_of_a_pdf_is_left_in_its_public_copy() -> None:
    original = voucherfiles.read(samples.pdf(f"{samples.SECRET}", "second page"))
    copy = voucherfiles.public_copy(original, [Box(1, 0, 0, 1000, 150)])
    assert (copy.media_type, copy.pages) == ("application/pdf", 2)
    reader = PdfReader(io.BytesIO(copy.data))
    assert [page.extract_text() for page in reader.pages] == ["", ""]
    assert not reader.metadata
    assert all("/Font" not in page["/Resources"] for page in reader.pages)
    top = looks(copy.data).crop((0, 0, 595, 120))
    assert max(high for _, high in top.getextrema()) < 12, "black from edge to edge"
    assert looks(copy.data, 1).getextrema()[0][0] < 100, "the other page still has its writing"


def test_a_pdf_of_one_page_becomes_a_picture() -> None:
    original = voucherfiles.read(samples.pdf())
    copy = voucherfiles.public_copy(original, [])
    assert (copy.media_type, copy.pages) == ("image/jpeg", 1)
    with Image.open(io.BytesIO(copy.data)) as picture:
        assert max(picture.size) == 2000


def test_pages_can_be_looked_at_one_by_one() -> None:
    original = voucherfiles.read(samples.pdf("one", "two"))
    first, second = (voucherfiles.page_picture(original, n) for n in (1, 2))
    assert first != second and first.startswith(b"\xff\xd8")
