"""The whole ledger as a file: what memory a hundred thousand entries take, and how long.

Part of ``make bench`` as ``ledger-export``. Each export runs in a process of its own, after a small
one that loads whatever an export needs: ``peak_mb`` is by how much the process grew beyond that.
It does not grow with the entries; on SQLite it includes the database's page cache, which fills up
to its 16 MB.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from benchmarks.writer import NOW, Writer, maintenance
from council.db import db
from council.rules import ledger as books

SMALL, SIZES = 100, (10_000, 100_000)
YEAR = 2025


def fill_and_export(community: UUID) -> Iterator[dict[str, Any]]:
    """A fund for each size; what its export takes in each format."""
    for many in (SMALL, *SIZES):
        with maintenance() as connection:
            _fund(Writer(connection, community), many)
    db.engine.dispose()
    for many in SIZES:
        for ending in ("csv", "xlsx"):
            command = [sys.executable, "-m", "benchmarks.bookexport", community.hex]
            told = subprocess.run(
                [*command, str(many), ending], check=True, capture_output=True, text=True
            )
            yield json.loads(told.stdout) | {"n": many, "format": ending}


def _fund(writer: Writer, many: int) -> None:
    """Grants of one fen, each an entry of one line."""
    code, day = f"bench-{many}", date(YEAR, 1, 1)
    fund = {"code": code, "kind": "donation", "name": code, "bank": "", "account_number": ""}
    (key,) = writer.put("fund", [fund | {"position": many, "opened_on": day}])
    balances = {"granted": many, "free": many}
    none = dict.fromkeys(
        ("opening", "received", "planned", "contracted", "paid", "swept", "carried"), 0
    )
    words = {"closed_title": "", "closing_note": "", "version": many, "sweep_on": day}
    (year,) = writer.put("fund_year", [{"fund_id": key, "year": YEAR} | balances | none | words])
    entry = {"fund_year_id": year, "kind": "grant", "office_title": "书记员", "at": NOW}
    entries = [
        entry | {"number": n, "on": day + timedelta(days=n % 365), "text": f"第 {n} 笔拨款"}
        for n in range(1, many + 1)
    ]
    lines = books.grant(1)
    writer.put(
        "ledger_transfer",
        [
            {"entry_id": one, "position": at, "debit": line.debit.value,
             "credit": line.credit.value, "amount": line.amount}
            for one in writer.put("ledger_entry", entries)
            for at, line in enumerate(lines, 1)
        ],
    )  # fmt: skip


def main() -> None:
    """Export one fund's year and tell what it took."""
    from council.app import create_app
    from council.db import reading
    from council.queries.chamber import books as queries
    from council.web.chamber.fundbooks import write_books

    community, many, ending = UUID(hex=sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    app = create_app({"SECRET_KEY": "x" * 32})
    with app.test_request_context("/c/bench/"):
        from flask import g

        g.community = type("Head", (), {"id": community})

        def export(size: int) -> int:
            year = queries.year(reading(), community, f"bench-{size}", YEAR)
            if year is None:
                raise LookupError(size)
            with TemporaryFile() as out:
                write_books(ending, year, "/c/bench", out)
                return out.tell()

        export(SMALL)
        before, began = _peak(), time.perf_counter()
        size = export(many)
        took = time.perf_counter() - began
    told = {"peak_mb": round((_peak() - before) / 1024, 1), "seconds": round(took, 1)}
    print(json.dumps(told | {"file_mb": round(size / 2**20, 1)}))


def _peak() -> int:
    """The most memory that this process ever held, in kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
