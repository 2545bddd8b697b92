"""Words of petitions for a meeting: who may ask for it, signatures, how it stands."""

from council.language import lazy_gettext as _l

WORDS = {
    "entry": {
        "petition.open": _l("发起联名"),
        "petition.sign": _l("签名"),
        "petition.withdraw": _l("撤回签名"),
        "petition.enter": _l("录入纸面签名"),
        "petition.reach": _l("联名达到规定"),
        "petition.lapse": _l("联名期满，人数不够"),
    },
    "petition_state": {
        "open": _l("正在联名"),
        "reached": _l("已达到，待召集"),
        "called": _l("已召集会议"),
        "lapsed": _l("期满没有达到"),
    },
    "petition_channel": {
        "online": _l("线上签名"),
        "paper": _l("纸面签名"),
    },
    "caller": {
        "residents": _l("居民（十八周岁以上，住在本社区）"),
        "registered_voters": _l("登记的选民"),
        "households": _l("户（由登记的户代表签名）"),
        "groups": _l("居民小组"),
        "representatives": _l("居民代表"),
        "members": _l("本机构成员"),
        "owners": _l("业主"),
        "secretary": _l("党组织书记"),
        "branch": _l("党支部"),
        "chair": _l("任何一方的负责人"),
        "any_side": _l("任何一方"),
        "yearly": _l("每年召开"),
    },
    "figure": {"called_within_days": _l("联名达到以后召集（天）")},
    "duty": {"petition.call": _l("按联名召集会议：%(title)s")},
    "duty_verb": {"petition.call": _l("去召集")},
    "duty_text": {"petition.call": _l("要求召开%(body)s的联名已经达到规定，应当召集。")},
}

REASONS = {
    "petition_not_by_signature": _l("按这条规则，会议由担任职务的人召集，不需要联名。"),
    "petition_not_yours": _l(
        "您不在可以联名的人当中：今天的名册里，没有您以居民、户代表、居民代表、委员或者业主的身份。"
    ),
    "petition_no_base": _l("名册里还没有可以联名的人，算不出要多少人。请先登记名册。"),
    "petition_in_past": _l("截止时间已经过去，请选以后的时间。"),
    "petition_too_long": _l("联名最长 %(days)s 天。"),
    "petition_reached": _l("联名已经达到规定，不再签名，也不能撤回。"),
    "petition_over": _l("联名已在 %(closes)s 截止。"),
    "petition_not_signed": _l("您没有签名，或者已经撤回。"),
    "petition_not_reached": _l("这次联名还没有达到规定，不能据此召集会议。"),
    "petition_called": _l("已经按这次联名召集过会议。"),
    "petition_of_another": _l("这次联名要求的是另一个机构或者另一条规则的会议。"),
    "petition_needed": _l(
        "这次表决要有足够的人联名要求才能召集。请选已经达到的联名；还没有的，先发起联名。"
    ),
    "petition_sheet_rows": _l("请逐行填写签名的人，最多 %(most)s 行。"),
    "petition_row_empty": _l("第 %(row)s 行是空的。"),
    "petition_row_unknown": _l("第 %(row)s 行“%(said)s”：名册里没有这个人。"),
    "petition_row_many": _l("第 %(row)s 行“%(said)s”：有几个人同名，请加上房号或者人员编号。"),
    "petition_row_differs": _l("第 %(row)s 行“%(said)s”：姓名、编号和房号对不上。"),
    "petition_row_stranger": _l("第 %(row)s 行“%(said)s”：不在可以联名的人当中。"),
    "petition_row_signed": _l("第 %(row)s 行“%(said)s”：已经签过名。"),
    "petition_row_twice": _l("第 %(row)s 行“%(said)s”：和第 %(first)s 行是同一个人。"),
}
