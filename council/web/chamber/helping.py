"""For whom a clerk writes: the name is looked up in the roster, and asked about if need be."""

from __future__ import annotations

from uuid import UUID

from flask import request

from council.db import reading
from council.language import gettext as _
from council.queries.chamber import helped as queries
from council.queries.chamber.helped import Candidate
from council.queries.chamber.matter import MatterForActs
from council.web.access import community, holds
from council.web.forms.proposals import ProposalForm

NOBODY = "-"
"""Chosen for somebody who is not in the roster."""


def offered(matter: MatterForActs | None) -> bool:
    """Whether the form asks whom it is for: a clerk's, until the proposal is sent in."""
    return holds("proposal.on_behalf") and (matter is None or not matter.number)


def names(matter: MatterForActs | None) -> bool:
    """Whether what was sent says whom it is for, or takes that back."""
    if request.form.get("on_behalf", "").strip():
        return True
    return offered(matter) and matter is not None and bool(matter.on_behalf)


def settle(form: ProposalForm, matter: MatterForActs | None) -> tuple[bool, Candidate | None]:
    """Whether it is clear who is meant, and the person of the roster (None: only a name).

    Where several have the name the form gets a select and an error, so that it can come back.
    """
    if not form.on_behalf.data or not offered(matter):
        return True, None
    found = queries.candidates(reading(), community().id, form.on_behalf.data)
    chosen = form.helped.data or ""
    if len(found) <= 1:
        return True, found[0] if found and chosen != NOBODY else None
    form.helped.choices = _choices(found)
    if chosen == NOBODY:
        return True, None
    known = chosen or _known(matter)
    person = next((one for one in found if one.id.hex == known), None)
    if person is None:
        asked = _("名册里有 %(n)s 位叫这个名字，请选是哪一位。", n=len(found))
        form.helped.errors = [*form.helped.errors, asked]
    return person is not None, person


def said(form: ProposalForm, matter: MatterForActs | None, person: Candidate | None) -> str:
    """The notice: whom the draft points to; empty where nobody is helped."""
    if not form.on_behalf.data or not offered(matter):
        return ""
    if person is None:
        return _("“%(name)s”只记姓名，没有和名册里的人对应。", name=form.on_behalf.data)
    return _("已对应名册里的 %(name)s（%(number)s）。", name=person.name, number=person.number)


def _choices(found: list[Candidate]) -> list[tuple[str, str]]:
    people = [
        (one.id.hex, " · ".join(filter(None, (one.number, one.name, one.home)))) for one in found
    ]
    return [("", _("请选择")), *people, (NOBODY, _("都不是，只写姓名"))]


def _known(matter: MatterForActs | None) -> str:
    person: UUID | None = None
    if matter is not None:
        person = queries.helped(reading(), community().id, matter.id)
    return person.hex if person else ""
