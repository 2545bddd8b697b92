"""验收: who may sign for the work."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from council.rules.verdict import LAWFUL, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who wants to sign. ``home`` is the compound lived in, ``place`` the project's."""

    is_worker: bool
    has_signed: bool
    is_supervisor: bool
    is_resident: bool
    home: UUID | None = None
    place: UUID | None = None


def may_sign(signer: Signer) -> Verdict:
    """Refuse those who did the work, a second signature, strangers and people from elsewhere.

    A supervisor signs for the whole community; a resident has to live in the project's compound,
    where it lies in one.
    """
    if signer.is_worker:
        return _no("worker_may_not_accept")
    if signer.has_signed:
        return _no("signed_already")
    if signer.is_supervisor:
        return LAWFUL
    if not signer.is_resident:
        return Verdict((Reason("no_power", {"act": "acceptance.sign"}),))
    if signer.place is not None and signer.place != signer.home:
        return _no("not_close_by")
    return LAWFUL


def _no(code: str) -> Verdict:
    return Verdict((Reason(code, {}, "AC1"),))
