"""Words of the debate."""

from council.language import lazy_gettext as _l

WORDS = {
    "duty": {
        "debate.answer": _l("答复提问：%(title)s"),
        "debate.decide": _l("决定修改意见：%(title)s"),
        "debate.conclude": _l("形成商议结论：%(title)s"),
        "debate.speak": _l("参加商议：%(title)s"),
    },
    "duty_verb": {
        "debate.answer": _l("去答复"),
        "debate.decide": _l("去决定"),
        "debate.conclude": _l("写结论"),
        "debate.speak": _l("去发言"),
    },
    "duty_text": {
        "debate.answer": _l("有 %(n)s 个问题没有答复，答复前不能往下走。"),
        "debate.decide": _l("有 %(n)s 条修改意见等待决定。"),
        "debate.conclude": _l("问题都答复了，修改意见都决定了，可以写结论。"),
        "debate.speak": _l("您还没有发言。"),
    },
    "contribution": {
        "for": _l("赞成"),
        "against": _l("反对"),
        "condition": _l("有条件赞成"),
        "question": _l("提问"),
        "answer": _l("答复"),
    },
    "amendment": {
        "moved": _l("待决定"),
        "adopted": _l("已采纳"),
        "rejected": _l("未采纳"),
    },
}

REASONS = {
    "turns_used": _l("每人对一件事最多发言 %(times)s 次，您已经说过 %(times)s 次。答复提问不算。"),
    "no_seat": _l("您现在没有参加商议的席位。"),
    "question_answered": _l("这个问题已经有答复了。"),
    "question_missing": _l("没有找到这个问题。"),
    "amendment_same": _l("修改后的文字和现在的一样，费用也没有变。"),
    "amendment_exists": _l("这条修改意见已经收到，正等待决定。"),
    "amendment_decided": _l("这条修改意见已经决定过了。"),
    "amendment_stale": _l("提案文字在这条意见提出后又改过，请按最新文字重新提出修改意见。"),
    "cost_negative": _l("修改后的费用不能小于零。"),
}
