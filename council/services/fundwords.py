"""What the sheets and columns of a fund's history may be called."""

from __future__ import annotations

SHEETS = {
    "years": ("年度", "年度收支", "years"),
    "projects": ("项目", "历年项目", "projects"),
    "payments": ("支付", "历年支付", "payments"),
}
"""Kind of sheet → its names; a sheet of another name (such as 说明) is not read."""

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "years": {
        "fund": ("经费代号", "经费", "fund"),
        "year": ("年度", "年份", "year"),
        "opening": ("上年结转", "上年结余", "期初余额", "opening"),
        "received": ("本年到账", "本年收入", "拨入", "received"),
        "payer": ("拨款单位", "付款单位", "payer"),
        "reference": ("文号", "拨款文号", "reference"),
        "swept": ("交回", "上缴", "swept"),
    },
    "projects": {
        "fund": ("经费代号", "经费", "fund"),
        "year": ("年度", "年份", "year"),
        "title": ("项目名称", "项目", "title"),
        "kind": ("类别", "项目类别", "kind"),
        "subject": ("主题", "用途分类", "subject"),
        "approved": ("批准金额", "预算", "预算金额", "approved"),
        "contractor": ("承接单位", "承包单位", "施工单位", "contractor"),
        "satisfaction": ("满意度", "satisfaction"),
        "source": ("决议编号", "来源", "依据", "source"),
        "note": ("备注", "note"),
    },
    "payments": {
        "fund": ("经费代号", "经费", "fund"),
        "year": ("年度", "年份", "year"),
        "title": ("项目名称", "项目", "title"),
        "on": ("支付日期", "日期", "on"),
        "amount": ("支付金额", "金额", "amount"),
        "payee": ("收款单位", "收款人", "payee"),
        "purpose": ("用途", "摘要", "purpose"),
    },
}
NEEDED = {
    "years": ("year",),
    "projects": ("year", "title", "approved"),
    "payments": ("title", "on", "amount"),
}
AMOUNTS = frozenset({"opening", "received", "swept", "approved", "amount"})
KINDS = {
    **dict.fromkeys(("服务", "服务类", "services"), "services"),
    **dict.fromkeys(("货物", "货物类", "goods"), "goods"),
    **dict.fromkeys(("工程", "工程类", "works"), "works"),
}
SUBJECTS = {
    "公共安全": "safety",
    "环境卫生": "environment",
    "公共设施": "facilities",
    "为老服务": "elderly",
    "青少年儿童": "children",
    "文化体育": "culture",
    "健康": "health",
    "教育培训": "learning",
    "帮困助残": "aid",
    "其他": "other",
}
EXAMPLES: dict[str, tuple[tuple[object, ...], ...]] = {
    "years": (("", 2024, "0.00", "200000.00", "示例街道办事处", "街发〔2024〕1号", ""),),
    "projects": (
        (
            *("", 2024, "6号楼前加装路灯", "工程", "公共设施", "38600.00"),
            *("示例照明有限公司", "96%（120人）", "", ""),
        ),
    ),
    "payments": (
        ("", 2024, "6号楼前加装路灯", "2024-09-12", "38600.00", "示例照明有限公司", "工程款"),
    ),
}
"""Rows of the template; they can be taken over as they stand."""
