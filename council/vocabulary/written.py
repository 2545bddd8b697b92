"""Words of votes held over a period: calling, opening, extending, annulling."""

from council.language import lazy_gettext as _l

WORDS = {
    "duty": {
        "written.call": _l("召集业主大会表决：%(title)s"),
        "written.tell": _l("告知居民委员会：%(title)s"),
        "written.open": _l("开始收票：%(title)s"),
        "written.count": _l("截止计票，或者延长：%(title)s"),
        "written.end_office": _l("记录职务终止：%(title)s"),
    },
    "duty_verb": {
        "written.call": _l("去召集"),
        "written.tell": _l("去告知"),
        "written.open": _l("去开始"),
        "written.count": _l("去计票"),
        "written.end_office": _l("去记录"),
    },
    "duty_text": {
        "written.call": _l("这件事由业主共同决定，还没有发业主大会通知。"),
        "written.tell": _l("业主大会要同时告知居民委员会，没有告知不能开始表决。"),
        "written.open": _l("到了通知的时间，表决还没有开始。打开后看原因。"),
        "written.count": _l("投票时间已到。核对纸质选票以后截止计票；参加的不够，可以按规则延长。"),
        "written.end_office": _l("按表决结果，职务应当终止，还没有记录。"),
    },
    "outcome": {
        "annulled": _l("已作废"),
    },
    "meeting_state": {
        "voting": _l("正在表决"),
    },
    "written_state": {
        "waiting": _l("还没开始"),
    },
}

REASONS = {
    "written_not_here": _l("委员会和党员大会要开会表决，不能书面征求意见。"),
    "owners_committee_elsewhere": _l("业主委员会只能召集业主大会。"),
    "rule_not_in_force": _l("规则 %(rule)s 在 %(day)s 没有生效，不能按它表决。"),
    "period_empty": _l("投票截止的时间要晚于开始的时间。"),
    "period_too_long": _l("投票的时间最长 %(days)s 天。"),
    "form_unreadable": _l("选项读不出来，请回到表单重新填写。"),
    "form_of_other_rule": _l("规则 %(rule)s 不能用来表决“%(form)s”。"),
    "motion_without_matter": _l("社区公共事务的表决要有对应的议题，经过把关、审议和商议。"),
    "subject_not_as_vetted": _l("把关时这件事定为“%(subject)s”，不能按别的事项表决。"),
    "building_of_other_owners": _l("这栋楼不在%(body)s的小区里。"),
    "recall_of_nobody": _l("请指明要罢免的是谁的职务。"),
    "recall_other_office": _l("%(title)s不由居民罢免。"),
    "appraisal_of_nobody": _l("这一天居民委员会没有在任的成员，不能评议。"),
    "appraisal_this_year": _l("%(year)s 年的民主评议已经进行，或者已经通知，每年只评一次。"),
    "run_off_not_needed": _l("名额都已选出，或者没有人可以再选，不需要另行选举。"),
    "office_stays": _l("这次表决的结果没有让任何职务终止，或者已经记录过。"),
    "committee_needs_no_telling": _l("这不是业主大会，不需要另行告知居民委员会。"),
    "committee_told_already": _l("已经告知过居民委员会。"),
    "committee_not_told": _l("业主大会还没有告知居民委员会，不能开始表决。"),
    "meeting_in_session": _l("这是开会表决的会议，请到会议页上办理。"),
    "meeting_written": _l("这是书面征求意见，没有开会和签到，请到表决页上办理。"),
    "written_not_yet": _l("通知的开始时间是 %(opens)s，不能提前收票。"),
    "written_over": _l("通知的截止时间是 %(closes)s，已经过了，请重新通知。"),
    "question_unannounced": _l("这一项没有在通知里写明问题，不能表决。"),
    "poll_in_session": _l("这是会上的表决，由主持人当场截止，不能中止或者延长。"),
    "poll_not_suspended": _l("这次表决没有中止。"),
    "poll_roll_no_area": _l("名册上有人没有专有部分面积，按面积计算的表决不能开始。"),
    "poll_annulled": _l("这次表决已经作废，不能形成决议。"),
    "poll_consultation": _l(
        "这次表决只是征求意见：本市规定业主的线上表决要通过市里建立的电子投票系统。"
        "结果不形成决议，正式表决请用市里的系统或者纸质选票。"
    ),
    "resolution_without_matter": _l("这次表决没有对应的议题，结果随表决公布，不另立决议。"),
    "online_not_switched_on": _l(
        "本社区还没有开通线上表决。先作出决议，再由居委会主任在“规则”页记录（规则 OV1）。"
    ),
}
