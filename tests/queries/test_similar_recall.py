"""Repeated subjects among real messages are found in the first five."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import similar_recall


@pytest.mark.data
def test_repeated_subjects_are_found(shared_data: Path) -> None:
    messages = similar_recall.read_messages(shared_data / "messages" / "residents-messages.xlsx")
    subjects = [s for s in similar_recall.judged() if len(s) <= similar_recall.MANY]
    found = similar_recall.measure(messages, subjects)
    assert found.pairs >= 45
    assert found.permille >= 850
    assert found.helped >= found.messages * 95 // 100


def test_every_message_is_judged_once() -> None:
    numbers = [number for subject in similar_recall.judged() for number in subject]
    assert len(numbers) == len(set(numbers))
    assert all(len(subject) > 1 for subject in similar_recall.judged())
