"""How many of the truly repeated subjects among real messages the similar-proposal search finds in
its first five.

    python -m benchmarks.similar_recall [FILE.xlsx]

Every message of a judged subject asks as if it were a draft; all other messages are in the index.
Prints one JSON
object per line. The judgements (numbers only) lie in ``tests/data/repeated_subjects.toml``; the
messages are not ours
and are looked for beside the checkout.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from time import process_time
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import Connection, create_engine
from sqlalchemy.orm import Session

import council.models  # noqa: F401 - the index stands beside the proposals
from council.models.base import Base
from council.queries.search import similar
from council.services.search_index import Entry, index_many

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "tests" / "data" / "repeated_subjects.toml"
COMMUNITY = UUID(int=1)
FIRST = 5
MANY = 10
"""A subject of more messages than this says little about the first five; it is counted apart."""


@dataclass(frozen=True, slots=True)
class Message:
    """One resident's message."""

    number: str
    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Recall:
    """What was found.

    ``pairs_found``: the partner stands in the first five; each pair is asked from both sides
    (``asked``). ``helped``: messages that were shown at least one true repetition.
    """

    subjects: int
    pairs: int
    asked: int
    pairs_found: int
    messages: int
    helped: int
    missed: tuple[tuple[str, str], ...]
    cpu_ms: float

    @property
    def permille(self) -> int:
        """Directed pairs found, of a thousand."""
        return 1000 * self.pairs_found // self.asked


def messages_file() -> Path:
    """Where the real messages would lie."""
    folder = Path(os.environ.get("COUNCIL_DATA") or ROOT.parent / "shared" / "data")
    return folder / "messages" / "residents-messages.xlsx"


def read_messages(path: Path) -> list[Message]:
    """The messages of the workbook."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.active
        assert sheet is not None
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
    finally:
        book.close()
    return [Message(str(r[0]), str(r[2]).strip(), str(r[4]).strip(), _instant(r[3])) for r in rows]


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone()
    form = "%Y/%m/%d %H:%M:%S" if "/" in str(value) else "%Y-%m-%d %H:%M:%S"
    return datetime.strptime(str(value).strip(), form).astimezone()


def judged(path: Path = JUDGED) -> list[tuple[str, ...]]:
    """The subjects: each the numbers of messages about one and the same thing."""
    with path.open("rb") as file:
        return [tuple(map(str, subject)) for subject in tomllib.load(file)["subjects"]]


def measure(messages: list[Message], subjects: list[tuple[str, ...]]) -> Recall:
    """Index all messages on SQLite and ask for each message of each subject."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        entries = (Entry(m.number, m.title, m.text, m.at) for m in messages)
        index_many(session, COMMUNITY, entries)
        session.commit()
    by_number = {m.number: m for m in messages}
    asked = {number for subject in subjects for number in subject}
    with engine.connect() as connection:
        start = process_time()
        answers = {number: _first_five(connection, by_number[number]) for number in asked}
        cpu_ms = (process_time() - start) * 1000 / max(len(asked), 1)
    engine.dispose()
    return _recall(subjects, answers, cpu_ms)


def _first_five(connection: Connection, message: Message) -> list[str]:
    hits = similar(
        connection, COMMUNITY, message.title, message.text, limit=FIRST, exclude=message.number
    )
    return [hit.number for hit in hits]


def _recall(
    subjects: list[tuple[str, ...]], answers: dict[str, list[str]], cpu_ms: float
) -> Recall:
    pairs = [pair for subject in subjects for pair in combinations(subject, 2)]
    directed = [pair for a, b in pairs for pair in ((a, b), (b, a))]
    missed = tuple((a, b) for a, b in directed if b not in answers[a])
    members = [(number, subject) for subject in subjects for number in subject]
    helped = sum(1 for n, subject in members if set(answers[n]) & (set(subject) - {n}))
    return Recall(
        len(subjects),
        len(pairs),
        len(directed),
        len(directed) - len(missed),
        len(members),
        helped,
        missed,
        cpu_ms,
    )


def report(name: str, found: Recall) -> dict[str, object]:
    """One line of the report."""
    return {
        "bench": name,
        "db": "sqlite",
        "subjects": found.subjects,
        "pairs": found.pairs,
        "found_in_first_five": f"{found.pairs_found}/{found.asked}",
        "recall_permille": found.permille,
        "messages_helped": f"{found.helped}/{found.messages}",
        "cpu_ms": round(found.cpu_ms, 2),
    }


def main() -> int:
    """Print the report; 2 where the messages are absent."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else messages_file()
    if not path.is_file():
        print(f"no messages at {path.name}: set COUNCIL_DATA or name the file", file=sys.stderr)
        return 2
    messages, subjects = read_messages(path), judged()
    usual = [subject for subject in subjects if len(subject) <= MANY]
    large = [subject for subject in subjects if len(subject) > MANY]
    found = measure(messages, usual)
    print(json.dumps(report("similar-recall", found)))
    print(json.dumps(report("similar-recall-large-subject", measure(messages, large))))
    for asked, partner in found.missed:
        print(f"not in the first five of {asked}: {partner}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
