"""A step back is a recorded correction; what a vote or the street office decided stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from council.db import db
from council.models.acts import Act
from council.models.base import new_id
from council.models.resolutions import Announcement
from council.rules.corrections import against
from council.rules.verdict import Refused
from council.services import acceptance, corrections
from tests.factories.community import on_stage
from tests.factories.matters import advance, matter_in, row_of, since

HOUR = timedelta(hours=1)


@pytest.fixture
def hall(app_context, app, scene):
    return on_stage(app, scene)


def codes(caught):
    return {reason.code for reason in caught.value.reasons}


def correct(hall, number, who="clerk", **more):
    reason = "登记日期有误，按会议记录更正。"
    corrections.correct(
        hall.community_id,
        number,
        actor=hall.actor(who),
        **{"reason": reason, "at": since(hall, number) + HOUR, **more},
    )


def trace(hall):
    with Session(db.engine) as session:
        mine = Act.community_id == hall.community_id
        return session.scalars(select(Act).where(mine).order_by(Act.position)).all()


def test_the_correction_names_what_it_corrects(hall):
    number = matter_in(hall, "implementation")
    correct(hall, number)
    wrong, correction = trace(hall)[-2:]
    assert wrong.kind == "announcement.close"
    assert (correction.kind, correction.corrects_id) == ("record.correct", wrong.id)
    assert row_of(hall, number).stage == "announcement"
    with Session(db.engine) as session:
        posting = session.scalars(select(Announcement)).one()
        assert posting.closed_at is None
        assert row_of(hall, number).due_at == posting.until_at


def test_what_was_corrected_can_be_done_again(hall):
    number = matter_in(hall, "implementation")
    correct(hall, number)
    advance(hall, number, "implementation")
    assert row_of(hall, number).stage == "implementation"


def test_a_voted_resolution_is_not_corrected(hall):
    number = matter_in(hall, "announcement")
    with pytest.raises(Refused) as caught:
        correct(hall, number)
    assert codes(caught) == {"decided_by_vote"}


def test_nor_is_it_behind_a_corrected_step(hall):
    number = matter_in(hall, "implementation")
    correct(hall, number)
    with pytest.raises(Refused) as caught:
        correct(hall, number)
    assert codes(caught) == {"decided_by_vote"}


def test_a_rework_taken_back_is_the_former_round(hall):
    number = matter_in(hall, "acceptance")
    acceptance.send_back(
        hall.community_id,
        number,
        actor=hall.actor("chair"),
        reason="按错了，以此试验。",
        at=since(hall, number) + HOUR,
    )
    assert row_of(hall, number).round == 2
    correct(hall, number)
    row = row_of(hall, number)
    assert (row.stage, row.round) == ("acceptance", 1)
    advance(hall, number, "disclosure")


def test_a_vetting_is_taken_back_with_a_fresh_clock(hall):
    number = matter_in(hall, "review")
    correct(hall, number)
    row = row_of(hall, number)
    assert row.stage == "vetting"
    assert row.due_at is not None


def test_the_beginning_is_not_corrected(hall):
    number = matter_in(hall, "proposing")
    with pytest.raises(Refused) as caught:
        correct(hall, number)
    assert codes(caught) == {"nothing_to_correct"}


def test_only_the_act_that_one_saw(hall):
    number = matter_in(hall, "implementation")
    with pytest.raises(Refused) as caught:
        correct(hall, number, act_id=new_id())
    assert codes(caught) == {"moved_meanwhile"}


def test_not_without_a_reason(hall):
    number = matter_in(hall, "implementation")
    with pytest.raises(Refused) as caught:
        correct(hall, number, reason="写错")
    assert codes(caught) == {"text_too_short"}


@pytest.mark.parametrize("who", ["resident1", "supervisor1", "street", "operator"])
def test_only_conveners_correct(hall, who):
    number = matter_in(hall, "implementation")
    with pytest.raises(Refused) as caught:
        correct(hall, number, who)
    assert codes(caught) == {"no_power"}


@pytest.mark.parametrize(
    ("kind", "appeal", "code"),
    [
        ("review.reject", None, "decided_by_vote"),
        ("members.conclude", None, "decided_by_vote"),
        ("resolution.fail", None, "decided_by_vote"),
        ("proposal.merge", None, "decided_by_vote"),
        ("appeal.uphold", "decided", "decided_elsewhere"),
        ("vetting.decline", "decided", "decided_elsewhere"),
        ("vetting.decline", "waiting", "appeal_waiting"),
    ],
)
def test_what_a_correction_cannot_reach(kind, appeal, code):
    assert [reason.code for reason in against(kind, appeal=appeal).reasons] == [code]


def test_a_vetting_without_appeal_can_be_corrected():
    assert against("vetting.decline").lawful
