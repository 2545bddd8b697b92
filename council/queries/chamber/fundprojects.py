"""Projects and contracts of the funds for those who keep them, and what their forms choose from.

Sums in fen. Names are not masked: chamber only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, cast, exists, func, or_, select

from council.models.base import tied
from council.models.bodies import Office, Tenure
from council.models.facts import holders_on
from council.models.fundfacts import AGREED
from council.models.fundprojects import Contract, FundProject, Quote, Supplier
from council.models.funds import Fund, FundYear
from council.models.payments import Payment
from council.models.people import Person
from council.models.places import Compound
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.powers import OfficeKind
from council.rules.procuring import standing
from council.rules.stages import FUND_PLAN

SEATS = (
    OfficeKind.COMMITTEE_CHAIR,
    OfficeKind.COMMITTEE_MEMBER,
    OfficeKind.PARTY_SECRETARY,
    OfficeKind.PARTY_COMMITTEE,
    OfficeKind.CLERK,
    OfficeKind.PROPERTY_MANAGER,
    OfficeKind.BLOCK_LEADER,
    OfficeKind.GRID_OFFICER,
)
"""Who may be the seat responsible for a project, in this order."""


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project in the list; ``approved`` is planned, contracted and paid together."""

    number: str
    title: str
    kind: str
    subject: str
    state: str
    urgent: bool
    confirm_by: date | None
    estimate: int
    planned: int
    contracted: int
    paid: int
    fund: str
    year: int
    resolution: str
    responsible: str
    compound: str
    place: str
    quotes: int
    contracts: int
    guarantee_until: date | None

    @property
    def approved(self) -> int:
        """What may be spent in all."""
        return self.planned + self.contracted + self.paid

    @property
    def unconfirmed(self) -> bool:
        """Whether an urgent one waits for the assembly."""
        return self.urgent and not self.resolution and self.state != "dropped"


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract in the list; ``state`` ``fulfilled`` also where all of it is paid."""

    number: str
    project: str
    title: str
    year: int
    supplier: str
    subject: str
    amount: int
    open: int
    paid: int
    in_advance: int
    retained: int
    guarantee_until: date | None
    signed_on: date
    signed_title: str
    few_quotes: str
    not_lowest: str
    kept_state: str

    @property
    def state(self) -> str:
        """How it stands."""
        return standing(self.kept_state, self.open, self.paid)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One quote in the export."""

    project: str
    title: str
    supplier: str
    amount: int
    quoted_on: date
    note: str


@dataclass(frozen=True, slots=True)
class ResolutionChoice:
    """A resolution in force with what it allows (None: no sum)."""

    number: str
    reference: str
    title: str
    cost: int | None
    compound_id: UUID | None


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in an office, as a choice."""

    tenure_id: UUID
    person_id: UUID
    name: str
    title: str


def _count(model: Any) -> Any:
    mine = (
        model.community_id == FundProject.community_id,
        model.project_id == FundProject.id,
    )
    return select(func.count()).select_from(model).where(*mine).scalar_subquery()


def projects(connection: Connection, community_id: UUID) -> list[ProjectLine]:
    """Every project, the newest first."""
    query = (
        select(
            FundProject.number,
            FundProject.title,
            FundProject.kind,
            FundProject.subject,
            FundProject.state,
            FundProject.urgent,
            FundProject.confirm_by,
            FundProject.estimate,
            FundProject.planned,
            FundProject.contracted,
            FundProject.paid,
            Fund.name,
            FundYear.year,
            func.coalesce(Resolution.number, ""),
            FundProject.responsible_title,
            func.coalesce(Compound.name, ""),
            FundProject.place,
            _count(Quote),
            _count(Contract),
            FundProject.guarantee_until,
        )
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .join(Fund, tied(Fund, FundYear, "fund_id"))
        .outerjoin(Resolution, tied(Resolution, FundProject, "resolution_id"))
        .outerjoin(Compound, tied(Compound, FundProject, "compound_id"))
        .where(FundProject.community_id == community_id)
        .order_by(FundYear.year.desc(), FundProject.at.desc(), FundProject.number.desc())
    )
    rows: Any = connection.execute(query)
    return [ProjectLine(*row) for row in rows]


def contracts(
    connection: Connection, community_id: UUID, *where: ColumnElement[bool]
) -> list[ContractLine]:
    """Every contract, the newest first."""
    query = (
        select(
            Contract.number,
            FundProject.number,
            FundProject.title,
            FundYear.year,
            Supplier.name,
            *AGREED,
        )
        .join(FundProject, tied(FundProject, Contract, "project_id"))
        .join(FundYear, tied(FundYear, FundProject, "fund_year_id"))
        .join(Supplier, tied(Supplier, Contract, "supplier_id"))
        .where(Contract.community_id == community_id, *where)
        .order_by(Contract.signed_on.desc(), Contract.number.desc())
    )
    rows: Any = connection.execute(query)
    return [ContractLine(*row) for row in rows]


def contract(connection: Connection, community_id: UUID, number: str) -> ContractLine | None:
    """The contract with this number."""
    found = contracts(connection, community_id, Contract.number == number)
    return found[0] if found else None


def pending(connection: Connection, community_id: UUID, number: str) -> int:
    """What was entered under a contract and is not paid yet, in fen."""
    query = (
        select(cast(func.coalesce(func.sum(Payment.amount), 0), BigInteger))
        .join(Contract, tied(Contract, Payment, "contract_id"))
        .where(
            Payment.community_id == community_id,
            Contract.number == number,
            Payment.state.in_(("entered", "approved")),
        )
    )
    return connection.scalar(query) or 0


def paper(
    connection: Connection, community_id: UUID, *, contract: str = "", quote: UUID | None = None
) -> tuple[str, str] | None:
    """Hash and media type of the paper of a contract or of a quote."""
    model: Any = Quote if quote else Contract
    mine = Quote.id == quote if quote else Contract.number == contract
    query = select(model.sha256, model.media_type).where(
        model.community_id == community_id, mine, model.sha256.is_not(None)
    )
    row: Any = connection.execute(query).first()
    return (row[0], row[1]) if row else None


def quotes(connection: Connection, community_id: UUID) -> list[QuoteLine]:
    """Every quote, project by project."""
    query = (
        select(
            FundProject.number,
            FundProject.title,
            Supplier.name,
            Quote.amount,
            Quote.quoted_on,
            Quote.note,
        )
        .join(FundProject, tied(FundProject, Quote, "project_id"))
        .join(Supplier, tied(Supplier, Quote, "supplier_id"))
        .where(Quote.community_id == community_id)
        .order_by(FundProject.number, Quote.amount)
    )
    return [QuoteLine(*row) for row in connection.execute(query)]


def resolutions(
    connection: Connection, community_id: UUID, *, unused: bool
) -> list[ResolutionChoice]:
    """Resolutions in force, the newest first; ``unused`` those with a sum and no
    project yet, a year's plan left out.
    """
    where: list[Any] = [
        Resolution.community_id == community_id,
        Resolution.outcome == "passed",
        Proposal.stage.not_in(("resolution", "announcement", "filing")),
        or_(Proposal.ending.is_(None), Proposal.ending == "completed"),
    ]
    if unused:
        taken = exists().where(
            FundProject.community_id == Resolution.community_id,
            or_(
                FundProject.resolution_id == Resolution.id,
                FundProject.proposal_id == Resolution.proposal_id,
            ),
        )
        where += [Resolution.cost > 0, Proposal.track != FUND_PLAN, ~taken]
    query = (
        select(
            Resolution.number,
            Resolution.reference,
            Proposal.title,
            Resolution.cost,
            Proposal.compound_id,
        )
        .join(Proposal, tied(Proposal, Resolution, "proposal_id"))
        .where(and_(*where))
        .order_by(Resolution.at.desc())
        .limit(200)
    )
    return [ResolutionChoice(*row) for row in connection.execute(query)]


def seats(connection: Connection, community_id: UUID, on: date) -> list[Seat]:
    """Who may be responsible for a project on this day, office by office."""
    query = (
        select(Tenure.id, Person.id, Person.name, Office.title, Office.kind)
        .join(Office, tied(Office, Tenure, "office_id"))
        .join(Person, tied(Person, Tenure, "person_id"))
        .where(Tenure.community_id == community_id, Office.kind.in_(SEATS), holders_on(on))
        .order_by(Office.number, Person.number)
    )
    order = {kind.value: n for n, kind in enumerate(SEATS)}
    rows = sorted(connection.execute(query), key=lambda row: order[row[4]])
    return [Seat(*row[:4]) for row in rows]


def compounds(connection: Connection, community_id: UUID) -> list[tuple[UUID, str]]:
    """The compounds of the community."""
    query = select(Compound.id, Compound.name).where(Compound.community_id == community_id)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(Compound.name))]


def open_funds(connection: Connection, community_id: UUID) -> list[tuple[str, str]]:
    """Code and name of every fund with a year that is open, the service fund first."""
    mine = (
        FundYear.community_id == Fund.community_id,
        FundYear.fund_id == Fund.id,
        FundYear.closed_at.is_(None),
    )
    query = select(Fund.code, Fund.name).where(
        Fund.community_id == community_id, exists().where(*mine)
    )
    ordered = query.order_by(Fund.kind != "service", Fund.position, Fund.code)
    return [(row[0], row[1]) for row in connection.execute(ordered)]
