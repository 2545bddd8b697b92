"""Looking back in words: found entries, what was decided, and how far it is carried out."""

from __future__ import annotations

from types import SimpleNamespace

from council.language import gettext as _
from council.queries.public.recall import Dealt, Decided
from council.queries.public.register import RegisterLine
from council.queries.search import SearchHit
from council.vocabulary import word
from council.web import dates
from council.web.hall_view import meeting_mark
from council.web.words import stage_mark

KINDS = ("proposal", "meeting", "minutes", "conclusion", "resolution")
_SHORT = 160


def hit(found: SearchHit, base: str) -> SimpleNamespace:
    """A meeting, minutes, a conclusion or a resolution that was found."""
    return SimpleNamespace(
        number=f"{word('found_kind', found.kind)} {found.number.partition('/')[0]}",
        title=found.title,
        excerpt=found.excerpt,
        url=base + _path(found.kind, found.number),
        kind="doc",
        word=dates.full_day(found.at),
        merged_into=None,
    )


def _path(kind: str, number: str) -> str:
    """Where an entry of the index is read: an item of minutes is ``<meeting>/<position>``."""
    meeting = number.partition("/")[0]
    if kind == "resolution":
        return f"/decisions/{number}"
    return f"/meetings/{meeting}" + ("" if kind == "meeting" else "/minutes")


def decided(line: Decided, base: str) -> SimpleNamespace:
    """A resolution or a conclusion as a row of the list."""
    place = "".join(part for part in (line.compound, line.building) if part)
    topic = word("topic", line.topic) if line.topic else ""
    said = "" if line.kind == "resolution" else _short(line.text)
    parts = (line.body, dates.full_day(line.at), place, topic, line.reference, said)
    passed = line.outcome == "passed"
    kind = "doc" if not line.outcome else "yes" if passed else "no"
    return SimpleNamespace(
        number=line.number,
        title=line.title,
        url=base + _path(line.kind, line.number),
        text=" · ".join(part for part in parts if part),
        kind=kind,
        word=word("outcome", line.outcome) if line.outcome else word("decided_kind", line.kind),
    )


def dealt(one: Dealt, base: str) -> SimpleNamespace:
    """A meeting in the thread of a matter."""
    path = f"/meetings/{one.meeting}" + ("/minutes" if one.conclusion else "")
    said = _short(one.conclusion) if one.conclusion else meeting_mark(one.state)[1]
    return SimpleNamespace(
        name=one.body,
        text=f"{one.title} {one.meeting}",
        url=base + path,
        note=_("%(day)s · 第 %(n)s 项", day=dates.full_day(one.starts_at), n=one.position)
        + " · "
        + said,
    )


def registered(line: RegisterLine, base: str) -> list[object]:
    """A resolution as a row of the register: link, body, day, cost, state, steps."""
    link = SimpleNamespace(
        url=f"{base}/decisions/{line.number}", text=line.reference, title=line.title
    )
    kind, state = register_mark(line)
    steps = _("%(done)s/%(n)s 步", done=line.done, n=line.steps) if line.steps else ""
    if line.late:
        steps += _("，%(n)s 步逾期", n=line.late)
    return [link, line.body, dates.full_day(line.at), dates.yuan(line.cost), kind, state, steps]


def register_mark(line: RegisterLine) -> tuple[str, str]:
    """How far a resolution is carried out: kind and word."""
    if line.outcome != "passed":
        return "no", word("register_state", "failed")
    if line.late and line.stage == "implementation":
        return "late", word("register_state", "late")
    return stage_mark(line.stage, line.ending)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else flat[:_SHORT] + "……"
