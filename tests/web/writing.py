"""Writing a proposal through the pages, as a browser without JavaScript sends it."""

from __future__ import annotations

import io
import re

from PIL import Image

from tests.factories.community import Handle, sign_in
from tests.factories.proposals import TEXT


def at(here: Handle, rest: str) -> str:
    return f"{here.base}/chamber/proposals/{rest}"


def as_who(here: Handle, client, key: str):
    sign_in(client, here.accounts[key])
    return client


def typed(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def form(**changes) -> dict:
    return {"title": "给3号楼门口的台阶装扶手", "text": TEXT, "cost": "3,600.50"} | changes


def write(me, here: Handle, **changes):
    page = me.get(at(here, "new")).text
    body, boundary = multipart(form(draft=typed(page, "draft"), **changes))
    kind = f"multipart/form-data; boundary={boundary}"
    return me.post(at(here, "new"), data=body, content_type=kind)


def multipart(fields: dict) -> tuple[bytes, str]:
    """The body as a browser sends it; a file is (bytes, name), several files a list of them."""
    boundary, parts = "xxBOUNDARYxx", []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            data, file = one if isinstance(one, tuple) else (one.encode(), None)
            head = f'Content-Disposition: form-data; name="{name}"'
            head += f'; filename="{file}"\r\nContent-Type: image/png' if file else ""
            parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), boundary


def picture(size=(60, 40), kind="JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    Image.new("RGB", size, (20, 90, 60)).save(out, kind, exif=exif)
    return out.getvalue()
