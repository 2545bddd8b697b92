"""The documents that the house fills, and the fields that each knows, as people write them.

Beside each field stands what it looks like in a sample. What it means stands in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

NOTICE, AGENDA, ATTENDANCE = "notice", "agenda", "attendance"
MINUTES, RESOLUTION = "minutes", "resolution"
KINDS = (NOTICE, AGENDA, ATTENDANCE, MINUTES, RESOLUTION)
FOLDER = Path(__file__).resolve().parent.parent / "data" / "templates"

Samples = Mapping[str, Mapping[str, str]]
Values = dict[str, str | Sequence[Mapping[str, str]]]

GROUPS = {
    "items": "议程",
    "roll": "名册",
    "guests": "列席",
    "reckoning": "计算",
    "speeches": "发言",
    "votes": "表决",
    "tasks": "任务",
    "signatures": "签名",
    "annexes": "附记",
}
"""What repeats: the code of the house, and the name that people write before the dot."""

NAMES: dict[str, Mapping[str, str]] = {
    "": {
        "community": "社区名称",
        "street": "街道名称",
        "issuer": "发文机关",
        "address": "社区地址",
        "phone": "联系电话",
        "hours": "办公时间",
        "dated": "成文日期",
        "url": "网页地址",
        "title": "会议名称",
        "number": "会议编号",
        "bodies": "会议机构",
        "when": "会议时间",
        "day": "会议日期",
        "place": "会议地点",
        "link": "线上参加",
        "invitees": "参会人员",
        "observers": "列席人员",
        "chair": "主持",
        "recorder": "记录",
        "needs": "有效条件",
        "rule": "依据",
        "entitled": "应到人数",
        "present": "实到人数",
        "span": "起止时间",
        "turnout": "应到实到",
        "attended": "到会人员",
        "excused": "请假人员",
        "absent": "缺席人员",
        "proxies": "委托情况",
        "notice": "通知情况",
        "quorum": "法定人数变化",
        "remark": "会议情况",
        "state": "状态",
        "sha256": "校验码",
        "tasks_heading": "任务标题",
        "signatures_heading": "签名标题",
        "reference": "决议文号",
        "resolution": "决议编号",
        "matter": "议题名称",
        "matter_number": "议题编号",
        "text": "决议全文",
        "outcome": "表决结果",
        "body": "决定机构",
        "decided_on": "决议日期",
        "cost": "费用",
        "posted": "公示期",
        "remedy": "救济途径",
    },
    "items": {
        "n": "序号",
        "title": "题目",
        "kind": "方式",
        "planned": "用时",
        "side": "提出方",
        "number": "编号",
        "span": "起止",
        "record": "记录",
        "papers": "材料",
        "speeches_heading": "发言标题",
        "speeches": "发言",
        "stances_heading": "立场标题",
        "stances": "立场",
        "motions_heading": "动议标题",
        "motions": "动议",
        "votes_heading": "表决标题",
        "votes": "表决",
        "conclusion_heading": "结论标题",
        "conclusion": "结论",
    },
    "roll": {
        "n": "序号",
        "name": "姓名",
        "office": "职务",
        "body": "机构",
        "state": "到会",
        "arrived": "到会时间",
        "reason": "请假事由",
    },
    "guests": {
        "n": "序号",
        "name": "姓名",
        "office": "单位职务",
    },
    "reckoning": {
        "what": "项目",
        "have": "结果",
        "need": "要求",
        "met": "是否达到",
    },
    "speeches": {
        "n": "序号",
        "item": "议程",
        "name": "姓名",
        "office": "职务",
        "side": "立场",
        "gist": "要点",
    },
    "votes": {
        "n": "序号",
        "item": "议程",
        "question": "事项",
        "body": "机构",
        "method": "方式",
        "yes": "赞成",
        "no": "反对",
        "abstain": "弃权",
        "spoiled": "废票",
        "outcome": "结果",
        "resolution": "决议",
    },
    "tasks": {
        "n": "序号",
        "number": "编号",
        "text": "内容",
        "holder": "承办",
        "due": "期限",
    },
    "signatures": {
        "role": "身份",
        "name": "姓名",
        "at": "时间",
    },
    "annexes": {
        "n": "序号",
        "at": "时间",
        "text": "内容",
    },
}
"""By the code of the group (single fields: empty), the names that people write for each field."""

_COMMON = {
    "社区名称": "杏林社区",
    "街道名称": "松河街道",
    "发文机关": "松河街道杏林社区居民委员会",
    "社区地址": "杏林路8号",
    "联系电话": "0000-12345678",
    "办公时间": "周一至周五 9:00–17:00",
    "成文日期": "2026年11月14日",
    "网页地址": "https://议事厅.example/c/xinglin/meetings/2026-004",
}
_MEETING = {
    "会议名称": "第四次居民代表会议",
    "会议编号": "2026-004",
    "会议机构": "居民代表会议",
    "会议时间": "2026年11月19日（星期四）19:00",
    "会议日期": "2026年11月19日",
    "会议地点": "社区议事厅",
    "线上参加": "https://会议.example/4",
    "参会人员": "居民代表会议全体成员",
    "列席人员": "居务监督委员会、杏苑物业",
    "主持": "李明芳",
    "记录": "刘洋",
    "有效条件": "应到人数的三分之二以上到会，会议有效。",
    "依据": "《城市居民委员会组织法》",
}
_CALL = ("线上参加", "参会人员", "有效条件")
_ITEMS = {
    "序号": "一",
    "题目": "在6号楼北侧加装电动自行车充电棚",
    "方式": "议决",
    "用时": "30 分钟",
    "提出方": "居民委员会",
    "编号": "2026-031",
}
_ROLL = {
    "序号": "1",
    "姓名": "王小明",
    "职务": "居民代表",
    "机构": "居民代表会议",
    "到会": "现场",
    "到会时间": "18:52",
    "请假事由": "",
}

FIELDS: dict[str, Samples] = {
    NOTICE: {"": _COMMON | _MEETING, "议程": _ITEMS},
    AGENDA: {"": _COMMON | _MEETING, "议程": _ITEMS},
    ATTENDANCE: {
        "": _COMMON | _MEETING | {"应到人数": "78", "实到人数": "61"},
        "名册": _ROLL,
        "列席": {"序号": "1", "姓名": "赵建国", "单位职务": "杏苑物业项目经理"},
    },
    RESOLUTION: {
        "": _COMMON
        | {
            "决议文号": "杏林决〔2026〕14号",
            "决议编号": "2026-014",
            "议题名称": "在6号楼北侧加装电动自行车充电棚",
            "议题编号": "2026-031",
            "决议全文": "同意在6号楼北侧加装充电棚。\n费用不超过八万六千元，从专项经费中支出。",
            "表决结果": "通过",
            "决定机构": "居民代表会议",
            "会议名称": "第四次居民代表会议",
            "会议编号": "2026-004",
            "决议日期": "2026年11月19日",
            "费用": "86,000 元",
            "公示期": "2026年11月20日至2026年11月27日",
            "依据": "RC1 居民代表会议（《城市居民委员会组织法》）",
            "救济途径": "居民认为这项决定侵害自己合法权益的，可以向街道办事处反映，请求责令改正。",
        },
        "计算": {
            "项目": "参加表决的人",
            "结果": "61 / 78",
            "要求": "三分之二以上",
            "是否达到": "达到",
        },
    },
    MINUTES: {
        "": _COMMON
        | {name: text for name, text in _MEETING.items() if name not in _CALL}
        | {
            "起止时间": "2026年11月19日 19:00–20:31",
            "应到实到": "居民代表会议：应到 78 人，实到 61 人，达到法定人数。",
            "到会人员": "王小明（居民代表）、陈静（居民代表）",
            "请假人员": "张建国（住院）",
            "缺席人员": "赵敏",
            "委托情况": "赵敏委托王小明",
            "通知情况": "2026年11月12日 9:00 发出，提前 6 天（至少 5 天，依据 RC1）",
            "法定人数变化": "20:10 居民代表会议不足法定人数（51 / 78，要 52）；20:14 恢复。",
            "会议情况": "会议由居委会主任主持。",
            "任务标题": "四、交办事项",
            "签名标题": "签名",
            "状态": "起草中",
            "校验码": "5f7c0e…",
        },
        "议程": {
            "序号": "一",
            "题目": "在6号楼北侧加装电动自行车充电棚",
            "方式": "议决",
            "提出方": "",
            "编号": "2026-031",
            "起止": "19:05–19:50",
            "记录": "提案人说明了改动：离楼由6米改为8米，插座由30个减为24个。",
            "材料": "设计图、三家报价",
            "发言标题": "（一）发言",
            "发言": "王小明（居民代表，赞成）：老人充电不用再上下楼。",
            "立场标题": "",
            "立场": "",
            "动议标题": "（二）动议",
            "动议": "陈静提出修正案：插座减为24个。采纳。",
            "表决标题": "（三）表决",
            "表决": "居民代表会议：赞成44，反对11，弃权5，废票1。通过，形成2026-014号决议。",
            "结论标题": "（四）结论",
            "结论": "同意加装，费用不超过八万六千元。",
        },
        "发言": {
            "序号": "1",
            "议程": "一",
            "姓名": "王小明",
            "职务": "居民代表",
            "立场": "赞成",
            "要点": "老人充电不用再上下楼。",
        },
        "表决": {
            "序号": "1",
            "议程": "一",
            "事项": "同意在6号楼北侧加装充电棚吗？",
            "机构": "居民代表会议",
            "方式": "记名",
            "赞成": "44",
            "反对": "11",
            "弃权": "5",
            "废票": "1",
            "结果": "通过",
            "决议": "2026-014",
        },
        "任务": {
            "序号": "1",
            "编号": "2026-007",
            "内容": "充电棚询价三家以上",
            "承办": "居委会副主任",
            "期限": "2026年12月5日",
        },
        "签名": {"身份": "主持人", "姓名": "李明芳", "时间": "2026年11月21日"},
        "附记": {"序号": "1", "时间": "2026年11月30日", "内容": "第三行“30个”更正为“24个”。"},
    },
}


def named(values: Mapping[str, str | Sequence[Mapping[str, str]]]) -> Values:
    """Values by the codes of the house under the names that people write."""
    made: Values = {}
    for code, value in values.items():
        if isinstance(value, str):
            made[NAMES[""][code]] = value
        else:
            names = NAMES[code]
            made[GROUPS[code]] = [{names[key]: text for key, text in one.items()} for one in value]
    return made


def code_of(group: str, name: str) -> str:
    """``items.title`` for what people write as 议程.题目: under it stands what the field means."""
    codes = {name: code for code, name in GROUPS.items()} | {"": ""}
    own = next(code for code, known in NAMES[codes[group]].items() if known == name)
    return f"{codes[group]}.{own}" if group else own


def sample(kind: str) -> Values:
    """Made-up values for every field; what repeats stands there twice."""
    fields = FIELDS[kind]
    made: Values = dict(fields[""])
    return made | {group: [texts] * 2 for group, texts in fields.items() if group}


def default(kind: str) -> bytes:
    """Our own template of a kind of document.

    Raises:
        KeyError: for a kind that there is not.
    """
    if kind not in FIELDS:
        raise KeyError(kind)
    return (FOLDER / f"{kind}.docx").read_bytes()
