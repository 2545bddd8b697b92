"""街道: the communities that a street officer oversees, and what waits there."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from council import clock
from council.db import reading
from council.queries.chamber import accounts, street, streetmoney
from council.rules.calendar import legal_day
from council.rules.powers import OfficeKind
from council.web import street_view
from council.web.access import SIGNED_IN, access

blueprint = Blueprint("street", __name__)


@blueprint.get("/street/")
@access(SIGNED_IN)
def page() -> ResponseReturnValue:
    """The money of all its communities, escalated matters and appeals.

    403 for accounts that oversee nothing.
    """
    now = clock.now()
    homes = accounts.homes(reading(), current_user.account_id, legal_day(now))
    ids = [home.community_id for home in homes if OfficeKind.STREET_OFFICER in home.kinds]
    if not ids:
        abort(403)
    found = street.overview(reading(), ids)
    money = street_view.rows(found, streetmoney.overview(reading(), ids, now))
    return render_template("street/page.html", communities=found, money=money, now=now)
