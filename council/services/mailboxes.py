"""Where somebody wants notices by e-mail: one address per person, outside the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from council.models.calling import Mailbox
from council.rules.mailing import clean_address
from council.services import letters
from council.services.unit import Actor, Work, unit


def keep(community_id: UUID, actor: Actor, address: str, *, at: datetime) -> str:
    """Keep the actor's address in place of an earlier one; letters that wait go to the new one.

    Raises:
        Refused: ``address_unreadable``, ``text_missing``.
    """
    address = clean_address(address)
    with unit(community_id, kind="mailbox.keep", actor=actor, at=at, power="chamber.enter") as work:
        known = _known(work)
        if known is None:
            work.add(Mailbox(person_id=actor.person_id, address=address, since=work.at))
        elif known.address != address:
            known.address, known.since = address, work.at
        else:
            work.repeat()
        if actor.person_id is not None:
            letters.redirect(work, actor.person_id, address)
    return address


def remove(community_id: UUID, actor: Actor, *, at: datetime) -> bool:
    """Forget the actor's address, and the letters that wait for it; False where there is none."""
    with unit(
        community_id, kind="mailbox.remove", actor=actor, at=at, power="chamber.enter"
    ) as work:
        known = _known(work)
        if known is None or actor.person_id is None:
            work.repeat()
            return False
        work.session.delete(known)
        letters.withdraw(work, actor.person_id)
        return True


def _known(work: Work) -> Mailbox | None:
    return work.find(Mailbox, Mailbox.person_id == work.actor.person_id)
