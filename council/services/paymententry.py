"""A payment entered together with the photo of its invoice: both are kept, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from council.models.payments import Payment
from council.services import payments, vouchers
from council.services.payments import PaymentSeed
from council.services.unit import Actor, unit
from council.services.uploads import pending
from council.services.voucherfiles import VoucherFile, read
from council.services.vouchers import VoucherSeed

__all__ = ["Invoice", "enter", "read"]


@dataclass(frozen=True, slots=True)
class Invoice:
    """The checked photo (:func:`read`) and what is known of the invoice.

    ``seller`` empty: whoever is paid; ``amount`` None: the payment's.
    """

    file: VoucherFile
    number: str = ""
    issued_on: date | None = None
    seller: str = ""
    amount: int | None = None
    kind: str = "invoice"


def enter(
    community_id: UUID,
    project_number: str,
    seed: PaymentSeed,
    invoice: Invoice,
    *,
    folder: Path,
    request_key: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Enter a payment with its voucher; gives its number, the same for a repeated ``request_key``.

    Raises:
        Refused: as ``payments.enter`` and ``vouchers.add_in``; nothing is kept then.
    """
    power = "payment.enter"
    with (
        pending(folder) as files,
        unit(community_id, kind="payment.enter", actor=actor, at=at, power=power) as work,
    ):
        known = work.find(Payment, Payment.request_key == request_key)
        if known is not None:
            work.repeat()
            return known.number
        payment = payments.add_payment(work, project_number, seed, request_key)
        about = VoucherSeed(
            kind=invoice.kind,
            seller=invoice.seller or payments.supplier_of(work, payment),
            invoice_number=invoice.number,
            issued_on=invoice.issued_on,
            amount=seed.amount if invoice.amount is None else invoice.amount,
        )
        vouchers.add_in(work, files, payment, about, invoice.file)
        work.tell(payment=payment.number, project=project_number, amount=seed.amount)
        return payment.number
