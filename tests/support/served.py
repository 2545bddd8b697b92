"""The production server as ``flask serve`` starts it, to be killed; and a browser that survives."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2


class Served:
    """``flask serve`` with two workers on the database of ``app``."""

    def __init__(self, app: Flask) -> None:
        self.port = _free_port()
        self._environment = {
            **os.environ,
            "COUNCIL_INSTANCE": str(app.config["INSTANCE"]),
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": app.config["SECRET_KEY"],
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.restarts = 0

    def start(self) -> None:
        """Start it, and wait until it answers."""
        serve = ["serve", "--port", str(self.port), "--workers", str(WORKERS), "--no-ticker"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *serve],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait()

    def wait(self) -> None:
        """Wait until every worker answers. What has ended is started again.

        The server gives up where the same worker dies twice within seconds; then it is for whoever
        keeps the machine (systemd, Docker) to start it anew.
        """
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                self.restarts += 1
                return self.start()
            with contextlib.suppress(OSError, HTTPException):
                if self._healthy() and len(self.workers()) == WORKERS:
                    return None
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        assert self._process is not None
        return [
            worker
            for server in _children(self._process.pid)
            for worker in _children(server)
            if b"resource_tracker" not in Path(f"/proc/{worker}/cmdline").read_bytes()
        ]

    def kill(self) -> None:
        """``kill -9`` of the server with all its workers."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for _ in range(200):
            if not _listens(self.port):
                return
            time.sleep(0.02)

    def _healthy(self) -> bool:
        return _ask(self.port, "GET", "/healthz", timeout=5)[0].status == 200


class Answer(NamedTuple):
    """What came back: status, where to, the page."""

    status: int
    location: str
    text: str


class Browser:
    """Keeps cookies and posts forms with their CSRF token, as a page without JavaScript does."""

    def __init__(self, port: int, cookie: str, **headers: str) -> None:
        self.port, self.cookie, self.token = port, cookie, ""
        self._always = headers

    def get(self, path: str) -> Answer:
        """Open a page; its CSRF token is kept for the next form."""
        answer = self._send("GET", path)
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode({"csrf_token": self.token, **fields}))

    def _send(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {**self._always, "Cookie": f"session={self.cookie}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response, text = _ask(self.port, method, path, body, headers)
        for line in response.headers.get_all("Set-Cookie", []):
            if line.startswith("session="):
                self.cookie = line.removeprefix("session=").partition(";")[0]
        return Answer(response.status, response.headers.get("Location", ""), text)


def _ask(
    port: int, method: str, path: str, *given: Any, timeout: float = 30
) -> tuple[HTTPResponse, str]:
    """One request over a connection of its own; nothing stays open, whatever happens."""
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as link:
        link.request(method, path, *given)
        with link.getresponse() as response:
            return response, response.read().decode()


def signed_cookie(app: Flask, **session: Any) -> str:
    """A session cookie as the app would set it."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return serializer.dumps(session)


def read_cookie(app: Flask, cookie: str) -> dict[str, Any]:
    """What a session cookie says."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return serializer.loads(cookie)


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, above = stat.read_text().rpartition(")")[2].split()[:2]
            if int(above) == parent and state != "Z":
                found.append(int(stat.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
