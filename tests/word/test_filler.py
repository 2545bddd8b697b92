"""Filling a template: however Word split it, rows and paragraphs repeat, empty lines vanish."""

from __future__ import annotations

import io

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from council.word import filler, package
from tests.factories.word import document, in_body, lines, parts, saved


def fill(data: bytes, values) -> bytes:
    return filler.fill(package.read(data), values, title="题", author="杏林社区")


def filled(data: bytes, values) -> list[str]:
    return lines(fill(data, values))


def test_a_field_that_word_split_over_runs() -> None:
    data = document(
        ("在", "{", "{会议", "地点}", "}", "开会"), "{{ 会议地点 }}，｛｛会议地点｝｝。"
    )
    assert filled(data, {"会议地点": "活动室"}) == ["在活动室开会", "活动室，活动室。"]


def test_formatting_of_the_field_stays() -> None:
    made = Document()
    paragraph = made.add_paragraph("题目：")
    paragraph.add_run("{{题").bold = True
    paragraph.add_run("目}}").italic = True
    paragraph.add_run("。")
    out = Document(io.BytesIO(fill(saved(made), {"题目": "充电棚"}))).paragraphs[0]
    assert [(r.text, r.bold) for r in out.runs if r.text] == [
        ("题目：", None),
        ("充电棚", True),
        ("。", None),
    ]


def test_values_are_text_and_nothing_else() -> None:
    evil = "<w:p/>&amp; {{社区}} ]]> {% x %} ${y} \x00\x0b"
    assert filled(document("{{题目}}"), {"题目": evil, "社区": "杏林"}) == [
        "<w:p/>&amp; {{社区}} ]]> {% x %} ${y}"
    ]


def test_several_lines_become_paragraphs_in_the_same_form() -> None:
    made = Document()
    made.add_paragraph("全文：{{全文}}", "List Bullet")
    made.add_paragraph("后")
    out = Document(io.BytesIO(fill(saved(made), {"全文": "一\n\n二\r\n三"}))).paragraphs
    assert [p.text for p in out] == ["全文：一", "二", "三", "后"]
    assert {p.style.name for p in out[:3]} == {"List Bullet"}


def test_a_paragraph_whose_fields_are_empty_goes() -> None:
    data = document("线上：{{链接}}", "{{甲}}和{{乙}}", "没有字段", "")
    assert filled(data, {"链接": "", "甲": "", "乙": "乙"}) == ["和乙", "没有字段"]


def test_rows_repeat_and_the_head_stays() -> None:
    data = document(table=("{{名册.序号}}", "{{名册.姓名}}", "{{会议}}"))
    roll = [{"序号": "1", "姓名": "王"}, {"序号": "2", "姓名": ""}]
    assert filled(data, {"名册": roll, "会议": "会"}) == [
        "head | head | head",
        "1 | 王 | 会",
        "2 |  | 会",
    ]
    assert filled(data, {"名册": [], "会议": "会"}) == ["head | head | head"]


def test_neighbouring_paragraphs_of_a_group_repeat_together() -> None:
    data = document(
        "前", "{{议程.序号}}、{{议程.题目}}", "用时{{议程.用时}}", "后", "{{议程.序号}}"
    )
    items = [
        {"序号": "一", "题目": "棚", "用时": "5"},
        {"序号": "二", "题目": "灯\n亮", "用时": ""},
        {"序号": "三", "题目": "树", "用时": "9"},
    ]
    assert filled(data, {"议程": items}) == [
        *("前", "一、棚", "用时5", "二、灯", "亮", "三、树", "用时9", "后", "一", "二", "三")
    ]


def test_a_table_between_paragraphs_keeps_its_place() -> None:
    made = Document()
    made.add_paragraph("{{议程.题目}}")
    made.add_table(1, 1).rows[0].cells[0].text = "表"
    made.add_paragraph("{{议程.题目}}")
    out = Document(io.BytesIO(fill(saved(made), {"议程": [{"题目": "甲"}, {"题目": "乙"}]})))
    order = [child.tag.rpartition("}")[2] for child in out.element.body]
    assert order == ["p", "p", "tbl", "p", "p", "sectPr"]


def test_a_table_inside_a_repeated_row() -> None:
    made = Document()
    cell = made.add_table(1, 1).rows[0].cells[0]
    cell.text = "{{议程.题目}}"
    cell.add_table(1, 1).rows[0].cells[0].text = "{{签名.姓名}}"
    values = {"议程": [{"题目": "甲"}, {"题目": "乙"}], "签名": [{"姓名": "王"}, {"姓名": "李"}]}
    out = Document(io.BytesIO(fill(saved(made), values))).tables[0]
    assert [row.cells[0].paragraphs[0].text for row in out.rows] == ["甲", "乙"]
    assert [r.cells[0].text for r in out.rows[1].cells[0].tables[0].rows] == ["王", "李"]


def test_headers_footers_and_text_boxes() -> None:
    made = Document()
    made.sections[0].header.paragraphs[0].text = "{{社区}}"
    made.sections[0].footer.paragraphs[0].text = "第{{编号}}号"
    box = (
        '<w:p><w:r><w:t>外{{编号}}</w:t></w:r><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml">'
        "<v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>内{{编号}}</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    out = fill(in_body(saved(made), box), {"社区": "杏林", "编号": "7"})
    text = "".join(parts(out)[f"word/{n}.xml"].decode() for n in ("header1", "footer1", "document"))
    assert "杏林" in text and "第7号" in text and "外7" in text and "内7" in text
    assert "{{" not in text


def test_a_cell_keeps_a_paragraph_and_copies_hold_nothing_twice() -> None:
    made = Document()
    cell = made.add_table(1, 1).rows[0].cells[0]
    cell.text = "{{空}}"
    mark = '<w:bookmarkStart w:id="1" w:name="a"/><w:bookmarkEnd w:id="1"/>'
    data = in_body(saved(made), f"<w:p>{mark}<w:r><w:t>{{{{签名.姓名}}}}</w:t></w:r></w:p>")
    out = Document(io.BytesIO(fill(data, {"签名": [{"姓名": "王"}, {"姓名": "李"}]})))
    assert len(list(out.element.iter(qn("w:bookmarkStart")))) <= 1
    assert [p.text for p in out.tables[0].rows[0].cells[0].paragraphs] == [""]


def test_nothing_is_told_of_who_made_the_template() -> None:
    made = Document()
    made.add_paragraph("{{题目}}")
    made.core_properties.author = "王小明"
    made.core_properties.last_modified_by = "王小明"
    out = fill(saved(made), {"题目": "棚"})
    assert "王小明".encode() not in b"".join(parts(out).values())
    core = Document(io.BytesIO(out)).core_properties
    assert (core.title, core.author) == ("题", "杏林社区")


def test_the_same_values_make_the_same_bytes() -> None:
    data = document("{{题目}}")
    assert fill(data, {"题目": "棚"}) == fill(data, {"题目": "棚"})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), max_size=6),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30),
)
def test_any_text_split_anywhere_comes_out_whole(cuts: list[int], value: str) -> None:
    text, runs, at = "甲{{题目}}乙{{题目}}丙", [], 0
    for cut in cuts:
        runs.append(text[at : at + cut])
        at += cut
    runs.append(text[at:])
    wanted = f"甲{value.strip()}乙{value.strip()}丙"
    (out,) = filled(document(tuple(runs)), {"题目": value})
    assert out == wanted
