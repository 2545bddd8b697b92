"""``make bench``: one JSON object per line, nothing else on standard output.

For both databases: a server with one worker, a filled database, and for each page the CPU of the
server and of the database together (from the kernel's accounting of those processes), the
queries of the page, and how many requests a second it answers. ``python -m benchmarks NAME``
runs one. ``n`` is the number of proposals; the same pages on a hundredth of them show whether
the cost stays flat.

A page is asked in turn with ``bare-list`` and a cast with ``bare-cast``, a few requests each time,
on one server: ``ratio`` is the median of what the page's CPU was in multiples of the other's right
beside it, ``rps_ratio`` the same of requests per second. So a machine that is now fast, now slow
does not change what they say.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event

from benchmarks import bookexport, followers, halls, purse, votes

SIZES = ((50, 1_000), (5_000, 20_000))
CLOSED = (3_000, 100_000)
FOLLOWED = float(os.environ.get("BENCH_FOLLOWED", "300"))
"""For how many seconds two hundred follow a meeting."""
HOUSEHOLDS = 1_200
WARM_UP, ROUNDS, BLOCK = 30, 30, 5
BASELINES = 10_000
"""Where the running numbers of the baselines' requests begin: no voter votes for both."""
SECRET = "bench-only-not-a-secret-" + "x" * 24
SEARCH = "充电棚 消防通道"


def main() -> None:
    """Run all benchmarks, or the one named."""
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    os.environ["SECRET_KEY"] = SECRET
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _bench("sqlite", f"sqlite:///{folder}/bench.sqlite", Path(folder), size, only, None)
        _postgres(size, only)


def _postgres(size: tuple[int, int], only: str) -> None:
    from tests.support import postgres

    binaries = postgres.find_binaries()
    if binaries is None:
        print("no PostgreSQL binaries: SQLite only", file=sys.stderr)
        return
    with (
        postgres.running(binaries, durable=True) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        server.run("CREATE DATABASE bench")
        postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
        _bench("postgresql", server.url("bench"), Path(folder), size, only, postmaster)


def _bench(
    name: str, url: str, folder: Path, size: tuple[int, int], only: str, engine: int | None
) -> None:
    from council.db import db

    app, filled = prepared(url, folder, size)
    pages = _pages(app, filled)
    for bench, requests in pages.items():
        if only in ("", bench):
            baseline = pages["bare-cast" if "cast" in bench else "bare-list"]
            line = {"bench": bench, "db": name, **_measure(requests, baseline, engine)}
            line["n"] = size[0]
            if not bench.startswith("bare"):
                line["queries"] = _queries(app, requests(5_000, None), requests(5_001, None))
            print(json.dumps(line), flush=True)
    with app.app_context():
        if size == SIZES[0] and only in ("", "close-poll"):
            for many in CLOSED:
                found = votes.fill_and_close(filled["community"], many)
                line = {"bench": "close-poll", "db": name, **found, "n": many}
                print(json.dumps(line), flush=True)
        if size == SIZES[0] and only in ("", "ledger-export"):
            for line in bookexport.fill_and_export(filled["community"]):
                print(json.dumps({"bench": "ledger-export", "db": name, **line}), flush=True)
        db.engine.dispose()
    if size == SIZES[0] and only in ("", "followers"):
        found = followers.measure(
            app, filled, how="requests", many=200, seconds=FOLLOWED, workers=1
        )
        print(json.dumps({"db": name, **found}), flush=True)


def prepared(url: str, folder: Path, size: tuple[int, int]) -> tuple[Any, dict[str, Any]]:
    """The app on a fresh database, migrated and filled."""
    os.environ |= {"DATABASE_URL": url, "COUNCIL_INSTANCE": str(folder)}
    run = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
    from council.app import create_app
    from council.db import db

    app = create_app({"DATABASE_URL": url, "INSTANCE": folder, "SECRET_KEY": SECRET})
    with app.app_context():
        from benchmarks.fill import fill

        filled = fill(HOUSEHOLDS, *size)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        db.engine.dispose()
    return app, filled


Request = tuple[str, str, dict[str, str], bytes]
Requests = Callable[[int, Any], Request]


def _pages(app: Any, filled: dict[str, Any]) -> dict[str, Requests]:
    """The requests of each benchmark, by their running number."""
    base = "/c/bench"
    number = filled["numbers"][0][0]
    secretary = {"Cookie": _cookie(app, filled["secretary"])}

    def page(path: str, headers: dict[str, str] | None = None) -> Requests:
        return lambda _n, _c: ("GET", path, headers or {}, b"")

    return {
        "bare-answer": page("/bare/answer"),
        "bare-list": page("/bare/list"),
        "front-page": page(f"{base}/"),
        "proposal-list": page(f"{base}/proposals/"),
        "matter-page": page(f"{base}/proposals/{number}"),
        "meeting-page": page(f"{base}/meetings/{halls.NUMBER}"),
        "fund-page": page(f"{base}/fund/{purse.YEAR}"),
        "hall-screen": page(f"{base}/chamber/meetings/{halls.NUMBER}/hall", secretary),
        "search": page(f"{base}/search/?q={quote(SEARCH)}"),
        "duties": page(f"{base}/chamber/", secretary),
        "post-contribution": _posting(app, filled, base),
        "bare-cast": _casting(app, filled, "/bare/cast", bare=True),
        "cast-ballot": _casting(app, filled, f"{base}/chamber/polls/{votes.NUMBER}/cast"),
    }


def _posting(app: Any, filled: dict[str, Any], base: str) -> Requests:
    """Contributions by many speakers to many matters: nobody speaks more often than allowed."""
    debated = filled["numbers"][:40]
    speakers = filled["speakers"]
    tokens: dict[int, tuple[str, str]] = {}

    def request(n: int, _connection: Any) -> Request:
        who = 100 + n % 100
        number = debated[n % len(debated)][0]
        cookie, token = tokens.get(who) or tokens.setdefault(who, _token(app, speakers[who]))
        body = urlencode(
            {"csrf_token": token, "kind": "for", "text": f"同意这样办，第{n}条理由。",
             "request_key": f"{n:032x}{os.getpid():08x}"}
        ).encode()  # fmt: skip
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return "POST", f"{base}/chamber/proposals/{number}/speak", headers, body

    return request


def _casting(app: Any, filled: dict[str, Any], path: str, *, bare: bool = False) -> Requests:
    """One ballot of each voter: the first request warms up, none votes twice."""
    voters = iter(filled["speakers"])
    kept: dict[int, Request] = {}

    def request(n: int, _connection: Any) -> Request:
        if n not in kept:
            cookie, token = _token(app, next(voters), bare=bare)
            body = {"csrf_token": token, "choice": "yes", "voter": "0", "request_key": uuid4().hex}
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            kept[n] = "POST", path, headers, urlencode(body).encode()
        return kept[n]

    return request


def _cookie(app: Any, account: Any, **more: str) -> str:
    """The cookie of somebody who has signed in from here, as the sign-in page gives it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        here = app.login_manager._session_identifier_generator()  # noqa: SLF001 - as it is kept
    content = {"_user_id": f"{account.hex}.0", "_fresh": True, "_id": here, "_permanent": True}
    content |= more
    return f"session={signer.dumps(content)}"  # type: ignore[union-attr]


def _token(app: Any, account: Any, *, bare: bool = False) -> tuple[str, str]:
    """A session with its CSRF token, as the form would carry it (bare: as the session does)."""
    from flask import session
    from flask_wtf.csrf import generate_csrf

    with app.test_request_context():
        token = generate_csrf()
        raw = session["csrf_token"]
    return _cookie(app, account, csrf_token=raw), raw if bare else token


def _measure(requests: Requests, baseline: Requests, engine: int | None) -> dict[str, Any]:
    """CPU of server and database per request and requests per second, and against the baseline.

    ``engine`` is the process of our own database server: others on this machine do not count.
    """
    both = ((requests, 0), (baseline, BASELINES))
    with _server() as (port, pids):
        link = http.client.HTTPConnection("127.0.0.1", port)
        for some, first in both:
            for n in range(WARM_UP):
                _ask(link, some(first + n, link))
        watched = [*pids(), engine, *_children(engine)] if engine else pids()
        rounds = [
            [_block(link, some, first + start, watched) for some, first in both]
            for start in range(WARM_UP, WARM_UP + ROUNDS * BLOCK, BLOCK)
        ]
    ours, bare = zip(*rounds, strict=True)
    return {
        "cpu_ms": round(median(cpu for cpu, _ in ours) / BLOCK * 1000, 2),
        "rps": round(BLOCK / median(wall for _, wall in ours), 1),
        "ratio": round(median(o[0] / b[0] for o, b in zip(ours, bare, strict=True)), 2),
        "rps_ratio": round(median(b[1] / o[1] for o, b in zip(ours, bare, strict=True)), 2),
    }


def _block(
    link: http.client.HTTPConnection, requests: Requests, start: int, watched: list[int]
) -> tuple[float, float]:
    """Seconds on the processor and by the clock of one block of requests."""
    made = [requests(start + n, link) for n in range(BLOCK)]
    before, began = _cpu(watched), time.perf_counter()
    for request in made:
        _ask(link, request)
    return _cpu(watched) - before, time.perf_counter() - began


def _ask(connection: http.client.HTTPConnection, request: Request) -> None:
    method, path, headers, body = request
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    text = response.read()
    if response.status != (303 if method == "POST" else 200):
        raise SystemExit(f"{method} {path}: {response.status}\n{text.decode()[:2000]}")


@contextmanager
def _server() -> Iterator[tuple[int, Callable[[], list[int]]]]:
    """One worker of the production server on the bench app; gives port and process ids."""
    port = 8000 + os.getpid() % 20000
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws",
               "--log-level", "error", "benchmarks.app:app"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                probe.request("GET", "/healthz")
                probe.getresponse().read()
                break
            except OSError:
                time.sleep(0.1)
        yield port, lambda: [process.pid, *_children(process.pid)]
    finally:
        process.terminate()
        process.wait()


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found += [int(path.parent.name), *_children(int(path.parent.name))]
    return found


def _cpu(pids: list[int]) -> float:
    """Seconds on the processor of all threads of these processes (nanosecond accounting)."""
    total = 0
    for pid in pids:
        for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(path.read_text().split()[0])
    return total / 1e9


def _queries(app: Any, *requests: Request) -> int:
    """How many statements the last of the requests sends."""
    from council.db import db

    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        client = app.test_client(use_cookies=False)
        for method, path, headers, body in requests:
            sent.clear()
            client.open(path, method=method, headers=headers | {"X-Bench": "1"}, data=body)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


if __name__ == "__main__":
    main()
