"""What ``MAIL_URL`` may say, and that a password travels only where nobody listens."""

from __future__ import annotations

import base64

import pytest

from council import mail
from tests.support import post


@pytest.mark.parametrize(
    ("given", "host", "port", "tls", "user", "sender"),
    [
        ("smtp://mail", "mail", 25, False, "", "council@mail"),
        ("smtp://a:b@mail", "mail", 587, False, "a", "council@mail"),
        ("smtps://mail", "mail", 465, True, "", "council@mail"),
        ("smtps://a%40b.cn:p%40ss@mail:2465", "mail", 2465, True, "a@b.cn", "a@b.cn"),
        ("smtp://mail:2525?from=hall@b.cn", "mail", 2525, False, "", "hall@b.cn"),
    ],
)
def test_what_it_says(given, host, port, tls, user, sender) -> None:
    found = mail.read(given)
    assert (found.host, found.port, found.tls) == (host, port, tls)
    assert (found.user, found.sender) == (user, sender)


@pytest.mark.parametrize(
    "given",
    [
        *("mail:25", "http://mail", "smtp://", "smtp://u:secret@mail:port", "smtp://u:secret@:25"),
        *("smtp://u:secret@mail?from=nobody", "smtp://u:secret@mail?from=a%0d%0ab@c", "smtp://[x"),
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(given) -> None:
    with pytest.raises(mail.MailUrlError) as found:
        mail.read(given)
    assert "MAIL_URL" in str(found.value) and "secret" not in str(found.value)


def test_the_password_goes_to_this_machine_in_the_open() -> None:
    with post.office() as server:
        given = mail.read(server.url.replace("//", "//wang:secret@"))
        with mail.connected(given):
            pass
        said = next(words for words in server.heard if words.startswith("AUTH"))
    assert base64.b64decode(said.split()[-1]) == b"\0wang\0secret"


def test_to_another_machine_it_goes_over_tls_or_not_at_all(monkeypatch) -> None:
    monkeypatch.setattr(mail, "_LOCAL", frozenset())
    with post.office() as server:
        given = mail.read(server.url.replace("//", "//wang:secret@"))
        with pytest.raises(mail.NotSent, match="later"), mail.connected(given):
            pass
        assert not any("AUTH" in words for words in server.heard)


def test_a_server_that_speaks_no_tls_is_not_talked_to_over_smtps() -> None:
    with post.office() as server:
        given = mail.read(server.url.replace("smtp://", "smtps://"))
        with pytest.raises(mail.NotSent, match="later"), mail.connected(given):
            pass
