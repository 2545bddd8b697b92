"""A fund with a year, projects under resolutions, contracts and payments, made by the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app
from PIL import Image

from council.models.base import new_id
from council.services import (
    announcements,
    ballots,
    contracts,
    fundprojects,
    funds,
    payments,
    polls,
    refunds,
    resolutions,
    vouchers,
)
from council.services.contracts import ContractSeed
from council.services.fundprojects import ProjectSeed
from council.services.funds import FundSeed, Money
from council.services.payments import PaymentSeed
from council.services.unit import unit
from council.services.uploads import pending
from council.services.voucherfiles import VoucherFile
from council.services.vouchers import VoucherSeed
from tests.factories.community import Handle
from tests.factories.hall import REPRESENTATIVES, make_matter, opened

RESOLVED = datetime(2026, 1, 5, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
AT = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 3, 2)
YEAR = 2026
CODE = "service"
WHOLE = 20_000_000
"""A year's money in fen: 200,000.00 yuan."""
WHY = "按合同约定预付，情况属实。"
"""The reason that payments of tests give for whatever they are flagged for."""
PROJECT = 4_000_000
"""What a project is allowed unless a test says otherwise: 40,000.00 yuan."""


@dataclass
class Purse:
    """What tests know of the money: numbers of matters, resolutions and projects in their order."""

    hall: Handle
    appropriation: UUID | None = None
    matters: list[str] = field(default_factory=list)
    resolutions: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """``/c/<slug>``."""
        return self.hall.base


def purse(hall: Handle, *costs: int, amount: int = WHOLE) -> Purse:
    """The service fund of 2026, granted and received on 2 March; a project for each of ``costs``.

    Each project stands on a matter that the representatives resolved in January; its posting is
    over, and it is being implemented.
    """
    made = Purse(hall)
    resolve(made, *(costs or (PROJECT,)))
    made.appropriation = open_fund(hall, amount)
    for n, cost in enumerate(costs or (PROJECT,)):
        made.projects.append(project(made, n, cost))
    return made


def resolve(made: Purse, *costs: int) -> None:
    """Matters that the representatives agreed to, posted and in implementation."""
    hall, community, clerk = made.hall, made.hall.community_id, made.hall.actor("clerk")
    first = len(made.matters)
    made.matters += [f"2026-{first + n:03d}" for n in range(401, 401 + len(costs))]
    mine = made.matters[first:]
    for number, cost in zip(mine, costs, strict=True):
        make_matter(hall, "resolution", number, cost=cost, at=RESOLVED)
    sits = RESOLVED + timedelta(days=10)
    meeting = opened(hall, "representatives", REPRESENTATIVES, mine, at=RESOLVED, starts=sits)
    for item, _number in enumerate(mine, 1):
        poll = polls.open_poll(community, clerk, meeting, item, at=sits)
        votes = {hall.people[who]: "yes" for who in REPRESENTATIVES[:5]}
        ballots.enter_hall(community, clerk, poll, votes, request_key=new_id().hex, at=sits)
        polls.close_poll(community, clerk, poll, at=sits)
        text = "同意列支，按决议执行。"
        made.resolutions.append(resolutions.record(community, clerk, poll, text, at=sits))
    for number in mine:
        announcements.close(community, number, actor=clerk, at=sits + timedelta(days=20))


def open_fund(hall: Handle, amount: int = WHOLE, *, code: str = CODE) -> UUID:
    """The fund and its year with a grant that has arrived whole; gives the appropriation's id."""
    clerk, community = hall.actor("clerk"), hall.community_id
    seed = FundSeed(code, "service", "服务群众专项经费", "试验银行", "6222000011112222")
    funds.create(community, seed, actor=clerk, at=AT)
    funds.open_year(community, code, YEAR, actor=clerk, at=AT)
    money = Money(amount, DAY, "松河街道办事处", "松街发〔2026〕3号")
    granted = funds.grant(community, code, money, actor=clerk, at=AT)
    funds.receive(community, code, money, appropriation_id=granted, actor=clerk, at=AT)
    return granted


def project(made: Purse, at: int, approved: int = PROJECT, **seed: Any) -> str:
    """A project under the resolution of matter ``at``; gives its number."""
    hall = made.hall
    about = {"title": f"项目{at + 1}", "kind": "works", "subject": "facilities"} | seed
    about |= {"responsible_id": hall.people["committee1"], "responsible_title": "居委会委员"}
    return fundprojects.open_project(
        hall.community_id,
        CODE,
        ProjectSeed(approved=approved, **about),
        resolution_number=made.resolutions[at],
        on=DAY,
        actor=hall.actor("clerk"),
        at=AT,
    )


def contract(made: Purse, at: int = 0, amount: int = PROJECT, **seed: Any) -> str:
    """A contract for project ``at``, all of it payable in advance; gives its number."""
    about = {"supplier": "杏北装饰有限公司", "signed_on": DAY} | seed
    about.setdefault("in_advance", amount - about.get("retained", 0))
    about.setdefault("few_quotes", "本市只有这一家有资质。" if amount > 1_000_000 else "")
    return contracts.sign(
        made.hall.community_id,
        made.projects[at],
        ContractSeed(amount=amount, **about),
        actor=made.hall.actor("committee1"),
        at=AT,
    )


def entered(made: Purse, at: int = 0, amount: int = 100_000, **seed: Any) -> str:
    """A payment of project ``at`` that the clerk entered; gives its number."""
    about = {"supplier": "杏北装饰有限公司", "purpose": "材料款", "reason": WHY} | seed
    return payments.enter(
        made.hall.community_id,
        made.projects[at],
        PaymentSeed(amount=amount, **about),
        request_key=new_id().hex,
        actor=made.hall.actor("clerk"),
        at=AT,
    )


def voucher(made: Purse, payment_number: str, amount: int) -> str:
    """A voucher of a payment, with a small photo; gives its number."""
    hall = made.hall
    seed = VoucherSeed("invoice", "杏北装饰有限公司", new_id().hex[-16:], DAY, amount)
    who = {"actor": hall.actor("clerk"), "at": AT}
    with (
        pending(Path(current_app.config["UPLOADS"])) as files,
        unit(hall.community_id, kind="voucher.add", **who) as work,
    ):
        payment = payments.load(work, payment_number)
        return vouchers.add_in(work, files, payment, seed, photo()).number


@cache
def photo() -> VoucherFile:
    """A white photo, as it is kept."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG")
    return VoucherFile(out.getvalue(), "image/jpeg")


def approved(made: Purse, at: int = 0, amount: int = 100_000, **seed: Any) -> str:
    """A payment that the chair approved and the supervision committee agreed to."""
    number, hall = entered(made, at, amount, **seed), made.hall
    voucher(made, number, amount)
    payments.approve(hall.community_id, number, actor=hall.actor("chair"), at=AT)
    payments.supervise(
        hall.community_id, number, agree=True, actor=hall.actor("supervisor1"), at=AT
    )
    return number


def paid(made: Purse, at: int = 0, amount: int = 100_000, on: date = DAY, **seed: Any) -> str:
    """A payment that was paid."""
    number, hall = approved(made, at, amount, **seed), made.hall
    then = max(AT, AT + (on - DAY))  # nothing is entered as paid before its day
    payments.pay(hall.community_id, number, on=on, actor=hall.actor("clerk"), at=then)
    return number


def given_back(made: Purse, number: str, amount: int, on: date = DAY, key: str = "") -> None:
    """Some of a payment came back."""
    refunds.refund(
        made.hall.community_id,
        number,
        amount,
        on=on,
        reason="少用了材料",
        request_key=key or new_id().hex,
        actor=made.hall.actor("clerk"),
        at=AT,
    )
