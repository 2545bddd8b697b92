"""Which step of a matter a correction may take back, and which not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from council.rules.verdict import LAWFUL, Reason, Verdict

VOTED = ("review.", "members.", "resolution.")
"""Moves that follow from a vote: only a meeting may decide anew."""
OF_THE_STREET_OFFICE = ("appeal.",)


class Entry(Protocol):
    """What the trace of a matter tells of one act."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def to_stage(self) -> str | None: ...  # noqa: D102
    @property
    def corrects_id(self) -> UUID | None: ...  # noqa: D102


E = TypeVar("E", bound=Entry)


def last_move(trace: Sequence[E]) -> E | None:
    """The latest act that moved the matter and was not corrected; None where it only began."""
    corrected = {act.corrects_id for act in trace if act.corrects_id}
    for act in reversed(trace):
        if act.to_stage and act.kind != "record.correct" and act.id not in corrected:
            return None if act.kind == "proposal.submit" else act
    return None


def against(kind: str, *, appeal: str | None = None) -> Verdict:
    """Whether the move of this kind may be taken back by a correction.

    ``appeal`` is ``waiting`` or ``decided`` where the proposer appealed against a vetting.
    """
    if kind.startswith(VOTED) or kind == "proposal.merge":
        return Verdict((Reason("decided_by_vote"),))
    appealed = kind.startswith("vetting.") and appeal
    if appealed == "waiting":
        return Verdict((Reason("appeal_waiting", {}, "AP1"),))
    if appealed or kind.startswith(OF_THE_STREET_OFFICE):
        return Verdict((Reason("decided_elsewhere", {}, "AP1"),))
    return LAWFUL
