"""A year of the service fund with many projects and payments, its books kept as the services do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from benchmarks.writer import NOW, Writer
from council.models.base import new_id
from council.models.polls import Poll
from council.rules import ledger as books
from council.rules.ledger import Account, Balances, Transfer

YEAR = 2026
PROJECTS, PAYMENTS = 200, 2_000
PAYMENT = 12_345
"""Fen of one payment."""
SUBJECTS = ("safety", "facilities", "elderly", "children", "culture")


@dataclass
class Ledger:
    """The entries of the year as rows, and the balances that they add up to."""

    year: UUID
    entries: list[dict[str, Any]] = field(default_factory=list)
    lines: list[tuple[int, Sequence[Transfer]]] = field(default_factory=list)
    balances: Balances = field(default_factory=Balances)

    def post(self, kind: str, text: str, lines: Sequence[Transfer], **about: Any) -> None:
        """Enter an event; a year that has none yet keeps it until it is written."""
        self.balances = self.balances.plus(lines)
        number = len(self.entries) + 1
        self.lines.append((number, lines))
        self.entries.append(
            {"fund_year_id": self.year, "number": number, "kind": kind, "text": text, "at": NOW,
             "on": date(YEAR, 3, 1) + timedelta(days=number % 200), "office_title": "书记员",
             "project_id": None, "contract_id": None, "payment_id": None, "reverses_id": None,
             "person_id": None, **about}
        )  # fmt: skip

    def write(self, writer: Writer) -> None:
        """Put entries and lines into their tables."""
        ids = writer.put("ledger_entry", self.entries)
        writer.put(
            "ledger_transfer",
            [
                {"entry_id": ids[number - 1], "position": at, "debit": line.debit.value,
                 "credit": line.credit.value, "amount": line.amount}
                for number, lines in self.lines
                for at, line in enumerate(lines, 1)
            ],
        )  # fmt: skip


def fill(writer: Writer, matters: Sequence[tuple[str, UUID]], people: Sequence[UUID]) -> None:
    """Two hundred projects under resolutions, each with a contract and ten payments of half."""
    each = PAYMENTS // PROJECTS
    signed, approved = 2 * each * PAYMENT, 3 * each * PAYMENT
    fund, year = new_id(), new_id()
    ledger = Ledger(year)
    whole = PROJECTS * approved + 1_000_000
    ledger.post("grant", "松河街道办事处", books.grant(whole))
    ledger.post("receipt", "松河街道办事处", books.receipt(whole - 1, Account.GRANTS, granted=True))
    final = ledger.balances.plus(
        [*_times(books.plan(approved)), *_times(books.commit(signed)),
         *_times(books.payment(each * PAYMENT, contract=True, accepted=True))]
    )  # fmt: skip
    _year(writer, fund, year, final)
    matters = matters[:PROJECTS]
    rows = _projects(writer, year, matters, signed, approved, people)
    contracts = _contracts(writer, rows, signed, people)
    payments = _payments(writer, rows, contracts, people)
    _matters(writer, [key for _number, key in matters], people)
    for project, contract in zip(rows, contracts, strict=True):
        ledger.post("plan", "项目", books.plan(approved), project_id=project)
        about = {"project_id": project, "contract_id": contract}
        ledger.post("commit", "合同", books.commit(signed), **about)
    for n, payment in enumerate(payments):
        about = {"project_id": rows[n % PROJECTS], "contract_id": contracts[n % PROJECTS]}
        lines = books.payment(PAYMENT, contract=True, accepted=True)
        ledger.post("payment", "工程款", lines, payment_id=payment, **about)
    if ledger.balances != final:
        raise AssertionError("the books do not add up")
    ledger.write(writer)


def _times(lines: Sequence[Transfer]) -> list[Transfer]:
    return [Transfer(line.debit, line.credit, line.amount * PROJECTS) for line in lines]


def _year(writer: Writer, fund: UUID, year: UUID, balances: Balances) -> None:
    names = ("opening", "granted", "received", "free", "planned", "contracted", "paid", "swept",
             "carried")  # fmt: skip
    _put(writer, "fund", fund, code="service", kind="service", name="服务群众专项经费", bank="",
         account_number="", compound_id=None, position=0, opened_on=date(YEAR, 1, 1))  # fmt: skip
    figures = {name: getattr(balances, name) for name in names}
    _put(writer, "fund_year", year, fund_id=fund, year=YEAR, sweep_on=date(YEAR, 5, 31),
         version=1, closed_title="", closing_note="", **figures)  # fmt: skip


def _put(writer: Writer, table: str, key: UUID, **row: Any) -> None:
    """One row whose id is known before."""
    writer.put(table, [row], [key])


def _projects(
    writer: Writer,
    year: UUID,
    matters: Sequence[tuple[str, UUID]],
    signed: int,
    approved: int,
    people: Sequence[UUID],
) -> list[UUID]:
    allowed = _resolutions(writer, matters)
    known: list[UUID | None] = [key for _number, key in matters]
    return writer.put(
        "fund_project",
        [
            {"fund_year_id": year, "number": f"{YEAR}-{n + 1:03d}", "proposal_id": matter,
             "resolution_id": allowed[n % len(allowed)], "title": f"{n % 30 + 1}号楼加装充电棚",
             "kind": "works", "subject": SUBJECTS[n % len(SUBJECTS)], "place": "北侧", "source": "",
             "estimate": approved, "planned": approved - signed, "contracted": signed // 2,
             "paid": signed // 2, "version": 12, "responsible_id": people[n % len(people)],
             "responsible_title": "居委会委员", "state": "open", "urgent": False,
             "urgent_reason": "", "note": "", "at": NOW}
            for n, matter in enumerate(known + [None] * (PROJECTS - len(known)))
        ],
    )  # fmt: skip


def _resolutions(writer: Writer, matters: Sequence[tuple[str, UUID]]) -> list[UUID]:
    """One for each vote of the evening's meeting that has been counted."""
    polls = writer.connection.execute(
        select(Poll.id, Poll.meeting_id, Poll.body_id).where(
            Poll.community_id == writer.community,
            Poll.outcome.is_not(None),
            Poll.meeting_id.is_not(None),
        )
    ).all()
    return writer.put(
        "resolution",
        [
            {"number": f"{YEAR}-{n + 1:03d}", "reference": f"测试决〔{YEAR}〕{n + 1}号",
             "proposal_id": matters[n % len(matters)][1], "meeting_id": meeting, "poll_id": poll,
             "body_id": body, "outcome": "passed", "text": "同意。", "cost": 100_000_000,
             "at": NOW - timedelta(days=200)}
            for n, (poll, meeting, body) in enumerate(polls)
        ],
    )  # fmt: skip


def _contracts(
    writer: Writer, projects: Sequence[UUID], signed: int, people: Sequence[UUID]
) -> list[UUID]:
    suppliers = writer.put(
        "supplier",
        [{"name": f"第{n}装饰有限公司", "kind": "company", "at": NOW} for n in range(20)],
    )
    return writer.put(
        "contract",
        [
            {"project_id": project, "number": f"{YEAR}-{n + 1:03d}", "subject": "施工",
             "supplier_id": suppliers[n % 20], "amount": signed, "open": signed // 2,
             "paid": signed // 2, "in_advance": 0, "retained": 0, "signed_on": date(YEAR, 3, 1),
             "signed_by_id": people[0], "signed_title": "居委会主任", "few_quotes": "",
             "not_lowest": "", "state": "running", "at": NOW}
            for n, project in enumerate(projects)
        ],
    )  # fmt: skip


def _payments(
    writer: Writer, projects: Sequence[UUID], contracts: Sequence[UUID], people: Sequence[UUID]
) -> list[UUID]:
    """Ten of each project, with a voucher each."""
    supplier = writer.put("supplier", [{"name": "材料行", "kind": "company", "at": NOW}])[0]
    handled, approved, supervised = people[:3]
    payments = writer.put(
        "payment",
        [
            {"project_id": projects[n % PROJECTS], "contract_id": contracts[n % PROJECTS],
             "supplier_id": supplier, "number": f"{YEAR}-{n + 1:03d}",
             "request_key": new_id().hex, "amount": PAYMENT, "purpose": "工程款", "state": "paid",
             "flags": [], "reason": "", "handled_by_id": handled, "handled_title": "书记员",
             "handled_at": NOW, "approved_by_id": approved, "approved_title": "居委会主任",
             "approved_at": NOW, "supervised_by_id": supervised,
             "supervised_title": "居务监督委员", "supervised_at": NOW, "opinion": "agree",
             "opinion_text": "", "refused_reason": "", "paid_on": date(YEAR, 6, 1),
             "paid_at": NOW, "paid_by_id": handled, "bank_reference": "", "refunded": 0,
             "version": 4}
            for n in range(PAYMENTS)
        ],
    )  # fmt: skip
    writer.put(
        "voucher",
        [
            {"number": f"{YEAR}-{n + 1:03d}", "payment_id": payment, "kind": "invoice",
             "seller": "材料行", "invoice_number": f"F{n}", "invoice_key": f"材料行|F{n}",
             "issued_on": date(YEAR, 6, 1), "amount": PAYMENT, "media_type": "image/jpeg",
             "sha256": sha256(payment.bytes).hexdigest(), "size": 1, "pages": 1, "boxes": [],
             "public_type": "", "version": 1, "keep_until": date(YEAR + 30, 6, 1),
             "struck_reason": "", "at": NOW}
            for n, payment in enumerate(payments)
        ],
    )  # fmt: skip
    return payments


def _matters(writer: Writer, matters: Sequence[UUID], people: Sequence[UUID]) -> None:
    """Steps of the work and what residents said of it."""
    steps = [
        {"proposal_id": matter, "round": 1, "position": at, "title": "施工", "owner": "居委会",
         "due_on": date(YEAR, 12, 1), "done_at": NOW if at < 3 else None, "note": ""}
        for matter in matters
        for at in range(1, 5)
    ]  # fmt: skip
    writer.put("milestone", steps)
    said = [
        {"proposal_id": matter, "round": 1, "person_id": who, "result": 5, "speed": 4, "cost": 4,
         "communication": 5, "remark": "", "at": NOW}
        for matter in matters[: PROJECTS // 2]
        for who in people[:20]
    ]  # fmt: skip
    writer.put("evaluation", said)
