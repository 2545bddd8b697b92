"""一次性代码: letters by household, printed right after they are issued and never shown again."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import roster as queries
from council.services import codes
from council.services.codes import Letter, Whom
from council.web import qr, sessions
from council.web.access import access, actor, community
from council.web.forms.roster import LettersForm

blueprint = Blueprint("chamber_codes", __name__, url_prefix="/c/<slug>/chamber/codes")
POWER = "codes.print"


@blueprint.get("/")
@access(POWER)
def page(slug: str) -> ResponseReturnValue:
    """Choose whom to write to."""
    return _page(_form(fresh=True))


@blueprint.post("/")
@access(POWER)
def issue(slug: str) -> ResponseReturnValue:
    """Issue codes and answer with the letters.

    This POST answers 200 on purpose: the codes stand in this answer and nowhere else.
    """
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    building = UUID(hex=form.building.data) if form.building.data else None
    letters = codes.issue(
        community().id,
        sessions.secret(),
        Whom(building_id=building, again=bool(form.again.data)),
        actor=actor(POWER),
        at=clock.now(),
    )
    back = SimpleNamespace(back=f"/c/{slug}/chamber/codes/")
    answer = make_response(
        render_template("roster/letters.html", letters=[_shown(x) for x in letters], links=back)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(letter: Letter) -> SimpleNamespace:
    lines = [
        SimpleNamespace(name=line.name, code=line.code, qr=_qr(line.code)) for line in letter.lines
    ]
    return SimpleNamespace(
        household=letter.household, place=letter.place, lines=lines, expires_at=letter.expires_at
    )


def _qr(code: str) -> SimpleNamespace:
    """The QR code of the sign-in address."""
    return qr.drawn(f"{request.host_url}sign-in/code?code={code}")


def _form(*, fresh: bool = False) -> LettersForm:
    form = LettersForm(formdata=None) if fresh else LettersForm()
    places = queries.buildings(reading(), community().id)
    form.building.choices = [("", _("全部楼栋")), *((key.hex, name) for key, name in places)]
    return form


def _page(form: LettersForm) -> str:
    here = community().id
    return render_template(
        "roster/codes.html",
        form=form,
        figures=queries.figures(reading(), here),
        open_codes=queries.open_codes(reading(), here, clock.now()),
    )
