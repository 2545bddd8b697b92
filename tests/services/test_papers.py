"""Paper ballots: stock, issue, return, double entry, what blocks the close; no link in secret."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Uuid, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from council.db import db
from council.models.base import Base
from council.models.journal import JournalCommitment
from council.models.meetings import Meeting
from council.models.papers import PaperBallot, PaperEntry
from council.models.polls import Ballot, Poll, UrnBallot
from council.rules.verdict import Refused
from council.services import ballots, integrity, mandates, paperentries, papers, polls
from tests.factories.community import on_stage
from tests.factories.hall import LATER, REPRESENTATIVES, make_matter, stored
from tests.factories.papers import begin, bring, end, give, line, open_reasons, sheet
from tests.factories.written import STARTS, village
from tests.factories.written import opened as opened_in_writing

YES, NO, SPOILED = {"choice": "yes"}, {"choice": "no"}, {"choice": "spoiled"}


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    make_matter(handle, "resolution")
    return handle


def act(hall, name: str, *args, who: str = "clerk", **more):
    return getattr(papers, name)(hall.community_id, hall.actor(who), *args, at=LATER, **more)


def enter(hall, poll: str, serial: str, content=YES, who: str = "clerk"):
    return paperentries.enter(hall.community_id, hall.actor(who), poll, serial, content, at=LATER)


def online(hall, poll: str, who: str, choice: str = "yes"):
    return ballots.vote(
        hall.community_id, hall.actor(who), poll, choice, request_key=f"{who:->20}", at=LATER
    )


def close(hall, poll: str) -> str:
    return polls.close_poll(hall.community_id, hall.actor("clerk"), poll, at=LATER)


def refused(call) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [reason.code for reason in caught.value.reasons]


def test_a_sheet_counts_after_two_equal_entries(hall) -> None:
    poll = begin(hall)
    serial = bring(hall, poll, "representative6")
    assert serial.startswith(f"{poll}-0001-")
    assert enter(hall, poll, serial).state == "first"
    assert stored(hall, Ballot) == []
    assert enter(hall, poll, serial, who="supervisor1").state == "counted"
    [ballot] = stored(hall, Ballot)
    assert (ballot.channel, ballot.choice, ballot.serial) == ("paper", "yes", serial)
    assert ballot.person_id == hall.people["representative6"]
    assert ballot.entered_by_id == hall.people["supervisor1"]
    assert sheet(hall, serial).state == "counted"
    assert open_reasons(hall, poll) == []


def test_without_its_second_entry_a_sheet_blocks_the_close(hall) -> None:
    poll = begin(hall)
    serial = bring(hall, poll, "representative6")
    assert open_reasons(hall, poll) == ["papers_to_enter"]
    enter(hall, poll, serial)
    assert open_reasons(hall, poll) == ["papers_to_enter"]
    assert refused(lambda: close(hall, poll)) == ["papers_to_enter"]
    enter(hall, poll, serial, who="block")
    assert open_reasons(hall, poll) == []
    close(hall, poll)
    assert stored(hall, Poll)[0].tally["channels"]["paper"] == 1


def test_the_same_person_does_not_enter_twice(hall) -> None:
    poll = begin(hall)
    serial = bring(hall, poll, "representative6")
    enter(hall, poll, serial)
    for content in (YES, NO):
        assert refused(lambda c=content: enter(hall, poll, serial, c)) == ["entered_already"]
    assert len(stored(hall, PaperEntry)) == 1
    assert refused(lambda: enter(hall, poll, serial, who="representative1")) == ["no_power"]


def test_differences_are_resolved_by_a_third_or_by_both(hall) -> None:
    poll = begin(hall)
    first, second = bring(hall, poll, "representative6"), bring(hall, poll, "representative5")
    for serial in (first, second):
        enter(hall, poll, serial, YES)
        assert enter(hall, poll, serial, NO, "grid").state == "differs"
    assert open_reasons(hall, poll) == ["papers_differ"]
    assert enter(hall, poll, first, NO, "block").state == "counted"
    assert enter(hall, poll, second, NO).state == "first"
    assert enter(hall, poll, second, NO, "grid").state == "counted"
    assert [row.choice for row in stored(hall, Ballot)] == ["no", "no"]
    assert refused(lambda: enter(hall, poll, second, NO, "supervisor1")) == ["sheet_is"]


def test_a_sheet_of_somebody_who_voted_online_is_set_aside(hall) -> None:
    poll = begin(hall)
    early, late = give(hall, poll, "representative6"), bring(hall, poll, "representative5")
    online(hall, poll, "representative6")
    assert act(hall, "returned", poll, early) == (early, "set_aside")
    assert sheet(hall, early).reason == "voted"
    assert refused(lambda: online(hall, poll, "representative5", "no")) == ["paper_is_in"]
    enter(hall, poll, late)
    assert enter(hall, poll, late, who="grid").state == "counted"
    cast = {row.channel: row.serial for row in stored(hall, Ballot)}
    assert cast == {"online": None, "paper": late}
    assert refused(lambda: enter(hall, poll, early)) == ["sheet_is"]
    assert refused(lambda: give(hall, poll, "representative6")) == ["already_voted"]


def test_a_voter_holds_one_sheet(hall) -> None:
    poll = begin(hall)
    serial = give(hall, poll, "representative6")
    voter = line(hall, poll, "representative6").id
    act(hall, "print_stock", poll, 2)
    assert refused(lambda: act(hall, "issue", poll, voter)) == ["sheet_out"]
    old, fresh = act(hall, "spoil", poll, serial)
    assert (old, sheet(hall, serial).state) == (serial, "spoiled")
    assert sheet(hall, fresh).person_id == hall.people["representative6"]
    assert refused(lambda: act(hall, "returned", poll, serial)) == ["sheet_is"]
    act(hall, "take_back", poll, fresh)
    assert sheet(hall, fresh).person_id is None
    assert act(hall, "issue", poll, voter) == fresh
    assert open_reasons(hall, poll) == ["papers_out"]
    assert act(hall, "declare_missing", poll, [fresh]) == 1
    assert open_reasons(hall, poll) == []
    assert act(hall, "returned", poll, fresh) == (fresh, "returned")
    assert act(hall, "void_stock", poll) == 1
    assert refused(lambda: act(hall, "void_stock", poll)) == ["stock_empty"]


def test_everybody_gets_a_sheet_at_once(hall) -> None:
    poll = begin(hall)
    give(hall, poll, "representative1")
    online(hall, poll, "representative2")
    made = act(hall, "issue_all", poll)
    assert len(made) == 4
    held = {sheet(hall, serial).person_id for serial in made}
    assert held == {hall.people[who] for who in REPRESENTATIVES[2:]}
    assert refused(lambda: act(hall, "issue_all", poll)) == ["papers_nobody"]
    assert refused(lambda: act(hall, "declare_missing", poll)) == ["box_closed"]
    end(hall, poll)
    assert act(hall, "declare_missing", poll) == 5


def test_what_is_no_sheet(hall) -> None:
    poll = begin(hall)
    [serial] = act(hall, "print_stock", poll, 1)
    assert refused(lambda: act(hall, "returned", poll, serial)) == ["sheet_is"]
    assert refused(lambda: act(hall, "returned", poll, "2")) == ["serial_unreadable"]
    assert refused(lambda: act(hall, "print_stock", poll, 0)) == ["papers_number"]
    assert refused(lambda: act(hall, "print_stock", poll, 1, who="grid")) == ["no_power"]
    assert refused(lambda: act(hall, "hand_out", poll, 1)) == ["paper_named"]
    assert act(hall, "set_aside", poll, serial, "not_issued") == serial
    assert sheet(hall, serial).reason == "not_issued"
    end(hall, poll)
    assert refused(lambda: act(hall, "print_stock", poll, 1)) == ["poll_ended"]


# --- secret ---


@pytest.fixture
def secret(hall) -> str:
    poll = begin(hall, secret=True)
    act(hall, "print_stock", poll, 12)
    return poll


def into_the_box(hall, poll: str, *who: str) -> None:
    for key in who:
        act(hall, "mark_returned", poll, line(hall, poll, key).id)


def empty_the_box(hall, poll: str, serials, content=YES) -> None:
    for serial in serials:
        act(hall, "returned", poll, serial)
        enter(hall, poll, serial, content)
        enter(hall, poll, serial, content, "grid")


def test_secret_sheets_leave_by_the_pile_and_come_out_of_the_box(hall, secret) -> None:
    voter = line(hall, secret, "representative1").id
    assert refused(lambda: act(hall, "issue", secret, voter)) == ["paper_secret"]
    assert refused(lambda: act(hall, "issue_all", secret)) == ["paper_secret"]
    assert refused(lambda: act(hall, "hand_out", secret, 3)) == ["pile_too_small"]
    assert refused(lambda: into_the_box(hall, secret, "representative1")) == ["box_without_sheet"]
    pile = act(hall, "hand_out", secret, 10)
    into_the_box(hall, secret, "representative1", "representative2")
    assert refused(lambda: into_the_box(hall, secret, "representative1")) == ["already_voted"]
    online(hall, secret, "representative3")
    assert refused(lambda: into_the_box(hall, secret, "representative3")) == ["already_voted"]
    assert refused(lambda: act(hall, "returned", secret, pile[4])) == ["box_closed"]
    assert set(open_reasons(hall, secret)) == {"papers_out", "box_differs"}
    act(hall, "end_in_session", secret)
    assert refused(lambda: act(hall, "end_in_session", secret)) == ["poll_ended"]
    assert refused(lambda: into_the_box(hall, secret, "representative4")) == ["poll_ended"]
    empty_the_box(hall, secret, (pile[4], pile[7]))
    assert len(stored(hall, Ballot)) == len(stored(hall, UrnBallot)) == 3
    for serial in pile[:4]:
        act(hall, "take_back", secret, serial)
    act(hall, "declare_missing", secret)
    assert open_reasons(hall, secret) == []
    close(hall, secret)
    tally = stored(hall, Poll)[0].tally
    assert tally["counts"]["yes"] == 3 and tally["channels"] == {
        "online": 1, "paper": 2, "hall": 0, "proxy": 0,
    }  # fmt: skip


def test_a_forgotten_mark_and_a_lost_sheet(hall, secret) -> None:
    pile = act(hall, "hand_out", secret, 10)
    into_the_box(hall, secret, "representative1")
    end(hall, secret)
    empty_the_box(hall, secret, pile[:2])
    act(hall, "declare_missing", secret)
    assert open_reasons(hall, secret) == ["box_differs"]
    assert refused(lambda: act(hall, "count_lost", secret)) == ["box_not_short"]
    into_the_box(hall, secret, "representative2")
    assert open_reasons(hall, secret) == []
    assert refused(lambda: into_the_box(hall, secret, "representative4")) == ["poll_ended"]


def test_fewer_sheets_than_marks_count_as_spoiled(hall, secret) -> None:
    pile = act(hall, "hand_out", secret, 10)
    into_the_box(hall, secret, "representative1", "representative2")
    end(hall, secret)
    empty_the_box(hall, secret, pile[:1])
    assert refused(lambda: act(hall, "count_lost", secret)) == ["box_not_short"]
    act(hall, "declare_missing", secret)
    assert open_reasons(hall, secret) == ["box_differs"]
    assert act(hall, "count_lost", secret) == 1
    assert open_reasons(hall, secret) == []
    contents = sorted(row.content for row in stored(hall, UrnBallot))
    assert contents == ['{"choice":"spoiled"}', '{"choice":"yes"}']


def test_nothing_links_a_secret_sheet_to_its_voter(hall, secret) -> None:
    pile = act(hall, "hand_out", secret, 10)
    voters = REPRESENTATIVES[:3]
    into_the_box(hall, secret, *voters)
    end(hall, secret)
    empty_the_box(hall, secret, pile[2:5])
    people = {hall.people[who] for who in voters}
    of_sheets = {row.id for row in stored(hall, PaperBallot)} | set(pile)
    of_sheets |= {row.id for row in stored(hall, UrnBallot)}
    for table, row in every_row():
        values = {plain(value) for value in row}
        both = values & {plain(p) for p in people} and values & {plain(s) for s in of_sheets}
        assert not both, table
    marks = stored(hall, Ballot)
    assert {(row.serial, row.content, row.choice, row.receipt) for row in marks} == {
        (None, None, "sealed", "")
    }
    # One act touches sheets or marks, never both.
    with Session(db.engine) as session:
        touched: dict[int, set[str]] = {}
        for entry in session.scalars(select(JournalCommitment)):
            touched.setdefault(entry.seq, set()).add(entry.table_name)
    assert not [names for names in touched.values() if {"ballot", "paper_ballot"} <= names]
    assert not [names for names in touched.values() if {"ballot", "paper_entry"} <= names]


def every_row():
    with Session(db.engine) as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                yield table.name, row


def plain(value: object) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def test_the_schema_keeps_secret_sheets_and_marks_apart() -> None:
    """Neither table of the urn has a column that could point to a person, a sheet or an instant."""
    for model in (UrnBallot,):
        columns = {c.name for c in model.__table__.columns if isinstance(c.type, Uuid)}
        assert columns == {"community_id", "id", "poll_id"}
        assert not {"serial", "at", "line", "person_id"} & set(model.__table__.columns.keys())
    assert "person_id" not in PaperEntry.__table__.columns


# --- two at once ---


def test_two_clerks_enter_the_same_sheet_at_once(app, hall) -> None:
    poll = begin(hall)
    serial = bring(hall, poll, "representative6")
    at_once = threading.Barrier(4)
    found: list[str] = []

    def one(who: str) -> None:
        with app.app_context():
            at_once.wait()
            try:
                found.append(enter(hall, poll, serial, YES, who).state)
            except Refused as no:
                found.append(no.reasons[0].code)

    threads = [
        threading.Thread(target=one, args=(who,)) for who in ("clerk", "clerk", "grid", "block")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("first") == found.count("counted") == 1
    assert set(found) <= {"first", "counted", "entered_already", "sheet_is"}
    assert len(stored(hall, Ballot)) == 1 and len(stored(hall, PaperEntry)) == 2


def test_a_closed_poll_takes_no_paper(hall) -> None:
    poll = begin(hall)
    [serial] = act(hall, "print_stock", poll, 1)
    close(hall, poll)
    for call in (
        lambda: act(hall, "print_stock", poll, 1),
        lambda: act(hall, "set_aside", poll, serial, "late"),
        lambda: enter(hall, poll, serial),
    ):
        assert refused(call) == ["poll_closed"]
    assert stored(hall, Poll)[0].closed_at is not None


def unguarded(connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER paper_ballot_closed_no_update"))
    else:
        connection.execute(text("DROP TRIGGER paper_ballot_closed ON paper_ballot"))


def test_a_sheet_that_vanishes_after_the_close_is_found(app, hall) -> None:
    poll = begin(hall)
    serial = bring(hall, poll, "representative6")
    enter(hall, poll, serial)
    enter(hall, poll, serial, who="grid")
    close(hall, poll)
    uploads = Path(app.config["UPLOADS"])
    assert not list(integrity.check(uploads))
    with db.engine.begin() as connection:
        connection.info["maintenance"] = True
        try:
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(update(PaperBallot).values(state="missing"))
            unguarded(connection)
            connection.execute(update(PaperBallot).values(state="missing"))
        finally:
            connection.info.pop("maintenance")
    assert "sheets_unaccounted" in {finding.code for finding in integrity.check(uploads)}


# --- by written mandate ---


@pytest.fixture
def written_mandate(hall) -> str:
    """An owners' vote in writing; resident2 lets resident4 vote. Gives the mandate's number."""
    village(hall)
    hall.owners_poll = opened_in_writing(hall)
    meeting = stored(hall, Meeting, Meeting.form == "written")[0].number
    return mandates.give(
        hall.community_id, hall.actor("resident2"), meeting, holder_id=hall.people["resident4"],
        at=STARTS,
    )  # fmt: skip


def taken(hall, who: str = "resident2") -> str:
    """A sheet of this voter, given to the holder of the mandate."""
    clerk, poll = hall.actor("clerk"), hall.owners_poll
    papers.print_stock(hall.community_id, clerk, poll, 1, at=STARTS)
    voter = line(hall, poll, who).id
    return papers.issue(hall.community_id, clerk, poll, voter, to_holder=True, at=STARTS)


def brought(hall, serial: str) -> str:
    clerk = hall.actor("clerk")
    return papers.returned(hall.community_id, clerk, hall.owners_poll, serial, at=STARTS)[1]


def both_enter(hall, serial: str) -> str:
    for who in ("clerk", "grid"):
        done = paperentries.enter(
            hall.community_id, hall.actor(who), hall.owners_poll, serial, YES, at=STARTS
        )
    return done.state


def test_a_sheet_cast_by_mandate_names_the_holder(hall, written_mandate, tmp_path) -> None:
    serial = taken(hall)
    assert sheet(hall, serial).holder_id == hall.people["resident4"]
    assert brought(hall, serial) == "returned"
    again = lambda: mandates.revoke(  # noqa: E731
        hall.community_id, hall.actor("resident2"), written_mandate, at=STARTS
    )
    assert refused(again) == ["mandate_used"]
    assert both_enter(hall, serial) == "counted"
    [ballot] = stored(hall, Ballot)
    assert (ballot.person_id, ballot.holder_id, ballot.channel) == (
        hall.people["resident2"], hall.people["resident4"], "paper",
    )  # fmt: skip
    assert not list(integrity.check(tmp_path))


def test_the_sheet_of_a_revoked_mandate_is_set_aside(hall, written_mandate) -> None:
    serial = taken(hall)
    mandates.revoke(hall.community_id, hall.actor("resident2"), written_mandate, at=STARTS)
    assert brought(hall, serial) == "set_aside"
    assert sheet(hall, serial).reason == "mandate_revoked"
    assert stored(hall, Ballot) == []


def test_without_a_mandate_nobody_takes_the_sheet_of_another(hall, written_mandate) -> None:
    assert refused(lambda: taken(hall, "resident6")) == ["mandate_missing"]
    serial = taken(hall)
    papers.take_back(hall.community_id, hall.actor("clerk"), hall.owners_poll, serial, at=STARTS)
    assert sheet(hall, serial).holder_id is None


def test_who_comes_in_person_is_not_recorded_as_represented(hall, written_mandate) -> None:
    serial = give(hall, hall.owners_poll, "resident2", at=STARTS)
    assert brought(hall, serial) == "returned" and both_enter(hall, serial) == "counted"
    assert stored(hall, Ballot)[0].holder_id is None


def test_a_spoiled_sheet_is_replaced_for_the_same_holder(hall, written_mandate) -> None:
    old = taken(hall)
    clerk, poll = hall.actor("clerk"), hall.owners_poll
    papers.print_stock(hall.community_id, clerk, poll, 1, at=STARTS)
    _old, fresh = papers.spoil(hall.community_id, clerk, poll, old, at=STARTS)
    assert sheet(hall, fresh).holder_id == hall.people["resident4"]
