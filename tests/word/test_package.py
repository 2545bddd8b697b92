"""What is refused as a template, and what is said about it."""

from __future__ import annotations

import zipfile

import pytest
from docx import Document

from council.rules.verdict import Refused
from council.vocabulary import reason
from council.word import filler, kinds, package
from tests.factories.word import (
    changed,
    document,
    in_body,
    packed,
    parts,
    saved,
    with_relation,
)

PLAIN = document("{{会议名称}}")
TYPES = "[Content_Types].xml"
KNOWN = {"": {"会议名称": ""}, "议程": {"题目": ""}, "名册": {"姓名": ""}}


def codes(data: bytes) -> list[str]:
    try:
        package.read(data)
    except Refused as no:
        return sorted({one.code for one in no.reasons})
    return []


def field(instruction: str) -> str:
    """A field of Word, its instruction split over runs as a disguise."""
    half = len(instruction) // 2
    run = "<w:r>{}</w:r>".format
    pieces = (
        run('<w:fldChar w:fldCharType="begin"/>'),
        run(f"<w:instrText>{instruction[:half]}</w:instrText>"),
        run(f"<w:instrText>{instruction[half:]}</w:instrText>"),
        run('<w:fldChar w:fldCharType="separate"/>'),
        run('<w:fldChar w:fldCharType="end"/>'),
    )
    return f"<w:p>{''.join(pieces)}</w:p>"


def to_macro(xml: bytes) -> bytes:
    return xml.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )


def to_template(xml: bytes) -> bytes:
    return xml.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main")


def without(name: str) -> bytes:
    return packed({k: v for k, v in parts(PLAIN).items() if k != name})


def test_a_plain_file_is_read() -> None:
    assert codes(PLAIN) == []
    assert codes(with_relation(PLAIN, "hyperlink", "https://example.org/")) == []
    for harmless in (" PAGE ", ' HYPERLINK "https://example.org/" ', ' HYPERLINK \\l "_Toc1" '):
        assert codes(in_body(PLAIN, field(harmless))) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "word_broken"),
        (b"hello", "word_broken"),
        (PLAIN[:400], "word_broken"),
        (PLAIN[:-60], "word_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "word_old"),
        (b"PK" + b"\0" * (package.MOST_BYTES + 1), "word_too_large"),
        (without(TYPES), "word_broken"),
        (without("word/document.xml"), "word_broken"),
        (changed(PLAIN, "word/document.xml", lambda _: b"<w:p"), "word_broken"),
        (changed(PLAIN, "../evil.xml", lambda _: b"<a/>"), "word_broken"),
        (
            changed(PLAIN, "word/x.xml", lambda _: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "word_broken",
        ),
        (changed(PLAIN, TYPES, to_macro), "word_macro"),
        (changed(PLAIN, "word/vbaProject.bin", lambda _: b"x"), "word_macro"),
        (changed(PLAIN, TYPES, to_template), "word_template"),
        (changed(PLAIN, "word/embeddings/o.bin", lambda _: b"x"), "word_object"),
        (changed(PLAIN, "word/activeX/activeX1.xml", lambda _: b"<a/>"), "word_object"),
        (with_relation(PLAIN, "aFChunk", "x.html", "Internal"), "word_object"),
        (with_relation(PLAIN, "image", "http://evil.example/a.png"), "word_external"),
        (with_relation(PLAIN, "attachedTemplate", "file:///c:/x.dotm"), "word_external"),
        (with_relation(PLAIN, "hyperlink", "file:///etc/passwd"), "word_external"),
        (with_relation(PLAIN, "hyperlink", "javascript:alert(1)"), "word_external"),
        (in_body(PLAIN, field(' DDEAUTO c:\\windows\\cmd.exe "/k calc" ')), "word_runs"),
        (in_body(PLAIN, field(' HYPERLINK "file:///c:/x" ')), "word_runs"),
        (in_body(PLAIN, field(" HYPERLINK ")), "word_runs"),
        (in_body(PLAIN, "<w:p/>" * (package.MOST_TEXT // 6)), "word_too_long"),
        (in_body(PLAIN, field(' INCLUDETEXT "http://evil" ')), "word_runs"),
        (
            in_body(PLAIN, '<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/></w:p>'),
            "word_runs",
        ),
        (
            in_body(PLAIN, '<w:p><w:ins w:id="1" w:author="王小明"><w:r/></w:ins></w:p>'),
            "word_corrections",
        ),
    ],
)
def test_what_is_not_a_plain_document_is_refused(data: bytes, code: str) -> None:
    assert codes(data) == [code]


def test_every_refusal_has_its_sentence() -> None:
    with pytest.raises(Refused) as no:
        package.read(with_relation(PLAIN, "image", "http://evil.example/a.png"))
    assert "http://evil.example/a.png" in reason(no.value.reasons[0])


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = changed(PLAIN, "word/media/a.xml", lambda _: b"\0" * (package.MOST_UNPACKED + 1))
    assert len(bomb) < package.MOST_BYTES
    assert codes(bomb) == ["word_bomb"]
    many = packed(parts(PLAIN) | {f"word/x{n}.xml": b"<a/>" for n in range(package.MOST_PARTS)})
    assert codes(many) == ["word_bomb"]
    assert codes(packed(parts(PLAIN), zipfile.ZIP_STORED)) == []


def test_a_size_that_lies_is_refused() -> None:
    data = bytearray(changed(PLAIN, "word/media/a.bin", lambda _: b"\0" * 9_000_000))
    honest = (9_000_000).to_bytes(4, "little")
    assert data.count(honest) == 2
    assert codes(bytes(data.replace(honest, (100).to_bytes(4, "little")))) == ["word_broken"]


def sentences(data: bytes) -> list[str]:
    return [reason(one) for one in filler.faults(package.read(data), KNOWN)]


def test_unknown_fields_are_named_with_where_they_stand() -> None:
    made = Document()
    made.add_paragraph("{{会议名称}}")
    made.add_paragraph("{{会议名字}}与{{议程.提目}}")
    made.add_table(1, 1)
    row = made.add_table(2, 2).rows[1]
    row.cells[1].text = "{{名册.电话}}"
    made.sections[0].footer.paragraphs[0].text = "{{页数}}"
    assert sentences(saved(made)) == [
        "没有“会议名字”这个字段：正文第 2 段。",
        "没有“议程.提目”这个字段：正文第 2 段。",
        "没有“名册.电话”这个字段：第 2 个表格第 2 行。",
        "没有“页数”这个字段：在页脚。",
    ]


def test_braces_and_groups_that_do_not_fit() -> None:
    found = sentences(
        document("{{会议名称}", "{会议名称}}", "{{议程.题目}}{{名册.姓名}}", "{单个}")
    )
    assert found == [
        "花括号没有成对：正文第 1 段，“{{会议名称}”。",
        "花括号没有成对：正文第 2 段，“{会议名称}}”。",
        "同一行或者同一段里用了两组要重复的字段：正文第 3 段。",
    ]


def test_faults_are_told_up_to_a_limit() -> None:
    many = document(*["{{不知}}"] * 3000)
    assert len(filler.faults(package.read(many), KNOWN)) == filler.MOST_FAULTS


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_our_own_templates_pass_their_own_check(kind: str) -> None:
    parts_ = package.read(kinds.default(kind))
    assert filler.has_fields(parts_)
    assert filler.faults(parts_, kinds.FIELDS[kind]) == []


def test_every_field_has_its_meaning() -> None:
    from council.vocabulary import words

    named = {
        kinds.code_of(group, name)
        for fields in kinds.FIELDS.values()
        for group, texts in fields.items()
        for name in texts
    }
    assert named == set(words("document_field"))
    groups = {group for fields in kinds.FIELDS.values() for group in fields if group}
    assert groups == set(kinds.GROUPS.values())
    assert set(kinds.GROUPS) == set(words("document_group"))


def test_every_code_has_a_name_that_some_document_knows() -> None:
    known: dict[str, set[str]] = {}
    for fields in kinds.FIELDS.values():
        for group, texts in fields.items():
            known.setdefault(group, set()).update(texts)
    for code, names in kinds.NAMES.items():
        assert set(names.values()) == known[kinds.GROUPS[code] if code else ""], code
