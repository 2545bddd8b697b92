"""The hall – the chair's screen: item, speakers, motions, votes, tasks, all on one page."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council import clock
from council.db import reading
from council.language import gettext as _
from council.queries.chamber import hall as queries
from council.queries.chamber.hall import Screen
from council.rules.calendar import legal_day
from council.rules.verdict import Refused
from council.services import hall as items
from council.services import meetingtasks, motions, speeches
from council.vocabulary import word
from council.web import chair_view, hall_view, pulse
from council.web.access import access, actor, community
from council.web.errors import reason_view
from council.web.forms import hallacts as typed
from council.web.forms.hallacts import NOTHING, Kept
from council.web.jinja import fragment
from council.web.rule_view import book

blueprint = Blueprint("chamber_hall", __name__, url_prefix="/c/<slug>/chamber/meetings/<number>")
KEEP = "meeting.keep"
_NOT_HERE = frozenset({"not_found", "no_power"})


@blueprint.get("/hall")
@access(KEEP)
def show(slug: str, number: str) -> ResponseReturnValue:
    """The chair's screen; ``?item=`` shows the words of another item."""
    return page(slug, number)


@blueprint.get("/hall/now")
@access(KEEP)
def now(slug: str, number: str) -> ResponseReturnValue:
    """What follows by itself, or 304."""
    return pulse.answer(slug, lambda: _live(_load(number)))


@blueprint.post("/hall/items/<int:position>/open")
@access(KEEP)
def open_item(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Take up an item."""
    return _act(slug, number, "open", lambda **key: _do(items.open_item, number, position, **key),
                _("第 %(n)s 项开始。", n=position))  # fmt: skip


@blueprint.post("/hall/items/<int:position>/reopen")
@access(KEEP)
def reopen_item(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Go back to an item, with the reason."""

    def act(**key: str) -> None:
        _do(items.reopen_item, number, position, typed.text("reason"), **key)

    return _act(slug, number, f"reopen-{position}", act, _("恢复讨论，理由已经记下。"))


@blueprint.post("/hall/items/<int:position>/close")
@access(KEEP)
def close_item(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Close the item with its conclusion."""

    def act(**key: str) -> None:
        said, version = typed.text("conclusion"), typed.number("version", 0)
        _do(items.close_item, number, position, said, version=version, **key)

    return _act(slug, number, "close", act, _("第 %(n)s 项办结。", n=position))


@blueprint.post("/hall/items/<int:position>/record")
@access(KEEP)
def record(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Write down what happened on an item."""

    def act(**key: str) -> int:
        said, version = typed.text("record"), typed.number("version", 0)
        new: int = _do(items.write_record, number, position, said, version=version, **key)
        return new

    return _act(slug, number, "record", act, _("记下了。"), item=position)


@blueprint.post("/hall/speakers")
@access(KEEP)
def add_speaker(slug: str, number: str) -> ResponseReturnValue:
    """Put somebody on the list."""

    def act(**key: str) -> None:
        who, side = typed.text("key"), typed.text("side")
        name, title = typed.text("name"), typed.text("title")
        _do(speeches.add, number, who, side, name=name, title=title, **key)

    return _act(slug, number, "speaker", act, _("已登记发言。"))


@blueprint.post("/hall/speakers/start")
@access(KEEP)
def start(slug: str, number: str) -> ResponseReturnValue:
    """Give the floor: to the next, or by a ruling to somebody else."""

    def act(**key: str) -> None:
        wanted, ruling = typed.optional("position"), typed.text("ruling")
        _do(speeches.start, number, wanted, ruling=ruling, seen=typed.optional("seen"), **key)

    return _act(slug, number, "start", act, _("开始发言，计时开始。"))


@blueprint.post("/hall/speakers/<int:position>/stop")
@access(KEEP)
def stop(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Stop the clock."""
    return _act(slug, number, "stop", lambda **key: _do(speeches.stop, number, position, **key),
                _("发言结束。"))  # fmt: skip


@blueprint.post("/hall/speakers/<int:position>/withdraw")
@access(KEEP)
def withdraw(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Take somebody off the list."""

    def act(**key: str) -> None:
        _do(speeches.withdraw, number, position, by_clerk=True, **key)

    return _act(slug, number, "withdraw", act, _("已从名单上去掉。"))


@blueprint.post("/hall/speakers/<int:position>/gist")
@access(KEEP)
def gist(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Write down what was said."""

    def act(**key: str) -> int:
        said, version = typed.text("gist"), typed.number("version", 0)
        new: int = _do(speeches.write_gist, number, position, said, version=version, **key)
        return new

    return _act(slug, number, f"gist-{position}", act, _("要点记下了。"), item=_shown())


@blueprint.post("/hall/motions")
@access(KEEP)
def move(slug: str, number: str) -> ResponseReturnValue:
    """Put a motion before the meeting."""

    def act(**key: str) -> None:
        m = typed.motion()
        _do(motions.move, number, m.kind, topic=m.topic, text=m.words, key=m.key, name=m.name,
            **key)  # fmt: skip

    return _act(slug, number, "motion", act, _("动议已记下，等待决定。"))


@blueprint.post("/hall/mine")
@access("meeting.speak")
def move_mine(slug: str, number: str) -> ResponseReturnValue:
    """A motion from one's own seat, on the phone."""
    m = typed.motion()
    who, key = actor("meeting.speak"), typed.request_key()
    motions.move(community().id, who, number, m.kind, topic=m.topic, text=m.words,
                 request_key=key, at=clock.now())  # fmt: skip
    flash(_("动议已交给主持人。"), "done")
    return redirect(f"/c/{slug}/chamber/meetings/{number}/follow", 303)


@blueprint.post("/hall/motions/<int:position>/decide")
@access(KEEP)
def decide(slug: str, number: str, position: int) -> ResponseReturnValue:
    """Decide the motion whose turn it is."""

    def act(**key: str) -> None:
        _do(motions.decide, number, position, typed.decision(), **key)

    return _act(slug, number, "decide", act, _("决定已记下。"))


@blueprint.post("/hall/motions/<int:position>/withdraw")
@access(KEEP)
def take_back(slug: str, number: str, position: int) -> ResponseReturnValue:
    """The mover withdraws it."""

    def act(**key: str) -> None:
        _do(motions.take_back, number, position, by_clerk=True, **key)

    return _act(slug, number, "take-back", act, _("动议已撤回。"))


@blueprint.post("/hall/tasks")
@access(KEEP)
def set_task(slug: str, number: str) -> ResponseReturnValue:
    """Set a task with owner and day."""

    def act(**key: str) -> None:
        said, owner, due = typed.text("text"), typed.owner(), typed.day("due_on")
        position = typed.optional("position")
        _do(meetingtasks.set_task, number, said, owner, due, position=position, **key)

    return _act(slug, number, "task", act, _("任务已布置。"))


@blueprint.post("/hall/tasks/<task>/drop")
@access(KEEP)
def drop_task(slug: str, number: str, task: str) -> ResponseReturnValue:
    """Take a task back."""

    def act(**key: str) -> None:
        _do(meetingtasks.drop, number, task, typed.text("reason"), **key)

    return _act(slug, number, f"drop-{task}", act, _("任务已取消，理由已经记下。"))


def _do(act: Callable[..., Any], number: str, *args: object, **more: object) -> Any:
    """The act of whoever keeps the meeting, now."""
    return act(community().id, actor(KEEP), number, *args, at=clock.now(), **more)


def _act(
    slug: str,
    number: str,
    form: str,
    act: Callable[..., object],
    done: str,
    *,
    item: int | None = None,
) -> ResponseReturnValue:
    """Do it and go back to the screen; what is refused comes back with all that was typed."""
    try:
        new = act(request_key=typed.request_key())
    except Refused as no:
        if {one.code for one in no.reasons} <= _NOT_HERE:
            raise
        back, status = typed.kept(form, no, [reason_view(one) for one in no.reasons])
        return page(slug, number, back=back, item=item, status=status)
    shown = f"?item={item}" if item is not None else ""
    to = f"/c/{slug}/chamber/meetings/{number}/hall{shown}"
    version = new if isinstance(new, int) else None
    asks = request.headers.get("Council-Outbox")
    if not asks or version is None:  # what stays on its page says it there
        flash(done, "done")
    return jsonify(to=to, said=done, version=version) if asks else redirect(to, 303)


def _who() -> str:
    """Whose words the browser keeps: nobody else's are sent under one's name."""
    person = actor(KEEP).person_id
    return person.hex if person else ""


def _shown() -> int | None:
    """The item whose words the page shows, as its forms tell."""
    raw = request.form.get("item") or request.args.get("item") or ""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else None


def _load(number: str, position: int | None = None) -> Screen:
    found = queries.screen(
        reading(), community().id, number, book=book(), position=position, at=clock.now()
    )
    if found is None:
        abort(404)
    return found


def _follow(screen: Screen, url: str) -> SimpleNamespace:
    """The part that follows by itself; its tag is learnt at the first question."""
    html = _live(screen)
    return SimpleNamespace(url=url, tag="", html=html, ms=pulse.EVERY_MS, now=pulse.now_ms())


def _live(screen: Screen) -> Markup:
    here = f"/c/{community().slug}/chamber/meetings/{screen.now.number}/hall"
    return fragment("chamber/hall/_live.html", h=chair_view.live(screen.now, here))


def page(
    slug: str,
    number: str,
    *,
    back: Kept = NOTHING,
    item: int | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The whole screen; ``back`` is the form that was not taken, about ``item``."""
    screen = _load(number, _shown() if item is None else item)
    here = f"/c/{slug}/chamber/meetings/{number}/hall"
    at = screen.now
    rule = book().rule(at.rule_id, legal_day(clock.now()))
    view = render_template(
        "chamber/hall/page.html",
        m=at,
        here=here,
        mark=hall_view.meeting_mark(at.state),
        follow=_follow(screen, f"{here}/now"),
        meters=chair_view.meters(at.counts, rule),
        agenda=chair_view.agenda(at, here),
        item=screen.item,
        said=chair_view.said(screen),
        seats=screen.here,
        waiting=chair_view.waiting(at),
        sides=[(code, word("speech_side", code)) for code in ("for", "against", "neutral")],
        votes=chair_view.votes(screen, rule),
        decide=chair_view.to_decide(at),
        decided=[chair_view.motion(one) for one in at.decided],
        kinds=chair_view.kinds(),
        tasks=chair_view.tasks(screen),
        owners=chair_view.owners(screen),
        who=_who(),
        back=back,
        request_key=lambda: uuid4().hex,
    )
    return view, status
