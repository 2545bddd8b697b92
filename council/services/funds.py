"""Funds, their years, what is granted and what arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from council.models.funds import Appropriation, Fund, FundYear, Receipt
from council.rules import ledger as books
from council.rules.calendar import legal_day
from council.rules.ledger import Account
from council.rules.money import MOST
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import law, ledger
from council.services.unit import Actor, Work, unit

FUND_KINDS = ("service", "donation", "common_income", "other")
INCOME_OF = {
    "appropriation": Account.GRANTS,
    "donation": Account.DONATIONS,
    "common_income": Account.OTHER_INCOME,
    "other": Account.OTHER_INCOME,
}


@dataclass(frozen=True, slots=True)
class FundSeed:
    """A fund to be: ``code`` is its name in addresses, ``kind`` one of FUND_KINDS."""

    code: str
    kind: str
    name: str
    bank: str = ""
    account_number: str = ""
    compound_id: UUID | None = None


def create(community_id: UUID, seed: FundSeed, *, actor: Actor, at: datetime) -> UUID:
    """Open a fund.

    Raises:
        Refused: ``value_unknown`` for a kind, ``fund_exists`` for a code that is taken.
    """
    with unit(community_id, kind="fund.create", actor=actor, at=at, power="fund.keep") as work:
        if seed.kind not in FUND_KINDS:
            raise Refused([Reason("value_unknown")])
        if work.find(Fund, Fund.code == seed.code) is not None:
            raise Refused([Reason("fund_exists", {"name": seed.code})])
        row = work.add(
            Fund(
                code=clean_line(seed.code, 1, 20, "code"),
                kind=seed.kind,
                name=clean_line(seed.name, 2, 60, "fund_name"),
                compound_id=seed.compound_id,
                bank=clean_line(seed.bank, 0, 60, "bank"),
                account_number=clean_line(seed.account_number, 0, 40, "account_number"),
                opened_on=legal_day(work.at),
            )
        )
        work.session.flush()
        work.tell(fund=row.code, fund_kind=row.kind)
        return row.id


def open_year(community_id: UUID, code: str, year: int, *, actor: Actor, at: datetime) -> UUID:
    """Begin a year of a fund.

    Raises:
        Refused: ``not_found`` for the fund, ``fund_year_exists``.
    """
    with unit(community_id, kind="fund.open_year", actor=actor, at=at, power="fund.keep") as work:
        fund = fund_of(work, code)
        if work.find(FundYear, FundYear.fund_id == fund.id, FundYear.year == year) is not None:
            raise Refused([Reason("fund_year_exists", {"year": year})])
        rule = law.rule(work.session, community_id, "FY1", work.at)
        sweep = date(year, rule.number("sweep_month"), rule.number("sweep_day"))
        row = work.add(FundYear(fund_id=fund.id, year=year, sweep_on=sweep))
        work.session.flush()
        work.tell(fund=fund.code, year=year)
        return row.id


@dataclass(frozen=True, slots=True)
class Money:
    """A sum granted or received: fen, day, from whom, under which document."""

    amount: int
    on: date
    payer: str
    reference: str = ""
    note: str = ""


def grant(
    community_id: UUID,
    code: str,
    money: Money,
    *,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> UUID:
    """A sum is allowed for the year of ``money.on``; it arrives in parts (:func:`receive`).

    Sent again with the same ``request_key`` it is done once.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, ``day_to_come``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.grant", actor=actor, at=at, power="fund.keep") as work:
        if request_key and work.done_before(request_key):
            return _last(work, Appropriation)
        demand_amount(money.amount)
        demand_come(work, money.on)
        fund, year = fund_of(work, code), year_of(work, code, money.on.year)
        text = clean_text(money.payer, 2, 120, "payer")
        entry = ledger.post(work, year, "grant", money.on, text, books.grant(money.amount))
        row = work.add(
            Appropriation(
                fund_year_id=year.id,
                position=_next(work, Appropriation, year),
                payer=text,
                reference=clean_line(money.reference, 0, 60, "reference"),
                amount=money.amount,
                granted_on=money.on,
                entry_id=entry.id,
                note=clean_text(money.note, 0, 500, "note"),
            )
        )
        work.session.flush()
        work.tell(fund=fund.code, year=year.year, amount=money.amount)
        return row.id


def receive(
    community_id: UUID,
    code: str,
    money: Money,
    *,
    kind: str = "appropriation",
    appropriation_id: UUID | None = None,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> UUID:
    """Money arrived. A part of an appropriation was allowed before; everything else is now.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, ``more_than_granted``, ``value_unknown``,
            ``day_to_come``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.receive", actor=actor, at=at, power="fund.keep") as work:
        if request_key and work.done_before(request_key):
            return _last(work, Receipt)
        demand_amount(money.amount)
        demand_come(work, money.on)
        if kind not in INCOME_OF:
            raise Refused([Reason("value_unknown")])
        fund, year = fund_of(work, code), year_of(work, code, money.on.year)
        if appropriation_id is not None:
            _demand_within(work, year, appropriation_id, money.amount)
        lines = books.receipt(money.amount, INCOME_OF[kind], granted=appropriation_id is not None)
        text = clean_text(money.payer, 2, 120, "payer")
        entry = ledger.post(work, year, "receipt", money.on, text, lines)
        row = work.add(
            Receipt(
                fund_year_id=year.id,
                position=_next(work, Receipt, year),
                appropriation_id=appropriation_id,
                kind=kind,
                payer=text,
                amount=money.amount,
                received_on=money.on,
                reference=clean_line(money.reference, 0, 60, "reference"),
                entry_id=entry.id,
                note=clean_text(money.note, 0, 500, "note"),
            )
        )
        work.session.flush()
        work.tell(fund=fund.code, year=year.year, amount=money.amount)
        return row.id


def cut(
    community_id: UUID,
    appropriation_id: UUID,
    amount: int,
    *,
    on: date,
    reason: str,
    request_key: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """What was granted and will not arrive is no longer there to be used.

    Raises:
        Refused: ``not_found``, ``amount_not_positive``, ``more_than_granted`` (only what has not
            arrived), ``text_missing`` for the reason, ``day_to_come``, and as ``ledger.post``.
    """
    with unit(community_id, kind="fund.cut", actor=actor, at=at, power="fund.keep") as work:
        if request_key and work.done_before(request_key):
            return
        demand_amount(amount)
        demand_come(work, on)
        granted = work.get(Appropriation, appropriation_id)
        year = work.get(FundYear, granted.fund_year_id)
        _demand_within(work, year, granted.id, amount)
        words = clean_text(reason, 2, 500, "reason")
        if amount == granted.amount:
            raise Refused([Reason("cut_whole_grant", {}, "FY1")])
        ledger.post(work, year, "cut", on, f"{granted.payer}：{words}", books.cut(amount))
        granted.amount -= amount
        work.tell(year=year.year, amount=amount)


def fund_of(work: Work, code: str) -> Fund:
    """The fund with this code; Refused ``not_found``."""
    fund = work.find(Fund, Fund.code == code)
    if fund is None:
        raise Refused([Reason("not_found", {"what": "fund"})])
    return fund


def year_of(work: Work, code: str, year: int) -> FundYear:
    """The year of a fund; Refused ``fund_year_missing``."""
    found = work.find(FundYear, FundYear.fund_id == fund_of(work, code).id, FundYear.year == year)
    if found is None:
        raise Refused([Reason("fund_year_missing", {"year": year})])
    return found


def demand_come(work: Work, on: date) -> None:
    """Refuse a day that is still to come: nothing is entered before it happens."""
    if on > legal_day(work.at):
        raise Refused([Reason("day_to_come", {"day": on}, "FY1")])


def demand_amount(amount: int) -> None:
    """Refuse a sum that is not above nought or absurdly large."""
    if not 0 < amount <= MOST:
        raise Refused([Reason("amount_not_positive")])


def _demand_within(work: Work, year: FundYear, appropriation_id: UUID, amount: int) -> None:
    """What arrives of an appropriation is at most what was granted."""
    granted = work.get(Appropriation, appropriation_id)
    if granted.fund_year_id != year.id:
        raise Refused([Reason("not_found", {"what": "appropriation"})])
    rows = work.all(Receipt, Receipt.appropriation_id == granted.id)
    left = granted.amount - sum(row.amount for row in rows)
    if amount > left:
        raise Refused([Reason("more_than_granted", {"sum": left, "asked": amount}, "FY1")])


def _last(work: Work, model: type[Appropriation] | type[Receipt]) -> UUID:
    """What was made last: the answer to an act that is sent again."""
    mine = select(model.id).where(model.community_id == work.community_id)
    found = work.session.scalars(mine.order_by(model.id.desc()).limit(1)).first()
    if found is None:
        raise Refused([Reason("not_found", {"what": model.__tablename__})])
    return found


def _next(work: Work, model: type[Appropriation] | type[Receipt], year: FundYear) -> int:
    mine = (model.community_id == work.community_id, model.fund_year_id == year.id)
    return (work.session.scalar(select(func.max(model.position)).where(*mine)) or 0) + 1
