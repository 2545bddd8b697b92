"""The columns of each public list. A list becomes open data by one entry here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from operator import attrgetter
from typing import Any

from council.language import lazy_gettext as _l
from council.queries.public import (
    bodies,
    decisions,
    disclosure,
    followups,
    fundquestions,
    journal,
    meetings,
    petitions,
    polls,
    postings,
    proposals,
    register,
)
from council.queries.public.bodies import BodyView, Seat
from council.queries.public.disclosure import PostingLine
from council.queries.public.fundquestions import QuestionLine
from council.rules.calendar import legal_day
from council.web.api.columns import Column, Request, Table
from council.web.disclosure_catalogue import content, legal_basis
from council.web.words import act_word, office_word

PORTION = 1000
"""Rows that are read at once: a file of any length is written without holding it whole."""


def _column(key: str, title: Any, kind: str = "text", group: str = "", name: str = "") -> Column:
    return Column(key, title, attrgetter(name or key), kind, group)


def _link(noun: str, name: str = "number") -> Column:
    get = attrgetter(name)
    return Column("url", _l("网址"), lambda row: f"/{noun}/{get(row)}" if get(row) else "", "url")


def seats(asked: Request) -> Iterator[tuple[BodyView, Seat]]:
    """Every seat of every body today."""
    found = bodies.bodies(asked.connection, asked.community_id, legal_day(asked.at))
    return ((body, seat) for body in found for seat in body.seats)


def paged(read: Callable[..., Iterable[Any]], page: int, asked: Request) -> Iterator[Any]:
    """All rows of a list that is read in pages by offset."""
    for skip in count(0, page):
        rows = list(read(asked.connection, asked.community_id, skip))
        yield from rows[:page]
        if len(rows) <= page:
            return


def onward(
    read: Callable[..., Sequence[Any]], asked: Request, key: Callable[[Any], Any]
) -> Iterator[Any]:
    """All rows of a list that is read onward from the key of the last one, a portion at a time."""
    last = None
    while True:
        rows = read(asked.connection, asked.community_id, last, PORTION)
        yield from rows
        if len(rows) < PORTION:
            return
        last = key(rows[-1])


def answered(line: PostingLine) -> int:
    """How many objections have their answer."""
    return sum(1 for item in line.objections if item.answered_at)


def _question_page(line: QuestionLine) -> str:
    """Where a question stands: with the posting, or in the list of the year."""
    if line.posting:
        return f"/disclosure/{line.posting}#q-{line.number}"
    return f"/fund/{line.year}/questions?fund={line.fund}#q-{line.number}"


PROPOSALS = Table(
    "proposals",
    _l("议题"),
    (
        _column("number", _l("编号")),
        _column("title", _l("标题")),
        _column("stage", _l("阶段"), "code", "stage"),
        _column("ending", _l("结果"), "code", "ending"),
        _column("category", _l("类别")),
        _column("compound", _l("小区")),
        _column("building", _l("楼栋")),
        _column("place", _l("地点")),
        _column("cost", _l("估计费用（元）"), "fen"),
        _column("seconders", _l("附议人数"), "integer"),
        _column("contributions", _l("发言条数"), "integer"),
        _column("listed_at", _l("提出时间"), "instant"),
        _column("due_at", _l("期限"), "instant"),
        _link("proposals"),
    ),
    lambda asked: onward(proposals.onward, asked, attrgetter("listed_at", "number")),
)
MEETINGS = Table(
    "meetings",
    _l("会议"),
    (
        _column("number", _l("编号")),
        _column("title", _l("会议")),
        _column("place", _l("地点")),
        _column("starts_at", _l("时间"), "instant"),
        _column("state", _l("状态"), "code", "meeting_state"),
        _column("items", _l("议程项数"), "integer"),
        _link("meetings"),
    ),
    lambda asked: paged(meetings.lines, meetings.PAGE, asked),
)
POLLS = Table(
    "polls",
    _l("表决"),
    (
        _column("number", _l("编号")),
        _column("question", _l("表决事项")),
        _column("body", _l("机构")),
        _column("proposal", _l("议题编号")),
        _column("opened_at", _l("开始"), "instant"),
        _column("closed_at", _l("截止"), "instant"),
        _column("state", _l("结果"), "code", "outcome"),
        _column("entitled", _l("应到人数"), "integer"),
        _column("cast", _l("投票人数"), "integer"),
        _link("polls"),
    ),
    lambda asked: paged(partial(polls.lines, at=asked.at), polls.PAGE, asked),
)
DECISIONS = Table(
    "decisions",
    _l("决议"),
    (
        _column("number", _l("编号")),
        _column("reference", _l("文号")),
        _column("title", _l("事项")),
        _column("body", _l("由谁决定")),
        _column("outcome", _l("表决结果"), "code", "outcome"),
        _column("rule", _l("规则"), name="rule_id"),
        _column("cost", _l("费用（元）"), "fen"),
        _column("at", _l("决议时间"), "instant"),
        _column("posted_at", _l("公示开始"), "instant"),
        _column("until_at", _l("公示截止"), "instant"),
        _column("text", _l("决议全文")),
        _column("proposal", _l("议题编号")),
        _column("meeting", _l("会议编号")),
        _column("poll", _l("表决编号")),
        _link("decisions"),
    ),
    lambda asked: onward(decisions.lines, asked, attrgetter("at", "number")),
)
DISCLOSURE = Table(
    "disclosure",
    _l("居务公开目录"),
    (
        _column("number", _l("编号"), name="proposal"),
        _column("class", _l("类别"), "code", "posting", "kind"),
        _column("item", _l("事项"), name="title"),
        Column("content", _l("内容"), content),
        Column("legal_basis", _l("依据"), legal_basis),
        _column("posted_at", _l("公示开始"), "instant"),
        _column("until_at", _l("公示截止"), "instant"),
        Column("discloser", _l("公开主体"), lambda _: str(_l("居民委员会"))),
        Column("channel", _l("公开渠道"), lambda _: str(_l("本网站、社区公开栏"))),
        Column("objections", _l("异议件数"), lambda line: len(line.objections), "integer"),
        Column("answered", _l("已答复件数"), answered, "integer"),
        _column("report", _l("做了什么")),
        _column("cost", _l("实际花费（元）"), "fen"),
        _link("proposals", "proposal"),
    ),
    lambda asked: onward(disclosure.lines, asked, attrgetter("posted_at", "id")),
)
JOURNAL = Table(
    "journal",
    _l("办理台账"),
    (
        _column("seq", _l("序号"), "integer"),
        _column("at", _l("时间"), "instant"),
        _column("kind", _l("办理事项代码")),
        Column("act", _l("办理事项"), lambda line: act_word(line.kind)),
        _column("office", _l("职务代码")),
        Column("office_name", _l("职务类别"), lambda line: office_word(line.office) or None),
        _column("title", _l("职务")),
        _column("number", _l("编号")),
        _column("rows", _l("改动记录数"), "integer"),
        _column("sha256", _l("校验码")),
        _column("previous", _l("上一条校验码")),
    ),
    lambda asked: onward(journal.lines, asked, attrgetter("seq")),
    ("csv", "json"),
)


BODIES = Table(
    "bodies",
    _l("机构和职务"),
    (
        Column("body", _l("机构"), lambda pair: pair[0].name),
        Column("kind", _l("机构类别"), lambda pair: pair[0].kind, "code", "body"),
        Column("number", _l("序号"), lambda pair: pair[1].number, "integer"),
        Column("title", _l("职务"), lambda pair: pair[1].title),
        Column("seat", _l("席位"), lambda pair: pair[1].seat or None, "code", "seat"),
        Column("holder", _l("任职人（脱敏）"), lambda pair: pair[1].holder or None),
        Column("since", _l("任期开始"), lambda pair: pair[1].since, "day"),
    ),
    seats,
)

FOLLOWUPS = Table(
    "followups",
    _l("承诺落实清单"),
    (
        _column("number", _l("编号")),
        _column("text", _l("承诺")),
        _column("side", _l("哪一方")),
        _column("topic", _l("类别"), "code", "topic"),
        _column("item", _l("议程")),
        _column("due_on", _l("期限"), "day"),
        _column("state", _l("状态"), "code", "task_state"),
        _column("days_late", _l("逾期天数"), "integer"),
        _column("report", _l("办理情况")),
        _column("done_at", _l("报告办完"), "instant"),
        _column("mark", _l("评价"), "code", "task_mark"),
        _column("remark", _l("评价说明")),
        _column("evaluated_at", _l("评价时间"), "instant"),
        _column("meeting", _l("会议编号")),
        _link("followups"),
    ),
    lambda asked: paged(partial(followups.lines, today=legal_day(asked.at)), followups.PAGE, asked),
)

PETITIONS = Table(
    "petitions",
    _l("联名要求开会"),
    (
        _column("number", _l("编号")),
        _column("title", _l("标题")),
        _column("body", _l("要求开什么会")),
        _column("rule", _l("规则"), name="rule_id"),
        _column("state", _l("状态"), "code", "petition_state"),
        _column("signatures", _l("签名人数"), "integer"),
        _column("opened_at", _l("发起"), "instant"),
        _column("closes_at", _l("签名截止"), "instant"),
        _column("reached_at", _l("达到规定"), "instant"),
        _link("petitions"),
    ),
    lambda asked: paged(petitions.lines, petitions.PAGE, asked),
)

FUNDQUESTIONS = Table(
    "fundquestions",
    _l("居民问账"),
    (
        _column("number", _l("编号")),
        _column("year", _l("年度"), "integer"),
        _column("fund", _l("经费")),
        _column("project", _l("项目编号")),
        _column("project_title", _l("项目")),
        _column("payment", _l("支付编号")),
        _column("posting", _l("公开编号")),
        _column("text", _l("问题")),
        _column("at", _l("提问时间"), "instant"),
        _column("responsible", _l("由谁答复")),
        _column("due_at", _l("期限"), "instant"),
        _column("answer", _l("答复")),
        _column("answered_by", _l("答复人")),
        _column("answered_at", _l("答复时间"), "instant"),
        Column("url", _l("网址"), _question_page, "url"),
    ),
    lambda asked: paged(fundquestions.lines, fundquestions.PAGE, asked),
)

REGISTER = Table(
    "register",
    _l("决议登记簿"),
    (
        _column("number", _l("编号")),
        _column("reference", _l("文号")),
        _column("title", _l("事项")),
        _column("body", _l("由谁决定")),
        _column("outcome", _l("表决结果"), "code", "outcome"),
        _column("at", _l("决议时间"), "instant"),
        _column("cost", _l("费用（元）"), "fen"),
        _column("proposal", _l("议题编号")),
        _column("stage", _l("阶段"), "code", "stage"),
        _column("ending", _l("结果"), "code", "ending"),
        _column("stage_since", _l("进入阶段"), "instant"),
        _column("due_at", _l("期限"), "instant"),
        _column("steps", _l("步骤数"), "integer"),
        _column("done", _l("已完成步骤"), "integer"),
        _column("late", _l("逾期步骤"), "integer"),
        _link("decisions"),
    ),
    lambda asked: paged(partial(register.lines, today=legal_day(asked.at)), register.PAGE, asked),
)

POSTINGS = Table(
    "postings",
    _l("居务公开"),
    (
        _column("number", _l("编号")),
        _column("item", _l("目录编号"), "integer"),
        Column("class", _l("类别"), attrgetter("subject")),
        _column("item_title", _l("事项")),
        _column("period", _l("期间")),
        _column("title", _l("标题")),
        _column("text", _l("内容")),
        _column("due_at", _l("应当公开"), "instant"),
        _column("posted_at", _l("公布时间"), "instant"),
        _column("until_at", _l("公示到"), "instant"),
        _column("standing", _l("是否按期"), "code", "posting_standing"),
        _column("filed_at", _l("归档时间"), "instant"),
        _column("sha256", _l("校验码")),
        Column("corrects", _l("更正"), lambda line: line.corrects or None),
        _link("disclosure"),
    ),
    lambda asked: paged(postings.lines, postings.PAGE, asked),
)


def _latest(name: str) -> Callable[[Any], Any]:
    """A field of the newest period of an item."""
    return lambda line: getattr(line.periods[0], name) if line.periods else None


CATALOGUE = Table(
    "catalogue",
    _l("居务公开目录"),
    (
        _column("number", _l("编号"), "integer"),
        Column("class", _l("类别"), attrgetter("subject")),
        Column("item", _l("事项"), attrgetter("title")),
        _column("content", _l("内容")),
        _column("legal_basis", _l("依据")),
        _column("rhythm", _l("多久一次"), "code", "rhythm"),
        _column("days", _l("几日内"), "integer"),
        _column("discloser", _l("公开主体")),
        _column("channel", _l("公开渠道")),
        Column("period", _l("最近一期"), _latest("code")),
        Column("due_at", _l("应当公开"), _latest("due_at"), "instant"),
        Column("standing", _l("状态"), _latest("standing"), "code", "posting_standing"),
        Column("posting", _l("公开编号"), lambda line: _latest("number")(line) or None),
        _column("overdue", _l("逾期未公开期数"), "integer"),
    ),
    lambda asked: postings.catalogue(asked.connection, asked.community_id, asked.at),
)

_ALL = (
    PROPOSALS,
    MEETINGS,
    POLLS,
    DECISIONS,
    DISCLOSURE,
    FOLLOWUPS,
    FUNDQUESTIONS,
    PETITIONS,
    REGISTER,
    BODIES,
    JOURNAL,
    POSTINGS,
    CATALOGUE,
)
TABLES = {table.noun: table for table in _ALL}
