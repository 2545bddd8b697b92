"""Every component renders in every language, and none carries inline style or script."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from council.rules.ledger import Balances
from council.web import dates, fund_squares
from tests.web import samples

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
LAYOUTS = tuple(f"layout/{name}.html" for name in ("page", "plain", "error", "print", "room"))
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def environment() -> Environment:
    """The templates' own environment, without the application."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(
        lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
    )  # type: ignore[attr-defined]
    env.globals["csrf_token"] = lambda: "t"
    dates.install(env)
    return env


def style_page(lang: str = "zh-Hans", large: bool = False, **page: Any) -> str:
    """The living style page as a browser gets it."""
    return (
        environment()
        .get_template("house/components.html")
        .render(
            page=samples.page(lang, large, **page),
            now=samples.NOW,
            s=samples.samples(),
            form=samples.sample_form(),
        )
    )


class Inspector(HTMLParser):
    """Collects what must not be there: inline style or script, doubled ids, unbalanced tags."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.open: list[str] = []
        self.labels: set[str] = set()
        self.inputs: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.faults.append(f"<{tag} {name}>")
        if tag == "style" or (tag == "script" and "src" not in names):
            self.faults.append(f"inline <{tag}>")
        if (own := names.get("id")) is not None:
            if own in self.ids:
                self.faults.append(f"id {own} twice")
            self.ids.add(own)
        if tag == "label" and names.get("for"):
            self.labels.add(names["for"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        else:
            self.open.pop()


def inspect(html: str) -> Inspector:
    """The finished inspection of one page."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.faults += [f"<{tag}> stays open" for tag in inspector.open]
    inspector.faults += [
        f"label for {name} has no field" for name in inspector.labels - inspector.ids
    ]
    return inspector


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_the_style_page_is_sound(lang: str, large: bool) -> None:
    html = style_page(lang, large)
    assert inspect(html).faults == []
    assert f'<html lang="{lang}"' in html
    assert ("govuk-template large" in html) is large


def test_references_point_to_something() -> None:
    html = style_page()
    ids = inspect(html).ids
    for name in ("aria-labelledby", "aria-describedby"):
        for value in re.findall(rf'{name}="([^"]*)"', html):
            assert set(value.split()) <= ids, value


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_documented_and_shown(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("{#-"), "say at the head what it takes"
    assert f'"components/{path.name}"' in (ROOT / "templates/house/components.html").read_text(
        "utf-8"
    )


def test_the_stranger_sees_a_way_to_sign_in() -> None:
    html = style_page(person=False, demo=False)
    assert 'href="/sign-in"' in html
    assert "/sign-out" not in html
    assert "/demo/clock" not in html


def test_words_before_colour() -> None:
    html = style_page()
    assert "未通过" in html and "超期 12 天" in html
    assert "还差 <em>37 位业主、2,684.39 m²</em>" in html
    assert "天，已超期" in html


def test_nothing_is_preselected_on_an_empty_ballot() -> None:
    env = environment()
    ballot = env.get_template("components/ballot.html").module.ballot  # type: ignore[attr-defined]
    html = str(ballot(samples.ballot()))
    assert "checked" not in html
    assert html.count('type="radio"') == 2


def drawn(balances: Balances) -> tuple[fund_squares.SquareAccount, str]:
    """The square account and its HTML."""
    account = fund_squares.account(balances, "t")
    template = environment().get_template("components/squares.html")
    return account, str(template.module.squares(account))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("total", "paid", "unit", "rects"),
    [
        (20_000_000, 20_000_000, 100_000, 20),
        (0, 0, 100, 0),
        (150_000, 30_000, 1_000, 15),
        (30_000_000_000, 1, 200_000_000, 15),
        (20_000_001, 5_050_000, 200_000, 13),
    ],
)
def test_squares_add_up_to_the_total(total: int, paid: int, unit: int, rects: int) -> None:
    account, html = drawn(Balances(granted=total, received=total, paid=paid, free=total - paid))
    pattern = r'<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="(\d+)" fill="url'
    found = re.findall(pattern, html)
    area = sum(float(width) * int(height) for _, _, width, height in found) / 576
    assert area == pytest.approx(total / unit, abs=0.01)
    assert (account.unit, len(found)) == (unit, rects)
    assert account.cells <= fund_squares.MOST


def test_squares_show_what_has_not_arrived() -> None:
    account, html = drawn(Balances(granted=20_000_000, received=15_050_000, free=20_000_000))
    assert account.border == "M384 0V0H372v24H360V240"
    assert "粗线以后的 49,500 元还没到账。" in html and "49,500 元还没到账" in account.alternative


def test_the_shares_of_squares_add_up() -> None:
    account, html = drawn(Balances(granted=300, received=300, free=100, planned=100, paid=100))
    assert [use.share for use in account.uses] == ["33.4%", "0.0%", "33.3%", "33.3%"]
    assert "100.0%" in html


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_render_without_a_community(name: str) -> None:
    page = {**samples.page(person=False, demo=False), "community": None, "base": ""}
    error = {"code": 409, "title": "还不能开工", "text": "", "reasons": [], "back_url": ""}
    html = environment().get_template(name).render(page=page, error=error)
    assert inspect(html).faults == []


def test_a_refusal_names_rule_and_reason() -> None:
    reason = {"text": "公示还没期满。", "rule": "FD1", "statute": "", "url": "#"}
    error = {"code": 409, "title": "还不能开工", "text": "", "reasons": [reason], "back_url": "#"}
    html = environment().get_template("layout/error.html").render(page=samples.page(), error=error)
    assert "公示还没期满。" in html and ">FD1<" in html


def test_the_inspector_finds_what_it_looks_for() -> None:
    bad = '<p style="color:red" onclick="x()" id="a"></p><i id="a"></i>'
    bad += '<script>x()</script><label for="z">z</label><b>'
    assert len(inspect(bad).faults) == 6


def test_style_sheets_ask_nobody_else() -> None:
    for path in (ROOT / "static/css").glob("*.css"):
        text = path.read_text("utf-8")
        assert "@import" not in text and "http" not in text and "url(" not in text, path.name


def test_vendored_files_are_as_published() -> None:
    lines = (ROOT / "static/vendor/VERSIONS").read_text("utf-8").splitlines()
    listed = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            _, _, name, digest = line.split()
            listed[name] = digest
    vendor = ROOT / "static/vendor"
    files = {str(p.relative_to(vendor)) for p in vendor.rglob("*.*") if p.is_file()}
    assert files == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, name
