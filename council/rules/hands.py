"""A show of hands: two tellers count on their own; only equal numbers that add up are accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from council.rules.form import Form
from council.rules.rule import Rule
from council.rules.verdict import Reason, Verdict


class Count(NamedTuple):
    """What one teller counted, in which round."""

    round: int
    teller: str
    yes: int
    no: int
    abstain: int

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Yes, no, abstain."""
        return self.yes, self.no, self.abstain

    @property
    def total(self) -> int:
        """All hands."""
        return self.yes + self.no + self.abstain


class Standing(NamedTuple):
    """Where a show of hands stands; the next count belongs to ``round``.

    ``begun``: one teller of this round has counted. ``agreed`` is the count that both made.
    """

    round: int
    begun: bool = False
    agreed: Count | None = None


def offered(rule: Rule, form: Form, *, secret: bool, session: bool, one_head_each: bool) -> Verdict:
    """Whether a poll may be decided by a show of hands, with every reason against it."""
    found = [
        Reason(code, {}, rule.id, rule.statutes)
        for code, wrong in (
            ("hands_secret", secret),
            ("hands_area", rule.counts_area),
            ("hands_not_motion", form.kind != "motion"),
            ("hands_no_session", not session),
            ("hands_weighed", not one_head_each),
        )
        if wrong
    ]
    return Verdict(tuple(found))


def standing(counts: Sequence[Count]) -> Standing:
    """Where these counts stand; their order does not matter."""
    number = max((count.round for count in counts), default=1)
    these = [count for count in counts if count.round == number]
    if len(these) < 2:
        return Standing(number, begun=bool(these))
    if len({count.numbers for count in these}) == 1:
        return Standing(number, begun=True, agreed=these[0])
    return Standing(number + 1)


def may_count(counts: Sequence[Count], teller: str, total: int, expected: int) -> Verdict:
    """Whether ``teller`` may hand in a count of ``total`` hands, where ``expected`` may raise one.

    ``expected`` is who is in the hall, may vote, and has not voted otherwise.
    """
    now = standing(counts)
    if now.agreed is not None:
        return Verdict((Reason("hands_agreed", {}),))
    found = []
    if any(count.round == now.round and count.teller == teller for count in counts):
        found.append(Reason("hands_counted_already", {}))
    if total != expected:
        found.append(Reason("hands_sum", {"have": total, "need": expected}))
    return Verdict(tuple(found))
