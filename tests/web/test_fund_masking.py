"""Secrets planted in every free text about money must not come out on any page about it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import update

from council.db import db, release_reading
from council.models.fundprojects import Contract, FundProject, Quote, Supplier
from council.models.fundwatch import AuditReport, FundQuestion, SupervisionStatement
from council.models.payments import Payment, Refund, Voucher
from council.models.people import Person
from council.services import refunds
from council.services.fundquestions import About
from tests.factories.community import make_community
from tests.factories.hall import stored
from tests.factories.lamp import lamp
from tests.services.test_fundwatch import APRIL, answer, ask, attach, sign
from tests.web.test_masking import LEAKS, longer, text_of, unguard

PLANTED = {
    FundProject: ("title", "place", "source", "urgent_reason", "note"),
    Contract: ("subject", "few_quotes", "not_lowest", "ended_reason", "signed_title"),
    Quote: ("note",),
    Payment: ("purpose", "reason", "opinion_text", "refused_reason"),
    Refund: ("reason",),
    Voucher: ("struck_reason",),
    FundQuestion: ("text", "answer"),
    SupervisionStatement: ("text",),
    AuditReport: ("title", "auditor", "conclusion"),
}
_MADE = {}


@pytest.fixture
def made(app_context, app, scene, clock, tmp_path):
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        found = _MADE[key] = lamp(make_community(app))
        purse = found.purse
        ask(purse, about=About(payment=found.payment))
        answer(purse, ask(purse, words="验收了没有呢？"))
        sign(purse, verdict="remarks", words="凭证补得太慢。")
        attach(purse, tmp_path)
        about = {"on": APRIL.date(), "reason": "少装了一个灯座。", "request_key": "r" * 32}
        clerk = purse.hall.actor("clerk")
        refunds.refund(
            purse.hall.community_id, found.payment, 5_000, **about, actor=clerk, at=APRIL
        )

    scene("lamp-with-secrets", build)
    clock.set(APRIL + timedelta(days=60))
    plant()
    return deepcopy(_MADE[key])


def plant() -> None:
    """Write the secrets behind every free text, past all guards; one supplier is a person."""
    release_reading()
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            unguard(connection)
            for model, columns in PLANTED.items():
                for name in columns:
                    column = model.__table__.c[name]
                    connection.execute(update(model).values({name: longer(column)}))
            flags = [{"code": "paid_in_advance", "params": {}, "reason": f"找{LEAKS[0]}"}]
            connection.execute(update(Payment).values(flags=flags))
            person = {"name": "欧阳秘密", "kind": "person"}
            first = Supplier.name.like("杏北%")
            connection.execute(update(Supplier).where(first).values(**person))
            connection.commit()
        finally:
            connection.info.pop("maintenance")
    db.engine.dispose()


def test_no_secret_on_any_page_about_money(made, client) -> None:
    purse = made.purse
    secrets = [*LEAKS, *(person.name for person in stored(purse.hall, Person))]
    pages = [
        f"fund/projects/{made.project}",
        f"fund/payments/{made.payment}",
        f"fund/contracts/{made.contract}",
        "fund/",
        "fund/2026",
        "fund/2026/unexplained",
        "fund/2026/questions",
        "fund/2026/statements",
        "fund/2026/statements/1/print",
        "fundquestions.csv",
        "fundquestions.json",
        "fundquestions.xlsx",
        f"proposals/{purse.matters[0]}",
        f"decisions/{purse.resolutions[0]}",
    ]
    for page in pages:
        found = client.get(f"{purse.base}/{page}")
        assert found.status_code == 200, page
        told = text_of(found)
        assert not [secret for secret in secrets if secret in told], page
    contract = client.get(f"{purse.base}/fund/contracts/{made.contract}").text
    assert "欧阳*密" in contract
    thread = client.get(f"{purse.base}/fund/projects/{made.project}").text
    assert "欧阳*密" in thread and "退回 50 元" in thread and "预付" in thread
