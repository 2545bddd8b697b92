"""A fund's year as a Tabular Data Package: a descriptor, and a .csv for each kind of row.

https://specs.frictionlessdata.io/tabular-data-package/ – sums are yuan with two decimals, days
ISO 8601, codes those of the books (docs/decisions/0009). Keys tie payments to contracts and
projects, and entries to all of them.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from typing import IO, Any

from flask_babel import LazyString

from council.language import lazy_gettext as _l
from council.queries.public.fund import Year
from council.queries.public.fund_table import FundTable
from council.rules.ledger import KINDS
from council.web.api.formats import clean, harmless, json_bytes
from council.web.fund_sheet import resolution

Row = Sequence[Any]
Keys = dict[str, tuple[str, str]]
"""Column → (resource, its column)."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One .csv. ``fields``: name, type; ``keys``: what its columns refer to elsewhere."""

    name: str
    title: LazyString
    fields: tuple[tuple[str, str], ...]
    primary: tuple[str, ...]
    keys: Keys


def _fields(**types: str) -> tuple[tuple[str, str], ...]:
    return tuple(types.items())


_PROJECT: Keys = {"project": ("projects", "number")}
RESOURCES = (
    Resource(
        "projects",
        _l("项目"),
        _fields(number="string", title="string", subject="string", kind="string",
                compound="string", source="string", resolution="string", contractor="string",
                approved="yuan", planned="yuan", contracted="yuan", paid="yuan", state="string",
                from_on="date", until_on="date", accepted_on="date", evaluations="integer",
                satisfaction="integer", vouchers="string"),
        ("number",),
        {},
    ),
    Resource(
        "grants",
        _l("拨款"),
        _fields(position="integer", payer="string", reference="string", amount="yuan",
                granted_on="date", note="string"),
        ("position",),
        {},
    ),
    Resource(
        "receipts",
        _l("到账"),
        _fields(position="integer", kind="string", payer="string", grant="integer", amount="yuan",
                received_on="date", reference="string", note="string"),
        ("position",),
        {"grant": ("grants", "position")},
    ),
    Resource(
        "contracts",
        _l("合同"),
        _fields(number="string", project="string", supplier="string", subject="string",
                amount="yuan", open="yuan", paid="yuan", signed_on="date", guarantee_until="date",
                state="string", few_quotes="string", not_lowest="string"),
        ("number",),
        _PROJECT,
    ),
    Resource(
        "payments",
        _l("支付"),
        _fields(number="string", project="string", contract="string", supplier="string",
                purpose="string", amount="yuan", refunded="yuan", paid_on="date", state="string",
                handled_by="string", approved_by="string", supervised_by="string",
                opinion="string"),
        ("number",),
        _PROJECT | {"contract": ("contracts", "number")},
    ),
    Resource(
        "entries",
        _l("记账"),
        _fields(number="integer", line="integer", kind="string", on="date", text="string",
                project="string", contract="string", payment="string", reverses="integer",
                debit="string", credit="string", amount="yuan", office="string"),
        ("number", "line"),
        _PROJECT | {"contract": ("contracts", "number"), "payment": ("payments", "number")},
    ),
)  # fmt: skip
BY_NAME = {resource.name: resource for resource in RESOURCES}
BALANCES = (
    "opening", "granted", "received", "free", "planned", "contracted", "paid", "swept", "carried",
    "at_hand",
)  # fmt: skip
"""Of :class:`council.rules.ledger.Balances`, as the open data give them."""
Reader = Callable[[str], Iterable[Row]]


def project_rows(table: FundTable) -> Iterator[Row]:
    """The rows of ``projects``."""
    for line in table.lines:
        about = line.project
        yield (
            about.number,
            about.title,
            about.subject,
            line.kind,
            about.compound,
            line.proposer,
            resolution(line),
            "、".join(line.contractors),
            about.approved,
            about.planned,
            about.contracted,
            about.paid,
            about.state,
            line.from_on,
            line.until_on,
            line.accepted_on,
            about.said.n,
            about.said.percent,
            "、".join(line.vouchers),
        )


def descriptor(slug: str, title: str, year: Year, path: Callable[[str], str]) -> dict[str, Any]:
    """``datapackage.json``; ``path`` says where a resource lies."""
    has = year.balances
    return {
        "profile": "tabular-data-package",
        "name": f"{slug}-fund-{year.code}-{year.year}".lower().replace("_", "-"),
        "title": title,
        "keywords": ["fiscal", "participatory budgeting", "residents' council"],
        "temporal": {"start": f"{year.year}-01-01", "end": f"{year.year}-12-31"},
        "currency": "CNY",
        "balances": {name: _yuan(getattr(has, name)) for name in BALANCES},
        "resources": [_described(resource, path) for resource in RESOURCES],
    }


def _described(resource: Resource, path: Callable[[str], str]) -> dict[str, Any]:
    keys = [
        {"fields": [column], "reference": {"resource": other, "fields": [theirs]}}
        for column, (other, theirs) in resource.keys.items()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "title": str(resource.title),
        "path": path(resource.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(resource, name, kind) for name, kind in resource.fields],
            "primaryKey": list(resource.primary),
            "missingValues": [""],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(resource: Resource, name: str, kind: str) -> dict[str, Any]:
    if kind == "yuan":
        said = "yuan"
        if resource.name == "payments":  # what the year has paid is their difference
            said = "yuan; paid is amount less refunded, of those in the state paid"
        return {"name": name, "type": "number", "description": said}
    made: dict[str, Any] = {"name": name, "type": kind}
    if name in resource.primary:
        made["constraints"] = {"required": True}
    if resource.name == "entries" and name == "kind":
        made["constraints"] = {"enum": list(KINDS)}
    return made


def write_zip(out: IO[bytes], about: dict[str, Any], read: Reader) -> None:
    """The whole package; each part is written as it is read."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", json_bytes(about))
        for resource in RESOURCES:
            with archive.open(f"{resource.name}.csv", "w") as part:
                write_csv(part, resource, read(resource.name))


def write_csv(out: IO[bytes], resource: Resource, rows: Iterable[Row]) -> None:
    """One resource. No mark at the start of the file: the descriptor names the encoding."""
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _kind in resource.fields])
    kinds = [kind for _name, kind in resource.fields]
    for row in rows:
        writer.writerow([_cell(kind, value) for kind, value in zip(kinds, row, strict=True)])
    text.detach()


def _cell(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if kind == "yuan":
        return _yuan(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(harmless(clean(value))) if isinstance(value, str) else str(value)


def _yuan(fen: int) -> str:
    """``12345.60``: yuan for programs, without separators."""
    whole, part = divmod(fen, 100)
    return f"{whole}.{part:02d}"
