"""A real Chromium on the app: with and without JavaScript, narrow and wide."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.wsgi import ClosingIterator

from tests.support.skipping import unavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
HEIGHT = {360: 740, 1280: 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Site:
    """The app on a port."""

    url: str
    app: Flask


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The app, served on a free port by threads of this process (so that its clock is ours)."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, _whole(app), threaded=True)
    server.log = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()
    thread.join()
    server.server_close()


def _whole(app: Flask) -> WSGIApplication:
    """The app with every answer read to its end before it is sent.

    Where a browser drops a connection, Werkzeug's server forgets to close the answer, and the file
    behind it is complained about whenever the collector comes by: in a test that did nothing wrong.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with contextlib.closing(ClosingIterator(app(environ, start))) as parts:
            return list(parts)

    return answer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        unavailable("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``open_page(width=360, javascript=True)``: a page of a fresh visitor.

    What its scripts throw, and what the content security policy stops, fails the test at the end.
    """
    contexts, complaints = [], []

    def new(width: int = 1280, *, javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT.get(width, 900)},
            java_script_enabled=javascript,
            base_url=site.url,
            locale=options.pop("locale", "zh-CN"),
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _listen(message, complaints))
        return page

    yield new
    for context in contexts:
        context.close()
    assert not complaints, "in the browser: " + "; ".join(complaints)


def _listen(message: Any, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """Fail where axe finds a breach of WCAG 2.2 AA on the page."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Page) -> None:
        results = axe.run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        found = [
            f"{v['id']} ({len(v['nodes'])}×): {v['nodes'][0]['html'][:160]}"
            for v in results.response["violations"]
        ]
        assert not found, f"{page.url}: " + "; ".join(found)

    return check
