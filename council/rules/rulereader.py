"""Turns one table of ``rulebook.toml`` into a rule, or says what is wrong with it."""

from __future__ import annotations

from typing import Any

from council.rules.bookfile import Table
from council.rules.rule import (
    BASES,
    MEASURES,
    Approval,
    Calling,
    Figure,
    Proxies,
    Rule,
    Threshold,
    parse_share,
)

_SOURCES = ("statute", "policy", "local", "design default")
_REQUIRED = (
    "id", "kind", "in_force_from", "statutes", "source", "verified", "name", "explanation",
)  # fmt: skip
_OPTIONAL = ("in_force_until", "unverified", "design", "figures", "replaceable")
_POLL_REQUIRED = ("voters", "measure", "participation", "approval", "proxies")
_POLL_OPTIONAL = ("secret", "notice_days", "posted_days", "calling")


def read_rule(table: Table) -> Rule:
    """The rule that the table describes; RulebookError where it is malformed."""
    kind = table.choice("kind", ("poll", "figure"))
    poll = kind == "poll"
    table.only(
        _REQUIRED + (_POLL_REQUIRED if poll else ()), _OPTIONAL + (_POLL_OPTIONAL if poll else ())
    )
    first, last = table.force()
    statutes, source = table.texts("statutes"), table.choice("source", _SOURCES)
    if source != "design default" and not statutes:
        table.fail("statutes", f"source is {source!r} but nothing is cited")
    return Rule(
        id=table.text("id"),
        kind=kind,
        in_force_from=first,
        in_force_until=last,
        statutes=statutes,
        source=source,
        verified=_verified(table),
        unverified=_marks(table, "unverified"),
        design=_marks(table, "design"),
        figures=_figures(table),
        replaceable=_replaceable(table),
        name=table.words("name"),
        explanation=table.words("explanation"),
        **(_poll(table) if poll else {}),
    )


def _poll(table: Table) -> dict[str, Any]:
    return {
        "voters": table.text("voters"),
        "measure": table.choice("measure", MEASURES),
        "secret": table.get("secret", bool, False),
        "participation": _participation(table),
        "approval": _approval(table),
        "notice_days": table.days("notice_days"),
        "posted_days": table.days("posted_days"),
        "calling": _callings(table),
        "proxies": _proxies(table),
    }


def _verified(table: Table) -> bool:
    verified = table.get("verified", bool, False)
    if verified == bool(table.values.get("unverified")):
        table.fail("verified", "verified and unverified contradict each other")
    return verified


def _marks(table: Table, key: str) -> tuple[str, ...]:
    """Fields that carry a mark; each one has to be there to be marked."""
    marked = table.texts(key)
    for name in marked:
        if name not in table.values:
            table.fail(key, f"{key} names {name!r}, which the rule does not have")
    return marked


def _participation(table: Table) -> Threshold:
    data = table.get("participation", dict, {})
    table.refuse_others("participation", data, ("share", "inclusive"))
    return table.threshold("participation", data)


def _approval(table: Table) -> Approval:
    data = table.get("approval", dict, {})
    table.refuse_others("approval", data, ("share", "of", "inclusive", "unanimous"))
    threshold, unanimous = table.threshold("approval", data), data.get("unanimous", False)
    if data.get("of") not in BASES:
        table.fail("approval", f"approval: of is none of {', '.join(BASES)}")
    if type(unanimous) is not bool or (unanimous and threshold.share != 1):
        table.fail("approval", "approval: unanimous goes with a share of 1")
    return Approval(threshold, data["of"], unanimous)


def _callings(table: Table) -> tuple[Calling, ...]:
    entries = table.get("calling", list, [])
    if not all(type(entry) is dict for entry in entries):
        table.fail("calling", "calling is not a list of tables")
    return tuple(_calling(table, entry) for entry in entries)


def _calling(table: Table, data: dict[str, Any]) -> Calling:
    table.refuse_others("calling", data, ("who", "share", "inclusive", "count", "measure"))
    who, count, measure = data.get("who"), data.get("count"), data.get("measure", "heads")
    if type(who) is not str or not who:
        table.fail("calling", "calling: who is missing")
    if count is not None and (type(count) is not int or count < 1 or "share" in data):
        table.fail("calling", "calling: count is a whole number, without a share")
    if measure not in MEASURES:
        table.fail("calling", f"calling: measure is none of {', '.join(MEASURES)}")
    threshold = table.threshold("calling", data) if "share" in data else None
    return Calling(who, threshold, count, measure)


def _proxies(table: Table) -> Proxies:
    data = table.get("proxies", dict, {})
    table.refuse_others("proxies", data, ("allowed", "per_holder", "same_area"))
    allowed, same = data.get("allowed"), data.get("same_area", True)
    holder = data.get("per_holder", 1)
    if type(allowed) is not bool or type(same) is not bool or type(holder) is not int or holder < 1:
        table.fail(
            "proxies", "proxies: allowed, same_area are true or false, per_holder at least 1"
        )
    return Proxies(allowed, holder, same)


def _figures(table: Table) -> dict[str, Figure]:
    return {
        name: _figure(table, name, value) for name, value in table.get("figures", dict, {}).items()
    }


def _figure(table: Table, name: str, value: object) -> Figure:
    if type(value) is int and 0 <= value <= 1_000_000:
        return value
    if type(value) is not str:
        table.fail("figures", f"figures: {name} is neither a whole number nor a share in quotes")
    share = value
    return table.attempt("figures", lambda: parse_share(share))


def _replaceable(table: Table) -> dict[str, tuple[str, str]]:
    bounds: dict[str, tuple[str, str]] = {}
    for name, pair in table.get("replaceable", dict, {}).items():
        if type(pair) is not list or len(pair) != 2 or not all(type(e) in (int, str) for e in pair):
            table.fail("replaceable", f"replaceable: {name} is not [least, most]")
        bounds[name] = (str(pair[0]), str(pair[1]))
    return bounds
