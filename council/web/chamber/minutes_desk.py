"""What the desk of the minutes shows: the text, what is missing, and each step with its form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from council.language import gettext as _
from council.queries.chamber.minutes import MinutesDesk
from council.rules.difference import difference
from council.rules.minuteparts import Item
from council.rules.minuteslife import (
    CORRECTING,
    DRAFT,
    MEMBER,
    OPEN,
    PUBLISHED,
    REQUIRED,
    SIGNED,
    SIGNING,
)
from council.services.hall import Stale
from council.vocabulary import word
from council.web import minutes_view
from council.web.chamber.doing import distinct
from council.web.forms.minutes import (
    AnnexForm,
    GistForm,
    ItemTextForm,
    OfficersForm,
    OwnWordsForm,
    PaperSignatureForm,
    SignForm,
)
from council.web.rule_view import rule_view

Typed = tuple[str, int, Any] | None


def desk(
    found: MinutesDesk,
    base: str,
    *,
    me: UUID | None,
    writes: bool,
    candidates: Sequence[tuple[UUID, str]],
    typed: Typed,
    newer: Stale | None,
    now: datetime,
) -> SimpleNamespace:
    """The page's values; ``typed`` is a form that came back (which, position, form)."""
    meeting = f"{base}/chamber/meetings/{found.number}"
    here = f"{meeting}/minutes"
    state = found.state
    role = found.role(me) if me else ""
    has_signed = any(one.person_id == me for one in found.signatures)
    may_sign = bool(role) and not has_signed
    over = found.until is not None and now >= found.until
    return SimpleNamespace(
        here=here,
        meeting=meeting,
        number=found.number,
        title=found.value.title,
        state=state,
        said=word("minutes_state", state),
        mark="yes" if state in (SIGNED, PUBLISHED) else "now",
        until=found.until,
        over=over,
        sha256=found.sha256,
        document=minutes_view.document(found.value, base),
        gaps=minutes_view.gaps(found.gaps, here, meeting),
        writes=writes,
        rule=rule_view("MN1", found.circulated_at or now),
        items=_items(found, me, writes, typed, newer),
        officers=_officers(found, candidates) if writes and state in OPEN else None,
        may_circulate=writes and state == DRAFT and found.value.closed_at is not None,
        may_submit=writes and state == CORRECTING,
        may_withdraw=writes and state in (CORRECTING, SIGNING) and not found.signatures,
        sign=_sign(found, typed)
        if may_sign and (state == SIGNING or (role == MEMBER and state in (SIGNED, PUBLISHED)))
        else None,
        role=word("minutes_role", role) if role else "",
        paper=_paper(found, candidates, typed) if writes and state == SIGNING else None,
        signatures=found.signatures,
        waiting=[
            word("minutes_role", one)
            for one in REQUIRED
            if state == SIGNING and one not in {s.role for s in found.signatures}
        ],
        may_publish=writes and state == SIGNED,
        published=f"{base}/meetings/{found.number}/minutes" if state == PUBLISHED else "",
        annex=_form(typed, "annex", 0) or distinct(AnnexForm(formdata=None), "annex")
        if writes and state in (SIGNED, PUBLISHED)
        else None,
        annexes=found.annexes,
    )


def _form(typed: Typed, which: str, position: int) -> Any:
    """The form that came back, if it is this one."""
    return typed[2] if typed is not None and typed[:2] == (which, position) else None


def _items(
    found: MinutesDesk, me: UUID | None, writes: bool, typed: Typed, newer: Stale | None
) -> list[SimpleNamespace]:
    """Each item with its form, each speech with the form of whoever may change it."""
    before = {item.position: item for item in found.round.items} if found.round else {}
    return [_item(found, item, before.get(item.position), me, writes, typed, newer)
            for item in found.value.items]  # fmt: skip


def _item(
    found: MinutesDesk,
    item: Item,
    before: Item | None,
    me: UUID | None,
    writes: bool,
    typed: Typed,
    newer: Stale | None,
) -> SimpleNamespace:
    at = item.position
    form: Any = None
    if writes and found.state in OPEN:
        form = _form(typed, "item", at) or distinct(
            ItemTextForm(
                formdata=None,
                record=item.record,
                conclusion=item.conclusion,
                closed=item.closed,
                version=found.items.get(at, 0),
                request_key=uuid4().hex,
            ),
            f"item-{at}",
        )
    stale = newer if newer and _form(typed, "item", at) else None
    if stale:
        form.version.data = str(stale.version)
    return SimpleNamespace(
        position=at,
        numeral=minutes_view.numeral(at),
        title=item.title,
        form=form,
        newer=[(_("讨论情况"), item.record), (_("结论"), item.conclusion)] if stale else [],
        changed=_changed(before, item),
        speeches=[_speech(found, one, me, writes, typed, newer) for one in item.speeches],
    )


def _changed(before: Item | None, now: Item) -> list[tuple[str, Any]]:
    """What the clerk changed since the minutes were sent round."""
    if before is None:
        return []
    pairs = [
        (_("讨论情况"), before.record, now.record),
        (_("结论"), before.conclusion, now.conclusion),
    ]
    return [(name, difference(old, new)) for name, old, new in pairs if old != new]


def _speech(
    found: MinutesDesk, one: Any, me: UUID | None, writes: bool, typed: Typed, newer: Stale | None
) -> SimpleNamespace:
    at = one.position
    own = bool(me) and one.speaker.id == me.hex if me else False
    version = found.speeches.get(at, 0)
    gist: Any = None
    correct: Any = None
    if writes and found.state == DRAFT:
        gist = _form(typed, "speech", at) or distinct(
            GistForm(formdata=None, gist=one.gist, version=version, request_key=uuid4().hex),
            f"speech-{at}",
        )
    if own and found.state == CORRECTING:
        correct = _form(typed, "own", at) or distinct(
            OwnWordsForm(formdata=None, text=one.gist, version=version), f"own-{at}"
        )
    stale = newer if newer and (_form(typed, "speech", at) or _form(typed, "own", at)) else None
    if stale:
        (gist or correct).version.data = str(stale.version)
    return SimpleNamespace(
        position=at,
        who=minutes_view.somebody(one.speaker),
        side=word("speech_side", one.side),
        gist=one.gist,
        own=own,
        form=gist,
        correct=correct,
        newer=[(_("发言要点"), one.gist)] if stale else [],
        history=[
            (c.name, c.at, difference(c.before, c.after))
            for c in found.corrections
            if c.speech_id == one.id
        ],
    )


def _officers(found: MinutesDesk, candidates: Sequence[tuple[UUID, str]]) -> OfficersForm:
    form = distinct(
        OfficersForm(
            formdata=None,
            chair=found.chair_id.hex if found.chair_id else "",
            recorder=found.recorder_id.hex if found.recorder_id else "",
        ),
        "officers",
    )
    choices = [("", _("请选择")), *((one.hex, name) for one, name in candidates)]
    form.chair.choices = form.recorder.choices = choices
    made: OfficersForm = form
    return made


def _sign(found: MinutesDesk, typed: Typed) -> Any:
    form = _form(typed, "sign", 0)
    if form is None:
        return distinct(SignForm(formdata=None, sha256=found.sha256), "sign")
    form.sha256.data = found.sha256
    return form


def _paper(found: MinutesDesk, candidates: Sequence[tuple[UUID, str]], typed: Typed) -> Any:
    form = _form(typed, "paper", 0) or distinct(PaperSignatureForm(formdata=None), "paper")
    done = {one.person_id for one in found.signatures}
    form.person.choices = [
        (one.hex, name) for one, name in candidates if one not in done and found.role(one)
    ]
    form.sha256.data = found.sha256
    return form
