"""Ballots and marks are held against each other in every poll; each offence here is planted."""

from __future__ import annotations

import pytest

from council.services import hands, papers, steering
from tests.factories.community import RESIDENTS, on_stage
from tests.factories.hall import LATER, make_matter
from tests.factories.papers import begin as in_session
from tests.factories.papers import bring, end, line
from tests.factories.voting import begin, close, vote
from tests.services.test_integrity import behind, findings

NUMBER = "2026-090"


@pytest.fixture
def hall(app_context, scene):
    return on_stage(app_context, scene)


def secret(hall, *, closed: bool) -> None:
    begin(hall, secret=True)
    for i, who in enumerate(RESIDENTS):
        vote(hall, who, NUMBER, "yes" if i % 3 else "no")
    if closed:
        close(hall, NUMBER)


def open_box(hall) -> None:
    """A secret poll with a ballot online, and a sheet in the box that nobody has read yet."""
    make_matter(hall, "resolution")
    number = in_session(hall, secret=True)
    clerk = hall.actor("clerk")
    vote(hall, "representative6", number, "no")
    papers.print_stock(hall.community_id, clerk, number, 10, at=LATER)
    papers.hand_out(hall.community_id, clerk, number, 10, at=LATER)
    voter = line(hall, number, "representative1").id
    papers.mark_returned(hall.community_id, clerk, number, voter, at=LATER)
    end(hall, number)


def by_hands(hall) -> None:
    make_matter(hall, "resolution")
    number = in_session(hall)
    for who in ("clerk", "supervisor1"):
        hands.enter(hall.community_id, hall.actor(who), number, 4, 1, 0, at=LATER)


def on_paper(hall) -> None:
    make_matter(hall, "resolution")
    bring(hall, in_session(hall), "representative1")


def annulled(hall) -> None:
    secret(hall, closed=False)
    steering.annul(hall.community_id, hall.actor("clerk"), NUMBER, "通知里写错了题目", at=LATER)


STATES = {
    "a closed secret poll": lambda hall: secret(hall, closed=True),
    "an open secret poll": lambda hall: secret(hall, closed=False),
    "a box that is not opened": open_box,
    "a show of hands": by_hands,
    "a sheet that is not entered": on_paper,
    "an annulled secret poll": annulled,
}
COPY = "INSERT INTO {} SELECT community_id, id, poll_id, tracker, content FROM {}"
OFFENCES = [
    ("a closed secret poll", "UPDATE counted_ballot SET tracker = tracker || 'x'",
     "ballots_altered"),
    ("a closed secret poll", "DELETE FROM counted_ballot WHERE content LIKE '%no%'",
     "marks_differ"),
    ("a closed secret poll", COPY.format("urn_ballot", "counted_ballot"), "urn_not_empty"),
    ("an open secret poll", "DELETE FROM urn_ballot WHERE content LIKE '%no%'", "marks_differ"),
    ("an open secret poll", COPY.format("counted_ballot", "urn_ballot"), "urn_opened"),
    ("a box that is not opened", "DELETE FROM urn_ballot", "marks_differ"),
    ("a box that is not opened", "UPDATE ballot SET choice = 'yes'", "marks_differ"),
    ("a show of hands", "UPDATE hand_count SET yes = yes + 1", "marks_differ"),
    ("a show of hands", "UPDATE ballot SET choice = 'sealed'", "marks_differ"),
    ("an annulled secret poll", "UPDATE ballot SET choice = 'no'", "marks_differ"),
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_poll_is_whole(app, hall, state) -> None:
    STATES[state](hall)
    assert findings(app) == set()


@pytest.mark.parametrize(("state", "statement", "code"), OFFENCES)
def test_ballots_that_do_not_fit_the_marks_are_found(app, hall, state, statement, code) -> None:
    STATES[state](hall)
    guarded = ("counted_ballot", "hand_count", "ballot")
    changes = not statement.startswith("INSERT")
    behind(statement, drop=[t for t in guarded if changes and t in statement.split()])
    assert code in findings(app)
