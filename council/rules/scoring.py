"""Rankings by score: exact averages over all filled ballots, none of them dropped.

Every filled ballot scores every option, so the order of the sums is the order of the averages. The
options with the best averages take the seats where enough of the base gave scores at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from council.rules.casting import Gathered
from council.rules.findings import Found, Results, places, ranked
from council.rules.form import Form, Option
from council.rules.rule import Rule
from council.rules.tally import Base, Step, measure, votable
from council.rules.verdict import Reason


def results(rule: Rule, form: Form, gathered: Gathered, quorum: bool) -> Results:
    """The ranking, and who is selected."""
    totals = dict.fromkeys(form.positions, 0)
    scored = Base()
    for heap in gathered.heaps:
        scores = heap.content.get("scores")
        if scores:
            scored = Base(scored.heads + heap.heads, scored.area + heap.area)
            for position, score in scores.items():
                totals[int(position)] += score * heap.heads
    approval = votable(rule)[1]
    base = gathered.bases.of(approval.of)
    enough = quorum and measure(rule, scored, base, approval.threshold).met
    rank = ranked(form, totals)
    table = _Table(
        rule, form, totals, scored.heads, places(rank), tuple(rank[: form.seats]), quorum, enough
    )
    found = {option.position: _found(table, option) for option in form.options}
    lines = (_line(found[position]) for position in rank)
    heading = Step("tally.scores", {"ballots": scored.heads})
    return Results(scored, tuple(found.values()), (heading, *lines))


@dataclass(frozen=True, slots=True)
class _Table:
    """The ranking; ``best`` take the seats where ``enough`` scored."""

    rule: Rule
    form: Form
    totals: Mapping[int, int]
    ballots: int
    place: Mapping[int, int]
    best: tuple[int, ...]
    quorum: bool
    enough: bool


def _found(table: _Table, option: Option) -> Found:
    mine = option.position
    figures = {
        "total": table.totals[mine],
        "of": table.ballots,
        **_average(table.totals[mine], table.ballots),
        "rank": table.place[mine],
        "selected": table.enough and mine in table.best,
    }
    return Found(option, figures, _why(table, mine, figures["shown"]))


def _line(found: Found) -> Step:
    names = {"label": found.option.label, "average": found.figures["shown"]}
    return Step("tally.score", names | {key: found.figures[key] for key in ("total", "of")})


def _why(table: _Table, mine: int, average: object) -> Reason:
    rule = table.rule
    if not table.quorum:
        return Reason("result_no_quorum", {}, rule.id)
    if not table.enough:
        return Reason("result_too_few_scored", {"have": table.ballots}, rule.id)
    chosen = mine in table.best
    level = any(
        total == table.totals[mine] and (other in table.best) != chosen
        for other, total in table.totals.items()
    )
    if level:
        code = "result_won_level" if chosen else "result_lost_level"
        return Reason(code, {"average": average, "tie": table.form.tie}, rule.id)
    code = "result_best" if chosen else "result_lower"
    params = {"place": table.place[mine], "average": average, "seats": table.form.seats}
    return Reason(code, params, rule.id)


def _average(total: int, of: int) -> dict[str, str | None]:
    """The exact average as a fraction, and with two decimals cut off, never rounded up."""
    if not of:
        return {"average": None, "shown": None}
    hundredths = total * 100 // of
    return {
        "average": str(Fraction(total, of)),
        "shown": f"{hundredths // 100}.{hundredths % 100:02d}",
    }
