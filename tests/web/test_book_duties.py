"""The month that is over and not closed awaits whoever closes the books, and nobody else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from council.services import fundclosing
from tests.factories import money
from tests.factories.community import on_stage, sign_in

LATER = datetime(2026, 4, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(LATER)
    return made


def awaits(client, purse, who: str) -> str:
    sign_in(client, purse.hall.accounts[who])
    return client.get(f"{purse.base}/chamber/").get_data(as_text=True)


def test_the_month_that_is_over_awaits_the_clerk(client, purse) -> None:
    href = f"{purse.base}/chamber/fund/books/{money.CODE}/{money.YEAR}"
    assert "2026 年 1 月已经过完" in awaits(client, purse, "clerk") and href in awaits(
        client, purse, "chair"
    )
    assert href not in awaits(client, purse, "supervisor1")


def test_closed_months_await_nobody(client, purse) -> None:
    chair = purse.hall.actor("chair")
    for month in (1, 2, 3):
        fundclosing.close_month(
            purse.hall.community_id, money.CODE, money.YEAR, month, note="核对过", actor=chair,
            at=LATER,
        )  # fmt: skip
    assert "已经过完" not in awaits(client, purse, "clerk")
