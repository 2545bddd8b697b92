"""Minutes signed, published, and annexed. What is signed does not change any more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from council.models.base import tied
from council.models.bodies import Body
from council.models.meetings import Meeting
from council.models.minutes import Minutes, MinutesAnnex, MinutesSignature
from council.models.people import Person
from council.models.polls import Poll
from council.models.proposals import Proposal
from council.rules import minutes as composing
from council.rules import minuteslife as life
from council.rules.masking import names_left
from council.rules.meetings import COMMITTEES
from council.rules.minutesmask import known_names, text_for_all, unmasked
from council.rules.shapes import clean_line, clean_text
from council.rules.stages import Stage
from council.rules.verdict import Reason, Refused
from council.services import scans, search_meetings
from council.services.minutes import demanded, load_meeting
from council.services.unit import Actor, Work, unit
from council.services.uploads import pending

MOST_ANNEX = 4000


def sign(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    name: str,
    sha256: str,
    at: datetime,
) -> str:
    """Sign by typing one's name under the minutes with this hash. Gives the new state.

    Raises:
        Refused: ``minutes_changed``, ``minutes_name_differs``, ``minutes_signed_already``,
            ``minutes_not_yours_to_sign``, ``minutes_not_for_signing``.
    """
    typed = clean_line(name, 1, 60, "name")
    if actor.person_id is None:
        raise Refused([Reason("minutes_not_yours_to_sign")])
    with unit(community_id, kind="minutes.sign", actor=actor, at=at, power="minutes.sign") as work:
        minutes = demanded(work, load_meeting(work, meeting_number))
        signature = _signed(work, minutes, actor.person_id, sha256)
        if "".join(typed.split()) != "".join(signature.name.split()):
            raise Refused([Reason("minutes_name_differs")])
        return _finish(work, minutes, signature, meeting_number)


def sign_on_paper(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    person_id: UUID,
    sha256: str,
    paper: bytes,
    folder: Path,
    at: datetime,
) -> str:
    """Enter the signature that somebody put on a printed sheet, with its scan. Gives the state.

    Raises:
        Refused: as :func:`sign`; ``minutes_no_scan``, and what a scan is refused for.
    """
    if not paper:
        raise Refused([Reason("minutes_no_scan")])
    scan = scans.read(paper)
    with (
        pending(folder) as files,
        unit(
            community_id, kind="minutes.sign_paper", actor=actor, at=at, power="minutes.write"
        ) as work,
    ):
        minutes = demanded(work, load_meeting(work, meeting_number))
        signature = _signed(work, minutes, person_id, sha256)
        signature.scan_sha256, signature.scan_type = files.keep(scan.data), scan.media_type
        signature.entered_by_id = actor.person_id
        work.tell(scan=signature.scan_sha256)
        return _finish(work, minutes, signature, meeting_number)


def publish(community_id: UUID, actor: Actor, meeting_number: str, *, at: datetime) -> None:
    """Publish the signed minutes, masked; closed items stay out, visibly.

    Raises:
        Refused: ``minutes_unsigned``, ``minutes_published``, ``minutes_names_unmasked``,
            ``minutes_result_hidden`` while another committee has still to vote.
    """
    with unit(
        community_id, kind="minutes.publish", actor=actor, at=at, power="minutes.publish"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        minutes = demanded(work, meeting)
        left = 0
        if minutes.state == life.SIGNED and minutes.content is not None:
            left = len(list(unmasked(composing.from_data(minutes.content))))
        life.may_publish(minutes.state, left, hidden=_hidden(work, meeting)).demand()
        minutes.state, minutes.published_at = life.PUBLISHED, work.at
        search_meetings.index_minutes(work, meeting)
        work.tell(number=meeting_number, sha256=minutes.sha256)


def annex(community_id: UUID, actor: Actor, meeting_number: str, *, text: str, at: datetime) -> int:
    """Put something right after the signing; gives the number of the annex.

    Raises:
        Refused: ``minutes_unsigned``, ``minutes_names_unmasked``.
    """
    words = clean_text(text, 2, MOST_ANNEX, "text")
    with unit(
        community_id, kind="minutes.annex", actor=actor, at=at, power="minutes.write"
    ) as work:
        meeting = load_meeting(work, meeting_number)
        minutes = demanded(work, meeting)
        life.may_annex(minutes.state).demand()
        _demand_maskable(minutes, words)
        known = work.all(MinutesAnnex, MinutesAnnex.minutes_id == minutes.id)
        position = len(known) + 1
        work.add(
            MinutesAnnex(
                minutes_id=minutes.id,
                position=position,
                text=words,
                author_id=work.actor.person_id,
                at=work.at,
            )
        )
        search_meetings.index_minutes(work, meeting)
        work.tell(number=meeting_number, annex=position)
        return position


def _signed(work: Work, minutes: Minutes, person_id: UUID, sha256: str) -> MinutesSignature:
    """The signature of somebody who may sign, not added yet."""
    known = work.all(MinutesSignature, MinutesSignature.minutes_id == minutes.id)
    person = work.get(Person, person_id)
    signed = any(one.person_id == person_id for one in known)
    value = composing.from_data(minutes.content) if minutes.content else None
    role = life.role_of(value, person_id.hex) if value else ""
    life.may_sign(minutes.state, role=role, signed=signed).demand()
    if sha256 != minutes.sha256:
        raise Refused([Reason("minutes_changed")])
    return MinutesSignature(
        minutes_id=minutes.id,
        person_id=person_id,
        role=role,
        name=person.name,
        sha256=minutes.sha256,
        at=work.at,
    )


def _finish(work: Work, minutes: Minutes, signature: MinutesSignature, number: str) -> str:
    """Add the signature; with those of chair and recorder the minutes are signed."""
    work.add(signature)
    work.session.flush()
    known = work.all(MinutesSignature, MinutesSignature.minutes_id == minutes.id)
    if minutes.state == life.SIGNING and {one.role for one in known}.issuperset(life.REQUIRED):
        minutes.state, minutes.signed_at = life.SIGNED, work.at
    work.tell(number=number, role=signature.role, sha256=minutes.sha256, state=minutes.state)
    return minutes.state


def _hidden(work: Work, meeting: Meeting) -> bool:
    """Whether the minutes would tell a committee's result that the public is not told yet."""
    found = work.session.execute(
        select(Poll.id)
        .join(Body, tied(Body, Poll, "body_id"))
        .join(Proposal, tied(Proposal, Poll, "proposal_id"))
        .where(
            Poll.community_id == work.community_id,
            Poll.meeting_id == meeting.id,
            Body.kind.in_([kind.value for kind in COMMITTEES]),
            Proposal.stage == Stage.REVIEW.value,
            Poll.opened_at >= Proposal.stage_since,
        )
    ).first()
    return meeting.joint_body_id is None and found is not None


def _demand_maskable(minutes: Minutes, words: str) -> None:
    names = known_names(composing.from_data(minutes.content or {}))
    left = names_left(text_for_all(words, names), names)
    if left:
        raise Refused([Reason("minutes_names_unmasked", {"n": len(left)})])
