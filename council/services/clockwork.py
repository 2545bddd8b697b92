"""What time itself moves: deadlines that lapse, escalate or close. Called by the tick command.

Every service module may offer ``due(community_id, at) -> int``: how many acts it did.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from council import services
from council.rules.verdict import Refused
from council.services import communities, throttle

log = logging.getLogger(__name__)
Due = Callable[[UUID, datetime], int]


def run_due(at: datetime) -> int:
    """Do in every community what is due at ``at``; the number of acts done.

    Running it twice at the same moment does nothing the second time.
    """
    throttle.sweep(at)
    done = 0
    for community_id in communities.ids():
        for due in movers():
            done += _run(due, community_id, at)
    return done


def movers() -> Iterator[Due]:
    """The ``due`` of every service that has one, in the order of their names."""
    for found in pkgutil.iter_modules(services.__path__):
        due = getattr(importlib.import_module(f"{services.__name__}.{found.name}"), "due", None)
        if due is not None:
            yield due


def _run(due: Due, community_id: UUID, at: datetime) -> int:
    try:
        return due(community_id, at)
    except Refused:
        # Somebody acted in the meantime; what still is due, the next tick does.
        log.exception("%s: refused in community %s", due.__module__, community_id)
        return 0
