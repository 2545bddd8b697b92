"""The hall: who speaks next and why, and in which order motions are dealt with.

The figures come from the community's rules of procedure: DB1 (how often and how long one speaks)
and HP1 (who has not spoken first, sides alternate). Values only; nothing here reads a clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from council.rules.rule import Rule
from council.rules.verdict import LAWFUL, Reason, Verdict

TURNS, PROCEDURE = "DB1", "HP1"
FOR, AGAINST, NEUTRAL = "for", "against", "neutral"
SIDES = (FOR, AGAINST, NEUTRAL)
WAITING, SPEAKING, SPOKEN, WITHDRAWN = "waiting", "speaking", "spoken", "withdrawn"

MAIN, AMENDMENT, ORDER = "main", "amendment", "order"
MOVED, ADOPTED, REJECTED, RULED, TAKEN_BACK = "moved", "adopted", "rejected", "ruled", "withdrawn"
CONSENSUS, HANDS, CHAIR, POLL = "consensus", "hands", "chair", "poll"

# Points of order, and what decides each: some the chair answers alone, the others the meeting.
ORDERS: dict[str, tuple[str, ...]] = {
    "close_debate": (CONSENSUS, HANDS),
    "close_list": (CONSENSUS, HANDS),
    "adjourn": (CONSENSUS, HANDS),
    "put_off": (CONSENSUS, HANDS),
    "secret": (CONSENSUS, HANDS),
    "quorum": (CHAIR,),
    "correct": (CHAIR,),
    "conduct": (CHAIR,),
}
# What the chair alone has ruled, with a written reason: not moved by anybody.
OUT_OF_TURN, REOPENED = "out_of_turn", "reopened"
# How far an amendment goes, the furthest first.
REACH = ("replace", "strike", "alter", "insert")


@dataclass(frozen=True, slots=True)
class Procedure:
    """A community's rules of procedure on a day; ``seconds`` is the time of one speech."""

    times: int = 2
    seconds: int = 120
    alternate: bool = True
    unspoken_first: bool = True

    @classmethod
    def of(cls, turns: Rule, procedure: Rule) -> Procedure:
        """From the rules DB1 and HP1 in force."""
        return cls(
            turns.number("times"),
            turns.number("minutes") * 60,
            bool(procedure.number("alternate")),
            bool(procedure.number("unspoken_first")),
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the list of an item. ``who`` is the same for all speeches of one speaker."""

    position: int
    who: str
    side: str
    state: str
    asked_at: datetime
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """A waiting line in its place. ``why`` is ``first``, ``other_side`` or ``asked``."""

    turn: Turn
    spoken: int
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A motion as its order depends on it."""

    position: int
    kind: str
    topic: str
    state: str
    decided_at: datetime | None = None


def order(turns: Iterable[Turn], procedure: Procedure) -> list[Next]:
    """The waiting speakers of one item in the order in which they speak.

    Who has not spoken on the item comes first (the fewer turns, the earlier), then for and
    against alternate, then who asked earlier. A neutral line keeps the place of its asking.
    """
    lines = list(turns)
    spoken = Counter(line.who for line in lines if line.state in (SPEAKING, SPOKEN))
    left = sorted(
        (line for line in lines if line.state == WAITING), key=lambda t: (t.asked_at, t.position)
    )
    last = _last_side(lines)
    found: list[Next] = []
    while left:
        picked = _pick(left, spoken, last, procedure)
        left.remove(picked.turn)
        found.append(picked)
        last = picked.turn.side if picked.turn.side != NEUTRAL else last
    return found


def _pick(left: Sequence[Turn], spoken: Counter[str], last: str, rules: Procedure) -> Next:
    fewest = min(spoken[line.who] for line in left)
    group = [line for line in left if spoken[line.who] == fewest] if rules.unspoken_first else left
    line = group[0]
    if rules.alternate and last in (FOR, AGAINST):
        line = next((one for one in group if one.side != last), line)
    why = "asked"
    if line is not group[0]:
        why = "other_side"
    elif line is not left[0]:
        why = "first"
    return Next(line, spoken[line.who], why)


def _last_side(lines: Iterable[Turn]) -> str:
    """The side of whoever spoke last for or against."""
    heard = [one for one in lines if one.started_at is not None and one.side != NEUTRAL]
    return max(heard, key=lambda t: (t.started_at, t.position)).side if heard else ""


def may_ask(turns: Iterable[Turn], who: str, procedure: Procedure, *, closed: bool) -> Verdict:
    """Whether somebody may be put on the list of an item."""
    mine = [line for line in turns if line.who == who and line.state != WITHDRAWN]
    if any(line.state == WAITING for line in mine):
        return _refuse("speaker_waits")
    if len(mine) >= procedure.times:
        return _refuse("speaker_turns_used", TURNS, times=procedure.times)
    return _refuse("list_closed") if closed else LAWFUL


def may_start(
    waiting: Sequence[Next], wanted: int, name_of_next: str, *, ruling: str = ""
) -> Verdict:
    """Whether the line at position ``wanted`` may speak now; ``waiting`` is :func:`order`.

    Out of turn only where the chair rules so with a written reason; the refusal says who is
    next and why.
    """
    if all(line.turn.position != wanted for line in waiting):
        return _refuse("speaker_not_waiting")
    first = waiting[0]
    if first.turn.position == wanted or ruling:
        return LAWFUL
    return _refuse("speaker_out_of_turn", PROCEDURE, who=name_of_next, turn_why=first.why)


def in_order(motions: Iterable[Moved]) -> list[Moved]:
    """Open motions as they are dealt with: points of order, amendments, then the main motion."""
    ranks = {ORDER: 0, AMENDMENT: 1, MAIN: 2}

    def place(motion: Moved) -> tuple[int, int, int]:
        reach = REACH.index(motion.topic) if motion.topic in REACH else 0
        return ranks[motion.kind], reach if motion.kind == AMENDMENT else 0, motion.position

    return sorted((one for one in motions if one.state == MOVED), key=place)


def may_take(motions: Sequence[Moved], position: int) -> Verdict:
    """Whether the motion at ``position`` is the one to be decided now."""
    waiting = in_order(motions)
    wanted = next((one for one in waiting if one.position == position), None)
    if wanted is None:
        return _refuse("motion_decided")
    return LAWFUL if wanted is waiting[0] else _first_take(waiting[0], wanted.kind)


def may_vote_on(motions: Iterable[Moved]) -> Verdict:
    """Whether the item itself may be put to the vote: no point of order and no amendment open."""
    waiting = [one for one in in_order(motions) if one.kind != MAIN]
    return _first_take(waiting[0], MAIN) if waiting else LAWFUL


def orders_first(motions: Iterable[Moved]) -> Verdict:
    """Refuses anything else while a point of order is open."""
    waiting = [one for one in in_order(motions) if one.kind == ORDER]
    return _first_take(waiting[0], ORDER) if waiting else LAWFUL


def _first_take(first: Moved, wanted: str) -> Verdict:
    if first.kind == ORDER:
        return _refuse("order_first", order_topic=first.topic)
    if wanted == MAIN:
        return _refuse("amendments_before_main", n=first.position)
    return _refuse("amendment_goes_further", n=first.position)


def adopted(motions: Iterable[Moved]) -> frozenset[str]:
    """The points of order in force on an item: adopted since it was last taken up again."""
    found: set[str] = set()
    for motion in sorted(motions, key=lambda m: (m.decided_at is None, m.decided_at, m.position)):
        if motion.decided_at is None or motion.kind != ORDER:
            continue
        if motion.topic == REOPENED:
            found.clear()
        elif motion.state == ADOPTED:
            found.add(motion.topic)
    return frozenset(found)


def methods(kind: str, topic: str, *, has_matter: bool, joint: bool) -> tuple[str, ...]:
    """How a motion may be decided, the usual way first.

    A joint meeting knows consensus only (JM1). The main question of a matter is put to the
    vote by roll.
    """
    if kind == ORDER:
        ways = ORDERS.get(topic, (CHAIR,))
    elif kind == AMENDMENT:
        ways = (CONSENSUS, HANDS)
    else:
        ways = (POLL,) if has_matter else (CONSENSUS, HANDS, POLL)
    return tuple(way for way in ways if way in (CONSENSUS, CHAIR)) if joint else ways


@dataclass(frozen=True, slots=True)
class Hands:
    """A show of hands: the figures, and how many are present and entitled."""

    yes: int
    no: int
    abstain: int
    present: int
    entitled: int


def hands_lawful(hands: Hands) -> Verdict:
    """No more hands than people."""
    counted = hands.yes + hands.no + hands.abstain
    if min(hands.yes, hands.no, hands.abstain) < 0 or counted > hands.present:
        return _refuse("hands_too_many", n=counted, present=hands.present)
    return _refuse("hands_none") if counted == 0 else LAWFUL


def hands_carry(hands: Hands, rule: Rule) -> bool:
    """Whether a show of hands adopts: by the meeting's own rule, of those present.

    Who is present takes part: not raising a hand is no approval.
    """
    if rule.approval is None:
        return hands.yes > hands.no
    bases = {
        "participants": hands.present,
        "entitled": hands.entitled,
        "ballots": hands.yes + hands.no + hands.abstain,
    }
    return rule.approval.threshold.met(hands.yes, bases[rule.approval.of])


def may_decide(
    kind: str, *, for_decision: bool, announced: bool, method: str, rule: Rule
) -> Verdict:
    """Whether a question may be decided on this item at all; points of order always may."""
    if kind == ORDER:
        return LAWFUL
    if not announced or (method != CONSENSUS and not for_decision):
        need = {"need": rule.notice_days}
        return Verdict((Reason("item_not_announced", need, rule.id, rule.statutes),))
    if method == HANDS and rule.counts_area:
        return _refuse("hands_count_no_area", rule.id)
    return LAWFUL


def may_open_item(open_items: Collection[int], wanted: int) -> Verdict:
    """One item at a time."""
    others = [position for position in open_items if position != wanted]
    if wanted in open_items:
        return _refuse("item_open_already", n=wanted)
    return _refuse("item_other_open", n=others[0]) if others else LAWFUL


def _refuse(code: str, rule_id: str | None = None, **params: object) -> Verdict:
    return Verdict((Reason(code, params, rule_id),))
