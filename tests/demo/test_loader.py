"""The demo community after its story was played: nothing is missing, nothing is out of order."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from council.db import db, wal_is_safe
from council.demo import loader
from council.demo.content import content
from council.demo.fundstory import Calendar, days_of, fund_story
from council.demo.haste import hurried
from council.demo.loader import load_demo
from council.models.accounts import Account
from council.models.acts import Act, Appeal, Interest
from council.models.bodies import Office, Tenure
from council.models.debate import Amendment, Contribution
from council.models.fundprojects import FundProject
from council.models.funds import FundYear
from council.models.fundwatch import FundQuestion
from council.models.implementation import Evaluation, Milestone
from council.models.journal import JournalEntry
from council.models.meetings import Meeting
from council.models.minutes import Minutes, MinutesAnnex, MinutesCorrection, MinutesSignature
from council.models.payments import Payment, Voucher
from council.models.plans import FundWish
from council.models.polls import Ballot, Poll
from council.models.postings import Posting
from council.models.proposals import Proposal
from council.models.resolutions import Objection, Resolution
from council.rules.stages import TRACKS, Ending, Stage

BASE = "/c/xinglin"


@pytest.fixture
def session(demo: Any) -> Iterator[Session]:
    with demo.app_context(), Session(db.engine) as session:
        yield session


def count(session: Session, model: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_every_stage_and_ending_is_there(session: Session) -> None:
    rows = session.execute(select(Proposal.track, Proposal.stage, Proposal.ending)).all()
    # A year's plan that is filed or carried out comes after the one that collects wishes.
    later = {Stage.FILING.value, Stage.EXECUTION.value}
    assert {stage for _, stage, _ in rows} == {stage.value for stage in Stage} - later
    assert {track for track, _, _ in rows} == set(TRACKS)
    endings = {ending for _, _, ending in rows if ending}
    # A returned proposal goes back to its proposer as a draft; it has not ended.
    assert endings == {ending.value for ending in Ending} - {"returned"}
    returned = Proposal.number.is_not(None), Proposal.stage == Stage.DRAFT.value
    assert count(session, Proposal, *returned) == 1


def test_both_tracks_were_gone_through_stage_by_stage(session: Session) -> None:
    rows = session.execute(
        select(Proposal.track, Act.to_stage).join(
            Act, (Act.proposal_id == Proposal.id) & (Act.community_id == Proposal.community_id)
        )
    )
    seen = {(track, stage) for track, stage in rows if stage}
    assert {("standard", stage.value) for stage in TRACKS["standard"]} <= seen
    assert ("four_deliberations", Stage.MEMBERS.value) in seen


def test_each_kind_of_open_matter_waits_for_somebody(session: Session) -> None:
    assert count(session, Contribution, Contribution.kind == "question") >= 5
    unanswered = Contribution.kind == "question", Contribution.answered_at.is_(None)
    assert count(session, Contribution, *unanswered) == 1
    answered = Counter(row is not None for row in session.scalars(select(Objection.answered_at)))
    assert answered == {True: 2, False: 1}
    assert Counter(session.scalars(select(Appeal.decision))) == {"upheld": 1, "dismissed": 1}
    assert count(session, Amendment, Amendment.state == "rejected") == 1
    assert count(session, Amendment, Amendment.state == "moved") == 0
    assert count(session, Interest) >= 3
    assert count(session, Proposal, Proposal.escalated_at.is_not(None)) == 1
    assert count(session, Milestone, Milestone.reminded_at.is_not(None)) == 1
    assert count(session, Act, Act.corrects_id.is_not(None)) == 1


def test_meetings_votes_and_resolutions(session: Session) -> None:
    ahead = Meeting.opened_at.is_(None), Meeting.cancelled_at.is_(None)
    assert count(session, Meeting, *ahead) == 4
    running = count(session, Poll, Poll.closed_at.is_(None))
    assert running == 3
    outcomes = Counter(session.scalars(select(Resolution.outcome)))
    assert outcomes == {"passed": 8, "failed": 1}
    assert count(session, Ballot, Ballot.channel == "online") > 150
    assert count(session, Ballot, Ballot.channel == "hall") > 400
    assert count(session, Ballot, Ballot.choice == "spoiled") == 1


def test_evaluations(session: Session) -> None:
    rows = session.execute(
        select(Evaluation.proposal_id, func.count()).group_by(Evaluation.proposal_id)
    ).all()
    assert len(rows) == 3
    assert all(n >= 5 for _, n in rows)
    assert count(session, Proposal, Proposal.round == 2) == 1


def test_a_former_holder_and_a_vacancy(session: Session) -> None:
    assert count(session, Tenure, Tenure.ends_on.is_not(None)) == 2
    today = select(Tenure.office_id).where(Tenure.ends_on.is_(None))
    vacant = session.scalars(select(Office).where(Office.id.not_in(today))).all()
    assert [office.seat for office in vacant] == ["social_organisation"]


def test_journal_never_goes_back_and_ends_before_today(session: Session) -> None:
    entries = session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)).all()
    assert len(entries) > 1_000
    assert entries == sorted(entries)


def test_demo_people_can_be_offered(session: Session) -> None:
    logins = session.scalars(select(Account.login).order_by(Account.login)).all()
    assert list(logins) == [person.login for person in content().on_sign_in_page]
    operators = session.scalars(select(Account.login).where(Account.is_operator)).all()
    assert [login.rpartition("-")[2] for login in operators] == ["wenb"]


def test_a_second_call_changes_nothing(demo: Any, session: Session) -> None:
    before = count(session, JournalEntry)
    later = datetime.fromisoformat("2030-01-01T10:00+08:00")
    again = load_demo(later, demo.config["UPLOADS"])
    assert again.was_there
    assert count(session, JournalEntry) == before


def test_the_disk_is_waited_for_again(app_context: Any) -> None:
    """A load is hurried; the connections after it are not."""
    lite = db.engine.dialect.name == "sqlite"

    def setting() -> Any:
        with db.engine.connect() as connection:
            asked = "PRAGMA synchronous" if lite else "SHOW synchronous_commit"
            return connection.scalar(text(asked))

    usual = setting()
    assert not lite or usual == (2 if wal_is_safe(sqlite3.sqlite_version_info) else 3)
    with hurried():
        assert setting() == (0 if lite else "off")
    assert setting() == usual


def test_a_load_that_broke_off_is_not_taken_for_a_whole_one(app: Any, monkeypatch: Any) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with app.app_context():
        monkeypatch.setattr(loader, "schedule", break_off)
        with pytest.raises(KeyboardInterrupt):
            load_demo(datetime.fromisoformat("2026-11-22T10:00+08:00"), app.config["UPLOADS"])
    again = app.test_cli_runner().invoke(args=["community", "load-demo"])
    assert again.exit_code == 2
    assert "make demo-reset" in again.output


def test_public_pages_show_the_story(demo: Any, session: Session) -> None:
    client = demo.test_client()
    assert "杏林社区" in client.get("/").text
    assert client.get(f"{BASE}/").status_code == 200
    listed = client.get(f"{BASE}/proposals/").text
    assert "早高峰在小学门口设护学岗" in listed
    rows = session.execute(select(Proposal.number, Proposal.title).where(Proposal.is_public)).all()
    assert len(rows) == 31
    for number, title in rows:
        answer = client.get(f"{BASE}/proposals/{number}")
        assert answer.status_code == 200
        assert title in answer.text


def test_minutes_are_kept_up_to_publication_and_one_waits_for_the_chair(session: Session) -> None:
    rows = session.execute(select(Minutes.state, func.count()).group_by(Minutes.state)).all()
    assert dict(map(tuple, rows)) == {"published": 1, "signing": 1}
    assert count(session, MinutesCorrection) == count(session, MinutesAnnex) == 1
    assert count(session, MinutesSignature) == 3


def test_the_money_is_there_with_what_is_open(session: Session) -> None:
    """A year with payments, one taken back, one refunded in part, one without its voucher yet."""
    assert count(session, FundProject) == 8
    assert Counter(session.scalars(select(Payment.state))) == {"paid": 11, "reversed": 1}
    assert count(session, Payment, Payment.refunded > 0) == 1
    assert count(session, Voucher, Voucher.public_sha256.is_(None)) == 1
    years = {year.year: year for year in session.scalars(select(FundYear)) if year.paid}
    assert all(y.opening + y.granted > 0 for y in years.values())
    assert Counter(row is None for row in session.scalars(select(FundQuestion.answered_at))) == {
        True: 1,
        False: 1,
    }
    assert Counter(session.scalars(select(FundWish.state))) == {"put": 1, "checked": 1}
    assert count(session, Posting, Posting.posted_at.is_not(None)) >= 4
    assert count(session, Posting, Posting.posted_at.is_(None)) == 1, "one waits for the committees"


@pytest.mark.parametrize("day", ["2026-03-20", "2026-07-02", "2027-01-04", "2027-01-17"])
def test_the_money_of_any_day_stands_in_some_year(day: str) -> None:
    """Each project's money moves within one year, and none of it after the day of loading."""
    today = date.fromisoformat(day)
    for row in fund_story()["project"]:
        days = days_of(row)
        calendar = Calendar.of(today, max(days))
        told = [calendar.at(day, "17:00") for day in sorted(set(days))]
        assert told == sorted(set(told))
        assert {at.year for at in told} == {calendar.year}
        assert told[-1].date() < today
