"""Bank statements taken over, and their lines matched to the entries of the books."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.bank import BankLine, BankStatement
from council.models.base import new_id
from council.models.funds import Fund
from council.models.ledger import LedgerEntry
from council.rules import bankmatch
from council.rules.bank import Line
from council.rules.bankmatch import Unmatched
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services import bankbooks, bankfiles, funds
from council.services.unit import Actor, Work, unit

POWER = "fund.keep"
PORTION = 500
"""Lines between two words on how far an import is."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """Lines that were new, that were here before, and how many of the new ones found an entry."""

    new: int
    same: int
    matched: int = 0


def take_over(
    community_id: UUID,
    fund: str,
    source: Path | bytes,
    filename: str,
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    told: Told = lambda _done, _total: None,
) -> Imported:
    """Take a statement over, all or nothing; lines that are here already change nothing.

    It is read and checked before the books are locked; ``told`` hears how far that is.

    Raises:
        TableError, RowsRefused: for a file that cannot be read, with every bad cell.
        Refused: ``not_found``, ``bank_no_header``, ``bank_no_lines``, ``bank_other_account``.
    """
    account = _account(community_id, fund)
    found = bankfiles.read(source, filename, account)
    lines = found.statement.lines
    told(0, len(lines))
    with unit(community_id, kind="bank.import", actor=actor, at=at, power=POWER) as work:
        of = funds.fund_of(work, fund)
        new = _new(work, of.id, lines)
        if not new or dry_run:
            work.repeat()
            return Imported(len(new), len(lines) - len(new))
        statement = work.add(_statement(of.id, found, len(new), work))
        work.session.flush()
        rows = [_row(of.id, statement.id, place, line) for place, line in enumerate(new, 1)]
        matches = _find(work, of.id, rows)
        for row in rows:
            _put_match(row, matches.get(row["id"]), work)
        for start in range(0, len(rows), PORTION):
            work.put(BankLine, rows[start : start + PORTION])
            told(min(start + PORTION, len(rows)), len(lines))
        work.tell(fund=of.code, lines=len(new), matched=len(matches))
    told(len(lines), len(lines))
    return Imported(len(new), len(lines) - len(new), len(matches))


def match_again(community_id: UUID, fund: str, *, actor: Actor, at: datetime) -> int:
    """Look once more for the entries of lines without one; how many were found."""
    with unit(community_id, kind="bank.again", actor=actor, at=at, power=POWER) as work:
        of = funds.fund_of(work, fund)
        open_lines = work.all(BankLine, BankLine.fund_id == of.id, BankLine.entry_id.is_(None))
        rows = {line.id: line for line in open_lines}
        matches = _find(work, of.id, [_told(line) for line in open_lines])
        for line_id, entry_id in matches.items():
            _match(rows[line_id], entry_id, "exact", work)
        if not matches:
            work.repeat()
        work.tell(fund=of.code, matched=len(matches))
        return len(matches)


def match(community_id: UUID, line_id: UUID, entry_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Match a line to an entry by hand; the sums must be the same.

    Raises:
        Refused: ``not_found``, ``bank_line_matched``, ``bank_entry_taken``, ``bank_entry_other``,
            ``bank_amounts_differ``.
    """
    with unit(community_id, kind="bank.match", actor=actor, at=at, power=POWER) as work:
        line, entry = work.get(BankLine, line_id), work.get(LedgerEntry, entry_id)
        if line.entry_id is not None:
            held = work.get(LedgerEntry, line.entry_id)
            raise Refused([Reason("bank_line_matched", {"number": held.number})])
        if work.find(BankLine, BankLine.entry_id == entry.id) is not None:
            raise Refused([Reason("bank_entry_taken", {"number": entry.number})])
        booked = bankbooks.booked(work, line.fund_id, entry_ids=[entry.id])
        if not booked:
            raise Refused([Reason("bank_entry_other")])
        if booked[0].amount != line.amount:
            figures = {"sum": line.amount, "asked": booked[0].amount}
            raise Refused([Reason("bank_amounts_differ", figures)])
        _match(line, entry.id, "hand", work)
        work.tell(entry=entry.number, amount=line.amount)


def unmatch(community_id: UUID, line_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Take a match back; the line is listed again.

    Raises:
        Refused: ``not_found``, ``bank_line_unmatched``.
    """
    with unit(community_id, kind="bank.unmatch", actor=actor, at=at, power=POWER) as work:
        line = work.get(BankLine, line_id)
        if line.entry_id is None:
            raise Refused([Reason("bank_line_unmatched")])
        work.tell(entry=work.get(LedgerEntry, line.entry_id).number, amount=line.amount)
        line.entry_id, line.matched, line.matched_by_id = None, "", work.actor.person_id
        line.matched_at = work.at


def note(community_id: UUID, line_id: UUID, text: str, *, actor: Actor, at: datetime) -> None:
    """Say what a line without an entry is, such as interest that the books take in at year's end.

    An empty text takes the note away.

    Raises:
        Refused: ``not_found``, ``bank_line_matched``, or what a text may not hold.
    """
    with unit(community_id, kind="bank.note", actor=actor, at=at, power=POWER) as work:
        line = work.get(BankLine, line_id)
        if line.entry_id is not None:
            held = work.get(LedgerEntry, line.entry_id)
            raise Refused([Reason("bank_line_matched", {"number": held.number})])
        line.note = clean_text(text, 0, 500, "bank_note")
        work.tell(amount=line.amount, noted=bool(line.note))


def _account(community_id: UUID, fund: str) -> str:
    with Session(db.engine) as session:
        mine = (Fund.community_id == community_id, Fund.code == fund)
        found = session.scalar(select(Fund.account_number).where(*mine))
    if found is None:
        raise Refused([Reason("not_found", {"what": "fund"})])
    return found


def _new(work: Work, fund_id: UUID, lines: Sequence[Line]) -> list[Line]:
    """The lines that the fund does not have yet."""
    mine = (BankLine.community_id == work.community_id, BankLine.fund_id == fund_id)
    days = BankLine.on.between(*_span(lines))
    known = set(work.session.scalars(select(BankLine.fingerprint).where(*mine, days)))
    return [line for line in lines if line.fingerprint not in known]


def _span(lines: Sequence[Line]) -> tuple[date, date]:
    days = [line.on for line in lines]
    return min(days), max(days)


def _statement(fund_id: UUID, found: bankfiles.Read, new: int, work: Work) -> BankStatement:
    of = found.statement
    first, last = _span(of.lines)
    return BankStatement(
        fund_id=fund_id,
        sha256=found.sha256,
        file_name=found.file_name,
        layout=of.layout,
        from_on=first,
        until_on=last,
        opening=of.opening,
        closing=of.closing,
        lines=new,
        person_id=work.actor.person_id,
        at=work.at,
    )


def _row(fund_id: UUID, statement_id: UUID, place: int, line: Line) -> dict[str, Any]:
    return {
        "id": new_id(),
        "fund_id": fund_id,
        "statement_id": statement_id,
        "position": place,
        "on": line.on,
        "amount": line.amount,
        "balance": line.balance,
        "counterparty": line.counterparty,
        "text": line.text,
        "reference": line.reference,
        "fingerprint": line.fingerprint,
    }


def _told(line: BankLine) -> dict[str, Any]:
    names = ("id", "on", "amount", "counterparty", "text", "reference")
    return {name: getattr(line, name) for name in names}


def _find(work: Work, fund_id: UUID, rows: Iterable[dict[str, Any]]) -> dict[UUID, UUID]:
    """Line → entry, where there is no doubt."""
    lines = [
        Unmatched(
            row["id"], row["on"], row["amount"], row["counterparty"], row["text"], row["reference"]
        )
        for row in rows
    ]
    return bankmatch.match(lines, bankbooks.booked(work, fund_id)) if lines else {}


def _put_match(row: dict[str, Any], entry_id: UUID | None, work: Work) -> None:
    if entry_id is not None:
        row |= {
            "entry_id": entry_id,
            "matched": "exact",
            "matched_by_id": work.actor.person_id,
            "matched_at": work.at,
        }


def _match(line: BankLine, entry_id: UUID, how: str, work: Work) -> None:
    line.entry_id, line.matched = entry_id, how
    line.matched_by_id, line.matched_at = work.actor.person_id, work.at
