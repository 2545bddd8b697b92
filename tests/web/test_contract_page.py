"""The public page of a contract, and what the money thread says of its quotes."""

from __future__ import annotations

from copy import deepcopy

import pytest

from council.db import reading
from council.queries.public import contractpage
from council.services import contracts, quotes, urgent
from council.services.fundprojects import ProjectSeed
from council.services.quotes import QuoteSeed
from tests.factories import money
from tests.factories.community import make_community, on_stage
from tests.factories.lamp import FIRMS, lamp
from tests.support.statements import statements

_MADE = {}


@pytest.fixture
def made(app_context, app, scene, clock):
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])
    scene("lamp-with-contract", lambda: _MADE.update({key: lamp(make_community(app))}))
    clock.set(money.AT)
    return deepcopy(_MADE[key])


@pytest.fixture
def purse(app_context, app, scene, clock):
    found = money.purse(on_stage(app, scene))
    clock.set(money.AT)
    return found


def test_a_click_from_the_payment_and_back(made, client) -> None:
    base = f"{made.purse.base}/fund"
    address = f"{base}/contracts/{made.contract}"
    for path in (f"payments/{made.payment}", f"projects/{made.project}"):
        assert f'href="{address}"' in client.get(f"{base}/{path}").text
    page = client.get(address).text
    assert f'href="{base}/payments/{made.payment}"' in page
    assert f'href="{base}/projects/{made.project}"' in page
    assert f'href="{made.purse.base}/decisions/{made.purse.resolutions[0]}"' in page
    assert f'href="{base}/vouchers/2026-001"' in page


def test_all_quotes_and_the_sums(made, client) -> None:
    page = client.get(f"{made.purse.base}/fund/contracts/{made.contract}").text
    assert all(firm in page for firm in FIRMS)
    assert "已付清" in page and "中选、最低" in page
    assert "18,600.50" in page and "不超过 18,600.50 元" in page
    assert "合同的原件由居委会保存" in page and "paper" not in page


def test_no_such_contract(made, client) -> None:
    assert client.get(f"{made.purse.base}/fund/contracts/2026-999").status_code == 404


def test_five_queries(made, app_context) -> None:
    hall = made.purse.hall
    with statements() as queries:
        assert contractpage.find(reading(), hall.community_id, made.contract) is not None
    assert len(queries) <= 5


def test_the_public_copy_is_seen_on_the_payment(made, client) -> None:
    page = client.get(f"{made.purse.base}/fund/payments/{made.payment}").text
    assert f'<img src="{made.purse.base}/fund/vouchers/2026-001" alt="' in page


def quote(purse, supplier: str, amount: int) -> None:
    where = (purse.hall.community_id, purse.projects[0])
    seed = QuoteSeed(supplier, amount, money.DAY)
    quotes.enter(*where, seed, actor=purse.hall.actor("committee1"), at=money.AT)


def test_two_contracts_of_one_project_are_not_compared(purse, client) -> None:
    for supplier, amount in (("甲木业", 900_000), ("乙木业", 950_000), ("丙电气", 200_000)):
        quote(purse, supplier, amount)
    wood = money.contract(purse, 0, 900_000, supplier="甲木业", not_lowest="只做木工。")
    money.contract(purse, 0, 200_000, supplier="丙电气")
    page = client.get(f"{purse.base}/fund/projects/{purse.projects[0]}").text
    assert "2 家报价，取最低者：甲木业 9,000，乙木业 9,500" in page
    page = client.get(f"{purse.base}/fund/contracts/{wood}").text
    assert "丙电气" in page and "另有合同，不比较" in page and "只做木工。" in page


def test_a_contract_that_ended_says_why(purse, client) -> None:
    number = money.contract(purse, 0, 900_000, supplier="甲木业", retained=90_000)
    actor = purse.hall.actor("committee1")
    about = {"on": money.DAY, "reason": "对方停业，不再做了。"}
    contracts.end(purse.hall.community_id, number, **about, actor=actor, at=money.AT)
    page = client.get(f"{purse.base}/fund/contracts/{number}").text
    assert "已终止" in page and "对方停业，不再做了。" in page and "没有登记报价。" in page
    assert "留 900 元，质保期还没有登记" in page and "还没有按这份合同付过钱。" in page


def test_an_urgent_project_came_without_a_matter(purse, client) -> None:
    hall = purse.hall
    seed = ProjectSeed("抢修水管", "works", "safety", 500_000)
    why = "半夜水管爆裂，楼道进水，等不到开会。"
    about = {"reason": why, "on": money.DAY, "actor": hall.actor("chair"), "at": money.AT}
    number = urgent.open(hall.community_id, money.CODE, seed, **about)
    page = client.get(f"{purse.base}/fund/projects/{number}").text
    assert "先抢修，会后追认" in page and "没有留下提案" not in page
