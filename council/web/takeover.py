"""Upload, a look before, taking over: what every page that takes a table over does alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from council import vocabulary
from council.rules.verdict import Refused
from council.services.tables import RowsRefused
from council.web import kept
from council.web.access import community

FaultLine = tuple[str, int, str, str]
"""Sheet, row, column, and what is wrong there."""


class Counted(Protocol):
    """What a file would add or has added."""

    @property
    def new(self) -> int:
        """How many rows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that nobody should wait for: about how many rows, and what they come to in fen."""

    new: int
    total: int = 0


Form = TypeVar("Form", bound=FlaskForm)
Took = TypeVar("Took", bound=Counted)


def fault_lines(refused: RowsRefused | None) -> list[FaultLine]:
    """Every bad cell as a page names it."""
    faults = refused.faults if refused else ()
    return [(f.sheet, f.row, f.column, vocabulary.reason(f.reason)) for f in faults]


def preview(
    form: Form,
    read: Callable[[bytes, str], Took],
    page: Callable[[Form, int, RowsRefused | None], ResponseReturnValue],
    shown: Callable[[Took, str], ResponseReturnValue],
) -> ResponseReturnValue:
    """Check the uploaded file and show what it would add; nothing is written yet.

    ``read`` says what a file would add; ``page`` is the upload again, with what is wrong;
    ``shown`` the preview, with the token under which the file is kept ("" where it adds nothing).
    """
    if not form.validate_on_submit():
        return page(form, 422, None)
    field = form["file"]
    data, name = field.data.read(), field.data.filename or ""
    try:
        taken = read(data, name)
    except RowsRefused as refused:
        return page(form, 422, refused)
    except Refused as refused:
        field.errors = [vocabulary.reason(reason) for reason in refused.reasons]
        return page(form, 422, None)
    return shown(taken, kept.keep(community().id, data, name) if taken.new else "")


def take(
    enter: Callable[[bytes, str], Took],
    page: Callable[[int, RowsRefused], ResponseReturnValue],
    done: Callable[[Took], ResponseReturnValue],
    later: Callable[[bytes, str], ResponseReturnValue | None] = lambda _data, _name: None,
) -> ResponseReturnValue:
    """Enter the file that was looked at; ``page`` answers where something moved since.

    ``later`` answers where a long file is entered in the background, with the ending of its name.
    """
    path = kept.take(community().id, request.form.get("token", ""))
    if path is None:
        abort(404)
    begun = later(path.read_bytes(), path.suffix)
    if begun is not None:
        path.unlink(missing_ok=True)
        return begun
    try:
        taken = enter(path.read_bytes(), path.name)
    except RowsRefused as refused:
        return page(409, refused)
    path.unlink(missing_ok=True)
    return done(taken)
