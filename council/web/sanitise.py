"""The one place where people's text becomes HTML.

People write plain text. It is escaped, parted into paragraphs, addresses in it become links
(bleach), and
nh3 has the last word on what leaves: paragraphs, line breaks and links, nothing else.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

import nh3
from bleach.linkifier import Linker
from markupsafe import Markup, escape

_TAGS = {"p", "br", "a"}
_REL = "nofollow noopener noreferrer"
# Chinese is written right behind an address, so an address ends where its own alphabet ends.
_URL = re.compile(
    r"(?<![\w@./:-])(?:https?://|www\.)[a-z0-9-]++(?:\.[a-z0-9-]++)*+(?::[0-9]{1,5})?(?![@:])"
    r"(?:[/?#](?:[a-z0-9._~:/?#@!$*+,;=%&-]*[a-z0-9/_=~#-])?)?",
    re.IGNORECASE | re.ASCII,
)
_own = threading.local()


def _linker() -> Linker:
    """One linker per thread: bleach's parser keeps its state in itself."""
    if not hasattr(_own, "linker"):
        _own.linker = Linker(callbacks=[], url_re=_URL, parse_email=False)
    linker: Linker = _own.linker
    return linker


def beside_chinese(names: Iterable[tuple[str, str]]) -> Markup:
    """English names, each with its Chinese title marked as Chinese (for voices that read aloud)."""
    marked = Markup('{} [<span lang="zh-Hans">{}</span>]')
    return Markup("; ").join(
        marked.format(name, chinese) if chinese else name for name, chinese in names
    )


def paragraphs(text: str) -> Markup:
    """Plain text as safe paragraphs; an empty line parts them, a single line end is a break."""
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    html = "".join(f"<p>{_with_links(part)}</p>" for part in parts if part.strip())
    return Markup(_last_word(html))  # noqa: S704 - nh3 made it


def _with_links(part: str) -> str:
    """Escaped text with its addresses as links. bleach sees nothing but the addresses."""
    html, end = [], 0
    for found in _URL.finditer(part):
        html += [_escaped(part[end : found.start()]), _linker().linkify(_escaped(found[0]))]
        end = found.end()
    return "".join([*html, _escaped(part[end:])])


def _escaped(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def line(text: str) -> Markup:
    """Plain text of one line, escaped; no links, no breaks."""
    html = str(escape(" ".join(text.split())))
    return Markup(nh3.clean(html, tags=set()))  # noqa: S704 - nh3 made it


def _last_word(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=_REL,
        strip_comments=True,
    )
