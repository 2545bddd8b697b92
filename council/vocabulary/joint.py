"""Words of joint meetings, promises and series."""

from council.language import lazy_gettext as _l

WORDS = {
    "topic": {
        "parking": _l("停车"),
        "lifts": _l("电梯"),
        "fees": _l("物业费和公共收益"),
        "repairs": _l("维修"),
        "safety": _l("用水和消防安全"),
        "dogs": _l("养犬"),
        "other": _l("其他"),
    },
    "stance": {
        "agree": _l("同意"),
        "dissent": _l("不同意"),
        "reserve": _l("保留意见"),
    },
    "standing": {
        "none": _l("还没有表态"),
        "discussed": _l("只讨论，不形成一致意见"),
        "talked": _l("有一方没有到会，没有形成一致意见"),
        "dissent": _l("没有达成一致"),
        "open": _l("还有一方没有表态"),
        "reserved": _l("有保留，没有达成一致"),
        "agreement": _l("各方一致同意"),
    },
    "task_state": {
        "open": _l("正在办"),
        "late": _l("逾期未办"),
        "done": _l("已办完"),
        "dropped": _l("不再办"),
    },
    "task_mark": {
        "good": _l("兑现了"),
        "fair": _l("部分兑现"),
        "poor": _l("没有兑现"),
    },
    "every": {
        "month": _l("每月一次"),
        "quarter": _l("每季度一次"),
    },
    "duty": {
        "task.report": _l("兑现承诺：%(title)s"),
        "task.evaluate": _l("评价承诺：%(title)s"),
        "item.answer": _l("答复：%(title)s"),
        "meeting.side": _l("联席会议：%(title)s"),
        "series.call": _l("召集例会：%(title)s"),
    },
    "duty_verb": {
        "task.report": _l("去报告"),
        "task.evaluate": _l("去评价"),
        "item.answer": _l("去答复"),
        "meeting.side": _l("提议程"),
        "series.call": _l("去召集"),
    },
    "duty_text": {
        "task.report": _l("会上答应的事，办完后在这里报告。"),
        "task.evaluate": _l("对方报告已经办完，请看看办得怎样。"),
        "item.answer": _l("会上提的事，下次会议前要有答复。"),
        "meeting.side": _l("通知期内提的事可以形成一致意见，之后提的只讨论。"),
        "series.call": _l("例会按约定的间隔召开，还没有发通知。"),
    },
    "entry": {
        "meeting.side_item": _l("一方提出议程"),
        "meeting.position": _l("一方表明意见"),
        "meeting.answer": _l("答复联席会议上提的事"),
        "task.report": _l("报告承诺办理情况"),
        "task.evaluate": _l("评价承诺办理情况"),
        "series.start": _l("约定例会"),
        "series.end": _l("停止例会"),
    },
}

REASONS = {
    "joint_no_vote": _l("联席会议不表决：各方协商，一致同意才算。业主共同决定的事由业主大会表决。"),
    "meeting_not_joint": _l("这不是联席会议。"),
    "joint_needs_sides": _l("联席会议至少要有两方参加。"),
    "joint_side_twice": _l("同一个机构只能作为一方参加一次。"),
    "joint_not_a_side_kind": _l(
        "参加联席会议的各方只能是业主委员会、物业公司、党组织和居委会；其他单位可以列席。"
    ),
    "side_of_others": _l("只能代表自己任职的一方，不能替别的一方提议程、表态或者答复。"),
    "side_absent": _l("这一方没有人到会，现在不能表态。"),
    "sides_missing": _l(
        "还有 %(n)s 方没有到会：可以讨论，可以说不同意或者保留，但不能形成一致意见。"
    ),
    "late_item_no_agreement": _l("这一项没有在会议通知里提前公布，只能讨论，不能形成一致意见。"),
    "position_needs_words": _l("不同意或者保留意见，要写明理由。"),
    "item_answered": _l("这一项已经答复过了。"),
    "answer_own_item": _l("自己提的事由别的一方答复。"),
    "task_of_others": _l("谁答应的事由谁报告：这不是您这一方的承诺。"),
    "task_not_open": _l("这项承诺已经报告办完，或者不再办了。"),
    "task_own_evaluation": _l("自己的承诺不能自己评价，由别的一方评价。"),
    "task_not_due": _l("还没有报告办完，也没有到期（%(due)s），到时再评价。"),
    "task_evaluated": _l("这项承诺已经评价过了。"),
    "mark_needs_words": _l("没有完全兑现的，要写明差在哪里。"),
    "series_name_taken": _l("已经有一个叫“%(name)s”的例会。"),
    "series_over": _l("这个例会已经停止了。"),
}
