"""The way out for letters: the mail server of ``MAIL_URL``, and how one letter is handed to it.

``smtp://user:password@host:port?from=council@example.org`` or ``smtps://…``. Over ``smtp`` TLS is
begun where the server offers it, and demanded where a password would be sent to another machine.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app, has_request_context, request

log = logging.getLogger(__name__)
TIMEOUT = 20
"""Seconds that we wait for a mail server at each step."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_BEGINNING_DOT = re.compile(rb"(?m)^\.")


class MailUrlError(ValueError):
    """``MAIL_URL`` cannot be read."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: ``tls`` from the first byte on, credentials (may be empty), our address."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: str


class NotSent(Exception):  # noqa: N818 - it says what became of the letter
    """A letter did not go out.

    ``code``: ``later`` (try again), ``refused`` (for good), or ``unsure`` where the line broke
    while the server was to confirm: it may have gone out, so it must not be sent again.
    """

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code, said)
        self.code = code


def url() -> str:
    """``MAIL_URL``; empty: no mail is sent."""
    return str(current_app.config.get("MAIL_URL") or "")


def site() -> str:
    """Where people reach this site (``SITE_URL``, else as this request came), without ``/``."""
    known = str(current_app.config.get("SITE_URL") or "")
    if not known and has_request_context():
        known = request.host_url
    return known.rstrip("/")


def read(given: str) -> Server:
    """The server that a ``MAIL_URL`` names.

    Raises:
        MailUrlError: saying what is wrong, without the password.
    """
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise MailUrlError("MAIL_URL: host or port cannot be read") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailUrlError("MAIL_URL must be smtp://host:port or smtps://host:port")
    user = unquote(parts.username or "")
    sender = parse_qs(parts.query).get("from", [user if "@" in user else ""])[0]
    if sender and (sender.count("@") != 1 or not re.fullmatch(r"[!-~]+", sender)):
        raise MailUrlError("MAIL_URL: from= is not an e-mail address")
    tls = parts.scheme == "smtps"
    return Server(
        parts.hostname,
        port or (465 if tls else 587 if user else 25),
        tls,
        user,
        unquote(parts.password or ""),
        sender or f"council@{parts.hostname}",
    )


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A conversation with the server.

    Raises:
        NotSent: ``later`` where it cannot be reached or does not let us in.
    """
    try:
        line = _open(server)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server %s:%s: %s", server.host, server.port, error)
        raise NotSent("later", str(error)) from error
    try:
        yield line
    finally:
        try:
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()


def _open(server: Server) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    if server.tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=safe
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        _introduce(line, server, safe)
    except BaseException:
        line.close()
        raise
    return line


def _introduce(line: smtplib.SMTP, server: Server, safe: ssl.SSLContext) -> None:
    line.ehlo_or_helo_if_needed()
    if not server.tls and line.has_extn("starttls"):
        line.starttls(context=safe)
        line.ehlo()
    elif not server.tls and server.user and server.host not in _LOCAL:
        raise smtplib.SMTPNotSupportedError("no TLS: the password would travel in the open")
    if server.user:
        line.login(server.user, server.password)


def hand_over(line: smtplib.SMTP, message: EmailMessage, to: str, sender: str) -> None:
    """Give one letter to the server; returning means that the server has taken it.

    Until the last dot nothing is sent, so a break before it may be tried again; after it the
    letter may be on its way although nobody confirmed.

    Raises:
        NotSent: with what is to be done next.
    """
    content = _BEGINNING_DOT.sub(b"..", message.as_bytes(policy=WIRE))
    try:
        _demand(line.rset())
        _demand(line.mail(sender))
        _demand(line.rcpt(to))
        _demand(line.docmd("DATA"), 354)
        line.send(content if content.endswith(b"\r\n") else content + b"\r\n")
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("later", str(error)) from error
    try:
        line.send(b".\r\n")
        answer = line.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("unsure", str(error)) from error
    _demand(answer)


def _demand(answer: tuple[int, bytes], wanted: int = 250) -> None:
    """Go on where the server agrees: 4yz means later, 5yz never (RFC 5321, 4.2.1)."""
    code = answer[0]
    if code == wanted or (wanted == 250 and code == 251):
        return
    raise NotSent("refused" if 500 <= code < 600 else "later", str(code))
