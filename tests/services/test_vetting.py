"""Accept, return, decline, route; silence escalates; one appeal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.acts import Act, Appeal
from council.rules.verdict import Refused
from council.services import appeals, proposals, vetting
from tests.factories.community import Handle
from tests.factories.proposals import AT, REASON, content, in_vetting, read, resident, rows, village


@pytest.fixture
def here(app, scene) -> Handle:
    handle = village(app, scene)
    with app.app_context():
        yield handle


def refused(code: str):
    return pytest.raises(Refused, match=code)


def act(here: Handle, name: str, number: str, who: str = "secretary", **changes):
    given = {"actor": here.actor(who), "reason": REASON, "rule_id": "PG1", "at": AT} | changes
    return getattr(vetting, name)(here.community_id, number, **given)


def test_accepting_puts_it_before_the_committees(here: Handle) -> None:
    number = in_vetting(here)
    act(here, "accept", number, track="four_deliberations")
    row = read(here, number)
    assert (row.stage, row.track, row.due_at) == ("review", "four_deliberations", None)
    made = rows(here, Act, Act.kind == "vetting.accept")[0]
    assert (made.office, made.reason, made.rule_id) == ("party_secretary", REASON, "PG1")


def test_returning_lets_the_proposer_change_and_send_again(here: Handle) -> None:
    number = in_vetting(here)
    act(here, "give_back", number)
    row = read(here, number)
    assert (row.stage, row.is_public) == ("draft", True)
    me = resident(here)
    proposals.edit(here.community_id, number, content(cost=200000), actor=me, at=AT)
    assert proposals.submit(here.community_id, row.id, actor=me, at=AT) == number
    assert read(here, number).stage == "vetting"  # its seconders still stand


@pytest.mark.parametrize(("name", "ending"), [("decline", "declined"), ("route", "routed")])
def test_declining_and_routing_close_in_public(here: Handle, name: str, ending: str) -> None:
    number = in_vetting(here)
    more = {"to": "service_request", "rule_id": "RQ1"} if name == "route" else {}
    act(here, name, number, **more)
    row = read(here, number)
    assert (row.stage, row.ending, row.is_public) == ("closed", ending, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "text_missing"),
        ({"reason": "太短"}, "text_too_short"),
        ({"rule_id": ""}, "rule_missing"),
        ({"rule_id": "XX9"}, "rule_missing"),
        ({"who": "chair"}, "no_power"),
        ({"who": "clerk"}, "no_power"),
        ({"who": "street"}, "not_escalated"),
        ({"revision": 99}, "moved_meanwhile"),
    ],
)
def test_a_decision_needs_reason_rule_and_office(here: Handle, changes, code) -> None:
    number = in_vetting(here)
    with refused(code):
        act(here, "decline", number, **changes)
    assert read(here, number).stage == "vetting"


def test_nobody_vets_a_proposal_of_their_own(here: Handle) -> None:
    number = in_vetting(here, "secretary")
    with refused("own_matter"):
        act(here, "accept", number)


def test_the_second_decision_comes_too_late(here: Handle) -> None:
    number = in_vetting(here)
    act(here, "decline", number)
    with refused("wrong_stage"):
        act(here, "accept", number)


def test_the_clock_is_counted_lawfully(here: Handle) -> None:
    number = in_vetting(here)  # Wednesday 6 May 2026: the seventh day is Wednesday 13 May, 24:00
    until = read(here, number).due_at.astimezone(AT.tzinfo)
    assert until.isoformat() == "2026-05-14T00:00:00+08:00"


def test_silence_escalates_once_and_the_street_office_may_decide(here: Handle) -> None:
    number = in_vetting(here)
    until = read(here, number).due_at
    assert vetting.due(here.community_id, until - timedelta(seconds=1)) == 0
    assert vetting.due(here.community_id, until) == 1
    assert vetting.due(here.community_id, until + timedelta(days=30)) == 0
    row = read(here, number)
    assert row.escalated_at == until
    assert row.due_at > until
    made = rows(here, Act, Act.kind == "vetting.escalate")[0]
    assert (made.office, made.rule_id) == ("system", "VT1")
    act(here, "accept", number, "street", at=until)
    assert read(here, number).stage == "review"


def file(here: Handle, number: str, who: str = "resident1", **changes):
    given = {"actor": resident(here, who), "text": "台阶是公共部位，不是谁家的私事。", "at": AT}
    appeals.file_appeal(here.community_id, number, **(given | changes))


def decide(here: Handle, number: str, uphold: bool, who: str = "street", **changes):
    given = {"reason": REASON, "rule_id": "AP1", "at": AT}
    appeals.decide(
        here.community_id, number, actor=here.actor(who), uphold=uphold, **(given | changes)
    )


def test_an_appeal_is_upheld(here: Handle) -> None:
    number = in_vetting(here)
    act(here, "decline", number)
    file(here, number)
    file(here, number)  # the same again is a retry
    assert read(here, number).due_at.astimezone(AT.tzinfo).date().isoformat() == "2026-05-22"
    decide(here, number, uphold=True)
    row = read(here, number)
    assert (row.stage, row.ending) == ("review", None)
    assert rows(here, Appeal)[0].decision == "upheld"


def test_an_appeal_is_dismissed_and_there_is_only_one(here: Handle) -> None:
    number = in_vetting(here)
    act(here, "decline", number)
    file(here, number)
    decide(here, number, uphold=False)
    assert read(here, number).ending == "declined"
    with refused("appeal_none"):
        decide(here, number, uphold=True)
    with refused("appealed_already"):
        file(here, number, text="我还是不同意，请再看一次。")


def test_who_may_not_appeal(here: Handle) -> None:
    number = in_vetting(here)
    with refused("nothing_to_appeal"):
        file(here, number)
    act(here, "decline", number)
    with refused("proposer_only"):
        file(here, number, "resident2")
    with refused("appeal_late"):
        file(here, number, at=AT + timedelta(days=16))
    file(here, number)
    with refused("no_power"):
        decide(here, number, uphold=True, who="secretary")


def test_no_appeal_to_the_street_office_against_itself(here: Handle) -> None:
    number = in_vetting(here)
    until = read(here, number).due_at
    vetting.due(here.community_id, until)
    act(here, "decline", number, "street", at=until)
    with refused("street_decided"):
        file(here, number, at=until)


def test_an_upheld_appeal_of_the_owners_goes_to_the_owners(here: Handle) -> None:
    from council.models.proposals import Proposal
    from council.services.unit import SYSTEM, unit

    number = in_vetting(here)
    act(here, "decline", number)
    with unit(here.community_id, kind="proposal.import", actor=SYSTEM, at=AT) as work:
        row = work.find(Proposal, Proposal.number == number)
        assert row is not None
        row.text = "换门禁的钱从维修资金里出，公共部位是大家的。"
    file(here, number)
    with refused("owners_suspected"):
        decide(here, number, uphold=True)
    decide(here, number, uphold=True, subject="fund_use")
    row = read(here, number)
    assert (row.track, row.stage, row.ending) == ("owners", "resolution", None)


def test_vetting_and_the_owners(here: Handle) -> None:
    number = in_vetting(here)
    with refused("owners_decide"):
        act(here, "accept", number, subject="fund_use")
    with refused("subject_other_track"):
        act(here, "accept", number, track="owners", subject="charter")
    act(here, "route", number, to="owners", rule_id="OW1", subject="fund_use")
    row = read(here, number)
    assert (row.track, row.stage, row.ending) == ("owners", "resolution", None)
    made = rows(here, Act, Act.kind == "vetting.owners")[0]
    assert (made.rule_id, made.detail["subject"]) == ("OW1", "fund_use")
