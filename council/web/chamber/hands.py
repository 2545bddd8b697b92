"""Counting hands: two tellers, each on their own page, neither sees the other's numbers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import hands as queries
from council.queries.public.polls import PollPage
from council.rules import hands as law_of
from council.rules.rule import Rule
from council.rules.verdict import Refused, Verdict
from council.services import hands
from council.services.hands import Counted
from council.web.access import access, actor, community, visitor
from council.web.chamber import voting
from council.web.errors import reason_view
from council.web.forms.papers import HandsForm

blueprint = Blueprint("hands", __name__, url_prefix="/c/<slug>/chamber/polls/<number>")
TELL = "poll.tell"


@blueprint.get("/hands")
@access(TELL)
def page(slug: str, number: str) -> ResponseReturnValue:
    """How many may raise a hand, and where one's own count goes."""
    return _page(slug, number, HandsForm(formdata=None))


@blueprint.post("/hands")
@access(TELL)
def count(slug: str, number: str) -> ResponseReturnValue:
    """Hand in one's own count."""
    form = HandsForm()
    if not form.validate_on_submit():
        return _page(slug, number, form, 422)
    numbers = (form.yes.data or 0, form.no.data or 0, form.abstain.data or 0)
    try:
        done = hands.enter(community().id, actor(TELL), number, *numbers, at=clock.now())
    except Refused as no:
        return _page(slug, number, form, 409, no)
    flash(_said(done), "note" if done.state == "differs" else "done")
    return redirect(f"/c/{slug}/chamber/polls/{number}/hands", 303)


def _said(done: Counted) -> str:
    if done.state == "agreed":
        return _("两位计票人的数字一致，已经记入。")
    if done.state == "differs":
        return _("两位计票人的数字不一致，请各自重新清点。")
    return _("您的数字已记下，等另一位计票人独立清点。")


def offered(poll: PollPage) -> Verdict:
    """Whether this poll may be decided by a show of hands."""
    return law_of.offered(
        Rule.from_snapshot(poll.rule),
        poll.form,
        secret=poll.secret,
        session=poll.closes_at is None,
        one_head_each=True,
    )


def _page(
    slug: str, number: str, form: HandsForm, status: int = 200, refusal: Refused | None = None
) -> ResponseReturnValue:
    poll, who = voting.load(number), visitor()
    found = queries.page(reading(), community().id, poll.id, who.person_id) if who else None
    against = list(refusal.reasons) if refusal else list(offered(poll).reasons)
    view = render_template(
        "hands/page.html",
        p=poll,
        h=found,
        form=form,
        reasons=[reason_view(reason) for reason in against],
        open=poll.state == "running" and offered(poll).lawful,
        base=f"/c/{slug}/chamber/polls/{number}",
    )
    return view, status
