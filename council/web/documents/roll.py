"""The fields of an attendance sheet: by name, so only for those who keep the meeting."""

from __future__ import annotations

from collections.abc import Sequence

from council.language import gettext as _
from council.queries.chamber.documents import Expected
from council.queries.chamber.meetings import RollLine
from council.vocabulary import word
from council.web import dates
from council.web.documents.wording import Texts, Values

EMPTY_LINES = 3
"""Lines to write on by hand, for guests who come unannounced."""
OPEN_LINES = 40
"""Lines to sign where all residents or owners may come: their roll is frozen at the opening."""


def values(
    roll: Sequence[RollLine], expected: Sequence[Expected], guests: Sequence[Expected]
) -> Values:
    """The frozen roll where the meeting was opened; before that, who is expected."""
    lines = [_kept(n, line) for n, line in enumerate(roll, 1)]
    lines = lines or [_expected(n, one) for n, one in enumerate(expected, 1)]
    here = sum(line.state == "present" for line in roll)
    people = [(one.name, one.title) for one in guests] + [("", "")] * EMPTY_LINES
    return {
        "entitled": str(len(lines) or ""),
        "present": str(here) if roll else "",
        "roll": lines or [_expected(n, Expected("", "", "")) for n in range(1, OPEN_LINES + 1)],
        "guests": [
            {"n": str(n), "name": name, "office": title}
            for n, (name, title) in enumerate(people, 1)
        ],
    }


def _kept(n: int, line: RollLine) -> Texts:
    code = line.channel or "hall" if line.state == "present" else line.state
    return {
        "n": str(n),
        "name": line.name,
        "office": line.office_title,
        "body": line.body,
        "state": "" if line.state == "expected" else word("roll", code),
        "arrived": dates.clock_time(line.arrived_at),
        "reason": _("请假：%(why)s", why=line.reason) if line.state == "excused" else "",
    }


def _expected(n: int, one: Expected) -> Texts:
    texts = {"n": str(n), "name": one.name, "office": one.title, "body": one.body}
    return texts | {"state": "", "arrived": "", "reason": ""}
