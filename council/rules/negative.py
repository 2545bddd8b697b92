"""The negative list: what the service fund never pays, and the caps of a project.

The list stands in ``negative.toml``. Words in a wish only make the program ask: every hit is
confirmed or rejected by a person, with a reason. What is on the list is refused, but for a
resolution of the assembly (FN1); a cap (FC1) knows no exception.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from council.rules.bookfile import Table, read_named
from council.rules.rule import Rule
from council.rules.verdict import Reason, Verdict

LIST, CAPS = "FN1", "FC1"
KINDS = ("services", "goods", "works")
_FILE = Path(__file__).with_name("negative.toml")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the list; ``signs`` are words that hint at it, ``name`` by language."""

    id: str
    signs: tuple[str, ...]
    statutes: tuple[str, ...]
    name: Mapping[str, str]
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a wish may fall under, and the words that say so."""

    item: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of an item: whether the wish falls under it, and why (not)."""

    item: str
    confirmed: bool
    reason: str


@lru_cache(maxsize=1)
def items() -> dict[str, Item]:
    """All items by their id, in the order of the list.

    Raises:
        RulebookError: the list is malformed; with file and line.
    """
    return load(_FILE)


def load(path: Path) -> dict[str, Item]:
    """Read and check a list; RulebookError where it is malformed."""
    return read_named(path, "item", _read)


def check(title: str, text: str, place: str = "") -> tuple[Hit, ...]:
    """The items that words of a wish hint at; none of them is more than a question."""
    said = f"{title}\n{text}\n{place}"
    hits = (
        Hit(item.id, tuple(sign for sign in item.signs if sign in said))
        for item in items().values()
    )
    return tuple(hit for hit in hits if hit.words)


def answered(hits: Sequence[Hit], answers: Sequence[Answer]) -> Verdict:
    """Whether a person has answered every hit, each with a reason."""
    given = {answer.item: answer for answer in answers}
    found = [
        Reason("wish_hit_open", {"negative_item": h.item}, LIST)
        for h in hits
        if h.item not in given
    ]
    found += [
        Reason("wish_reason_missing", {"negative_item": answer.item}, LIST)
        for answer in answers
        if len(answer.reason.strip()) < 2
    ]
    return Verdict(tuple(found))


def against(answers: Sequence[Answer], *, exception: bool) -> tuple[Reason, ...]:
    """Why a wish may not be paid: each confirmed item, unless the assembly made an exception."""
    if exception:
        return ()
    return tuple(
        Reason("wish_on_list", {"negative_item": a.item}, LIST, items()[a.item].statutes)
        for a in answers
        if a.confirmed
    )


def cap(rule: Rule, kind: str) -> int:
    """The most that a project of this kind may cost, in fen, under the rule of caps."""
    return rule.number(f"{kind}_yuan") * 100


def above_cap(rule: Rule, kind: str, estimate: int) -> Verdict:
    """Whether an estimate in fen stays within the cap of its kind."""
    most = cap(rule, kind)
    if estimate <= most:
        return Verdict()
    figures = {"project_kind": kind, "cap": most, "asked": estimate}
    return Verdict((Reason("wish_above_cap", figures, CAPS, rule.statutes),))


def _read(table: Table) -> Item:
    table.only(("id", "signs", "statutes", "name", "explanation"), ())
    return Item(
        id=table.text("id"),
        signs=table.texts("signs"),
        statutes=table.texts("statutes"),
        name=table.words("name"),
        explanation=table.words("explanation"),
    )
