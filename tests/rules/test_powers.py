"""Powers: office by act; whatever is not named is refused."""

from __future__ import annotations

import pytest

from council.rules.powers import POWERS, BodyKind, OfficeKind, SeatKind, may, office_for
from council.web.access import PUBLIC, SIGNED_IN

OWN = {"account.own"}
"""What concerns nobody but the holder of the account."""


def test_the_operator_has_no_power_over_content_votes_or_money() -> None:
    assert {act for act in POWERS if may(act, [OfficeKind.OPERATOR])} == OWN


@pytest.mark.parametrize("act", ["", "proposal", "proposal.delete", "poll.vote ", PUBLIC])
def test_an_unknown_act_is_refused_to_everybody(act: str) -> None:
    assert not may(act, OfficeKind)
    assert office_for(act, OfficeKind) is None


@pytest.mark.parametrize("act", POWERS)
def test_every_power_has_a_holder_and_nobody_has_it_without_an_office(act: str) -> None:
    assert POWERS[act]
    assert POWERS[act] <= set(OfficeKind)
    assert not may(act, [])
    for kind in OfficeKind:
        assert may(act, [kind]) == (kind in POWERS[act])
        assert office_for(act, [kind]) == (kind if kind in POWERS[act] else None)


def test_the_first_office_that_carries_the_power_acts() -> None:
    held = [OfficeKind.CLERK, OfficeKind.RESIDENT, OfficeKind.SUPERVISOR]
    assert office_for("proposal.write", held) == OfficeKind.RESIDENT
    assert office_for("roster.keep", held) == OfficeKind.CLERK
    assert office_for("vetting.decide", held) is None


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("proposal.second", OfficeKind.CLERK),
        ("appeal.decide", OfficeKind.PARTY_SECRETARY),
        ("vetting.decide", OfficeKind.CLERK),
        ("poll.vote", OfficeKind.CLERK),
        ("poll.enter", OfficeKind.PARTY_SECRETARY),
        ("acceptance.sign", OfficeKind.PROPERTY_MANAGER),
        ("evaluation.give", OfficeKind.COMMITTEE_CHAIR),
        ("roster.keep", OfficeKind.COMMITTEE_CHAIR),
        ("rules.replace", OfficeKind.CLERK),
    ],
)
def test_powers_that_an_office_must_not_have(act: str, kind: OfficeKind) -> None:
    assert act in POWERS
    assert not may(act, [kind])


@pytest.mark.one_database
def test_every_power_that_a_view_asks_for_exists(app) -> None:
    asked = {view: getattr(f, "access", None) for view, f in app.view_functions.items()}
    unknown = {
        view: power
        for view, power in asked.items()
        if power not in {PUBLIC, SIGNED_IN, *POWERS} and view != "static"
    }
    assert not unknown


@pytest.mark.one_database
def test_every_kind_has_its_word(app_context) -> None:
    from council import vocabulary

    for group, kinds in (("office", OfficeKind), ("body", BodyKind), ("seat", SeatKind)):
        for kind in kinds:
            assert vocabulary.word(group, kind.value)
