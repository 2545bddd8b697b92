"""What the public reads of a poll: nobody's name, no telephone, nothing before its time."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from sqlalchemy.orm import Session

from council.db import db, reading
from council.models.people import Person
from council.models.polls import Ballot, PollVoter
from council.queries.public import ballots, polls, simulation, turnout
from council.rules.outlook import outlook
from council.rules.rule import Rule
from council.rules.tally import Line
from council.web import outlook_view
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, stored
from tests.factories.owners import OWNERS, make_owners
from tests.factories.voting import CLOSES, begin, close, options, poll_of, vote

PHONE, CARD = "13812345678", "110101199003071234"
ASK = {
    "kind": "choice",
    "options": options(f"方案一，找{PHONE}", f"方案二，{CARD}", note=f"问3号楼2单元1201室 {PHONE}"),
    "draw": [2, 1],
}


@pytest.fixture
def hall(app_context, scene, clock):
    clock.set(LATER)
    return on_stage(app_context, scene)


def load(hall, number: str, at=LATER):
    found = polls.load(reading(), hall.community_id, number, at)
    assert found is not None
    return found


def told(page) -> str:
    return json.dumps(asdict(page), ensure_ascii=False, default=str)


def names(hall) -> list[str]:
    with Session(db.engine) as session:
        mine = session.query(Person.name).filter(Person.community_id == hall.community_id)
        return [name for (name,) in mine]


def test_the_texts_of_a_form_are_masked_everywhere(hall) -> None:
    number = begin(hall, ASK, body="representatives", rule="RC1")
    for who in REPRESENTATIVES:
        vote(hall, who, number, {"marks": [1]})
    close(hall, number)
    stored_text = json.dumps([poll_of(hall, number).ask, poll_of(hall, number).tally])
    assert PHONE in stored_text, "otherwise this test proves nothing"
    page = told(load(hall, number, CLOSES))
    for secret in (PHONE, CARD, "1201"):
        assert secret not in page
    assert "138****5678" in page


@pytest.mark.parametrize("body", ["residents_assembly", OWNERS])
def test_homes_and_units_vote_without_names(hall, body) -> None:
    make_owners(hall)
    number = begin(hall, body=body, rule="RA1" if body != OWNERS else "OW1")
    vote(hall, "resident2", number, "yes")
    close(hall, number)
    page = load(hall, number, CLOSES)
    assert page.votes and all(vote.name == "" for vote in page.votes)
    for name in names(hall):
        assert name not in told(page)


def test_office_holders_are_named_by_office_and_one_letter_less(hall) -> None:
    number = begin(hall, body="representatives", rule="RC1")
    close(hall, number)
    for vote_ in load(hall, number, CLOSES).votes:
        assert "居民代表" in vote_.office_title and "*" in vote_.name


def test_nothing_is_told_of_a_poll_that_runs_or_was_annulled(hall) -> None:
    number = begin(hall, body="representatives", rule="RC1")
    vote(hall, "representative1", number, "no")
    for at in (LATER, CLOSES):
        page = load(hall, number, at)
        assert page.tally is None and page.votes == () and page.state in polls.UNTOLD


def test_the_sums_of_a_roll_tell_the_same_outlook_as_its_lines(hall) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW2")
    for who in ("resident2", "resident4", "resident6"):
        vote(hall, who, number, "yes")
    poll = poll_of(hall, number)
    rule = Rule.from_snapshot(poll.rule)
    voters = stored(hall, PollVoter, PollVoter.poll_id == poll.id)
    voted = {b.person_id for b in stored(hall, Ballot, Ballot.poll_id == poll.id)}
    lines = [Line(f"{v.person_id}/{v.line}", v.heads, v.area, v.recused) for v in voters]
    exact = outlook(
        rule, lines, [f"{v.person_id}/{v.line}" for v in voters if v.person_id in voted]
    )
    sums = turnout.so_far(reading(), hall.community_id, poll.id)
    assert outlook_view.prospect(rule, sums).measures == exact.measures
    cells = turnout.buildings(reading(), hall.community_id, poll.id)
    assert sum(cell.entitled for cell in cells) == sums.heads
    assert sum(cell.taken_part for cell in cells) == sums.taking_part == 3
    assert sum(cell.area for cell in cells) == sums.area


def test_a_simulated_roll_is_as_large_as_the_frozen_one(hall) -> None:
    make_owners(hall)
    number = begin(hall, body=OWNERS, rule="OW1")
    sums = turnout.so_far(reading(), hall.community_id, poll_of(hall, number).id)
    every = simulation.choices(reading(), hall.community_id)
    chosen = next(choice for choice in every if choice.name == "杏园")
    found = simulation.rolls(reading(), hall.community_id, chosen, LATER.date())
    assert (found[0].heads, found[0].area) == (sums.heads, sums.area)
    assert sum(roll.area or 0 for roll in found[1:]) == sums.area


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("石榴渡口晴空4127", "石榴 · 渡口 · 晴空 · 4127"),
        (" 石榴  渡口,晴空 - 4127 ", "石榴 · 渡口 · 晴空 · 4127"),
        ("石榴·渡口·晴空·4127", "石榴 · 渡口 · 晴空 · 4127"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_a_tracker_is_found_however_it_is_written(written, read) -> None:
    assert ballots.tracker(written) == read
