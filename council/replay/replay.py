#!/usr/bin/env python3
"""Recompute a closed poll from its archive, offline.  离线复算一次已计票的表决。

Put this file beside the others of the archive and run  python3 replay.py  – or hand it another
folder or a ZIP file:  python3 replay.py archive.zip.  Python 3.9 or later, nothing else needed.
把本文件和档案里的其他文件放在一起，运行 python3 replay.py；也可以后面写上文件夹或 ZIP 文件的名字。

python3 replay.py --line my-line.json  also looks for the lines of the roll that a voter downloaded.
python3 replay.py --line 我的名册行.json 另外核对本人下载的名册行是不是在冻结的名册里。

Exit code: 0 everything agrees, 1 something differs (each difference is named), 2 cannot be read.
退出码：0 全部一致；1 有出入（逐条列出）；2 读不出来。

What it does, in this order (each step is a section of this file):
1. Files: every file has the SHA-256 that hashes.txt says.
2. Journal: every entry follows from the one before; the roll and the poll's own record are the ones
   that the journal committed to.
3. Ballots: as many as there are marks, each of somebody on the roll, none twice, none malformed.
4. Count: participation, approval and results are computed anew and compared with tally.json.

All figures are whole numbers and exact fractions: heads, hundredths of a square metre, fen.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

FORMAT = "council-replay-1"
ALWAYS = ("poll.json", "roll.json", "ballots.json", "tally.json", "journal.json", "hashes.txt")
MOTION = ("yes", "no", "abstain", "spoiled")
CHANNELS = ("online", "paper", "hall", "proxy")
GRADES = ("excellent", "competent", "basic", "incompetent")
KEYS = {"motion": "choice", "choice": "marks", "election": "marks", "appraisal": "grades",
        "score": "scores", "approval": "marks", "points": "points", "ranking": "order"}  # fmt: skip

WHY = {
    "annulled": ("这次表决已作废，没有计票", "the poll was annulled and never counted"),
    "withheld": ("票数太少或者完全一致，只公布是否通过，以免看出谁投了什么",
                 "few or unanimous secret ballots: only the outcome is told"),
    "withheld_in_part": ("有一项的票完全一致，不公布，以免看出谁投了什么",
                         "all gave one member the same grade: it is not told"),
    "masked": ("记录里有隐去的个人信息", "the record holds personal data that is masked here"),
    "present": ("会看出谁到了会", "it would tell who was present"),
}  # fmt: skip


class UnreadableError(Exception):
    """The archive is not one, or a part of it is missing."""


class UncountableError(Exception):
    """The ballots contradict roll, marks or form: two texts, Chinese and English."""


class Report:
    """Says everything twice, and remembers what differs."""

    def __init__(self):
        self.differences = []

    def say(self, zh, en):
        print(f"{zh}\n    {en}")

    def agrees(self, zh, en):
        self.say(f"[一致] {zh}", f"[agrees] {en}")

    def differs(self, zh, en):
        self.differences.append(en)
        self.say(f"[不一致] {zh}", f"[DIFFERS] {en}")

    def check(self, holds, zh, en):
        if holds:
            self.agrees(zh, en)
        else:
            self.differs(f"不成立：{zh}", f"this does not hold: {en}")


# --- reading ---


def read_archive(place):
    """Every file of the folder or ZIP file, as bytes by name."""
    try:
        if place.is_dir():
            names = [path for path in place.iterdir() if path.is_file()]
            files = {path.name: path.read_bytes() for path in names}
        else:
            with zipfile.ZipFile(place) as archive:
                files = {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableError(str(error)) from error
    missing = [name for name in ALWAYS if name not in files]
    if missing:
        raise UnreadableError("missing: " + ", ".join(missing))
    return files


def read_json(files, name):
    """One file as data; a number with a decimal point is none of ours."""
    try:
        return json.loads(files[name].decode("utf-8"), parse_float=no_float)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{name}: {error}") from error


def no_float(text):
    raise ValueError(f"{text} is not a whole number")


def canonical(value):
    """The one writing of a value: keys sorted, no blanks (RFC 8785 for data without floats)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


# --- 1. files ---


def read_hashes(files):
    """Name → SHA-256, and the two named sums (roll_sha256, ballots_sha256)."""
    hashes, sums = {}, {}
    for line in files["hashes.txt"].decode("utf-8").splitlines():
        first, _, rest = line.partition("  ")
        if line.startswith("# "):
            name, _, value = line[2:].partition(" ")
            sums[name] = value
        elif line:
            hashes[rest] = first
    return hashes, sums


def check_files(files, report):
    hashes, _ = read_hashes(files)
    wrong = [name for name, said in hashes.items() if sha256(files.get(name, b"")) != said]
    wrong += [name for name in files if name not in hashes and name.endswith(".json")]
    for name in sorted(wrong):
        what = "was changed" if name in files and name in hashes else "is missing or not listed"
        report.differs(f"文件 {name} 与 hashes.txt 不符", f"{name} {what} (hashes.txt)")
    if not wrong:
        n = len(hashes)
        report.agrees(f"{n} 个文件的校验码都对", f"the SHA-256 of all {n} files are right")


# --- 2. journal ---


def check_journal(poll, roll, tally, journal, seal, report):
    entries = {entry["seq"]: entry for entry in journal["entries"]}
    found = check_chain(entries, report)
    for seq, rows in journal["commitments"].items():
        check_commitments(entries[int(seq)], rows, report)
    check_roll(poll, roll, journal, found, report)
    closing = facts_of(entries, journal["closed"])
    if closing is not None and "outcome" in closing:
        same = closing["outcome"] == poll["outcome"]
        same = same and ("counts" not in closing or closing["counts"] == tally["counts"])
        report.check(
            same, "台账里记的结果与档案相同", "journal.json: its outcome is that of the poll"
        )
    if seal is not None:
        check_seal(poll, tally, journal, seal, report)
    else:
        zh, en = WHY[poll["seal_left_out"]]
        report.say(f"[说明] 没有附表决记录和它的盐：{zh}", f"[note] seal.json is left out: {en}")


def check_chain(entries, report):
    """Every hash that can be computed, and every link between neighbours."""
    broken, told, links = [], 0, 0
    for seq, entry in sorted(entries.items()):
        if entry["payload"] is not None:
            told += 1
            right = sha256(entry["previous"] + "\n" + entry["payload"]) == entry["sha256"]
            if not right or json.loads(entry["payload"])["seq"] != seq:
                broken.append(f"{seq} (hash)")
        if seq - 1 in entries:
            links += 1
            if entries[seq - 1]["sha256"] != entry["previous"]:
                broken.append(f"{seq} (link)")
    if broken:
        said = ", ".join(broken)
        report.differs(f"台账第 {said} 条的链断了", f"journal.json: broken at {said}")
    else:
        zh = f"台账 {len(entries)} 条：{told} 条内容、{links} 处链接都对"
        en = f"journal: {len(entries)} entries, {told} contents and {links} links are right"
        report.agrees(zh, en)
    return entries


def facts_of(entries, seq):
    """What an entry tells, or None where its content is not published."""
    text = entries[seq]["payload"] if seq in entries else None
    return None if text is None else json.loads(text)["facts"]


def check_commitments(entry, rows, report):
    """The row commitments listed for an entry are those over which it took its hash."""
    if entry["payload"] is None:
        return
    said = json.loads(entry["payload"])
    same = sha256("\n".join(" ".join(row) for row in rows)) == said["rows"]
    report.check(
        same and said["row_count"] == len(rows),
        f"第 {entry['seq']} 条台账的 {len(rows)} 个承诺都对",
        f"journal.json: the {len(rows)} commitments of entry {entry['seq']} are right",
    )


def check_roll(poll, roll, journal, entries, report):
    """The lines of the roll are those that were committed to when the roll was frozen."""
    rows = journal["commitments"].get(str(journal["sealed"]))
    if rows is None:
        raise UnreadableError("journal.json: no commitments of the roll")
    known = sorted(mark for table, _, mark in rows if table == "poll_voter" and mark)
    same = known == sorted(line["id"] for line in roll)
    zh = f"名册 {len(roll)} 行都是冻结时承诺的那些"
    en = f"roll.json: its {len(roll)} lines are those committed to when the roll was frozen"
    report.check(same, zh, en)
    facts = facts_of(entries, journal["sealed"])
    if facts is not None and "roll_sha256" in facts:
        same = (facts["roll_sha256"], facts["roll_lines"]) == (poll["roll_sha256"], len(roll))
        report.check(same, "名册校验码与台账相同", "poll.json: roll_sha256 is the journal's")


def check_lines(place, roll, report):
    """Lines of the roll that somebody has downloaded as their own are in it as they were frozen."""
    try:
        mine = json.loads(Path(place).read_text(encoding="utf-8"), parse_float=no_float)["lines"]
        marks = [sha256(bytes.fromhex(x["salt"]) + canonical(x["record"]).encode()) for x in mine]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"{place}: {error}") from error
    known = {line["id"] for line in roll}
    for mark in marks:
        report.check(
            mark in known, f"您的名册行 {mark[:16]}… 在冻结的名册里",
            f"your line {mark[:16]}… is in the roll as it was frozen",
        )  # fmt: skip
    if not marks:
        raise UnreadableError(f"{place}: no lines")


SEALED = ("number", "question", "rule", "secret", "consultation", "opened_at", "closes_at",
          "ended_at", "closed_at", "outcome", "roll_sha256", "ballots_sha256")  # fmt: skip


def check_seal(poll, tally, journal, seal, report):
    """The poll's own record: its commitment is in the journal, and it says what poll.json says."""
    rows = journal["commitments"].get(str(journal["closed"]), [])
    mark = sha256(bytes.fromhex(seal["salt"]) + canonical(seal["record"]).encode())
    report.check(
        any(table == "poll" and digest == mark for table, _, digest in rows),
        "表决记录（规则、题目、计票结果）与台账里的承诺相符",
        "seal.json: the record is the one that the journal committed to",
    )
    record = seal["record"]
    wrong = [name for name in SEALED if record.get(name) != unset(poll, name)]
    wrong += ["form"] * ((record.get("ask") or {"kind": "motion"}) != poll["form"])
    for name in wrong:
        report.differs(
            f"poll.json 的 {name} 与封印的记录不同", f"poll.json: {name} is not the sealed"
        )
    if record["tally"] != tally:
        report.differs("tally.json 与封印的记录不同", "tally.json: not the tally that was sealed")


def unset(poll, name):
    """A record leaves out what joined it later and was never set."""
    return None if poll[name] is False and name in ("secret", "consultation") else poll[name]


# --- 3. ballots, marks and roll ---


class Vote:
    """What one ballot or raised hand says, and what it weighs."""

    def __init__(self, content, heads=1, area=0, channel=None):
        self.content, self.heads, self.area, self.channel = content, heads, area, channel

    @property
    def said(self):
        return self.content.get("choice", "valid")


class Cast:
    """Everybody who counts, who took part, and what was cast."""

    def __init__(self, standing, recused, votes, others, channels, secret):
        self.standing, self.recused, self.votes = standing, recused, votes
        self.channels, self.secret = channels, secret
        self.took_part = len(votes) + others["lines"]
        entitled = weigh(standing.values())
        ballots = (len(votes), 0) if secret else (
            sum(v.heads for v in votes), sum(v.area for v in votes))  # fmt: skip
        here = (ballots[0] + others["heads"], ballots[1] + others["area"])
        self.bases = {"entitled": entitled, "ballots": ballots, "participants": here}


def weigh(lines):
    lines = list(lines)
    return sum(x["heads"] for x in lines), sum(x["area"] or 0 for x in lines)


def gather(poll, roll, ballots, hands):
    """Hold the ballots against the roll; UncountableError for whatever does not fit."""
    measured = poll["rule"]["measure"] == "heads+area"
    standing = {}
    for line in roll:
        if line["heads"] < 1 or (measured and not line["area"]) or line["id"] in standing:
            fail("名册里有一行不能计票", f"roll.json: line {line['id'][:12]} cannot be counted")
        if not line["recused"]:
            standing[line["id"]] = line
    recused = len(roll) - len(standing)
    if poll["secret"]:
        votes = [Vote(ballot["content"]) for ballot in ballots]
        if sum(poll["marks"].values()) != len(votes):
            fail("选票数与“已投票”标记数不同",
                 f"{len(votes)} ballots but {sum(poll['marks'].values())} marks")  # fmt: skip
        channels, others = Counter(poll["marks"]), poll["present_without_ballot"]
    else:
        votes, seen = named(standing, ballots, hands)
        marks = Counter(ballot["channel"] for ballot in ballots)
        if +marks != +Counter(poll["marks"]):
            fail("各渠道的选票数与标记数不同", "ballots and marks by channel are not the same")
        here = [x for x in standing.values() if x["present"] and x["id"] not in seen]
        others = {"lines": len(here), "heads": weigh(here)[0], "area": weigh(here)[1]}
        channels = Counter(vote.channel for vote in votes)
    for vote in votes:
        problem = misread(poll["form"], vote.content)
        if problem:
            fail(f"有一张选票不合规：{problem}", f"a ballot that cannot be: {problem}")
    return Cast(standing, recused, votes, others, channels, poll["secret"])


def named(standing, ballots, hands):
    """The votes of an open poll; raised hands are counted together, one head each."""
    votes, seen, raised = [], set(), 0
    for ballot in ballots:
        line = standing.get(ballot["line"])
        if line is None or ballot["line"] in seen:
            what = "twice" if line else "by nobody who may vote"
            fail("有人投了两次，或者没有资格", f"ballots.json: {ballot['line'][:12]} cast {what}")
        seen.add(ballot["line"])
        if ballot["content"] is None:
            raised += line["heads"]
        else:
            votes.append(
                Vote(ballot["content"], line["heads"], line["area"] or 0, ballot["channel"])
            )
    agreed = hands["agreed"] if hands else {}
    if raised != sum(agreed.values()):
        fail("举手的人数与点票员数的不同", f"{raised} raised hands, {sum(agreed.values())} counted")
    for choice, times in agreed.items():
        votes += [Vote({"choice": choice}, channel="hall") for _ in range(times)]
    return votes, seen


def fail(zh, en):
    raise UncountableError(zh, en)


def choices(form):
    """What {"choice": …} may say."""
    if form["kind"] == "motion":
        return MOTION
    against_all = ("no",) if form["kind"] in ("choice", "election") else ()
    return (*against_all, "abstain", "spoiled")


def misread(form, content):
    """What is wrong with a ballot's content, or None."""
    if not isinstance(content, dict) or len(content) != 1:
        return canonical(content)
    ((key, given),) = content.items()
    if key == "choice":
        return None if given in choices(form) else f"choice {given!r}"
    style = form.get("style", "approval") if form["kind"] == "budget" else form["kind"]
    if key != KEYS[style] or not given:
        return f"{key} is not asked"
    places = [option["position"] for option in form["options"]]
    marks = given if isinstance(given, list) else [int(place) for place in given]
    if len(set(marks)) != len(marks) or not set(marks) <= set(places):
        return f"{key}: an option that is not offered, or marked twice"
    return _beyond(form, key, given, len(places))


def _beyond(form, key, given, offered):
    """Whether a ballot says more, or other, than its form lets it say."""
    if key in ("marks", "order"):
        bad = len(given) > form.get("most", 1)
    elif key == "grades":
        bad = not set(given.values()) <= set(GRADES)
    elif key == "scores":
        least, most = form.get("scale", [0, 100])
        bad = len(given) != offered or not all(
            type(n) is int and least <= n <= most for n in given.values()
        )
    else:
        whole = all(type(n) is int and n > 0 for n in given.values())
        bad = not whole or sum(given.values()) > form.get("points", 0)
    return f"{key} {canonical(given)}" if bad else None


def check_ballots_hash(poll, ballots, report):
    """The published ballots of a secret poll, one line each: tracker, tab, content."""
    lines = sorted(b["tracker"] + "\t" + canonical(b["content"]) + "\n" for b in ballots)
    same = sha256("".join(lines)) == poll["ballots_sha256"] and len(set(lines)) == len(lines)
    same = same and len({ballot["tracker"] for ballot in ballots}) == len(ballots)
    if same:
        report.agrees("选票校验码与选票相符", "ballots_sha256 is that of the ballots")
    else:
        report.differs("选票校验码与选票不符", "ballots.json: not the ballots of ballots_sha256")


# --- 4. the count ---


class Threshold:
    """A share that has to be reached (以上) or exceeded (超过)."""

    def __init__(self, data):
        self.share, self.inclusive = Fraction(data["share"]), data["inclusive"]

    def met(self, have, of):
        reached = have * self.share.denominator - of * self.share.numerator
        return of > 0 and have > 0 and (reached >= 0 if self.inclusive else reached > 0)

    def needed(self, of):
        """The least whole number that reaches it."""
        exact = self.share * of
        least = exact.numerator // exact.denominator
        if not self.inclusive or least != exact:
            least += 1
        return max(1, least)


class Measuring:
    """Measures heads, and area where the rule counts it, against a threshold."""

    def __init__(self, rule):
        self.by_area = rule["measure"] == "heads+area"
        self.names = ("heads", "area") if self.by_area else ("heads",)

    def met(self, threshold, have, of):
        return all(threshold.met(have[i], of[i]) for i, _ in enumerate(self.names))

    def share(self, threshold, have, of):
        told = {"met": self.met(threshold, have, of)}
        for i, name in enumerate(self.names):
            told[name] = figures(name, threshold, have[i], of[i])
        return told

    def lines(self, what, threshold, have, of, **more):
        """Lines of the computation, as tally.json keeps them."""
        found = []
        for i, name in enumerate(self.names):
            tenths = have[i] * 1000 // of[i] if of[i] else 0
            params = figures(name, threshold, have[i], of[i])
            params["percent"] = f"{tenths // 10}.{tenths % 10}"
            params["needed"] = amount(name, threshold.needed(of[i]))
            params["met"] = threshold.met(have[i], of[i])
            found.append({"code": f"tally.{what}.{name}", "params": {**more, **params}})
        return found

    def reasons(self, what, threshold, have, of):
        """What is missing, by each measure that falls short."""
        found = []
        for i, name in enumerate(self.names):
            if not threshold.met(have[i], of[i]):
                params = figures(name, threshold, have[i], of[i])
                params["missing"] = amount(name, max(0, threshold.needed(of[i]) - have[i]))
                found.append({"code": f"{what}_{name}_missed", "params": params})
        return found


def figures(name, threshold, have, of):
    return {"have": amount(name, have), "of": amount(name, of),
            "need": str(threshold.share), "inclusive": threshold.inclusive}  # fmt: skip


def amount(name, value):
    """Heads as a number; area in m² with two decimals."""
    return f"{value // 100}.{value % 100:02d}" if name == "area" else value


def count(poll, roll, ballots, hands):
    """The tally, computed anew; only the explanations of single options (why) are left out."""
    rule, form = poll["rule"], poll["form"]
    cast = gather(poll, roll, ballots, hands)
    measuring = Measuring(rule)
    quorum = Threshold(rule["participation"])
    passes, of = Threshold(rule["approval"]["threshold"]), cast.bases[rule["approval"]["of"]]
    here, everybody = cast.bases["participants"], cast.bases["entitled"]
    race = Race(rule, form, cast, measuring, passes, of, measuring.met(quorum, here, everybody))
    agreed = COUNTERS[form["kind"]](race)
    outcome = "no_quorum"
    if race.quorum:
        outcome = "passed" if measuring.met(passes, agreed, of) else "failed"
    roll_line = {"entitled": everybody[0], "recused": cast.recused}
    tally = {
        "rule": rule["id"],
        "outcome": outcome,
        "participation": measuring.share(quorum, here, everybody),
        "approval": measuring.share(passes, agreed, of),
        "counts": counts(form, cast.votes),
        "channels": {channel: cast.channels[channel] for channel in CHANNELS},
        "recused": cast.recused,
        "reasons": measuring.reasons("participation", quorum, here, everybody)
        + measuring.reasons("approval", passes, agreed, of),
        "statutes": rule["statutes"],
        "lines": [
            {"code": "tally.roll", "params": roll_line},
            *measuring.lines("participation", quorum, here, everybody),
            *([] if race.own_lines else measuring.lines("approval", passes, agreed, of)),
            *race.lines,
            {"code": "tally.outcome", "params": {"outcome": outcome}},
        ],
        "present": cast.took_part,
    }
    return {**tally, **channels_of(form, cast), **race.told}


def counts(form, votes):
    said = Counter(vote.said for vote in votes)
    names = MOTION if form["kind"] == "motion" else ("valid", *choices(form))
    return {name: said[name] for name in names}


def channels_of(form, cast):
    """What came through each channel; of a secret poll only whether all said the same."""
    if cast.secret:
        different = {canonical(vote.content) for vote in cast.votes}
        return {"secret": True, "unanimous": len(different) == 1}
    split = {}
    for channel in CHANNELS:
        mine = [vote for vote in cast.votes if vote.channel == channel]
        if mine or channel in ("hall", "online"):
            split[channel] = counts(form, mine)
    return {"by_channel": split}


class Race:
    """All that decides about the options of a poll, and what is found about them."""

    def __init__(self, rule, form, cast, measuring, passes, of, quorum):
        self.rule, self.form, self.cast, self.measuring = rule, form, cast, measuring
        self.passes, self.of, self.quorum = passes, of, quorum
        self.options = form.get("options", [])
        self.places = [option["position"] for option in self.options]
        self.lines, self.told, self.own_lines = [], {}, False

    def filled(self, key):
        """The votes that answer under this key."""
        return [vote for vote in self.cast.votes if key in vote.content]

    def enough(self, have):
        return self.quorum and self.measuring.met(self.passes, have, self.of)

    def ranked(self, keys):
        """Positions, the highest first; equal ones by the lots drawn before, or as listed."""
        listed = self.form.get("tie", "lot") == "listed"
        order = self.places if listed else self.form.get("draw", [])
        if sorted(order) != sorted(self.places):
            fail("同票时的先后顺序没有定", "poll.json: the order that breaks ties is not complete")
        return sorted(order, key=lambda place: keys[place], reverse=True)

    def tell(self, found, **more):
        results = []
        for option in self.options:
            head = {"position": option["position"], "label": option["label"]}
            results.append({**head, **found[option["position"]]})
        self.told = {"results": results, **more}


def together(votes):
    return sum(vote.heads for vote in votes), sum(vote.area for vote in votes)


def count_motion(race):
    """Yes or no on one question."""
    return together([vote for vote in race.cast.votes if vote.content == {"choice": "yes"}])


def count_candidates(race):
    """Choices and elections: each option needs the approval; the most votes take the seats."""
    marked = race.filled("marks")
    votes = {p: together([v for v in marked if p in v.content["marks"]]) for p in race.places}
    met = {p: race.measuring.met(race.passes, votes[p], race.of) for p in race.places}
    weight = {p: votes[p] if race.measuring.by_area else votes[p][:1] for p in race.places}
    rank = race.ranked({p: (met[p], *weight[p]) for p in race.places})
    seats = race.form.get("seats", 1)
    chosen = [p for p in rank if met[p]][:seats] if race.quorum else []
    left, again = seats - len(chosen), []
    if race.quorum and left:
        rest = [p for p in race.ranked(weight) if p not in chosen and votes[p][0]]
        again = rest[: left + 1]  # at most one more than the seats that are still empty
    labels = {option["position"]: option["label"] for option in race.options}
    word = "elected" if race.form["kind"] == "election" else "selected"
    found = {}
    for place in race.places:
        found[place] = {"votes": votes[place][0]}
        if race.measuring.by_area:
            found[place]["area"] = amount("area", votes[place][1])
        found[place]["share"] = race.measuring.share(race.passes, votes[place], race.of)
        found[place].update({"rank": rank.index(place) + 1, word: place in chosen})
    race.own_lines = True
    for place in rank:
        more = {"label": labels[place]}
        race.lines += race.measuring.lines("option", race.passes, votes[place], race.of, **more)
    run_off = [{"position": p, "label": labels[p], "votes": votes[p][0]} for p in again]
    race.tell(found, seats=seats, seats_left=left, run_off=run_off)
    return votes[chosen[0] if chosen else rank[0]]


def count_appraisal(race):
    """Grades: the best that enough give, or better; so many findings in a row end an office."""
    graded, found = race.filled("grades"), {}
    limit = int(race.rule["figures"].get("incompetent_in_a_row", 0))
    of = race.of[0]
    for option in race.options:
        key = str(option["position"])
        given = dict.fromkeys(GRADES, 0)
        for vote in graded:
            if key in vote.content["grades"]:
                given[vote.content["grades"][key]] += vote.heads
        finding = found_of(given, race.passes, of) if race.quorum else "none"
        row = 0
        for earlier in [finding, *reversed(option.get("previous", []))]:
            if earlier != "incompetent":
                break
            row += 1
        found[option["position"]] = {
            "votes": given, "of": of, "needed": race.passes.needed(of), "finding": finding,
            "in_a_row": row, "ended": race.quorum and limit >= 1 and row >= limit,
        }  # fmt: skip
        race.lines.append({"code": "tally.grades", "params": {"label": option["label"], **given}})
    race.tell(found)
    return together(graded)


def found_of(given, threshold, of):
    """Excellent, else at least competent, else at least basic; incompetent only by itself."""
    at_least = 0
    for grade in GRADES[:3]:
        at_least += given[grade]
        if threshold.met(at_least, of):
            return grade
    return "incompetent" if threshold.met(given["incompetent"], of) else "none"


def count_scores(race):
    """Scores: the order of the averages; nothing is dropped, nothing rounded."""
    scored = race.filled("scores")
    times = sum(vote.heads for vote in scored)
    total = {
        p: sum(vote.content["scores"][str(p)] * vote.heads for vote in scored) for p in race.places
    }
    rank = race.ranked(total)
    agreed = together(scored)
    won = rank[: race.form.get("seats", 1)] if race.enough(agreed) else []
    found, shown = {}, {}
    for place in race.places:
        cut = total[place] * 100 // times if times else 0
        shown[place] = f"{cut // 100}.{cut % 100:02d}" if times else None
        found[place] = {
            "total": total[place], "of": times,
            "average": str(Fraction(total[place], times)) if times else None,
            "shown": shown[place], "rank": rank.index(place) + 1, "selected": place in won,
        }  # fmt: skip
    labels = {option["position"]: option["label"] for option in race.options}
    race.lines.append({"code": "tally.scores", "params": {"ballots": times}})
    for p in rank:
        params = {"label": labels[p], "average": shown[p], "total": total[p], "of": times}
        race.lines.append({"code": "tally.score", "params": params})
    race.tell(found)
    return agreed


# --- sharing a fund ---


class Fund:
    """Projects, a budget in fen, and groups of equal ballots: [what each gives, how many]."""

    def __init__(self, form, votes):
        self.budget, style = form["budget"], form.get("style", "approval")
        self.cost = {option["position"]: option["cost"] for option in form["options"]}
        listed = form.get("tie", "lot") == "listed" or not form.get("draw")
        order = list(self.cost) if listed else form["draw"]
        self.tie = {place: i for i, place in enumerate(order)}
        alike = Counter(canonical(vote.content[KEYS[style]]) for vote in votes)
        top = form.get("most", 1)
        self.groups = [(gives(style, json.loads(t), top), n) for t, n in sorted(alike.items())]
        self.voters = len(votes)
        self.votes = {p: sum(n for given, n in self.groups if p in given) for p in self.cost}
        self.score = {
            p: sum(given[p] * n for given, n in self.groups if p in given) for p in self.cost
        }
        least = form.get("least", 0) if form.get("method") == "greedy-threshold" else 0
        self.open = [
            p for p in self.cost
            if self.score[p] > 0 and self.score[p] >= least and self.cost[p] <= self.budget
        ]  # fmt: skip

    def spent(self, chosen):
        return sum(self.cost[place] for place in chosen)

    def backing(self, place):
        """(group, how much it gives) of all who support a project."""
        return [(i, g[place]) for i, (g, _) in enumerate(self.groups) if g.get(place, 0) > 0]


def gives(style, marks, top):
    """Project → what a ballot gives it: 1 each, its points, or by Borda top, top - 1, …"""
    if style == "points":
        return {int(place): points for place, points in marks.items()}
    if style == "ranking":
        return {place: top - i for i, place in enumerate(marks)}
    return dict.fromkeys(marks, 1)


def greedy(fund):
    """The highest score first, as long as the money lasts; what no longer fits is passed over."""
    chosen: list[int] = []
    for place in sorted(fund.open, key=lambda p: (-fund.score[p], fund.tie[p])):
        if fund.spent([*chosen, place]) <= fund.budget:
            chosen.append(place)
    return chosen


class Amount:
    """Money that may depend on the voters' share: now, and how much more per step of it."""

    __slots__ = ("more", "now")

    def __init__(self, now, more=Fraction(0)):
        self.now, self.more = now, more

    def __sub__(self, other):
        return Amount(self.now - other.now, self.more - other.more)

    def __mul__(self, factor):
        return Amount(self.now * factor, self.more * factor)


class Shares:
    """One run of the Method of Equal Shares: everybody holds ``share`` fen.

    Besides, it learns for how many yuan more per voter it would decide everything the same way:
    each decision is a comparison of two amounts, and holds until their difference changes its sign.
    """

    def __init__(self, fund, share, step):
        self.fund = fund
        self.money = [Amount(share, Fraction(step)) for _ in fund.groups]
        self.same_for = None
        self.bought = []
        rest = {place: fund.backing(place) for place in fund.open}
        while rest:
            prices = {place: self.price(place, backing) for place, backing in rest.items()}
            rest = {p: backing for p, backing in rest.items() if prices[p] is not None}
            if not rest:
                break
            best = min(rest, key=lambda p: (prices[p].now, fund.tie[p]))
            for place in rest:
                if place != best:
                    self.holds(prices[place] - prices[best])
            self.buy(best, rest.pop(best), prices[best])

    def holds(self, difference):
        """Note that this difference, now 0 or more, must stay so."""
        if difference.more < 0:
            until = difference.now / -difference.more
            self.same_for = until if self.same_for is None else min(self.same_for, until)

    def worth(self, place, gives):
        """A project is worth what it costs, times what the ballot gives it."""
        return gives * self.fund.cost[place]

    def price(self, place, backing):
        """Fen per unit of worth, the same for all supporters; who has less pays all of it."""
        missing, weight = Amount(Fraction(self.fund.cost[place])), 0
        poorest = []
        for group, given in backing:
            size, worth = self.fund.groups[group][1], self.worth(place, given)
            weight += size * worth
            poorest.append((self.money[group].now / worth, group, size, worth))
        if sum(self.money[group].now * size for _, group, size, _ in poorest) < missing.now:
            for _, group, size, _ in poorest:
                missing = missing - self.money[group] * size
            self.holds(missing)
            return None
        poorest.sort()
        poor = 0
        for most, group, size, worth in poorest:
            if most * weight >= missing.now:
                break
            missing = missing - self.money[group] * size
            weight -= size * worth
            poor += 1
        price = missing * Fraction(1, weight)
        for i, (_, group, _, worth) in enumerate(poorest):
            rest = self.money[group] - price * worth
            self.holds(rest * -1 if i < poor else rest)
        return price

    def buy(self, place, backing, price):
        for group, given in backing:
            rest = self.money[group] - price * self.worth(place, given)
            self.money[group] = rest if rest.now >= 0 else Amount(Fraction(0))
        self.bought.append(place)


def equal_shares(fund, step=100):
    """Equal shares, each raised by one yuan at a time ("add-one") while the budget lasts.

    Gives the projects in the order in which they are bought, and the share in fen.
    """
    if not fund.voters:
        return [], None
    share = Fraction(fund.budget, fund.voters)
    run = Shares(fund, share, step)
    while not full(fund, run.bought) and run.same_for is not None:
        # Smaller raises than this are known to decide nothing differently.
        leap = max(1, -(-run.same_for.numerator // run.same_for.denominator))
        further = Shares(fund, share + leap * step, step)
        if fund.spent(further.bought) > fund.budget:
            return run.bought, share + (leap - 1) * step
        share, run = share + leap * step, further
    return run.bought, share


def full(fund, bought):
    """Whether no supported project fits into what is left."""
    left = fund.budget - fund.spent(bought)
    return all(fund.cost[place] > left for place in fund.open if place not in bought)


def count_fund(race):
    """Sharing a fund by the method that the poll was announced with."""
    filled = [vote for vote in race.cast.votes if "choice" not in vote.content]
    fund = Fund(race.form, filled)
    agreed = (sum(vote.heads for vote in filled), 0)
    shares = race.form.get("method") == "equal-shares"
    chosen, share = equal_shares(fund) if shares else (greedy(fund), None)
    enough = race.enough(agreed)
    found = {}
    for place in race.places:
        won = enough and place in chosen
        found[place] = {
            "votes": fund.votes[place], "score": fund.score[place], "cost": fund.cost[place],
            "place": chosen.index(place) + 1 if won else None, "selected": won,
        }  # fmt: skip
    served = [n for given, n in fund.groups if any(given.get(p, 0) > 0 for p in chosen)]
    if share is not None:
        share = share.numerator if share.denominator == 1 else str(share)
    race.tell(found, fund={
        "method": "equal-shares" if shares else "greedy",
        "budget": fund.budget,
        "cost": fund.spent(chosen) if enough else 0,
        "selected": chosen if enough else [],
        "ballots": fund.voters,
        "represented": sum(served),
        "share": share,
    })  # fmt: skip
    return agreed


COUNTERS = {
    "motion": count_motion,
    "choice": count_candidates,
    "election": count_candidates,
    "appraisal": count_appraisal,
    "score": count_scores,
    "budget": count_fund,
}


# --- comparing ---


def without_why(tally):
    """The tally without the explanations of single options: figures are compared, not words."""
    if "results" not in tally:
        return tally
    results = [{k: v for k, v in one.items() if k != "why"} for one in tally["results"]]
    return {**tally, "results": results}


def differences(kept, found, path=""):
    """Every place where two values differ, with both."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for key in [*kept, *(key for key in found if key not in kept)]:
            there = f"{path}.{key}" if path else str(key)
            yield from differences(kept.get(key), found.get(key), there)
    elif isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        for i, value in enumerate(kept):
            yield from differences(value, found[i], f"{path}[{i + 1}]")
    elif kept != found or type(kept) is not type(found):
        yield path, canonical(kept), canonical(found)


def check_count(poll, roll, ballots, hands, tally, report):
    try:
        found = count(poll, roll, ballots, hands)
    except UncountableError as error:
        report.differs(*error.args)
        return
    n, lines = len(ballots), len(roll)
    report.agrees(f"选票 {n} 张，标记 {n} 个，名册 {lines} 行，一一对应",
                  f"{n} ballots, {n} marks, a roll of {lines} lines: one for one")  # fmt: skip
    wrong = list(differences(without_why(tally), found))
    for path, kept, anew in wrong:
        report.differs(f"计票结果 {path}：档案写 {kept}，复算得 {anew}",
                       f"tally.json: {path} is kept as {kept}, recomputed as {anew}")  # fmt: skip
    if poll["outcome"] != found["outcome"]:
        report.differs("poll.json 写的结果与复算不同", "poll.json: outcome is not the recomputed")
    if not wrong:
        report.agrees(f"计票结果逐项相同：{found['outcome']}",
                      f"the whole tally is the same: {found['outcome']}")  # fmt: skip
    if poll["form"]["kind"] == "budget":
        other_method(poll["form"], ballots, report)


def other_method(form, ballots, report):
    """What the other method would have chosen, for information."""
    fund = Fund(form, [Vote(b["content"]) for b in ballots if "choice" not in b["content"]])
    names = {option["position"]: option["label"] for option in form["options"]}
    if form.get("method") == "equal-shares":
        zh, en, chosen = "按得分从高到低会选", "greedy by score would choose", greedy(fund)
    else:
        zh, en, chosen = "等份额法会选", "equal shares would choose", equal_shares(fund)[0]
    said = "、".join(names[place] for place in chosen) or "-"
    report.say(f"[说明] {zh}：{said}", f"[note] {en}: {said}")


# --- all together ---


def replay(place, report):
    files = read_archive(place)
    poll, tally = read_json(files, "poll.json"), read_json(files, "tally.json")
    if not isinstance(poll, dict) or poll.get("format") != FORMAT:
        raise UnreadableError(f"poll.json: not of the format {FORMAT}")
    roll = read_json(files, "roll.json")["lines"]
    cast = read_json(files, "ballots.json")["ballots"]
    journal = read_json(files, "journal.json")
    hands = read_json(files, "hands.json") if "hands.json" in files else None
    seal = read_json(files, "seal.json") if "seal.json" in files else None
    report.say(f"表决 {poll['number']}：{poll['question']}", f"poll {poll['number']}")
    check_files(files, report)
    _, sums = read_hashes(files)
    for name in ("roll_sha256", "ballots_sha256"):
        if sums.get(name) != poll[name]:
            report.differs(
                f"hashes.txt 的 {name} 与 poll.json 不同", f"{name}: not as in hashes.txt"
            )
    check_journal(poll, roll, tally, journal, seal, report)
    left_out = poll["ballots_left_out"]
    if left_out:
        zh, en = WHY[left_out]
        report.say(f"[说明] 选票不在档案里，不能重新计票：{zh}", f"[note] nothing to recount: {en}")
        return
    if poll["secret"]:
        check_ballots_hash(poll, cast, report)
    check_count(poll, roll, cast, hands, tally, report)


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    mine, rest = None, list(arguments)
    if "--line" in rest:
        at = rest.index("--line")
        mine, rest = (rest[at + 1 : at + 2] or [""])[0], rest[:at] + rest[at + 2 :]
    place = Path(rest[0]) if rest else Path(__file__).resolve().parent
    report = Report()
    try:
        replay(place, report)
        if mine is not None:
            check_lines(mine, read_json(read_archive(place), "roll.json")["lines"], report)
    except UnreadableError as error:
        print(f"读不出来：{error}\n    cannot be read: {error}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, ArithmeticError) as error:
        what = f"{type(error).__name__}: {error}"
        print(f"档案的内容不成样子：{what}\n    the archive is malformed: {what}", file=sys.stderr)
        return 1 if report.differences else 2
    if report.differences:
        n = len(report.differences)
        report.say(f"结论：不一致，共 {n} 处。", f"Result: DIFFERS in {n} places.")
        return 1
    report.say("结论：一致。", "Result: agrees.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
