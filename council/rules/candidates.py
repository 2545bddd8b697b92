"""Choices and elections: marks for options, a threshold for each, seats, ties, a run-off.

An option is chosen where its votes reach the rule's approval, by heads and where the rule counts it
by area, and no more options than there are seats have more votes. Votes are compared by heads, then
by area, then by the rule for ties that was written down before the poll opened. Where seats stay
empty, the next ones stand again: at most one more than the seats left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from council.rules.casting import Gathered
from council.rules.findings import Found, Results, places, ranked
from council.rules.form import Form, Option
from council.rules.rule import Rule
from council.rules.tally import Base, Share, Step, amount, measure, share_data, step, votable
from council.rules.verdict import Reason


@dataclass(frozen=True, slots=True)
class _Race:
    """All that decides about an option."""

    rule: Rule
    form: Form
    votes: Mapping[int, Base]
    shares: Mapping[int, Share]
    place: Mapping[int, int]
    chosen: tuple[int, ...]
    quorum: bool


def results(rule: Rule, form: Form, gathered: Gathered, quorum: bool) -> Results:
    """Who is chosen, why, and who stands again."""
    race = _race(rule, form, gathered, quorum)
    word = "elected" if form.kind == "election" else "selected"
    rank = sorted(race.place, key=lambda position: race.place[position])
    leader = race.chosen[0] if race.chosen else rank[0]
    left = form.seats - len(race.chosen)
    again = _run_off(race, rank, left) if quorum else []
    labels = {option.position: option.label for option in form.options}
    return Results(
        agreed=race.votes[leader],
        found=tuple(_found(race, option, word) for option in form.options),
        steps=tuple(
            line for position in rank for line in _lines(labels[position], race.shares[position])
        ),
        own_lines=True,
        more={
            "seats": form.seats,
            "seats_left": left,
            "run_off": [
                {"position": p, "label": labels[p], "votes": race.votes[p].heads} for p in again
            ],
        },
    )


def _race(rule: Rule, form: Form, gathered: Gathered, quorum: bool) -> _Race:
    votes = votes_for(form, gathered)
    approval = votable(rule)[1]
    of = gathered.bases.of(approval.of)
    shares = {p: measure(rule, votes[p], of, approval.threshold) for p in form.positions}
    rank = ranked(form, {p: (shares[p].met, *_weight(rule, votes[p])) for p in form.positions})
    met = [position for position in rank if shares[position].met]
    chosen = tuple(met[: form.seats]) if quorum else ()
    return _Race(rule, form, votes, shares, places(rank), chosen, quorum)


def votes_for(form: Form, gathered: Gathered) -> dict[int, Base]:
    """Heads and area of all who marked each option."""
    heads = dict.fromkeys(form.positions, 0)
    area = dict.fromkeys(form.positions, 0)
    for heap in gathered.heaps:
        for position in heap.content.get("marks", ()):
            heads[position] += heap.heads
            area[position] += heap.area
    return {position: Base(heads[position], area[position]) for position in form.positions}


def _weight(rule: Rule, votes: Base) -> tuple[int, int]:
    return votes.heads, votes.area if rule.counts_area else 0


def _run_off(race: _Race, rank: list[int], left: int) -> list[int]:
    """Who stands again: the next ones by votes, at most one more than the seats left."""
    if not left:
        return []
    next_ones = [p for p in rank if p not in race.chosen and race.votes[p].heads]
    by_votes = ranked(race.form, {p: _weight(race.rule, race.votes[p]) for p in race.votes})
    return [p for p in by_votes if p in next_ones][: left + 1]


def _found(race: _Race, option: Option, word: str) -> Found:
    votes, share = race.votes[option.position], race.shares[option.position]
    figures = {
        "votes": votes.heads,
        **({"area": amount("area", votes.area)} if race.rule.counts_area else {}),
        "share": share_data(share),
        "rank": race.place[option.position],
        word: option.position in race.chosen,
    }
    return Found(option, figures, _why(race, option.position))


def _why(race: _Race, position: int) -> Reason:
    """The one reason that decided about this option."""
    if not race.quorum:
        return Reason("result_no_quorum", {}, race.rule.id)
    for name, measured in race.shares[position].measures:
        if not measured.met:
            figures = {
                "have": amount(name, measured.have),
                "needed": amount(name, measured.threshold.needed(measured.of)),
            }
            code = "result_below_area" if name == "area" else "result_below_heads"
            return Reason(code, figures, race.rule.id, race.rule.statutes)
    votes, level = race.votes[position], _level_across(race, position)
    figures = {"votes": votes.heads, "place": race.place[position], "seats": race.form.seats}
    if level:
        code = "result_won_tie" if position in race.chosen else "result_lost_tie"
        return Reason(code, {"votes": votes.heads, "tie": race.form.tie}, race.rule.id)
    code = "result_chosen" if position in race.chosen else "result_no_seat"
    return Reason(code, figures, race.rule.id)


def _level_across(race: _Race, position: int) -> bool:
    """Whether an option with the same votes is on the other side of the last seat."""
    mine = _weight(race.rule, race.votes[position])
    return any(
        _weight(race.rule, race.votes[other]) == mine
        and (other in race.chosen) != (position in race.chosen)
        for other, share in race.shares.items()
        if share.met
    )


def _lines(label: str, share: Share) -> list[Step]:
    found = []
    for name, measured in share.measures:
        line = step("option", name, measured)
        found.append(Step(line.code, {"label": label, **line.params}))
    return found
