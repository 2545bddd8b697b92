"""Which further ways of voting the page of a poll offers to those who keep them."""

from __future__ import annotations

from council.language import gettext as _
from council.queries.public.polls import PollPage
from council.web.access import holds
from council.web.chamber.hands import offered


def links(poll: PollPage, base: str) -> list[tuple[str, str, str]]:
    """Words, address and a line about each."""
    found = []
    running, open_ = poll.state == "running", poll.closed_at is None
    if holds("paper.enter") and (open_ or poll.by_channel.get("paper")):
        text = _("编号印制、发出、收回、两人各录一遍、核对张数。")
        found.append((_("纸质选票"), f"{base}/papers/", text))
    if holds("poll.tell") and running and offered(poll).lawful:
        found.append((_("清点举手"), f"{base}/hands", _("两位计票人各自清点，一致才记入。")))
    if holds("poll.assist") and running and poll.allows_online:
        text = _("本人在场、本人要求时，由书记员代为操作，当场给回执。")
        found.append((_("代为操作投票"), f"{base}/assist", text))
    return found
