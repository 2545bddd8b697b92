"""Words of meetings, attendance and the roll."""

from council.language import lazy_gettext as _l

WORDS = {
    "duty": {
        "meeting.convene": _l("召集会议议决：%(title)s"),
        "meeting.keep": _l("主持会议：%(title)s"),
        "meeting.attend": _l("参加会议：%(title)s"),
    },
    "duty_verb": {
        "meeting.convene": _l("去召集"),
        "meeting.keep": _l("去主持"),
        "meeting.attend": _l("看议程"),
    },
    "duty_text": {
        "meeting.convene": _l("这一步要由会议表决，还没有发会议通知。"),
        "meeting.keep": _l("宣布开会、签到、表决、散会。"),
        "meeting.attend": _l("地点：%(place)s。不能到场的可以线上到会或请假。"),
    },
    "attendance": {
        "expected": _l("未到"),
        "present": _l("到会"),
        "excused": _l("请假"),
        "absent": _l("缺席"),
        "left": _l("中途离场"),
    },
    "roll": {
        "expected": _l("未到"),
        "hall": _l("现场到会"),
        "online": _l("线上到会"),
        "excused": _l("请假"),
        "absent": _l("缺席"),
        "left": _l("中途离场"),
    },
    "via": {
        "clerk": _l("书记员记"),
        "qr": _l("扫码"),
        "online": _l("线上"),
        "paper": _l("纸质签到表"),
    },
    "channel": {
        "hall": _l("现场"),
        "online": _l("线上"),
        "paper": _l("书面"),
        "proxy": _l("委托"),
    },
    "meeting_state": {
        "ahead": _l("已通知"),
        "open": _l("正在开会"),
        "closed": _l("已结束"),
        "cancelled": _l("已取消"),
    },
}

REASONS = {
    "notice_too_short": _l(
        "通知期不够：要提前满 %(need)s 天通知，现在只有 %(have)s 天。最早可定在 %(earliest)s。"
    ),
    "meeting_in_past": _l("开会时间已经过去，请选以后的时间。"),
    "meeting_same_time": _l("这个机构在这个时间已经有一次会议（%(number)s）。"),
    "meeting_no_items": _l("会议通知里至少要有一项议程。"),
    "meeting_not_yet": _l("会议通知的是 %(day)s，不能提前开会。"),
    "meeting_already_open": _l("会议已经开始了。"),
    "excuse_on_the_roll": _l("会议已经开始，请假由书记员在到会名册上记。"),
    "meeting_not_open": _l("会议还没有开始。"),
    "meeting_closed": _l("会议已经结束。"),
    "meeting_cancelled": _l("会议已经取消。"),
    "meeting_started": _l("会议已经开始，不能取消。"),
    "meeting_polls_open": _l("还有 %(n)s 项表决没有截止，截止后才能结束会议。"),
    "body_without_rule": _l("这个机构没有开会表决的规则。"),
    "joint_same_body": _l("联席审议要由两个不同的机构参加。"),
    "joint_not_committees": _l("只有“两委”可以联席审议。"),
    "roll_empty": _l("应到名册是空的：这一天没有人担任这个机构的职务。"),
    "matter_over": _l("%(number)s 已经办结，不能再列入议程。"),
    "item_exists": _l("%(number)s 已经在议程里。"),
    "item_not_announced": _l("这一项没有在会议通知里提前满 %(need)s 天公布，只能讨论，不能表决。"),
    "item_without_matter": _l("这一项没有对应的议题，只能讨论，不能表决。"),
    "stage_of_another_body": _l("这件事现在在“%(stage)s”这一步，不由这个机构表决。"),
    "no_quorum": _l(
        "还差 %(missing)s 人才够法定人数：应到 %(of)s 人，须到 %(need)s 人，现到 %(have)s 人。"
    ),
    "poll_exists": _l("这一项已经表决过，或者正在表决。"),
    "no_quorum_area": _l(
        "面积还差 %(missing)s m² 才够法定人数："
        "总面积 %(of)s m²，须到 %(need)s m²，现到 %(have)s m²。"
    ),
    "presence_times": _l("到会和离会的时间要在 %(from)s 之后、现在之前，先到后离，互不交叉。"),
    "presence_unreadable": _l("看不懂“%(text)s”。请写成 19:42–20:10，中途离开又回来的用逗号隔开。"),
    "attendance_signed": _l("会议纪要已经送签，签到不能再改；要改，先退回纪要。"),
    "door_code_wrong": _l("签到码不对。请扫门口现在显示的二维码，或请书记员帮您签到。"),
    "door_code_old": _l("这是过期的签到码。请扫门口现在显示的二维码，或请书记员帮您签到。"),
    "door_not_yet": _l("会议通知的是 %(day)s，当天才能签到。"),
    "rehearsal_too_late": _l("会议已经开始或取消，不能再演练。"),
    "rehearsal_over": _l("演练已经结束，没有留下任何记录。"),
    "rehearsal_not_here": _l("这个人在演练里还没有到会。"),
    "rehearsal_no_item": _l("先选一项议程，再演练表决。"),
    "rehearsal_no_quorum": _l("到会人数不够，正式开会时也不能表决。"),
    "rehearsal_no_vote": _l("没有正在演练的表决。"),
    "rehearsal_hands": _l("举手的人数加起来不能超过到会的 %(n)s 人。"),
    "not_on_meeting_roll": _l("这个人不在本次会议的应到名册里。"),
    "arrival_before_opening": _l("到会时间要在会议开始之后、现在之前。"),
    "voted_so_present": _l("这个人在本次会议上已经投过票，只能记为到会或中途离场。"),
    "value_unknown": _l("交来的内容里有一项认不出来，请从页面上重新选择。"),
}
