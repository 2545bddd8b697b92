"""How often a race or a crash is tried: a few times in the suite, often for the full proof."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def rounds(variable: str, default: int) -> int:
    """How many rounds: ``VOTE_RACES=200 pytest tests/services/test_vote_races.py``."""
    return int(os.environ.get(variable) or default)


def together(pool: ThreadPoolExecutor, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all acts at the same moment, each in a thread of its own; gives what they return."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(60)
        return act()

    return [answer.result(120) for answer in [pool.submit(run, act) for act in acts]]
