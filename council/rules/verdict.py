"""The answer of every rule: lawful, or refused with reasons that name rule and statute.

Reasons are data (a code and its parameters). The words for people stand in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against an act.

    ``code`` names the reason, ``params`` are its figures, ``rule`` is the id of the rule relied on
    and ``statutes`` are citations for people, such as 「民法典 278」.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    rule: str | None = None
    statutes: tuple[str, ...] = ()


class Refused(Exception):  # noqa: N818 - a refusal is an answer of the law, not an error of the program
    """An act that the rules do not allow; ``reasons`` says all that stands against it."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons: tuple[Reason, ...] = tuple(reasons)
        super().__init__(", ".join(reason.code for reason in self.reasons))


@dataclass(frozen=True, slots=True)
class Verdict:
    """All reasons against an act; none means that it is lawful."""

    reasons: tuple[Reason, ...] = ()

    @property
    def lawful(self) -> bool:
        """Whether nothing stands against the act."""
        return not self.reasons

    def demand(self) -> None:
        """Return where the act is lawful.

        Raises:
            Refused: with every reason, where it is not.
        """
        if self.reasons:
            raise Refused(self.reasons)

    def __add__(self, other: Verdict) -> Verdict:
        """Both verdicts together: lawful only where both are."""
        return Verdict(self.reasons + other.reasons)


LAWFUL = Verdict()
