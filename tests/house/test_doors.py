"""Every door says who may enter, and the guard means it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from council.rules import powers
from council.web.access import PUBLIC, SIGNED_IN

SAFE = {"GET", "HEAD", "OPTIONS"}


def doors(app: Flask) -> Iterator[tuple[str, str | None, set[str]]]:
    """Endpoint, declared access and methods; files under static are open to all."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            view = app.view_functions[rule.endpoint]
            yield rule.endpoint, getattr(view, "access", None), set(rule.methods or ())


def undeclared(app: Flask) -> list[str]:
    return [endpoint for endpoint, power, _ in doors(app) if power is None]


def unknown(app: Flask) -> list[str]:
    known = {PUBLIC, SIGNED_IN, *powers.POWERS}
    return [f"{endpoint}: {power}" for endpoint, power, _ in doors(app) if power not in known]


def odd_methods(app: Flask) -> list[str]:
    return [
        f"{endpoint}: {found - SAFE}"
        for endpoint, _, found in doors(app)
        if found - SAFE - {"POST"}
    ]


@pytest.fixture(params=[False, True], ids=["serving", "demo mode"])
def house(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Flask:
    return make_app(DEMO=request.param)


def planted(access: str | None, methods: tuple[str, ...] = ("GET",)) -> Flask:
    app = Flask(__name__)

    def view() -> str:
        return ""

    if access is not None:
        view.access = access  # type: ignore[attr-defined]
    app.add_url_rule("/x", "x", view, methods=list(methods))
    return app


@pytest.mark.one_database
def test_every_door_declares_who_may_enter(house: Flask) -> None:
    assert not undeclared(house)


def test_every_door_declares_who_may_enter_twin() -> None:
    assert undeclared(planted(None)) == ["x"]


@pytest.mark.one_database
def test_what_a_door_declares_is_a_power(house: Flask) -> None:
    assert not unknown(house)


def test_what_a_door_declares_is_a_power_twin() -> None:
    assert unknown(planted("no.such_power")) == ["x: no.such_power"]


@pytest.mark.one_database
def test_doors_open_to_get_and_post(house: Flask) -> None:
    assert not odd_methods(house)


def test_doors_open_to_get_and_post_twin() -> None:
    assert odd_methods(planted(PUBLIC, ("DELETE",)))


@pytest.mark.one_database
def test_an_undeclared_door_stays_shut(make_app: Callable[..., Flask], app: Flask) -> None:
    """The guard itself refuses what declares nothing."""
    forgetful = make_app()
    forgetful.add_url_rule("/planted", "planted", lambda: "open")
    client: Any = forgetful.test_client()
    assert client.get("/planted").status_code == 403


@pytest.mark.one_database
def test_demo_doors_exist_in_demo_mode_only(make_app: Callable[..., Flask]) -> None:
    serving = {endpoint for endpoint, *_ in doors(make_app(DEMO=False))}
    demo = {endpoint for endpoint, *_ in doors(make_app(DEMO=True))}
    assert serving <= demo
    assert not [endpoint for endpoint in serving if "demo" in endpoint]
