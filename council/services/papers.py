"""Paper ballots: printed with serial numbers, issued, returned, spoiled, missing, set aside.

In a named poll a sheet is issued to a line of the roll. In a secret one it never is: see
:mod:`council.services.box`. What stands on a sheet is entered in
:mod:`council.services.paperentries`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from council.models.papers import PaperBallot
from council.rules.shapes import clean_line
from council.rules.verdict import Reason, Refused
from council.services import sheets
from council.services.box import count_lost, end_in_session, hand_out, mark_returned
from council.services.papersopen import outstanding
from council.services.sheets import AT_ONCE, keeping
from council.services.unit import Actor

__all__ = [
    "AT_ONCE",
    "count_lost",
    "declare_missing",
    "end_in_session",
    "hand_out",
    "issue",
    "issue_all",
    "mark_returned",
    "outstanding",
    "print_stock",
    "returned",
    "set_aside",
    "spoil",
    "take_back",
    "void_stock",
]


def print_stock(
    community_id: UUID, actor: Actor, poll_number: str, n: int, *, at: datetime
) -> list[str]:
    """Make ``n`` more numbered sheets; gives their serials."""
    with keeping(community_id, actor, poll_number, "print", at) as (work, poll):
        sheets.demand_taken(work, poll)
        made = sheets.make(work, poll, n)
        work.tell(sheets=n, first=made[0], last=made[-1])
        return made


def issue(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    voter_id: UUID,
    serial: str | None = None,
    *,
    to_holder: bool = False,
    at: datetime,
) -> str:
    """Give a sheet for a line of the roll of a named poll; without ``serial`` the next in stock.

    ``to_holder``: to whom the voter gave a written mandate; it can be revoked until the sheet
    comes back.

    Raises:
        Refused: ``already_voted``, ``sheet_out`` (the voter has one), ``stock_empty``,
            ``mandate_missing`` …
    """
    with keeping(community_id, actor, poll_number, "issue", at) as (work, poll):
        sheets.demand_named(poll)
        sheets.demand_taken(work, poll)
        voter = sheets.voter_of(work, poll, voter_id)
        sheets.demand_without_sheet(work, poll, voter)
        holder = sheets.mandate_for(work, poll, voter).holder_id if to_holder else None
        sheet = sheets.bind(work, poll, voter, serial, holder)
        work.tell(serial=sheet.serial, by_mandate=to_holder)
        return sheet.serial


def issue_all(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    voters: Collection[UUID] | None = None,
    *,
    at: datetime,
) -> list[str]:
    """A new sheet for each line of the roll of a named poll that has neither voted nor a sheet.

    ``voters`` keeps to these lines (of one building, say). Gives the serials in the roll's order.
    """
    with keeping(community_id, actor, poll_number, "issue", at) as (work, poll):
        sheets.demand_named(poll)
        sheets.demand_taken(work, poll)
        found = sheets.without_sheet(work, poll)
        waiting = [voter for voter in found if voters is None or voter.id in voters]
        if not waiting:
            raise Refused([Reason("papers_nobody", {}, poll.rule_id)])
        made = sheets.make(work, poll, len(waiting), waiting)
        work.tell(sheets=len(made), first=made[0], last=made[-1])
        return made


def take_back(
    community_id: UUID, actor: Actor, poll_number: str, serial: str, *, at: datetime
) -> str:
    """A sheet comes back that nobody cast: it lies in stock again. Gives its serial."""
    with keeping(community_id, actor, poll_number, "take_back", at) as (work, poll):
        sheet = sheets.sheet(work, poll, serial, ("issued",))
        sheet.state, sheet.issued_at = "stock", None
        sheet.person_id, sheet.line, sheet.holder_id = None, 0, None
        work.tell(serial=sheet.serial)
        return sheet.serial


def returned(
    community_id: UUID, actor: Actor, poll_number: str, serial: str, *, at: datetime
) -> tuple[str, str]:
    """A sheet that was cast comes in; gives serial and state: ``returned`` or ``set_aside``.

    In a named poll as it arrives, in a secret one as it comes out of the box, after voting ended.
    A sheet of somebody who has voted otherwise, or may not vote, is set aside.
    """
    with keeping(community_id, actor, poll_number, "return", at) as (work, poll):
        sheet = sheets.sheet(work, poll, serial, ("issued", "missing"))
        if poll.secret:
            sheets.demand_ended(work, poll)
        why = "" if poll.secret else sheets.against(work, poll, sheet)
        sheet.state, sheet.reason, sheet.returned_at = "returned", "", work.at
        if why:
            sheet.state, sheet.reason = "set_aside", why
        else:
            sheets.use_mandate(work, poll, sheet)
        work.tell(serial=sheet.serial, state=sheet.state)
        return sheet.serial, sheet.state


def set_aside(
    community_id: UUID, actor: Actor, poll_number: str, serial: str, why: str, *, at: datetime
) -> str:
    """Keep a sheet out of the count, visibly: it is listed with the reason. Gives its serial.

    ``why`` is a code of the vocabulary's ``aside``, or words. In a secret poll only before the
    sheet goes into the box: what comes out of it is counted.
    """
    with keeping(community_id, actor, poll_number, "set_aside", at) as (work, poll):
        states = ("stock", "issued", "missing", *(() if poll.secret else ("returned",)))
        sheet = sheets.sheet(work, poll, serial, states)
        sheet.reason = clean_line(why, 2, 120, "reason")
        sheet.issued_at = sheet.issued_at or work.at
        sheet.state, sheet.returned_at = "set_aside", work.at
        work.tell(serial=sheet.serial)
        return sheet.serial


def spoil(
    community_id: UUID, actor: Actor, poll_number: str, serial: str, *, at: datetime
) -> tuple[str, str | None]:
    """A sheet was spoiled before it was cast; gives its serial and that of its replacement.

    In a secret poll the voter draws another from the pile: None.
    """
    with keeping(community_id, actor, poll_number, "spoil", at) as (work, poll):
        sheets.demand_taken(work, poll)
        sheet = sheets.sheet(work, poll, serial, ("issued",))
        sheet.state = "spoiled"
        work.tell(serial=sheet.serial)
        if poll.secret:
            return sheet.serial, None
        voter = sheets.line_of(work, poll, sheet)
        sheets.demand_unmarked(work, poll, voter)
        fresh = sheets.bind(work, poll, voter, None, sheet.holder_id)
        work.tell(replaced_by=fresh.serial)
        return sheet.serial, fresh.serial


def declare_missing(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    serials: Sequence[str] | None = None,
    *,
    at: datetime,
) -> int:
    """Sheets that were issued and do not come back: these, or after voting all still out."""
    with keeping(community_id, actor, poll_number, "missing", at) as (work, poll):
        if serials is None:
            sheets.demand_ended(work, poll)
            out = (PaperBallot.poll_id == poll.id, PaperBallot.state == "issued")
            gone = list(work.all(PaperBallot, *out))
        else:
            gone = [sheets.sheet(work, poll, serial, ("issued",)) for serial in serials]
        if not gone:
            raise Refused([Reason("papers_none_out", {})])
        for sheet in gone:
            sheet.state = "missing"
        work.tell(sheets=len(gone))
        return len(gone)


def void_stock(community_id: UUID, actor: Actor, poll_number: str, *, at: datetime) -> int:
    """What is left of the stock is destroyed; gives how many sheets."""
    with keeping(community_id, actor, poll_number, "void", at) as (work, poll):
        left = sheets.stock(work, poll, sheets.AT_ONCE)
        if not left:
            raise Refused([Reason("stock_empty", {})])
        for sheet in left:
            sheet.state = "void"
        work.tell(sheets=len(left))
        return len(left)
