"""Everything that a vote refuses: named, with a sentence, and with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from council import vocabulary
from council.db import db
from council.models.bodies import Tenure
from council.models.meetings import AgendaItem, Meeting
from council.models.places import Ownership, Unit
from council.rules.verdict import Refused
from council.services import (
    assisted,
    ballots,
    hands,
    integrity,
    mandates,
    meetings,
    owners,
    paperentries,
    papers,
    polls,
    roll_objections,
    steering,
    written,
)
from council.services.unit import SYSTEM, unit
from council.services.written import Question
from tests.factories import papers as sheets
from tests.factories.community import Handle, on_stage
from tests.factories.hall import (
    AT,
    LATER,
    REPRESENTATIVES,
    make_matter,
    seat,
    stored,
)
from tests.factories.hall import (
    call as call_session,
)
from tests.factories.owners import OWNERS
from tests.factories.voting import CLOSES, ELECTION, begin, close, vote
from tests.factories.written import CANDIDATES, STARTS, call, elect, village
from tests.support.content import content_of_the_database

Act = Callable[[], object]
CASES: dict[str, tuple[str, Callable[[Handle], Act]]] = {}
WHY = "投票箱被雨淋湿，先停一天。"
YES, NO = {"choice": "yes"}, {"choice": "no"}


def refuses(name: str, code: str) -> Callable:
    """A case: prepare with the community, give the act that must be refused by ``code``."""

    def keep(prepare: Callable[[Handle], Act]) -> Callable[[Handle], Act]:
        assert name not in CASES
        CASES[name] = (code, prepare)
        return prepare

    return keep


@pytest.fixture
def hall(app_context, scene) -> Handle:
    def also(handle: Handle) -> None:
        make_matter(village(handle), "resolution")

    return on_stage(app_context, scene, "owners-and-a-matter", also=also)


# --- voting twice ---


@refuses("voting twice online", "already_voted")
def _(hall):
    poll = begin(hall)
    vote(hall, "resident1", poll, "yes")
    return lambda: ballots.vote(
        hall.community_id, hall.actor("resident1"), poll, "no", request_key="z" * 32, at=LATER
    )


@refuses("voting twice in secret", "already_voted")
def _(hall):
    poll = begin(hall, secret=True)
    vote(hall, "resident1", poll, "yes")
    return lambda: ballots.vote(
        hall.community_id, hall.actor("resident1"), poll, "no", request_key="z" * 32, at=LATER
    )


@refuses("voting in the hall after voting online", "voters_refused")
def _(hall):
    poll = sheets.begin(hall)
    vote(hall, "representative1", poll, "yes")
    return lambda: enter(hall, poll, "representative1", "representative2")


@refuses("taking paper after voting online", "already_voted")
def _(hall):
    poll = sheets.begin(hall)
    vote(hall, "representative1", poll, "yes")
    papers.print_stock(hall.community_id, hall.actor("clerk"), poll, 1, at=LATER)
    voter = sheets.line(hall, poll, "representative1").id
    return lambda: papers.issue(hall.community_id, hall.actor("clerk"), poll, voter, at=LATER)


@refuses("voting online after the paper came in", "paper_is_in")
def _(hall):
    poll = sheets.begin(hall)
    sheets.bring(hall, poll, "representative1")
    return lambda: vote(hall, "representative1", poll, "yes")


@refuses("into the box after voting online", "already_voted")
def _(hall):
    poll = sheets.begin(hall, secret=True)
    clerk = hall.actor("clerk")
    papers.print_stock(hall.community_id, clerk, poll, 10, at=LATER)
    papers.hand_out(hall.community_id, clerk, poll, 10, at=LATER)
    vote(hall, "representative1", poll, "yes")
    voter = sheets.line(hall, poll, "representative1").id
    return lambda: papers.mark_returned(hall.community_id, clerk, poll, voter, at=LATER)


@refuses("voting oneself after the holder of the mandate", "already_voted")
def _(hall):
    poll = owners_poll(hall)
    give(hall, "resident2", "resident4")
    vote_for(hall, "resident4", "resident2", poll)
    return lambda: vote(hall, "resident2", poll, "yes")


@refuses("helped to vote after voting", "already_voted")
def _(hall):
    poll = begin(hall)
    vote(hall, "resident1", poll, "yes")
    return lambda: assist(hall, poll, "resident1")


@refuses("raising a hand after voting", "hands_sum")
def _(hall):
    poll = sheets.begin(hall)
    vote(hall, "representative1", poll, "yes")
    return lambda: hands.enter(
        hall.community_id, hall.actor("clerk"), poll, 5, 0, 0, at=LATER
    )  # fmt: skip


# --- too early, too late ---


@refuses("before the poll was opened", "not_found")
def _(hall):
    elect(hall)
    return lambda: vote(hall, "resident1", "2026-001", "yes")


@refuses("before its hour", "poll_not_open_yet")
def _(hall):
    poll = begin(hall)
    sheets.change(hall, poll, opened_at=LATER + timedelta(hours=1))
    return lambda: vote(hall, "resident1", poll, "yes")


@refuses("opening before the announced day", "written_not_yet")
def _(hall):
    number = call(hall)
    return lambda: open_it(hall, number, at=STARTS - timedelta(seconds=1))


@refuses("at the very second of the end", "poll_ended")
def _(hall):
    poll = begin(hall)
    return lambda: vote(hall, "resident1", poll, "yes", at=CLOSES)


@refuses("after voting was ended", "poll_ended")
def _(hall):
    poll = begin(hall)
    steering.end_voting(hall.community_id, hall.actor("clerk"), poll, at=CLOSES)
    return lambda: vote(hall, "resident1", poll, "yes", at=CLOSES)


@refuses("helped after the end", "poll_ended")
def _(hall):
    poll = begin(hall)
    return lambda: assist(hall, poll, "resident1", at=CLOSES)


@refuses("paper given out after the end", "poll_ended")
def _(hall):
    poll = begin(hall)
    return lambda: papers.issue_all(hall.community_id, hall.actor("clerk"), poll, at=CLOSES)


@refuses("closing before the announced end", "poll_not_over")
def _(hall):
    poll = begin(hall)
    return lambda: close(hall, poll, at=CLOSES - timedelta(seconds=1))


# --- who may not ---


@refuses("a stranger", "not_on_roll")
def _(hall):
    poll = sheets.begin(hall)
    return lambda: vote(hall, "resident1", poll, "yes")


@refuses("for another without a mandate", "mandate_missing")
def _(hall):
    poll = owners_poll(hall)
    return lambda: vote_for(hall, "resident4", "resident2", poll)


@refuses("for another by a mandate that was revoked", "mandate_missing")
def _(hall):
    poll = owners_poll(hall)
    number = give(hall, "resident2", "resident4")
    mandates.revoke(hall.community_id, hall.actor("resident2"), number, at=LATER)
    return lambda: vote_for(hall, "resident4", "resident2", poll)


@refuses("for another by somebody else's mandate", "mandate_missing")
def _(hall):
    poll = owners_poll(hall)
    give(hall, "resident2", "resident4")
    return lambda: vote_for(hall, "resident6", "resident2", poll)


@refuses("for a line of the roll that is another's", "not_on_roll")
def _(hall):
    poll = owners_poll(hall)
    return lambda: vote(hall, "resident2", poll, "yes", line=1)


@refuses("with a key that is another's", "key_used")
def _(hall):
    poll = begin(hall)
    vote(hall, "resident1", poll, "yes")
    key = f"resident1-0-{poll}".rjust(16, "-")
    return lambda: ballots.vote(
        hall.community_id, hall.actor("resident2"), poll, "yes", request_key=key, at=LATER
    )


@refuses("a clerk who helps herself", "no_power")
def _(hall):
    poll = begin(hall)
    voter = sheets.line(hall, poll, "resident1").id
    return lambda: assisted.assist(
        hall.community_id, hall.actor("resident1"), poll, voter, YES, request_key="a" * 20, at=LATER
    )


# --- closed, suspended ---


def closed(hall) -> str:
    poll = sheets.begin(hall)
    close(hall, poll, at=LATER)
    return poll


ON_A_CLOSED_POLL: dict[str, Callable[[Handle, str], object]] = {
    "a vote online": lambda hall, poll: vote(hall, "representative1", poll, "yes"),
    "votes of the hall": lambda hall, poll: enter_clean(hall, poll, "representative1"),
    "raised hands": lambda hall, poll: hands.enter(
        hall.community_id, hall.actor("clerk"), poll, 5, 0, 0, at=LATER
    ),
    "a vote with help": lambda hall, poll: assist(hall, poll, "representative1"),
    "sheets of paper": lambda hall, poll: papers.print_stock(
        hall.community_id, hall.actor("clerk"), poll, 1, at=LATER
    ),
    "an entry of paper": lambda hall, poll: paperentries.enter(
        hall.community_id, hall.actor("clerk"), poll, "2026-001-0001-0", YES, at=LATER
    ),
    "an objection to the roll": lambda hall, poll: roll_objections.object_to_roll(
        hall.community_id, hall.actor("representative1"), poll, "少了一个人", at=LATER
    ),
    "a second close": lambda hall, poll: close(hall, poll, at=LATER),
    "an end of voting": lambda hall, poll: papers.end_in_session(
        hall.community_id, hall.actor("clerk"), poll, at=LATER
    ),
    "a suspension": lambda hall, poll: steering.suspend(
        hall.community_id, hall.actor("clerk"), poll, WHY, at=LATER
    ),
    "an extension": lambda hall, poll: steering.extend(
        hall.community_id, hall.actor("clerk"), poll, CLOSES, WHY, at=LATER
    ),
    "an annulment": lambda hall, poll: steering.annul(
        hall.community_id, hall.actor("clerk"), poll, WHY, at=LATER
    ),
}

for _name, _act in ON_A_CLOSED_POLL.items():
    _code = "voters_refused" if _name == "votes of the hall" else "poll_closed"

    @refuses(f"on a closed poll: {_name}", _code)
    def _(hall, act=_act):
        poll = closed(hall)
        return lambda: act(hall, poll)


def suspended(hall) -> str:
    poll = begin(hall)
    steering.suspend(hall.community_id, hall.actor("clerk"), poll, WHY, at=LATER)
    return poll


@refuses("on a suspended poll online", "poll_suspended")
def _(hall):
    poll = suspended(hall)
    return lambda: vote(hall, "resident1", poll, "yes")


@refuses("on a suspended poll with help", "poll_suspended")
def _(hall):
    poll = suspended(hall)
    return lambda: assist(hall, poll, "resident1")


@refuses("on a suspended poll on paper", "poll_suspended")
def _(hall):
    poll = suspended(hall)
    return lambda: papers.issue_all(hall.community_id, hall.actor("clerk"), poll, at=LATER)


@refuses("closing a suspended poll", "poll_suspended")
def _(hall):
    poll = suspended(hall)
    return lambda: close(hall, poll)


# --- what stands on the ballot ---


@refuses("a choice that is not offered", "choice_not_offered")
def _(hall):
    poll = begin(hall)
    return lambda: vote(hall, "resident1", poll, "perhaps")


@refuses("a candidate who does not stand", "option_not_offered")
def _(hall):
    poll = begin(hall, ELECTION, secret=True)
    return lambda: vote(hall, "resident1", poll, {"marks": [1, 9]})


@refuses("more marks than allowed", "too_many_marks")
def _(hall):
    poll = begin(hall, ELECTION, secret=True)
    return lambda: vote(hall, "resident1", poll, {"marks": [1, 2, 3]})


@refuses("one candidate marked twice", "mark_twice")
def _(hall):
    poll = begin(hall, ELECTION, secret=True)
    return lambda: vote(hall, "resident1", poll, {"marks": [1, 1]})


@refuses("more marks than allowed on paper", "too_many_marks")
def _(hall):
    poll = begin(hall, ELECTION)
    serial = sheets.bring(hall, poll, "resident1")
    return lambda: paperentries.enter(
        hall.community_id, hall.actor("clerk"), poll, serial, {"marks": [1, 2, 3]}, at=LATER
    )


# --- notice, question, rule, roll ---


@refuses("a session called without notice", "notice_too_short")
def _(hall):
    return lambda: call_session(hall, "representatives", starts=AT + timedelta(days=1))


@refuses("a written vote called without notice", "notice_too_short")
def _(hall):
    return lambda: call(hall, starts_at=AT + timedelta(days=15))


@refuses("a poll on an item without notice", "item_not_announced")
def _(hall):
    meeting, clerk = call_session(hall, "representatives"), hall.actor("clerk")
    late = LATER - timedelta(days=1)
    make_matter(hall, "resolution", "2026-002", at=late)
    meetings.add_item(hall.community_id, clerk, meeting, proposal_number="2026-002", at=late)
    meetings.open_meeting(hall.community_id, clerk, meeting, at=LATER)
    seat(hall, meeting, REPRESENTATIVES)
    return lambda: polls.open_poll(hall.community_id, clerk, meeting, 2, at=LATER)


@refuses("a written poll whose notice came late", "item_not_announced")
def _(hall):
    number = call(hall)
    change_item(hall, number, announced_at=STARTS - timedelta(days=1))
    return lambda: open_it(hall, number)


@refuses("a question that was not announced", "question_unannounced")
def _(hall):
    number = call(hall)
    change_item(hall, number, question=None)
    return lambda: written.open_poll(
        hall.community_id, hall.actor("clerk"), number, 1, at=STARTS
    )  # fmt: skip


@refuses("an empty question", "text_missing")
def _(hall):
    return lambda: call(hall, Question(" ", "fund_use"))


@refuses("a rule that is not in force", "rule_not_in_force")
def _(hall):
    early = AT.replace(year=2025)
    return lambda: elect(
        hall, Question("罢免", "recall"), rule_id="EL2",
        starts_at=early, ends_at=early + timedelta(days=1), at=early - timedelta(days=30),
    )  # fmt: skip


@refuses("a rule of another body", "body_without_rule")
def _(hall):
    return lambda: call(hall, rule_id="RC1")


@refuses("an empty roll", "poll_roll_empty")
def _(hall):
    ask = {"kind": "election", "options": CANDIDATES, "seats": 2, "most": 2}
    question = Question("选举两名", "election", ask)
    number = call(hall, question, body="representatives", rule_id="EL1R")
    with unit(hall.community_id, kind="tenure.end", actor=SYSTEM, at=AT) as work:
        for who in REPRESENTATIVES:
            work.get(Tenure, hall.tenures[who]).ends_on = AT.date()
    return lambda: open_it(hall, number)


@refuses("an area that is missing", "roll_unit_no_area")
def _(hall):
    number = call(hall)
    set_area(hall, None)
    return lambda: open_it(hall, number)


@refuses("entering an area of zero", "area_not_positive")
def _(hall):
    return lambda: measure(hall, 0)


@refuses("entering a negative area", "area_not_positive")
def _(hall):
    return lambda: measure(hall, -8931)


# --- paper, differences, secrecy ---


@refuses("closing with a sheet that was entered once", "papers_to_enter")
def _(hall):
    poll = sheets.begin(hall)
    serial = sheets.bring(hall, poll, "representative1")
    read(hall, poll, serial, "clerk", YES)
    return lambda: close(hall, poll, at=LATER)


@refuses("the second entry by the same person", "entered_already")
def _(hall):
    poll = sheets.begin(hall)
    serial = sheets.bring(hall, poll, "representative1")
    read(hall, poll, serial, "clerk", YES)
    return lambda: read(hall, poll, serial, "clerk", YES)


@refuses("closing while two entries differ", "papers_differ")
def _(hall):
    poll = sheets.begin(hall)
    serial = sheets.bring(hall, poll, "representative1")
    read(hall, poll, serial, "clerk", YES)
    read(hall, poll, serial, "grid", NO)
    return lambda: close(hall, poll, at=LATER)


@refuses("closing while a sheet is out", "papers_out")
def _(hall):
    poll = sheets.begin(hall)
    sheets.give(hall, poll, "representative1")
    return lambda: close(hall, poll, at=LATER)


@refuses("closing while tellers differ", "hands_unfinished")
def _(hall):
    poll = sheets.begin(hall)
    for who, numbers in (("clerk", (5, 0, 0)), ("grid", (4, 1, 0))):
        hands.enter(hall.community_id, hall.actor(who), poll, *numbers, at=LATER)
    return lambda: close(hall, poll, at=LATER)


@refuses("ending the voting while tellers differ", "hands_unfinished")
def _(hall):
    poll, clerk = sheets.begin(hall), hall.actor("clerk")
    hands.enter(hall.community_id, clerk, poll, 5, 0, 0, at=LATER)
    return lambda: papers.end_in_session(hall.community_id, clerk, poll, at=LATER)


@refuses("closing while the box and the marks differ", "box_differs")
def _(hall):
    poll, clerk = sheets.begin(hall, secret=True), hall.actor("clerk")
    papers.print_stock(hall.community_id, clerk, poll, 10, at=LATER)
    pile = papers.hand_out(hall.community_id, clerk, poll, 10, at=LATER)
    voter = sheets.line(hall, poll, "representative1").id
    papers.mark_returned(hall.community_id, clerk, poll, voter, at=LATER)
    papers.end_in_session(hall.community_id, clerk, poll, at=LATER)
    papers.declare_missing(hall.community_id, clerk, poll, pile, at=LATER)
    return lambda: close(hall, poll, at=LATER)


@refuses("closing while an objection to the roll is not answered", "roll_objections_open")
def _(hall):
    poll = begin(hall)
    roll_objections.object_to_roll(
        hall.community_id, hall.actor("resident1"), poll, "名册上少了我父亲", at=LATER
    )
    return lambda: close(hall, poll)


@refuses("counting over a roll that was found wrong", "roll_objection_upheld")
def _(hall):
    poll = begin(hall)
    vote(hall, "resident2", poll, "yes")
    objection = roll_objections.object_to_roll(
        hall.community_id, hall.actor("resident1"), poll, "名册上少了我父亲", at=LATER
    )
    roll_objections.answer(
        hall.community_id, hall.actor("clerk"), poll, objection,
        upheld=True, text="户口簿上确有其人", at=LATER,
    )  # fmt: skip
    return lambda: close(hall, poll)


@refuses("a secret poll of nine or fewer", "secret_roll_too_small")
def _(hall):
    ask = {"kind": "election", "options": CANDIDATES, "seats": 2, "most": 2}
    question = Question("选举两名", "election", ask)
    number = call(hall, question, body="representatives", rule_id="EL1R")
    return lambda: open_it(hall, number)


@refuses("a secret poll that counts area", "form_secret_area")
def _(hall):
    number = call(hall)
    return lambda: open_it(hall, number, secret=True)


# --- the one test of all of them ---


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_clear_message_and_nothing_lost(hall, app_context, name) -> None:
    code, prepare = CASES[name]
    act = prepare(hall)
    before = content_of_the_database()
    with pytest.raises(Refused) as caught:
        act()
    assert {reason.code for reason in caught.value.reasons} == {code}
    with app_context.test_request_context("/"):
        said = [vocabulary.reason(reason) for reason in caught.value.reasons]
    assert all(len(sentence) >= 5 and "%(" not in sentence for sentence in said)
    assert content_of_the_database() == before


# --- a closed poll, past the program ---

EDITS = {
    "its outcome": "UPDATE poll SET outcome = 'failed' WHERE number = '{poll}'",
    "its count": "UPDATE poll SET tally = '{{}}' WHERE number = '{poll}'",
    "opened again": "UPDATE poll SET closed_at = NULL WHERE number = '{poll}'",
    "the poll gone": "DELETE FROM poll WHERE number = '{poll}'",
    "a choice": "UPDATE ballot SET choice = 'no'",
    "a ballot gone": "DELETE FROM ballot",
    "a published ballot": 'UPDATE counted_ballot SET content = \'{{"choice":"no"}}\'',
    "a published ballot gone": "DELETE FROM counted_ballot",
    "a weight on the roll": "UPDATE poll_voter SET heads = 2",
    "a line of the roll gone": "DELETE FROM poll_voter",
    "a sheet of paper": "UPDATE paper_ballot SET state = 'void'",
    "a sheet of paper gone": "DELETE FROM paper_ballot",
}


@pytest.fixture
def counted(hall) -> dict[str, str]:
    """An open and a secret poll, closed, with online ballots and sheets."""
    named = sheets.begin(hall)
    vote(hall, "representative1", named, "yes")
    serial = sheets.bring(hall, named, "representative2")
    for who in ("clerk", "grid"):
        read(hall, named, serial, who, YES)
    close(hall, named, at=LATER)
    secret = begin(hall, secret=True)
    for who in ("resident1", "resident2"):
        vote(hall, who, secret, "yes")
    close(hall, secret)
    return {"named": named, "secret": secret}


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_of_a_closed_poll_not_even_by_sql(hall, counted, edit) -> None:
    """The database itself refuses it, on both engines."""
    before = content_of_the_database()
    for poll in counted.values():
        statement = text(EDITS[edit].replace("{{", "{").replace("}}", "}").replace("{poll}", poll))
        with db.engine.connect() as connection:
            connection.info["maintenance"] = True
            try:
                with pytest.raises(DatabaseError, match=r"append-only|closed poll"):
                    connection.execute(statement)
            finally:
                connection.info.pop("maintenance")
    assert content_of_the_database() == before


@pytest.mark.parametrize("area", [0, -1])
def test_the_database_takes_no_area_of_zero_or_less(hall, area) -> None:
    with pytest.raises(IntegrityError):
        set_area(hall, area)


def test_a_ballot_put_into_a_closed_poll_by_sql_is_found(app, hall, counted) -> None:
    """A restore puts rows back, so the database lets a row in: integrity finds it."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        connection.execute(
            text(
                "INSERT INTO ballot (community_id, id, salt, poll_id, person_id, choice, channel,"
                " request_key, receipt, at, line) SELECT b.community_id, v.id, b.salt, b.poll_id,"
                " v.person_id, 'yes', 'online', 'planted', 'x', b.at, 0 FROM ballot b JOIN"
                " poll_voter v ON v.poll_id = b.poll_id WHERE b.choice = 'yes' AND"
                " NOT EXISTS (SELECT 1 FROM ballot c WHERE c.poll_id = v.poll_id"
                " AND c.person_id = v.person_id) LIMIT 1"
            )
        )
        connection.info.pop("maintenance")
    codes = {finding.code for finding in integrity.check(app.config["UPLOADS"])}
    assert codes == {"row_unknown", "count_differs"}


# --- helpers ---


def enter(hall: Handle, poll: str, *who: str) -> int:
    votes = {hall.people[key]: "yes" for key in who}
    return ballots.enter_hall(
        hall.community_id, hall.actor("clerk"), poll, votes, request_key="h" * 32, at=LATER
    )


enter_clean = enter


def assist(hall: Handle, poll: str, who: str, at=LATER) -> object:
    voter = sheets.line(hall, poll, who).id
    return assisted.assist(
        hall.community_id, hall.actor("clerk"), poll, voter, YES, request_key="a" * 20, at=at
    )


def read(hall: Handle, poll: str, serial: str, who: str, content) -> object:
    return paperentries.enter(hall.community_id, hall.actor(who), poll, serial, content, at=LATER)


def owners_poll(hall: Handle) -> str:
    return begin(hall, body=OWNERS, rule="OW1")


def give(hall: Handle, giver: str, holder: str) -> str:
    return mandates.give(
        hall.community_id, hall.actor(giver), "2026-090", holder_id=hall.people[holder], at=LATER
    )


def vote_for(hall: Handle, who: str, giver: str, poll: str) -> object:
    return vote(hall, who, poll, "yes", for_person=hall.people[giver])


def open_it(hall: Handle, meeting: str, *, at=STARTS, **more) -> list[str]:
    return written.open_polls(hall.community_id, hall.actor("clerk"), meeting, at=at, **more)


def change_item(hall: Handle, meeting: str, **columns: object) -> None:
    with unit(hall.community_id, kind="test", actor=SYSTEM, at=AT) as work:
        row = work.find(Meeting, Meeting.number == meeting)
        item = work.find(AgendaItem, AgendaItem.meeting_id == row.id)
        for name, value in columns.items():
            setattr(item, name, value)


def measure(hall: Handle, area: int) -> None:
    home = stored(hall, Ownership)[0].unit_id
    owners.set_area(hall.community_id, home, area, "survey", actor=hall.actor("clerk"), at=AT)


def set_area(hall: Handle, area: int | None) -> None:
    with unit(hall.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        work.get(Unit, work.all(Ownership)[-1].unit_id).area = area
