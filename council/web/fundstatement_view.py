"""Statements of the supervision committee and audit reports as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from council.language import gettext as _
from council.queries.public.fundstatements import AuditLine, StatementLine, YearHead
from council.vocabulary import word, words
from council.web import dates

BALANCES = (
    "opening", "granted", "received", "paid", "contracted", "planned", "free", "swept", "carried",
)  # fmt: skip


def quarters(lines: tuple[StatementLine, ...], head: YearHead, base: str) -> list[SimpleNamespace]:
    """The statements by quarter, the newest quarter first."""
    found = [
        SimpleNamespace(
            n=quarter,
            title=_("第 %(n)s 季度", n=quarter),
            rows=[statement(line) for line in group],
            print_url=f"{base}/fund/{head.year}/statements/{quarter}/print?fund={head.fund}",
        )
        for quarter, group in groupby(lines, key=lambda line: line.quarter)
    ]
    return found[::-1]


def statement(line: StatementLine) -> SimpleNamespace:
    """One signed statement with the figures that it was signed on."""
    return SimpleNamespace(
        kind="yes" if line.verdict == "sound" else "due",
        word=word("statement_verdict", line.verdict),
        text=line.text,
        signed=_("%(title)s %(name)s · %(day)s签", title=line.title, name=line.name,
                 day=dates.full_day(line.at)),
        title=line.title,
        name=line.name,
        at=line.at,
        say=_say(line.figures),
        figures=figures(line.figures),
    )  # fmt: skip


def figures(given: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The balances that the statement was signed on, in fen."""
    known = words("balance")
    return [(word("balance", name), int(given[name])) for name in BALANCES
            if name in given and name in known]  # fmt: skip


def _say(given: Mapping[str, Any]) -> str:
    return _(
        "本季度支付 %(n)s 笔，共 %(sum)s 元；没有凭证的 %(bare)s 笔。账上共 %(entries)s 条记录。",
        n=given.get("payments", 0),
        sum=dates.yuan(int(given.get("paid_in_quarter", 0))),
        bare=given.get("without_voucher", 0),
        entries=given.get("entries", 0),
    )


def report(line: AuditLine, head: YearHead, base: str) -> SimpleNamespace:
    """One audit report; without an address once it was withdrawn."""
    gone = line.withdrawn_at is not None
    url = f"{base}/fund/{head.year}/audits/{line.sha256}?fund={head.fund}"
    return SimpleNamespace(
        id=line.id.hex,
        title=line.title,
        url="" if gone else url,
        kind="no" if gone else "doc",
        word=_("已撤下") if gone else "PDF",
        text=_("%(who)s · %(day)s", who=line.auditor, day=dates.full_day(line.issued_on)),
        more=line.conclusion,
        gone=gone,
    )
