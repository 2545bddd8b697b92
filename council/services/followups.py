"""Promises that meetings made: whoever promised reports, others evaluate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.hall import MeetingTask
from council.rules import joint as law_of
from council.rules.calendar import legal_day
from council.rules.powers import POWERS
from council.rules.shapes import clean_text
from council.rules.verdict import Reason, Refused
from council.services.joint import own_bodies
from council.services.unit import Actor, Work, unit


def report(
    community_id: UUID, actor: Actor, number: str, words: str, *, request_key: str, at: datetime
) -> None:
    """Say what was done of a promise; it counts as done from now on.

    Raises:
        Refused: ``task_of_others`` for anybody but the side that promised, ``task_not_open``.
    """
    with unit(community_id, kind="task.report", actor=actor, at=at, power="task.report") as work:
        task = load(work, number)
        promise = promise_of(work, task)
        if work.done_before(request_key):
            return
        law_of.may_report(promise).demand()
        task.report = clean_text(words, 2, 2000, "report")
        task.state, task.done_at = law_of.DONE, work.at
        work.tell(number=task.number)


def evaluate(
    community_id: UUID,
    actor: Actor,
    number: str,
    mark: str,
    remark: str = "",
    *,
    request_key: str,
    at: datetime,
) -> None:
    """Judge how a promise was kept, in a mark and in words.

    Raises:
        Refused: ``task_own_evaluation`` for the side that promised, ``task_not_due``,
            ``task_evaluated``, ``mark_needs_words`` for a mark other than good.
    """
    with unit(
        community_id, kind="task.evaluate", actor=actor, at=at, power="task.evaluate"
    ) as work:
        task = load(work, number)
        promise = promise_of(work, task)
        if work.done_before(request_key):
            return
        law_of.may_evaluate(promise, legal_day(work.at)).demand()
        if mark not in law_of.MARKS:
            raise Refused([Reason("value_unknown")])
        said = clean_text(remark, 0, 2000, "remark")
        if mark != law_of.MARKS[0] and not said:
            raise Refused([Reason("mark_needs_words", {}, law_of.RULE)])
        task.mark, task.remark = mark, said
        task.evaluator_id, task.evaluated_at = work.actor.person_id, work.at
        work.tell(number=task.number, mark=mark)


def load(work: Work, number: str) -> MeetingTask:
    """The task with this number, or Refused ``not_found``."""
    task = work.find(MeetingTask, MeetingTask.number == number)
    if task is None:
        raise Refused([Reason("not_found", {"what": "meeting_task"})])
    return task


def promise_of(work: Work, task: MeetingTask) -> law_of.Promise:
    """The task as the rules ask for it; what binds no side and no person, the keepers report."""
    me = work.actor.person_id
    own = own_bodies(work, me, legal_day(work.at))
    nobody = task.body_id is None and task.person_id is None
    mine = task.body_id in own or (me is not None and task.person_id == me)
    mine = mine or (nobody and work.actor.office in POWERS["meeting.keep"])
    return law_of.Promise(task.state, task.due_on, mine, task.done_at, task.evaluated_at)
