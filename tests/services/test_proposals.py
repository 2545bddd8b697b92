"""Drafts, versions, sending in, seconding, merging, withdrawing, lapsing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from council.models.acts import Act
from council.models.base import new_id
from council.models.proposals import Proposal, ProposalAuthor, ProposalVersion, Seconder
from council.models.search import SearchDocument
from council.rules.verdict import Refused
from council.services import merging, proposals, seconding
from council.services.proposals import Content
from tests.factories.community import Handle, make_community
from tests.factories.proposals import (
    AT,
    content,
    draft,
    in_vetting,
    proposed,
    read,
    resident,
    rows,
    supporters,
    village,
)


@pytest.fixture
def here(app, scene) -> Handle:
    handle = village(app, scene)
    with app.app_context():
        yield handle


def refused(code: str):
    return pytest.raises(Refused, match=code)


def test_a_draft_is_private_and_has_no_number(here: Handle) -> None:
    made = draft(here)
    row = rows(here, Proposal, Proposal.id == made)[0]
    assert (row.number, row.is_public, row.stage, row.version) == (None, False, "draft", 1)
    assert not rows(here, SearchDocument)


def test_saving_again_keeps_one_draft_and_no_early_words(here: Handle) -> None:
    key, me = new_id(), resident(here)
    for text in ("第一稿的内容要写清楚。", "第一稿的内容要写清楚。", "第二稿的内容要写清楚。"):
        proposals.save_draft(
            here.community_id, content(text=text), actor=me, at=AT, proposal_id=key
        )
    row = rows(here, Proposal)[0]
    assert (row.version, row.revision) == (1, 2)
    assert not rows(here, ProposalVersion)
    proposals.submit(here.community_id, key, actor=me, at=AT)
    assert [v.text for v in rows(here, ProposalVersion)] == ["第二稿的内容要写清楚。"]


def test_a_stale_form_does_not_overwrite_a_newer_text(here: Handle) -> None:
    key, me = new_id(), resident(here)
    save = lambda text, revision: proposals.save_draft(  # noqa: E731
        here.community_id, content(text=text), actor=me, at=AT, proposal_id=key, revision=revision
    )
    save("第一稿的内容要写清楚。", None)
    save("第二稿的内容要写清楚。", 1)
    save("第二稿的内容要写清楚。", 1)  # the retry of a lost answer
    with refused("moved_meanwhile"):
        save("另一个窗口里的旧内容。", 1)


def test_nobody_else_sees_or_changes_a_draft(here: Handle) -> None:
    made = draft(here)
    with refused("not_found"):
        proposals.submit(here.community_id, made, actor=resident(here, "resident2"), at=AT)
    with refused("not_found"):
        proposals.save_draft(
            here.community_id,
            content(),
            actor=resident(here, "resident2"),
            at=AT,
            proposal_id=made,
        )


def test_submitting_gives_one_number_and_lets_it_be_found(here: Handle) -> None:
    made = draft(here)
    first = proposals.submit(here.community_id, made, actor=resident(here), at=AT)
    again = proposals.submit(here.community_id, made, actor=resident(here), at=AT)
    row = read(here, first)
    assert first == again == "2026-001"
    assert (row.stage, row.is_public) == ("proposing", True)
    assert row.due_at.astimezone(AT.tzinfo) > AT + timedelta(days=30)
    assert [d.number for d in rows(here, SearchDocument)] == [first]
    assert [a.kind for a in rows(here, Act)] == ["proposal.submit"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "text_missing"),
        ({"title": "短"}, "text_too_short"),
        ({"title": "长" * 81}, "text_too_long"),
        ({"text": "字" * 1_000_000}, "text_too_long"),
        ({"text": "看不见的\x00字符混在里面了"}, "text_control_characters"),
        ({"text": "半个字符\ud800混在里面了"}, "text_lone_surrogates"),
        ({"text": "倒过来\u202e写的文字很危险"}, "text_direction_controls"),
        ({"cost": -1}, "number_too_large"),
        ({"cost": 10**15}, "number_too_large"),
        ({"category_id": new_id()}, "not_found"),
        ({"compound_id": new_id()}, "not_found"),
        ({"building_id": new_id()}, "not_found"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(here, changes, code) -> None:
    with refused(code):
        draft(here, **changes)
    assert not rows(here, Proposal)


def test_html_is_kept_as_the_letters_it_is(here: Handle) -> None:
    number = proposed(here, text="<script>alert(1)</script> & <b>粗体</b>要照原样留下")
    assert read(here, number).text.startswith("<script>alert(1)</script> & <b>")


def test_a_building_must_stand_in_its_compound(here: Handle) -> None:
    building = next(iter(here.buildings.values()))
    with refused("building_elsewhere"):
        draft(here, building_id=building)


def test_a_place_of_another_community_is_refused(app, here: Handle) -> None:
    other = make_community(app, "t2")
    with refused("not_found"):
        draft(here, building_id=next(iter(other.buildings.values())))
    number = proposed(other)
    with refused("not_found"):
        seconding.second(here.community_id, number, actor=resident(here, "resident2"), at=AT)


def test_a_short_text_is_a_draft_but_no_proposal(here: Handle) -> None:
    made = draft(here, text="太短")
    with refused("text_too_short"):
        proposals.submit(here.community_id, made, actor=resident(here), at=AT)


def test_every_edit_is_a_version(here: Handle) -> None:
    number = proposed(here)
    change = content(title="给3号楼两个门口的台阶都装扶手", cost=480000)
    version = proposals.edit(
        here.community_id, number, change, actor=resident(here), reason="两个门口都要", at=AT
    )
    kept = sorted(rows(here, ProposalVersion), key=lambda v: v.version)
    assert version == 2
    assert [(v.version, v.cost, v.reason) for v in kept] == [
        (1, 360000, ""),
        (2, 480000, "两个门口都要"),
    ]
    assert rows(here, SearchDocument)[0].title == change.title
    assert proposals.edit(here.community_id, number, change, actor=resident(here), at=AT) == 2


def test_strangers_and_late_comers_do_not_edit(here: Handle) -> None:
    number = proposed(here)
    with refused("proposer_only"):
        proposals.edit(
            here.community_id, number, content(), actor=resident(here, "resident2"), at=AT
        )
    vetted = in_vetting(here, "resident3")
    with refused("wrong_stage"):
        proposals.edit(
            here.community_id, vetted, content(), actor=resident(here, "resident3"), at=AT
        )


def test_a_stale_edit_is_refused(here: Handle) -> None:
    number = proposed(here)
    seen = read(here, number).revision
    edit = lambda title: proposals.edit(  # noqa: E731
        here.community_id,
        number,
        content(title=title),
        actor=resident(here),
        revision=seen,
        at=AT,
    )
    edit("给3号楼门口装两根扶手")
    with refused("moved_meanwhile"):
        edit("另一个窗口里改的标题")


def test_seconding_counts_each_once_and_never_the_proposer(here: Handle) -> None:
    number = proposed(here)
    second = lambda actor: seconding.second(here.community_id, number, actor=actor, at=AT)  # noqa: E731
    with refused("own_proposal"):
        second(resident(here))
    first, again = second(resident(here, "resident2")), second(resident(here, "resident2"))
    assert (first.count, first.is_new) == (1, True)
    assert (again.count, again.is_new) == (1, False)
    assert len(rows(here, Seconder)) == 1


@pytest.mark.parametrize("key", ["property", "clerk", "street"])
def test_who_only_works_here_does_not_second(here: Handle, key: str) -> None:
    number = proposed(here)
    with refused("no_power"):
        seconding.second(here.community_id, number, actor=here.actor(key), at=AT)
    with refused("residents_only"):
        seconding.second(here.community_id, number, actor=resident(here, key), at=AT)


def test_at_the_threshold_it_goes_to_the_vetting_by_itself(here: Handle) -> None:
    number = proposed(here)
    people = supporters(here)
    for actor in people[:19]:
        assert not seconding.second(here.community_id, number, actor=actor, at=AT).sent
    assert read(here, number).stage == "proposing"
    assert seconding.second(here.community_id, number, actor=people[19], at=AT).sent
    row = read(here, number)
    assert (row.stage, row.seconder_count) == ("vetting", 20)
    sent = rows(here, Act, Act.kind == "proposal.send")[0]
    assert (sent.office, sent.actor_id, sent.to_stage) == ("system", None, "vetting")
    with refused("wrong_stage"):
        seconding.second(here.community_id, number, actor=people[20], at=AT)


def test_a_proposal_without_seconders_lapses_and_stays_readable(here: Handle) -> None:
    number = proposed(here)
    until = read(here, number).due_at
    assert proposals.due(here.community_id, until - timedelta(seconds=1)) == 0
    assert proposals.due(here.community_id, until) == 1
    assert proposals.due(here.community_id, until) == 0
    row = read(here, number)
    assert (row.stage, row.ending, row.is_public) == ("closed", "lapsed", True)


def test_withdrawing_keeps_the_reason(here: Handle) -> None:
    number = in_vetting(here)
    proposals.withdraw(
        here.community_id, number, actor=resident(here), reason="已经和物业谈妥了。", at=AT
    )
    row = read(here, number)
    assert (row.stage, row.ending, row.is_public) == ("closed", "withdrawn", True)
    assert rows(here, Act, Act.kind == "proposal.withdraw")[0].reason == "已经和物业谈妥了。"


def test_a_draft_can_be_given_up(here: Handle) -> None:
    made = draft(here)
    proposals.discard(here.community_id, made, actor=resident(here), at=AT)
    row = rows(here, Proposal)[0]
    assert (row.ending, row.number, row.is_public) == ("withdrawn", None, False)


def test_only_a_clerk_writes_on_behalf(here: Handle) -> None:
    with refused("no_power"):
        draft(here, on_behalf="王大爷")
    given = content(on_behalf="王大爷")
    made = proposals.save_draft(
        here.community_id, given, actor=here.actor("clerk"), at=AT, proposal_id=new_id()
    )
    assert rows(here, Proposal, Proposal.id == made)[0].on_behalf == "王大爷"


def test_merging_keeps_every_author_seconder_and_trace(here: Handle) -> None:
    kept, gone = proposed(here), proposed(here, "resident2", title="台阶太陡，请装扶手")
    for key in ("resident3", "resident4"):
        seconding.second(here.community_id, kept, actor=resident(here, key), at=AT)
    for key in ("resident4", "resident5", "resident1"):
        seconding.second(here.community_id, gone, actor=resident(here, key), at=AT)
    merging.merge(
        here.community_id,
        gone,
        kept,
        actor=here.actor("clerk"),
        reason="两件说的是同一处台阶，合并办理。",
        at=AT,
    )
    source, target = read(here, gone), read(here, kept)
    assert (source.ending, source.merged_into_id, source.is_public) == ("merged", target.id, True)
    assert source.seconder_count == 3
    assert target.seconder_count == 3  # three, four and five; the proposer does not second
    author = rows(here, ProposalAuthor, ProposalAuthor.proposal_id == target.id)[0]
    assert (author.role, author.from_proposal_id) == ("merged", source.id)
    assert {a.kind for a in rows(here, Act)} >= {"proposal.merge", "proposal.absorb"}


def test_merging_can_bring_enough_seconders(here: Handle) -> None:
    kept, gone = proposed(here), proposed(here, "resident2")
    people = [a for a in supporters(here) if a.person_id != here.people["resident2"]]
    for actor in people[:12]:
        seconding.second(here.community_id, kept, actor=actor, at=AT)
    for actor in people[8:24]:
        seconding.second(here.community_id, gone, actor=actor, at=AT)
    merging.merge(
        here.community_id,
        gone,
        kept,
        actor=here.actor("clerk"),
        reason="说的是同一处台阶。十个字",
        at=AT,
    )
    assert read(here, kept).stage == "vetting"


def test_merging_is_refused_where_it_makes_no_sense(here: Handle) -> None:
    number, other = proposed(here), proposed(here, "resident2")
    merge = lambda into, who="clerk": merging.merge(  # noqa: E731
        here.community_id,
        number,
        into,
        actor=here.actor(who) if who == "clerk" else resident(here, who),
        reason="说的是同一处的事，合并办理。",
        at=AT,
    )
    with refused("merge_into_itself"):
        merge(number)
    with refused("merge_target_missing"):
        merge("2026-999")
    with refused("no_power"):
        merge(other, "resident5")
    proposals.withdraw(
        here.community_id, other, actor=resident(here, "resident2"), reason="不提了。谢谢", at=AT
    )
    with refused("merge_target_closed"):
        merge(other)


def test_content_is_cleaned(here: Handle) -> None:
    given = Content(
        title="  装\u200b扶手  的 提议 ", text="第一行\r\n\r\n\r\n\r\n第二行要写长一点  "
    )
    cleaned = proposals.checked(given)
    assert cleaned.title == "装扶手 的 提议"
    assert cleaned.text == "第一行\n\n第二行要写长一点"
