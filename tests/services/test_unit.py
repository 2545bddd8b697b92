"""One act, one transaction, one entry: what the unit lets through and what it refuses."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from council.db import UnjournalledWrite, db, wal_is_safe
from council.models.communities import Community, NumberSeries
from council.models.journal import JournalEntry
from council.models.people import Person
from council.rules.verdict import Refused
from council.services.numbers import next_number
from council.services.unit import SYSTEM, Actor, chain_hash, unit
from tests.factories.community import on_stage

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


def entries(hall):
    with db.engine.connect() as connection:
        mine = JournalEntry.community_id == hall.community_id
        query = select(JournalEntry.__table__).where(mine).order_by(JournalEntry.seq)
        return connection.execute(query).all()


def rename(hall, name, **how):
    with unit(hall.community_id, kind="test.rename", actor=SYSTEM, at=AT, **how) as work:
        work.session.get(Community, hall.community_id).name = name


def test_an_act_makes_one_entry_that_chains_to_the_one_before(hall):
    before = entries(hall)
    rename(hall, "新名社区")
    after = entries(hall)
    assert len(after) == len(before) + 1
    last = after[-1]
    assert last.previous == before[-1].sha256
    assert last.sha256 == chain_hash(before[-1].sha256, last.payload)
    told = json.loads(last.payload)
    assert (told["act"], told["row_count"], told["seq"]) == ("test.rename", 1, last.seq)


def test_what_fails_inside_leaves_nothing(hall):
    before = entries(hall)
    with (
        pytest.raises(ZeroDivisionError),
        unit(hall.community_id, kind="test.break", actor=SYSTEM, at=AT) as work,
    ):
        work.session.get(Community, hall.community_id).name = "不会留下"
        work.session.flush()
        raise ZeroDivisionError
    assert entries(hall) == before
    with db.engine.connect() as connection:
        assert connection.scalar(select(Community.name)) != "不会留下"


def test_a_write_outside_a_unit_is_refused(hall):
    with pytest.raises(UnjournalledWrite), Session(db.engine) as session:
        session.get(Community, hall.community_id).name = "偷改"
        session.commit()
    with pytest.raises(UnjournalledWrite), db.engine.connect() as connection:
        connection.execute(text("UPDATE person SET name = 'x'"))


def test_a_commit_without_an_entry_is_refused(hall):
    with (
        pytest.raises(UnjournalledWrite),
        unit(hall.community_id, kind="test.sneak", actor=SYSTEM, at=AT) as work,
    ):
        work.session.get(Community, hall.community_id).name = "抢先提交"
        work.session.commit()
    with db.engine.connect() as connection:
        assert connection.scalar(select(Community.name)) != "抢先提交"


@pytest.mark.parametrize("table", ["journal_entry", "journal_commitment"])
@pytest.mark.parametrize("change", ["UPDATE {} SET seq = seq", "DELETE FROM {}"])
def test_the_journal_is_append_only_in_the_database_itself(hall, table, change):
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        try:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(change.format(table)))
        finally:
            connection.info.pop("maintenance")


def test_personal_data_stand_in_the_journal_only_as_commitments(hall):
    with db.engine.connect() as connection:
        names = connection.scalars(select(Person.name)).all()
        phones = [p for p in connection.scalars(select(Person.phone)).all() if p]
    payloads = "".join(entry.payload for entry in entries(hall))
    assert names
    assert phones
    assert not [secret for secret in (*names, *phones) if secret in payloads]


def test_an_office_without_the_power_is_refused(hall):
    with pytest.raises(Refused) as caught:
        rename_as = Actor(hall.people["resident1"], "resident", "")
        with unit(hall.community_id, kind="x", actor=rename_as, at=AT, power="vetting.decide"):
            pytest.fail("must not get in")
    assert [r.code for r in caught.value.reasons] == ["no_power"]


def test_numbers_have_no_gap_and_no_double_when_many_act_at_once(app, hall):
    got, failed = [], []

    def act():
        with app.app_context():
            try:
                with unit(hall.community_id, kind="test.number", actor=SYSTEM, at=AT) as work:
                    got.append(next_number(work, "test"))
            except Exception as error:  # noqa: BLE001 - whatever happens must be seen
                failed.append(error)

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(got) == [f"2026-{n:03d}" for n in range(1, 9)]


def test_another_communitys_row_cannot_be_pointed_at(app, hall):
    from tests.factories.community import make_community

    other = make_community(app, "t2")
    with (
        pytest.raises(DBAPIError),
        unit(hall.community_id, kind="test.cross", actor=SYSTEM, at=AT) as work,
    ):
        work.session.execute(
            insert(NumberSeries.__table__.metadata.tables["tenure"]),
            [
                {
                    "community_id": hall.community_id,
                    "id": other.community_id,
                    "salt": b"x" * 16,
                    "office_id": other.offices["clerk"],
                    "person_id": hall.people["resident1"],
                    "starts_on": AT.date(),
                }
            ],
        )


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 7), True),
     ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True)],
)  # fmt: skip
def test_wal_only_with_the_fixed_library(version, safe):
    assert wal_is_safe(version) is safe


def test_a_repeated_act_leaves_no_entry_unless_it_changes_something(hall):
    before = len(entries(hall))
    with unit(hall.community_id, kind="test.repeat", actor=SYSTEM, at=AT) as work:
        work.repeat()
    assert len(entries(hall)) == before
    with unit(hall.community_id, kind="test.repeat", actor=SYSTEM, at=AT) as work:
        work.repeat()
        next_number(work, "test")
    assert len(entries(hall)) == before + 1
