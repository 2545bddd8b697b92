"""Roster files for tests: one home, two people, one seat."""

from __future__ import annotations

import io

from openpyxl import Workbook

UNITS = ["小区", "楼栋", "单元", "房号", "建筑面积", "面积来源"]
PEOPLE = ["编号", "姓名", "电话", "小区", "楼栋", "单元", "房号", "户代表", "本地户籍", "成年"]
OFFICES = ["机构", "职务", "席位", "人员编号", "姓名", "任期起", "任期止"]
OWNERSHIP = [*UNITS[:4], "人员编号", "姓名", "建设单位", "投票人", "产权起", "产权止"]
WANG = ["N1", "王小明", "13800001111", "新苑", "9号楼", "1单元", "101", "是", "是", "是"]
LI = ["N2", "李大光", "", "新苑", "9号楼", "1单元", "101", "否", "否", "是"]
HOME = ["新苑", "9号楼", "1单元", "101", "89.31", "不动产权证"]
SEAT = ["居民代表会议", "居民代表", "居民", "N1", "王小明", "2026-01-01", "2028-12-31"]


def book(**sheets):
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def full(units=(HOME,), people=(WANG, LI), offices=(SEAT,)):
    return book(房屋=[UNITS, *units], 人员=[PEOPLE, *people], 任职=[OFFICES, *offices])


def owned(*rows, units=(HOME,)):
    """A file with a home, two people and these rows of ownership."""
    return book(房屋=[UNITS, *units], 人员=[PEOPLE, WANG, LI], 产权=[OWNERSHIP, *rows])


def owns(number, starts="2020-01-01", ends="", *, casts="", developer="", home=HOME):
    """A row of ownership of the home."""
    return [*home[:4], number, "", developer, casts, starts, ends]
