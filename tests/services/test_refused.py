"""Everything that a vote refuses: named, with a sentence, and with nothing changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from council import vocabulary
from council.db import db
from council.rules.verdict import Refused
from council.services import (
    integrity,
)
from tests.factories import papers as sheets
from tests.factories import refused_petitions, refused_polls, refused_votes
from tests.factories.community import Handle, on_stage
from tests.factories.hall import (
    LATER,
    make_matter,
)
from tests.factories.refusals import (
    CASES,
    YES,
    read,
    set_area,
)
from tests.factories.voting import begin, close, vote
from tests.factories.written import village
from tests.support.content import content_of_the_database

FILLED_BY = (refused_votes, refused_polls, refused_petitions)
"""Modules that put their cases into CASES."""


@pytest.fixture
def hall(app_context, scene) -> Handle:
    def also(handle: Handle) -> None:
        make_matter(village(handle), "resolution")

    return on_stage(app_context, scene, "owners-and-a-matter", also=also)


# --- the one test of all of them ---


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_clear_message_and_nothing_lost(hall, app_context, name) -> None:
    code, prepare = CASES[name]
    act = prepare(hall)
    before = content_of_the_database()
    with pytest.raises(Refused) as caught:
        act()
    assert {reason.code for reason in caught.value.reasons} == {code}
    with app_context.test_request_context("/"):
        said = [vocabulary.reason(reason) for reason in caught.value.reasons]
    assert all(len(sentence) >= 5 and "%(" not in sentence for sentence in said)
    assert content_of_the_database() == before


# --- a closed poll, past the program ---

EDITS = {
    "its outcome": "UPDATE poll SET outcome = 'failed' WHERE number = '{poll}'",
    "its count": "UPDATE poll SET tally = '{{}}' WHERE number = '{poll}'",
    "opened again": "UPDATE poll SET closed_at = NULL WHERE number = '{poll}'",
    "the poll gone": "DELETE FROM poll WHERE number = '{poll}'",
    "a choice": "UPDATE ballot SET choice = 'no'",
    "a ballot gone": "DELETE FROM ballot",
    "a published ballot": 'UPDATE counted_ballot SET content = \'{{"choice":"no"}}\'',
    "a published ballot gone": "DELETE FROM counted_ballot",
    "a weight on the roll": "UPDATE poll_voter SET heads = 2",
    "a line of the roll gone": "DELETE FROM poll_voter",
    "a sheet of paper": "UPDATE paper_ballot SET state = 'void'",
    "a sheet of paper gone": "DELETE FROM paper_ballot",
}


@pytest.fixture
def counted(hall) -> dict[str, str]:
    """An open and a secret poll, closed, with online ballots and sheets."""
    named = sheets.begin(hall)
    vote(hall, "representative1", named, "yes")
    serial = sheets.bring(hall, named, "representative2")
    for who in ("clerk", "grid"):
        read(hall, named, serial, who, YES)
    close(hall, named, at=LATER)
    secret = begin(hall, secret=True)
    for who in ("resident1", "resident2"):
        vote(hall, who, secret, "yes")
    close(hall, secret)
    return {"named": named, "secret": secret}


@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_of_a_closed_poll_not_even_by_sql(hall, counted, edit) -> None:
    """The database itself refuses it, on both engines."""
    before = content_of_the_database()
    for poll in counted.values():
        statement = text(EDITS[edit].replace("{{", "{").replace("}}", "}").replace("{poll}", poll))
        with db.engine.connect() as connection:
            connection.info["maintenance"] = True
            try:
                with pytest.raises(DatabaseError, match=r"append-only|closed poll"):
                    connection.execute(statement)
            finally:
                connection.info.pop("maintenance")
    assert content_of_the_database() == before


@pytest.mark.parametrize("area", [0, -1])
def test_the_database_takes_no_area_of_zero_or_less(hall, area) -> None:
    with pytest.raises(IntegrityError):
        set_area(hall, area)


def test_a_ballot_put_into_a_closed_poll_by_sql_is_found(app, hall, counted) -> None:
    """A restore puts rows back, so the database lets a row in: integrity finds it."""
    with db.engine.connect() as connection:
        connection.info["maintenance"] = True
        connection.execute(
            text(
                "INSERT INTO ballot (community_id, id, salt, poll_id, person_id, choice, channel,"
                " request_key, receipt, at, line) SELECT b.community_id, v.id, b.salt, b.poll_id,"
                " v.person_id, 'yes', 'online', 'planted', 'x', b.at, 0 FROM ballot b JOIN"
                " poll_voter v ON v.poll_id = b.poll_id WHERE b.choice = 'yes' AND"
                " NOT EXISTS (SELECT 1 FROM ballot c WHERE c.poll_id = v.poll_id"
                " AND c.person_id = v.person_id) LIMIT 1"
            )
        )
        connection.info.pop("maintenance")
    codes = {finding.code for finding in integrity.check(app.config["UPLOADS"])}
    assert codes == {"row_unknown", "count_differs"}
