"""验收与群众评议: signatures, rework, marks, and low scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Exists, exists, func, or_, select

from council.models.base import tied
from council.models.facts import MARKS
from council.models.implementation import Acceptance, Evaluation, Worker
from council.models.people import Person
from council.models.places import Building, Household, Unit
from council.models.proposals import Proposal
from council.queries.chamber.duties.duty import Duty, Part, Row, Who, at_matter, columns
from council.rules.evaluation import is_low
from council.rules.powers import OfficeKind
from council.rules.rulebook import Rulebook
from council.rules.stages import Stage


def parts(who: Who) -> Iterator[Part]:
    """For supervisors, residents close by, the committee and the conveners."""
    if who.may("acceptance.sign"):
        supervisor = OfficeKind.SUPERVISOR in who.kinds
        near = () if supervisor else (_close_by(who),)
        mine = Acceptance.person_id == who.person_id
        query = _in(who, Stage.ACCEPTANCE, ~_with(Acceptance, mine), ~_worked(who), *near)
        yield Part(query, _sign if supervisor else _may_sign)
    if who.may("implementation.manage"):
        refused = Acceptance.verdict == "refused"
        yield Part(_in(who, Stage.ACCEPTANCE, _with(Acceptance, refused)), _rework)
    if who.may("evaluation.give"):
        given = _with(Evaluation, Evaluation.person_id == who.person_id)
        query = _in(who, Stage.EVALUATION, ~given, Proposal.due_at > who.at)
        yield Part(query, _may_evaluate)
    if who.may("evaluation.close"):
        yield Part(_scores(who), _reopen)


def _in(who: Who, stage: Stage, *where: Any) -> Any:
    return (
        columns(number=Proposal.number, title=Proposal.title, due_at=Proposal.due_at)
        .where(Proposal.community_id == who.community_id, Proposal.stage == stage, *where)
        .order_by(Proposal.listed_at)
    )


def _with(model: Any, *where: Any) -> Exists:
    """The matter has such a row in this round."""
    return (
        exists()
        .where(
            tied(Proposal, model, "proposal_id"),
            model.round == Proposal.round,
            *where,
        )
        .correlate(Proposal)
    )


def _worked(who: Who) -> Exists:
    return (
        exists()
        .where(
            tied(Proposal, Worker, "proposal_id"),
            Worker.person_id == who.person_id,
        )
        .correlate(Proposal)
    )


def _close_by(who: Who) -> Any:
    home = (
        select(Building.compound_id)
        .join(Unit, tied(Building, Unit, "building_id"))
        .join(Household, tied(Unit, Household, "unit_id"))
        .join(Person, tied(Household, Person, "household_id"))
        .where(Person.community_id == who.community_id, Person.id == who.person_id)
        .scalar_subquery()
    )
    return or_(Proposal.compound_id.is_(None), Proposal.compound_id == home)


def _scores(who: Who) -> Any:
    """How many evaluated each matter, and the sum of their marks."""
    return (
        columns(
            number=Proposal.number,
            title=Proposal.title,
            due_at=Proposal.due_at,
            due_on=who.today,
            n=_of_evaluations(func.count()),
            total=_of_evaluations(func.sum(MARKS)),
        )
        .where(Proposal.community_id == who.community_id, Proposal.stage == Stage.EVALUATION)
        .order_by(Proposal.due_at)
    )


def _of_evaluations(figure: Any) -> Any:
    """A figure over the evaluations of the matter's round; read for the rows shown only."""
    return (
        select(figure)
        .where(
            tied(Proposal, Evaluation, "proposal_id"),
            Evaluation.round == Proposal.round,
        )
        .correlate(Proposal)
        .scalar_subquery()
    )


def _duty(act: str, row: Row, rule: str, *, primary: bool = True, n: int = 0) -> Duty:
    href = at_matter(row.number, act)
    return Duty(act, row.title, href, row.number, row.until, rule, {"n": n}, primary=primary)


def _sign(row: Row, _: Rulebook) -> Duty:
    return _duty("acceptance.sign", row, "AC1")


def _may_sign(row: Row, _: Rulebook) -> Duty:
    return _duty("acceptance.sign", row, "AC1", primary=False)


def _rework(row: Row, _: Rulebook) -> Duty:
    return _duty("acceptance.rework", row, "AC1")


def _may_evaluate(row: Row, _: Rulebook) -> Duty:
    return _duty("evaluation.give", row, "ES1", primary=False)


def _reopen(row: Row, book: Rulebook) -> Duty | None:
    # The day of the row is today: the rule in force today says what is low.
    rule = book.rule("ES1", row.due_on) if row.due_on else None
    if rule is None or not is_low(
        row.n, row.total, rule.number("minimum_count"), rule.share("low_mark")
    ):
        return None
    return _duty("evaluation.reopen", row, "ES1", n=row.n)
