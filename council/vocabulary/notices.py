"""Words of notices: channels, what became of each, mailboxes and private calendars."""

from council.language import lazy_gettext as _l

WORDS = {
    "notice_channel": {
        "app": _l("网页"),
        "mail": _l("邮件"),
        "paper": _l("纸质"),
    },
    "notice_state": {
        "app.sent": _l("已发，还没打开"),
        "app.read": _l("已打开"),
        "mail.waiting": _l("等待发送"),
        "mail.sent": _l("已发出"),
        "mail.failed": _l("没有发出"),
        "paper.waiting": _l("等待送交"),
        "paper.handed": _l("已签收"),
    },
    "notice_detail": {
        "": "",
        "changed": _l("变动通知"),
        "cancelled": _l("取消通知"),
        "mail_refused": _l("对方的邮件服务器拒收，请核对邮箱"),
        "mail_tired": _l("试了七次都连不上，不再试"),
        "mail_unsure": _l("发送时线路断了，可能已经发出；为免重复，不再发"),
        "mail_late": _l("没赶上，会议已经开始"),
        "mail_removed": _l("本人删掉了邮箱"),
    },
    "entry": {
        "notice.again": _l("补发会议通知"),
        "notice.hand": _l("登记纸质通知签收"),
        "notice.mailed": _l("会议通知邮件发出"),
        "notice.read": _l("打开会议通知"),
        "mailbox.keep": _l("登记通知邮箱"),
        "mailbox.remove": _l("删除通知邮箱"),
        "calendar.make": _l("生成日历地址"),
        "calendar.revoke": _l("停用日历地址"),
    },
    "field": {"mailbox": _l("邮箱")},
    "duty": {
        "notice.read": _l("会议通知：%(title)s"),
        "notice.changed": _l("会议有变动：%(title)s"),
        "notice.cancelled": _l("会议取消：%(title)s"),
    },
    "duty_verb": {
        "notice.read": _l("看通知"),
        "notice.changed": _l("看变动"),
        "notice.cancelled": _l("看原因"),
    },
    "duty_text": {
        "notice.read": _l("%(when)s，%(place)s。打开就算收到。"),
        "notice.changed": _l("会议有变动，%(when)s，%(place)s。"),
        "notice.cancelled": _l("会议取消了，原定%(when)s。"),
    },
}

REASONS = {
    "address_unreadable": _l("这不像一个邮箱地址。应当像 wang@example.com：中间一个 @，后面有点。"),
    "notice_not_addressed": _l("会议 %(number)s 没有逐个通知这个人，不能登记签收。"),
}
