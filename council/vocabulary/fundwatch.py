"""Words of those who watch the money: what is unexplained, questions, statements, audits."""

from council.language import lazy_gettext as _l

WORDS = {
    "unexplained": {
        "voucher_missing": _l("付了钱，还没有凭证"),
        "milestone_late": _l("步骤超期"),
        "question_late": _l("居民提问超期没有答复"),
        "urgent_unconfirmed": _l("应急支出到期没有追认"),
        "payment_flagged": _l("支付有提示"),
        "low_rating": _l("居民评价偏低"),
        "few_quotes": _l("报价份数不够"),
        "grant_missing": _l("拨款没有到账"),
        "idle_money": _l("上年结余还没有花"),
        "audit_missing": _l("还没有审计报告"),
        "statement_missing": _l("没有季度监督意见"),
        "month_open": _l("月份没有结账"),
        "voucher_hidden": _l("凭证还没有公开件"),
    },
    "unexplained_missing": {
        "voucher_missing": _l("缺：发票或者收据"),
        "milestone_late": _l("缺：完成登记"),
        "question_late": _l("缺：书面答复"),
        "urgent_unconfirmed": _l("缺：居民（代表）会议追认"),
        "payment_flagged": _l("规则允许，但要公开说明"),
        "low_rating": _l("缺：整改或者说明"),
        "few_quotes": _l("缺：规定份数的报价"),
        "grant_missing": _l("缺：到账登记"),
        "idle_money": _l("缺：使用安排或者交回"),
        "audit_missing": _l("缺：审计报告"),
        "statement_missing": _l("缺：监督委员会签字的意见"),
        "month_open": _l("缺：月度结账"),
        "voucher_hidden": _l("缺：遮盖个人信息以后的公开件"),
    },
    "statement_verdict": {
        "sound": _l("账目清楚，没有异议"),
        "remarks": _l("有意见"),
    },
    "question_state": {
        "waiting": _l("等待答复"),
        "late": _l("超期未答复"),
        "answered": _l("已答复"),
        "answered_late": _l("超期后答复"),
    },
    "duty": {
        "fund.answer": _l("答复居民问账：%(title)s"),
        "fund.statement": _l("签季度监督意见：%(title)s"),
        "fund.audit": _l("上传审计报告：%(title)s"),
    },
    "duty_verb": {
        "fund.answer": _l("去答复"),
        "fund.statement": _l("去签字"),
        "fund.audit": _l("去上传"),
    },
    "duty_text": {
        "fund.answer": _l("由%(who)s答复。问题、答复和期限都公开。"),
        "fund.statement": _l("%(year)s 年第 %(quarter)s 季度。看过账目和凭证，写明意见并签字。"),
        "fund.audit": _l("%(year)s 年的经费应当在次年四月底前审计。"),
    },
    "entry": {
        "fund.ask": _l("问账"),
        "fund.answer": _l("答复问账"),
        "fund.statement": _l("签署季度监督意见"),
        "fund.audit": _l("公布审计报告"),
        "fund.audit_withdraw": _l("撤下审计报告"),
    },
    "field": {
        "fund_question": _l("想问什么"),
        "fund_answer": _l("答复"),
        "fund_statement": _l("监督意见"),
        "audit_title": _l("报告名称"),
        "auditor": _l("审计单位"),
        "audit_conclusion": _l("审计结论"),
    },
}

REASONS = {
    "fund_question_answered": _l("问题 %(number)s 已经答复过了。"),
    "too_many_questions": _l("您还有 %(most)s 个问题在等答复，请等答复了再问。"),
    "quarter_not_over": _l("%(year)s 年第 %(quarter)s 季度还没有结束。"),
    "statement_signed": _l("这一季度的意见您已经签过了。"),
    "statement_needs_words": _l("有意见的，请写明是什么意见。"),
    "audit_not_pdf": _l("审计报告要用 PDF 文件。"),
    "audit_known": _l("这份报告已经公布了。"),
    "audit_withdrawn": _l("这份报告已经撤下了。"),
}
