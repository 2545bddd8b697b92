"""Counts any poll: the ballots of every kind of form, through every channel, under one rule.

``count`` returns JSON-safe data: what a poll keeps as its tally and what anybody can recompute.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from council.rules.form import Form
from council.rules.rule import Rule
from council.rules.tally import Line

Content = Mapping[str, Any]


class Cast(NamedTuple):
    """One ballot: whose (None in a secret poll), what stands on it, through which channel.

    ``content`` is a mapping as ``read_content`` returns it, or its ``canonical`` text.
    """

    voter: str | None
    content: Content | str
    channel: str = "online"


Pile = Mapping[str, int]
"""Ballots of a secret poll put together: canonical content → how many."""


def count(
    rule: Rule,
    form: Form,
    lines: Sequence[Line],
    cast: Sequence[Cast] | Pile,
    *,
    voted: Collection[str],
    present: Collection[str] = (),
    hands: Mapping[str, int] | None = None,
    channels: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Count the ballots of those on the roll under a rule, as JSON-safe data.

    ``voted`` names all voters with the mark 'has voted': as many as there are ballots and raised
    hands. ``present`` attend and count as participants even without a ballot. ``hands`` is a show
    of hands: yes, no, abstain of those among ``voted`` who have no ballot. ``channels`` tells how
    many came through each channel where a pile of secret ballots cannot.

    Raises:
        CountError: where ballots and marks differ, for a second ballot, one of a stranger or of a
            recused voter, and for anything that cannot be counted without guessing.
    """
    raise NotImplementedError
