"""Routine disclosure: prepared, checked, approved by both, posted under a hash, filed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from council.db import db
from council.models.base import new_id
from council.models.journal import JournalEntry
from council.models.postings import DisclosureItem, Posting
from council.rules import postings as law_of
from council.rules.verdict import Refused
from council.services import communities, disclosureitems, integrity, postingcheck, postings
from council.services.postings import Draft
from council.services.unit import SYSTEM
from tests.factories import money
from tests.factories.community import FOUNDED, on_stage
from tests.factories.hall import stored

CHINA = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 4, 8, 10, tzinfo=CHINA)
DRAFT = Draft("一季度低保情况", "本季度新增 2 户，停发 1 户。", "类别\t户数\n在保\t31\n新增\t2")
AID, FUND, PROJECTS = 16, 1, 5


@pytest.fixture
def hall(app_context, scene):
    made = on_stage(app_context, scene)
    disclosureitems.install(made.community_id, actor=SYSTEM, at=FOUNDED, from_on=date(2026, 1, 1))
    return made


def prepare(hall, item=AID, period="2026-Q1", draft=DRAFT, who="clerk", at=AT, **more) -> str:
    more = {"request_key": new_id().hex} | more
    return postings.prepare(
        hall.community_id, item, period, draft, actor=hall.actor(who), at=at, **more
    )


def act(hall, what, number, who, *more, at=AT, version=None):
    said = {} if what in ("withdraw", "file") else {"version": version or row(hall, number).version}
    do = getattr(postings, what)
    return do(hall.community_id, number, *more, actor=hall.actor(who), at=at, **said)


def row(hall, number) -> Posting:
    return next(found for found in stored(hall, Posting) if found.number == number)


def approved(hall, **more) -> str:
    number = prepare(hall, **more)
    for what, who in (("check", "supervisor1"), ("approve", "party1"), ("approve", "committee1")):
        act(hall, what, number, who)
    return number


def posted(hall, at=AT, **more) -> str:
    number = approved(hall, **more)
    act(hall, "post", number, "chair", at=at)
    return number


def codes(do, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


def test_a_new_community_has_the_catalogue_and_an_older_one_gets_it_once(hall) -> None:
    made = communities.create_community("t9", "新社区", "松河街道", AT)
    both = [stored(hall, DisclosureItem), _items(made)]
    assert [len(found) for found in both] == [20, 20]
    assert {found.from_on for found in both[1]} == {date(2026, 4, 8)}
    before = len(stored(hall, JournalEntry))
    assert disclosureitems.install(hall.community_id, actor=SYSTEM, at=AT) == 0
    assert len(stored(hall, JournalEntry)) == before


def _items(community_id):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    with Session(db.engine) as session:
        mine = DisclosureItem.community_id == community_id
        return session.scalars(select(DisclosureItem).where(mine)).all()


def test_from_preparing_to_the_file(hall) -> None:
    number = prepare(hall)
    assert number == "2026-001" and row(hall, number).due_at == datetime(
        2026, 4, 16, tzinfo=CHINA
    ), "fifteen days after the quarter, counted from the day after"
    for what, who in (("check", "supervisor1"), ("approve", "committee1"), ("approve", "party1")):
        act(hall, what, number, who)
    act(hall, "post", number, "clerk")
    found = row(hall, number)
    assert found.until_at == datetime(2026, 4, 16, tzinfo=CHINA)
    assert (found.party_title, found.committee_title) == ("党委委员", "居委会委员")
    told = {
        "number": number,
        "item": AID,
        "period": "2026-Q1",
        "title": DRAFT.title,
        "text": DRAFT.text,
        "content": {"columns": ["类别", "户数"], "rows": [["在保", "31"], ["新增", "2"]]},
        "corrects": "",
    }
    assert found.sha256 == law_of.digest(told)
    act(hall, "file", number, "clerk", "档〔2026〕12 号")
    assert postings.progress(row(hall, number)).stage == "filed"
    assert codes(act, hall, "file", number, "clerk", "档") == ["posting_not_now"]


def test_each_step_by_somebody_else_and_in_its_order(hall) -> None:
    number = prepare(hall, who="committee1")
    assert codes(act, hall, "approve", number, "party1") == ["posting_not_now"]
    assert codes(act, hall, "post", number, "clerk") == ["posting_not_now"]
    assert codes(act, hall, "check", number, "clerk") == ["no_power"]
    act(hall, "check", number, "supervisor1")
    assert codes(act, hall, "approve", number, "committee1") == ["posting_own"]
    assert codes(act, hall, "approve", number, "supervisor1") == ["no_power"]
    act(hall, "approve", number, "committee2")
    assert codes(act, hall, "approve", number, "chair") == ["posting_side_done"]
    assert codes(act, hall, "post", number, "clerk") == ["posting_not_now"]
    act(hall, "approve", number, "secretary")
    assert codes(act, hall, "post", number, "party1") == ["no_power"]
    act(hall, "post", number, "clerk")


def test_one_person_in_both_committees_approves_for_one_only(hall) -> None:
    number = prepare(hall)
    act(hall, "check", number, "supervisor1")
    act(hall, "approve", number, "party1")
    both = hall.actor("committee1")
    same = type(both)(hall.people["party1"], both.office, both.title)
    version = row(hall, number).version
    assert codes(
        postings.approve, hall.community_id, number, version=version, actor=same, at=AT
    ) == ["posting_two_people"]


def test_returned_with_a_reason_everything_begins_again(hall) -> None:
    number = approved(hall)
    stale = row(hall, number).version
    act(hall, "send_back", number, "supervisor1", "户数与街道的名单不符")
    assert postings.progress(row(hall, number)).stage == "returned"
    assert codes(act, hall, "post", number, "clerk", version=stale) == ["posting_moved"]
    better = Draft(DRAFT.title, "本季度新增 3 户。", "类别,户数\n在保,32")
    act(hall, "edit", number, "clerk", better)
    found = row(hall, number)
    assert postings.progress(found).stage == "prepared" and not found.party_by_id
    assert found.content == {"columns": ["类别", "户数"], "rows": [["在保", "32"]]}


def test_one_posting_of_a_period_unless_withdrawn_and_the_same_request_once(hall) -> None:
    key = new_id().hex
    number = prepare(hall, request_key=key)
    assert prepare(hall, request_key=key) == ""
    assert codes(prepare, hall) == ["posting_exists"]
    act(hall, "withdraw", number, "clerk")
    assert prepare(hall) == "2026-002"
    assert prepare(hall, item=PROJECTS, period="2026-04-08") == "2026-003"
    assert prepare(hall, item=PROJECTS, period="2026-04-08") == "2026-004", "each event its own"


@pytest.mark.parametrize(
    ("item", "period", "code"),
    [
        (AID, "2026-Q2", "period_not_over"),
        (AID, "2026-04", "period_unreadable"),
        (AID, "1026-Q1", "period_unreadable"),
        (FUND, "2026-04", "period_not_over"),
        (PROJECTS, "2026-04-09", "period_not_over"),
        (PROJECTS, "2026-02-30", "period_unreadable"),
        (99, "2026-Q1", "not_found"),
    ],
)
def test_periods_that_cannot_be_disclosed(hall, item, period, code) -> None:
    assert codes(prepare, hall, item, period) == [code]


def behind(statement) -> None:
    """Change the database as somebody with its password would."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            connection.execute(statement)
        finally:
            connection.info.pop("maintenance")


def test_integrity_holds_what_is_posted_against_its_hash(app, hall) -> None:
    number = posted(hall, corrects=posted(hall))
    found = postingcheck.offences
    with db.engine.connect() as connection:
        assert list(found(connection, hall.community_id)) == []
    behind(update(DisclosureItem).values(number=DisclosureItem.number + 500))
    with db.engine.connect() as connection:
        assert number in list(found(connection, hall.community_id))
    codes = {finding.code for finding in integrity.check(app.config["UPLOADS"])}
    assert "posting_altered" in codes


def test_what_is_posted_stays_and_a_correction_stands_beside_it(hall) -> None:
    number = posted(hall)
    for change in (
        update(Posting).values(text="改"),
        update(Posting).values(sha256="0" * 64),
        delete(Posting),
    ):
        with pytest.raises(DBAPIError):
            behind(change)
    for what, more in (("edit", [DRAFT]), ("withdraw", []), ("send_back", ["错了"])):
        who = "supervisor1" if what == "send_back" else "clerk"
        assert codes(act, hall, what, number, who, *more) == ["posting_not_now"]
    newer = posted(hall, corrects=number, draft=Draft("一季度低保情况（更正）", "应为 3 户。"))
    assert row(hall, newer).corrects_id == row(hall, number).id
    assert codes(prepare, hall, corrects=number) == ["posting_exists"]
    assert codes(prepare, hall, corrects="2026-099") == ["not_found"]


def test_figures_of_the_fund_come_from_the_books_and_must_still_agree(hall) -> None:
    purse = money.purse(hall, 4_000_000)
    money.paid(purse, 0, 1_860_000)
    number = prepare(hall, FUND, "2026-03", Draft("三月收支", "见下表。", "乱,写"))
    rows = row(hall, number).content["rows"]
    assert rows == [
        ["期初结存", "", "", "0.00"],
        ["到账", "200,000.00", "", ""],
        [f"支付：{purse.projects[0]} 项目1", "", "18,600.00", ""],
        ["本期合计和期末结存", "200,000.00", "18,600.00", "181,400.00"],
    ]
    act(hall, "check", number, "supervisor1")
    act(hall, "approve", number, "party1")
    act(hall, "approve", number, "committee1")
    money.paid(purse, 0, 40_000)
    assert codes(act, hall, "post", number, "clerk") == ["posting_figures_moved"]
    act(hall, "send_back", number, "supervisor1", "账簿有变动")
    act(hall, "edit", number, "clerk", Draft("三月收支", "见下表。"))
    assert row(hall, number).content["rows"][-1][-1] == "181,000.00"


def test_people_are_hidden_in_what_is_prepared(hall) -> None:
    draft = Draft("慰问", "联系 13812345678", "户\t电话\n3号楼1201室\t13812345678")
    found = row(hall, prepare(hall, draft=draft))
    assert "13812345678" not in found.text + str(found.content) and "1201" not in str(found.content)


def test_who_is_late_is_told_by_the_rules() -> None:
    today = date(2026, 4, 8)
    months = law_of.finished("monthly", date(2026, 1, 1), None, today, 12)
    assert [found.code for found in months] == ["2026-03", "2026-02", "2026-01"]
    quarters = law_of.finished("quarterly", date(2025, 12, 31), None, today, 12)
    assert [found.code for found in quarters] == ["2026-Q1", "2025-Q4"]
    assert law_of.finished("quarterly", date(2026, 4, 1), None, today, 12) == []
    assert law_of.finished("at_once", date(2026, 1, 1), None, today, 12) == []
    ended = law_of.finished("monthly", date(2026, 1, 1), date(2026, 2, 10), today, 12)
    assert [found.code for found in ended] == ["2026-02", "2026-01"]
    due = months[0].due(10)
    assert due == datetime(2026, 4, 11, tzinfo=CHINA)
    moment = timedelta(microseconds=1)
    stands = [
        law_of.standing(due, None, due - moment),
        law_of.standing(due, None, due),
        law_of.standing(due, due - moment, due),
        law_of.standing(due, due, due),
    ]
    assert stands == ["awaited", "overdue", "on_time", "late"]
