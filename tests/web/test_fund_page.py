"""A fund's year in public: page, table, files and data package agree with the books to the fen."""

from __future__ import annotations

import pytest

from tests.factories import money
from tests.factories.community import on_stage


@pytest.fixture
def purse(app_context, app, scene, clock):
    made = money.purse(on_stage(app, scene), 4_000_000, 3_860_050, 120_000)
    number = money.contract(made, 0, 3_000_000)
    money.paid(made, 0, 1_234_567, contract=number)
    clock.set(money.AT)
    return made


def test_the_page_says_where_the_money_went(client, purse) -> None:
    page = client.get(f"{purse.base}/fund/2026").get_data(as_text=True)
    assert "2026 年服务群众专项经费" in page
    assert "<em>12,345.67 元</em>" in page
    assert "项目1" in page and f"{purse.base}/fund/projects/{purse.projects[0]}" in page
    assert "<em>12,345.67 元</em>" in client.get(f"{purse.base}/fund/").get_data(as_text=True)
