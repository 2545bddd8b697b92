"""The pages of procurement in Chromium: axe, nothing wider than a phone, large print."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.fundprojects import Supplier
from council.services import quotes, suppliers, urgent
from council.services.fundprojects import ProjectSeed
from council.services.quotes import QuoteSeed
from tests.browser.test_every_page import Walker
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, CODE, DAY, PROJECT

pytestmark = pytest.mark.one_database
FIRMS = ("杏北装饰有限公司", "河东电气安装工程有限责任公司", "松河钢构")


@pytest.fixture
def purse(app, app_context, scene, clock):
    made = money.Purse(on_stage(app, scene))
    money.resolve(made, PROJECT, 1_200_000)
    money.open_fund(made.hall)
    project = money.project(made, 0, title="三号楼西侧坡道和扶手翻修", place="3号楼西侧")
    made.projects.append(project)
    place, clerk = made.hall.community_id, {"actor": made.hall.actor("clerk"), "at": AT}
    for n, firm in enumerate(FIRMS):
        seed = QuoteSeed(firm, 3_000_000 + n * 1_050, DAY, "含拆除和清运")
        quotes.enter(place, made.projects[0], seed, **clerk)
    guarantee = {"retained": 150_000, "guarantee_until": DAY + timedelta(days=730)}
    number = money.contract(made, 0, 3_000_000, subject="坡道翻修、扶手安装", **guarantee)
    money.paid(made, 0, 900_000, contract=number)
    seed = ProjectSeed("抢修七号楼水管", "works", "safety", 480_000)
    chair = {"actor": made.hall.actor("chair"), "at": AT, "on": DAY}
    why = "半夜水管爆裂，楼道进水，等不到开会。"
    made.projects.append(urgent.open(place, CODE, seed, reason=why, **chair))
    firm = stored(made.hall, Supplier, Supplier.name == FIRMS[1])[0]
    suppliers.declare(place, firm.id, made.hall.people["party1"], "relative", **clerk)
    clock.set(AT)
    return made


def pages(purse) -> dict[str, list[str]]:
    """Every page of procurement, by whoever opens it."""
    fund, first = f"{purse.base}/chamber/fund", purse.projects[0]
    firm = stored(purse.hall, Supplier, Supplier.name == FIRMS[1])[0]
    found = {
        "chair": [
            *("projects", "projects/new", "projects/urgent"),
            *(f"projects/{number}" for number in purse.projects),
            *(f"projects/{first}/quotes", f"projects/{first}/contracts"),
            *("contracts", "contracts/2026-001", "suppliers", f"suppliers/{firm.id}"),
            "import/quotes",
        ],
        "supervisor1": [f"projects/{purse.projects[1]}", "ties"],
        "party1": ["ties"],
    }
    return {who: [f"{fund}/{path}" for path in paths] for who, paths in found.items()}


@pytest.mark.parametrize("look", ["narrow", "wide", "large"])
def test_pages_of_procurement(purse, open_page, site, assert_accessible, look: str) -> None:
    walk = Walker(open_page, site, look, assert_accessible)
    for who, paths in pages(purse).items():
        walk.sign_in(purse.hall.accounts[who])
        walk.walk(paths)
    assert not walk.faults, "\n".join(walk.faults)
