"""Words of polls, ballots and resolutions."""

from council.language import lazy_gettext as _l

WORDS = {
    "duty": {
        "poll.vote": _l("投票：%(title)s"),
        "resolution.record": _l("登记决议：%(title)s"),
    },
    "duty_verb": {
        "poll.vote": _l("去投票"),
        "resolution.record": _l("去登记"),
    },
    "duty_text": {
        "poll.vote": _l("每人一票，投后不能改。没有投票的不算同意。"),
        "resolution.record": _l("表决已经截止，登记后编号并公示。"),
    },
    "choice": {
        "yes": _l("赞成"),
        "no": _l("反对"),
        "abstain": _l("弃权"),
        "spoiled": _l("废票"),
    },
    "choice_meaning": {
        "yes": _l("同意按所列内容办"),
        "no": _l("不同意按所列内容办"),
        "abstain": _l("算您参加了表决，但不算同意"),
    },
    "outcome": {
        "passed": _l("通过"),
        "failed": _l("未通过"),
        "no_quorum": _l("不足法定人数"),
        "running": _l("正在表决"),
        "hidden": _l("两委意见都提交后公布"),
    },
    "position": {
        "agree": _l("同意"),
        "disagree": _l("不同意"),
    },
}

REASONS = {
    "participation_heads_missed": _l(
        "参加的人数不够：名册 %(of)s 人，参加 %(have)s 人，还差 %(missing)s 人。"
    ),
    "participation_area_missed": _l(
        "参加的面积不够：名册共 %(of)s 平方米，参加 %(have)s 平方米，还差 %(missing)s 平方米。"
    ),
    "approval_heads_missed": _l(
        "同意的人数不够：按 %(of)s 人计，同意 %(have)s 人，还差 %(missing)s 人。"
    ),
    "approval_area_missed": _l(
        "同意的面积不够：按 %(of)s 平方米计，同意 %(have)s 平方米，还差 %(missing)s 平方米。"
    ),
    "proxy_not_allowed": _l("这次表决不接受委托，收到的 %(count)s 份委托书都不计。"),
    "proxy_giver_not_on_roll": _l("委托人不在这次表决的名册里。"),
    "proxy_holder_not_on_roll": _l("受托人不在这次表决的名册里。"),
    "proxy_to_oneself": _l("不能委托给自己。"),
    "proxy_given_twice": _l("同一个人委托了不止一次。"),
    "proxy_holder_has_too_many": _l("受托人接受的委托超过了规则允许的份数。"),
    "proxy_giver_present": _l("委托人本人已经到会，委托不再有效。"),
    "proxy_holder_absent": _l("受托人没有到会。"),
    "proxy_other_area": _l("委托人和受托人不属于规则所说的同一个片区。"),
    "not_on_roll": _l("您不在这次表决的名册里，不能投票。"),
    "voter_recused": _l("已申报利害关系，不参加这次表决，也不计入基数。"),
    "already_voted": _l("已经投过票。每人一票，投后不能改，也不能换个渠道再投。"),
    "poll_closed": _l("表决已经截止。"),
    "poll_ended": _l("投票已于 %(ended)s 截止，现在只做计票。"),
    "poll_not_open_yet": _l("投票要到 %(opens)s 才开始。"),
    "poll_suspended": _l("这次表决已中止，恢复之前不收票，也不能截止。"),
    "poll_not_over": _l("通知说投票到 %(closes)s 为止，提前截止会让后来的人投不了票。"),
    "mandate_missing": _l("没有找到交给您的、仍然有效的委托书，不能替别人投票。"),
    "hall_names_secret": _l("无记名表决不能按姓名录入现场票，请使用纸质选票。"),
    "poll_running": _l("表决还没有截止。"),
    "channel_closed": _l("这次表决不开放线上投票，请到现场投。"),
    "voter_not_present": _l("名册上没有记这个人到会，请先签到再录票。"),
    "voters_refused": _l("%(name)s：%(why)s"),
    "key_used": _l("这张选票的编号已经用过，请回到表决页重新填写。"),
    "hall_votes_none": _l("还没有填任何一张票。"),
    "interest_declared": _l("您已经申报过这件事的利害关系。"),
    "interest_after_vote": _l("您已经在正在进行的表决里投了票，不能再申报回避。"),
    "not_of_body": _l("只有这个委员会的委员或书记员可以提交它的意见。"),
    "opinion_no_poll": _l("这个委员会还没有完成表决，不能提交意见。"),
    "opinion_exists": _l("这个委员会已经提交过意见。"),
    "not_an_assembly": _l("只有居民会议或居民代表会议的表决才能形成决议。"),
    "resolution_no_quorum": _l("参加表决的人数不足法定人数，不能形成决议，可以另行召集会议。"),
    "resolution_exists": _l("这次表决的决议已经登记。"),
}
