"""凭证: put to a payment, and looked at; never deleted (see :mod:`.redaction` for the rest)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.hall import RequestKey
from council.models.payments import Payment, Voucher
from council.rules import vouchers as rules
from council.rules.calendar import legal_day
from council.rules.shapes import check_date, clean_line
from council.rules.verdict import Reason, Refused
from council.services import funds, law, payments, voucherfiles
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit
from council.services.uploads import Pending, pending
from council.services.voucherfiles import VoucherFile

_ENDED = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class VoucherSeed:
    """A voucher to be: its kind, who sold, the invoice's number and day, fen."""

    kind: str
    seller: str
    invoice_number: str
    issued_on: date | None
    amount: int


def add(
    community_id: UUID,
    payment_number: str,
    seed: VoucherSeed,
    data: bytes,
    *,
    folder: Path,
    request_key: str | None = None,
    actor: Actor,
    at: datetime,
) -> str:
    """Put a photo or PDF to a payment; gives the voucher's number.

    Raises:
        Refused: what :func:`council.services.voucherfiles.read` and :func:`add_in` say. Nothing is
            kept then.
    """
    made = voucherfiles.read(data)
    with (
        pending(folder) as files,
        unit(community_id, kind="voucher.add", actor=actor, at=at, power="voucher.keep") as work,
    ):
        payment = payments.load(work, payment_number)
        if request_key is not None and work.done_before(request_key):
            return _newest(work, payment)
        return add_in(work, files, payment, seed, made).number


def add_in(
    work: Work, files: Pending, payment: Payment, seed: VoucherSeed, made: VoucherFile
) -> Voucher:
    """Put a checked file (``voucherfiles.read``) to a payment, within another act.

    ``files`` is what ``uploads.pending(folder)`` gives around the act, so the bytes come to their
    place after its commit. The payment may be one that this very act has made.

    Raises:
        Refused: ``payment_over`` (refused or withdrawn), ``invoice_known`` (``voucher`` and
            ``payment`` name the other one), ``value_unknown``, ``amount_not_positive``,
            ``issued_later`` (a day to come), and what is said of texts and dates.
    """
    if payment.state in _ENDED:
        raise Refused([Reason("payment_over", {"number": payment.number}, rules.RULE)])
    if seed.kind not in rules.KINDS:
        raise Refused([Reason("value_unknown")])
    funds.demand_amount(seed.amount)
    seller = clean_line(seed.seller, 2, 120, "seller")
    invoice = clean_line(seed.invoice_number, 0, 40, "invoice_number")
    key = rules.invoice_key(seller, invoice)
    _demand_new(work, key)
    work.session.flush()
    voucher = work.add(
        Voucher(
            number=next_number(work, "voucher"),
            payment_id=payment.id,
            kind=seed.kind,
            seller=seller,
            invoice_number=invoice,
            invoice_key=key,
            issued_on=_issued(work, seed.issued_on),
            amount=seed.amount,
            sha256=files.keep(made.data),
            media_type=made.media_type,
            size=len(made.data),
            pages=made.pages,
            boxes=[],
            keep_until=_keep_until(work, payment),
            person_id=work.actor.person_id,
            at=work.at,
        )
    )
    work.session.flush()
    _look(work, voucher)  # who brings it has it before their eyes
    work.tell(voucher=voucher.number, original=voucher.sha256, payment=payment.number)
    return voucher


def look(community_id: UUID, number: str, *, actor: Actor, at: datetime) -> None:
    """Enter that somebody opens an original: once per person, voucher and legal day.

    Raises:
        Refused: ``not_found``, ``no_power``.
    """
    with unit(community_id, kind="voucher.read", actor=actor, at=at, power="voucher.read") as work:
        voucher = load(work, number)
        if not _look(work, voucher):
            work.tell(voucher=number, original=voucher.sha256)


def load(work: Work, number: str, version: int | None = None) -> Voucher:
    """The voucher with this number as the caller saw it.

    Raises:
        Refused: ``not_found``, ``voucher_moved``.
    """
    voucher = work.find(Voucher, Voucher.number == number)
    if voucher is None:
        raise Refused([Reason("not_found", {"what": "voucher"})])
    if version is not None and version != voucher.version:
        raise Refused([Reason("voucher_moved")])
    return voucher


def _look(work: Work, voucher: Voucher) -> bool:
    """Whether the opening of an original stands recorded for today; if not, it does now."""
    key = rules.look_key(voucher.id, work.actor.person_id, legal_day(work.at))
    if work.session.get(RequestKey, (work.community_id, key)) is not None:
        if work.kind == "voucher.read":
            work.repeat()
        return True
    work.session.add(RequestKey(community_id=work.community_id, key=key, at=work.at))
    return False


def _newest(work: Work, payment: Payment) -> str:
    mine = (Voucher.community_id == work.community_id, Voucher.payment_id == payment.id)
    query = select(Voucher.number).where(*mine).order_by(Voucher.at.desc(), Voucher.number.desc())
    return work.session.scalars(query.limit(1)).one()


def _demand_new(work: Work, key: str | None) -> None:
    known = work.find(Voucher, Voucher.invoice_key == key) if key is not None else None
    if known is not None:
        payment = work.get(Payment, known.payment_id)
        figures = {"voucher": known.number, "payment": payment.number}
        raise Refused([Reason("invoice_known", figures, "FP1")])


def _issued(work: Work, day: date | None) -> date | None:
    if day is not None and check_date(day, "issued_on") > legal_day(work.at):
        raise Refused([Reason("issued_later", {"day": day}, rules.RULE)])
    return day


def _keep_until(work: Work, payment: Payment) -> date:
    project = work.get(FundProject, payment.project_id)
    year = work.get(FundYear, project.fund_year_id)
    rule = law.rule(work.session, work.community_id, rules.RULE, work.at)
    return rules.keep_until(year.year, rule.number("keep_years"))
