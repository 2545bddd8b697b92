"""Long imports and exports in a process of their own, with how far they are.

A job's row says who asked for what and how it ended; it is no record: what a job does to the
record is an act with its own entry. While it runs, its process holds a lock on a file, which the
system lets go when the process dies, however it dies: so a job whose lock is free and that never
ended has failed. How far it is stands in a small file, because the row could not be written while
an act holds the database.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from council.db import db
from council.models.base import new_id
from council.models.commitments import plain
from council.models.jobs import Job
from council.rules.powers import OfficeKind, may
from council.rules.verdict import Reason, Refused
from council.services import jobkinds
from council.services.jobkinds import Running, Word
from council.services.tables import RowsRefused
from council.services.unit import Actor

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
"""How long a file stays to be fetched."""
FORGOTTEN = timedelta(days=60)
PATIENCE = timedelta(minutes=2)
"""A process that has not begun by then never will."""
MOST_FAULTS = 500
Run = Callable[[Running], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a job reads."""

    data: bytes
    file_name: str


def begin(
    community_id: UUID,
    kind: str,
    asked: dict[str, Any],
    folder: Path,
    *,
    upload: Upload | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Note a job and keep its file; the caller starts ``flask jobs run`` with the id.

    Raises:
        Refused: ``no_power``, ``value_unknown`` for a kind that is none.
    """
    if kind not in jobkinds.KINDS:
        raise Refused([Reason("value_unknown")])
    power = jobkinds.KINDS[kind].power
    offices = [OfficeKind(actor.office)] if actor.office in set(OfficeKind) else []
    if not may(power, offices):
        raise Refused([Reason("no_power", {"act": power})])
    sweep(folder, at)
    job_id = new_id()
    if upload is not None:
        _place(folder, job_id, "in").write_bytes(upload.data)
        asked = asked | {"file_name": upload.file_name[:120]}
    values = {
        "community_id": community_id,
        "id": job_id,
        "kind": kind,
        "person_id": actor.person_id,
        "office": actor.office,
        "title": actor.title,
        "asked": asked,
        "at": at,
    }
    with db.engine.connect() as connection:
        connection.execute(insert(Job).values(values))
    return job_id


def run(
    job_id: UUID,
    folder: Path,
    now: Callable[[], datetime],
    word: Word = lambda _group, code: code,
) -> str:
    """Do a job that waits; gives how it ended ("" where another process has it, or had it).

    ``word`` gives the word for a code of a group, as files tell it.
    """
    with _lock(folder, job_id) as mine:
        if not mine or not _set(job_id, "waiting", state="running", started_at=now()):
            return ""
        state, result = _do(_load(job_id), folder, now(), word)
        done, total = progress(folder, job_id)
        ended = {"state": state, "result": result, "done": done, "total": total}
        _set(job_id, "running", ended_at=now(), **ended)
        for ending in ("in", "progress"):
            _place(folder, job_id, ending).unlink(missing_ok=True)
        return state


def progress(folder: Path, job_id: UUID) -> tuple[int, int]:
    """How many steps of how many are done; nought of nought before it is known."""
    with suppress(OSError, ValueError):
        done, total = _place(folder, job_id, "progress").read_text("ascii").split()
        return int(done), int(total)
    return 0, 0


def settle(job_id: UUID, folder: Path, at: datetime) -> None:
    """Tell a job as failed whose process is gone."""
    job = _load(job_id)
    if job.state not in {"waiting", "running"}:
        return
    if job.state == "waiting" and at < job.at + PATIENCE:
        return
    with _lock(folder, job_id) as free:
        if free:
            _set(job_id, job.state, state="failed", ended_at=at, result={"lost": True})


def result_file(folder: Path, job_id: UUID) -> Path | None:
    """What a job wrote, while it is kept."""
    place = _place(folder, job_id, "out")
    return place if place.exists() else None


def sweep(folder: Path, at: datetime) -> None:
    """Delete files that nobody fetched in time, and forget old jobs."""
    oldest = (at - KEPT).timestamp()
    for path in folder.iterdir() if folder.exists() else ():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    with db.engine.connect() as connection:
        connection.execute(delete(Job).where(Job.at < at - FORGOTTEN))


def _do(job: Any, folder: Path, at: datetime, word: Word) -> tuple[str, dict[str, Any]]:
    running = Running(
        job.community_id,
        Actor(job.person_id, job.office, job.title),
        at,
        job.asked,
        _place(folder, job.id, "in"),
        _place(folder, job.id, "out"),
        _teller(_place(folder, job.id, "progress")),
        word,
    )
    try:
        return "done", jobkinds.KINDS[job.kind].run(running)
    except RowsRefused as refused:
        faults = [
            [f.sheet, f.row, f.column, *_reason(f.reason)] for f in refused.faults[:MOST_FAULTS]
        ]
        return "failed", {"faults": faults, "count": len(refused.faults)}
    except Refused as refused:
        return "failed", {"reasons": [_reason(reason) for reason in refused.reasons]}
    except Exception:
        log.exception("job %s (%s) broke", job.id, job.kind)
        return "failed", {"broken": True}


def _reason(reason: Reason) -> list[Any]:
    return [reason.code, {key: plain(value) for key, value in reason.params.items()}]


def _teller(path: Path) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        beside = path.with_suffix(".part")
        beside.write_text(f"{done} {total}", "ascii")
        beside.replace(path)

    return told


def _load(job_id: UUID) -> Any:
    with db.engine.connect() as connection:
        row = connection.execute(select(Job.__table__).where(Job.id == job_id)).first()
    if row is None:
        raise Refused([Reason("not_found", {"what": "job"})])
    return row


def _set(job_id: UUID, before: str, **values: Any) -> bool:
    """Change a job that is in the state ``before``; whether it was."""
    with db.engine.connect() as connection:
        query = update(Job).where(Job.id == job_id, Job.state == before).values(values)
        return connection.execute(query).rowcount == 1


@contextmanager
def _lock(folder: Path, job_id: UUID) -> Iterator[bool]:
    """Hold the lock of a job's process; False where another holds it."""
    with _place(folder, job_id, "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _place(folder: Path, job_id: UUID, ending: str) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{job_id.hex}.{ending}"
