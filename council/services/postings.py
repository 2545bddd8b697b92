"""Routine disclosure: prepared, checked, approved by both committees, posted, filed.

Once posted, a posting stays as it is (a trigger sees to it); what was wrong is posted anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from council.db import db
from council.models.postings import DisclosureItem, Posting
from council.rules import postings as law_of
from council.rules.calendar import deadline, legal_day
from council.rules.masking import mask_text
from council.rules.postings import Period, Progress
from council.rules.shapes import clean_line, clean_text
from council.rules.verdict import Reason, Refused
from council.services import disclosureitems, law, postingfigures
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit

FUND_YEAR = "fund_year"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be disclosed: ``table`` as it was typed or pasted (``rules.postings``)."""

    title: str
    text: str
    table: str = ""


def prepare(
    community_id: UUID,
    item: int,
    period: str,
    draft: Draft,
    *,
    corrects: str = "",
    request_key: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Prepare a posting of an item for a period; gives its number ("" where done before).

    ``corrects`` is the number of a posting that this one sets right. Where the item is filled from
    the books, the table is theirs, whatever was typed.

    Raises:
        Refused: ``not_found``, ``period_unreadable``, ``period_not_over``, ``posting_exists``,
            ``posting_not_now``, and what texts and tables may not hold.
    """
    with unit(
        community_id, kind="posting.prepare", actor=actor, at=at, power="posting.prepare"
    ) as work:
        if work.done_before(request_key):
            return ""
        about = disclosureitems.load(work, item)
        covers = law_of.period(about.rhythm, period)
        _demand_over(work, covers)
        corrected = _corrected(work, about, covers, corrects)
        posting = work.add(
            Posting(
                item_id=about.id,
                number=next_number(work, "posting"),
                period=covers.code,
                title="",
                text="",
                corrects_id=corrected.id if corrected else None,
                due_at=_due(work, about, covers),
                prepared_at=work.at,
            )
        )
        _write(work, posting, about, covers, draft)
        work.session.flush()
        work.tell(posting=posting.number, item=item, period=covers.code)
        return posting.number


def edit(
    community_id: UUID, number: str, draft: Draft, *, version: int, actor: Actor, at: datetime
) -> None:
    """Prepare it again, before it was checked or after it came back.

    Raises:
        Refused: ``not_found``, ``posting_moved``, ``posting_not_now``.
    """
    with _act(community_id, number, "edit", actor, at, version) as (work, posting):
        about = work.get(DisclosureItem, posting.item_id)
        _write(work, posting, about, law_of.period(about.rhythm, posting.period), draft)
        posting.returned_reason = ""


def withdraw(community_id: UUID, number: str, *, actor: Actor, at: datetime) -> None:
    """Lay a posting aside that was prepared in error; what is posted stays."""
    with _act(community_id, number, "withdraw", actor, at) as (_, posting):
        posting.is_withdrawn = True


def check(community_id: UUID, number: str, *, version: int, actor: Actor, at: datetime) -> None:
    """The supervision committee has checked it.

    Raises:
        Refused: ``not_found``, ``posting_moved``, ``posting_not_now``, ``posting_own``.
    """
    with _act(community_id, number, "check", actor, at, version) as (work, posting):
        _demand_books(work, posting)
        posting.checked_by_id, posting.checked_title = work.actor.person_id, work.actor.title
        posting.checked_at = work.at


def send_back(
    community_id: UUID, number: str, reason: str, *, version: int, actor: Actor, at: datetime
) -> None:
    """Return it with a reason; whoever prepares it begins again, and so do check and approvals.

    Raises:
        Refused: ``not_found``, ``posting_moved``, ``posting_not_now``, or a reason too short.
    """
    with _act(community_id, number, "return", actor, at, version) as (_, posting):
        posting.returned_reason = clean_text(reason, 2, 1000, "reason")
        for step in ("checked", "party", "committee"):
            setattr(posting, f"{step}_by_id", None)
            setattr(posting, f"{step}_title", "")
            setattr(posting, f"{step}_at", None)


def approve(community_id: UUID, number: str, *, version: int, actor: Actor, at: datetime) -> None:
    """Approve it for the party committee or the residents' committee, as the office says.

    Raises:
        Refused: ``not_found``, ``posting_moved``, ``posting_not_now``, ``posting_own``,
            ``posting_side_done``, ``posting_two_people``.
    """
    side = law_of.side_of(actor.office)
    with _act(community_id, number, "approve", actor, at, version, side) as (work, posting):
        setattr(posting, f"{side}_by_id", work.actor.person_id)
        setattr(posting, f"{side}_title", work.actor.title)
        setattr(posting, f"{side}_at", work.at)
        work.tell(side=side)


def post(community_id: UUID, number: str, *, version: int, actor: Actor, at: datetime) -> None:
    """Post it: from now on it stays as it is, under its hash.

    Raises:
        Refused: ``not_found``, ``posting_moved``, ``posting_not_now``, ``posting_figures_moved``.
    """
    with _act(community_id, number, "post", actor, at, version) as (work, posting):
        _demand_books(work, posting)
        days = law.rule(work.session, community_id, law_of.RULE, work.at).number("posted_days")
        posting.sha256 = law_of.digest(told(work, posting))
        posting.posted_by_id, posting.posted_title = work.actor.person_id, work.actor.title
        posting.posted_at, posting.until_at = work.at, deadline(work.at, days)
        work.tell(sha256=posting.sha256, until=posting.until_at)


def file(community_id: UUID, number: str, reference: str, *, actor: Actor, at: datetime) -> None:
    """Put what was posted on file, under a reference of the archive.

    Raises:
        Refused: ``not_found``, ``posting_not_now``, or a reference that is none.
    """
    with _act(community_id, number, "file", actor, at) as (work, posting):
        posting.filed_reference = clean_line(reference, 1, 60, "reference")
        posting.filed_by_id, posting.filed_at = work.actor.person_id, work.at


def figures(community_id: UUID, item: int, period: str) -> dict[str, Any] | None:
    """The table that the books give for an item and a period now (None: it is not filled).

    Raises:
        Refused: ``not_found``, ``period_unreadable``.
    """
    with Session(db.engine) as session:
        work = Work(session, community_id, Actor(None), "", datetime.min.replace(tzinfo=UTC))
        about = disclosureitems.load(work, item)
        return _figures(work, about, law_of.period(about.rhythm, period))


def told(work: Work, posting: Posting) -> Mapping[str, Any]:
    """What the hash of a posting commits to: number, item, period, title, text, table, what it
    corrects.
    """
    item = work.get(DisclosureItem, posting.item_id)
    corrected = work.get(Posting, posting.corrects_id).number if posting.corrects_id else ""
    return {
        "number": posting.number,
        "item": item.number,
        "period": posting.period,
        "title": posting.title,
        "text": posting.text,
        "content": posting.content,
        "corrects": corrected,
    }


def progress(posting: Posting) -> Progress:
    """How far a posting is."""
    return Progress(
        posting.prepared_by_id,
        bool(posting.returned_reason),
        posting.is_withdrawn,
        posting.checked_by_id,
        posting.party_by_id,
        posting.committee_by_id,
        posting.posted_at is not None,
        posting.filed_at is not None,
    )


_POWERS = {
    "edit": "posting.prepare",
    "withdraw": "posting.prepare",
    "check": "posting.check",
    "return": "posting.check",
    "approve": "posting.approve",
    "post": "posting.post",
    "file": "posting.post",
}


@contextmanager
def _act(
    community_id: UUID,
    number: str,
    act: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    side: str = "",
) -> Iterator[tuple[Work, Posting]]:
    """An act on a posting as its author saw it, allowed by the rules."""
    power = _POWERS[act]
    with unit(community_id, kind=f"posting.{act}", actor=actor, at=at, power=power) as work:
        posting = work.find(Posting, Posting.number == number)
        if posting is None:
            raise Refused([Reason("not_found", {"what": "posting"})])
        if version is not None and version != posting.version:
            stage = progress(posting).stage
            raise Refused([Reason("posting_moved", {"posting_stage": stage}, law_of.RULE)])
        law_of.may(act, progress(posting), work.actor.person_id, side).demand()
        yield work, posting
        posting.version += 1
        work.tell(posting=number)


def _write(
    work: Work, posting: Posting, about: DisclosureItem, covers: Period, draft: Draft
) -> None:
    filled = _figures(work, about, covers)
    posting.title = mask_text(clean_line(draft.title, 2, 120, "title"))
    posting.text = mask_text(clean_text(draft.text, 2, 20_000, "text"))
    posting.content = filled if filled is not None else law_of.parse_table(draft.table)
    posting.prepared_by_id, posting.prepared_title = work.actor.person_id, work.actor.title
    posting.prepared_at = work.at


def _figures(work: Work, about: DisclosureItem, covers: Period) -> dict[str, Any] | None:
    if about.fills != FUND_YEAR:
        return None
    return postingfigures.of(work, covers)


def _demand_over(work: Work, covers: Period) -> None:
    """A period is disclosed when it is over; an event when it happened."""
    today = legal_day(work.at)
    if covers.last > today or (covers.rhythm != law_of.AT_ONCE and covers.last == today):
        raise Refused([Reason("period_not_over", {"day": covers.last}, law_of.RULE)])


def _corrected(work: Work, about: DisclosureItem, covers: Period, corrects: str) -> Posting | None:
    """The posting that is set right; without one there must be none of this item and period."""
    mine = (Posting.item_id == about.id, Posting.period == covers.code)
    alive = work.all(Posting, *mine, Posting.is_withdrawn.is_(False), order=Posting.number)
    if not corrects:
        if alive and about.rhythm != law_of.AT_ONCE:
            raise Refused([Reason("posting_exists", {"number": alive[-1].number}, law_of.RULE)])
        return None
    found = next((row for row in alive if row.number == corrects), None)
    if found is None:
        raise Refused([Reason("not_found", {"what": "posting"})])
    law_of.may("correct", progress(found), work.actor.person_id).demand()
    newer = [row.number for row in alive if row.corrects_id == found.id]
    if newer:
        raise Refused([Reason("posting_exists", {"number": newer[0]}, law_of.RULE)])
    return found


def _due(work: Work, about: DisclosureItem, covers: Period) -> datetime:
    rule = law.book(work.session, work.community_id).rule(law_of.RULE, covers.last)
    return covers.due(law_of.days_of(rule, about.rhythm, about.days))


def _demand_books(work: Work, posting: Posting) -> None:
    """What is filled from the books still agrees with them."""
    about = work.get(DisclosureItem, posting.item_id)
    now = _figures(work, about, law_of.period(about.rhythm, posting.period))
    if now is not None and now != posting.content:
        raise Refused([Reason("posting_figures_moved", {}, law_of.RULE)])
