"""The catalogue of disclosures (居务公开目录): its columns and the words in them."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import LazyString

from council.language import gettext as _
from council.language import lazy_gettext as _l
from council.queries.public.disclosure import PostingLine
from council.rules.rulebook import default_book
from council.vocabulary import word
from council.web import dates
from council.web.citations import cite_plain

_RULES = {"decision": "AN1", "outcome": "DS1"}


class CatalogueColumn(NamedTuple):
    """One column: its key in the open data, and its heading."""

    key: str
    title: LazyString


COLUMNS = (
    CatalogueColumn("number", _l("编号")),
    CatalogueColumn("class", _l("类别")),
    CatalogueColumn("item", _l("事项")),
    CatalogueColumn("content", _l("内容")),
    CatalogueColumn("legal_basis", _l("依据")),
    CatalogueColumn("time_limit", _l("时限")),
    CatalogueColumn("discloser", _l("公开主体")),
    CatalogueColumn("channel", _l("公开渠道")),
)


def catalogue_row(line: PostingLine) -> list[str]:
    """The cells of one posting, in the order of :data:`COLUMNS`."""
    return [
        line.proposal,
        word("posting", line.kind),
        line.title,
        content(line),
        legal_basis(line),
        _(
            "%(from)s至%(until)s",
            **{"from": dates.full_day(line.posted_at), "until": dates.deadline(line.until_at)},
        ),
        _("居民委员会"),
        _("本网站、社区公开栏"),
    ]


def content(line: PostingLine) -> str:
    """What is disclosed: the resolution's reference, or the outcome and its cost."""
    if line.kind == "outcome" and line.cost is not None:
        return _("做了什么、花了 %(sum)s 元", sum=dates.yuan(line.cost))
    return line.reference or ""


def legal_basis(line: PostingLine) -> str:
    """The rule in force when it was posted, with what it cites."""
    rule = default_book().rule(_RULES[line.kind], dates.legal_day(line.posted_at))
    return " ".join((rule.id, cite_plain(rule.statutes)))
