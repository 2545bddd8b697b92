"""The life of minutes: written, sent round, signed, published. And what is missing to sign them.

Draft → ``correcting`` (each participant may put their own words right, MN1) → ``signing`` → signed
by chair and recorder → published, masked. After the signing only annexes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from council.rules.minuteparts import Item
from council.rules.minutes import Minutes
from council.rules.minutesmask import unmasked
from council.rules.verdict import LAWFUL, Reason, Verdict

RULE = "MN1"
DRAFT, CORRECTING, SIGNING, SIGNED, PUBLISHED = (
    *("draft", "correcting", "signing"),
    *("signed", "published"),
)
STATES = (DRAFT, CORRECTING, SIGNING, SIGNED, PUBLISHED)
CHAIR, RECORDER, MEMBER = "chair", "recorder", "member"
REQUIRED = (CHAIR, RECORDER)
OPEN = frozenset({DRAFT, CORRECTING})
SPEECH_STATES = ("speaking", "spoken")
"""States of a speech that was held: whoever only waited has said nothing."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that minutes need and that is missing: ``code``, and where (0: the whole)."""

    code: str
    item: int = 0
    speech: int = 0
    name: str = ""


def missing(minutes: Minutes) -> tuple[Gap, ...]:
    """All that stands against signing, in the order of the page.

    Source: the fields of minutes in use (name, time, place, attendance, chair, recorder, agenda,
    speeches, votes, conclusions, tasks with owner).
    """
    return (*_head(minutes), *(gap for item in minutes.items for gap in _item(item)))


def _head(minutes: Minutes) -> Iterator[Gap]:
    needed = {
        "title": minutes.title,
        "opened": minutes.opened_at,
        "closed": minutes.closed_at,
        "place": minutes.place,
        "chair": minutes.chair,
        "recorder": minutes.recorder,
        "attendance": minutes.attendees,
        "agenda": minutes.items,
    }
    yield from (Gap(f"gap_{name}") for name, value in needed.items() if not value)
    if minutes.chair and minutes.recorder and minutes.chair.id == minutes.recorder.id:
        yield Gap("gap_same_person", name=minutes.chair.name)
    yield from (Gap("gap_motion") for moved in minutes.motions if moved.state == "moved")
    yield from (Gap("gap_task", name=task.number) for task in minutes.tasks if not task.holder)
    yield from (Gap("gap_name", item, speech, name) for item, speech, name in unmasked(minutes))


def _item(item: Item) -> Iterator[Gap]:
    at = item.position
    told = [speech for speech in item.speeches if speech.gist.strip()]
    if not (item.record.strip() or told or item.votes):
        yield Gap("gap_record", at)
    if not (item.conclusion.strip() or item.votes):
        yield Gap("gap_conclusion", at)
    for speech in item.speeches:
        if not speech.gist.strip():
            yield Gap("gap_gist", at, speech.position, speech.speaker.name)
    yield from (Gap("gap_motion", at) for moved in item.motions if moved.state == "moved")
    yield from (Gap("gap_vote", at, name=v.number) for v in item.votes if not v.outcome)
    yield from (Gap("gap_task", at, name=task.number) for task in item.tasks if not task.holder)


def may_write(state: str) -> Verdict:
    """Whether the clerk may still complete them."""
    if state in OPEN:
        return LAWFUL
    return _no("minutes_in_signing" if state == SIGNING else "minutes_signed")


def may_circulate(state: str, *, closed: bool) -> Verdict:
    """They are sent round once, after the meeting."""
    if not closed:
        return _no("minutes_meeting_open")
    return LAWFUL if state == DRAFT else _no("minutes_sent_round")


def may_correct(state: str, until: datetime | None, at: datetime, *, own: bool) -> Verdict:
    """Own words only, while they are sent round, until before ``until``."""
    found = []
    if not own:
        found.append(Reason("minutes_not_your_words", {}, RULE))
    if state == DRAFT:
        found.append(Reason("minutes_not_sent_round", {}, RULE))
    elif state != CORRECTING or until is None or at >= until:
        found.append(Reason("minutes_correction_over", {"ended": until or at}, RULE))
    return Verdict(tuple(found))


def may_submit(state: str, until: datetime | None, at: datetime, gaps: tuple[Gap, ...]) -> Verdict:
    """Whether they may be put up for signing: the term is over, and nothing is missing."""
    if state == DRAFT:
        return _no("minutes_not_sent_round")
    if state != CORRECTING:
        return _no("minutes_in_signing" if state == SIGNING else "minutes_signed")
    found = []
    if until is not None and at < until:
        found.append(Reason("minutes_correction_running", {"closes": until}, RULE))
    if gaps:
        found.append(Reason("minutes_incomplete", {"n": len(gaps)}))
    return Verdict(tuple(found))


def may_sign(state: str, *, role: str, signed: bool) -> Verdict:
    """Chair, recorder and whoever was present; once each."""
    if signed:
        return _no("minutes_signed_already")
    if state not in (SIGNING, SIGNED, PUBLISHED):
        return _no("minutes_not_for_signing")
    if not role:
        return _no("minutes_not_yours_to_sign")
    return LAWFUL if state == SIGNING or role == MEMBER else _no("minutes_signed")


def role_of(minutes: Minutes, person: str) -> str:
    """In which role the person (id) may sign; empty: in none."""
    if minutes.chair and minutes.chair.id == person:
        return CHAIR
    if minutes.recorder and minutes.recorder.id == person:
        return RECORDER
    here = {one.id for one in minutes.of_state("present", "left")}
    return MEMBER if person and person in here else ""


def may_publish(state: str, left: int, *, hidden: bool) -> Verdict:
    """Only what is signed, and nothing that still names people or tells a hidden result."""
    if state == PUBLISHED:
        return _no("minutes_published")
    if state != SIGNED:
        return _no("minutes_unsigned")
    found = []
    if left:
        found.append(Reason("minutes_names_unmasked", {"n": left}))
    if hidden:
        found.append(Reason("minutes_result_hidden", {}, "PG3"))
    return Verdict(tuple(found))


def may_annex(state: str) -> Verdict:
    """Annexes put right what is signed; before that the minutes themselves are put right."""
    return LAWFUL if state in (SIGNED, PUBLISHED) else _no("minutes_unsigned")


def may_withdraw(state: str, signatures: int) -> Verdict:
    """Taken back to be completed, as long as nobody has signed."""
    if state in (CORRECTING, SIGNING) and not signatures:
        return LAWFUL
    return _no("minutes_signed" if signatures or state in (SIGNED, PUBLISHED) else "minutes_draft")


def _no(code: str) -> Verdict:
    return Verdict((Reason(code),))
