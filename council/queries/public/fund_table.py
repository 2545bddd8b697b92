"""The published table of a fund's year: every project with every column, and who answers for it.

Six queries for any number of projects. Sums are fen, free text is masked, a supplier that is a
person too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import aliased

from council.models.acts import Act
from council.models.base import tied
from council.models.fundprojects import Contract, FundProject, Supplier
from council.models.implementation import Milestone, Project
from council.models.payments import Payment, Voucher
from council.models.people import Person
from council.models.postings import DisclosureItem, Posting
from council.models.proposals import Proposal
from council.prepared import Prepared
from council.queries.public.fund import (
    PROJECT_COLUMNS,
    ProjectLine,
    Year,
    of_matter,
    project_line,
    with_projects,
)
from council.rules.calendar import legal_day
from council.rules.masking import mask_name, mask_text
from council.rules.stages import Stage

_ACCEPTED = frozenset({Stage.DISCLOSURE, Stage.EVALUATION, Stage.CLOSED})
_C: Any = bindparam("community")
_YEAR: Any = bindparam("year", type_=FundProject.fund_year_id.type)


@dataclass(frozen=True, slots=True)
class Line:
    """A project as the table has it.

    ``proposer`` is masked, or what the source of an imported one says; ``from_on`` and
    ``until_on`` is the period of the work as far as it is known; ``notes`` say what is special.
    """

    no: int
    project: ProjectLine
    kind: str
    proposer: str
    contractors: tuple[str, ...]
    from_on: date | None
    until_on: date | None
    accepted_on: date | None
    vouchers: tuple[str, ...]
    note: str
    few_quotes: str
    urgent_reason: str

    @property
    def balance(self) -> int:
        """What is allowed and not paid."""
        return self.project.approved - self.project.paid


@dataclass(frozen=True, slots=True)
class Signed:
    """The posting of the year's table: from when until when; who prepared and checked it."""

    posted_from: date | None
    posted_until: date | None
    handled: tuple[str, ...]
    checked: tuple[str, ...]
    supervised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FundTable:
    """The table of a year."""

    lines: tuple[Line, ...]
    signed: Signed


_ROWS = Prepared(
    with_projects(
        select(
            *PROJECT_COLUMNS,
            FundProject.id,
            FundProject.kind,
            func.coalesce(Person.name, ""),
            func.coalesce(Proposal.on_behalf, ""),
            FundProject.note,
            FundProject.urgent_reason,
            of_matter(Project, func.min(Project.started_at)),
            of_matter(Project, func.max(Project.finished_at), Project.round == Proposal.round),
            of_matter(Milestone, func.max(Milestone.due_on), Milestone.round == Proposal.round),
            of_matter(Act, func.max(Act.at), Act.kind == "acceptance.conclude"),
        )
    )
    .outerjoin(Person, tied(Person, Proposal, "proposer_id"))
    .order_by(func.length(FundProject.number), FundProject.number)
)
_CONTRACTS = Prepared(
    select(
        Contract.project_id, Supplier.name, Supplier.kind, Contract.signed_on, Contract.few_quotes
    )
    .select_from(FundProject)
    .join(Contract, tied(FundProject, Contract, "project_id"))
    .join(Supplier, tied(Supplier, Contract, "supplier_id"))
    .where(FundProject.community_id == _C, FundProject.fund_year_id == _YEAR)
    .order_by(func.length(Contract.number), Contract.number)
)
_PAID = Prepared(
    select(Payment.project_id, Supplier.name, Supplier.kind, func.min(Payment.paid_on))
    .select_from(FundProject)
    .join(Payment, tied(FundProject, Payment, "project_id"))
    .join(Supplier, tied(Supplier, Payment, "supplier_id"))
    .where(
        FundProject.community_id == _C,
        FundProject.fund_year_id == _YEAR,
        Payment.contract_id.is_(None),
        Payment.state == "paid",
    )
    .group_by(Payment.project_id, Supplier.name, Supplier.kind)
    .order_by(Payment.project_id, func.min(Payment.paid_on), Supplier.name)
)
_VOUCHERS = Prepared(
    select(Payment.project_id, Voucher.number)
    .select_from(FundProject)
    .join(Payment, tied(FundProject, Payment, "project_id"))
    .join(Voucher, tied(Payment, Voucher, "payment_id"))
    .where(
        FundProject.community_id == _C,
        FundProject.fund_year_id == _YEAR,
        Payment.state == "paid",
        Voucher.struck_at.is_(None),
    )
    .order_by(func.length(Voucher.number), Voucher.number)
)
_H, _A, _S = (aliased(Person) for _ in range(3))
_PEOPLE = Prepared(
    select(
        _H.name,
        Payment.handled_title,
        _A.name,
        Payment.approved_title,
        _S.name,
        Payment.supervised_title,
    )
    .select_from(FundProject)
    .join(Payment, tied(FundProject, Payment, "project_id"))
    .join(_H, tied(_H, Payment, "handled_by_id"))
    .join(_A, tied(_A, Payment, "approved_by_id"))
    .join(_S, tied(_S, Payment, "supervised_by_id"))
    .where(
        FundProject.community_id == _C,
        FundProject.fund_year_id == _YEAR,
        Payment.state == "paid",
    )
    .distinct()
)
_POSTED = Prepared(
    select(Posting.posted_at, Posting.until_at)
    .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
    .where(
        Posting.community_id == _C,
        Posting.posted_at.is_not(None),
        Posting.is_withdrawn.is_(False),
        DisclosureItem.fills == "fund_year",
        func.substr(Posting.period, 1, 4) == bindparam("calendar"),
    )
    .order_by(Posting.posted_at.desc())
    .limit(1)
)


def load(connection: Connection, community_id: UUID, year: Year, least: int) -> FundTable:
    """The whole table; ``least`` is how many must evaluate before a figure is shown."""
    keys = {"community": community_id, "year": year.id}
    contracts = _by_project(_CONTRACTS.rows(connection, **keys))
    paid = _by_project(_PAID.rows(connection, **keys))
    vouchers = _by_project(_VOUCHERS.rows(connection, **keys))
    lines = tuple(
        _line(no, row, least, contracts.get(row[22], []), paid.get(row[22], []), vouchers)
        for no, row in enumerate(_ROWS.rows(connection, **keys), 1)
    )
    return FundTable(lines, _signed(connection, keys, year))


def _by_project(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for key, *row in rows:
        found.setdefault(key, []).append(row)
    return found


def _line(
    no: int,
    row: Any,
    least: int,
    contracts: list[Any],
    paid: list[Any],
    vouchers: Mapping[UUID, list[Any]],
) -> Line:
    project = project_line(row, least)
    key, kind, name, on_behalf, note, urgent, started, finished, due, concluded = row[22:]
    began = [one[2] for one in contracts + paid] + ([legal_day(started)] if started else [])
    return Line(
        no=no,
        project=project,
        kind=kind,
        proposer=mask_name(on_behalf or name) if project.proposal else project.source,
        contractors=tuple(dict.fromkeys(supplier(one[0], one[1]) for one in [*contracts, *paid])),
        from_on=min(began, default=None),
        until_on=legal_day(finished) if finished else due,
        accepted_on=_accepted(project, concluded),
        vouchers=tuple(number for (number,) in vouchers.get(key, ())),
        note=mask_text(note),
        few_quotes=mask_text("；".join(one[3] for one in contracts if one[3])),
        urgent_reason=mask_text(urgent) if project.urgent else "",
    )


def _accepted(project: ProjectLine, concluded: Any) -> date | None:
    """As the matter's acceptance stands now; without a matter, the project's own."""
    if not concluded:
        return project.accepted_on
    stands = project.stage in _ACCEPTED and project.ending in (None, "completed")
    return legal_day(concluded) if stands else None


def supplier(name: str, kind: str) -> str:
    """A company by its name, a person masked."""
    return mask_name(name) if kind == "person" else mask_text(name)


def _signed(connection: Connection, keys: dict[str, Any], year: Year) -> Signed:
    """Who handled, approved and supervised what was paid, and the latest posting of the table."""
    people = _PEOPLE.rows(connection, **keys)
    by_role = [_people(row[at : at + 2] for row in people) for at in (0, 2, 4)]
    posted: list[date | None] = [None, None]
    if year.kind == "service":
        asked = {"community": keys["community"], "calendar": str(year.year)}
        for row in _POSTED.rows(connection, **asked):
            posted = [legal_day(at) if at else None for at in row]
    return Signed(posted[0], posted[1], *by_role)


def _people(pairs: Iterable[Any]) -> tuple[str, ...]:
    """``居委会主任 陈*华``, each once, in the order of their titles."""
    return tuple(sorted({f"{mask_text(title)} {mask_name(name)}".strip() for name, title in pairs}))
