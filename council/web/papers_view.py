"""The papers of a meeting as the pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.meetingpapers import PaperLine
from council.vocabulary import word
from council.web import dates


def rows(found: Iterable[PaperLine], base: str) -> list[SimpleNamespace]:
    """One value per paper; ``base`` is the address under which its hash is asked for."""
    return [
        SimpleNamespace(
            id=line.id.hex,
            title=line.title,
            url=f"{base}/{line.sha256}",
            of=_("议程第 %(n)s 项", n=line.position) if line.position else _("整个会议"),
            note=word("paper_kind", line.media_type) + _("，") + _size(line),
            body=line.body or "",
            closed=line.is_closed,
            at=dates.moment(line.at),
            uploader_id=line.uploader_id,
        )
        for line in found
    ]


def _size(line: PaperLine) -> str:
    """The size as people say it: 「320 KB」 up to a megabyte, then 「2.4 MB」."""
    kilobytes = max(1, (line.size + 512) // 1024)
    if kilobytes < 1024:
        return f"{kilobytes} KB"
    tenths = (line.size * 10 + 512 * 1024) // (1024 * 1024)
    return f"{tenths // 10}.{tenths % 10} MB"
