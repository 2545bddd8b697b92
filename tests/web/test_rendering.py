"""The compiled templates mean what they mean in plain Jinja."""

from __future__ import annotations

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader
from markupsafe import Markup, escape

from council import language
from council.web.rendering import HouseEnvironment, printed

TEMPLATES = {
    "page.html": (
        '{% from "macros.html" import framed %}<h1>{{ _("议事") }}</h1>{{ given }}'
        '<a title="{{ given }}">{{ _("%(n)s 人", n=given) }}</a>{{ framed(_("议事"), given) }}'
    ),
    "macros.html": (
        "{% macro framed(word, text) %}<b>{{ word }}</b>{{ text }}{{ missing }}{% endmacro %}"
    ),
    "shadowed.html": '{% for _ in (given,) %}{{ _("议事") }}{% endfor %}',
}


class Written:
    """Something that knows its own markup."""

    def __html__(self) -> str:
        return "<i>&</i>"


@pytest.fixture
def house(app: Flask) -> HouseEnvironment:
    made = HouseEnvironment(app, loader=DictLoader(TEMPLATES), autoescape=True)
    made.globals["_"] = language.translate
    return made


@pytest.mark.parametrize(
    "value",
    ["", "plain 汉字", "<b>&\"'", Markup("<b>&amp;</b>"), Written(), 7, None, -1.5, ["<", "'"],
     language.lazy_gettext("议事")],
)  # fmt: skip
def test_prints_what_escape_makes(value: object) -> None:
    assert printed(value) == str(escape(value))


@pytest.mark.parametrize(("lang", "word"), [("zh-Hans", "议事"), ("en", None), ("zh-Hant", None)])
def test_every_language_has_its_own_form(
    house: HouseEnvironment, lang: str, word: str | None
) -> None:
    said = str(language.translate_into(lang, word or "议事"))
    people = str(language.translate_into(lang, "%(n)s 人", n="<&>"))
    token = language.chosen.set(lang)
    try:
        page = house.get_template("page.html").render(given="<&>")
    finally:
        language.chosen.reset(token)
    assert page == (
        f'<h1>{said}</h1>&lt;&amp;&gt;<a title="&lt;&amp;&gt;">{people}</a>'
        f"<b>{said}</b>&lt;&amp;&gt;"
    )


def test_a_name_of_the_template_is_not_our_word(house: HouseEnvironment) -> None:
    page = house.get_template("shadowed.html").render(given=lambda text: f"<{text}>")
    assert page == "&lt;议事&gt;"


def test_pages_of_the_app_are_compiled_by_language(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        app.preprocess_request()
        assert '<html lang="en"' in render_template("layout/plain.html")
        assert "跳到正文" not in render_template("layout/plain.html")
    with app.test_request_context("/"):
        app.preprocess_request()
        assert "跳到正文" in render_template("layout/plain.html")
