"""What all tests share: an app on each database, a client that inspects pages, a clock to hold.

========================  =======================================================================
``app``                   the app on an empty, migrated database; runs once per database (``--db``)
``app_context``           the same, inside an application context (for services and queries)
``client``                a client of ``app`` that inspects every page it opens
``scene(name, build)``    fills the database once per run with ``build()``, then copies it
``demo``                  ``app`` with the demo community loaded
``clock``                 holds ``council.clock``: ``clock.set(at)``, ``clock.forward(days=3)``
``run_command``           runs a ``flask`` command: ``run_command("integrity")``
``site``                  ``app`` served on a free port: ``site.url``
``open_page``             a Chromium page on ``site``: ``open_page(width=360, javascript=False)``
``assert_accessible``     axe's WCAG 2.2 AA rules on a Chromium page
``shared_data``           the folder of real data beside the checkout (tests marked ``data``)
========================  =======================================================================
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.support import postgres
from tests.support.databases import EMPTY, PostgresStore, SqliteStore, Stage, Store
from tests.support.skipping import unavailable

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskCliRunner

    from tests.support.client import InspectingClient

pytest_plugins = ["tests.support.browser", "tests.support.office"]

ROOT = Path(__file__).resolve().parent.parent
SHANGHAI = ZoneInfo("Asia/Shanghai")

# Nothing of the caller's own installation may reach a test.
_OWN = "DATABASE_URL COUNCIL_INSTANCE COUNCIL_DEMO SECRET_KEY MAIL_URL SITE_URL"
for _name in _OWN.split():
    os.environ.pop(_name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=("sqlite", "postgres", "both"),
        default="both",
        help="the database that tests run on (default: both, one after the other)",
    )


def pytest_report_header(config: pytest.Config) -> str:
    found = postgres.find_binaries()
    return f"databases: {config.getoption('--db')}; PostgreSQL: {found or 'not found'}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("--db")
    backends = ["sqlite", "postgres"] if wanted == "both" else [wanted]
    if metafunc.definition.get_closest_marker("one_database"):
        backends = backends[:1]
    if metafunc.definition.get_closest_marker("postgres"):
        backends = ["postgres"]
    metafunc.parametrize("backend", backends, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on scenes of one database go to one worker (xdist), which builds each scene once."""
    for item in items:
        if "scene" in getattr(item, "fixturenames", ()) and hasattr(item, "callspec"):
            name = f"scenes-{item.callspec.params.get('backend')}"
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A throw-away PostgreSQL for the whole run."""
    binaries = postgres.find_binaries()
    if binaries is None:
        unavailable(f"no PostgreSQL {postgres.OLDEST} or later on this machine")
    else:
        with postgres.running(binaries) as server:
            yield server


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgres``."""
    return request.param


@pytest.fixture(scope="session")
def stage(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    folder = tmp_path_factory.mktemp(f"instance-{backend}")
    store: Store
    if backend == "sqlite":
        store = SqliteStore(folder)
    else:
        store = PostgresStore(request.getfixturevalue("postgres_server"))
    return Stage(store, folder)


@pytest.fixture(scope="session")
def make_app(stage: Stage) -> Iterator[Callable[..., Flask]]:
    """Make an app of one's own on the test's database: ``make_app(DEMO=True)``."""
    from council.app import create_app
    from tests.support.client import InspectingClient

    made = []

    def make(**overrides: Any) -> Flask:
        app = create_app(settings(stage, **overrides))
        app.test_client_class = InspectingClient
        made.append(app)
        return app

    yield make
    for app in made:
        release(app)


def settings(stage: Stage, **overrides: Any) -> dict[str, Any]:
    """The settings of a test's app."""
    return {
        "INSTANCE": stage.folder,
        "UPLOADS": stage.uploads,
        "DATABASE_URL": stage.store.url,
        "SECRET_KEY": "only for tests",
        "TESTING": True,
        "DEMO": False,
        "WTF_CSRF_ENABLED": False,
        "JOBS": "here",
        "SERVER_NAME": None,
        **overrides,
    }


@pytest.fixture(scope="session")
def _shared_app(make_app: Callable[..., Flask]) -> Flask:
    """One app per database and run: making one costs more than most tests."""
    return make_app()


@pytest.fixture
def app(_shared_app: Flask, stage: Stage) -> Iterator[Flask]:
    """The app on an empty, migrated database, as it was configured before the test."""
    before = dict(_shared_app.config)
    stage.set(EMPTY, lambda: migrate(_shared_app, stage), lambda: release(_shared_app))
    yield _shared_app
    _shared_app.config.clear()
    _shared_app.config.update(before)


def migrate(app: Flask, stage: Stage) -> None:
    """Make an empty database and bring it to the newest migration."""
    from flask_migrate import upgrade

    stage.store.forget()
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))


def release(app: Flask) -> None:
    """Close every connection of the app to its database."""
    from council.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def scene(app: Flask, stage: Stage) -> Callable[[str, Callable[[], None]], Flask]:
    """``scene("name", build)``: the database as ``build()`` left it, built once per run."""

    def show(name: str, build: Callable[[], None]) -> Flask:
        def in_context() -> None:
            with app.app_context():
                build()

        stage.set(name, in_context, lambda: release(app))
        memory = app.extensions["pulse"]  # another past with as many entries is another journal
        for kept in (memory.heads, memory.shown, memory.tags, memory.seen_by):
            kept.clear()
        return app

    return show


@pytest.fixture
def demo(scene: Callable[..., Flask], app: Flask) -> Flask:
    """The app with the demo community loaded."""

    def load() -> None:
        result = app.test_cli_runner().invoke(args=["community", "load-demo"])
        assert result.exit_code == 0, f"{result.output}\n{result.exception!r}"

    return scene("demo", load)


@pytest.fixture
def app_context(app: Flask) -> Iterator[Flask]:
    """The app, inside an application context."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    """A browser without JavaScript, not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def run_command(app: Flask) -> Callable[..., Any]:
    """Run a ``flask`` command and give click's result."""
    runner: FlaskCliRunner = app.test_cli_runner()
    return lambda *args, **kwargs: runner.invoke(args=[str(a) for a in args], **kwargs)


class Clock:
    """Holds the present instant."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime | str) -> datetime:
        """Hold the clock at an instant; without a zone, it is one in Shanghai."""
        from council import clock

        instant = datetime.fromisoformat(at) if isinstance(at, str) else at
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=SHANGHAI)
        self.now = instant
        clock.freeze(instant)
        return instant

    def forward(self, **time: float) -> datetime:
        """Move on: ``forward(days=3, hours=2)``."""
        return self.set(self.now + timedelta(**time))


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock, held at ten in the morning of a Wednesday, 6 May 2026, in Shanghai."""
    from council import clock as real

    yield Clock(datetime(2026, 5, 6, 10, tzinfo=SHANGHAI))
    real.freeze(None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data: ``COUNCIL_DATA``, or ``shared/data`` beside the checkout."""
    folder = Path(os.environ.get("COUNCIL_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        unavailable("no shared data beside the checkout (COUNCIL_DATA)")
    return folder
