"""Minutes as they are published: names masked everywhere, closed items left out, visibly.

Why somebody was absent is not published. Source: 个人信息保护法 25, 28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from council.rules.masking import mask_name, mask_names, mask_text, names_left
from council.rules.minuteparts import Attendee, Guest, Item, Moved, Somebody, Spoken, Task, Vote
from council.rules.minutes import Minutes

Names = frozenset[str]
_OFFICE = re.compile(
    "(公司|委员会|委員會|办事处|辦事處|街道|社区|社區|物业|物業|中心|代表|[局所站办辦])$"
)
"""Where somebody attends by the name of an office only: no person's name to mask in texts."""
_TOLD = ("results", "lines", "run_off")
"""What in a tally holds words that people typed."""


def known_names(minutes: Minutes) -> Names:
    """Everybody whom the minutes name: they are masked in every text."""
    found = {one.name for one in minutes.attendees} | {one.name for one in minutes.guests}
    found |= {name for proxy in minutes.proxies for name in (proxy.giver, proxy.holder)}
    found |= {one.name for one in (minutes.chair, minutes.recorder) if one}
    found |= {speech.speaker.name for item in minutes.items for speech in item.speeches}
    motions = [*minutes.motions, *(moved for item in minutes.items for moved in item.motions)]
    found |= {moved.mover.name for moved in motions}
    found |= {task.person for task in minutes.all_tasks}
    return frozenset(name for name in found if len(name) > 1 and not _OFFICE.search(name))


def text_for_all(written: str, names: Names) -> str:
    """Free text without numbers, rooms, and the names of these people."""
    return mask_names(mask_text(written), names)


def masked(minutes: Minutes) -> Minutes:
    """What everybody may read of them."""
    names = known_names(minutes)
    say = partial(text_for_all, names=names)
    return replace(
        minutes,
        title=say(minutes.title),
        place=say(minutes.place),
        remark=say(minutes.remark),
        chair=_somebody(minutes.chair) if minutes.chair else None,
        recorder=_somebody(minutes.recorder) if minutes.recorder else None,
        attendees=tuple(_attendee(one) for one in minutes.attendees),
        guests=tuple(_guest(one, names) for one in minutes.guests),
        proxies=tuple(
            replace(p, giver=mask_name(p.giver), holder=mask_name(p.holder))
            for p in minutes.proxies
        ),
        items=tuple(_item(item, names) for item in minutes.items),
        motions=tuple(_moved(moved, names) for moved in minutes.motions),
        tasks=tuple(_task(task, names) for task in minutes.tasks),
    )


def _somebody(one: Somebody) -> Somebody:
    return replace(one, name=mask_name(one.name), id="")


def _attendee(one: Attendee) -> Attendee:
    return replace(one, name=mask_name(one.name), reason="", id="")


def _guest(one: Guest, names: Names) -> Guest:
    return replace(one, name=mask_name(one.name), title=text_for_all(one.title, names))


def _item(item: Item, names: Names) -> Item:
    if item.closed:
        return Item(item.position, "", item.kind, closed=True)
    say = partial(text_for_all, names=names)
    return replace(
        item,
        title=say(item.title),
        question=say(item.question),
        record=say(item.record),
        conclusion=say(item.conclusion),
        speeches=tuple(_spoken(one, names) for one in item.speeches),
        motions=tuple(_moved(moved, names) for moved in item.motions),
        votes=tuple(_vote(vote, names) for vote in item.votes),
        stances=tuple(replace(one, words=say(one.words)) for one in item.stances),
        tasks=tuple(_task(task, names) for task in item.tasks),
        papers=tuple(say(title) for title in item.papers),
    )


def _spoken(one: Spoken, names: Names) -> Spoken:
    return replace(one, speaker=_somebody(one.speaker), gist=text_for_all(one.gist, names), id="")


def _moved(one: Moved, names: Names) -> Moved:
    say = partial(text_for_all, names=names)
    return replace(one, mover=_somebody(one.mover), text=say(one.text), reason=say(one.reason))


def _vote(one: Vote, names: Names) -> Vote:
    tally = one.tally
    if tally is not None:
        tally = tally | {key: _deep(tally[key], names) for key in _TOLD if key in tally}
    return replace(one, question=text_for_all(one.question, names), tally=tally)


def _deep(value: Any, names: Names) -> Any:
    """JSON-safe data with every text in it masked."""
    if isinstance(value, str):
        return text_for_all(value, names)
    if isinstance(value, Mapping):
        return {key: _deep(entry, names) for key, entry in value.items()}
    return [_deep(entry, names) for entry in value] if isinstance(value, list | tuple) else value


def _task(one: Task, names: Names) -> Task:
    person = mask_name(one.person)
    return replace(
        one,
        text=text_for_all(one.text, names),
        holder=text_for_all(one.holder, names),
        person=person,
    )


def unmasked(minutes: Minutes) -> Iterator[tuple[int, int, str]]:
    """Names that masking would leave readable, written apart: item, speech (0: none), name."""
    names = known_names(minutes)
    made = masked(minutes)
    for item, shown in zip(minutes.items, made.items, strict=True):
        texts = [(0, value) for value in _texts(shown)]
        texts += [(one.position, one.gist) for one in shown.speeches]
        for speech, value in texts:
            yield from ((item.position, speech, name) for name in names_left(value, names))
    for value in (made.title, made.place, made.remark, *_of_motions(made.motions)):
        yield from ((0, 0, name) for name in names_left(value, names))


def _texts(item: Item) -> Iterator[str]:
    yield from (item.title, item.question, item.record, item.conclusion, *item.papers)
    yield from _of_motions(item.motions)
    yield from (stance.words for stance in item.stances)
    for task in item.tasks:
        yield from (task.text, task.holder)


def _of_motions(motions: tuple[Moved, ...]) -> Iterator[str]:
    for moved in motions:
        yield from (moved.text, moved.reason)
