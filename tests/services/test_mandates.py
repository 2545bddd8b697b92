"""Written mandates: given online, entered from paper, within their scope, revocable until used."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from council.models.journal import JournalEntry
from council.models.mandates import Mandate
from council.models.meetings import Meeting
from council.models.polls import Poll
from council.models.rules import RuleOverride
from council.rules.verdict import Refused
from council.services import mandates, meetings, rolls, scans
from council.services.unit import SYSTEM, unit
from council.services.uploads import place
from tests.factories.community import STARTS, on_stage
from tests.factories.hall import LATER, call, make_matter, seat, stored
from tests.factories.owners import OWNERS, house, make_owners, own, place_poll

SOON = LATER + timedelta(minutes=1)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def hall(app_context, scene):
    handle = on_stage(app_context, scene)
    handle.units = make_owners(handle)
    return handle


@pytest.fixture
def vote(hall):
    """An owners' poll: the rule allows mandates, one per holder, of the same compound."""
    with unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        poll, meeting, body = place_poll(
            work, hall.bodies[OWNERS], closes_at=LATER + timedelta(days=15)
        )
        rolls.freeze(work, poll, meeting, body)
    return meeting.number


def give(hall, giver, holder, meeting="2026-090", **more):
    return mandates.give(
        hall.community_id, hall.actor(giver), meeting, holder_id=hall.people[holder], at=SOON,
        **more,
    )  # fmt: skip


def enter(hall, giver, holder, folder, paper=PDF, **more):
    return mandates.enter(
        hall.community_id, hall.actor("clerk"), "2026-090", giver_id=hall.people[giver],
        holder_id=hall.people[holder], paper=paper, folder=folder, at=SOON, **more,
    )  # fmt: skip


def allow(hall):
    """The community decided that representatives may vote by mandate."""
    with unit(hall.community_id, kind="rule.replace", actor=SYSTEM, at=LATER) as work:
        work.add(
            RuleOverride(
                rule_id="RC1", field="proxies_allowed", value="1", decision="居代会2025-3",
                decided_on=STARTS, from_on=STARTS, recorded_at=LATER,
            )
        )  # fmt: skip


def reasons(caught):
    return sorted(reason.code for reason in caught.value.reasons)


def against(hall, giver, holder, **more):
    with pytest.raises(Refused) as caught:
        give(hall, giver, holder, **more)
    return reasons(caught)


def test_given_found_used(hall, vote):
    number = give(hall, "resident2", "resident4")
    with unit(hall.community_id, kind="poll.vote", actor=SYSTEM, at=SOON) as work:
        poll = work.find(Poll)
        found = mandates.holding(work, poll, hall.people["resident2"], 0)
        assert (found.number, found.holder_id) == (number, hall.people["resident4"])
        assert mandates.holding(work, poll, hall.people["resident2"], 1) is None
        mandates.use(work, found)
    with pytest.raises(Refused) as caught:
        mandates.revoke(hall.community_id, hall.actor("resident2"), number, at=SOON)
    assert reasons(caught) == ["mandate_used"]


def test_what_a_mandate_is_refused_for(hall, vote):
    assert against(hall, "resident2", "resident2") == ["proxy_to_oneself"]
    assert against(hall, "resident2", "clerk") == ["proxy_holder_not_on_roll"]
    assert against(hall, "resident1", "resident4") == ["proxy_giver_not_on_roll"]
    assert against(hall, "resident2", "resident4", line=1) == ["proxy_giver_not_on_roll"]
    assert against(hall, "resident2", "resident4", positions=[1, 7]) == ["mandate_scope"]
    give(hall, "resident2", "resident4", positions=[1])
    assert against(hall, "resident2", "resident6") == ["proxy_given_twice"]
    assert against(hall, "resident6", "resident4") == ["proxy_holder_has_too_many"]


def test_two_lines_of_one_person_are_two_mandates(hall):
    one, two = hall.people["resident2"], hall.people["resident4"]
    with unit(hall.community_id, kind="poll.open", actor=SYSTEM, at=LATER) as work:
        flat = house(work, hall.buildings["杏园1号楼"], "901")
        own(work, flat.id, one, two, casts=one)
        poll, meeting, body = place_poll(work, hall.bodies[OWNERS])
        rolls.freeze(work, poll, meeting, body)
    give(hall, "resident2", "resident6", line=0)
    give(hall, "resident2", "resident8", line=1)
    assert sorted(m.line for m in stored(hall, Mandate)) == [0, 1]


def test_revoked_by_the_giver_or_from_paper_by_the_clerk(hall, vote):
    first = give(hall, "resident2", "resident4")
    with pytest.raises(Refused) as caught:
        mandates.revoke(hall.community_id, hall.actor("resident4"), first, at=SOON)
    assert reasons(caught) == ["mandate_of_another"]
    mandates.revoke(hall.community_id, hall.actor("resident2"), first, at=SOON)
    second = give(hall, "resident2", "resident6")
    mandates.revoke(hall.community_id, hall.actor("clerk"), second, at=SOON)
    with pytest.raises(Refused) as caught:
        mandates.revoke(hall.community_id, hall.actor("clerk"), second, at=SOON)
    assert reasons(caught) == ["mandate_revoked"]


def test_a_paper_is_checked_and_kept_by_its_hash(hall, vote, tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    enter(hall, "resident2", "resident4", tmp_path, picture.getvalue())
    row = stored(hall, Mandate)[0]
    assert (row.media_type, row.entered_by_id) == ("image/jpeg", hall.people["clerk"])
    assert place(tmp_path, row.sha256).read_bytes().startswith(b"\xff\xd8")
    enter(hall, "resident6", "resident8", tmp_path)
    assert {m.media_type for m in stored(hall, Mandate)} == {"image/jpeg", "application/pdf"}


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (b"", "mandate_no_paper"),
        (b"MZ\x90\x00", "photo_wrong_kind"),
        (b"<html><script>", "photo_wrong_kind"),
        (PDF[:30], "scan_broken"),
        (PDF.replace(b"/Type", b"/JavaScript (x) /Type"), "scan_active"),
        (PDF.replace(b"/Type", b"/Launch /Type"), "scan_active"),
    ],
)
def test_papers_that_are_refused(hall, vote, tmp_path, paper, code):
    with pytest.raises(Refused) as caught:
        enter(hall, "resident2", "resident4", tmp_path, paper)
    assert reasons(caught) == [code]
    assert not stored(hall, Mandate)
    assert not list(tmp_path.rglob("*"))


def test_a_refused_mandate_leaves_no_file(hall, vote, tmp_path):
    with pytest.raises(Refused):
        enter(hall, "resident2", "resident2", tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_scan_that_is_too_large():
    with pytest.raises(Refused) as caught:
        scans.read(b"%PDF-" + b"0" * scans.MOST_BYTES)
    assert reasons(caught) == ["scan_too_large"]


def test_representatives_only_where_the_community_said_so_and_of_the_same_compound(hall):
    make_matter(hall, "resolution")
    meeting = call(hall, "representatives")
    assert against(hall, "representative1", "representative3", meeting=meeting) == [
        "proxy_not_allowed"
    ]
    allow(hall)
    found = against(hall, "representative1", "representative2", meeting=meeting)
    assert found == ["proxy_other_area"]
    give(hall, "representative1", "representative3", meeting=meeting)


def test_not_for_somebody_who_is_there_and_not_after_the_meeting(hall, vote):
    with unit(hall.community_id, kind="meeting.close", actor=SYSTEM, at=SOON) as work:
        work.find(Meeting).ends_at = SOON
    assert against(hall, "resident2", "resident4") == ["meeting_closed"]


def test_whoever_is_present_gives_no_mandate(hall):
    make_matter(hall, "resolution")
    allow(hall)
    meeting = call(hall, "representatives", at=LATER, starts=LATER + timedelta(days=10))
    later = LATER + timedelta(days=10)
    meetings.open_meeting(hall.community_id, hall.actor("clerk"), meeting, at=later)
    seat(hall, meeting, ["representative1"], at=later)
    with pytest.raises(Refused) as caught:
        mandates.give(
            hall.community_id, hall.actor("representative1"), meeting,
            holder_id=hall.people["representative3"], at=later,
        )  # fmt: skip
    assert reasons(caught) == ["proxy_giver_present"]


def test_the_same_again_is_refused_and_nothing_is_doubled(hall, vote, tmp_path):
    give(hall, "resident2", "resident4")
    enter(hall, "resident6", "resident8", tmp_path)
    entries = len(stored(hall, JournalEntry))
    twice = ["proxy_given_twice", "proxy_holder_has_too_many"]
    assert against(hall, "resident2", "resident4") == twice
    with pytest.raises(Refused) as caught:
        enter(hall, "resident6", "resident8", tmp_path)
    assert reasons(caught) == twice
    assert len(stored(hall, JournalEntry)) == entries
    assert len(stored(hall, Mandate)) == 2
