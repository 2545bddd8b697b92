"""What a document tells about itself: title and community, never who typed the template."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from council.word.xml import parse, written

_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties \
xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/">\
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></cp:coreProperties>"""
_APP = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>"""
_CUSTOM = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>"""


def neutral(parts: Mapping[str, bytes], *, title: str, author: str) -> dict[str, bytes]:
    """The parts with our own properties in place of the template's."""
    made = dict(parts)
    core = _CORE.format(title=escape(title), author=escape(author))
    for name, text in (
        ("docProps/core.xml", core),
        ("docProps/app.xml", _APP),
        ("docProps/custom.xml", _CUSTOM),
    ):
        if name in made:
            made[name] = text.encode()
    for name in ("word/people.xml", "word/comments.xml"):
        if name in made:
            root = parse(made[name])
            del root[:]
            made[name] = written(root)
    return made
