"""代为提出: a clerk writes for somebody, whom the roster knows or not."""

from __future__ import annotations

import pytest

from council.models.people import Person
from council.models.proposals import Proposal, ProposalAuthor
from council.services.unit import SYSTEM, unit
from tests.factories.community import Handle, sign_out
from tests.factories.proposals import AT, rows, village
from tests.web.writing import as_who, at, form, write


@pytest.fixture
def here(app, scene, clock) -> Handle:
    clock.set(AT)
    handle = village(app, scene)
    with app.app_context():
        yield handle


def test_a_clerk_writes_on_behalf_and_residents_cannot(here: Handle, client) -> None:
    clerk = as_who(here, client, "clerk")
    assert write(clerk, here, on_behalf="王大爷").status_code == 303
    assert rows(here, Proposal)[0].on_behalf == "王大爷"
    neighbour = as_who(here, client, "resident2")
    assert 'name="on_behalf"' not in neighbour.get(at(here, "new")).text
    assert write(neighbour, here, on_behalf="王大爷").status_code == 403


def named(here: Handle, name: str, *keys: str) -> None:
    """Give people of the roster a name."""
    with unit(here.community_id, kind="roster.import", actor=SYSTEM, at=AT) as work:
        for key in keys:
            work.get(Person, here.people[key]).name = name


def helped(here: Handle) -> list:
    return [row.person_id for row in rows(here, ProposalAuthor, ProposalAuthor.role == "helped")]


def test_the_person_helped_is_the_one_of_the_roster(here: Handle, client) -> None:
    named(here, "王秀英", "neighbour")
    clerk = as_who(here, client, "clerk")
    answer = write(clerk, here, on_behalf="王秀英", do="preview")
    assert helped(here) == [here.people["neighbour"]]
    preview = clerk.get(answer.location).text
    assert "已对应名册里的 王秀英" in preview
    clerk.post(answer.location.replace("/preview", "/submit"))
    sign_out(client)
    page = client.get(f"{here.base}/proposals/2026-001").text
    assert "王*英" in page
    assert "王秀英" not in page
    assert "由" in page and "代为录入" in page


def test_a_number_of_the_roster_names_the_person_too(here: Handle, client) -> None:
    named(here, "王秀英", "neighbour")
    number = rows(here, Person, Person.id == here.people["neighbour"])[0].number
    write(as_who(here, client, "clerk"), here, on_behalf=number)
    assert helped(here) == [here.people["neighbour"]]
    assert rows(here, Proposal)[0].on_behalf == "王秀英"


def test_of_several_with_one_name_the_clerk_chooses(here: Handle, client) -> None:
    named(here, "李强", "resident3", "resident4")
    clerk = as_who(here, client, "clerk")
    asked = write(clerk, here, on_behalf="李强")
    assert asked.status_code == 422
    assert "名册里有 2 位叫这个名字" in asked.text
    assert not rows(here, Proposal)
    chosen = here.people["resident4"].hex
    assert f'<option value="{chosen}"' in asked.text
    assert write(clerk, here, on_behalf="李强", helped="f" * 32).status_code == 422
    kept = write(clerk, here, on_behalf="李强", helped=chosen)
    assert kept.status_code == 303
    assert helped(here) == [here.people["resident4"]]
    again = form(draft="", on_behalf="李强", revision="1")
    assert clerk.post(kept.location, data=again).status_code == 303, "chosen once is enough"
    only = form(on_behalf="李强", revision="1", helped="-")
    assert clerk.post(kept.location, data=only).status_code == 303
    assert helped(here) == []
    gone = form(on_behalf="", revision="1")
    assert clerk.post(kept.location, data=gone).status_code == 303
    assert rows(here, Proposal)[0].on_behalf == ""


def test_the_person_helped_goes_on_with_it_and_does_not_second(here: Handle, client) -> None:
    named(here, "李强", "resident3")
    answer = write(as_who(here, client, "clerk"), here, on_behalf="李强", do="preview")
    who = as_who(here, client, "resident3")
    edit = answer.location.removesuffix("/preview")
    assert who.post(edit, data=form(cost="4000", revision="1")).status_code == 303
    assert helped(here) == [here.people["resident3"]]
    assert who.post(f"{edit}/submit").status_code == 303
    assert who.post(at(here, "2026-001/second")).status_code == 409


def test_a_stranger_to_the_roster_stays_a_name(here: Handle, client) -> None:
    answer = write(as_who(here, client, "clerk"), here, on_behalf="过路的老人")
    assert "只记姓名" in client.get(answer.location).text
    assert helped(here) == []
    other = here.people["operator"]
    forged = write(as_who(here, client, "resident2"), here, helped=other.hex)
    assert forged.status_code == 303
    assert helped(here) == []
