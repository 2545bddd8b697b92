"""The money thread: from a payment to its resolution, its matter and back."""

from __future__ import annotations

import pytest

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
