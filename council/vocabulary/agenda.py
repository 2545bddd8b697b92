"""Words of calling a meeting: kinds of items, bodies that are there, papers."""

from council.language import lazy_gettext as _l

WORDS = {
    "item_kind": {
        "report": _l("通报"),
        "deliberation": _l("商议"),
        "decision": _l("议决"),
        "election": _l("选举"),
        "other": _l("其他事项"),
    },
    "meeting_kind": {
        "body": _l("会议"),
        "joint": _l("联席会议"),
    },
    "body_role": {
        "meets": _l("开会"),
        "side": _l("参会一方"),
        "invited": _l("列席"),
    },
    "paper_kind": {
        "application/pdf": "PDF",
        "image/jpeg": _l("照片"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    },
    "entry": {
        "meeting.arrange": _l("安排主持人、记录人和线上入口"),
        "meeting.paper": _l("附上会议材料"),
        "meeting.paper_withdraw": _l("撤下会议材料"),
    },
}

REASONS = {
    "meeting_ends_before": _l("会议 %(opens)s 才开始，不能在 %(ended)s 结束。请改结束时间。"),
    "meeting_too_long": _l("一次会议最长 %(hours)s 小时。请改结束时间，或者分几次召集。"),
    "meeting_link_kind": _l(
        "线上入口要是一个完整的网址，以 https:// 或 http:// 开头，中间没有空格。"
    ),
    "meeting_many_items": _l("一次会议最多 %(most)s 项议程。"),
    "item_kind_unknown": _l("请选这一项是通报、商议、议决、选举还是其他事项。"),
    "item_minutes": _l("每一项预计用时要在 1 到 %(most)s 分钟之间。"),
    "joint_decides_nothing": _l(
        "联席会议不表决：“%(title)s”不能列为议决或选举。涉及业主权利的由业主大会决定，"
        "公共事务由居民代表会议或居民会议决定；在这里可以通报或商议。"
    ),
    "joint_owners_decide": _l(
        "联席会议不表决：“%(title)s”由业主大会决定，请走业主决定的程序；在这里可以通报或商议。"
    ),
    "joint_assembly_decides": _l(
        "联席会议不表决：“%(title)s”由居民代表会议或居民会议决定；在这里可以通报或商议。"
    ),
    "body_twice": _l("同一个机构只能选一次：要么一起开会，要么列席。"),
    "chair_body_elsewhere": _l("主持的一方没有参加这次会议。"),
    "chair_elsewhere": _l(
        "主持人要在参会机构任职（一方轮值主持的，在这一方任职），或者是“两委”和工作人员。"
    ),
    "recorder_elsewhere": _l("记录人要在参会机构任职，或者是“两委”和工作人员。"),
    "series_ended": _l("这个例会到 %(until)s 已经停办。"),
    "paper_kind_refused": _l(
        "会议材料只收 PDF、照片（JPEG、PNG、WebP）、Word（.docx）和 Excel（.xlsx）。"
        "旧格式 .doc、.xls 请另存为新格式或 PDF。"
    ),
    "paper_too_large": _l("文件太大，最多 %(most)s MB。"),
    "paper_broken": _l("这个文件已损坏，打不开。请重新保存后再传。"),
    "paper_macros": _l("这个文件里有宏、嵌入的程序或自动链接，不能收。请另存为普通文档或 PDF。"),
    "paper_missing": _l("请选一个文件。"),
    "paper_withdrawn": _l("这份材料已经撤下。"),
    "paper_of_another": _l("这份材料是别的一方附的，由他们或召集人撤下。"),
    "paper_side": _l("您不在这一方任职，不能代它附材料。"),
    "papers_too_many": _l("一次会议最多附 %(most)s 份材料。"),
}
