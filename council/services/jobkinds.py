"""What can run as a job: imports that are read row by row, exports of whole books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from council.services import bank, bookexport, fundfile, fundopening, paymentfile
from council.services.unit import Actor

Told = Callable[[int, int], None]
Word = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Running:
    """What a job knows while it runs: who asked for what, its files, whom to tell how far it is,
    and ``word`` for codes of the vocabulary.
    """

    community_id: UUID
    actor: Actor
    at: datetime
    asked: dict[str, Any]
    source: Path
    target: Path
    told: Told
    word: Word

    @property
    def file_name(self) -> str:
        """The name of the uploaded file."""
        return str(self.asked.get("file_name", ""))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: the power that it takes, and what it does; gives what to show at the end."""

    power: str
    run: Callable[[Running], dict[str, Any]]


def _bank_import(job: Running) -> dict[str, Any]:
    taken = bank.take_over(
        job.community_id,
        str(job.asked["fund"]),
        job.source.read_bytes(),
        job.file_name,
        actor=job.actor,
        at=job.at,
        told=job.told,
    )
    return asdict(taken)


def _history_import(job: Running) -> dict[str, Any]:
    history = fundfile.read(job.source.read_bytes(), job.file_name)
    taken = fundopening.take_over(
        job.community_id, history, actor=job.actor, at=job.at, told=job.told
    )
    return asdict(taken)


def _payments_import(job: Running) -> dict[str, Any]:
    taken = paymentfile.take_over(
        job.community_id,
        job.source.read_bytes(),
        job.file_name,
        actor=job.actor,
        at=job.at,
        told=job.told,
    )
    return asdict(taken)


def _books_export(job: Running) -> dict[str, Any]:
    fund, year = str(job.asked["fund"]), int(job.asked["year"])
    rows = bookexport.write(job.target, job.community_id, fund, year, told=job.told, word=job.word)
    return {"file": f"books-{fund}-{year}.xlsx", "rows": rows}


KINDS = {
    "bank.import": Kind("fund.keep", _bank_import),
    "history.import": Kind("fund.keep", _history_import),
    "payments.import": Kind("payment.enter", _payments_import),
    "books.export": Kind("fund.read", _books_export),
}
