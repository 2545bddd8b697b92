"""The house rules hold in the house; and each of them can fail (its twin plants the offence)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.house import rules

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 400
LONGEST_TEST = 500
LONGEST_FUNCTION = 50
# Handed out as one file, to be read from top to bottom by somebody who has nothing else of ours.
ONE_FILE = "council/replay/replay.py"

# Where Chinese is data, or read by no gettext: the demo's writing, import headings, matching.
SPEAKS_CHINESE = (
    "council/demo/", "council/cli/", "council/rules/", "council/data/", "council/web/dates.py",
)  # fmt: skip


def python(*folders: str, but: Iterable[str] = ()) -> list[Path]:
    skip = tuple(but)
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(skip)
    ]


def templates() -> list[Path]:
    """All but the sample page of the components, which carries samples instead of texts."""
    folder = ROOT / "templates"
    return sorted(path for path in folder.rglob("*.html") if path.parts[-2] != "house")


def offences(paths: Iterable[Path], rule: Callable[[str], Iterable[str]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in paths
        for offence in rule(path.read_text(encoding="utf-8"))
    ]


def test_no_float_in_the_rules() -> None:
    assert not offences(python("council/rules"), rules.floats)


@pytest.mark.parametrize("planted", ["x = 0.5", "x = float(a)", "import math\nmath.sqrt(2)"])
def test_no_float_in_the_rules_twin(planted: str) -> None:
    assert list(rules.floats(planted))


def test_only_the_clock_reads_the_clock() -> None:
    assert not offences(python("council", but=["council/clock.py"]), rules.clock_readings)


@pytest.mark.parametrize(
    "planted",
    ["datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "time.time()"],
)
def test_only_the_clock_reads_the_clock_twin(planted: str) -> None:
    assert list(rules.clock_readings(planted))
    assert not list(rules.clock_readings("clock.now(); time.monotonic()"))


def test_the_rules_know_no_chance_and_no_machine() -> None:
    assert not offences(python("council/rules"), rules.randomness)


def test_the_rules_know_no_chance_and_no_machine_twin() -> None:
    assert list(rules.randomness("import random"))
    assert list(rules.randomness("from os import path"))
    assert list(rules.randomness("from uuid import UUID, uuid4"))
    assert not list(rules.randomness("from uuid import UUID"))


def test_files_are_short() -> None:
    paths = python("council", "benchmarks", but=[ONE_FILE])
    assert not offences(paths, lambda source: rules.too_long(source, LONGEST_FILE))
    assert not offences(python("tests"), lambda source: rules.too_long(source, LONGEST_TEST))


def test_files_are_short_twin() -> None:
    assert list(rules.too_long("x = 1\n" * (LONGEST_FILE + 1), LONGEST_FILE))


def test_functions_are_short() -> None:
    paths = python("council")
    assert not offences(paths, lambda source: rules.long_functions(source, LONGEST_FUNCTION))


def test_functions_are_short_twin() -> None:
    planted = "def f():\n" + "    x = 1\n" * (LONGEST_FUNCTION + 1)
    assert list(rules.long_functions(planted, LONGEST_FUNCTION))


def test_only_services_write() -> None:
    paths = python("council/web", "council/queries", "council/rules", "council/models")
    assert not offences(paths, rules.writes)


def test_only_services_write_twin() -> None:
    assert list(rules.writes("db.session.add(row)"))
    assert list(rules.writes("work.session.commit()"))


def test_pages_take_get_and_post() -> None:
    assert not offences(python("council/web"), rules.other_methods)


def test_pages_take_get_and_post_twin() -> None:
    assert list(rules.other_methods('@b.route("/", methods=["PUT"])'))


def test_pages_speak_through_gettext() -> None:
    paths = python("council/web", "council/vocabulary", but=SPEAKS_CHINESE)
    assert not offences(paths, rules.untranslated)


def test_pages_speak_through_gettext_twin() -> None:
    assert list(rules.untranslated('title = "议案"'))
    assert not list(rules.untranslated('"""说明"""\ntitle = _("议案 %(n)s", n=1)'))


def test_templates_speak_through_gettext() -> None:
    assert not offences(templates(), rules.untranslated_template)


def test_templates_speak_through_gettext_twin() -> None:
    assert list(rules.untranslated_template("<p>议案</p>"))
    assert list(rules.untranslated_template('<p title="议案">x</p>'))
    assert not list(rules.untranslated_template('{# 议案 #}<p>{{ _("议案(%(n)s)", n=1) }}</p>'))


def test_nothing_inline_in_templates() -> None:
    assert not offences(templates(), rules.inline)


@pytest.mark.parametrize(
    "planted",
    ["<style>", "<script>x()</script>", '<p style="x">', '<p onclick="x">', '<p hx-on:click="x">'],
)
def test_nothing_inline_in_templates_twin(planted: str) -> None:
    assert list(rules.inline(planted))
    assert not list(rules.inline('<script src="/a.js"></script>'))


def test_templates_escape_everything() -> None:
    assert not offences(templates(), rules.unescaped)


def test_templates_escape_everything_twin() -> None:
    assert list(rules.unescaped("{{ text|safe }}"))
    assert list(rules.unescaped("{% autoescape false %}"))


def test_no_markup_outside_the_sanitiser() -> None:
    allowed = [
        "council/web/sanitise.py", "council/language.py", "council/web/jinja.py",
        "council/web/charts.py",
        "council/web/forms/",
    ]  # fmt: skip
    assert not offences(python("council", but=allowed), rules.unescaped)


def test_no_markup_outside_the_sanitiser_twin() -> None:
    assert list(rules.unescaped("Markup(text)"))


def test_nothing_slow_per_row() -> None:
    lists = [path for path in templates() if "components" not in path.parts]
    assert not offences(lists, rules.slow_loops)


def test_nothing_slow_per_row_twin() -> None:
    assert list(rules.slow_loops("{% for r in rows %}{{ url_for('a') }}{% endfor %}"))
    assert not list(rules.slow_loops("{{ url_for('a') }}{% for r in rows %}{% endfor %}"))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    kinds = {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".cfg", ".ini", ".json", ""}
    return [
        ROOT / name
        for name in listed.split("\0")
        if name and Path(name).suffix in kinds and "vendor" not in name and (ROOT / name).is_file()
    ]


def test_no_path_of_somebodys_machine() -> None:
    assert not offences(tracked(), rules.machine_paths)


def test_no_path_of_somebodys_machine_twin() -> None:
    assert list(rules.machine_paths("see " + "/" + "home/li/council"))


def test_every_test_is_found() -> None:
    """A file of tests that pytest's pattern misses would never fail."""
    strays = [
        path.relative_to(ROOT)
        for path in python("tests")
        if not path.name.startswith("test_") and "\ndef test_" in path.read_text("utf-8")
    ]
    assert not strays
