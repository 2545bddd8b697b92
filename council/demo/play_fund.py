"""Plays what the community does with its money: grants, quotes, contracts, payments, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from council.db import reading
from council.demo import invoices, play_grants
from council.demo.content import ZONE
from council.demo.fundstory import Calendar, days_of, fund_story
from council.demo.play import Event, Play
from council.models.fundprojects import Supplier
from council.models.ledger import LedgerEntry
from council.models.payments import Payment
from council.models.proposals import Proposal
from council.models.resolutions import Resolution
from council.rules.calendar import legal_day
from council.services import (
    contracts,
    fundcorrections,
    fundprojects,
    fundquestions,
    payments,
    quotes,
    redaction,
    refunds,
    suppliers,
    urgent,
    vouchers,
)
from council.services.contracts import ContractSeed
from council.services.fundprojects import ProjectSeed
from council.services.payments import PaymentSeed
from council.services.quotes import QuoteSeed
from council.services.vouchers import VoucherSeed

Row = Mapping[str, Any]
MAIN = "service"


def events(play: Play) -> Iterator[Event]:
    """Everything that is done with the money."""
    story = fund_story()
    today = play.settled.today
    years = sorted({_calendar(today, row).year for row in _moving(story)} | {today.year})
    for fund in story["fund"]:
        yield from play_grants.events(play, fund, years)
    for row in story["project"]:
        yield from _project(play, row)
    yield from _urgent(play, story["urgent"])
    for n, row in enumerate(story["question"]):
        yield from _question(play, row, n)


def _moving(story: Row) -> Iterator[Row]:
    yield from story["project"]
    yield {**story["urgent"], "payments": [story["urgent"]["payment"]]}


def _calendar(today: date, row: Row) -> Calendar:
    return Calendar.of(today, max(days_of(row)))


def _project(play: Play, row: Row) -> Iterator[Event]:
    calendar = _calendar(play.settled.today, row)

    def on(relative: int, clock: str, run: Callable[[datetime], object], what: str) -> Event:
        return Event(calendar.at(relative, clock), run, f"fund {row['matter']} {what}")

    yield on(row["opens"], "15:00", partial(_open, play, row), "open")
    for quote in row.get("quotes", ()):
        yield on(quote["day"], "15:30", partial(_quote, play, row, quote), "quote")
    for contract in row.get("contracts", ()):
        yield on(contract["day"], "17:10", partial(_sign, play, row, contract), "contract")
    for payment in row.get("payments", ()):
        yield on(payment["day"], "17:20", partial(_pay, play, row, payment), payment["key"])
    for wrong in row.get("corrections", ()):
        yield on(wrong["day"], "17:00", partial(_correct, play, wrong), "correction")
    for back in row.get("refunds", ()):
        yield on(back["day"], "17:00", partial(_refund, play, back), "refund")


def _open(play: Play, row: Row, at: datetime) -> None:
    matter = play.settled.story.matters[row["matter"]]
    compound = matter.place.split("/")[0]
    seed = ProjectSeed(
        title=matter.title,
        kind=row["kind"],
        subject=row["subject"],
        approved=row["approved"],
        compound_id=play.settled.compounds.get(compound),
        place=matter.spot,
        responsible_id=play.settled.people[row["by"]],
        responsible_title=play.settled.actor(row["by"], "committee").title,
    )
    play.money["fund", row["matter"]] = fundprojects.open_project(
        play.cid,
        MAIN,
        seed,
        resolution_number=_resolution(play, row["matter"]),
        on=legal_day(at),
        actor=play.clerk(),
        at=at,
    )


def _resolution(play: Play, matter: str) -> str:
    query = (
        select(Resolution.number)
        .join(
            Proposal,
            (Proposal.community_id == Resolution.community_id)
            & (Proposal.id == Resolution.proposal_id),
        )
        .where(Resolution.community_id == play.cid, Proposal.number == play.numbers[matter])
        .order_by(Resolution.at.desc())
        .limit(1)
    )
    return str(reading().scalar(query))


def _quote(play: Play, row: Row, quote: Row, at: datetime) -> None:
    seed = QuoteSeed(quote["supplier"], quote["amount"], legal_day(at))
    number = play.money["fund", row["matter"]]
    quotes.enter(play.cid, number, seed, actor=play.clerk(), at=at)
    tie = _tie(quote["supplier"])
    if tie is not None:
        suppliers.declare(
            play.cid,
            _supplier(play, quote["supplier"]),
            play.settled.people[tie["person"]],
            tie["relation"],
            note=tie["words"],
            actor=play.settled.actor(tie["person"], "committee"),
            at=at + timedelta(minutes=10),
        )


def _tie(name: str) -> Row | None:
    found = (row.get("tied") for row in fund_story()["supplier"] if row["name"] == name)
    return next(found, None)


def _supplier(play: Play, name: str) -> UUID:
    query = select(Supplier.id).where(Supplier.community_id == play.cid, Supplier.name == name)
    return reading().execute(query).scalar_one()


def _sign(play: Play, row: Row, contract: Row, at: datetime) -> None:
    guarantee = contract.get("guarantee")
    today = play.settled.today
    seed = ContractSeed(
        supplier=contract["supplier"],
        amount=contract["amount"],
        signed_on=legal_day(at),
        subject=contract["subject"],
        in_advance=contract.get("in_advance", 0),
        retained=contract.get("retained", 0),
        guarantee_until=today + timedelta(days=guarantee) if guarantee else None,
        few_quotes=contract.get("few", ""),
        not_lowest=contract.get("not_lowest", ""),
    )
    signer = play.settled.actor(row["by"], "committee")
    play.money["contract", contract["key"]] = contracts.sign(
        play.cid, play.money["fund", row["matter"]], seed, actor=signer, at=at
    )


def _pay(play: Play, row: Row, payment: Row, at: datetime) -> None:
    """Entered with its voucher, approved, viewed, paid: over one afternoon."""
    number = play.money["fund", row["matter"]]
    _settle(play, payment, _enter(play, number, payment, at), at)


def _enter(play: Play, project: str, payment: Row, at: datetime) -> str:
    contract = payment.get("contract", "")
    seed = PaymentSeed(
        amount=payment["amount"],
        supplier=payment.get("supplier", ""),
        purpose=payment["words"],
        contract=play.money["contract", contract] if contract else "",
        reason=payment.get("why", ""),
    )
    key = f"demo payment {payment['key']}"
    number = payments.enter(play.cid, project, seed, request_key=key, actor=play.clerk(), at=at)
    play.money["payment", payment["key"]] = number
    return number


def _settle(play: Play, payment: Row, number: str, at: datetime) -> None:
    if "invoice" in payment:
        _voucher(play, payment, number, at + timedelta(minutes=5))
    chair, watcher = play.settled.actor("lu", "committee"), play.settled.actor("hao", "supervision")
    payments.approve(play.cid, number, actor=chair, at=at + timedelta(minutes=30))
    payments.supervise(play.cid, number, agree=True, actor=watcher, at=at + timedelta(minutes=60))
    second = play.settled.actor("ni", "staff")
    payments.pay(play.cid, number, on=legal_day(at), actor=second, at=at + timedelta(minutes=90))


def _voucher(play: Play, payment: Row, number: str, at: datetime) -> None:
    day, sum_ = legal_day(at), payment.get("billed", payment["amount"])
    seller = payment.get("supplier") or _paid(play, number)
    seed = VoucherSeed("invoice", seller, payment["invoice"], day, sum_)
    picture = invoices.invoice(payment["invoice"], day, sum_)
    made = vouchers.add(
        play.cid, number, seed, picture, folder=play.uploads, actor=play.clerk(), at=at
    )
    if not payment.get("hidden"):
        redaction.publish(
            play.cid, made, [invoices.PHONE], confirmed=True, version=1,
            folder=play.uploads, actor=play.clerk(), at=at + timedelta(minutes=9),
        )  # fmt: skip


def _paid(play: Play, number: str) -> str:
    """The name of whoever a payment goes to."""
    query = (
        select(Supplier.name)
        .join(
            Payment,
            (Payment.community_id == Supplier.community_id) & (Payment.supplier_id == Supplier.id),
        )
        .where(Payment.community_id == play.cid, Payment.number == number)
    )
    return str(reading().execute(query).scalar_one())


def _correct(play: Play, wrong: Row, at: datetime) -> None:
    number = play.money["payment", wrong["payment"]]
    query = (
        select(LedgerEntry.number)
        .join(
            Payment,
            (Payment.community_id == LedgerEntry.community_id)
            & (Payment.id == LedgerEntry.payment_id),
        )
        .where(Payment.community_id == play.cid, Payment.number == number)
    )
    entry = reading().execute(query).scalar_one()
    day = legal_day(at)
    fundcorrections.correct(
        play.cid, MAIN, day.year, entry, reason=wrong["words"], on=day,
        actor=play.settled.actor("lu", "committee"), at=at,
    )  # fmt: skip


def _refund(play: Play, back: Row, at: datetime) -> None:
    refunds.refund(
        play.cid,
        play.money["payment", back["payment"]],
        back["amount"],
        on=legal_day(at),
        reason=back["words"],
        request_key=f"demo refund {back['payment']}",
        actor=play.clerk(),
        at=at,
    )


def _urgent(play: Play, row: Row) -> Iterator[Event]:
    calendar = _calendar(play.settled.today, {**row, "payments": [row["payment"]]})
    yield Event(calendar.at(row["opens"], "08:40"), partial(_open_urgent, play, row), "urgent")
    at = calendar.at(row["payment"]["day"], "09:30")
    yield Event(at, partial(_pay_urgent, play, row), "urgent payment")


def _open_urgent(play: Play, row: Row, at: datetime) -> None:
    chair = play.settled.actor(row["by"], "committee")
    seed = ProjectSeed(
        title=row["title"],
        kind=row["kind"],
        subject=row["subject"],
        approved=row["amount"],
        compound_id=play.settled.compounds[row["place"]],
        responsible_id=chair.person_id,
        responsible_title=chair.title,
    )
    play.money["fund", "urgent"] = urgent.open(
        play.cid, MAIN, seed, reason=row["reason"], on=legal_day(at), actor=chair, at=at
    )


def _pay_urgent(play: Play, row: Row, at: datetime) -> None:
    project = play.money["fund", "urgent"]
    number = _enter(play, project, row["payment"], at)
    secretary = play.settled.actor("gao", "party")
    watcher = play.settled.actor("hao", "supervision")
    payments.approve(play.cid, number, actor=secretary, at=at + timedelta(minutes=20))
    payments.supervise(play.cid, number, agree=True, actor=watcher, at=at + timedelta(minutes=40))
    payments.pay(
        play.cid, number, on=legal_day(at), actor=play.settled.actor("ni", "staff"),
        at=at + timedelta(minutes=60),
    )  # fmt: skip


def _question(play: Play, row: Row, n: int) -> Iterator[Event]:
    today, made = play.settled.today, f"demo question {n}"

    def ask(at: datetime) -> None:
        about = fundquestions.About(project=play.money["fund", row["project"]])
        actor = play.settled.actor(row["by"])
        play.money["question", str(n)] = fundquestions.ask(
            play.cid, about, row["words"], request_key=made, actor=actor, at=at
        )

    yield Event(_moment(today, row["day"], 19), ask, "question")
    reply = row.get("answered")
    if reply:

        def answer(at: datetime) -> None:
            number = play.money["question", str(n)]
            actor = play.settled.actor(reply["by"], "committee")
            fundquestions.answer(
                play.cid, number, reply["words"], request_key=f"{made} re", actor=actor, at=at
            )

        yield Event(_moment(today, reply["day"], 10), answer, "answer")


def _moment(today: date, relative: int, hour: int) -> datetime:
    return datetime.combine(today + timedelta(days=relative), time(hour), ZONE)
