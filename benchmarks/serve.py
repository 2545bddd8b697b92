"""WSGI servers compared on our own pages: ``python -m benchmarks.serve [--seconds 5] [PATH …]``.

Each server that is installed serves ``wsgi:app`` with the same number of workers; a client in
another process asks over eight connections. Prints one JSON object per server and path: requests
per second, the median and the 99th percentile in ms, and the server's CPU in ms per request (all
its processes together: steadier than the rate on a machine that does other things beside).

Serves what ``DATABASE_URL`` or ``COUNCIL_INSTANCE`` name: load the demo community first.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONNECTIONS = 8
WARM_UP = 1.0
TICKS = os.sysconf("SC_CLK_TCK")


def servers(port: int, workers: int) -> dict[str, list[str]]:
    """Command lines by name, of what is installed."""
    bind = f"127.0.0.1:{port}"
    run = [sys.executable, "-m"]
    gunicorn = [*run, "gunicorn", "--bind", bind, "--workers", str(workers), "wsgi:app"]
    granian = [*run, "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", str(workers), "--no-ws", "--log-level", "warning"]  # fmt: skip
    found = {
        "granian, 1 thread": [*granian, "--blocking-threads", "1", "wsgi:app"],
        "granian, 2 threads": [*granian, "--blocking-threads", "2", "wsgi:app"],
        "granian, 4 threads": [*granian, "--blocking-threads", "4", "wsgi:app"],
        "gunicorn sync": [*gunicorn, "--worker-class", "sync"],
        "gunicorn gthread, 4 threads": [*gunicorn, "--worker-class", "gthread", "--threads", "4"],
        "waitress, 4 threads, 1 process": [*run, "waitress", f"--listen={bind}", "wsgi:app"],
        "bjoern, 1 process": [
            sys.executable,
            "-c",
            f"import bjoern, wsgi; bjoern.run(wsgi.app, '127.0.0.1', {port})",
        ],
    }
    return {k: v for k, v in found.items() if importlib.util.find_spec(k.split()[0].strip(","))}


@contextmanager
def running(command: list[str], port: int) -> Iterator[int]:
    """Start a server, give the id of its process group, and end it."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def cpu_seconds(group: int) -> float:
    """CPU that the living processes of a group have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def ask(port: int, path: str, until: float, taken: list[float], wrong: list[int]) -> None:
    """Ask for a path until the time is up, over one connection for as long as it is kept."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    link = None
    while time.perf_counter() < until:
        started = time.perf_counter()
        if link is None:
            link = socket.create_connection(("127.0.0.1", port), 10)
            link.settimeout(20)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.sendall(request)
        status, kept = _read(link)
        taken.append(time.perf_counter() - started)
        if status != 200:
            wrong.append(status)
        if not kept:
            link.close()
            link = None
    if link is not None:
        link.close()


def _read(link: socket.socket) -> tuple[int, bool]:
    """One answer: its status, and whether the connection stays."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = link.recv(65536)
        if not more:
            return (0, False)
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    left = int(headers.get("content-length", 0)) - len(body)
    while left > 0:
        more = link.recv(65536)
        if not more:
            return (0, False)
        left -= len(more)
    return int(lines[0].split()[1]), headers.get("connection") != "close"


def load(port: int, path: str, seconds: float) -> tuple[list[float], list[int]]:
    """Durations in seconds, and the statuses that were not 200."""
    taken: list[float] = []
    wrong: list[int] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=ask, args=(port, path, until, taken, wrong))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, wrong


def measure(name: str, group: int, port: int, path: str, seconds: float) -> dict:
    """One server on one path."""
    load(port, path, WARM_UP)
    before = cpu_seconds(group)
    started = time.perf_counter()
    taken, wrong = load(port, path, seconds)
    elapsed = time.perf_counter() - started
    used = cpu_seconds(group) - before
    taken.sort()
    return {
        "bench": "server",
        "server": name,
        "path": path,
        "rps": round(len(taken) / elapsed, 1),
        "cpu_ms": round(1000 * used / len(taken), 3),
        "median_ms": round(1000 * statistics.median(taken), 2),
        "p99_ms": round(1000 * taken[int(len(taken) * 0.99)], 2),
        "n": len(taken),
        **({"errors": len(wrong), "first_error": wrong[0]} if wrong else {}),
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    """Compare them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", default=["/healthz", "/"])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="servers whose name begins so")
    given = parser.parse_args()
    for name in servers(0, 1):
        if not name.startswith(given.only):
            continue
        port = free_port()
        with running(servers(port, given.workers)[name], port) as group:
            for path in given.paths:
                result = measure(name, group, port, path, given.seconds)
                print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
