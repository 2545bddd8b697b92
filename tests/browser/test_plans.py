"""The plan's pages in a real browser: axe, a phone's width, large print; ranks without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from council.rules.negative import Answer
from council.services import funds, plans
from council.services.plans import PlanSeed
from tests.browser.test_every_page import LOOKS, Walker
from tests.factories import plans as making
from tests.factories.community import Handle, make_community

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@dataclass
class Desk:
    """A plan that is carried out, and one of the next year that collects."""

    hall: Handle
    done: making.Planned
    open: making.Planned


_MADE: list[Desk] = []


def _build(app) -> Desk:
    hall = make_community(app, "plans")
    done = making.executed(hall)
    clerk, ours, at = hall.actor("clerk"), hall.community_id, done.at
    funds.open_year(ours, making.CODE, 2027, actor=clerk, at=at)
    seed = PlanSeed(
        making.CODE, 2027, making.BUDGET, "greedy", at.date() + timedelta(days=20),
        "2027年服务群众专项经费年度计划", "由居民提出项目，会议分配，公示后报街道备案。",
    )  # fmt: skip
    number = plans.open_plan(ours, seed, actor=clerk, at=at)
    collecting = making.Planned(hall, number, at=at, offset=len(done.wishes))
    making.put(collecting, 800_000, 700_000, 600_000, 500_000)
    making.check(collecting, 0, Answer("office", confirmed=True, reason="电脑是居委会自己用的。"))
    making.check(collecting, 1, Answer("office", confirmed=False, reason="给居民用的。"))
    making.check(collecting, 2)
    return Desk(hall, done, collecting)


@pytest.fixture
def desk(app, scene, clock) -> Desk:
    scene("plans", lambda: _MADE.append(_build(app)))
    clock.set(_MADE[-1].open.at)
    return _MADE[-1]


def pages(desk: Desk) -> dict[str, list[str]]:
    """The pages by who opens them."""
    base = desk.hall.base
    at = f"{base}/chamber/fund/plans"
    now, before = f"{at}/{desk.open.plan}", f"{at}/{desk.done.plan}"
    last = desk.open.wishes[3]
    return {
        "": [
            f"{base}/fund/plans/", f"{base}/fund/plans/2026", f"{base}/fund/plans/2027",
            f"{base}/proposals/{desk.done.plan}", f"{base}/proposals/{desk.done.wishes[0]}",
        ],
        "clerk": [
            f"{base}/chamber/", at, f"{at}/new", now, before, f"{now}/wishes/new",
            f"{now}/wishes/{last}", f"{now}/rank/party", f"{at}/drop/{desk.done.wishes[0]}",
        ],
        "resident1": [f"{now}/wishes/new"],
        "street": [before],
    }  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_a_plan(desk, site, open_page, assert_accessible, look) -> None:
    walker = Walker(open_page, site, look, assert_accessible)
    for who, paths in pages(desk).items():
        if who:
            walker.sign_in(desk.hall.accounts[who])
        walker.walk(paths)
    assert not walker.faults, "\n".join(walker.faults)


def test_a_committee_ranks_on_a_phone_without_scripts(app, desk, site, open_page) -> None:
    with app.app_context():
        making.check(desk.open, 3)
    page = open_page(width=360, javascript=False)
    walker = Walker(lambda _width: page, site, "narrow", lambda _page: None)
    walker.sign_in(desk.hall.accounts["secretary"])
    path = f"{desk.hall.base}/chamber/fund/plans/{desk.open.plan}"
    page.goto(f"{path}/rank/party")
    fields = page.get_by_role("textbox")
    assert fields.count() == 3
    for n, place in enumerate(("2", "2", "1")):
        fields.nth(n).fill(place)
    page.get_by_role("button", name="记下先后").click()
    assert page.get_by_role("alert").count() == 1
    assert [fields.nth(n).input_value() for n in range(3)] == ["2", "2", "1"]
    fields.nth(0).fill("3")
    page.get_by_role("button", name="记下先后").click()
    assert page.url.endswith(path)
    assert "社区党委排第 3" in page.content()
