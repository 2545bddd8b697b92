"""The money thread: from a payment to its resolution, its matter and back."""

from __future__ import annotations

import pytest

from council.services import payments
from tests.factories import money
from tests.factories.community import on_stage


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return made


def test_a_project_tells_where_its_money_comes_from(purse, client) -> None:
    contract = money.contract(purse, 0, 3_000_000)
    number = money.paid(purse, 0, 1_000_050, contract=contract)
    page = client.get(f"{purse.base}/fund/projects/{purse.projects[0]}").text
    assert f"/proposals/{purse.matters[0]}" in page
    assert f"/decisions/{purse.resolutions[0]}" in page
    assert "6 人到会，5 人赞成" in page
    assert "批准 40,000 元，已付 10,000.50 元" in page
    assert f"/fund/payments/{number}" in page
    payment = client.get(f"{purse.base}/fund/payments/{number}").text
    assert "10,000.50" in payment


def test_the_matter_and_the_resolution_lead_to_the_money(purse, client) -> None:
    address = f"{purse.base}/fund/projects/{purse.projects[0]}"
    assert address in client.get(f"{purse.base}/proposals/{purse.matters[0]}").text
    assert address in client.get(f"{purse.base}/decisions/{purse.resolutions[0]}").text


def test_what_does_not_exist(purse, client) -> None:
    withdrawn = money.entered(purse)
    clerk, why = purse.hall.actor("clerk"), "录错了金额。"
    payments.withdraw(purse.hall.community_id, withdrawn, reason=why, actor=clerk, at=money.AT)
    for path in ("projects/2026-999", "payments/2026-999", f"payments/{withdrawn}"):
        assert client.get(f"{purse.base}/fund/{path}").status_code == 404
