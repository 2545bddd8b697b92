"""Long imports and exports: how they end, how far they are, what becomes of one that was killed."""

from __future__ import annotations

import fcntl
import io
import os
from datetime import timedelta
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from council.db import db
from council.models.bank import BankLine
from council.models.jobs import Job
from council.models.ledger import LedgerEntry, LedgerTransfer
from council.models.payments import Payment
from council.rules.verdict import Refused
from council.services import bookexport, fundopening, jobs
from tests.factories import bank as files
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.services.test_fundopening import PAYMENTS, PROJECTS, YEARS, book, bytes_of
from tests.services.test_payment_files import HEAD, line
from tests.services.test_payment_files import book as payments

AT = money.AT


@pytest.fixture
def purse(app_context, scene):
    made = money.purse(on_stage(app_context, scene))
    money.paid(made, 0, 1_860_000)
    return made


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "jobs"


def statement(count: int = 3) -> bytes:
    moved = [(money.DAY, money.WHOLE, "松河街道办事处", "拨款")]
    moved += [(money.DAY, 100 + n, "某人", f"第{n}笔") for n in range(count - 1)]
    return files.as_csv(files.table(moved))


def begin(made, folder, data: bytes = b"", who: str = "clerk", **more) -> UUID:
    kind = more.pop("kind", "bank.import")
    name = "a.xlsx" if data.startswith(b"PK") else "bank.csv"
    upload = jobs.Upload(data, name) if data else None
    return jobs.begin(
        made.hall.community_id,
        kind,
        {"fund": "service"} | more,
        folder,
        upload=upload,
        actor=made.hall.actor(who),
        at=AT,
    )


def row(job_id: UUID):
    with db.engine.connect() as connection:
        return connection.execute(select(Job.__table__).where(Job.id == job_id)).one()


def run(job_id: UUID, folder) -> str:
    return jobs.run(job_id, folder, lambda: AT)


def test_an_import_in_the_background(purse, folder) -> None:
    job_id = begin(purse, folder, statement(1200))
    assert row(job_id).state == "waiting"
    assert run(job_id, folder) == "done"
    ended = row(job_id)
    assert (ended.state, ended.done, ended.total) == ("done", 1200, 1200)
    assert ended.result == {"new": 1200, "same": 0, "matched": 1}
    assert len(stored(purse.hall, BankLine)) == 1200
    assert run(job_id, folder) == "", "it is done once"
    assert not list(folder.glob("*.in")) and not list(folder.glob("*.progress"))


def test_bad_rows_are_kept_to_be_read(purse, folder) -> None:
    job_id = begin(purse, folder, statement().replace(b'"200,000.00"', b"viel", 1))
    assert run(job_id, folder) == "failed"
    (fault,) = row(job_id).result["faults"]
    assert fault[1:4] == [4, "贷方发生额", "bank_amount_unreadable"]
    assert not stored(purse.hall, BankLine)
    job_id = begin(purse, folder, b"no,table\n1,2\n")
    assert run(job_id, folder) == "failed"
    assert row(job_id).result == {"reasons": [["bank_no_header", {}]]}


def test_what_breaks_is_told_and_nothing_is_written(purse, folder, monkeypatch) -> None:
    def broken(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(bookexport, "write", broken)
    job_id = begin(purse, folder, kind="books.export", year=2026)
    assert run(job_id, folder) == "failed" and row(job_id).result == {"broken": True}


def test_one_that_was_killed_has_failed_one_that_lives_has_not(purse, folder) -> None:
    job_id = begin(purse, folder, statement())
    jobs.settle(job_id, folder, AT)
    assert row(job_id).state == "waiting", "it may still begin"
    with db.engine.connect() as connection:
        connection.execute(Job.__table__.update().values(state="running"))
    with (folder / f"{job_id.hex}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        jobs.settle(job_id, folder, AT)
        assert row(job_id).state == "running"
        assert run(job_id, folder) == "", "another process has it"
    jobs.settle(job_id, folder, AT)
    assert (row(job_id).state, row(job_id).result) == ("failed", {"lost": True})
    never = begin(purse, folder, statement())
    jobs.settle(never, folder, AT + jobs.PATIENCE)
    assert row(never).state == "failed"


def test_who_may_not_do_it_may_not_have_it_done(purse, folder) -> None:
    for who, kind in (("supervisor1", "bank.import"), ("resident1", "books.export")):
        with pytest.raises(Refused) as caught:
            begin(purse, folder, b"x", who, kind=kind)
        assert [reason.code for reason in caught.value.reasons] == ["no_power"]
    with pytest.raises(Refused):
        begin(purse, folder, kind="anything")


def test_the_books_as_a_workbook(purse, folder) -> None:
    job_id = begin(purse, folder, who="supervisor1", kind="books.export", year=2026)
    assert run(job_id, folder) == "done"
    found = jobs.result_file(folder, job_id)
    rows = list(load_workbook(io.BytesIO(found.read_bytes())).active.values)
    transfers = stored(purse.hall, LedgerTransfer)
    assert rows[0] == bookexport.COLUMNS and len(rows) == len(transfers) + 1
    assert sum(round(line[9] * 100) for line in rows[1:]) == sum(t.amount for t in transfers)
    assert row(job_id).total == len(stored(purse.hall, LedgerEntry))
    job_id = begin(purse, folder, kind="books.export", year=2031)
    assert run(job_id, folder) == "failed"


def test_files_that_nobody_fetched_go(purse, folder) -> None:
    job_id = begin(purse, folder, kind="books.export", year=2026)
    run(job_id, folder)
    place = jobs.result_file(folder, job_id)
    old = (AT - timedelta(days=8)).timestamp()
    os.utime(place, (old, old))
    jobs.sweep(folder, AT)
    assert jobs.result_file(folder, job_id) is None and row(job_id).state == "done"
    jobs.sweep(folder, AT + timedelta(days=61))
    with db.engine.connect() as connection:
        assert not connection.execute(select(Job.id)).all()


def test_progress_can_be_read_while_it_runs(purse, folder, monkeypatch) -> None:
    heard = []
    from council.services import bank

    take = bank.take_over

    def listening(*args, told, **kwargs):
        def both(done: int, total: int) -> None:
            told(done, total)
            heard.append(jobs.progress(folder, job_id))

        return take(*args, told=both, **kwargs)

    monkeypatch.setattr(bank, "take_over", listening)
    job_id = begin(purse, folder, statement(1200))
    run(job_id, folder)
    assert heard == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200), (1200, 1200)]


@pytest.fixture
def heard(monkeypatch):
    """What a job tells of how far it is."""
    told = []
    teller = jobs._teller

    def listening(path):
        tell = teller(path)

        def both(done: int, total: int) -> None:
            tell(done, total)
            told.append((done, total))

        return both

    monkeypatch.setattr(jobs, "_teller", listening)
    return told


def test_a_history_tells_how_far_it_is(purse, folder, heard) -> None:
    paid = [
        ["加装路灯", f"2024-09-{day:02}", 100, "杏北照明", f"第{day}笔"] for day in range(1, 29)
    ]
    made = book(
        年度=[YEARS, [2024, "", 50000, "松河街道办事处", ""]],
        项目=[PROJECTS, [2024, "加装路灯", "工程", "40000", "杏北照明", "96%"]],
        支付=[PAYMENTS, *paid],
    )
    before = len(stored(purse.hall, LedgerEntry))
    job_id = begin(purse, folder, bytes_of(made), kind="history.import")
    assert run(job_id, folder) == "done"
    assert heard == [(0, 30), (fundopening.PORTION, 30), (30, 30)]
    assert row(job_id).result == {"new": 30, "same": 0}
    assert len(stored(purse.hall, LedgerEntry)) == before + 30, "grant, plan and 28 payments"


def test_payments_tell_how_far_they_are(purse, folder, heard) -> None:
    data = payments(HEAD, *(line(purse, 1, purpose=f"灯具{n}") for n in range(12)))
    job_id = begin(purse, folder, data, kind="payments.import")
    assert run(job_id, folder) == "done"
    assert heard == [(0, 12), (5, 12), (10, 12), (12, 12)]
    assert row(job_id).result == {"new": 12, "same": 0, "total": 1200}
    assert len(stored(purse.hall, Payment)) == 1 + 12
    with pytest.raises(Refused):
        begin(purse, folder, data, "supervisor1", kind="payments.import")


def test_bad_payments_are_named_and_none_is_entered(purse, folder) -> None:
    data = payments(HEAD, line(purse, 1), line(purse, 2, project="2026-777"))
    job_id = begin(purse, folder, data, kind="payments.import")
    assert run(job_id, folder) == "failed"
    (fault,) = row(job_id).result["faults"]
    assert (fault[1], fault[3]) == (3, "not_found")
    assert len(stored(purse.hall, Payment)) == 1, "that of the scene"
