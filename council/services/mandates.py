"""Written mandates: who may vote for whom in a meeting, on which items, until it is used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from council.models.bodies import Body
from council.models.mandates import Mandate
from council.models.meetings import AgendaItem, Meeting
from council.models.polls import Poll
from council.models.votefacts import VotePoll
from council.rules.meetings import WRITTEN
from council.rules.roll import Proxy, check_proxies
from council.rules.rule import Rule
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused, Verdict
from council.services import attendance, entitled, law, scans
from council.services.entitled import Entitled
from council.services.numbers import next_number
from council.services.unit import Actor, Work, unit
from council.services.uploads import pending


def give(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    holder_id: UUID,
    line: int = 0,
    positions: Sequence[int] = (),
    note: str = "",
    at: datetime,
) -> str:
    """Let somebody else on the roll vote; ``positions`` are items of the agenda, none means all.

    Gives the mandate's number. ``line`` is the giver's line of the roll.

    Raises:
        Refused: with every reason: the rule allows no mandates, not on the roll, to oneself, a
            second one, too many for the holder, another area, present or voted already.
    """
    if actor.person_id is None:
        raise Refused([Reason("not_on_meeting_roll")])
    with unit(community_id, kind="mandate.give", actor=actor, at=at, power="mandate.give") as work:
        made = _made(work, meeting_number, actor.person_id, holder_id, line, positions, note)
        return made.number


def enter(
    community_id: UUID,
    actor: Actor,
    meeting_number: str,
    *,
    giver_id: UUID,
    holder_id: UUID,
    line: int = 0,
    positions: Sequence[int] = (),
    note: str = "",
    paper: bytes,
    folder: Path,
    at: datetime,
) -> str:
    """Enter a mandate that was written on paper, with its scan; gives its number.

    Raises:
        Refused: as :func:`give`, and for a paper that is neither a photo nor a PDF.
    """
    if not paper:
        raise Refused([Reason("mandate_no_paper")])
    scan = scans.read(paper)
    with (
        pending(folder) as files,
        unit(community_id, kind="mandate.enter", actor=actor, at=at, power="mandate.enter") as work,
    ):
        made = _made(work, meeting_number, giver_id, holder_id, line, positions, note)
        made.sha256, made.media_type = files.keep(scan.data), scan.media_type
        made.entered_by_id = actor.person_id
        work.tell(paper=made.sha256)
        return made.number


def revoke(community_id: UUID, actor: Actor, number: str, *, at: datetime) -> None:
    """Take a mandate back; by the giver, or by the clerk where the giver said so in writing.

    Raises:
        Refused: ``mandate_used``, ``mandate_revoked``, ``mandate_of_another``.
    """
    power = "mandate.enter" if actor.office == "clerk" else "mandate.give"
    with unit(community_id, kind="mandate.revoke", actor=actor, at=at, power=power) as work:
        mandate = work.find(Mandate, Mandate.number == number)
        if mandate is None:
            raise Refused([Reason("not_found", {"what": "mandate"})])
        if power == "mandate.give" and mandate.giver_id != actor.person_id:
            raise Refused([Reason("mandate_of_another")])
        if mandate.used_at is not None:
            raise Refused([Reason("mandate_used")])
        if mandate.revoked_at is not None:
            raise Refused([Reason("mandate_revoked")])
        mandate.revoked_at = work.at
        work.tell(number=number)


def holding(work: Work, poll: Poll | VotePoll, giver_id: UUID, line: int) -> Mandate | None:
    """The mandate in force that lets somebody vote in the poll for this line of the roll."""
    found = work.all(
        Mandate,
        Mandate.meeting_id == poll.meeting_id,
        Mandate.giver_id == giver_id,
        Mandate.line == line,
        Mandate.revoked_at.is_(None),
    )
    if not found:
        return None
    item = work.get(AgendaItem, poll.item_id)
    return next((m for m in found if covers(m, item.position)), None)


def covers(mandate: Mandate, position: int) -> bool:
    """Whether the mandate is for the agenda item at this position; an empty scope is for all."""
    return not mandate.scope or str(position) in mandate.scope.split(",")


def use(work: Work, mandate: Mandate) -> None:
    """Note that the mandate was used: from now on it cannot be revoked."""
    mandate.used_at = mandate.used_at or work.at


def may_give(work: Work, meeting: Meeting, new: Proxy, line: int) -> Verdict:
    """Whether the mandate may stand beside those in force; ``giver`` and ``holder`` are hex ids."""
    body = work.get(Body, meeting.body_id)
    rule = law.rule(work.session, work.community_id, meeting.rule_id, meeting.starts_at)
    roll = entitled.of_meeting(work, meeting, body, rule)
    others = work.all(Mandate, Mandate.meeting_id == meeting.id, Mandate.revoked_at.is_(None))
    proxies = [_proxy(m.giver_id.hex, m.line, m.holder_id.hex) for m in others]
    mine = _proxy(new.giver, line, new.holder)
    areas = entitled.areas(work, body, rule, roll)
    verdict = check_proxies(rule, _voters(roll), [*proxies, mine], (), areas)
    reasons = [r for r in verdict.reasons if _concerns(r, mine)]
    if new.giver == new.holder:
        reasons.append(Reason("proxy_to_oneself", {}, rule.id, rule.statutes))
    if rule.proxies.allowed:
        reasons += _state_of_giver(roll, new, line, rule)
    found = {reason.code: reason for reason in reasons}
    if "proxy_giver_not_on_roll" in found or "proxy_holder_not_on_roll" in found:
        found.pop("proxy_other_area", None)  # of whom nothing is known, the area is not either
    return Verdict(tuple(found.values()))


def _made(
    work: Work,
    meeting_number: str,
    giver_id: UUID,
    holder_id: UUID,
    line: int,
    positions: Sequence[int],
    note: str,
) -> Mandate:
    meeting = attendance.load_meeting(work, meeting_number)
    _demand_open(work, meeting)
    scope = _scope(work, meeting, positions)
    said = clean_text(note, 0, 400, "note")
    may_give(work, meeting, Proxy(giver_id.hex, holder_id.hex), line).demand()
    mandate = work.add(
        Mandate(
            number=next_number(work, "mandate"),
            meeting_id=meeting.id,
            giver_id=giver_id,
            line=line,
            holder_id=holder_id,
            scope=scope,
            note=said,
            at=work.at,
        )
    )
    work.session.flush()
    work.tell(number=mandate.number, meeting=meeting.number, scope=scope)
    return mandate


def _demand_open(work: Work, meeting: Meeting) -> None:
    if meeting.cancelled_at is not None:
        raise Refused([Reason("meeting_cancelled")])
    until = meeting.ends_at if meeting.form == WRITTEN else None  # a session ends when it is closed
    if meeting.closed_at is not None or (until is not None and until <= work.at):
        raise Refused([Reason("meeting_closed")])


def _scope(work: Work, meeting: Meeting, positions: Sequence[int]) -> str:
    """The positions as they are kept; every one must be an item that is decided."""
    known = {
        item.position
        for item in work.all(AgendaItem, AgendaItem.meeting_id == meeting.id)
        if item.for_decision
    }
    wanted = sorted(set(positions))
    if not known.issuperset(wanted):
        raise Refused([Reason("mandate_scope")])
    return ",".join(str(position) for position in wanted)


def _proxy(giver: str, line: int, holder: str) -> Proxy:
    return Proxy(f"{giver}/{line}" if line else giver, holder)


def _voters(roll: Sequence[Entitled]) -> set[str]:
    """Every line of the roll, and every person on it: a holder need not hold line 0."""
    return {entry.voter for entry in roll} | {entry.person_id.hex for entry in roll}


def _concerns(reason: Reason, mine: Proxy) -> bool:
    """Whether the reason is against this mandate; the others were checked when they were given."""
    if "giver" not in reason.params:
        return True
    if reason.code == "proxy_holder_has_too_many":
        return reason.params["holder"] == mine.holder
    return (reason.params["giver"], reason.params["holder"]) == (mine.giver, mine.holder)


def _state_of_giver(
    roll: Sequence[Entitled], new: Proxy, line: int, rule: Rule
) -> Sequence[Reason]:
    mine = [e for e in roll if e.person_id.hex == new.giver and e.line == line]
    if not mine:
        return [Reason("proxy_giver_not_on_roll", {}, rule.id, rule.statutes)]
    found = []
    if any(entry.is_present for entry in mine):
        found.append(Reason("proxy_giver_present", {}, rule.id, rule.statutes))
    if any(entry.has_voted for entry in mine):
        found.append(Reason("mandate_after_vote", {}, rule.id))
    return found
