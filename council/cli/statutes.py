"""``flask statutes``: rule → statute → dates → verified → the tests that speak of it."""

from __future__ import annotations

import re
from pathlib import Path

import click

from council.rules import rulebook
from council.rules.rule import Rule

TESTS = Path(__file__).resolve().parents[2] / "tests"


@click.command("statutes")
def command() -> None:
    """List every version of every rule, tab-separated."""
    book = rulebook.default_book()
    tests = _tests(book.ids)
    click.echo("rule\tstatutes\tin force\tverified\ttests")
    for rule_id in book.ids:
        for rule in book.versions(rule_id):
            click.echo("\t".join([*_columns(rule), " ".join(tests[rule_id]) or "-"]))


def _columns(rule: Rule) -> list[str]:
    until = rule.in_force_until.isoformat() if rule.in_force_until else ""
    verified = "yes" if rule.verified else "no: " + ", ".join(rule.unverified)
    statutes = "; ".join(rule.statutes) or f"({rule.source})"
    return [rule.id, statutes, f"{rule.in_force_from.isoformat()}..{until}", verified]


def _tests(ids: tuple[str, ...]) -> dict[str, list[str]]:
    """The test modules in which the id of a rule stands."""
    found: dict[str, list[str]] = {rule_id: [] for rule_id in ids}
    for path in sorted(TESTS.rglob("test_*.py")):
        words = set(re.findall(r"\b[A-Z]{2}[0-9][A-Z]?\b", path.read_text(encoding="utf-8")))
        for rule_id in words & set(ids):
            found[rule_id].append(path.relative_to(TESTS).as_posix())
    return found
