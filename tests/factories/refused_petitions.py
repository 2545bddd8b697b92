"""Petitions that are refused: of strangers, twice on a sheet, too late, called on too early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from council.models.people import Person
from council.services import petitions
from tests.factories.community import Handle
from tests.factories.hall import AT, stored
from tests.factories.petitions import UNTIL, ask, kept, reached
from tests.factories.refusals import refuses
from tests.factories.written import call

Act = Callable[[], object]


def sign(hall: Handle, number: str, who: str, at=AT) -> object:
    return petitions.sign(hall.community_id, hall.actor(who), number, at=at)


def sheet(hall: Handle, number: str, *rows: str) -> object:
    return petitions.enter(hall.community_id, hall.actor("clerk"), number, rows, at=AT)


def name(hall: Handle, who: str) -> str:
    return stored(hall, Person, Person.id == hall.people[who])[0].name


@refuses("a petition of somebody who does not belong", "petition_not_yours")
def _(hall: Handle) -> Act:
    return lambda: ask(hall, "resident1")


@refuses("a petition for what an office calls", "petition_not_by_signature")
def _(hall: Handle) -> Act:
    return lambda: ask(hall, "secretary", body="party_committee", rule_id="PG3")


@refuses("a petition that runs for a year", "petition_too_long")
def _(hall: Handle) -> Act:
    return lambda: ask(hall, closes_at=AT + timedelta(days=366))


@refuses("the signature of a stranger", "petition_not_yours")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sign(hall, number, "resident1")


@refuses("a signature after the last day", "petition_over")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sign(hall, number, "resident4", at=UNTIL)


@refuses("a signature taken back after it sufficed", "petition_reached")
def _(hall: Handle) -> Act:
    number = ask(hall, "owners1", body="owners_committee", rule_id="OC1")
    return lambda: petitions.withdraw(hall.community_id, hall.actor("owners1"), number, at=AT)


@refuses("a sheet with a name that is not on the roster", "petition_row_unknown")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sheet(hall, number, name(hall, "resident4"), "查无此人")


@refuses("a sheet with the same person twice", "petition_row_twice")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sheet(hall, number, name(hall, "resident4"), name(hall, "resident4"))


@refuses("a sheet with somebody who signed online", "petition_row_signed")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sheet(hall, number, name(hall, "resident2"))


@refuses("a sheet with somebody from elsewhere", "petition_row_stranger")
def _(hall: Handle) -> Act:
    number = ask(hall)
    return lambda: sheet(hall, number, name(hall, "resident1"))


@refuses("owners called by the chair alone", "petition_needed")
def _(hall: Handle) -> Act:
    return lambda: call(hall, who="chair")


@refuses("owners called on a petition that is short", "petition_not_reached")
def _(hall: Handle) -> Act:
    petition = kept(hall, ask(hall))
    return lambda: call(hall, who="chair", petition_id=petition.id)


@refuses("owners called on the petition of others", "petition_of_another")
def _(hall: Handle) -> Act:
    petition = reached(hall, "residents_assembly", "RA1")
    return lambda: call(hall, who="chair", petition_id=petition.id)
