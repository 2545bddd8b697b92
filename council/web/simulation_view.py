"""What a roll would need under each rule, in words: exact, and no promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

from council import vocabulary
from council.language import gettext as _
from council.queries.public.simulation import Choice, Roll
from council.rules.meetings import BODY_RULES
from council.rules.outlook import Measure, simulate
from council.rules.pollfile import parse_area
from council.rules.rule import Rule
from council.rules.tally import CountError, Line
from council.rules.verdict import Reason
from council.vocabulary import word
from council.web import dates, language, outlook_view
from council.web.forms.ballot import Problem

TYPED = "typed"
_MOST = 1_000_000
_OF_VOTERS = {
    "residents": ("RA1", "EL1", "EL2"),
    "households": ("RA2",),
    "owners": ("OW1", "OW2"),
    "owners_of_building": ("OW3",),
}
_EVERY = ("RA1", "RA2", "RC1", "PG2", "PG3", "DL1", "OC1", "EL1", "EL2", "EV1", "FD1")


@dataclass(slots=True)
class Asked:
    """What was asked in the address, and what is wrong with it."""

    roll: str = ""
    heads: str = ""
    area: str = ""
    chosen: Choice | None = None
    typed: Roll | None = None
    wrong: list[tuple[str, Reason]] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, list[str]]:
        """The problems by field."""
        return {name: [vocabulary.reason(reason)] for name, reason in self.wrong}

    def __iter__(self) -> Iterator[Problem]:
        for name, reason in self.wrong:
            yield Problem(name, (vocabulary.reason(reason),))


def asked(given: Mapping[str, str], choices: Iterable[Choice]) -> Asked:
    """Read the address; empty where nothing was asked yet."""
    found = Asked(
        given.get("roll", "")[:40], given.get("heads", "")[:20], given.get("area", "")[:20]
    )
    if not found.roll:
        return found
    if found.roll != TYPED:
        found.chosen = next((c for c in choices if found.roll in _names(c)), None)
        if found.chosen is None:
            found.wrong.append(("roll", Reason("simulation_roll")))
        return found
    heads = found.heads.strip().replace(",", "")
    if not heads.isdecimal() or not 1 <= int(heads[:8]) <= _MOST or len(heads) > 7:
        found.wrong.append(("heads", Reason("simulation_heads")))
    area = None
    if found.area.strip():
        try:
            area = parse_area(found.area.strip().replace(",", ""))
        except CountError:
            found.wrong.append(("area", Reason("simulation_area")))
    if not found.wrong:
        found.typed = Roll(TYPED, int(heads), area)
    return found


def _names(choice: Choice) -> tuple[str, ...]:
    """How an address may name a roll: also by the owners' assembly that meets."""
    return tuple(key.hex for key in (choice.id, choice.body_id) if key)


def rule_ids(roll: Roll, kind: str = "") -> tuple[str, ...]:
    """The rules under which such a roll votes."""
    if roll.voters == TYPED:
        return (*_EVERY, "OW1", "OW2", "OW3")
    return _OF_VOTERS.get(roll.voters) or BODY_RULES.get(kind, ())


def tables(
    rolls: Iterable[Roll], kind: str, book: Mapping[str, Rule], base: str
) -> list[SimpleNamespace]:
    """One table for each roll: what it would need under each of its rules."""
    return [_table(roll, kind, book, base) for roll in rolls]


def _table(roll: Roll, kind: str, book: Mapping[str, Rule], base: str) -> SimpleNamespace:
    rules = [book[code] for code in rule_ids(roll, kind) if code in book]
    made = simulate([Line("all", roll.heads, roll.area)], rules) if roll.heads else ()
    return SimpleNamespace(
        title=_title(roll),
        said=_said(roll),
        rules=[
            SimpleNamespace(
                code=one.rule,
                name=language.spoken(book[one.rule].name),
                url=f"{base}/rules/#{one.rule}",
                statute="、".join(book[one.rule].statutes),
                verified=book[one.rule].verified,
                rows=[row(measure) for measure in one.measures],
            )
            for one in made
        ],
    )


def columns() -> list[str]:
    """The heads of a rule's rows."""
    return [
        _("按什么算"),
        _("应到"),
        _("至少要参加"),
        _("刚够时至少同意"),
        _("全部参加时至少同意"),
    ]


def row(measure: Measure) -> list[str]:
    """What is needed by one measure."""
    figures = (measure.entitled, measure.needed, measure.agree_quorum, measure.agree_all)
    return [
        word("measure", measure.name),
        *(outlook_view.amount(measure.name, figure) for figure in figures),
    ]


def _title(roll: Roll) -> str:
    if roll.voters == TYPED:
        return _("按您填的数字")
    who = word("voters", roll.voters)
    return f"{roll.place} {who}" if roll.place else who


def total(heads: int, area: int | None) -> str:
    """``17 人，共 1,521.25 m²。``"""
    said = outlook_view.amount("heads", heads)
    if area is not None:
        said += _("，共 %(area)s", area=outlook_view.amount("area", area))
    return said + _("。")


def _said(roll: Roll) -> str:
    said = [total(roll.heads, roll.area)]
    if roll.without_area:
        said.append(_("有 %(n)s 套没有登记面积，按面积的规则算不出来。", n=roll.without_area))
    if roll.without_owner:
        said.append(_("有 %(n)s 套没有登记业主，没有算进去。", n=roll.without_owner))
    return dates.sentences(said)
