"""Sixteen at once: contracts against one project, urgent expenses against one year's cap, a double
click, a resolution that two would use up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from council.models.fundprojects import Contract, FundProject
from council.models.journal import JournalEntry
from council.rules.verdict import Refused
from council.services import contracts, fundprojects, integrity, urgent
from council.services.contracts import ContractSeed
from council.services.fundprojects import ProjectSeed
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT, CODE, DAY
from tests.support.rounds import together

TIMES = 16
WHY = "半夜水管爆裂，楼道进水，等不到开会。"


@pytest.fixture
def purse(app_context, app, scene) -> money.Purse:
    """A project of 1,000 yuan, and a resolution of 1,000 yuan without one."""
    made = money.Purse(on_stage(app, scene))
    money.resolve(made, 100_000, 100_000)
    money.open_fund(made.hall)
    made.projects.append(money.project(made, 0, 100_000))
    return made


@pytest.fixture
def race(app) -> Iterator[Callable[..., Counter[str]]]:
    """Do all acts at once; how often each answer was given. The record is whole afterwards."""

    def told(act: Callable[[], object]) -> str:
        with app.app_context():
            try:
                return str(act() or "done")
            except Refused as no:
                return no.reasons[0].code

    with ThreadPoolExecutor(TIMES) as pool:
        yield lambda acts: Counter(together(pool, [partial(told, act) for act in acts]))
    with app.app_context():
        assert list(integrity.check(app.config["UPLOADS"])) == []


def sign(purse, n: int, key: str = "", amount: int = 10_000):
    seed = ContractSeed(f"第{n}家公司", amount, DAY)
    return partial(
        contracts.sign,
        purse.hall.community_id,
        purse.projects[0],
        seed,
        request_key=key,
        actor=purse.hall.actor("committee1"),
        at=AT,
    )


def test_no_more_contracts_than_the_project_holds(purse, race) -> None:
    answers = race([sign(purse, n) for n in range(TIMES)])
    assert answers.pop("not_that_much") == TIMES - 10
    assert len(answers) == 10
    row = stored(purse.hall, FundProject)[0]
    assert (row.planned, row.contracted) == (0, 100_000)
    assert len(stored(purse.hall, Contract)) == 10


def test_sent_sixteen_times_a_contract_is_signed_once(purse, race) -> None:
    answers = race([sign(purse, 1, "k" * 32) for _ in range(TIMES)])
    assert list(answers.values()) == [TIMES]
    assert len(stored(purse.hall, Contract)) == 1
    signed = JournalEntry.kind == "fund.contract"
    assert len(stored(purse.hall, JournalEntry, signed)) == 1


def test_urgent_expenses_stop_at_the_years_cap(purse, race) -> None:
    def spend(n: int):
        seed = ProjectSeed(f"抢修{n}", "works", "safety", 250_000)
        who = {"actor": purse.hall.actor("chair"), "at": AT, "on": DAY, "reason": WHY}
        return partial(urgent.open, purse.hall.community_id, CODE, seed, **who)

    answers = race([spend(n) for n in range(TIMES)])
    assert answers["above_urgent_year"] == TIMES - 8
    rows = stored(purse.hall, FundProject, FundProject.urgent.is_(True))
    assert sum(row.planned for row in rows) == 2_000_000


def test_a_resolution_is_used_once(purse, race) -> None:
    def take(n: int):
        return partial(
            fundprojects.open_project,
            purse.hall.community_id,
            CODE,
            ProjectSeed(f"路灯{n}", "goods", "safety", 60_000),
            resolution_number=purse.resolutions[1],
            on=DAY,
            actor=purse.hall.actor("clerk"),
            at=AT,
        )

    answers = race([take(n) for n in range(TIMES)])
    assert answers["project_there"] == TIMES - 1
    assert len(stored(purse.hall, FundProject)) == 2
