"""The serve command: it answers, it ticks, and it leaves nothing behind."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pytest
from flask import Flask

from council.cli import serve

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> int:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")


@pytest.mark.one_database
def test_it_serves_until_it_is_told_to_stop(app: Flask) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "COUNCIL_INSTANCE": str(app.config["INSTANCE"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert wait_for(f"http://127.0.0.1:{port}/healthz") == 200
        time.sleep(2)  # a worker that is still starting would have to be killed: ten seconds
    finally:
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=90)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in printed
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)


@pytest.mark.one_database
def test_demo_sign_ins_are_printed_in_demo_mode_only(capsys: pytest.CaptureFixture[str]) -> None:
    serve._announce("127.0.0.1", 8000, demo=False)
    assert "sign-in" not in capsys.readouterr().out
    serve._announce("127.0.0.1", 8000, demo=True)
    assert "/sign-in" in capsys.readouterr().out


def test_a_tick_is_done(app: Flask) -> None:
    serve.tick(app)


@pytest.mark.one_database
def test_a_tick_that_fails_is_logged_and_the_server_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = Flask("broken")

    @broken.cli.command("tick")
    def tick() -> None:
        raise click.ClickException("planted")

    with caplog.at_level(logging.ERROR):
        serve.tick(broken)
    assert "tick failed" in caplog.text
