"""A PostgreSQL server of our own for the length of a test run, from the system's binaries.

It listens on a Unix socket in a temporary folder, trusts whoever reaches that folder, never syncs
to disc, and dies with the process that started it.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
"""The oldest PostgreSQL major release that we support."""

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}
DURABLE = FAST | {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def find_binaries() -> Path | None:
    """The folder of the newest usable `initdb` and `postgres`, or None."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda bin_: int(bin_.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            version = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            ).stdout.split()[2]
            if int(version.partition(".")[0]) >= OLDEST:
                return folder
    return None


@dataclass(frozen=True)
class Server:
    """A running server: where its socket is."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of a database for SQLAlchemy."""
        return f"postgresql+psycopg://council@/{database}?host={self.folder}"

    def run(self, *statements: str) -> None:
        """Run statements that may not stand in a transaction, such as CREATE DATABASE."""
        import psycopg

        with psycopg.connect(
            f"host={self.folder} user=council dbname=postgres", autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def running(binaries: Path, *, durable: bool = False) -> Iterator[Server]:
    """Start a server, give it, and leave nothing behind.

    ``durable``: what it acknowledges is on the disc, as where people work with it.
    """
    # Short on purpose: a socket's path may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="council-pg-", dir="/tmp"))
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    process = None
    try:
        _run_as(account, [binaries / "initdb", "-D", folder / "data", *_INITDB]).check_returncode()
        process = _start(binaries, folder, account, DURABLE if durable else FAST)
        _wait(folder, process)
        yield Server(folder)
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast": it does not wait for clients
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ["-U", "council", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then another account is taken."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("neither a postgres nor a nobody account to run PostgreSQL as")


def _identity(account: pwd.struct_passwd | None) -> dict:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _run_as(account: pwd.struct_passwd | None, command: list) -> subprocess.CompletedProcess:
    return subprocess.run(command, check=False, capture_output=True, **_identity(account))


def _start(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None, chosen: dict[str, str]
) -> subprocess.Popen:
    settings = [f"-c{name}={value}" for name, value in chosen.items()]
    return subprocess.Popen(
        [binaries / "postgres", "-D", folder / "data", "-k", folder, *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - one C call, no lock taken
        **_identity(account),
    )


def _die_with_parent() -> None:
    """A killed test run should not leave a server behind (Linux only; elsewhere it may)."""
    set_parent_death_signal = 1
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _wait(folder: Path, process: subprocess.Popen) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at once with status {process.returncode}")
        try:
            psycopg.connect(f"host={folder} user=council dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL did not answer within a minute")
