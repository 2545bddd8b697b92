"""A real mail server for tests: it listens on a port of its own and keeps what it is given.

``with post.office() as server: server.url, server.letters``. ``server.mood`` sets how it behaves:
``kind`` takes everything, ``refuses`` says 550 to every address, ``busy`` says 451, ``breaks``
hangs up at ``DATA``, ``mumbles`` hangs up after the last dot, without a word.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class Office(socketserver.ThreadingTCPServer):
    """The server and its pile of letters."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[tuple[str, EmailMessage]] = []
        self.mood = "kind"
        self.calls = 0
        self.heard: list[str] = []

    @property
    def url(self) -> str:
        """What ``MAIL_URL`` says of it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=council@example.org"

    def to(self) -> list[str]:
        """Who got a letter."""
        return [address for address, _letter in self.letters]


@contextmanager
def office() -> Iterator[Office]:
    """An open post office."""
    with Office() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class _Conversation(socketserver.StreamRequestHandler):
    server: Office

    def handle(self) -> None:
        self.server.calls += 1
        self.to = ""
        self.say("220 ready")
        while line := self.rfile.readline():
            words = line.decode().strip()
            if words.upper() == "QUIT":
                self.say("221 bye")
                return
            if not self.answer(words):
                return

    def answer(self, words: str) -> bool:
        """Answer one command; False: hang up."""
        mood, verb = self.server.mood, words[:4].upper()
        self.server.heard.append(words)
        if verb == "EHLO":
            self.say("250-here\r\n250 AUTH PLAIN")
        elif verb == "AUTH":
            self.say("235 welcome")
        elif verb == "RCPT":
            self.to = words.partition("<")[2].rstrip(">")
            self.say({"refuses": "550 no such user", "busy": "451 later"}.get(mood, "250 ok"))
        elif verb == "DATA":
            return self.take(mood)
        else:
            self.say("250 ok")
        return True

    def take(self, mood: str) -> bool:
        if mood == "breaks":
            return False
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=default)
        self.server.letters.append((self.to, letter))
        if mood == "mumbles":
            return False
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
