"""``fund plan-import``: a Pabulib file becomes the wishes of a year's plan, never its votes."""

from __future__ import annotations

from pathlib import Path

import pytest

from council.models.journal import JournalEntry
from council.models.plans import FundPlan, FundWish
from council.models.polls import Ballot, Poll
from council.models.proposals import Proposal
from tests.factories import plans as making
from tests.factories.community import on_stage
from tests.factories.hall import stored

SMALL = """META
key;value
description;一条街的愿望
budget;1000
vote_type;approval
rule;equalshares/add1
PROJECTS
project_id;cost;name
3;400;院子东门装一盏灯
1;250.5;楼道扶手
2;700;给居委会买打印机
VOTES
voter_id;vote
1;3,1
2;3
3;1,2
"""


@pytest.fixture
def hall(app_context, app, scene, clock):
    handle = on_stage(app, scene)
    making.open_fund(handle)
    clock.set(making.AT)
    return handle


@pytest.fixture
def take(hall, run_command, tmp_path: Path):
    def run(text: str = SMALL, *options: str):
        file = tmp_path / "street.pb"
        file.write_text(text, encoding="utf-8")
        given = ("--community", hall.slug, "--year", "2026", *options)
        return run_command("fund", "plan-import", file, *given)

    return run


def test_projects_become_wishes_once(hall, take) -> None:
    done = take()
    assert (done.exit_code, done.stdout) == (0, "3 new, 0 already there\n")
    (plan,) = stored(hall, FundPlan)
    assert (plan.budget, plan.method, str(plan.wishes_until)) == (
        100_000, "equal-shares", "2026-03-16",
    )  # fmt: skip
    wishes = stored(hall, FundWish)
    assert sorted(wish.estimate for wish in wishes) == [25_050, 40_000, 70_000]
    assert {wish.state for wish in wishes} == {"put"}
    (asked,) = [wish for wish in wishes if wish.check["hits"]]
    assert asked.check["hits"][0]["item"] == "office"
    matters = [row for row in stored(hall, Proposal) if row.track == "fund"]
    assert {row.stage for row in matters} == {"funding"}
    assert not stored(hall, Poll)
    assert not stored(hall, Ballot)
    entries = len(stored(hall, JournalEntry))
    assert take().stdout == "0 new, 3 already there\n"
    assert len(stored(hall, JournalEntry)) == entries


def test_a_dry_run_writes_nothing(hall, take) -> None:
    assert take(SMALL, "--dry-run").stdout == (
        "3 new, 0 already there\ndry run: nothing was written\n"
    )
    assert not stored(hall, FundPlan)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("META\nkey;value\n", (), "读不出这个文件"),
        (SMALL.replace("250.5", "250.555"), (), "no whole fen"),
        (SMALL.replace("approval", "ordinal"), (), "只能导入赞成票"),
        (SMALL, ("--year", "2031"), "2031"),
        (SMALL, ("--fund", "none"), "没有找到"),
        (SMALL, ("--until", "2026-03-02"), "截止日"),
    ],
)
def test_what_cannot_be_taken_over(hall, take, text, options, said) -> None:
    done = take(text, *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not stored(hall, FundPlan)
