"""A document as an answer: the community's own template or ours, filled, as a download."""

from __future__ import annotations

import io
from pathlib import Path

from flask import Response, current_app, send_file

from council.db import reading
from council.language import gettext as _
from council.queries.public import documents
from council.vocabulary import word
from council.web.access import community
from council.web.documents.wording import Values, in_chinese
from council.word import filler, kinds, package

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def template(kind: str) -> bytes:
    """The template that this community uses for a kind of document.

    Ours, where its bytes are gone (``flask integrity`` tells): a notice must not wait for that.
    """
    sha = documents.in_use(reading(), community().id, kind)
    own = kept(sha) if sha else None
    return kinds.default(kind) if own is None else own


def kept(sha256: str) -> bytes | None:
    """A template by the hash of its bytes; None where they are gone."""
    path = Path(current_app.config["UPLOADS"]) / sha256[:2] / sha256
    return path.read_bytes() if path.is_file() else None


def filled(kind: str, values: Values, name: str, *, private: bool) -> Response:
    """The document, filled; ``name`` is what it is about, in the name of the file."""
    return _filled(kind, kinds.named(values), name, private=private)


def _filled(kind: str, values: filler.Values, name: str, *, private: bool) -> Response:
    parts = package.read(template(kind))
    with in_chinese():
        title = f"{word('document', kind)} {name}"
    data = filler.fill(parts, values, title=title, author=community().name)
    return download(data, f"{title}.docx", private=private)


def sample(kind: str) -> Response:
    """The template in use with made-up values, so that one sees what comes out."""
    return _filled(kind, kinds.sample(kind), _("样本"), private=True)


def download(data: bytes, name: str, *, private: bool) -> Response:
    """A .docx to keep."""
    answer = send_file(io.BytesIO(data), TYPE, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    return answer
