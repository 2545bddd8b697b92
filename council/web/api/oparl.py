"""``/api/oparl/``: bodies, meetings, agenda items and papers for programs that speak OParl 1.1."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from council.db import reading
from council.language import gettext as _
from council.queries.public import communities
from council.queries.visitors import community as head
from council.web import dates
from council.web.access import PUBLIC, access, community
from council.web.api.formats import answer, json_bytes
from council.web.api.oparl_objects import SCHEMA, Council, Object

blueprint = Blueprint("oparl", __name__, url_prefix="/api/oparl")
PAGE, MOST = 100, 100
_STAMPS = ("created_since", "created_until", "modified_since", "modified_until")
_LAST_PAGE = 9999
_INSIDE = {
    *("agendaItem", "consultation", "location", "auxiliaryFile", "invitation"),
    *("resultsProtocol", "mainFile", "resolutionFile", "legislativeTerm"),
}


@blueprint.get("/")
@access(PUBLIC)
def system() -> ResponseReturnValue:
    """This server."""
    here = f"{_host()}/api/oparl/"
    return _json(
        {
            "id": here,
            "type": SCHEMA + "System",
            "oparlVersion": SCHEMA,
            "name": _("居民议事厅"),
            "body": f"{here}bodies",
            "website": f"{_host()}/",
            "web": f"{_host()}/",
        }
    )


@blueprint.get("/bodies")
@access(PUBLIC)
def bodies() -> ResponseReturnValue:
    """The communities of this server."""
    found = []
    for line in communities.everyone(reading()):
        one = head(reading(), line.slug)
        if one is not None:
            found.append(Council(reading(), one, _host()).body())
    return _list(found, f"{_host()}/")


@blueprint.get("/bodies/<slug>")
@access(PUBLIC)
def body(slug: str) -> ResponseReturnValue:
    """One community."""
    return _json(_council().body())


@blueprint.get("/bodies/<slug>/<noun>")
@access(PUBLIC)
def listed(slug: str, noun: str) -> ResponseReturnValue:
    """A list of a community's objects, a page at a time."""
    council = _council()
    if noun not in _LISTS:
        _fail(404, "There is no such list.")
    return _list(_LISTS[noun](council), council.web + _PAGES.get(noun, "/"))


@blueprint.get("/bodies/<slug>/<noun>/<key>")
@access(PUBLIC)
def show(slug: str, noun: str, key: str) -> ResponseReturnValue:
    """One object."""
    council = _council()
    address = f"{council.url}/{noun}/{key}"
    objects = _LISTS[noun](council) if noun in _LISTS else ()
    found = next((one for one in objects if one["id"] == address), None)
    if found is None:
        _fail(404, "There is no such object.")
    return _json(found)


def _consultations(council: Council) -> Iterable[Object]:
    return (council.consultation(one) for one in council.items if one.proposal)


_LISTS: dict[str, Callable[[Council], Iterable[Object]]] = {
    "organizations": lambda c: (c.organization(one) for one in c.organisations),
    "meetings": lambda c: (c.meeting(one) for one in c.meetings),
    "agenda-items": lambda c: (c.agenda_item(one) for one in c.items),
    "consultations": _consultations,
    "papers": lambda c: (c.paper(one) for one in c.matters),
    "files": lambda c: c.files(),
    "locations": lambda c: (c.location(one) for one in c.meetings if one.place),
    # Nobody is told of by name, and the terms are those of each office.
    "people": lambda _c: (),
    "memberships": lambda _c: (),
    "legislative-terms": lambda _c: (),
}
_PAGES = {"meetings": "/meetings/", "papers": "/proposals/", "organizations": "/bodies/"}


def _council() -> Council:
    return Council(reading(), community(), _host())


def _host() -> str:
    return request.host_url.rstrip("/")


def _list(objects: Iterable[Object], web: str) -> Response:
    """One page: ``data``, ``pagination`` and ``links``; filters stay in every link."""
    wanted = {name: _instant(name) for name in _STAMPS if name in request.args}
    found = [one for one in objects if _within(one, wanted)]
    size = _number("elementsPerPage", PAGE, MOST)
    pages = max(1, -(-len(found) // size))
    page = _number("page", 1, _LAST_PAGE)
    data = found[(page - 1) * size : page * size]
    if _flag("omit_internal"):
        data = [{k: v for k, v in one.items() if not _is_inside(k, v)} for one in data]
    links = {"first": _link(1), "self": _link(page), "last": _link(pages), "web": web}
    if page > 1:
        links["prev"] = _link(min(page - 1, pages))
    if page < pages:
        links["next"] = _link(page + 1)
    figures = {"totalElements": len(found), "elementsPerPage": size}
    figures |= {"currentPage": page, "totalPages": pages}
    return _json({"data": data, "pagination": figures, "links": links})


def _within(one: Object, wanted: dict[str, datetime]) -> bool:
    for name, limit in wanted.items():
        stamp, side = name.split("_")
        at = datetime.fromisoformat(one[stamp])
        if (at < limit) if side == "since" else (at > limit):
            return False
    return True


def _is_inside(name: str, value: Any) -> bool:
    return name in _INSIDE and not isinstance(value, str)


def _link(page: int) -> str:
    kept = {k: v for k, v in request.args.items() if k in (*_STAMPS, *_KEPT)}
    if page > 1:
        kept["page"] = str(page)
    return request.base_url + (f"?{urlencode(kept)}" if kept else "")


_KEPT = ("elementsPerPage", "omit_internal")


def _flag(name: str) -> bool:
    return request.args.get(name, "").lower() in ("true", "1")


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0):
        _fail(400, f"{name} is no whole number above nought.")
    return min(int(text), most)


def _instant(name: str) -> datetime:
    text = request.args[name].replace(" ", "+")  # a plus that was not written as %2B
    try:
        at = datetime.fromisoformat(text)
        return dates.local(at)
    except (ValueError, OverflowError):
        _fail(400, f"{name} is no date-time with an offset (RFC 3339).")


def _json(value: Object, status: int = 200) -> Response:
    made = answer(json_bytes(value), "json", "oparl")
    made.status_code = status
    return made


def _fail(status: int, message: str) -> NoReturn:
    """Leave with an Error object."""
    error = {"type": SCHEMA + "Error", "message": message, "debug": request.full_path[:200]}
    abort(_json(error, status))
