"""Who may do what: office × act. What is not named here is refused.

The operator runs the server and has no power over content, votes or money.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class OfficeKind(StrEnum):
    """职务: what a person may hold.

    ``resident`` comes from living here and ``owner`` from owning a unit, not from a tenure.
    """

    RESIDENT = "resident"
    OWNER = "owner"
    PARTY_SECRETARY = "party_secretary"
    PARTY_COMMITTEE = "party_committee"
    PARTY_MEMBER = "party_member"
    COMMITTEE_CHAIR = "committee_chair"
    COMMITTEE_MEMBER = "committee_member"
    SUPERVISOR = "supervisor"
    REPRESENTATIVE = "representative"
    COUNCILLOR = "councillor"
    OWNERS_COMMITTEE = "owners_committee"
    PROPERTY_MANAGER = "property_manager"
    BLOCK_LEADER = "block_leader"
    GRID_OFFICER = "grid_officer"
    CLERK = "clerk"
    STREET_OFFICER = "street_officer"
    OPERATOR = "operator"


UNSEATED = frozenset({OfficeKind.RESIDENT, OfficeKind.OWNER, OfficeKind.OPERATOR})
"""What nobody is appointed to: it comes from living here, from owning, or from the server."""


class BodyKind(StrEnum):
    """机构: the kinds of body that DOMAIN names."""

    PARTY_COMMITTEE = "party_committee"
    PARTY_MEMBERS = "party_members"
    RESIDENTS_COMMITTEE = "residents_committee"
    SUPERVISION_COMMITTEE = "supervision_committee"
    REPRESENTATIVES = "representatives"
    RESIDENTS_ASSEMBLY = "residents_assembly"
    COUNCIL = "council"
    OWNERS_COMMITTEE = "owners_committee"
    OWNERS_ASSEMBLY = "owners_assembly"
    PROPERTY_COMPANY = "property_company"
    STREET_OFFICE = "street_office"
    STAFF = "staff"


class SeatKind(StrEnum):
    """The group that a seat of debate speaks for."""

    RESIDENTS = "residents"
    NON_LOCAL = "non_local"
    RESIDENT_UNIT = "resident_unit"
    SOCIAL_ORGANISATION = "social_organisation"
    OWNERS = "owners"
    PROPERTY = "property"
    BLOCK = "block"
    GRID = "grid"
    PARTY = "party"


_O = OfficeKind
_COMMITTEE = frozenset({_O.COMMITTEE_CHAIR, _O.COMMITTEE_MEMBER})
_PARTY = frozenset({_O.PARTY_SECRETARY, _O.PARTY_COMMITTEE})
_BOTH = _COMMITTEE | _PARTY
_DEBATERS = frozenset(
    {
        _O.REPRESENTATIVE,
        _O.COUNCILLOR,
        _O.OWNERS_COMMITTEE,
        _O.PROPERTY_MANAGER,
        _O.BLOCK_LEADER,
        _O.GRID_OFFICER,
    }
)
_CONVENERS = frozenset({_O.CLERK, _O.COMMITTEE_CHAIR, _O.PARTY_SECRETARY})
_EVERY_OFFICE = frozenset(_O) - {_O.OPERATOR}
_VOTERS = _BOTH | {
    _O.PARTY_MEMBER,
    _O.REPRESENTATIVE,
    _O.RESIDENT,
    _O.OWNER,
    _O.COUNCILLOR,
    _O.OWNERS_COMMITTEE,
    _O.PROPERTY_MANAGER,
    _O.SUPERVISOR,
}
_SIDES = _BOTH | {_O.CLERK, _O.OWNERS_COMMITTEE, _O.PROPERTY_MANAGER, _O.STREET_OFFICER}
_PETITIONERS = _VOTERS - {_O.PROPERTY_MANAGER}
_KEEPERS = _COMMITTEE | {_O.CLERK}
_AUDITORS = _BOTH | {_O.CLERK, _O.SUPERVISOR, _O.STREET_OFFICER}
_TELLERS = _COMMITTEE | {
    _O.CLERK,
    _O.SUPERVISOR,
    _O.OWNERS_COMMITTEE,
    _O.BLOCK_LEADER,
    _O.GRID_OFFICER,
}

POWERS: dict[str, frozenset[OfficeKind]] = {
    "chamber.enter": _EVERY_OFFICE,
    "account.own": frozenset(_O),
    "proposal.write": frozenset({_O.RESIDENT, _O.CLERK}),
    "proposal.on_behalf": frozenset({_O.CLERK}),
    "proposal.second": frozenset({_O.RESIDENT}),
    "proposal.merge": frozenset({_O.CLERK, _O.PARTY_SECRETARY, _O.COMMITTEE_CHAIR}),
    "proposal.import": frozenset({_O.CLERK}),
    "vetting.decide": frozenset({_O.PARTY_SECRETARY, _O.STREET_OFFICER}),
    "appeal.file": frozenset({_O.RESIDENT}),
    "appeal.decide": frozenset({_O.STREET_OFFICER}),
    "interest.declare": _BOTH | {_O.PARTY_MEMBER, _O.REPRESENTATIVE, _O.COUNCILLOR},
    "meeting.convene": _CONVENERS,
    "meeting.keep": _CONVENERS,
    "meeting.speak": _EVERY_OFFICE,
    "meeting.side": _SIDES,
    "series.keep": _CONVENERS,
    "petition.open": _PETITIONERS,
    "petition.sign": _PETITIONERS,
    "petition.enter": frozenset({_O.CLERK}),
    "task.report": _EVERY_OFFICE,
    "task.evaluate": frozenset({_O.SUPERVISOR, _O.PARTY_SECRETARY, _O.OWNERS_COMMITTEE}),
    "minutes.write": _CONVENERS,
    "minutes.correct": _EVERY_OFFICE,
    "minutes.sign": _EVERY_OFFICE,
    "minutes.publish": _CONVENERS,
    "templates.keep": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR}),
    "written.call": _CONVENERS | {_O.OWNERS_COMMITTEE},
    "written.keep": _CONVENERS | {_O.OWNERS_COMMITTEE},
    "office.end_by_vote": _CONVENERS,
    "poll.open": _CONVENERS,
    "poll.vote": _VOTERS,
    "poll.enter": frozenset({_O.CLERK}),
    "poll.assist": frozenset({_O.CLERK}),
    "poll.tell": _TELLERS,
    "paper.keep": frozenset({_O.CLERK}),
    "paper.enter": _TELLERS,
    "mandate.give": _VOTERS,
    "mandate.enter": frozenset({_O.CLERK}),
    "roll.object": _VOTERS,
    "roll.answer": _CONVENERS | {_O.OWNERS_COMMITTEE},
    "owners.keep": frozenset({_O.CLERK}),
    "opinion.give": _BOTH | {_O.CLERK},
    "debate.speak": _DEBATERS,
    "debate.answer": _DEBATERS | _BOTH,
    "debate.amend": _DEBATERS | _BOTH,
    "debate.lead": frozenset({_O.PARTY_SECRETARY}),
    "resolution.record": _CONVENERS,
    "objection.file": frozenset({_O.RESIDENT}),
    "objection.answer": _COMMITTEE,
    "announcement.close": _CONVENERS,
    "implementation.manage": _COMMITTEE,
    "implementation.work": _COMMITTEE | {_O.PROPERTY_MANAGER},
    "implementation.supervise": frozenset({_O.PARTY_SECRETARY, _O.SUPERVISOR}),
    "acceptance.sign": frozenset({_O.SUPERVISOR, _O.RESIDENT}),
    "outcome.report": _COMMITTEE,
    "evaluation.give": frozenset({_O.RESIDENT}),
    "evaluation.close": _CONVENERS,
    "record.correct": _CONVENERS,
    "roster.keep": frozenset({_O.CLERK}),
    "codes.print": frozenset({_O.CLERK}),
    "rules.replace": frozenset({_O.COMMITTEE_CHAIR}),
    "fund.keep": _KEEPERS,
    "fund.close": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR}),
    "fund.correct": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR}),
    "fund.read": _AUDITORS,
    "fund.tie": _EVERY_OFFICE - UNSEATED,
    "fund.urgent": frozenset({_O.COMMITTEE_CHAIR}),
    "fund.answer": _BOTH | {_O.CLERK},
    "fund.ask": _VOTERS,
    "fund.statement": frozenset({_O.SUPERVISOR}),
    "fund.audit": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR, _O.SUPERVISOR, _O.STREET_OFFICER}),
    "payment.enter": _KEEPERS,
    "payment.approve": frozenset({_O.COMMITTEE_CHAIR, _O.PARTY_SECRETARY}),
    "payment.supervise": frozenset({_O.SUPERVISOR}),
    "payment.pay": _KEEPERS,
    "voucher.keep": _KEEPERS,
    "voucher.read": _AUDITORS,
    "plan.keep": _CONVENERS,
    "wish.put": frozenset({_O.RESIDENT}) | _CONVENERS,
    "wish.check": _KEEPERS,
    "wish.rank": _BOTH | {_O.CLERK},
    "plan.file": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR}),
    "plan.note": frozenset({_O.STREET_OFFICER}),
    "posting.prepare": _KEEPERS,
    "posting.check": frozenset({_O.SUPERVISOR}),
    "posting.approve": _BOTH,
    "posting.post": frozenset({_O.CLERK, _O.COMMITTEE_CHAIR}),
    "street.oversee": frozenset({_O.STREET_OFFICER}),
}


def may(act: str, offices: Iterable[OfficeKind]) -> bool:
    """Whether one of ``offices`` carries the power ``act``; an unknown act is refused."""
    return not POWERS.get(act, frozenset()).isdisjoint(offices)


def office_for(act: str, offices: Iterable[OfficeKind]) -> OfficeKind | None:
    """The office (in the order of :class:`OfficeKind`) in which ``act`` is done, or None."""
    held = set(offices)
    allowed = POWERS.get(act, frozenset())
    return next((kind for kind in OfficeKind if kind in held and kind in allowed), None)
