"""What stands on a ballot, read strictly against its form and brought into one writing.

Contents, by the kind of the form: ``{"choice": "yes"}`` for a motion; ``{"marks": [2, 5]}`` for a
choice, an election or a budget by approval; ``{"grades": {"1": "competent"}}``;
``{"scores": {"1": 90}}``; ``{"points": {"1": 3}}``; ``{"order": [3, 1]}``. Every kind knows
``{"choice": "abstain"}`` and ``{"choice": "spoiled"}``; a choice and an election also know
``{"choice": "no"}``, against all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from council.rules.verdict import Reason, Refused

if TYPE_CHECKING:
    from council.rules.form import Form

Content = dict[str, Any]
GRADES = ("excellent", "competent", "basic", "incompetent")
NO_FINDING = "none"
"""The finding where no grade has the votes that it needs."""
_CHOICES = {
    "motion": ("yes", "no", "abstain", "spoiled"),
    "choice": ("no", "abstain", "spoiled"),
    "election": ("no", "abstain", "spoiled"),
}
_EVERYWHERE = ("abstain", "spoiled")
_KEYS = {"choice": "marks", "election": "marks", "appraisal": "grades", "score": "scores"}
_STYLE_KEYS = {"approval": "marks", "points": "points", "ranking": "order"}


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(content: Mapping[str, Any]) -> str:
    """One text for one content: equal ballots have equal texts."""
    return _ENCODER.encode(content)


def choices(form: Form) -> tuple[str, ...]:
    """What ``{"choice": …}`` may say on a ballot of this form."""
    return _CHOICES.get(form.kind, _EVERYWHERE)


def answer_key(form: Form) -> str:
    """Under which key a filled ballot of this form answers: marks, grades, scores …"""
    if form.kind == "motion":
        return "choice"
    return _KEYS.get(form.kind) or _STYLE_KEYS[form.style]


def read_content(form: Form, content: Mapping[str, Any]) -> Content:
    """The content of a ballot in its one writing: marks sorted, nothing unsaid, no zero points.

    Raises:
        Refused: with every reason why this ballot cannot be taken.
    """
    if not isinstance(content, Mapping) or len(content) != 1:
        raise Refused([Reason("ballot_unreadable", {})])
    ((key, given),) = content.items()
    if key == "choice":
        if given not in choices(form):
            raise Refused([Reason("choice_not_offered", {})])
        return {"choice": given}
    if key != answer_key(form):
        raise Refused([Reason("ballot_unreadable", {})])
    read, found = _READERS[key](form, given)
    if found:
        raise Refused(found)
    return {key: read}


_Read = tuple[Any, list[Reason]]


def _marks(form: Form, given: object) -> _Read:
    read, found = _order(form, given)
    return sorted(read), found


def _order(form: Form, given: object) -> _Read:
    if not isinstance(given, (list, tuple)) or any(type(entry) is not int for entry in given):
        return [], [Reason("ballot_unreadable", {})]
    found = [_stranger(entry) for entry in given if entry not in form.positions]
    if len(set(given)) != len(given):
        found.append(Reason("mark_twice", {}))
    if len(given) > form.most:
        found.append(Reason("too_many_marks", {"have": len(given), "most": form.most}))
    if not given:
        found.append(Reason("ballot_empty", {}))
    return list(given), found


def _grades(form: Form, given: object) -> _Read:
    pairs, found = _pairs(form, given)
    found += [Reason("grade_unknown", {}) for _, grade in pairs if grade not in GRADES]
    return {str(position): grade for position, grade in pairs}, found


def _scores(form: Form, given: object) -> _Read:
    pairs, found = _pairs(form, given)
    least, most = form.scale
    figures = {"least": least, "most": most}
    found += [
        Reason("score_out_of_scale", figures)
        for _, score in pairs
        if type(score) is not int or not least <= score <= most
    ]
    missing = len(set(form.positions) - {position for position, _ in pairs})
    if pairs and missing:
        found.append(Reason("score_missing", {"missing": missing}))
    return {str(position): score for position, score in pairs}, found


def _points(form: Form, given: object) -> _Read:
    pairs, found = _pairs(form, given)
    if any(type(points) is not int or points < 0 for _, points in pairs):
        return {}, [*found, Reason("points_not_whole", {})]
    total = sum(points for _, points in pairs)
    if total > form.points:
        found.append(Reason("too_many_points", {"have": total, "most": form.points}))
    if pairs and not total:
        found.append(Reason("ballot_empty", {}))
    return {str(position): points for position, points in pairs if points}, found


def _pairs(form: Form, given: object) -> tuple[list[tuple[int, Any]], list[Reason]]:
    """What is given for each position, in the order of positions."""
    if not isinstance(given, Mapping) or not all(map(_is_position, given)):
        return [], [Reason("ballot_unreadable", {})]
    if not given:
        return [], [Reason("ballot_empty", {})]
    pairs = sorted((int(key), value) for key, value in given.items())
    return pairs, list(_strangers(form, [position for position, _ in pairs]))


def _is_position(key: object) -> bool:
    """A position as JSON writes keys: digits, no sign, no leading zero."""
    return isinstance(key, str) and key.isascii() and key.isdigit() and str(int(key[:9])) == key


def _strangers(form: Form, positions: list[int]) -> Iterator[Reason]:
    return (_stranger(position) for position in positions if position not in form.positions)


def _stranger(position: int) -> Reason:
    return Reason("option_not_offered", {"position": position})


_READERS: dict[str, Callable[[Form, object], _Read]] = {
    "marks": _marks,
    "order": _order,
    "grades": _grades,
    "scores": _scores,
    "points": _points,
}
