"""Projects, quotes, contracts and suppliers as .xlsx, for whoever reads the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from council.db import reading
from council.language import lazy_gettext as _l
from council.queries.chamber import fundprojects, suppliers
from council.web.access import access, community
from council.web.api import formats
from council.web.api.columns import Column

blueprint = Blueprint("chamber_procurefiles", __name__, url_prefix="/c/<slug>/chamber/fund")


def _columns(*rows: tuple[str, Any, str] | tuple[str, Any, str, str]) -> list[Column]:
    """Columns whose values are attributes: name, title, kind and the words' group."""
    return [
        Column(name, title, attrgetter(name), kind, *group) for name, title, kind, *group in rows
    ]


_PROJECTS = _columns(
    ("number", _l("项目编号"), "text"),
    ("title", _l("项目"), "text"),
    ("fund", _l("经费"), "text"),
    ("year", _l("年度"), "integer"),
    ("kind", _l("类型"), "code", "project_kind"),
    ("subject", _l("类别"), "code", "fund_subject"),
    ("compound", _l("小区"), "text"),
    ("place", _l("具体位置"), "text"),
    ("resolution", _l("决议编号"), "text"),
    ("responsible", _l("责任人职务"), "text"),
    ("approved", _l("批准（元）"), "fen"),
    ("planned", _l("未签合同（元）"), "fen"),
    ("contracted", _l("合同待付（元）"), "fen"),
    ("paid", _l("已付（元）"), "fen"),
    ("quotes", _l("报价份数"), "integer"),
    ("contracts", _l("合同份数"), "integer"),
    ("guarantee_until", _l("质保期到"), "day"),
    ("urgent", _l("应急"), "boolean"),
    ("confirm_by", _l("追认期限"), "day"),
    ("state", _l("状态"), "code", "project_state"),
)
_QUOTES = _columns(
    ("project", _l("项目编号"), "text"),
    ("title", _l("项目"), "text"),
    ("supplier", _l("供应商"), "text"),
    ("amount", _l("报价（元）"), "fen"),
    ("quoted_on", _l("报价日期"), "day"),
    ("note", _l("说明"), "text"),
)
_CONTRACTS = _columns(
    ("number", _l("合同编号"), "text"),
    ("project", _l("项目编号"), "text"),
    ("title", _l("项目"), "text"),
    ("year", _l("年度"), "integer"),
    ("supplier", _l("供应商"), "text"),
    ("subject", _l("合同内容"), "text"),
    ("amount", _l("合同金额（元）"), "fen"),
    ("paid", _l("已付（元）"), "fen"),
    ("open", _l("待付（元）"), "fen"),
    ("in_advance", _l("预付不超过（元）"), "fen"),
    ("retained", _l("质保金（元）"), "fen"),
    ("guarantee_until", _l("质保期到"), "day"),
    ("signed_on", _l("签订日期"), "day"),
    ("signed_title", _l("签订人"), "text"),
    ("few_quotes", _l("报价不足的理由"), "text"),
    ("not_lowest", _l("没有选最低报价的理由"), "text"),
    ("state", _l("状态"), "code", "contract_state"),
)
_SUPPLIERS = _columns(
    ("name", _l("名称"), "text"),
    ("kind", _l("单位或个人"), "code", "supplier_kind"),
    ("credit_code", _l("统一社会信用代码"), "text"),
    ("phone", _l("电话"), "text"),
    ("bank", _l("开户行"), "text"),
    ("account_number", _l("账号"), "text"),
    ("quotes", _l("报价份数"), "integer"),
    ("contracts", _l("合同份数"), "integer"),
    ("agreed", _l("合同金额（元）"), "fen"),
    ("paid", _l("已付（元）"), "fen"),
    ("ties", _l("关联人数"), "integer"),
)
_Rows = Callable[[Connection, UUID], Sequence[Any]]
_LISTS: dict[str, tuple[Any, list[Column], _Rows]] = {
    "projects": (_l("经费项目"), _PROJECTS, fundprojects.projects),
    "quotes": (_l("报价"), _QUOTES, fundprojects.quotes),
    "contracts": (_l("合同"), _CONTRACTS, fundprojects.contracts),
    "suppliers": (_l("供应商"), _SUPPLIERS, suppliers.suppliers),
}


@blueprint.get("/<any(projects, quotes, contracts, suppliers):noun>.xlsx")
@access("fund.read")
def xlsx(slug: str, noun: str) -> ResponseReturnValue:
    """A list as a workbook; accounts of suppliers are in it, so nobody else keeps a copy."""
    title, columns, rows = _LISTS[noun]
    found = rows(reading(), community().id)
    answer = formats.file_answer(
        lambda out: formats.write_xlsx(out, str(title), columns, found, f"/c/{slug}"),
        "xlsx",
        f"{slug}-{noun}",
    )
    del answer.headers["Access-Control-Allow-Origin"]
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
