"""决议公示: objections in time, answers in three days, no closing over an open one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.journal import JournalEntry
from council.models.resolutions import Objection
from council.rules.calendar import deadline
from council.rules.verdict import Refused
from council.services import announcements
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.matters import START, matter_in, row_of

OVER = deadline(START, 7)
DAY = timedelta(days=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def object_to(hall, number, *, key="k1", who="resident1", at=START + DAY):
    return announcements.object_to(
        hall.community_id,
        number,
        actor=hall.actor(who),
        title="为什么不装到一层",
        text="一层住户也要用扶手，请说明。",
        request_key=key,
        at=at,
    )


def answer(hall, objection, *, who="chair", at=START + 2 * DAY):
    return announcements.answer(
        hall.community_id, objection, actor=hall.actor(who), text="一层已有扶手。", at=at
    )


def close(hall, number, at=OVER, who="clerk", revision=None):
    announcements.close(hall.community_id, number, actor=hall.actor(who), revision=revision, at=at)


def objections(hall):
    with Session(db.engine) as session:
        return session.scalars(select(Objection)).all()


def test_an_objection_is_answered_within_three_days(hall):
    number = matter_in(hall, "announcement")
    objection = object_to(hall, number)
    (row,) = objections(hall)
    assert row.due_at == deadline(START + DAY, 3)
    assert answer(hall, objection) == number
    (row,) = objections(hall)
    assert row.answer and row.answered_title == "居委会主任"


def test_a_retry_enters_one_objection(hall):
    number = matter_in(hall, "announcement")
    assert object_to(hall, number) == object_to(hall, number)
    assert len(objections(hall)) == 1
    filed = JournalEntry.kind == "objection.file"
    assert len(stored(hall, JournalEntry, filed)) == 1


def test_no_objection_after_the_posting(hall):
    number = matter_in(hall, "announcement")
    object_to(hall, number, key="k0", at=OVER - timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        object_to(hall, number, at=OVER)
    assert codes(caught) == {"posting_over"}


def test_no_objection_in_another_stage(hall):
    number = matter_in(hall, "implementation")
    with pytest.raises(Refused) as caught:
        object_to(hall, number)
    assert codes(caught) == {"wrong_stage"}


def test_the_posting_is_not_closed_early(hall):
    number = matter_in(hall, "announcement")
    with pytest.raises(Refused) as caught:
        close(hall, number, OVER - timedelta(seconds=1))
    assert codes(caught) == {"posting_running"}


def test_the_posting_is_not_closed_over_an_open_objection(hall):
    number = matter_in(hall, "announcement")
    objection = object_to(hall, number)
    with pytest.raises(Refused) as caught:
        close(hall, number)
    assert codes(caught) == {"objections_open"}
    assert caught.value.reasons[0].rule == "AN1"
    answer(hall, objection, at=OVER)  # late, but answered; the record shows both instants
    close(hall, number)
    assert row_of(hall, number).stage == "implementation"


def test_an_objection_is_answered_once(hall):
    number = matter_in(hall, "announcement")
    objection = object_to(hall, number)
    answer(hall, objection)
    with pytest.raises(Refused) as caught:
        answer(hall, objection)
    assert codes(caught) == {"already_answered"}


@pytest.mark.parametrize(
    ("act", "who"), [(object_to, "property"), (close, "resident1"), (close, "supervisor1")]
)
def test_only_those_entitled(hall, act, who):
    number = matter_in(hall, "announcement")
    with pytest.raises(Refused) as caught:
        act(hall, number, who=who)
    assert codes(caught) == {"no_power"}


def test_a_supervisor_does_not_answer_objections(hall):
    objection = object_to(hall, matter_in(hall, "announcement"))
    with pytest.raises(Refused) as caught:
        answer(hall, objection, who="supervisor1")
    assert codes(caught) == {"no_power"}


def test_closing_on_a_stale_page_is_refused(hall):
    number = matter_in(hall, "announcement")
    seen = row_of(hall, number).revision
    answer(hall, object_to(hall, number))
    with pytest.raises(Refused) as caught:
        close(hall, number, revision=seen)
    assert codes(caught) == {"moved_meanwhile"}
