"""What the forms of the chair's screen send: read, and kept where it is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from uuid import UUID

from flask import request

from council.rules import shapes
from council.rules.verdict import Reason, Refused
from council.services.hall import Stale
from council.services.meetingtasks import Owner
from council.services.motions import Decision
from council.vocabulary import reason as sentence

_HIDDEN = frozenset({"csrf_token", "request_key"})
_WORDS = ("gist", "record", "conclusion", "text", "ruling", "reason")
_SHAPES = ("text_", "value_", "number_", "date_", "task_", "hands_", "keyed_")


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that comes back: which one, what was typed, why it was not taken.

    ``newer`` is the text that somebody else has written meanwhile, at ``version``.
    """

    form: str
    values: Mapping[str, str]
    errors: Sequence[str] = ()
    reasons: Sequence[SimpleNamespace] = ()
    newer: str | None = None
    version: int = 0

    def get(self, form: str, name: str, usual: object = "") -> object:
        """What was typed into the field, or what stands there usually."""
        return self.values.get(name, usual) if self.form == form else usual

    @property
    def words(self) -> list[str]:
        """The sentences that were typed: shown even where their form is gone meanwhile."""
        return [text for name in _WORDS if (text := self.values.get(name, "").strip())]


NOTHING = Kept("", {})


def kept(form: str, no: Refused, views: Sequence[SimpleNamespace]) -> tuple[Kept, int]:
    """The form with its reasons, and the status: 422 for what is typed badly, else 409."""
    values = {name: value for name, value in request.form.items() if name not in _HIDDEN}
    if isinstance(no, Stale):
        told = [sentence(one) for one in no.reasons]
        return Kept(form, values, told, newer=no.text, version=no.version), 409
    if all(one.code.startswith(_SHAPES) for one in no.reasons):
        return Kept(form, values, [sentence(one) for one in no.reasons]), 422
    return Kept(form, values, reasons=views), 409


def request_key() -> str:
    """The key of what is sent: the form's own, and what it says.

    The same form sent again with the same words is the same; sent with other words (from a page
    that the browser kept) it is something else.
    """
    own = request.form.get("request_key", "")
    if not 8 <= len(own) <= 64:
        raise Refused([Reason("value_unknown")])
    said = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    return hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest()[:40]


def text(name: str) -> str:
    """A field as it was typed."""
    return request.form.get(name, "")


def number(name: str, usual: int | None = None) -> int:
    """A whole number from a field; an empty one is ``usual``.

    Raises:
        Refused: where it is none.
    """
    raw = request.form.get(name, "").strip()
    if not raw and usual is not None:
        return usual
    return shapes.parse_integer(raw, 0, 1_000_000, name)


def optional(name: str) -> int | None:
    """The same, where the field may be missing."""
    return number(name) if request.form.get(name, "").strip() else None


def day(name: str) -> date:
    """A day from a date field."""
    return shapes.parse_date(request.form.get(name, ""), name)


@dataclass(frozen=True, slots=True)
class Motioned:
    """A motion as it is typed: what, by whom, in which words."""

    kind: str
    topic: str
    key: str = field(default="")
    name: str = field(default="")
    words: str = field(default="")


def motion() -> Motioned:
    """From the one list of kinds: ``main``, ``amendment.alter``, ``order.quorum``."""
    kind, _dot, topic = text("what").partition(".")
    return Motioned(kind, topic, text("key"), text("name"), text("text"))


def decision() -> Decision:
    """How a motion was decided; one choice tells the way and, without counting, the outcome."""
    method, _dot, outcome = text("method").partition(".")
    if not method:
        raise Refused([Reason("value_unknown")])
    counted = method == "hands"
    return Decision(
        method,
        outcome,
        yes=number("yes", 0) if counted else 0,
        no=number("no", 0) if counted else 0,
        abstain=number("abstain", 0) if counted else 0,
        reason=text("reason"),
        poll=text("poll"),
    )


def owner() -> Owner:
    """Who answers for a task: a person or a body chosen from the list, or an office in words."""
    kind, _dash, raw = text("owner").partition("-")
    try:
        chosen = UUID(hex=raw) if raw else None
    except ValueError:
        raise Refused([Reason("value_unknown")]) from None
    return Owner(
        person_id=chosen if kind == "p" else None,
        body_id=chosen if kind == "b" else None,
        holder=text("holder"),
    )
