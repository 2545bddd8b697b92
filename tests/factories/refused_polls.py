"""Polls that are not opened, sheets that are not counted, closes that are held up."""

from __future__ import annotations

from datetime import timedelta

from council.models.bodies import Tenure
from council.services import (
    hands,
    meetings,
    papers,
    polls,
    roll_objections,
    written,
)
from council.services.unit import SYSTEM, unit
from council.services.written import Question
from tests.factories import papers as sheets
from tests.factories.hall import (
    AT,
    LATER,
    REPRESENTATIVES,
    make_matter,
    seat,
)
from tests.factories.hall import (
    call as call_session,
)
from tests.factories.petitions import reached
from tests.factories.refusals import (
    NO,
    YES,
    change_item,
    measure,
    open_it,
    read,
    refuses,
    set_area,
)
from tests.factories.voting import begin, close, vote
from tests.factories.written import CANDIDATES, STARTS, call, elect

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
    petition = reached(hall, "residents_assembly", "EL2").id
    return lambda: elect(
        hall, Question("罢免", "recall"), rule_id="EL2", petition_id=petition,
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
