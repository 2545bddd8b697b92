"""A fund's year for everybody: what there is, what became of it, by class, compound and project.

Three queries, however many projects and payments there are: the balances stand in the rows of
year and project, where the books keep them (``services.ledger``), so no payment is read.
Sums are fen. Free text is masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    join,
    literal_column,
    or_,
    outerjoin,
    select,
)

from council.models.base import tied
from council.models.facts import MARKS
from council.models.fundprojects import FundProject
from council.models.funds import Fund, FundYear
from council.models.implementation import Evaluation, Milestone
from council.models.places import Compound, Household
from council.models.postings import DisclosureItem, Posting
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.models.rules import RuleOverride
from council.prepared import Prepared
from council.rules.ledger import Balances
from council.rules.masking import mask_text
from council.rules.rulebook import Override, Rulebook, default_book

SHOWN = 30
"""Projects on the page; the table has all of them."""
BALANCES = (
    "opening", "granted", "received", "free", "planned", "contracted", "paid", "swept", "carried"
)  # fmt: skip
_C: Any = bindparam("community")


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one fund as the books have it; ``posting`` is the latest 公开 of its money."""

    id: UUID
    code: str
    kind: str
    name: str
    year: int
    sweep_on: date
    closed_at: datetime | None
    balances: Balances
    posting: str = ""


@dataclass(frozen=True, slots=True)
class Years:
    """Every year of every fund, the newest of each fund first; the service fund leads.

    ``households`` is how many live here now, ``book`` the rulebook as the community has it.
    """

    all: tuple[Year, ...]
    households: int
    book: Rulebook

    @property
    def funds(self) -> list[Year]:
        """The newest year of each fund."""
        return list({year.code: year for year in reversed(self.all)}.values())[::-1]

    def of(self, code: str) -> list[Year]:
        """The years of a fund; without a code, of the first."""
        wanted = code or (self.all[0].code if self.all else "")
        return [year for year in self.all if year.code == wanted]


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of one class in one compound (empty: the whole community) of a year."""

    subject: str
    compound: str
    count: int
    planned: int
    contracted: int
    paid: int

    @property
    def approved(self) -> int:
        """What is allowed."""
        return self.planned + self.contracted + self.paid


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What residents said of a matter's latest round: how many, and whole per cent.

    ``percent`` is None while fewer than the rule asks for have said anything.
    """

    n: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project. ``proposal`` is empty where it has no public matter."""

    number: str
    title: str
    subject: str
    compound: str
    place: str
    planned: int
    contracted: int
    paid: int
    state: str
    urgent: bool
    confirmed_at: datetime | None
    accepted_on: date | None
    source: str
    resolution: str
    reference: str
    proposal: str
    stage: str
    ending: str | None
    steps_done: int
    steps: int
    said: Satisfaction

    @property
    def approved(self) -> int:
        """What is allowed."""
        return self.planned + self.contracted + self.paid


@dataclass(frozen=True, slots=True)
class FundPage:
    """What the page of a year shows; ``projects`` are the ``SHOWN`` largest."""

    groups: tuple[Group, ...]
    before: tuple[Group, ...]
    projects: tuple[ProjectLine, ...]


_HOUSEHOLDS = select(func.count()).select_from(Household).where(Household.community_id == _C)
_COLUMNS: tuple[Any, ...] = (
    FundYear.id,
    Fund.code,
    Fund.kind,
    Fund.name,
    FundYear.year,
    FundYear.sweep_on,
    FundYear.closed_at,
    *(getattr(FundYear, name) for name in BALANCES),
)
_FIELD, _RECORD = "\x1f", "\x1e"
_REPLACED = select(
    func.aggregate_strings(
        RuleOverride.rule_id
        + _FIELD
        + RuleOverride.field
        + _FIELD
        + RuleOverride.value
        + _FIELD
        + cast(RuleOverride.from_on, String),
        _RECORD,
    )
).where(RuleOverride.community_id == _C)
_POSTED = (
    select(Posting.number)
    .join(DisclosureItem, tied(DisclosureItem, Posting, "item_id"))
    .where(
        Posting.community_id == FundYear.community_id,
        Posting.posted_at.is_not(None),
        DisclosureItem.fills == "fund_year",
        func.substr(Posting.period, 1, 4) == cast(FundYear.year, String),
    )
    .order_by(Posting.posted_at.desc(), Posting.number.desc())
    .limit(1)
    .correlate(FundYear)
)
_YEARS = Prepared(
    select(
        *_COLUMNS,
        _POSTED.scalar_subquery(),
        _HOUSEHOLDS.scalar_subquery(),
        _REPLACED.scalar_subquery(),
    )
    .join(Fund, tied(Fund, FundYear, "fund_id"))
    .where(FundYear.community_id == _C)
    .order_by(
        case((Fund.kind == "service", 0), else_=1), Fund.position, Fund.id, FundYear.year.desc()
    )
)
_YEAR: Any = bindparam("year", type_=FundYear.id.type)
_BEFORE: Any = bindparam("before", type_=FundYear.id.type)


def _sum(column: Any) -> Any:
    return cast(func.sum(column), FundProject.paid.type)


_GROUPS = Prepared(
    select(
        FundProject.fund_year_id,
        FundProject.subject,
        Compound.name,
        func.count(),
        _sum(FundProject.planned),
        _sum(FundProject.contracted),
        _sum(FundProject.paid),
    )
    .outerjoin(Compound, tied(Compound, FundProject, "compound_id"))
    .where(
        FundProject.community_id == _C,
        or_(FundProject.fund_year_id == _YEAR, FundProject.fund_year_id == _BEFORE),
    )
    .group_by(FundProject.fund_year_id, FundProject.subject, Compound.position, Compound.name)
    .order_by(Compound.position, Compound.name, FundProject.subject)
)


def of_matter(model: Any, what: Any, *where: Any) -> Any:
    """A figure over the rows of a project's matter, as a column beside the project."""
    mine = (
        model.community_id == FundProject.community_id,
        model.proposal_id == FundProject.proposal_id,
    )
    query = select(what).select_from(model).where(*mine, *where)
    return query.correlate(FundProject, Proposal).scalar_subquery()


def evaluated() -> tuple[Any, Any]:
    """How many evaluated the matter in the latest round that was, and the sum of their marks."""
    latest = of_matter(Evaluation, func.max(Evaluation.round))
    total = cast(func.coalesce(func.sum(MARKS), 0), Integer)
    where = Evaluation.round == latest
    return of_matter(Evaluation, func.count(), where), of_matter(Evaluation, total, where)


PROJECT_COLUMNS: tuple[Any, ...] = (
    FundProject.number,
    FundProject.title,
    FundProject.subject,
    func.coalesce(Compound.name, "").label("compound"),
    FundProject.place,
    FundProject.planned,
    FundProject.contracted,
    FundProject.paid,
    FundProject.state,
    FundProject.urgent,
    FundProject.confirmed_at,
    FundProject.accepted_on,
    FundProject.source,
    func.coalesce(Resolution.number, "").label("resolution"),
    func.coalesce(Resolution.reference, "").label("reference"),
    case((Proposal.is_public.is_(True), func.coalesce(Proposal.number, "")), else_="").label(
        "proposal"
    ),
    func.coalesce(Proposal.stage, "").label("stage"),
    Proposal.ending,
    of_matter(
        Milestone, func.count(), Milestone.round == Proposal.round, Milestone.done_at.is_not(None)
    ).label("done"),
    of_matter(Milestone, func.count(), Milestone.round == Proposal.round).label("steps"),
    *evaluated(),
)
"""What :func:`project_line` takes, in this order."""


def with_projects(query: Any) -> Any:
    """The query joined to what a project stands on."""
    return (
        query.select_from(FundProject)
        .outerjoin(Compound, tied(Compound, FundProject, "compound_id"))
        .outerjoin(Proposal, tied(Proposal, FundProject, "proposal_id"))
        .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
        .where(FundProject.community_id == _C, FundProject.fund_year_id == _YEAR)
    )


_PROJECTS = Prepared(
    with_projects(select(*PROJECT_COLUMNS))
    .order_by(
        (FundProject.planned + FundProject.contracted + FundProject.paid).desc(), FundProject.number
    )
    .limit(SHOWN)
)


def years(connection: Connection, community_id: UUID) -> Years:
    """Every year of every fund."""
    rows = _YEARS.rows(connection, community=community_id)
    households, replaced = rows[0][-2:] if rows else (0, None)
    return Years(tuple(_year(row) for row in rows), households, _book(replaced))


def _book(replaced: str | None) -> Rulebook:
    """The rulebook with what was replaced, earlier replacements first.

    By which decision is not told here: the page of the rules tells it.
    """
    if not replaced:
        return default_book()
    rows = [record.split(_FIELD) for record in replaced.split(_RECORD)]
    return default_book().with_overrides(
        Override(rule, field, value, "recorded", date.fromisoformat(on))
        for rule, field, value, on in sorted(rows, key=itemgetter(3))
    )


def service_with(*sums: Any) -> Prepared:
    """The service fund's year of a ``calendar`` year, with ``sums`` behind its columns.

    One row in any case: where there is no such year, the columns are empty and the sums are told.
    """
    one = select(literal_column("1").label("one")).subquery()
    mine = and_(
        FundYear.community_id == _C,
        FundYear.year == bindparam("calendar"),
        Fund.kind == "service",
    )
    books = join(FundYear, Fund, tied(Fund, FundYear, "fund_id"))
    query = select(*_COLUMNS, *sums).select_from(outerjoin(one, books, mine))
    return Prepared(query.order_by(Fund.position, Fund.id).limit(1))


def service_of(row: Sequence[Any]) -> tuple[Year | None, Sequence[Any]]:
    """The year and the sums in a row of :func:`service_with`."""
    n = len(_COLUMNS)
    return (_year(row[:n]) if row[0] is not None else None), row[n:]


def _year(row: Sequence[Any]) -> Year:
    values = (*row[:3], mask_text(row[3]), *row[4:7], Balances(*row[7:16]))
    return Year(*values, *(text or "" for text in row[16:17]))


def page(
    connection: Connection, community_id: UUID, year: Year, before: Year | None, least: int
) -> FundPage:
    """What the page of ``year`` shows beside its balances.

    ``least`` is how many must evaluate before a figure is shown (ES1).
    """
    keys = {"community": community_id, "year": year.id, "before": (before or year).id}
    groups = _GROUPS.rows(connection, **keys)
    lines = _PROJECTS.rows(connection, **keys)
    return FundPage(
        groups=_groups(groups, year),
        before=_groups(groups, before) if before else (),
        projects=tuple(project_line(row, least) for row in lines),
    )


def _groups(rows: Sequence[Any], year: Year) -> tuple[Group, ...]:
    mine = (row for row in rows if row[0] == year.id)
    return tuple(Group(subject, name or "", *rest) for _, subject, name, *rest in mine)


def project_line(row: Sequence[Any], least: int) -> ProjectLine:
    """A row of :data:`PROJECT_COLUMNS` as a value, masked."""
    values = list(row[:20])
    for masked in (1, 4, 12):
        values[masked] = mask_text(values[masked])
    values.append(satisfaction(row[20], row[21], least))
    return ProjectLine(*values)


def satisfaction(n: int, total: int, least: int) -> Satisfaction:
    """As ``models.facts.satisfaction`` has it, in whole per cent; nothing below ``least``."""
    return Satisfaction(n, (total - 4 * n) * 100 // (16 * n) if n and n >= least else None)
