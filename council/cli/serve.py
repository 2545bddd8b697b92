"""``flask --app wsgi serve``: the production server, and the minute hand beside it.

The server runs as a child process with several workers. This process stays beside it and calls
``tick`` each minute, so that deadlines pass although nobody opens a page.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from types import FrameType

import click
from flask import Flask, current_app

log = logging.getLogger(__name__)

MINUTE = 60.0
"""Seconds between two ticks."""

GRACE = 10
"""Seconds that the server has to finish its requests when asked to stop."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535)
)
@click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Processes; default: one per core."
)
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--ticker/--no-ticker", default=True, help="Let deadlines pass by themselves.")
def command(host: str, port: int, workers: int | None, threads: int, ticker: bool) -> None:
    """Serve the pages."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    # At least two: one may wait for the database while the other answers.
    count = workers or max(2, os.cpu_count() or 2)
    _announce(host, port, demo=bool(app.config["DEMO"]))
    server = subprocess.Popen(server_command(host, port, count, threads))
    _pass_on_signals(server)
    sys.exit(_attend(app, server, ticker))


def server_command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """The command line of the WSGI server (docs/decisions/0003-wsgi-server.md)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        # A worker that is told to stop while it starts may miss it: then it is killed.
        *("--respawn-failed-workers", "--workers-kill-timeout", str(GRACE)),
        *("--no-ws", "--log-level", "warning"),
        "wsgi:app",
    ]


def _announce(host: str, port: int, *, demo: bool) -> None:
    """Print the address, and in demo mode where to find the people to be."""
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    click.echo(f"\n  居民议事厅  {address}/\n")
    if demo:
        click.echo(f"  演示登录 / demo sign-ins: {address}/sign-in")
        click.echo("  点一下就能以居民、书记、委员、代表、监督员或街道的身份进入,不需要密码。")
        click.echo("  One click signs you in as a resident, secretary, member, supervisor …\n")
    click.echo("  Ctrl+C 停止 / to stop\n")


def _pass_on_signals(server: subprocess.Popen[bytes]) -> None:
    def stop(number: int, _: FrameType | None) -> None:
        del number
        if server.poll() is None:
            server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _attend(app: Flask, server: subprocess.Popen[bytes], ticker: bool) -> int:
    """Tick until the server ends; its status becomes ours."""
    due = time.monotonic() + MINUTE
    while True:
        try:
            status = server.wait(max(0.0, due - time.monotonic()))
        except subprocess.TimeoutExpired:
            due += MINUTE
            if ticker:
                tick(app)
            continue
        # Stopped by a signal on our request is a good end.
        return 0 if status in {0, -signal.SIGTERM, -signal.SIGINT} else 1


def tick(app: Flask) -> None:
    """Run the ``tick`` command. Its failure is logged and must not stop the server."""
    command = app.cli.commands.get("tick")
    if command is None:
        return
    try:
        with app.app_context():
            command.main(args=[], prog_name="tick", standalone_mode=False)
    except Exception:
        log.exception("tick failed; it is tried again in a minute")
