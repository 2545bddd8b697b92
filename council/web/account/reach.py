"""How one is reached in a community: e-mail for notices, and the private calendar."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import calendar
from council.services import calendars, letters, mailboxes
from council.web.access import access, actor, community, visitor
from council.web.forms.accounts import MailboxForm

blueprint = Blueprint("reach", __name__, url_prefix="/c/<slug>/account")
POWER = "chamber.enter"
_NEW = "calendar-new"


@blueprint.get("")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """Both, and what they are for; a new calendar address is shown this once."""
    return _page(slug, MailboxForm(formdata=None))


@blueprint.post("/mail")
@access(POWER)
def mailbox(slug: str) -> ResponseReturnValue:
    """Keep the address that notices go to."""
    form = MailboxForm()
    if not form.validate_on_submit():
        return _page(slug, form, 422)
    mailboxes.keep(community().id, actor(POWER), form.mailbox.data or "", at=clock.now())
    return _back(slug, _("邮箱记下了。以后开会，会发一封邮件给您。"))


@blueprint.post("/mail/remove")
@access(POWER)
def forget(slug: str) -> ResponseReturnValue:
    """Forget the address."""
    mailboxes.remove(community().id, actor(POWER), at=clock.now())
    return _back(slug, _("邮箱已经删掉，不再发邮件给您。"))


@blueprint.post("/calendar")
@access(POWER)
def make(slug: str) -> ResponseReturnValue:
    """A new calendar address; the one before ends."""
    session[_NEW] = calendars.make(community().id, actor(POWER), at=clock.now())
    return redirect(f"/c/{slug}/account#calendar", 303)


@blueprint.post("/calendar/revoke")
@access(POWER)
def revoke(slug: str) -> ResponseReturnValue:
    """End the calendar address."""
    calendars.revoke(community().id, actor(POWER), at=clock.now())
    return _back(slug, _("日历地址已经停用，谁也读不到了。"))


def _back(slug: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(f"/c/{slug}/account", 303)


def _page(slug: str, form: MailboxForm, status: int = 200) -> ResponseReturnValue:
    who = visitor()
    if who is None:
        abort(403)
    known = calendar.reach(reading(), community().id, who.person_id)
    if not form.is_submitted():
        form.mailbox.data = known.address or ""
    secret = session.pop(_NEW, "")
    view = render_template(
        "account/reach.html",
        form=form,
        known=known,
        mail_is_on=letters.is_on(),
        address=f"{request.host_url}c/{slug}/calendar/{secret}.ics" if secret else "",
    )
    answer = make_response(view, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
