"""How often a race or a crash is tried: a few times in the suite, often for the full proof."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from council.rules.verdict import Refused
from council.services.hall import Stale

if TYPE_CHECKING:
    from flask import Flask

    from tests.factories.community import Handle


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


def attempt(
    app: Flask, hall: Handle, who: str, act: Callable[..., Any], *args: Any, **more: Any
) -> Callable[[], Any]:
    """An act to be done in a thread: gives its answer, a ``Stale``, or the code of a refusal."""

    def run() -> Any:
        with app.app_context():
            try:
                return act(hall.community_id, hall.actor(who), *args, **more)
            except Stale as newer:
                return newer
            except Refused as no:
                return no.reasons[0].code

    return run
