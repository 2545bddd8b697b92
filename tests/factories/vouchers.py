"""Photos and PDFs of vouchers: honest ones, and ones that act, hide, or are a bomb."""

from __future__ import annotations

import io
import zlib
from datetime import datetime

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from council.rules.vouchers import KINDS
from council.services import vouchers
from council.services.vouchers import VoucherSeed
from tests.factories.money import AT, DAY, Purse

SELLER = "杏北装饰有限公司"
SECRET = "XIAOMING 13812345678"
"""What a page says in its upper left, and no public copy may say."""


def photo(width: int = 1200, height: int = 800, colour: str = "white") -> bytes:
    """A photo of a receipt that knows where it was taken: red upper left, the rest as asked."""
    picture = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=92)
    return out.getvalue()


def pdf(*texts: str, catalog: str = "", page: str = "", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with a page of A4 for each text; ``more`` are further objects, from number 4 on."""
    texts = texts or (f"{SECRET} / total 1000.00",)
    first = 4 + len(more)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(texts)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Metadata 3 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(texts)} >>".encode(),
        stream(
            b"<x:xmpmeta>office scanner of Mr Wang</x:xmpmeta>", "/Type /Metadata /Subtype /XML"
        ),
        *more,
    ]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for n, text in enumerate(texts):
        content = first + 2 * n + 1
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> {page} >>".encode()
        )
        objects.append(stream(f"BT /F1 24 Tf 40 780 Td ({text}) Tj ET".encode()))
    return joined(objects, "/Info << /Author (Mr Wang) /Producer (scanner 7) >>")


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object."""
    head = f"<< /Length {len(content)} {entries} >>\nstream\n".encode()
    return head + content + b"\nendstream"


def joined(objects: list[bytes], trailer: str = "") -> bytes:
    """A file of these objects."""
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + table + b"trailer\n"
    out += f"<< /Size {size} /Root 1 0 R {trailer} >>\n".encode()
    return out + b"startxref\n%d\n%%%%EOF\n" % out.rindex(b"xref\n0 ")


def encrypted(password: str = "") -> bytes:
    """A PDF with a password; an empty one opens by itself and is a password still."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(password, "owner")
    return _written(writer)


def scripted() -> bytes:
    """A PDF that runs a script when it is opened."""
    return pdf(catalog="/OpenAction 4 0 R", more=(b"<< /S /JavaScript /JS (app.alert(1)) >>",))


def hidden_script() -> bytes:
    """A script whose names are spelt in hexadecimal, inside a packed stream of objects."""
    inner = b"4 0 << /S /J#61vaScript /#4AS (app.alert(1)) >>"
    box = zlib.compress(inner)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
        b"null",  # the fourth lies in the fifth
        stream(box, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    ]
    out, rows = b"%PDF-1.7\n", [b"\0\0\0\0"]
    for n, body in enumerate(objects, 1):
        if n == 4:
            rows.append(b"\2\0\5\0")
            continue
        rows.append(b"\1" + len(out).to_bytes(2) + b"\0")
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    start = len(out)
    rows.append(b"\1" + start.to_bytes(2) + b"\0")
    table = stream(b"".join(rows), "/Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R")
    return out + b"6 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def with_attachment() -> bytes:
    """A PDF that carries another file."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.add_attachment("invoice.xml", b"<x/>")
    return _written(writer)


def with_photo() -> bytes:
    """A PDF whose page is a photo with metadata of its own."""
    entries = "/Type /XObject /Subtype /Image /Width 1200 /Height 800 /BitsPerComponent 8"
    return with_photo_of(stream(photo(), f"{entries} /ColorSpace /DeviceRGB /Filter /DCTDecode"))


def bomb() -> bytes:
    """A page whose picture says that it has 60,000 by 60,000 pixels."""
    rows = zlib.compress(bytes(60_000))
    entries = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8"
    return with_photo_of(stream(rows, f"{entries} /ColorSpace /DeviceRGB /Filter /FlateDecode"))


def echo() -> bytes:
    """A page that draws ten things of which each draws ten, twelve deep: it would take years."""
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 600 400] /Resources << /XObject << /I {} >> >>"
    )
    forms = [stream(b"/I Do " * 10, entries.format(f"{n} 0 R")) for n in range(7, 18)]
    last = stream(b"0 0 9 9 re f " * 10, "/Type /XObject /Subtype /Form /BBox [0 0 600 400]")
    return with_photo_of(stream(b"/I Do " * 10, entries.format("6 0 R")), *forms, last)


def with_photo_of(image: bytes, *more: bytes) -> bytes:
    """A page that shows this picture; ``more`` are further objects, from number 6 on."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 400] /Contents 5 0 R"
        b" /Resources << /XObject << /I 3 0 R >> >> >>"
    )
    return joined(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            image,
            page,
            stream(b"q 600 0 0 400 0 0 cm /I Do Q"),
            *more,
        ]
    )


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def seed(number: str = "", **more: object) -> VoucherSeed:
    """An invoice of 1,000.00 yuan, without a number unless one is given."""
    about = {
        "kind": KINDS[0],
        "seller": SELLER,
        "invoice_number": number,
        "issued_on": DAY,
        "amount": 100_000,
    }
    return VoucherSeed(**(about | more))  # type: ignore[arg-type]


def put(
    made: Purse,
    payment: str,
    folder,
    number: str = "",
    *,
    data: bytes | None = None,
    who: str = "clerk",
    at: datetime = AT,
    **more: object,
) -> str:
    """A voucher put to a payment; gives its number."""
    hall = made.hall
    return vouchers.add(
        hall.community_id,
        payment,
        seed(number, **more),
        photo() if data is None else data,
        folder=folder,
        actor=hall.actor(who),
        at=at,
    )
