"""Several clerks write into the same place at the same moment: one wins, nobody loses a word.

``HALL_RACES=50`` tries each race that often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from council.models.journal import JournalEntry
from council.services import hall as acts
from council.services import integrity, minutes, speeches
from council.services.hall import Stale
from tests.factories.community import Handle, on_stage
from tests.factories.hall import make_matter, stored
from tests.factories.minutes import OVER, held, item, key
from tests.factories.room import Room
from tests.support.rounds import attempt, rounds, together

RACES = rounds("HALL_RACES", 2)


@pytest.fixture
def hall(app_context, scene) -> Handle:
    return on_stage(app_context, scene)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads


@pytest.fixture
def by(app, hall: Handle) -> Callable[..., Callable[[], Any]]:
    return partial(attempt, app, hall)


@pytest.fixture
def whole(app) -> Iterator[None]:
    """At the end every chain and commitment stands."""
    yield
    with app.app_context():
        assert list(integrity.check(app.config["UPLOADS"])) == []


def entries(hall: Handle, *kinds: str) -> int:
    return len(stored(hall, JournalEntry, JournalEntry.kind.in_(kinds)))


def heard(hall: Handle) -> Room:
    """Item 1 is open, the first representative has the floor."""
    room = Room(hall)
    room.open(1)
    room.ask(1)
    room.do(speeches.start)
    return room


def one_wins(answers: list[Any], texts: list[str], stands: str, version: int) -> None:
    """Exactly one text stands; everybody else is given it, at its version."""
    newer = [told for told in answers if isinstance(told, Stale)]
    won = [text for text, told in zip(texts, answers, strict=True) if told == version]
    assert won == [stands] and len(newer) == len(texts) - 1
    assert {(one.text, one.version) for one in newer} == {(stands, version)}


@pytest.mark.usefixtures("whole")
class TestClerksTypingAtOnce:
    """Each of several clerks writes something else into the same place, having seen the same."""

    CLERKS = 4

    @pytest.mark.parametrize("what", ["gist", "record"])
    def test_in_the_hall(self, hall, pool, by, what: str) -> None:
        room = heard(hall)
        act = {"gist": speeches.write_gist, "record": acts.write_record}[what]
        for n in range(RACES):
            texts = [f"第 {n} 次，书记员 {one} 写的" for one in range(self.CLERKS)]
            answers = together(pool, [
                by("clerk", act, room.number, 1, text, version=n, request_key=key(), at=room.at)
                for text in texts
            ])  # fmt: skip
            stands = room.speech().gist if what == "gist" else room.item().record
            one_wins(answers, texts, stands, n + 1)
        assert entries(hall, "speech.gist", "item.record") == RACES

    def test_in_the_minutes(self, hall, pool, by) -> None:
        make_matter(hall, "resolution")
        number = held(hall)
        for n in range(RACES):
            texts = [f"第 {n} 次，书记员 {one} 写的" for one in range(self.CLERKS)]
            answers = together(pool, [
                by("clerk", minutes.write_item, number, 1, record=text, conclusion=f"{text}。",
                   version=n, request_key=key(), at=OVER)
                for text in texts
            ])  # fmt: skip
            now = item(hall, number, 1)
            assert now.conclusion == f"{now.record}。", "of one text the record, of another the end"
            one_wins(answers, texts, now.record, n + 1)
        assert entries(hall, "minutes.item") == RACES

    def test_what_is_said_and_what_is_concluded(self, hall, pool, by) -> None:
        """Record and conclusion of one item at once: both stand, or the record comes back."""
        room = heard(hall)
        for position in (1, 2, 3):
            if position > 1:
                room.open(position)
            before = room.item(position).version
            close, write = together(pool, [
                by("clerk", acts.close_item, room.number, position, "同意。", version=before,
                   request_key=key(), at=room.at),
                by("clerk", acts.write_record, room.number, position, "记下的话", version=before,
                   request_key=key(), at=room.at),
            ])  # fmt: skip
            assert close is None
            now = room.item(position)
            assert (now.conclusion, now.ended_at is not None) == ("同意。", True)
            if isinstance(write, Stale):
                assert (write.text, write.version, now.record) == ("", now.version, "")
            else:
                assert (now.record, now.version) == ("记下的话", before + 2)

    def test_two_conclusions(self, hall, pool, by) -> None:
        room = heard(hall)
        texts = ["同意。", "不同意。"]
        answers = together(pool, [
            by("clerk", acts.close_item, room.number, 1, text, version=0, request_key=key(),
               at=room.at)
            for text in texts
        ])  # fmt: skip
        assert sorted(map(str, answers)) == ["None", "item_not_open"]
        assert room.item().conclusion == texts[answers.index(None)]
        assert entries(hall, "item.close") == 1
