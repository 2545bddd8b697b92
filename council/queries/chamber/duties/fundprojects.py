"""Urgent expenses that the assembly has to confirm, and urgent works to be accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from council.models.fundprojects import FundProject
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, columns
from council.rules.rulebook import Rulebook


def parts(who: Who) -> Iterator[Part]:
    """For the chair and the clerk, and for the supervision committee."""
    if who.may("fund.keep") and who.may("fund.close"):
        yield Part(_urgent(FundProject.resolution_id.is_(None)), _confirm)
    if who.may("payment.supervise"):
        done = (FundProject.accepted_on.is_(None), FundProject.paid > 0)
        yield Part(_urgent(FundProject.state == "open", *done), _accept)


def _urgent(*where: Any) -> Select[Any]:
    mine = (FundProject.community_id == Who.community_id, FundProject.urgent.is_(True))
    return (
        columns(number=FundProject.number, title=FundProject.title, due_on=FundProject.confirm_by)
        .where(*mine, FundProject.state != "dropped", *where)
        .order_by(FundProject.confirm_by)
    )


def _confirm(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/fund/projects/{row.number}"
    return Duty("fund.confirm", row.title, href, row.number, row.day_end, "FU1")


def _accept(row: Row, _book: Rulebook) -> Duty:
    href = f"/chamber/fund/projects/{row.number}"
    return Duty("fund.accept", row.title, href, row.number, None, "AC1")
