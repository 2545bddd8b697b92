"""What stands on returned sheets: entered twice, blind, by two different people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from council.models.papers import PaperBallot, PaperEntry
from council.models.polls import Poll
from council.rules import double_entry
from council.rules.double_entry import Entry, Standing
from council.rules.form import read_content
from council.rules.meetings import PAPER
from council.rules.verdict import Reason, Refused
from council.services import casting, polls, sheets
from council.services.unit import Actor, Work, unit


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an entry. ``state`` is ``first``, ``differs``, ``counted`` or ``set_aside``."""

    serial: str
    state: str
    round: int


def enter(
    community_id: UUID,
    actor: Actor,
    poll_number: str,
    serial: str,
    content: Mapping[str, Any],
    *,
    at: datetime,
) -> Entered:
    """Enter what stands on a returned sheet. The second equal entry counts it.

    In a secret poll only after voting has ended.

    Raises:
        Refused: ``entered_already`` for the same person twice, ``sheet_is`` (not returned, counted
            …), ``box_closed``, or what is wrong with the content.
    """
    with unit(community_id, kind="paper.enter", actor=actor, at=at, power="paper.enter") as work:
        poll = polls.load(work, poll_number)
        sheets.demand_open(poll)
        if poll.secret:
            sheets.demand_ended(work, poll)
        if poll.suspended_at is not None:
            raise Refused([Reason("poll_suspended", {}, poll.rule_id)])
        sheet = sheets.sheet(work, poll, serial, ("returned",))
        said = read_content(casting.asked(poll), content)
        now = _enter(work, sheet, said)
        state = _settle(work, poll, sheet, now)
        work.tell(number=poll.number, serial=sheet.serial, state=state, round=now.round)
        return Entered(sheet.serial, state, now.round)


def _enter(work: Work, sheet: PaperBallot, said: dict[str, Any]) -> Standing:
    """Write one entry of the acting person; gives where the sheet stands afterwards."""
    if work.actor.person_id is None:
        raise Refused([Reason("no_power", {"act": "paper.enter"})])
    rows = work.all(PaperEntry, PaperEntry.paper_id == sheet.id)
    entries = [Entry(row.round, row.entered_by_id.hex, row.content) for row in rows]
    who = work.actor.person_id
    double_entry.may_enter(entries, who.hex).demand()
    number = double_entry.standing(entries).round
    work.add(
        PaperEntry(paper_id=sheet.id, entered_by_id=who, round=number, content=said, at=work.at)
    )
    return double_entry.standing([*entries, Entry(number, who.hex, said)])


def _settle(work: Work, poll: Poll, sheet: PaperBallot, now: Standing) -> str:
    """Count the sheet where its entries agree; say where it stands."""
    if now.content is None:
        return "first" if now.begun else "differs"
    why = "" if poll.secret else sheets.against(work, poll, sheet)
    if why:
        sheet.state, sheet.reason = "set_aside", why
        return sheet.state
    sheet.state = "counted"
    key = sheets.sheet_key(sheet)
    if poll.secret:
        casting.drop(work, poll, now.content, key)
    else:
        voter = sheets.line_of(work, poll, sheet)
        casting.cast(
            work,
            poll,
            voter,
            now.content,
            PAPER,
            key,
            holder_id=sheet.holder_id,
            serial=sheet.serial,
            entered=True,
        )
    return sheet.state
