"""The page inspector finds what it is there to find."""

import pytest
from flask import Flask, redirect

from tests.support.client import InspectingClient
from tests.support.inspector import faults

GOOD = (
    '<!doctype html><html lang="zh-Hans"><head><title>议事</title></head>'
    "<body><main><h1>议事</h1>{}</main></body></html>"
)


def test_a_good_page_has_no_faults() -> None:
    assert faults(GOOD.format('<label for="a">名</label><input id="a" name="a">')) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("<h1>二</h1>", "2 h1"),
        ('<p style="color:red">x</p>', "style attribute"),
        ("<style>p{}</style>", "inline <style>"),
        ("<script>alert(1)</script>", "inline <script>"),
        ('<p onclick="x()">x</p>', "onclick"),
        ('<p hx-on:click="x()">x</p>', "hx-on:click"),
        ('<a href="javascript:x()">x</a>', "javascript:"),
        ('<input name="a">', "no label"),
        ('<select name="a"></select>', "no label"),
        ('<img src="/a.jpg">', "without alt"),
        ('<button hx-get="/a">x</button>', "no twin"),
        ('<form action="/a"><button hx-delete="/a">x</button></form>', "only GET and POST"),
        ("<p>还差 %(n)s 票</p>", "placeholder left"),
        ("<p>{{ n }}</p>", "placeholder left"),
        ('<p id="a"></p><p id="a"></p>', "twice"),
    ],
)
def test_a_planted_fault_is_found(planted: str, fault: str) -> None:
    assert any(fault in found for found in faults(GOOD.format(planted)))


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (GOOD.format("").replace(' lang="zh-Hans"', ""), "html lang"),
        (GOOD.format("").replace("zh-Hans", "zh-CN"), "html lang"),
        (GOOD.format("").replace("<h1>议事</h1>", ""), "0 h1"),
        (GOOD.format("").replace("<title>议事</title>", ""), "no title"),
    ],
)
def test_a_broken_frame_is_found(page: str, fault: str) -> None:
    assert any(fault in found for found in faults(page))


def test_what_helps_without_javascript_is_let_through() -> None:
    assert faults('<a href="/a" hx-get="/a">x</a>') == []
    assert faults('<form action="/a"><button hx-post="/a">x</button></form>') == []
    assert faults("<label>名<input name='a'></label>") == []


@pytest.fixture
def small() -> InspectingClient:
    app = Flask(__name__)
    app.test_client_class = InspectingClient
    policy = {"Content-Security-Policy": "default-src 'self'"}
    app.add_url_rule("/good", "good", lambda: (GOOD.format(""), policy))
    app.add_url_rule("/open", "open", lambda: GOOD.format(""))
    app.add_url_rule("/moved", "moved", lambda: redirect("/good"), methods=["POST"])
    return app.test_client()


def test_the_client_inspects_what_it_opens(small: InspectingClient) -> None:
    assert small.get("/good").status_code == 200
    with pytest.raises(AssertionError, match="Content-Security-Policy"):
        small.get("/open")
    with pytest.raises(AssertionError, match="303"):
        small.post("/moved")
