"""Makes our own templates: ``python -m council.word.making`` writes council/data/templates.

Form after GB/T 9704-2012 《党政机关公文格式》: A4, margins 37/35/28/26 mm, 22 lines of 28 signs;
title in 小标宋 二号, text in 仿宋 三号 on 28 points; headings 「一、」 in 黑体, 「（一）」 in 楷体,
「1.」 bold; page number 「— 1 —」 in 宋体 四号 at the outer edge, one character in.

Needs python-docx, which only this script uses.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from council.word import kinds, package

SONG, XBS, FANG, HEI, KAI = "宋体", "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
LINE = Pt(28)
CLOSER = Pt(-0.25)
"""28 characters of 16 points are wider than the 156 mm of a line: each stands a little closer.

Not by a grid of characters: LibreOffice gives a character that is wider than its cell two of them.
"""
FALL_BACKS = {
    XBS: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    FANG: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
    HEI: "SimHei,华文黑体,STHeiti,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
    SONG: "SimSun,华文宋体,STSong,Noto Serif CJK SC",
}
TITLE, TEXT, FLUSH, RIGHT, CENTRE, CELL = "公文标题", "公文正文", "顶格", "落款", "居中", "表格文字"
LEVELS = ("一级标题", "二级标题", "三级标题")


def main() -> None:
    """Write every template."""
    kinds.FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in kinds.KINDS:
        Path(kinds.FOLDER / f"{kind}.docx").write_bytes(make(kind))


def make(kind: str) -> bytes:
    """The template of a kind of document."""
    document = blank()
    _BODIES[kind](document)
    out = io.BytesIO()
    document.save(out)
    return package.pack(package.read(out.getvalue()))


def blank() -> Any:
    """An empty document with page, styles and page numbers."""
    document = Document()
    _page(document.sections[0])
    _styles(document)
    _settings(document)
    section = document.sections[0]
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    _fonts(document)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    return document


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - python-docx has no grid
        old.getparent().remove(old)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, FANG, 16)
    _lines(normal)
    _closer(normal)
    _style(document, TITLE, XBS, 22, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(33), after=Pt(14))
    _style(document, TEXT, FANG, 16, indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _style(document, FLUSH, FANG, 16)
    _style(document, RIGHT, FANG, 16, align=WD_ALIGN_PARAGRAPH.RIGHT, right=Pt(32))
    _style(document, CENTRE, FANG, 16, align=WD_ALIGN_PARAGRAPH.CENTER)
    _style(document, CELL, FANG, 14, line=Pt(22), align=WD_ALIGN_PARAGRAPH.CENTER)
    for name, face, bold in zip(LEVELS, (HEI, KAI, FANG), (False, False, True), strict=True):
        made = _style(document, name, face, 16, indent=True, keep=True)
        made.font.bold = bold


def _style(
    document: Any,
    name: str,
    face: str,
    size: int,
    *,
    align: Any = None,
    indent: bool = False,
    line: Any = LINE,
    after: Any = 0,
    right: Any = 0,
    keep: bool = False,
) -> Any:
    style = document.styles.add_style(name, 1)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _font(style, face, size)
    _lines(style, line, after)
    style.paragraph_format.alignment = align
    style.paragraph_format.keep_with_next = keep or None
    if right:
        style.paragraph_format.right_indent = right
    if indent:  # two characters, whatever their size
        style.paragraph_format.first_line_indent = Pt(2 * size)
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")
    return style


def _font(style: Any, face: str, size: int) -> None:
    style.font.name, style.font.size = LATIN, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")
    fonts.set(qn("w:cs"), LATIN)


def _closer(style: Any) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(CLOSER.pt * 20)))
    style.element.get_or_add_rPr().append(spacing)


def _lines(style: Any, line: Any = LINE, after: Any = 0) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, line
    form.space_before, form.space_after = Pt(0), after


def _settings(document: Any) -> None:
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    language = document.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")


def _number(footer: Any, align: Any) -> None:
    """「— 1 —」, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    form = paragraph.paragraph_format
    if align == WD_ALIGN_PARAGRAPH.RIGHT:
        form.right_indent = Pt(14)
    else:
        form.left_indent = Pt(14)
    form.first_line_indent = Pt(0)
    for part in ("— ", *_field("PAGE"), " —"):
        run = paragraph.add_run(part if isinstance(part, str) else "")
        run.font.name, run.font.size = SONG, Pt(14)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)  # noqa: SLF001
        if not isinstance(part, str):
            run._r.append(part)  # noqa: SLF001


def _field(instruction: str) -> Sequence[Any]:
    made = []
    for kind in ("begin", "", "separate", "1", "end"):
        if kind in ("begin", "separate", "end"):
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:t" if kind else "w:instrText")
            part.text = kind or instruction
        made.append(part)
    return made


def _fonts(document: Any) -> None:
    """Names to fall back to, where a computer lacks the fonts of offices."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if name == HEI else "roman"}"/><w:pitch w:val="variable"/>'
        "</w:font>"
        for name, others in FALL_BACKS.items()
    )
    table = next(
        relation.target_part
        for relation in document.part.rels.values()
        if relation.reltype.endswith("/fontTable")
    )
    table._blob = f"<w:fonts {nsdecls('w')}>{rows}</w:fonts>".encode()  # noqa: SLF001


def _notice(document: Any) -> None:
    add = document.add_paragraph
    add("关于召开{{会议名称}}的通知", TITLE)
    add("{{参会人员}}：", FLUSH)
    add("定于{{会议日期}}召开{{会议名称}}，现将有关事项通知如下。", TEXT)
    add("一、会议时间", LEVELS[0])
    add("{{会议时间}}", TEXT)
    add("二、会议地点", LEVELS[0])
    add("{{会议地点}}", TEXT)
    add("线上参加：{{线上参加}}", TEXT)
    add("三、会议议程", LEVELS[0])
    add("（{{议程.序号}}）{{议程.题目}}", LEVELS[1])
    add("{{议程.方式}}。", TEXT)
    add("预计用时：{{议程.用时}}。", TEXT)
    add("四、参会要求", LEVELS[0])
    add("{{有效条件}}请准时到会。不能到会的，请提前请假；允许委托的，请书面委托。", TEXT)
    add("列席：{{列席人员}}", TEXT)
    add("联系电话：{{联系电话}}", TEXT)
    add("网页：{{网页地址}}", TEXT)
    _signed(document)


def _agenda(document: Any) -> None:
    add = document.add_paragraph
    add("{{会议名称}}议程", TITLE)
    add("时间：{{会议时间}}", TEXT)
    add("地点：{{会议地点}}", TEXT)
    add("主持：{{主持}}", TEXT)
    add("{{议程.序号}}、{{议程.题目}}", LEVELS[0])
    add("方式：{{议程.方式}}", TEXT)
    add("预计用时：{{议程.用时}}", TEXT)
    add("提出：{{议程.提出方}}", TEXT)
    add("议题编号：{{议程.编号}}", TEXT)
    _signed(document)


def _attendance(document: Any) -> None:
    add = document.add_paragraph
    add("{{会议名称}}签到表", TITLE)
    add("时间：{{会议时间}}", FLUSH)
    add("地点：{{会议地点}}", FLUSH)
    add("应到：{{应到人数}} 人", FLUSH)
    roll = ("{{名册.序号}}", "{{名册.姓名}}", "{{名册.职务}}", "", "", "{{名册.请假事由}}")
    heads = ("序号", "姓名", "职务", "签名", "到会时间", "备注")
    _table(document, heads, roll, (15, 26, 36, 33, 26, 20))
    add("列席", LEVELS[0])
    guests = ("{{列席.序号}}", "{{列席.姓名}}", "{{列席.单位职务}}", "", "")
    heads = ("序号", "姓名", "单位和职务", "签名", "到会时间")
    _table(document, heads, guests, (15, 27, 55, 33, 26))


def _minutes(document: Any) -> None:
    add = document.add_paragraph
    add("{{会议名称}}纪要", TITLE)
    add("（{{状态}}）", CENTRE)
    add("时间：{{起止时间}}", TEXT)
    add("地点：{{会议地点}}", TEXT)
    add("主持：{{主持}}", TEXT)
    add("记录：{{记录}}", TEXT)
    add("应到实到：{{应到实到}}", TEXT)
    add("到会：{{到会人员}}", TEXT)
    add("请假：{{请假人员}}", TEXT)
    add("缺席：{{缺席人员}}", TEXT)
    add("委托：{{委托情况}}", TEXT)
    add("列席：{{列席人员}}", TEXT)
    add("通知：{{通知情况}}", TEXT)
    add("法定人数：{{法定人数变化}}", TEXT)
    add("{{会议情况}}", TEXT)
    add("{{议程.序号}}、{{议程.题目}}", LEVELS[0])
    add("{{议程.记录}}", TEXT)
    add("材料：{{议程.材料}}", TEXT)
    for name in ("发言", "立场", "动议", "表决", "结论"):
        add(f"{{{{议程.{name}标题}}}}", LEVELS[1])
        add(f"{{{{议程.{name}}}}}", TEXT)
    add("{{任务标题}}", LEVELS[0])
    add("{{任务.序号}}.{{任务.内容}}", LEVELS[2])
    add("由{{任务.承办}}于{{任务.期限}}前完成。", TEXT)
    add("{{签名标题}}", LEVELS[0])
    add("{{签名.身份}}：{{签名.姓名}}　{{签名.时间}}", TEXT)
    add("附记{{附记.序号}}（{{附记.时间}}）：{{附记.内容}}", TEXT)
    _signed(document)


def _resolution(document: Any) -> None:
    add = document.add_paragraph
    add("关于{{议题名称}}的决议公告", TITLE)
    add("{{决议文号}}", CENTRE)
    add("{{决议日期}}，{{会议名称}}对这件事作出决定，现予公告。", TEXT)
    add("一、决议内容", LEVELS[0])
    add("{{决议全文}}", TEXT)
    add("费用：{{费用}}", TEXT)
    add("二、表决结果：{{表决结果}}", LEVELS[0])
    heads = ("项目", "结果", "要求", "是否达到")
    cells = ("{{计算.项目}}", "{{计算.结果}}", "{{计算.要求}}", "{{计算.是否达到}}")
    _table(document, heads, cells, (44, 34, 50, 28))
    add("依据：{{依据}}", TEXT)
    add("三、公示", LEVELS[0])
    add("公示期：{{公示期}}", TEXT)
    add("联系电话：{{联系电话}}。办公时间：{{办公时间}}。", TEXT)
    add("网页：{{网页地址}}", TEXT)
    add("四、不服这项决定怎么办", LEVELS[0])
    add("{{救济途径}}", TEXT)
    _signed(document)


def _signed(document: Any) -> None:
    document.add_paragraph("", FLUSH)
    document.add_paragraph("{{发文机关}}", RIGHT).paragraph_format.keep_with_next = True
    document.add_paragraph("{{成文日期}}", RIGHT)


def _table(
    document: Any, heads: Sequence[str], cells: Sequence[str], widths: Sequence[int]
) -> None:
    """A table with a head that comes again on every page and one row to be repeated (mm)."""
    table = document.add_table(rows=2, cols=len(heads))
    table.style = "Table Grid"
    table.autofit, table.alignment = False, 1
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in zip(table.rows, (heads, cells), strict=True):
        row.height = Mm(11)
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = 1
            cell.paragraphs[0].text, cell.paragraphs[0].style = text, CELL
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    head.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


_BODIES = {
    kinds.NOTICE: _notice,
    kinds.AGENDA: _agenda,
    kinds.ATTENDANCE: _attendance,
    kinds.MINUTES: _minutes,
    kinds.RESOLUTION: _resolution,
}

if __name__ == "__main__":
    main()
