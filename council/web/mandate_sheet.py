"""The mandate as a sheet of paper: empty for everybody, or with the giver's name and units."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from council.queries.public.mandates import MeetingHead
from council.web import qr
from council.web.access import community


def sheet(head: MeetingHead, *, giver: str = "", lines: Sequence[str] = ()) -> ResponseReturnValue:
    """The page to print. With a name on it, nobody keeps a copy."""
    url = f"{request.host_url}c/{community().slug}/meetings/{head.number}"
    answer = make_response(
        render_template(
            "mandates/sheet.html",
            head=head,
            giver=giver,
            lines=lines,
            url=url,
            qr=qr.drawn(url),
            links=SimpleNamespace(back=f"/c/{community().slug}/meetings/{head.number}"),
        )
    )
    if giver:
        answer.headers["Cache-Control"] = "no-store"
    return answer
