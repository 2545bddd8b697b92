"""A lamp from wish to rating: three quotes, a contract, acceptance, a payment with its voucher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from council.models.proposals import Proposal
from council.services import implementation, quotes, redaction
from council.services.quotes import QuoteSeed
from council.services.unit import SYSTEM, unit
from tests.factories import matters, money
from tests.factories.community import Handle
from tests.factories.hall import make_matter

TITLE = "小区东门装一盏路灯"
COST = 1_860_050
"""What the lamp cost, in fen."""
FIRMS = ("杏北装饰有限公司", "松河电气有限公司", "柳岸灯饰有限公司")


@dataclass
class Lamp:
    """What tests know of it."""

    purse: money.Purse
    contract: str = ""
    payment: str = ""
    wish: str = "2026-390"

    @property
    def project(self) -> str:
        """The project's number."""
        return self.purse.projects[0]


def lamp(hall: Handle, mark: int = 5) -> Lamp:
    """The lamp paid and rated with ``mark`` by five residents."""
    made = Lamp(money.Purse(hall))
    purse = made.purse
    make_matter(hall, "closed", made.wish, at=money.RESOLVED)
    money.resolve(purse, 2_000_000)
    _name(hall, purse.matters[0], made.wish)
    money.open_fund(hall)
    purse.projects.append(money.project(purse, 0, 2_000_000, title=TITLE, place="东门"))
    for n, firm in enumerate(FIRMS):
        seed = QuoteSeed(firm, COST + n * 120_000, money.DAY)
        actor = hall.actor("committee1")
        quotes.enter(hall.community_id, made.project, seed, actor=actor, at=money.AT)
    made.contract = money.contract(purse, 0, COST, supplier=FIRMS[0], few_quotes="")
    _work(hall, purse.matters[0])
    matters.advance(hall, purse.matters[0], "disclosure")
    about = {"contract": made.contract, "reason": "", "purpose": "路灯和安装"}
    made.payment = money.paid(purse, 0, COST, **about)
    _publish(hall)
    matters.advance(hall, purse.matters[0], "evaluation")
    matters.evaluate(hall, purse.matters[0], mark)
    return made


def _name(hall: Handle, number: str, wish: str) -> None:
    """The matter is about the lamp; the wish was merged into it."""
    with unit(hall.community_id, kind="proposal.import", actor=SYSTEM, at=money.RESOLVED) as work:
        matter = work.find(Proposal, Proposal.number == number)
        first = work.find(Proposal, Proposal.number == wish)
        assert matter is not None and first is not None
        matter.title, matter.text = TITLE, "晚上东门太黑，老人看不清台阶。"
        first.title, first.ending, first.merged_into_id = "东门晚上太黑", "merged", matter.id


def _work(hall: Handle, number: str) -> None:
    """The lamp is put up in one step."""
    (step,) = matters.plan(hall, number, money.DAY + timedelta(days=14), at=money.AT)
    implementation.complete_step(
        hall.community_id, step, actor=hall.actor("property"), note="装好了", at=money.AT
    )
    implementation.finish(hall.community_id, number, actor=hall.actor("chair"), at=money.AT)


def _publish(hall: Handle) -> None:
    """The public copy of the voucher, with a box drawn over a name."""
    redaction.publish(
        hall.community_id,
        "2026-001",
        [{"page": 1, "x": 100, "y": 100, "w": 300, "h": 80}],
        confirmed=True,
        version=1,
        folder=current_app.config["UPLOADS"],
        actor=hall.actor("clerk"),
        at=money.AT,
    )
