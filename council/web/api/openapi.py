"""``/api/openapi.json``: the JSON of the open data, described from the same columns."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from council.queries.public.minutes import MinutesPage
from council.web import fund_sheet
from council.web.access import PUBLIC, access
from council.web.api import frozen_schema, fund_package, oparl_schema
from council.web.api.columns import Column, Table, schema
from council.web.api.formats import answer, json_bytes
from council.web.api.nouns import TABLES

blueprint = Blueprint("openapi", __name__, url_prefix="/api")
_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE: dict[str, Any] = {"type": ["string", "null"]}
_WHEN: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_COUNT: dict[str, Any] = {"type": "integer"}
_FEN: dict[str, Any] = {"type": ["integer", "null"], "description": "Fen (1/100 yuan)"}
_SLUG = {"name": "slug", "in": "path", "required": True, "schema": _TEXT}
_NUMBER = {"name": "number", "in": "path", "required": True, "schema": _TEXT}
_BOTH = [_SLUG, _NUMBER]
_FUND_YEAR = [
    _SLUG,
    {"name": "year", "in": "path", "required": True, "schema": _COUNT},
    {"name": "fund", "in": "query", "required": False, "schema": _TEXT},
]
_FUND = {
    "table": ("The published table of a fund's year; sums are fen", "FundTable"),
    "datapackage": ("All rows of a fund's year as a Tabular Data Package", "FundPackage"),
}


@blueprint.get("/openapi.json")
@access(PUBLIC)
def show() -> ResponseReturnValue:
    """The description, for programs."""
    return answer(json_bytes(description()), "json", "openapi")


def description() -> dict[str, Any]:
    """The whole description (OpenAPI 3.1)."""
    paths = {f"/c/{{slug}}/{table.noun}.json": _list(table) for table in TABLES.values()}
    paths["/c/{slug}/proposals/{number}.json"] = _get(
        "A matter with its trace, votes and debate", "Proposal", _BOTH
    )
    paths["/c/{slug}/polls/{number}.json"] = _get(
        "A poll with its rule, turnout, count and ballots", "Poll", _BOTH
    )
    paths["/c/{slug}/polls/{number}/protocol.json"] = _get(
        "The protocol of reconciliation of a counted poll", "Protocol", _BOTH
    )
    paths["/c/{slug}/meetings/{number}/minutes.json"] = _get(
        "The published minutes of a meeting, with signatures and annexes", "Minutes", _BOTH
    )
    for file, (summary, name) in _FUND.items():
        paths[f"/c/{{slug}}/fund/{{year}}/{file}.json"] = _get(summary, name, _FUND_YEAR)
    for address, (summary, name, parts) in oparl_schema.paths().items():
        named = [_NUMBER | {"name": part} for part in parts]
        paths[address] = _get(summary, name, named)
    schemas = {_name(table): _rows(table.columns) for table in TABLES.values()}
    schemas |= {"FundTable": _fund_table(), "FundPackage": {"type": "object"}}
    schemas |= oparl_schema.schemas() | {"Minutes": frozen_schema.schema(MinutesPage)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Residents' council: open data",
            "version": "1",
            "description": "Public lists, masked like the pages. No account is needed. "
            "The same lists exist as .csv and .xlsx (the journal as .csv): all rows, in the "
            "language of the page. Words beside codes are in that language too. /api/oparl/ gives "
            "bodies, meetings, agenda items and papers in the shape of OParl 1.1.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas | {"Proposal": _proposal(), "Poll": _poll(), "Protocol": _protocol()}
        },
    }


def _name(table: Table) -> str:
    return table.noun.capitalize()


def _list(table: Table) -> dict[str, Any]:
    return _get(f"All {table.noun} that are public", _name(table), [_SLUG])


def _get(summary: str, name: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "The data", "content": content},
                "404": {"description": "There is none"},
            },
        }
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _many(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _rows(columns: tuple[Column, ...] | Any) -> dict[str, Any]:
    return _object({"rows": _many({column.key: schema(column) for column in columns})})


def _proposal() -> dict[str, Any]:
    texts = ("number", "title", "text", "track", "stage", "category", "compound", "building")
    properties: dict[str, Any] = dict.fromkeys((*texts, "place", "proposer", "url"), _TEXT)
    properties |= dict.fromkeys(("ending", "merged_into"), _MAYBE)
    properties |= dict.fromkeys(("stage_since", "due_at", "listed_at"), _WHEN)
    properties |= dict.fromkeys(("version", "seconders", "contributions"), _COUNT)
    return _object(
        properties | {"cost": _FEN, "acts": _acts(), "votes": _votes(), "debate": _debate()}
    )


def _acts() -> dict[str, Any]:
    texts = ("stage", "kind", "office", "office_title", "reason")
    return _many(
        {
            "at": _WHEN,
            "to_stage": _MAYBE,
            "rule": _MAYBE,
            "statutes": {"type": "array", "items": _TEXT},
        }
        | dict.fromkeys(texts, _TEXT)
    )


def _votes() -> dict[str, Any]:
    return _many(
        dict.fromkeys(("number", "body", "rule"), _TEXT)
        | dict.fromkeys(("opened_at", "closed_at"), _WHEN)
        | dict.fromkeys(("entitled", "cast", "recused"), _COUNT)
        | dict.fromkeys(("outcome", "resolution", "reference"), _MAYBE)
        | {"tally": {"type": ["object", "null"]}}
    )


def _poll() -> dict[str, Any]:
    """Areas are m² as text; ``tally`` is empty while it must not be told."""
    texts = ("number", "question", "body", "meeting", "state", "url")
    maybe = ("proposal", "resolution", "roll_sha256", "ballots_sha256")
    moments = ("opened_at", "closes_at", "ended_at", "closed_at")
    whole: dict[str, Any] = {"type": "object"}
    figures = dict.fromkeys(("heads", "taking_part", "recused"), _COUNT)
    figures |= dict.fromkeys(("area", "area_taking_part"), _MAYBE) | {"by_channel": whole}
    flag: dict[str, Any] = {"type": "boolean"}
    content: dict[str, Any] = {"type": ["object", "null"]}
    vote = {"who": _TEXT, "recused": flag, "content": content}
    vote |= dict.fromkeys(("name", "area", "choice", "channel"), _MAYBE)
    return _object(
        dict.fromkeys(texts, _TEXT)
        | dict.fromkeys(maybe, _MAYBE)
        | dict.fromkeys(moments, _WHEN)
        | {"secret": flag, "consultation": flag, "rule": whole, "form": whole}
        | {"turnout": _object(figures), "tally": {"type": ["object", "null"]}}
        | {"votes": _many(vote), "ballots": _many({"tracker": _TEXT, "content": whole})}
    )


def _fund_table() -> dict[str, Any]:
    """Of a year; ``sums`` are those of the rows, in fen like everything that is money."""
    names: dict[str, Any] = {"type": "array", "items": _TEXT}
    return _object(
        {
            "fund": _object(dict.fromkeys(("code", "kind", "name"), _TEXT)),
            "year": _COUNT,
            "balances": _object(dict.fromkeys(fund_package.BALANCES, _FEN)),
            "sums": _object(dict.fromkeys(fund_sheet.SUMMED, _FEN)),
        }
        | dict.fromkeys(("posted_from", "posted_until"), _MAYBE | {"format": "date"})
        | dict.fromkeys(("handled_by", "checked_by", "supervised_by"), names)
        | {"rows": _many({column.key: schema(column) for column in fund_sheet.COLUMNS})}
    )


def _debate() -> dict[str, Any]:
    return _many(
        dict.fromkeys(("kind", "text", "by"), _TEXT)
        | dict.fromkeys(("answer", "answered_by"), _MAYBE)
        | dict.fromkeys(("at", "answered_at"), _WHEN)
    )


def _protocol() -> dict[str, Any]:
    """Every sheet, mark and ballot has its place, or the difference is told."""
    flag: dict[str, Any] = {"type": "boolean"}
    counts: dict[str, Any] = {"type": "object", "additionalProperties": _COUNT}
    line = {"line": _TEXT, "parts": counts, "agrees": flag}
    return _object(
        {"poll": _TEXT, "question": _TEXT, "secret": flag, "closes": flag, "marks": counts}
        | {"lines": _many(line | dict.fromkeys(("total", "difference"), _COUNT))}
        | {"roll": _object(dict.fromkeys(("entitled", "recused"), _COUNT))}
        | dict.fromkeys(("proxies", "assisted"), _COUNT)
        | {"set_aside": _many({"serial": _TEXT, "reason": _TEXT})}
    )
