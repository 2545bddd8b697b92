"""What every HTML page that a test opens must keep, whatever the test is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

LANGUAGES = {"zh-Hans", "zh-Hant", "en"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
LEFTOVER = re.compile(r"%\([a-z_]+\)|\{\{|\}\}|\{%|<(?:Markup|function|bound method)|\bundefined\b")


@dataclass
class Element:
    """A tag as it was opened."""

    tag: str
    attrs: dict[str, str]
    inside: tuple[Element, ...] = field(repr=False)

    def within(self, tag: str) -> Element | None:
        """The nearest enclosing element of that tag."""
        return next((e for e in reversed(self.inside) if e.tag == tag), None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.texts: list[tuple[str, tuple[Element, ...]]] = []
        self.open: list[Element] = []
        self.doctype = False

    def handle_decl(self, decl: str) -> None:
        self.doctype = self.doctype or decl.lower() == "doctype html"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}, tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))


def faults(html: str) -> list[str]:
    """Everything wrong with a page or, where it does not begin with a doctype, a fragment."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [*_inline(reader), *_unlabelled(reader), *_twinless(reader), *_leftovers(reader)]
    found += _repeated_ids(reader)
    if reader.doctype:
        found += _whole_page(reader)
    return found


def _whole_page(reader: _Reader) -> Iterator[str]:
    lang = next((e.attrs.get("lang") for e in reader.elements if e.tag == "html"), None)
    if lang not in LANGUAGES:
        yield f"html lang is {lang!r}"
    headings = [e for e in reader.elements if e.tag == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
    title = "".join(text for text, inside in reader.texts if inside and inside[-1].tag == "title")
    if not title.strip():
        yield "no title"
    if not any(e.tag == "main" for e in reader.elements):
        yield "no main"


def _inline(reader: _Reader) -> Iterator[str]:
    for element in reader.elements:
        if element.tag == "style":
            yield "inline <style>"
        if element.tag == "script" and not element.attrs.get("src"):
            kind = element.attrs.get("type", "")
            if kind not in {"application/json", "application/ld+json"}:
                yield "inline <script>"
        for name, value in element.attrs.items():
            if name == "style":
                yield f"style attribute on <{element.tag}>"
            if name.startswith(("on", "hx-on")):
                yield f"{name} attribute on <{element.tag}>"
            if value.strip().lower().startswith("javascript:"):
                yield f"javascript: in {name} of <{element.tag}>"


def _unlabelled(reader: _Reader) -> Iterator[str]:
    labelled = {e.attrs.get("for") for e in reader.elements if e.tag == "label"}
    for element in reader.elements:
        if element.tag not in {"input", "select", "textarea"}:
            if element.tag == "img" and "alt" not in element.attrs:
                yield f"img without alt: {element.attrs.get('src')}"
            continue
        if element.tag == "input" and element.attrs.get("type", "text") in UNLABELLED:
            continue
        named = element.attrs.get("aria-label") or element.attrs.get("aria-labelledby")
        if not named and element.attrs.get("id") not in labelled and not element.within("label"):
            yield f"no label for {element.tag} {element.attrs.get('name')!r}"


def _twinless(reader: _Reader) -> Iterator[str]:
    """Each htmx attribute must stand where the browser alone would do the same."""
    for element in reader.elements:
        methods = [m for m in ("hx-get", "hx-post") if m in element.attrs]
        others = [m for m in ("hx-put", "hx-patch", "hx-delete") if m in element.attrs]
        if others:
            yield f"{others[0]}: only GET and POST"
        if not methods:
            continue
        form = element if element.tag == "form" else element.within("form")
        by_link = element.tag == "a" and element.attrs.get("href") and "hx-get" in methods
        # A field or part inside a form that also submits plainly: what it fetches is a help.
        by_form = form is not None or "form" in element.attrs
        if not by_link and not by_form and "data-enhances" not in element.attrs:
            yield f"{methods[0]} on <{element.tag}> has no twin without JavaScript"


def _leftovers(reader: _Reader) -> Iterator[str]:
    for text, inside in reader.texts:
        if inside and inside[-1].tag in {"script", "textarea", "code", "pre"}:
            continue
        for match in LEFTOVER.finditer(text):
            yield f"placeholder left in the text: {text.strip()[:60]!r} ({match[0]})"


def _repeated_ids(reader: _Reader) -> Iterator[str]:
    seen: set[str] = set()
    for element in reader.elements:
        identity = element.attrs.get("id")
        if identity is None:
            continue
        if identity in seen:
            yield f"id {identity!r} twice"
        seen.add(identity)
