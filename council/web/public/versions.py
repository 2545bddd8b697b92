"""全部稿子: every version of a proposal's text, each with what changed."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from council.db import reading
from council.queries.public import versions
from council.queries.public.versions import Version
from council.rules.difference import difference
from council.web.access import PUBLIC, access, community

blueprint = Blueprint("versions", __name__, url_prefix="/c/<slug>/proposals")


@blueprint.get("/<number>/versions")
@access(PUBLIC)
def show(slug: str, number: str) -> ResponseReturnValue:
    """All versions, the newest first."""
    found = versions.of(reading(), community().id, number)
    if not found:
        abort(404)
    steps = [_step(new, old) for new, old in zip(found, [None, *found[:-1]], strict=True)]
    return render_template(
        "proposals/versions.html", number=number, title=found[-1].title, steps=steps[::-1]
    )


def _step(new: Version, old: Version | None) -> SimpleNamespace:
    return SimpleNamespace(
        version=new.version,
        at=new.at,
        reason=new.reason,
        first=old is None,
        title=_changed(old.title, new.title) if old else [],
        text=_changed(old.text, new.text) if old else [("same", new.text)],
        old_cost=old.cost if old else new.cost,
        cost=new.cost,
    )


def _changed(old: str, new: str) -> list[tuple[str, str]]:
    """The segments of a change; empty where nothing changed."""
    return [] if old == new else [(change.kind, change.text) for change in difference(old, new)]
