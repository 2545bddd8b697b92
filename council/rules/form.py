"""What a ballot asks: the options, how many may be marked, how a tie is broken. Values only.

A form is frozen with its poll as JSON. What stands on a ballot is read in ``marking``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from council.rules import formcheck
from council.rules.marking import GRADES, NO_FINDING, canonical, read_content
from council.rules.rule import Rule
from council.rules.tally import CountError, show
from council.rules.verdict import Verdict

__all__ = [
    "GRADES",
    "KINDS",
    "METHODS",
    "MOTION",
    "STYLES",
    "TIES",
    "Form",
    "Option",
    "canonical",
    "read_content",
]

KINDS = ("motion", "choice", "election", "appraisal", "score", "budget")
STYLES = ("approval", "points", "ranking")
METHODS = ("greedy", "greedy-threshold", "equal-shares")
TIES = ("lot", "listed")


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the ballot: a choice, a candidate, a member, a contractor or a project.

    ``cost`` is in fen and goes with a budget. ``previous`` holds the findings of a member's
    appraisals before this one, oldest first: two of a kind in a row may end an office.
    """

    position: int
    label: str
    cost: int | None = None
    note: str = ""
    previous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What a ballot asks.

    ``kind``: ``motion`` (yes, no, abstain); ``choice`` (at most ``most`` of the options, or against
    all); ``election`` (at most ``most`` of the candidates, for ``seats``); ``appraisal`` (a grade
    for each member); ``score`` (a whole number within ``scale`` for each option); ``budget``
    (projects with costs, by ``style`` and ``method``, within ``budget`` fen; ``least`` votes each
    under greedy-threshold).

    ``seats`` is how many can be chosen. A tie at the last of them is broken by ``draw``, an order
    of all positions drawn by lot before the poll opened (``tie`` is ``lot``), or by the order of
    the list (``listed``).

    Raises:
        CountError: for a kind, style, method or tie that nobody knows.
    """

    kind: str
    options: tuple[Option, ...] = ()
    seats: int = 1
    most: int = 1
    scale: tuple[int, int] = (0, 100)
    style: str = "approval"
    points: int = 0
    budget: int | None = None
    method: str = "greedy"
    least: int = 0
    tie: str = "lot"
    draw: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name, known in (("kind", KINDS), ("style", STYLES), ("method", METHODS), ("tie", TIES)):
            if getattr(self, name) not in known:
                raise CountError(f"form: unknown {name} {show(getattr(self, name))}")

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of the options, in the order of the list."""
        return tuple(option.position for option in self.options)

    @property
    def tie_order(self) -> Mapping[int, int]:
        """Whoever has the lower number is ahead where votes are equal."""
        order = self.draw if self.tie == "lot" else self.positions
        return {position: place for place, position in enumerate(order)}

    def check(self, rule: Rule, *, drawn: bool = True) -> Verdict:
        """Whether a poll may ask this under the rule, with every reason against it.

        ``drawn`` false leaves the lots for later: before the poll opens they have to be drawn.
        """
        return formcheck.check(self, rule, drawn=drawn)

    def as_data(self) -> dict[str, Any]:
        """The form as JSON-safe data; what is not used by its kind is left out."""
        data: dict[str, Any] = {"kind": self.kind}
        if self.options:
            data["options"] = [_option_data(option) for option in self.options]
        for name in _SIMPLE:
            value = getattr(self, name)
            if value != _DEFAULTS[name]:
                data[name] = list(value) if isinstance(value, tuple) else value
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Form:
        """The form that :meth:`as_data` wrote.

        Raises:
            CountError: with one line, where a key is unknown or a value is not of its kind.
        """
        if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
            raise CountError("form is not a JSON object with a kind")
        for key in data:
            if key not in ("kind", "options", *_SIMPLE):
                raise CountError(f"form: unknown key {show(key)}")
        given: dict[str, Any] = {
            name: _simple(name, data[name]) for name in _SIMPLE if name in data
        }
        options = data.get("options", [])
        if not isinstance(options, (list, tuple)):
            raise CountError("form: options is not a list")
        return cls(
            kind=data["kind"],
            options=tuple(_option(entry, i) for i, entry in enumerate(options, 1)),
            **given,
        )


_DEFAULTS: dict[str, Any] = {
    "seats": 1,
    "most": 1,
    "scale": (0, 100),
    "style": "approval",
    "points": 0,
    "budget": None,
    "method": "greedy",
    "least": 0,
    "tie": "lot",
    "draw": (),
}
_SIMPLE = tuple(_DEFAULTS)
_MOST = 10**15


def _simple(name: str, value: object) -> Any:
    default = _DEFAULTS[name]
    if isinstance(default, str):
        if isinstance(value, str):
            return value
    elif isinstance(default, tuple):
        fits = isinstance(value, (list, tuple)) and all(_whole(entry) for entry in value)
        if isinstance(value, (list, tuple)) and fits and (name != "scale" or len(value) == 2):
            return tuple(value)
    elif _whole(value) or (name == "budget" and value is None):
        return value
    raise CountError(f"form: {name} {show(value)} cannot be read")


def _whole(value: object) -> bool:
    return type(value) is int and -_MOST <= value <= _MOST


def _option(entry: object, number: int) -> Option:
    place = f"form: option {number}"
    if not isinstance(entry, Mapping):
        raise CountError(f"{place} is not a JSON object")
    for key in entry:
        if key not in ("position", "label", "cost", "note", "previous"):
            raise CountError(f"{place}: unknown key {show(key)}")
    position, label, cost = entry.get("position"), entry.get("label"), entry.get("cost")
    note, previous = entry.get("note", ""), entry.get("previous", ())
    if type(position) is not int or not isinstance(label, str) or not isinstance(note, str):
        raise CountError(f"{place} has no position and label")
    if not _whole(position) or (cost is not None and not _whole(cost)):
        raise CountError(f"{place}: position or cost is not a whole number")
    if not isinstance(previous, (list, tuple)) or any(
        grade not in (*GRADES, NO_FINDING) for grade in previous
    ):
        raise CountError(f"{place}: previous is not a list of findings")
    return Option(position, label, cost, note, tuple(previous))


def _option_data(option: Option) -> dict[str, Any]:
    data: dict[str, Any] = {"position": option.position, "label": option.label}
    if option.cost is not None:
        data["cost"] = option.cost
    if option.note:
        data["note"] = option.note
    if option.previous:
        data["previous"] = list(option.previous)
    return data


MOTION = Form("motion")
"""Yes, no or abstain on one question."""
