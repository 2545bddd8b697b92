"""The objects of OParl 1.1 that this server gives, in OpenAPI's words."""

from __future__ import annotations

from typing import Any

from council.web.api.oparl_objects import SCHEMA

_URL: dict[str, Any] = {"type": "string", "format": "uri"}
_TEXT: dict[str, Any] = {"type": "string"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_COUNT: dict[str, Any] = {"type": "integer"}
_WHEN: dict[str, Any] = {"type": "string", "format": "date-time"}
_URLS: dict[str, Any] = {"type": "array", "items": _URL}
_LISTS = ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file")
_MORE_LISTS = ("locationList", "legislativeTermList", "membership")

REQUIRED: dict[str, tuple[str, ...]] = {
    "System": ("oparlVersion", "body"),
    "Body": ("name", *_LISTS, *_MORE_LISTS, "legislativeTerm", "created", "modified"),
    "Organization": ("body", "name", "created", "modified"),
    "Meeting": ("name", "meetingState", "start", "organization", "created", "modified"),
    "AgendaItem": ("meeting", "number", "name", "public", "created", "modified"),
    "Consultation": ("paper", "agendaItem", "meeting", "created", "modified"),
    "Paper": ("body", "name", "reference", "created", "modified"),
    "File": ("name", "fileName", "mimeType", "accessUrl", "created", "modified"),
    "Location": ("description", "created", "modified"),
}
"""What every object has beside ``id`` and ``type``."""


def _ref(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/OParl{kind}"}


def _many(kind: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(kind)}


_PROPERTIES: dict[str, dict[str, Any]] = {
    "System": {"oparlVersion": _URL, "name": _TEXT, "body": _URL, "website": _URL, "web": _URL},
    "Body": dict.fromkeys((*_LISTS, *_MORE_LISTS, "system", "website", "web"), _URL)
    | dict.fromkeys(("name", "shortName", "classification", "streetAddress"), _TEXT)
    | {"oparlSince": _WHEN, "legislativeTerm": {"type": "array", "items": {"type": "object"}}},
    "Organization": {"body": _URL, "name": _TEXT, "classification": _TEXT, "web": _URL},
    "Meeting": {
        **dict.fromkeys(("name", "meetingState"), _TEXT),
        **dict.fromkeys(("start", "end"), _WHEN),
        **dict.fromkeys(("invitation", "resultsProtocol"), _ref("File")),
        "cancelled": _FLAG,
        "location": _ref("Location"),
        "organization": _URLS,
        "auxiliaryFile": _many("File"),
        "agendaItem": _many("AgendaItem"),
        "web": _URL,
    },
    "AgendaItem": {
        **dict.fromkeys(("number", "name", "result", "resolutionText"), _TEXT),
        **dict.fromkeys(("start", "end"), _WHEN),
        **dict.fromkeys(("meeting", "consultation", "web"), _URL),
        "order": _COUNT,
        "public": _FLAG,
        "resolutionFile": _ref("File"),
        "auxiliaryFile": _many("File"),
        "keyword": {"type": "array", "items": _TEXT},
    },
    "Consultation": {
        **dict.fromkeys(("paper", "agendaItem", "meeting"), _URL),
        "organization": _URLS,
        "authoritative": _FLAG,
        "role": _TEXT,
    },
    "Paper": {
        **dict.fromkeys(("name", "reference", "paperType"), _TEXT),
        **dict.fromkeys(("body", "web"), _URL),
        "date": {"type": "string", "format": "date"},
        "mainFile": _ref("File"),
        "consultation": _many("Consultation"),
    },
    "File": {
        **dict.fromkeys(("name", "fileName", "mimeType"), _TEXT),
        **dict.fromkeys(("accessUrl", "downloadUrl"), _URL),
        "size": _COUNT,
    },
    "Location": {"description": _TEXT},
}


def schemas() -> dict[str, Any]:
    """By name, with ``OParl`` before it: every object, and a page of a list."""
    made = {f"OParl{kind}": _object(kind) for kind in _PROPERTIES}
    return made | {"OParlList": _list()}


def _object(kind: str) -> dict[str, Any]:
    own = {"id": _URL, "type": {"type": "string", "const": SCHEMA + kind}}
    stamps = {"created": _WHEN, "modified": _WHEN} if kind != "System" else {}
    return {
        "type": "object",
        "properties": own | _PROPERTIES[kind] | stamps,
        "required": ["id", "type", *REQUIRED[kind]],
        "additionalProperties": False,
    }


def _list() -> dict[str, Any]:
    figures = ("totalElements", "elementsPerPage", "currentPage", "totalPages")
    links = ("first", "prev", "self", "next", "last", "web")
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": {"type": "object"}},
            "pagination": {"type": "object", "properties": dict.fromkeys(figures, _COUNT)},
            "links": {"type": "object", "properties": dict.fromkeys(links, _URL)},
        },
        "required": ["data", "pagination", "links"],
        "additionalProperties": False,
    }


def paths() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Address → what it is, its schema, the names in the address."""
    body = "/api/oparl/bodies/{slug}"
    single = {
        "organizations": "Organization",
        "meetings": "Meeting",
        "agenda-items": "AgendaItem",
        "consultations": "Consultation",
        "papers": "Paper",
        "files": "File",
        "locations": "Location",
    }
    made = {
        "/api/oparl/": ("OParl 1.1: this server", "OParlSystem", ()),
        "/api/oparl/bodies": ("OParl 1.1: its communities", "OParlList", ()),
        body: ("OParl 1.1: a community", "OParlBody", ("slug",)),
    }
    for noun, kind in single.items():
        made[f"{body}/{noun}"] = (f"OParl 1.1: {noun}", "OParlList", ("slug",))
        made[f"{body}/{noun}/{{key}}"] = (f"OParl 1.1: {kind}", f"OParl{kind}", ("slug", "key"))
    for noun in ("people", "memberships", "legislative-terms"):
        made[f"{body}/{noun}"] = ("OParl 1.1: an empty list", "OParlList", ("slug",))
    return made
