"""Two hundred members follow a meeting on their phones: what it costs, how soon they are told.

Part of ``make bench`` (five minutes); ``python -m benchmarks.followers [--seconds 30] [--how …]``
prints one JSON object: ``cpu_ms_per_s`` (milliseconds of processor per second, all processes of the
server) while nothing happens and while something happens every ten seconds, ``share_304``,
``p99_ms`` of the answers, and ``told_ms`` – from the commit of what happened until the last of all
followers had been shown it. ``--how``: ``requests`` (as the pages do), ``events`` (server-sent
events, one thread per follower) or ``pages`` (the part is fetched without a tag).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

EVERY = 1.0
"""Seconds between two questions of a page (``pulse.EVERY_MS``)."""
BUSY = 10.0
"""Seconds between two things that happen."""


@dataclass
class Followed:
    """What the followers met."""

    statuses: dict[int, int] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    """When each follower was last shown something new."""
    cookies: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    """The tag of what each shows; kept from phase to phase, as an open page keeps it."""
    forgetful: bool = False
    """Whether they ask without a tag."""


Pages = tuple[list[str], list[str]]
"""The cookie of each follower, and the tag of what it shows."""


async def _follow(port: int, path: str, until: float, n: int, of: int, met: Followed) -> None:
    """One page: asks every second with the tag of what it shows."""
    await asyncio.sleep(EVERY * n / of)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        given = f"If-None-Match: {met.tags[n]}\r\n" if met.tags[n] else ""
        asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {met.cookies[n]}\r\n{given}\r\n"
        writer.write(asked.encode())
        status, headers = await _answer(reader)
        met.taken.append(time.perf_counter() - began)
        met.statuses[status] = met.statuses.get(status, 0) + 1
        if status == 200:
            met.shown[n] = time.time()
            met.tags[n] = "" if met.forgetful else headers.get("etag", "")
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - began)))
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])
    }
    if length := int(headers.get("content-length", 0)):
        await reader.readexactly(length)
    return int(head[0].split()[1]), headers


async def _listen(port: int, path: str, until: float, n: int, of: int, met: Followed) -> None:
    """One page that listens to server-sent events."""
    await asyncio.sleep(EVERY * n / of)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    met.statuses[200] = met.statuses.get(200, 0) + 1
    while (left := until - time.perf_counter()) > 0:
        try:
            async with asyncio.timeout(left):
                line = await reader.readuntil(b"\n")
        except (TimeoutError, asyncio.IncompleteReadError):
            break
        if line.startswith(b"event:"):
            met.shown[n] = time.time()
    writer.close()


def phase(
    port: int, path: str, how: str, pages: Pages, seconds: float, act: Any, pids: Any
) -> dict[str, Any]:
    """Let them follow for so long; ``act`` is done every ten seconds where there is one."""
    from benchmarks.__main__ import _cpu

    cookies, tags = pages
    many = len(tags)
    met = Followed(shown=[0.0] * many, cookies=cookies, tags=tags, forgetful=how == "pages")
    told: list[float] = []

    async def everybody() -> None:
        until = time.perf_counter() + seconds
        one = _listen if how == "events" else _follow
        tasks = [asyncio.create_task(one(port, path, until, n, many, met)) for n in range(many)]
        if act is not None:
            tasks.append(asyncio.create_task(_happens(act, until, met, told)))
        await asyncio.gather(*tasks)

    before, began = _cpu(pids()), time.perf_counter()
    asyncio.run(everybody())
    elapsed = time.perf_counter() - began
    met.taken.sort()
    asked = sum(met.statuses.values())
    return {
        "cpu_ms_per_s": round(1000 * (_cpu(pids()) - before) / elapsed, 1),
        "asked_per_s": round(asked / elapsed, 1),
        "share_304": round(met.statuses.get(304, 0) / max(1, asked), 4),
        "p99_ms": round(1000 * met.taken[int(len(met.taken) * 0.99)], 1) if met.taken else None,
        "other": {str(k): v for k, v in met.statuses.items() if k not in (200, 304)},
        **({"told_ms": round(1000 * max(told))} if told else {}),
    }


async def _happens(act: Any, until: float, met: Followed, told: list[float]) -> None:
    """Something happens in the hall; how long until the last follower is shown it."""
    await asyncio.sleep(3)
    while time.perf_counter() < until - 4:
        await asyncio.to_thread(act)
        done = time.time()
        await asyncio.sleep(3.5)
        late = sum(shown < done - 0.05 for shown in met.shown)
        told.append(max(met.shown) - done if not late else 3.5)
        await asyncio.sleep(max(0.0, min(BUSY - 3.5, until - time.perf_counter() - 4)))


@contextmanager
def server(workers: int, threads: int) -> Iterator[tuple[int, Any]]:
    """The production server on the bench app; gives the port and a way to its process ids."""
    from benchmarks.__main__ import _children
    from benchmarks.serve import free_port

    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads),
               "--no-ws", "--log-level", "error", "benchmarks.app:app"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, lambda: [process.pid, *_children(process.pid)]
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    import http.client

    for _ in range(300):
        try:
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            probe.request("GET", "/healthz")
            probe.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return


def measure(
    app: Any, filled: dict[str, Any], *, how: str, many: int, seconds: float, workers: int
) -> dict[str, Any]:
    """Half of the time nothing happens, half of it something does."""
    from benchmarks.__main__ import _cookie
    from benchmarks.halls import NUMBER
    from council.services import attendance
    from council.services.attendance import Mark
    from council.services.unit import Actor

    clerk = Actor(filled["representatives"][0], "clerk", "书记员")
    turn = {"n": 0}

    def act() -> None:
        """Somebody leaves, or comes back: the figures on the wall change."""
        turn["n"] += 1
        state = "left" if turn["n"] % 2 else "present"
        marks = [Mark(filled["representatives"][7], state)]
        with app.app_context():
            attendance.mark(filled["community"], clerk, NUMBER, marks, at=datetime.now(UTC))

    path = "/bare/events" if how == "events" else f"/c/bench/chamber/meetings/{NUMBER}/follow/now"
    threads = max(1, many // workers + 4) if how == "events" else 1
    with server(workers, threads) as (port, pids):
        people = filled["speakers"]
        pages = ([_cookie(app, people[n % len(people)]) for n in range(many)], [""] * many)
        phase(port, path, how, pages, 20, act, pids)
        quiet = phase(port, path, how, pages, seconds / 2, None, pids)
        quiet |= {"memory_mb": _memory(pids()), "threads": _threads(pids())}
        busy = phase(port, path, how, pages, seconds / 2, act, pids)
    return {"bench": "followers", "how": how, "n": many, "seconds": seconds, "workers": workers,
            "quiet": quiet, "busy": busy}  # fmt: skip


def _memory(pids: list[int]) -> int:
    """Megabytes in memory of all these processes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def _threads(pids: list[int]) -> int:
    return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in pids)


def main() -> None:
    """Measure one way of following, on SQLite in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--followers", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--how", choices=("requests", "events", "pages"), default="requests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        from benchmarks.__main__ import SECRET, prepared

        os.environ["SECRET_KEY"] = SECRET
        app, filled = prepared(f"sqlite:///{folder}/bench.sqlite", Path(folder), (50, 100))
        found = measure(
            app, filled, how=given.how, many=given.followers, seconds=given.seconds,
            workers=given.workers,
        )  # fmt: skip
        print(json.dumps({"db": "sqlite", **found}), flush=True)


if __name__ == "__main__":
    main()
