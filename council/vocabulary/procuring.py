"""Words of projects, suppliers, quotes, contracts and urgent expenses."""

from council.language import lazy_gettext as _l

WORDS = {
    "entry": {
        "fund.project": _l("经费项目立项"),
        "fund.release": _l("退回项目余款"),
        "fund.drop": _l("取消经费项目"),
        "fund.finish": _l("经费项目完结"),
        "fund.accept": _l("监督委员会验收"),
        "fund.responsible": _l("确定项目责任人"),
        "fund.take_over": _l("预付转成本"),
        "fund.supplier": _l("登记供应商"),
        "fund.tie": _l("申报关联关系"),
        "fund.tie_end": _l("解除关联关系"),
        "fund.quote": _l("登记报价"),
        "fund.contract": _l("签订合同"),
        "fund.contract_end": _l("终止合同"),
        "fund.guarantee": _l("登记质保期"),
        "fund.import_suppliers": _l("从表格导入供应商"),
        "fund.import_quotes": _l("从表格导入报价"),
        "fund.import_contracts": _l("从表格导入合同"),
        "fund.urgent": _l("决定应急支出"),
        "fund.confirm": _l("追认应急支出"),
    },
    "project_state": {
        "open": _l("进行中"),
        "finished": _l("已完结"),
        "dropped": _l("已取消"),
    },
    "contract_state": {
        "running": _l("履行中"),
        "fulfilled": _l("已付清"),
        "ended": _l("已终止"),
    },
    "procure_list": {
        "suppliers": _l("供应商"),
        "quotes": _l("报价"),
        "contracts": _l("合同"),
    },
    "supplier_kind": {"company": _l("单位"), "person": _l("个人")},
    "field": {
        "supplier": _l("供应商"),
        "credit_code": _l("统一社会信用代码"),
        "account_number": _l("账号"),
        "bank": _l("开户行"),
        "note": _l("说明"),
        "subject": _l("合同内容"),
        "quoted_on": _l("报价日期"),
        "signed_on": _l("签订日期"),
        "guarantee_until": _l("质保期到"),
        "few_quotes": _l("报价不足的理由"),
        "not_lowest": _l("没有选最低报价的理由"),
        "urgent_reason": _l("为什么等不到会议"),
        "responsible": _l("责任人职务"),
        "not_listed": _l("不在不得列支之列的理由"),
    },
    "duty": {
        "fund.confirm": _l("提请追认应急支出：%(title)s"),
        "fund.accept": _l("验收应急项目：%(title)s"),
    },
    "duty_verb": {"fund.confirm": _l("去办理"), "fund.accept": _l("去验收")},
    "duty_text": {
        "fund.confirm": _l("居民（代表）会议还没有追认。到期没有追认的，公开列出，不能再付款。"),
        "fund.accept": _l("钱已经付出，工程由居务监督委员会验收。"),
    },
}

REASONS = {
    "yuan_unreadable": _l("“%(text)s”不是金额：写成元，最多两位小数，例如 3860.50。"),
    "above_cap": _l("%(project_kind)s类项目最多 %(cap)s，%(asked)s 超过了限额。"),
    "resolution_without_sum": _l("决议 %(number)s 没有写明金额，不能用来立项。"),
    "resolution_of_plan": _l("决议 %(number)s 通过的是年度计划，请在计划的页面上列入项目。"),
    "maybe_on_list": _l(
        "“%(words)s”可能属于不得列支的“%(negative_item)s”：不属于的写明理由；属于的，要有居民（代表）会议的例外决议。"
    ),
    "project_there": _l("这件事今年已经立项，编号 %(number)s。追加的工程请签新的合同。"),
    "project_moved": _l("项目 %(number)s 在您打开以后有变动，请看过再办。"),
    "project_over": _l("项目 %(number)s %(project_state)s，不能再办理。"),
    "project_has_contract": _l("还有合同没有付完，待付 %(sum)s，请先付清或者终止合同。"),
    "project_has_paid": _l("已经支付 %(sum)s，不能取消，请付清以后完结。"),
    "payments_waiting": _l("支付 %(number)s 还在办理，请先办完或者撤回。"),
    "project_not_accepted": _l("项目 %(number)s 还没有验收。"),
    "accepted_with_matter": _l("项目 %(number)s 随议题验收，请在议题的办理页上签字。"),
    "accepted_already": _l("已经在 %(day)s验收。"),
    "date_ahead": _l("%(day)s还没有到，请写已经发生的日期。"),
    "no_advance_left": _l("项目 %(number)s 没有要转成本的预付款。"),
    "supplier_exists": _l("供应商“%(name)s”已经登记过。"),
    "credit_code_wrong": _l(
        "统一社会信用代码“%(number)s”不对：共 18 位，最后一位是校验码，请对照营业执照。"
    ),
    "credit_code_of_person": _l("个人没有统一社会信用代码，也不要填身份证号码。"),
    "tie_exists": _l("这项关联关系（%(relation)s）已经申报过。"),
    "tie_of_another": _l("您只能申报和解除自己的关联关系。"),
    "tie_ended": _l("这项关联关系已经解除。"),
    "tied_to_supplier": _l("您和“%(name)s”有关联（%(relation)s），应当回避，请由其他人签合同。"),
    "quoted_already": _l("“%(name)s”对这个项目已经报过价。报价留存，不能改。"),
    "quotes_wanted": _l(
        "金额超过 %(cap)s，应当有 %(needed)s 份报价，现在有 %(n)s 份。请补报价，或者写明理由。"
    ),
    "not_the_lowest": _l("最低报价是 %(sum)s，合同是 %(asked)s，请写明没有选最低报价的理由。"),
    "parts_above_contract": _l("预付和质保金一共 %(asked)s，超过了合同金额 %(sum)s。"),
    "guarantee_before": _l("质保期到 %(day)s 太早：要晚于签订日期和原来登记的日期。"),
    "contract_over": _l("合同 %(number)s 已经付清或者终止。"),
    "signed_too_early": _l("决议在 %(day)s通过，合同不能签在它前面。"),
    "above_urgent_cap": _l("应急支出每笔最多 %(cap)s，%(asked)s 超过了限额，请走正常程序。"),
    "above_urgent_year": _l("应急支出全年最多 %(cap)s，还可以用 %(sum)s，%(asked)s 超过了它。"),
    "urgent_not_confirmed": _l("应急支出应当在 %(day)s以前追认，没有追认的不能再签合同。"),
    "not_urgent": _l("项目 %(number)s 不是应急支出，不用追认。"),
    "confirmed_already": _l("项目 %(number)s 已经追认过了。"),
}
