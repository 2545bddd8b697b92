"""The petition on which a meeting is called, as the forms that call one offer it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from council.db import reading
from council.language import gettext as _
from council.queries.chamber import petitions
from council.web.access import community


def offer(form: Any) -> None:
    """Fill ``form.petition`` with what is reached and waits to be called."""
    form.petition.choices = [("", _("不按联名"))] + [
        (found.id.hex, f"{found.number} {found.title} · {found.body}")
        for found in petitions.waiting(reading(), community().id)
    ]


def choose(form: Any, number: str) -> None:
    """Choose the petition named in an address, and the body and rule that it asks for."""
    if not number:
        return
    for found in petitions.waiting(reading(), community().id):
        if found.number == number:
            form.petition.data = found.id.hex
            form.body.data = f"{found.body_id.hex}.{found.rule_id}"


def chosen(form: Any) -> UUID | None:
    """The petition that was chosen."""
    return UUID(hex=form.petition.data) if form.petition.data else None
