"""Sample values for the style page: an invented community, nobody's data."""

from datetime import UTC, date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from council.rules.ledger import Balances
from council.web import fund_squares

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TITLE = "在 6 号楼北侧加装电动自行车充电棚"


class SampleForm(Form):
    """One field of every kind."""

    choice = RadioField(
        "您的选择",
        choices=[("yes", "同意"), ("no", "不同意")],
        validators=[InputRequired("请选一项")],
    )
    title = StringField("题目", validators=[InputRequired("请写题目"), Length(max=60)])
    body = TextAreaField("为什么要办", validators=[InputRequired("请写理由")])
    category = SelectField("类别", choices=[("safety", "安全"), ("green", "绿化")])
    place = RadioField(
        "在哪里",
        choices=[("yard", "院子"), ("lift", "电梯")],
        validators=[InputRequired("请选地点")],
    )
    kinds = SelectMultipleField("涉及", choices=[("old", "老人"), ("child", "孩子")])
    agree = BooleanField("同意公开", validators=[InputRequired("请勾选")])
    cost = StringField("大约多少钱")
    on = DateField("希望哪天前办好")
    photo = FileField("照片")
    voice = FileField("录音")
    version = HiddenField(default="3")


def sample_form(wrong: bool = True) -> SampleForm:
    """The form as first opened, or as it comes back with errors."""
    form = SampleForm(MultiDict({"category": "safety"}) if wrong else None)
    if wrong:
        form.validate()
    return form


def page(
    lang: str = "zh-Hans", large: bool = False, person: bool = True, demo: bool = True
) -> dict[str, Any]:
    """The `page` value that layout/page.html documents."""
    return {
        "lang": lang,
        "large": large,
        "assets": "1",
        "base": "/c/xinglin",
        "community": {
            "name": "杏林社区",
            "slug": "xinglin",
            "street_name": "松河街道",
            "seal_char": "杏",
            "address": "杏林北路 12 号一层",
            "phone": "0571-5550 1286",
            "hours": "周一至周六 8:30–18:00",
        },
        "person": {"name_masked": "陈*华", "duties": 5} if person else None,
        "links": {
            "zh_hans": "?lang=zh-Hans",
            "zh_hant": "?lang=zh-Hant",
            "en": "?lang=en",
            "large": "?view=large",
            "standard": "?view=standard",
            "sign_in": "/sign-in",
            "back": "/",
        },
        "demo": {"now": NOW, "csrf_token": "t"} if demo else None,
        "notices": [("done", "已收到您的提议，编号 2026-014。")],
    }


def _matter() -> dict[str, Any]:
    done = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
    return {
        "title": TITLE,
        "panel": {
            "say": "居民代表会议已通过，正在公示，还有 5 天。",
            "text": "有不同意见，11月27日 24:00 前可以书面提出，居委会 3 日内书面答复。",
            "may": [
                {"label": "提异议", "url": "#", "method": "get", "primary": True},
                {
                    "label": "收藏",
                    "url": "#",
                    "method": "post",
                    "primary": False,
                    "fields": {"version": 3},
                },
            ],
            "may_not": [
                {
                    "label": "开工",
                    "reason": "公示还没期满，有 1 件异议没有答复。",
                    "rule": "FD1",
                    "rule_url": "#",
                }
            ],
        },
        "facts": [
            ("做什么", "建一座 24 个插座的充电棚，带烟感和喷淋"),
            ("谁受益", "三栋楼 212 户"),
            ("空的", ""),
        ],
        "lines": [
            {"label": "应到代表", "text": "78 人", "met": None},
            {"label": "实到", "strong": "61 人", "text": "要求 2/3 以上，即 52 人", "met": True},
            {
                "label": "赞成",
                "strong": "27 人",
                "text": "要求超过 61 人的一半，即 31 人",
                "met": False,
            },
        ],
        "result": {"word": "未通过", "met": False},
        "rule": {
            "code": "RC1",
            "name": "居民代表会议",
            "statute": "居民委员会组织法 第四章",
            "verified": False,
            "url": "#",
        },
        "opinions": [
            {
                "body": "社区党委",
                "kind": "yes",
                "word": "同意 7 : 0",
                "text": "先办这一处。",
                "note": "9 人应到，7 人到会。",
            },
            {
                "body": "居民委员会",
                "kind": "no",
                "word": "不同意 2 : 5",
                "text": "须离楼 8 米。",
                "note": "",
            },
        ],
        "arguments": [
            {
                "kind": "for",
                "text": "再也不用把电瓶提上六楼。",
                "by": "居民代表 李*英 · 6 号楼",
                "answer": None,
            },
            {
                "kind": "against",
                "text": "消防车转弯要留 9 米。",
                "by": "楼长 周*国 · 7 号楼",
                "answer": {"text": "改到绿地一侧后净宽 9.4 米。", "by": "物业经理 · 10月31日"},
            },
            {
                "kind": "if",
                "text": "每度电不超过 1 元。",
                "by": "居民代表 赵*敏 · 8 号楼",
                "answer": None,
            },
            {"kind": "ask", "text": "棚子坏了谁修？", "by": "居民 孙*平 · 6 号楼", "answer": None},
        ],
        "segments": [
            ("same", "充电棚距住宅外墙不少于 "),
            ("del", "6 米"),
            ("ins", "8 米，并不占用消防车道"),
            ("same", "。"),
        ],
        "files": [{"name": "报价单", "url": "#", "note": "PDF，320 KB · 已遮盖个人信息"}],
        "steps": [
            {"state": "done", "name": "居民提议", "at": done, "text": "王*明 提出，23 户附议"},
            {
                "state": "done",
                "name": "党组织把关议题",
                "at": done,
                "text": "同意列入",
                "rule": "PG1",
            },
            {
                "state": "now",
                "name": "决议公示",
                "until": date(2026, 11, 27),
                "text": "第 3 天，共 7 天",
            },
            {"state": "ahead", "name": "实施与督办", "text": "居委会副主任负责"},
            {"state": "ahead", "name": "验收"},
        ],
        "stamp": {
            "kind": "due",
            "word": "公示中",
            "posted": NOW,
            "until": date(2026, 11, 27),
            "number": "杏林决〔2026〕14 号",
        },
    }


def _lists() -> dict[str, Any]:
    def opened(title: str, until: date | None, primary: bool) -> dict[str, Any]:
        return {
            "kicker": "表决 · 全体业主",
            "title": title,
            "url": "#",
            "strong": "还差 37 位业主、2,684.39 m²",
            "text": "才达到法定人数。没投票不算同意。",
            "until": until,
            "verb": "去投票",
            "do_url": "#",
            "primary": primary,
        }

    def duty(title: str, until: date | None) -> dict[str, Any]:
        text = "规则 PG1：7 日内答复，逾期转街道。"
        return {
            "title": title,
            "url": "#",
            "text": text,
            "until": until,
            "verb": "去办",
            "do_url": "#",
            "primary": True,
        }

    return {
        "opens": [
            opened("用维修资金更换二次供水水泵", date(2026, 11, 25), True),
            opened(TITLE, date(2026, 11, 27), False),
            opened("今天截止的事", date(2026, 11, 22), False),
            opened("随时可以说的事", None, False),
        ],
        "duties": [
            duty("答复异议：为什么不放在 8 号楼", date(2026, 11, 20)),
            duty("把关议题：北门空地早市", date(2026, 11, 22)),
            duty("两委联席审议：2027 年经费计划", date(2026, 11, 25)),
            duty("不限期的事", None),
        ],
        "records": [
            {
                "kind": "yes",
                "word": "通过",
                "title": "加装电动自行车充电棚",
                "url": "#",
                "text": "11月19日 · 赞成 44",
            },
            {
                "kind": "no",
                "word": "未通过",
                "title": "中心花园夜间关闭",
                "url": "#",
                "text": "赞成 27，不到 31",
            },
            {
                "kind": "go",
                "word": "转业主决定",
                "title": "2 号楼电梯更换",
                "url": "",
                "text": "改走业主大会",
            },
        ],
        "meetings": [
            {
                "at": NOW,
                "title": "早市与消防通道 · 联席会议",
                "url": "#",
                "place": "社区议事厅",
                "note": "居民可以旁听",
            },
            {
                "at": NOW,
                "title": "第五次居民代表会议",
                "url": "#",
                "place": "",
                "kind": "due",
                "word": "通知已发",
            },
        ],
        "posted": [
            {
                "title": "小区公共收益 · 第三季度",
                "url": "#",
                "kind": "late",
                "word": "超期 12 天",
                "text": "应在 11月10日前公开",
            },
            {
                "title": "充电棚决议公示",
                "url": "#",
                "kind": "due",
                "word": "到 11月27日",
                "text": "公示 7 日，收到异议 2 件",
            },
            {
                "title": "服务经费收支 · 10 月",
                "url": "#",
                "kind": "yes",
                "word": "已公开",
                "text": "11月6日公开",
            },
        ],
        "rows": [
            {
                "number": "2026-014",
                "title": TITLE,
                "url": "#",
                "text": "安全 · 6 号楼",
                "kind": "due",
                "word": "公示到 11月27日",
            },
            {
                "number": "2026-013",
                "title": "中心花园夜间关闭",
                "url": "#",
                "text": "",
                "kind": "no",
                "word": "未通过",
            },
        ],
        "filters": [
            {"name": "q", "label": "找什么", "value": "充电", "options": None},
            {
                "name": "stage",
                "label": "走到哪了",
                "value": "",
                "options": [("", "全部"), ("vetting", "议题把关")],
            },
        ],
        "agenda": [
            {"title": "一、宣布到会，通过议程", "state": "19:05 办结"},
            {"title": "二、充电棚", "state": "现在", "now": True},
            {"title": "三、三季度经费收支", "state": "约 19:55", "url": "#"},
        ],
        "speakers": [
            {
                "side": "反对",
                "name": "周*国 · 7 号楼",
                "note": "第 1 次",
                "now": True,
                "clock": "1:26",
            },
            {
                "side": "赞成",
                "name": "李*英 · 6 号楼",
                "note": "还没说过",
                "now": False,
                "clock": "",
            },
        ],
        "roll": {
            "present": 61,
            "entitled": 78,
            "need": 52,
            "said": "会场 52 · 线上 9",
            "note": "须 52 人（2/3 以上），多 9 人",
        },
        "columns": [
            ("序号", "l"),
            ("项目", "l"),
            ("预算（元）", "r"),
            ("已付（元）", "r"),
            ("凭证", "l"),
        ],
        "cells": [
            ["1", "坡道和扶手", "18,600", "18,600", "7-03"],
            ["2", "充电棚", "38,600", "0", ""],
        ],
        "foot": ["合计", "", "57,200", "18,600", ""],
        "ballot": ballot(),
    }


def _money() -> dict[str, Any]:
    return {
        "account": fund_squares.account(
            Balances(
                opening=1_000_000,
                granted=19_000_000,
                received=14_000_000,
                free=1_400_000,
                planned=4_320_000,
                contracted=4_645_000,
                paid=9_635_000,
            ),
            "2026 年度经费去向",
        ),
        "projects": [
            {
                "title": "暑期少儿托管班",
                "url": "#",
                "note": "决议 2026-007 · 46 个孩子",
                "sum": "42,800",
                "told": "已付 34,950，合同 42,800",
                "contracted": "100.00%",
                "paid": "81.65%",
                "state": "满意 79%，要求整改",
            }
        ],
        "thread": [
            {"name": "心愿", "text": "“二楼老人去食堂，台阶太高”", "note": "3月2日 · 语音留言"},
            {
                "name": "提案",
                "text": "2026-003 坡道和扶手",
                "url": "#",
                "note": "3月6日",
                "sum": "估 20,000",
            },
            {
                "name": "凭证",
                "text": "发票与收据（已遮盖个人信息）",
                "url": "#",
                "sum": "18,600",
                "here": True,
            },
        ],
        "meter": {
            "met": False,
            "lead": "还差 ",
            "missing": "37 位业主、2,684.39 m²",
            "rest": "。没投票的不算同意。",
            "bars": [
                {
                    "label": "人数",
                    "have": 143,
                    "of": 270,
                    "need": 180,
                    "said": "已投 143 位，共 270 位",
                    "note": "须达 180 位（2/3 以上）",
                },
                {
                    "label": "面积",
                    "have": 1387466,
                    "of": 2483857,
                    "need": 1655905,
                    "said": "已投 13,874.66 m²，共 24,838.57 m²",
                    "note": "须达 16,559.05 m²（2/3 以上）",
                },
            ],
        },
    }


def ballot(*checked: str) -> dict[str, Any]:
    """A ballot of yes and no."""
    says = [("yes", "同意", "从维修资金支出 126,000 元"), ("no", "不同意", "继续维修旧泵")]
    return {
        "kind": "marks",
        "one": True,
        "legend": "您的选择",
        "hint": "",
        "errors": [],
        "options": [],
        "says": [
            {"name": "choice", "value": v, "label": text, "note": note, "checked": v in checked}
            for v, text, note in says
        ],
    }


def samples() -> dict[str, Any]:
    """Everything templates/house/components.html shows."""
    return {**_matter(), **_lists(), **_money()}
