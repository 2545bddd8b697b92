"""What an office holder can open besides the duties: the page 待我办理 lists it at its foot."""

from __future__ import annotations

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.web.access import community, holds

LINKS = (
    ("proposal.write", _l("写一件提案，或接着写草稿"), "/chamber/proposals/"),
    ("meeting.convene", _l("召集会议"), "/chamber/meetings/new"),
    ("written.call", _l("召集书面表决：业主大会、选举、评议"), "/chamber/written/new/motion"),
    ("petition.open", _l("发起联名，要求开会"), "/chamber/petitions/new"),
    ("fund.read", _l("经费：各年的账，记账、结账、结转"), "/chamber/fund/"),
    ("fund.read", _l("银行对账：导入对账单，对上账簿"), "/chamber/fund/bank/"),
    ("fund.read", _l("经费项目、报价、合同、供应商"), "/chamber/fund/projects"),
    ("fund.tie", _l("申报我和供应商的关联"), "/chamber/fund/ties"),
    ("fund.read", _l("导入和导出：大的文件办到哪里了"), "/chamber/jobs/"),
    ("fund.read", _l("居务公开：准备、审核、同意、公布"), "/chamber/postings/"),
    ("roster.keep", _l("名册：房屋、住户、人员"), "/chamber/roster/"),
    ("roster.keep", _l("任职和离任"), "/chamber/offices/"),
    ("codes.print", _l("打印开账号的信"), "/chamber/codes/"),
    ("proposal.import", _l("从表格导入提案"), "/chamber/proposals/import"),
    ("templates.keep", _l("文书模板：通知、签到表、纪要、决议公告"), "/chamber/documents/"),
    ("rules.replace", _l("依决议替换规则里的数字"), "/rules/"),
    ("chamber.enter", _l("机构和职务"), "/bodies/"),
    ("chamber.enter", _l("会议通知发到邮箱，会议放进手机日历"), "/account"),
)
"""Power, words and path; in the order in which they are shown."""


def links() -> list[tuple[str, str]]:
    """Words and address of everything that the visitor's offices open."""
    base = f"/c/{community().slug}"
    found = [(str(text), base + path) for power, text, path in LINKS if holds(power)]
    above = [(_("各社区的经费、超期和提示"), "/street/")] if holds("street.oversee") else []
    return above + found
