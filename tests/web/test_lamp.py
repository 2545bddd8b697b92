"""What the new lamp cost, who decided it and how it was rated: all on its own page."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.factories.community import make_community
from tests.factories.lamp import FIRMS, lamp

_MADE = {}


@pytest.fixture
def made(app_context, app, scene):
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        _MADE[key] = lamp(make_community(app))

    scene("lamp", build)
    return deepcopy(_MADE[key])


def test_the_whole_thread(made, client) -> None:
    purse = made.purse
    page = client.get(f"{purse.base}/fund/projects/{made.project}").text
    for said in (
        "“东门晚上太黑”",
        "合并了 1 条相近提议",
        "6 人到会，5 人赞成",
        f"3 家报价，取最低者：{FIRMS[0]} 18,600.50",
        "居务监督委员会 1 人同意验收，附近居民 1 人同意验收",
        "（已遮盖个人信息）",
        "5 人打分，满意 100%",
        "已付 18,600.50 元",
    ):
        assert said in page, said
    for address in (
        f"/proposals/{made.wish}",
        f"/proposals/{purse.matters[0]}",
        f"/decisions/{purse.resolutions[0]}",
        f"/fund/payments/{made.payment}",
        "/fund/vouchers/2026-001",
        "/polls/",
        "/meetings/",
    ):
        assert f'href="{purse.base}{address}' in page, address
    assert "还没有验收" not in page and "mark--late" not in page


def test_from_the_voucher_back_to_the_proposal(made, client) -> None:
    page = client.get(f"{made.purse.base}/fund/payments/{made.payment}").text
    assert 'class="here"' in page and "18,600.50" in page
    assert f"/proposals/{made.purse.matters[0]}" in page
    with client.get(f"{made.purse.base}/fund/vouchers/2026-001") as copy:
        assert copy.status_code == 200
        assert copy.headers["Content-Disposition"].startswith("attachment")
