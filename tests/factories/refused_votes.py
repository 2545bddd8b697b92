"""Votes that are refused: twice, too early, too late, for another, not as the ballot offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from council.services import (
    assisted,
    ballots,
    hands,
    mandates,
    paperentries,
    papers,
    roll_objections,
    steering,
)
from tests.factories import papers as sheets
from tests.factories.community import Handle
from tests.factories.hall import (
    LATER,
)
from tests.factories.refusals import (
    WHY,
    YES,
    assist,
    enter,
    give,
    open_it,
    owners_poll,
    refuses,
    vote_for,
)
from tests.factories.voting import CLOSES, ELECTION, begin, close, vote
from tests.factories.written import STARTS, call, elect

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
    "votes of the hall": lambda hall, poll: enter(hall, poll, "representative1"),
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
