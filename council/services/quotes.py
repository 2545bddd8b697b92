"""报价: what suppliers ask for a project. Every quote stays on record, the losing ones too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from council.models.fundprojects import Contract, FundProject, Quote
from council.rules.calendar import legal_day
from council.rules.procuring import Choice, compared, quoted
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused, Verdict
from council.services import fundprojects, funds, law, scans, suppliers
from council.services.unit import Actor, Work, unit
from council.services.uploads import pending


@dataclass(frozen=True, slots=True)
class QuoteSeed:
    """A quote to be: fen, from whom, of which day. ``kind`` is for a supplier that is new."""

    supplier: str
    amount: int
    quoted_on: date
    note: str = ""
    kind: str = "company"


def enter(
    community_id: UUID,
    project_number: str,
    seed: QuoteSeed,
    *,
    scan: bytes = b"",
    folder: Path | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Enter a quote with its paper, where there is one; gives its id.

    Raises:
        Refused: ``not_found``, ``project_over``, ``quoted_already``, ``amount_not_positive``,
            ``date_ahead``, and what ``scans.read`` says of the paper.
    """
    with (
        scanned(scan, folder) as (sha256, media_type),
        unit(community_id, kind="fund.quote", actor=actor, at=at, power="fund.keep") as work,
    ):
        row = add_quote(work, fundprojects.load(work, project_number), seed)
        row.sha256, row.media_type = sha256, media_type
        work.session.flush()
        work.tell(project=project_number, amount=seed.amount, paper=sha256 or "")
        return row.id


def add_quote(work: Work, project: FundProject, seed: QuoteSeed) -> Quote:
    """Inside an act: the quote, as :func:`enter`."""
    funds.demand_amount(seed.amount)
    fundprojects.demand_running(project)
    if seed.quoted_on > legal_day(work.at):
        raise Refused([Reason("date_ahead", {"day": seed.quoted_on})])
    supplier = suppliers.supplier_named(work, seed.supplier, kind=seed.kind)
    if any(quote.supplier_id == supplier.id for quote in of_project(work, project)):
        raise Refused([Reason("quoted_already", {"name": supplier.name})])
    row = work.add(
        Quote(
            project_id=project.id,
            supplier_id=supplier.id,
            amount=seed.amount,
            quoted_on=seed.quoted_on,
            note=clean_line(seed.note, 0, 200, "note"),
            person_id=work.actor.person_id,
            at=work.at,
        )
    )
    work.session.flush()
    return row


def of_project(work: Work, project: FundProject) -> Sequence[Quote]:
    """Every quote of a project, the lowest first."""
    return work.all(Quote, Quote.project_id == project.id, order=Quote.amount)


def verdict(
    work: Work,
    project: FundProject,
    supplier_id: UUID,
    amount: int,
    *,
    few_quotes: str,
    not_lowest: str,
) -> Verdict:
    """What the rule of quotes (FQ1) says of a contract with this supplier.

    Quotes of suppliers that work on another part of the project, under contracts of their own,
    are not compared.
    """
    contracts = work.all(Contract, Contract.project_id == project.id)
    asked = {quote.supplier_id: quote.amount for quote in of_project(work, project)}
    found = compared(asked, [contract.supplier_id for contract in contracts], supplier_id)
    rule = law.rule(work.session, work.community_id, "FQ1", work.at)
    mine = [contract for contract in contracts if contract.supplier_id == supplier_id]
    choice = Choice(
        amount=amount,
        quotes=tuple(found.values()),
        chosen=found.get(supplier_id),
        before=sum(contract.open + contract.paid for contract in mine),
        few_quotes=few_quotes,
        not_lowest=not_lowest,
    )
    above = rule.number("above_yuan") * 100
    return quoted(choice, above=above, needed=rule.number("quotes"))


@contextmanager
def scanned(data: bytes, folder: Path | None) -> Iterator[tuple[str | None, str]]:
    """Keep a paper while an act runs: its hash and media type, or nothing where there is none.

    Raises:
        Refused: what ``scans.read`` says of it.
    """
    if not data or folder is None:
        yield None, ""
        return
    scan = scans.read(data)
    with pending(folder) as files:
        yield files.keep(scan.data), scan.media_type
