"""One act that a visitor may (or may not) do to a matter, as the 办理 page shows it.

Every module of :mod:`council.web.chamber` may define ``panels(matter) -> list[Panel]``; the page
of the matter collects them. A panel with ``reasons`` is shown as not possible, with the reasons and
the rule; one without shows its template, which finds ``panel.context`` as ``c``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from council.rules.verdict import Reason


@dataclass(frozen=True, slots=True)
class Panel:
    """One act. ``name`` is the act's code and is unique on the page (``proposal.second``).

    ``title`` is the verb that people read, ``template`` renders the form (its variables: ``c`` is
    ``context``, ``panel``, ``matter``), ``rule_id`` is the rule applied, ``deadline`` until when.
    Panels stand in the order of ``position`` (small first).
    """

    name: str
    title: str
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    rule_id: str | None = None
    deadline: datetime | None = None
    position: int = 50

    @property
    def possible(self) -> bool:
        """Whether nothing stands against the act."""
        return not self.reasons
