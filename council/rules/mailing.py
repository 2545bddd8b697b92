"""E-mail: what is an address, and when a letter that did not go out is tried again."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from council.rules.verdict import Reason, Refused

MOST = 120
"""Characters of an address that we keep."""
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
WAITS = (
    *(timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)),
    *(timedelta(hours=4), timedelta(hours=12), timedelta(hours=24)),
)
"""How long a letter waits after each try that failed for now; after the last it is given up."""


def clean_address(raw: str | None) -> str:
    """An e-mail address as mail servers take it (RFC 5321); full-width signs are folded.

    The part after ``@`` is put in small letters, the part before it stays.

    Raises:
        Refused: ``text_missing``, ``address_unreadable``.
    """
    text = unicodedata.normalize("NFKC", (raw or "")[: 4 * MOST]).strip()
    if not text:
        raise Refused([Reason("text_missing", {"field": "mailbox"})])
    local, at, domain = text.rpartition("@")
    labels = domain.lower().split(".")
    good = (
        at
        and len(text) <= MOST
        and len(local) <= 64
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
    if not good:
        raise Refused([Reason("address_unreadable")])
    return f"{local}@{domain.lower()}"


def next_try(tries: int) -> timedelta | None:
    """How long to wait after so many tries (1 or more); None: give up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None
