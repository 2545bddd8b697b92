"""Words of long imports and exports."""

from council.language import lazy_gettext as _l

WORDS = {
    "job": {
        "bank.import": _l("导入银行对账单"),
        "history.import": _l("导入历史账"),
        "payments.import": _l("导入支付"),
        "books.export": _l("导出账簿"),
    },
    "job_state": {
        "waiting": _l("等待开始"),
        "running": _l("正在办"),
        "done": _l("办完了"),
        "failed": _l("没有办成"),
    },
}

REASONS: dict[str, object] = {}
