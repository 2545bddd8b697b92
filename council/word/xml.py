"""The XML of Word: parsed without entities, doctypes or anything from outside."""

from __future__ import annotations

from lxml import etree

from council.rules.verdict import Reason, Refused

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD14 = "http://schemas.microsoft.com/office/word/2010/wordml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
W, W14 = f"{{{WORD}}}", f"{{{WORD14}}}"


def parse(content: bytes) -> etree._Element:
    """The root of a part.

    Raises:
        Refused: ``word_broken`` where it is no XML, or has a doctype.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused([Reason("word_broken")]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused([Reason("word_broken")])
    return root


def written(root: etree._Element) -> bytes:
    """The part as bytes."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
