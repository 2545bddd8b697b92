"""A community of 1,200 households with as many proposals and contributions as asked for.

Rows are written straight into the tables (the journal is not what is measured); texts are made
of building blocks, so that searches find much and common words are common.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from benchmarks import halls, purse, votes
from benchmarks.writer import NOW, Writer, maintenance
from council.models.base import Base, new_id
from council.models.bodies import Body
from council.services import search_index
from council.services.communities import create_community
from council.services.search_index import Entry

DEBATED = 400
WHAT = ("充电棚", "路灯", "健身器材", "快递柜", "停车位", "垃圾分类点", "坡道", "长椅", "门禁",
        "晾衣架", "图书角", "监控", "绿化", "雨水井", "楼道扶手", "公告栏")  # fmt: skip
WHERE = ("北侧", "南门", "中心花园", "地下车库入口", "老年食堂旁", "幼儿园门口", "东侧围墙")
DO = ("加装", "修缮", "更换", "增设", "移走", "重新划定", "统一管理")
WHY = ("老人走路不方便", "夜里看不清", "车停得太乱", "下雨天积水严重", "邻居之间常有争执",
       "消防通道被占", "孩子放学没有地方去", "设备已经用了十多年", "维修一次要等很久")  # fmt: skip
STAGES = ("proposing", "vetting", "review", "resolution", "announcement", "implementation")


def fill(households: int, proposals: int, contributions: int) -> dict[str, Any]:
    """Fill the app's database; returns what the requests need to know."""
    chance = random.Random(20261120)
    community = create_community("bench", "测试社区", "测试街道", NOW - timedelta(days=900))
    with maintenance() as connection:
        writer = Writer(connection, community)
        people, buildings = _people(writer, households, chance)
        seats = _offices(writer, people)
        numbers, entries = _proposals(writer, proposals, people, buildings, chance)
        _contributions(writer, numbers, contributions, seats["representatives"], chance)
        poll = votes.written_poll(writer, votes.NUMBER, people)
        halls.meeting(writer, seats["representatives"])
        purse.fill(writer, numbers, seats["representatives"])
        votes.bare_table(connection)
        with Session(connection) as session:
            search_index.index_many(session, community, entries)
            session.commit()
    return {"community": community, "numbers": numbers, "poll": poll, **seats}


def _people(
    writer: Writer, households: int, chance: random.Random
) -> tuple[list[UUID], list[UUID]]:
    compounds = writer.put("compound", [{"name": f"第{n}小区", "position": n} for n in range(1, 4)])
    buildings = writer.put(
        "building",
        [
            {"compound_id": compounds[n % 3], "name": f"{n // 3 + 1}号楼", "position": n}
            for n in range(30)
        ],
    )
    units = writer.put(
        "unit",
        [
            {"building_id": buildings[n % 30], "entrance": "1单元", "room": f"{n // 30:04d}",
             "area": 6000 + chance.randrange(6000)}
            for n in range(households)
        ],
    )  # fmt: skip
    homes = writer.put(
        "household", [{"number": f"H{n}", "unit_id": unit} for n, unit in enumerate(units)]
    )
    people = [
        {"number": f"P{n}", "name": "王" + chance.choice("明华英国敏") + chance.choice("平安军芳"),
         "household_id": homes[n % households], "is_delegate": n < households,
         "is_adult": True, "is_registered": True, "moved_out": False}
        for n in range(households * 2)
    ]  # fmt: skip
    return writer.put("person", people), buildings


def _offices(writer: Writer, people: list[UUID]) -> dict[str, Any]:
    """A secretary and enough representatives, all with accounts."""
    bodies = dict(
        writer.connection.execute(
            select(Body.kind, Body.id).where(Body.community_id == writer.community)
        ).all()
    )
    kinds = [("party_secretary", "party_committee")] + [("representative", "representatives")] * 200
    offices = writer.put(
        "office",
        [
            {"body_id": bodies[body], "kind": kind, "seat": "", "title": kind, "number": n}
            for n, (kind, body) in enumerate(kinds)
        ],
    )
    holders = people[: len(offices)]
    writer.put(
        "tenure",
        [
            {"office_id": office, "person_id": person, "starts_on": date(2025, 1, 1)}
            for office, person in zip(offices, holders, strict=True)
        ],
    )
    accounts = [_account(writer, person, n) for n, person in enumerate(holders)]
    return {"secretary": accounts[0], "representatives": holders[1:], "speakers": accounts[1:]}


def _account(writer: Writer, person: UUID, n: int) -> UUID:
    account = new_id()
    accounts: Table = Base.metadata.tables["account"]
    persons: Table = Base.metadata.tables["person"]
    writer.connection.execute(
        insert(accounts),
        [{"id": account, "login": f"bench{n}", "password_hash": "-", "generation": 0,
          "is_operator": False, "created_at": NOW}],
    )  # fmt: skip
    writer.connection.execute(
        persons.update().where(persons.c.id == person).values(account_id=account)
    )
    return account


def _proposals(
    writer: Writer,
    many: int,
    people: list[UUID],
    buildings: list[UUID],
    chance: random.Random,
) -> tuple[list[tuple[str, UUID]], list[Entry]]:
    rows, entries = [], []
    for n in range(many):
        at = NOW - timedelta(minutes=97 * (many - n) % 700_000 + n % 7)
        place = f"{n % 30 // 3 + 1}号楼{chance.choice(WHERE)}"
        title = f"{place}{chance.choice(DO)}{chance.choice(WHAT)}（{n % 89 + 1}）"
        text = "。".join(
            chance.choice(WHY) + "，希望在" + "".join(map(chance.choice, (WHERE, DO, WHAT)))
            for _ in range(3)
        )
        stage = "debate" if n < DEBATED else STAGES[n % len(STAGES)]
        number = f"{at.year}-{n + 1:03d}"
        rows.append(
            {"number": number, "track": "standard", "stage": stage, "stage_since": at,
             "due_at": NOW + timedelta(days=n % 20) if stage == "vetting" else None,
             "revision": 1, "version": 1, "round": 1, "is_public": True, "listed_at": at,
             "title": title, "text": text, "cost": 100 * n, "place": place,
             "building_id": buildings[n % 30], "proposer_id": people[n % len(people)],
             "on_behalf": "", "seconder_count": n % 20, "contribution_count": 0}
        )  # fmt: skip
        entries.append(Entry(number, title, text, at, place, "", stage))
    ids = writer.put("proposal", rows)
    return [(row["number"], key) for row, key in zip(rows, ids, strict=True)], entries


def _contributions(
    writer: Writer,
    numbers: list[tuple[str, UUID]],
    many: int,
    speakers: list[UUID],
    chance: random.Random,
) -> None:
    """Twenty each on the first matters in debate, the rest spread over the others."""
    kinds = ("for", "against", "condition", "for")
    rows: list[dict[str, Any]] = []
    for n in range(many):
        matter, position = n // 20 % len(numbers), n % 20 + 1
        rows.append(
            {"proposal_id": numbers[matter][1], "position": position,
             "person_id": speakers[n % 100], "office_title": "居民代表", "seat": "residents",
             "kind": kinds[n % 4], "text": chance.choice(WHY) + "，" + chance.choice(WHY) + "。",
             "request_key": new_id().hex, "at": NOW - timedelta(days=3)}
        )  # fmt: skip
    writer.put("contribution", rows)
    spoken: Table = Base.metadata.tables["proposal"]
    for _number, key in numbers[: max(1, many // 20)]:
        writer.connection.execute(
            spoken.update().where(spoken.c.id == key).values(contribution_count=20)
        )
