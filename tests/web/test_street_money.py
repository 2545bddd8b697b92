"""The street office sees the money of all its communities: the public figures and no others."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from council.db import db
from council.models.people import Person
from council.queries.chamber import streetmoney
from council.services import rules
from council.services.rules import Replacement
from tests.factories import money
from tests.factories.community import make_community, sign_in
from tests.services.test_fundwatch import ask
from tests.support.statements import statements

NOW = datetime(2026, 6, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
_MADE: dict[str, list] = {}


@pytest.fixture
def towns(app_context, app, scene, clock):
    """Two communities of one street officer: one with money, one without books."""
    key = str(app.config["SQLALCHEMY_DATABASE_URI"])

    def build() -> None:
        purse = money.purse(make_community(app))
        contract = money.contract(purse, 0, 3_000_000)
        money.paid(purse, 0, 1_000_050, contract=contract)
        ask(purse)
        _MADE[key] = [purse, make_community(app, "t2")]
        oversee(_MADE[key][0].hall, _MADE[key][1])

    scene("street-money", build)
    clock.set(NOW)
    return _MADE[key]


def oversee(one, other) -> None:
    """The street officer of the first sits in the second, too, with the same account."""
    mine = (Person.community_id == other.community_id, Person.id == other.people["street"])
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            account = one.accounts["street"]
            connection.execute(update(Person).where(*mine).values(account_id=account))
            connection.commit()
        finally:
            connection.info.pop("maintenance")


def cells(client, page: str) -> dict[str, list[tuple[str, str]]]:
    """By community, the table's cells as (text, link)."""
    body = client.get(page).text.split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for line in body.split("<tr>")[1:]:
        parts = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)
        row = [(re.sub(r"<[^>]+>", "", p), (re.findall(r'href="([^"]+)"', p) or [""])[0])
               for p in parts]  # fmt: skip
        found[row[0][1]] = row[1:]
    return found


def test_every_figure_is_on_a_public_page(towns, client) -> None:
    purse, _other = towns
    sign_in(client, purse.hall.accounts["street"])
    shown = cells(client, "/street/")
    row = shown[f"{purse.base}/"]
    texts = [text for text, _ in row]
    year, there, paid, rate, unexplained, overdue, flagged, postings = texts
    assert (year, there, paid, rate) == ("2026", "200,000", "10,000.50", "5.0%")
    client.get("/sign-out")
    public = client.get(row[4][1].replace("&amp;", "&")).text
    assert f"共 {there} 元，已付 {paid} 元，执行率 {rate}。" in public
    assert f"一共 {unexplained} 处，其中超期 {overdue} 处，支付有提示 {flagged} 处。" in public
    assert int(flagged) == 1 and int(overdue) >= 3
    board = client.get(f"{purse.base}/disclosure/").text
    assert postings == "0" or f"有 {postings} 期逾期没有公开" in board


def test_a_community_without_books_is_listed_too(towns, client) -> None:
    purse, other = towns
    sign_in(client, purse.hall.accounts["street"])
    assert cells(client, "/street/")[f"{other.base}/"][0][0] == "还没有开账"
    sign_in(client, purse.hall.accounts["clerk"])
    assert client.get("/street/").status_code == 403


def test_own_figures_of_a_community_count(towns) -> None:
    purse, other = towns
    ids = [purse.hall.community_id, other.community_id]
    connection = db.engine.connect
    with connection() as reading, statements() as sent:
        before = streetmoney.overview(reading, ids, NOW)
    assert len(sent) <= 5
    day = NOW.date()
    own = Replacement("FQ1", "above_yuan", "50000", "试验社区决定〔2026〕2号", day, day)
    rules.replace(ids[0], own, actor=purse.hall.actor("chair"), at=NOW)
    with connection() as reading:
        after = streetmoney.overview(reading, ids, NOW)
    assert after[ids[0]].unexplained == before[ids[0]].unexplained - 1
    assert after[ids[1]] == before[ids[1]]
