"""Puts values into a template. No expressions, no conditions, no code: names become texts.

- a text of several lines becomes as many paragraphs;
- a paragraph whose fields are all empty is left out, so that optional lines vanish;
- rows and paragraphs with fields of a group are repeated for each member (see ``places``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby, islice

from lxml import etree

from council.rules.verdict import Reason
from council.word import package, places
from council.word.places import FIELD, TC, TR, P, T
from council.word.properties import neutral
from council.word.xml import W14, W, parse, written

Texts = Mapping[str, str]
Values = Mapping[str, str | Sequence[Texts]]
"""A text by the name of its field, the members of a group by the name of the group."""

MOST_FAULTS = 40
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = frozenset(W + tag for tag in ("bookmarkStart", "bookmarkEnd", "proofErr"))
_ONCE = (W + "bookmarkStart", W + "bookmarkEnd", W + "sectPr")
_ANCHORS = ("sectPr", "drawing", "pict", "object")


def faults(parts: package.Parts, known: places.Known) -> list[Reason]:
    """What is wrong with the fields of a document, at most :data:`MOST_FAULTS` of it."""
    found = (
        reason
        for name in package.written(parts)
        for reason in places.faults(parse(parts[name]), name, known)
    )
    return list(islice(found, MOST_FAULTS))


def has_fields(parts: package.Parts) -> bool:
    """Whether there is anything to fill."""
    roots = (parse(parts[name]) for name in package.written(parts))
    return any(places.fields(paragraph) for root in roots for paragraph in root.iter(P))


def fill(parts: package.Parts, values: Values, *, title: str, author: str) -> bytes:
    """The filled document; of those who wrote the template it tells nothing.

    Fields without a value are empty.
    """
    made = dict(parts)
    for name in package.written(parts):
        root = parse(parts[name])
        _repeat(root, values)
        for paragraph in list(root.iter(P)):
            _fill(paragraph, values, {})
        made[name] = written(root)
    return package.pack(neutral(made, title=title, author=author))


def _repeat(root: etree._Element, values: Values) -> None:
    """Repeat every block of neighbours of one group, and fill it for each member."""
    for parent in reversed(list(root.iter())):
        if isinstance(parent.tag, str):
            for group, block in _blocks(parent):
                members = values.get(group, ())
                _put(block, [] if isinstance(members, str) else members, values, group)


def _blocks(parent: etree._Element) -> Iterator[tuple[str, list[etree._Element]]]:
    """Neighbouring rows or paragraphs under ``parent`` that belong to one group."""
    children = [child for child in parent if child.tag not in _UNSEEN]
    for group, found in groupby(children, _group_of):
        if group:
            yield group, list(found)


def _group_of(unit: etree._Element) -> str:
    if unit.tag not in (P, TR):
        return ""
    mine = (p for p in unit.iter(P) if places.unit_of(p) is unit)
    return next((named.group for p in mine for named in places.fields(p) if named.group), "")


def _put(block: list[etree._Element], members: Sequence[Texts], values: Values, group: str) -> None:
    last = block[-1]
    parent = last.getparent()
    for n, member in enumerate(members):
        texts = {f"{group}.{name}": text for name, text in member.items()}
        for unit in [deepcopy(unit) for unit in block]:
            etree.strip_elements(unit, *_ONCE, with_tail=False)
            if n:
                _unmark(unit)
            last.addnext(unit)
            last = unit
            for paragraph in list(unit.iter(P)):
                ended = _fill(paragraph, values, texts)
                last = ended if paragraph is unit else last
    for unit in block:
        _remove(unit, parent)


def _unmark(unit: etree._Element) -> None:
    """Take from a copy what may stand in a document once only."""
    for node in unit.iter():
        for name in (W14 + "paraId", W14 + "textId"):
            node.attrib.pop(name, None)


def _fill(paragraph: etree._Element, values: Values, member: Texts) -> etree._Element:
    """Fill a paragraph; the last one that it became, or the one before where it went."""
    said = places.fields(paragraph)
    if not said:
        return paragraph
    texts = [_text(named, values, member) for named in said]
    if not any(texts) and _may_go(paragraph):
        before = paragraph.getprevious()
        paragraph.getparent().remove(paragraph)
        return paragraph if before is None else before
    more = _replace(paragraph, texts)
    last = paragraph
    for run, line in more:
        made = etree.Element(P, nsmap=paragraph.nsmap)
        made.extend(deepcopy(node) for node in paragraph.findall(W + "pPr"))
        made.append(_run(run, line))
        last.addnext(made)
        last = made
    return last


def _text(named: places.Field, values: Values, member: Texts) -> str:
    found = member.get(named.label, "") if named.group else values.get(named.name, "")
    return _CONTROL.sub("", found).strip() if isinstance(found, str) else ""


def _may_go(paragraph: etree._Element) -> bool:
    """Whether the place stays whole without it: a cell, say, must keep a paragraph."""
    parent = paragraph.getparent()
    if parent is None or any(next(paragraph.iter(W + tag), None) is not None for tag in _ANCHORS):
        return False
    before = paragraph.getprevious()
    if parent.tag == TC and parent[-1] is paragraph:  # a cell ends with a paragraph
        return before is not None and before.tag == P
    return len(parent.findall(P)) > 1


def _replace(paragraph: etree._Element, texts: Sequence[str]) -> list[tuple[etree._Element, str]]:
    """Put the texts in place of the fields; the further lines with the run that they continue."""
    nodes = places.own_texts(paragraph)
    found = list(FIELD.finditer("".join(t.text or "" for t in nodes)))
    more: list[tuple[etree._Element, str]] = []
    for match, value in reversed(list(zip(found, texts, strict=True))):
        first, *rest = [line.strip() for line in value.split("\n")] or [""]
        node = _splice(nodes, match.start(), match.end(), first)
        more = [(node.getparent(), line) for line in rest if line] + more
    return more


def _splice(nodes: list[etree._Element], start: int, end: int, text: str) -> etree._Element:
    """Write ``text`` over the characters from ``start`` to ``end``, which may span nodes."""
    place, holder = 0, nodes[0]
    for node in nodes:
        content = node.text or ""
        low, high = max(start - place, 0), min(end - place, len(content))
        if low < high:
            mine = text if place <= start else ""
            holder = node if place <= start else holder
            node.text = content[:low] + mine + content[high:]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        place += len(content)
    return holder


def _run(like: etree._Element, line: str) -> etree._Element:
    run = etree.Element(W + "r")
    run.extend(deepcopy(node) for node in like.findall(W + "rPr"))
    etree.SubElement(run, T).text = line
    return run


def _remove(unit: etree._Element, parent: etree._Element) -> None:
    """Take the pattern of a block away; where nothing would be left, an empty one stays."""
    left = [child for child in parent if child.tag == unit.tag]
    cell_needs = unit.tag == P and len(left) == 1
    if cell_needs or next(unit.iter(W + "sectPr"), None) is not None:
        for node in [t for p in unit.iter(P) for t in places.own_texts(p)]:
            node.text = ""
    else:
        parent.remove(unit)
