"""Words of payments: what stands against one, what it is flagged for, duties, columns."""

from council.language import lazy_gettext as _l

WORDS = {
    "entry": {
        "payment.enter": _l("录入支付"),
        "payment.approve": _l("审批支付"),
        "payment.supervise": _l("监督支付"),
        "payment.answer": _l("“两委”书面说明"),
        "payment.pay": _l("登记付款"),
        "payment.refuse": _l("不予支付"),
        "payment.withdraw": _l("撤回支付"),
        "payment.refund": _l("登记退款"),
        "payment.import": _l("导入支付"),
    },
    "payment_flag": {
        "urgent_unconfirmed": _l("应急支出，待追认"),
        "voucher_later": _l("凭证后补"),
        "paid_in_advance": _l("验收前预付"),
        "contract_few_quotes": _l("合同报价不足"),
        "quotes_missing": _l("报价不足"),
        "split_suspected": _l("疑似拆分"),
        "related_elsewhere": _l("供应商有关联人"),
        "objected": _l("监督委员会反对"),
        "objection_answered": _l("“两委”书面说明"),
        "paid_before_approval": _l("审批前已付款"),
    },
    "payment_role": {
        "handler": _l("经手人"),
        "approver": _l("审批人"),
        "supervisor": _l("监督人"),
        "payer": _l("付款人"),
    },
    "relation": {
        "owner": _l("出资或者所有"),
        "employee": _l("任职"),
        "relative": _l("近亲属"),
        "other": _l("其他利害关系"),
    },
    "opinion": {"agree": _l("同意"), "object": _l("反对")},
    "payment_column": {
        "number": _l("支付编号"),
        "project": _l("项目编号"),
        "title": _l("项目"),
        "contract": _l("合同编号"),
        "supplier": _l("收款方"),
        "amount": _l("金额（元）"),
        "purpose": _l("用途"),
        "state": _l("状态"),
        "handled": _l("经手"),
        "handled_at": _l("经手时间"),
        "approved": _l("审批"),
        "supervised": _l("监督"),
        "opinion": _l("监督意见"),
        "paid_on": _l("支付日期"),
        "refunded": _l("已退（元）"),
        "reason": _l("说明"),
    },
    "duty": {
        "payment.approve": _l("审批支付：%(title)s"),
        "payment.voucher": _l("补交凭证：%(title)s"),
        "payment.voucher_owing": _l("已付款，补交凭证：%(title)s"),
        "payment.supervise": _l("监督支付：%(title)s"),
        "payment.answer": _l("答复反对意见：%(title)s"),
        "payment.pay": _l("付款登记：%(title)s"),
    },
    "duty_verb": {
        "payment.approve": _l("去审批"),
        "payment.voucher": _l("去补交"),
        "payment.voucher_owing": _l("去补交"),
        "payment.supervise": _l("去监督"),
        "payment.answer": _l("去说明"),
        "payment.pay": _l("去登记"),
    },
    "duty_text": {
        "payment.approve": _l("收款方：%(supplier)s。审批人不能是经手人。"),
        "payment.voucher": _l("收款方：%(supplier)s。凭证没有交齐，不能审批。"),
        "payment.voucher_owing": _l(
            "收款方：%(supplier)s。先付款的，凭证要在期限内补齐，到期公开列出。"
        ),
        "payment.supervise": _l("收款方：%(supplier)s。已经审批，等居务监督委员会的意见。"),
        "payment.answer": _l(
            "居务监督委员会反对这笔支付。要付，“两委”都要书面说明；不付，请写明理由。"
        ),
        "payment.pay": _l("收款方：%(supplier)s。已经审批和监督，付款以后登记日期。"),
    },
}

REASONS = {
    "payment_above_project": _l("项目还可以支付 %(sum)s（已扣除正在办理的），%(asked)s 超过了它。"),
    "payment_above_contract": _l(
        "合同 %(contract)s 还可以支付 %(sum)s（已扣除正在办理的），%(asked)s 超过了它。"
    ),
    "payment_before_acceptance": _l(
        "合同 %(contract)s 约定验收以后支付，验收以前还可以预付 %(sum)s，%(asked)s 超过了它。"
    ),
    "payment_retained": _l(
        "合同 %(contract)s 留有质保金 %(sum)s，质保期 %(day)s届满以后才能支付。"
    ),
    "guarantee_not_begun": _l("合同 %(contract)s 留有质保金 %(sum)s，还没有登记质保期到哪一天。"),
    "payment_contract_ended": _l("合同 %(contract)s 已经终止，不能再支付。"),
    "payment_no_resolution": _l("这个项目没有生效的决议，不能支付。"),
    "project_dropped": _l("这个项目已经取消，不能支付。"),
    "urgent_lapsed": _l("应急支出应当在 %(day)s以前由居民（代表）会议追认，没有追认的不能再支付。"),
    "urgent_unconfirmed": _l("应急支出，还没有由居民（代表）会议追认。"),
    "paid_in_advance": _l("按合同 %(contract)s 在验收以前预付。"),
    "contract_few_quotes": _l("合同 %(contract)s 的报价不够规定的份数。"),
    "quotes_missing": _l(
        "没有合同，金额超过 %(cap)s，应当有 %(needed)s 份报价，现在有 %(quotes)s 份。"
    ),
    "payment_split": _l(
        "%(days)s 天内同一项目付给同一收款方的支付（%(payments)s）和这一笔共 %(sum)s，每笔都不超过 "
        "%(cap)s：不得拆分规避报价，请签合同，或者合成一笔并写明理由。"
    ),
    "split_suspected": _l(
        "%(days)s 天内付给同一收款方的支付（%(payments)s）和这一笔共 %(sum)s，"
        "每笔都不超过 %(cap)s，可能是拆分。"
    ),
    "payment_related": _l("%(payment_role)s和收款方有关联（%(relation)s），应当回避，请换人办理。"),
    "related_elsewhere": _l("本社区有任职的人和收款方有关联（%(relation)s），但没有办理这笔支付。"),
    "voucher_missing": _l("还没有凭证。请先上传发票或者收据，再审批、支付。"),
    "voucher_short": _l("凭证一共 %(sum)s，不够支付的 %(asked)s。"),
    "voucher_later": _l("应急支出，凭证在付款后 %(days)s 天内补交。"),
    "approval_missing": _l("还没有审批。"),
    "objection_unanswered": _l(
        "居务监督委员会反对这笔支付。要付，居委会主任和党组织书记都要先书面说明理由。"
    ),
    "objected": _l("居务监督委员会反对，“两委”书面说明理由以后支付。"),
    "objection_answered": _l("%(office)s书面说明支付的理由。"),
    "nothing_objected": _l("居务监督委员会没有反对支付 %(number)s，不用说明。"),
    "answered_already": _l("您已经书面说明过了。"),
    "view_given": _l("居务监督委员会对支付 %(number)s 已经提出意见。"),
    "year_over": _l("%(year)s 年度已经过去，%(day)s 不能再用当年的经费支付。"),
    "not_left_yet": _l("支付日期 %(day)s 还没有到，付款以后再登记。"),
    "paid_before_approval": _l("钱在 %(day)s 付出，早于审批。"),
    "reason_missing": _l("上面列出的情况会公开显示，请写明理由。"),
    "payment_settled": _l("支付 %(number)s 已经是“%(payment_state)s”，不能再改。"),
    "payment_not_paid": _l("支付 %(number)s 还没有付出，不能退款。"),
    "not_your_payment": _l("只有经手人自己可以撤回，审批人可以不予支付。"),
    "refund_above_payment": _l("这笔支付还可以退 %(sum)s，%(asked)s 超过了它。"),
    "refund_before_payment": _l("退款日期不能早于支付日期 %(day)s。"),
    "project_needed": _l("请选一个项目。"),
    "payments_twice": _l(
        "第 %(row)s 行和第 %(other)s 行完全相同，同一笔只写一次；确实是两笔的，用途写清楚。"
    ),
    "cell_formula": _l("这一格是公式，请改成数字。"),
    "cell_merged": _l("这一格是合并单元格，请取消合并。"),
    "two_headings": _l("有两行标题，请只留第一行。"),
    "payment_file_done": _l("这个文件已经导入过了。"),
    "amount_unreadable": _l("“%(text)s”不是金额：写成元，最多两位小数，例如 3860.50。"),
}
