"""The figures of a published meeting: 文华社区, 2014-05-05, 78 representatives of three areas.

19 + 10 + 10 came, 3 + 2 let somebody of their area vote for them, 34 stayed away; 19:42–20:48.
Only these figures are real: names, homes, item and speeches are made up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bodies import Body, Office, Tenure
from council.models.people import Person
from council.services import accounts, rosterfile, rules
from council.services.communities import Details, create_community
from council.services.roster import take_over
from council.services.rules import Replacement
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle
from tests.factories.rosters import OFFICES, PEOPLE, UNITS, book

FOUNDED = datetime(2013, 1, 7, 2, tzinfo=UTC)
CALLED = datetime(2014, 4, 25, 2, tzinfo=UTC)
STARTS = datetime(2014, 5, 5, 11, 42, tzinfo=UTC)  # 19:42 in Shanghai
ENDS = datetime(2014, 5, 5, 12, 48, tzinfo=UTC)
ROLL = 78
AREAS = (("一区", 19, 3), ("二区", 10, 2), ("三区", 10, 0))
"""Name, present in person, present by proxy."""

_SURNAMES = "林陈张李王赵周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董"
_OFFICERS = (
    ("clerk", "社区工作人员", "书记员", "孔试笔"),
    ("chair", "居民委员会", "居委会主任", "曹试平"),
    ("secretary", "社区党委", "党委书记", "袁试正"),
)


def name(n: int) -> str:
    """The made-up name of the n-th representative."""
    return f"{_SURNAMES[n % len(_SURNAMES)]}文{'甲乙丙丁戊'[n // len(_SURNAMES)]}"


def representatives() -> dict[str, list[str]]:
    """The numbers of the 26 representatives of each area."""
    each = ROLL // len(AREAS)
    return {
        area: [f"W{start * each + n:03d}" for n in range(each)]
        for start, (area, *_) in enumerate(AREAS)
    }


def make_wenhua(app: Any) -> Handle:
    """The community with its 78 representatives, by a roster file; proxies allowed by decision.

    Accounts: everybody, by their number (``W000`` …), and ``clerk``, ``chair``, ``secretary``.
    """
    with app.app_context():
        details = Details(seal="文", address="文华路1号", phone="19900002222", hours="周一至周五")
        handle = Handle(
            create_community("wenhua", "文华社区", "黄贝街道", FOUNDED, details=details), "wenhua"
        )
        take_over(handle.community_id, _roster(), actor=SYSTEM, at=FOUNDED)
        _accounts(handle)
        decided_at = datetime(2014, 1, 6, 2, tzinfo=UTC)
        day = decided_at.date()
        decided = Replacement("RC1", "proxies_allowed", "1", "文华社区代表会议规则", day, day)
        rules.replace(handle.community_id, decided, actor=handle.actor("chair"), at=decided_at)
        return handle


def _roster() -> Any:
    homes, people, offices = [], [], []
    numbers = [(area, number) for area, some in representatives().items() for number in some]
    for n, (area, number) in enumerate(numbers):
        home = [area, f"{n % 4 + 1}号楼", "1单元", str(101 + n)]
        homes.append([*home, "80.00", "不动产权证"])
        people.append([number, name(n), "", *home, "是", "是", "是"])
        offices.append(
            ["居民代表会议", "居民代表", "居民", number, name(n), "2013-02-01", "2016-12-31"]
        )
    for key, body, office, who in _OFFICERS:
        people.append([key, who, "", "", "", "", "", "否", "是", "是"])
        offices.append([body, office, "", key, who, "2013-02-01", "2016-12-31"])
    data = book(房屋=[UNITS, *homes], 人员=[PEOPLE, *people], 任职=[OFFICES, *offices])
    return rosterfile.read(data, "roster.xlsx")


def _accounts(handle: Handle) -> None:
    with unit(handle.community_id, kind="test.accounts", actor=SYSTEM, at=FOUNDED) as work:
        for person in work.all(Person):
            key = person.number
            handle.people[key] = person.id
            login = f"wenhua-{key.lower()}"
            handle.accounts[key] = accounts.enter_account(work, person, login, None, False)
    with Session(db.engine) as session:
        held = session.execute(
            select(Person.number, Office.kind)
            .join(Tenure, Tenure.person_id == Person.id)
            .join(Office, Office.id == Tenure.office_id)
        )
        handle.kinds = dict(list(held.tuples()))
        handle.bodies = dict(list(session.execute(select(Body.kind, Body.id)).tuples()))
