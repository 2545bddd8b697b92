"""What roster sheets and columns may be called, and the Chinese words of offices and seats."""

from __future__ import annotations

from council.rules.powers import UNSEATED, BodyKind, OfficeKind, SeatKind

SHEETS = {
    "units": ("房屋", "房屋信息", "units"),
    "people": ("人员", "住户", "居民", "people", "households"),
    "offices": ("任职", "职务", "offices"),
    "ownership": ("产权", "业主", "ownership", "owners"),
}
"""Kind of sheet → its names; a sheet of another name (such as 说明) is not read."""

COLUMNS = {
    "units": {
        "compound": ("小区", "compound"),
        "building": ("楼栋", "building"),
        "entrance": ("单元", "entrance"),
        "room": ("房号", "室号", "room"),
        "area": ("建筑面积", "面积", "建筑面积（平方米）", "area"),
        "area_source": ("面积来源", "area_source"),
    },
    "people": {
        "number": ("编号", "人员编号", "number"),
        "name": ("姓名", "name"),
        "phone": ("电话", "手机", "联系电话", "phone"),
        "compound": ("小区", "compound"),
        "building": ("楼栋", "building"),
        "entrance": ("单元", "entrance"),
        "room": ("房号", "室号", "room"),
        "household": ("户号", "household"),
        "is_delegate": ("户代表", "delegate"),
        "is_registered": ("本地户籍", "户籍", "registered"),
        "is_adult": ("成年", "adult"),
    },
    "offices": {
        "body": ("机构", "body"),
        "office": ("职务", "office"),
        "seat": ("席位", "界别", "seat"),
        "seat_number": ("席号", "seat_number"),
        "title": ("职务名称", "title"),
        "person": ("人员编号", "编号", "person"),
        "name": ("姓名", "name"),
        "starts_on": ("任期起", "starts_on"),
        "ends_on": ("任期止", "ends_on"),
    },
    "ownership": {
        "compound": ("小区", "compound"),
        "building": ("楼栋", "building"),
        "entrance": ("单元", "entrance"),
        "room": ("房号", "室号", "room"),
        "person": ("人员编号", "编号", "person"),
        "name": ("姓名", "业主", "name"),
        "developer": ("建设单位", "developer"),
        "casts": ("投票人", "casts"),
        "owned_from": ("产权起", "owned_from"),
        "owned_until": ("产权止", "owned_until"),
    },
}
"""Kind of sheet → field → what its column may be called; the first is the template's."""

NEEDED = {
    "units": ("compound", "building", "room"),
    "people": ("number", "name"),
    "offices": ("office", "starts_on"),
    "ownership": ("compound", "building", "room", "owned_from"),
}

YES = {"是", "y", "yes", "true", "1", "√", "✓", "有"}
NO = {"否", "n", "no", "false", "0", "×", "无"}

AREA_SOURCES = {
    "不动产权证": "certificate",
    "房产证": "certificate",
    "产权证": "certificate",
    "登记": "certificate",
    "不动产登记": "certificate",
    "register": "certificate",
    "测绘": "survey",
    "survey": "survey",
    "合同": "contract",
    "买卖合同": "contract",
    "contract": "contract",
    "申报": "declared",
}

OFFICES = {
    "社区党组织书记": OfficeKind.PARTY_SECRETARY,
    "党组织书记": OfficeKind.PARTY_SECRETARY,
    "党委书记": OfficeKind.PARTY_SECRETARY,
    "党总支书记": OfficeKind.PARTY_SECRETARY,
    "党支部书记": OfficeKind.PARTY_SECRETARY,
    "书记": OfficeKind.PARTY_SECRETARY,
    "社区党委委员": OfficeKind.PARTY_COMMITTEE,
    "党委委员": OfficeKind.PARTY_COMMITTEE,
    "党委副书记": OfficeKind.PARTY_COMMITTEE,
    "副书记": OfficeKind.PARTY_COMMITTEE,
    "党员": OfficeKind.PARTY_MEMBER,
    "居委会主任": OfficeKind.COMMITTEE_CHAIR,
    "主任": OfficeKind.COMMITTEE_CHAIR,
    "居委会副主任": OfficeKind.COMMITTEE_MEMBER,
    "居委会委员": OfficeKind.COMMITTEE_MEMBER,
    "居务监督委员": OfficeKind.SUPERVISOR,
    "居务监督委员会主任": OfficeKind.SUPERVISOR,
    "居务监督委员会委员": OfficeKind.SUPERVISOR,
    "居民代表": OfficeKind.REPRESENTATIVE,
    "议事会成员": OfficeKind.COUNCILLOR,
    "业主委员会": OfficeKind.OWNERS_COMMITTEE,
    "业委会主任": OfficeKind.OWNERS_COMMITTEE,
    "业委会委员": OfficeKind.OWNERS_COMMITTEE,
    "业主委员会主任": OfficeKind.OWNERS_COMMITTEE,
    "业主委员会委员": OfficeKind.OWNERS_COMMITTEE,
    "物业服务企业": OfficeKind.PROPERTY_MANAGER,
    "物业项目经理": OfficeKind.PROPERTY_MANAGER,
    "楼长": OfficeKind.BLOCK_LEADER,
    "网格员": OfficeKind.GRID_OFFICER,
    "书记员": OfficeKind.CLERK,
    "街道办事处": OfficeKind.STREET_OFFICER,
    "街道工作人员": OfficeKind.STREET_OFFICER,
} | {kind.value: kind for kind in OfficeKind if kind not in UNSEATED}

SEATS = {
    "居民": SeatKind.RESIDENTS,
    "非户籍居民": SeatKind.NON_LOCAL,
    "外来居民": SeatKind.NON_LOCAL,
    "驻区单位": SeatKind.RESIDENT_UNIT,
    "社会组织": SeatKind.SOCIAL_ORGANISATION,
    "业主": SeatKind.OWNERS,
    "物业": SeatKind.PROPERTY,
    "楼栋": SeatKind.BLOCK,
    "网格": SeatKind.GRID,
    "党组织": SeatKind.PARTY,
} | {kind.value: kind for kind in SeatKind}

BODIES = {
    "社区党委": BodyKind.PARTY_COMMITTEE,
    "党员大会": BodyKind.PARTY_MEMBERS,
    "居民委员会": BodyKind.RESIDENTS_COMMITTEE,
    "居委会": BodyKind.RESIDENTS_COMMITTEE,
    "居务监督委员会": BodyKind.SUPERVISION_COMMITTEE,
    "居民代表会议": BodyKind.REPRESENTATIVES,
    "居民会议": BodyKind.RESIDENTS_ASSEMBLY,
    "议事会": BodyKind.COUNCIL,
    "业主委员会": BodyKind.OWNERS_COMMITTEE,
    "业委会": BodyKind.OWNERS_COMMITTEE,
    "物业服务企业": BodyKind.PROPERTY_COMPANY,
    "街道办事处": BodyKind.STREET_OFFICE,
    "社区工作人员": BodyKind.STAFF,
} | {kind.value: kind for kind in BodyKind}

SINGLE = {OfficeKind.PARTY_SECRETARY, OfficeKind.COMMITTEE_CHAIR}
"""Offices of which a body has one."""
