"""The tenures of a roster: whose they are, which seat is meant, and what they clash with."""

from __future__ import annotations

from dataclasses import dataclass

from council.models.base import new_id
from council.models.bodies import Body, Office, Tenure
from council.models.people import Person
from council.rules import tenures
from council.rules.tenures import Term
from council.rules.verdict import Reason
from council.services import people, rosterwords
from council.services.people import BODY_OF
from council.services.rosterfile import OfficeRow
from council.services.rostertaking import Tally, whom
from council.services.unit import Work


@dataclass
class Offices:
    """Bodies, offices and terms known so far."""

    work: Work
    tally: Tally
    people: dict[str, Person]

    def __post_init__(self) -> None:
        work = self.work
        self.bodies = list(work.all(Body, order=Body.position))
        self.offices = list(work.all(Office, order=Office.number))
        self.tenures = {(t.office_id, t.starts_on): t for t in work.all(Tenure)}
        self.terms = people.terms(work)

    def take(self, row: OfficeRow) -> None:
        """Take over one tenure."""
        person, body = whom(self.tally, self.people, row), self._body(row)
        if person is None or body is None:
            return
        mine = [o for o in self.offices if self._fits(o, body, row)]
        for office in mine:
            known = self.tenures.get((office.id, row.starts_on))
            if known is not None and known.person_id == person.id:
                self._same_tenure(row, known)
                return
        office = self._seat(row, body, mine, person)
        term = self._term(office, body, person, row)
        verdict = tenures.appointment(term, self.terms)
        for reason in verdict.reasons:
            self.tally.fault(row.origin, "任期起", reason)
        if verdict.lawful:
            self.terms.append(term)
            made = Tenure(
                id=new_id(),
                office_id=office.id,
                person_id=person.id,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
            self.tenures[office.id, row.starts_on] = self.tally.add("tenure", made)

    def _same_tenure(self, row: OfficeRow, known: Tenure) -> None:
        if row.ends_on is None or known.ends_on == row.ends_on:
            self.tally.same["tenure"] += 1
        elif known.ends_on is None and row.ends_on > known.starts_on:
            self.tally.change("tenure", known, {"ends_on": row.ends_on})
        else:
            self.tally.fault(row.origin, "任期止", Reason("roster_term", {"until": known.ends_on}))

    @staticmethod
    def _fits(office: Office, body: Body, row: OfficeRow) -> bool:
        if office.body_id != body.id or office.kind != row.kind:
            return False
        if row.seat_number is not None:
            return office.number == row.seat_number
        return row.kind in rosterwords.SINGLE or office.seat == (row.seat or "")

    @staticmethod
    def _term(office: Office, body: Body, person: Person, row: OfficeRow) -> Term:
        return Term(
            office_id=office.id,
            body_id=body.id,
            body_kind=body.kind,
            title=office.title,
            person_id=person.id,
            household_id=person.household_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )

    def _seat(self, row: OfficeRow, body: Body, mine: list[Office], person: Person) -> Office:
        """The seat meant, else the first that is free for the whole term, else a new one."""
        if mine and (row.seat_number is not None or row.kind in rosterwords.SINGLE):
            return mine[0]
        for office in mine:
            term = self._term(office, body, person, row)
            if not any(t.office_id == office.id and t.meets(term) for t in self.terms):
                return office
        taken = [o.number for o in self.offices if o.body_id == body.id]
        office = Office(
            id=new_id(),
            body_id=body.id,
            kind=row.kind.value,
            seat=row.seat.value if row.seat else "",
            title=row.title,
            number=row.seat_number or max(taken, default=0) + 1,
        )
        if office.number in taken:
            self.tally.fault(
                row.origin, "席号", Reason("seat_number_taken", {"number": str(office.number)})
            )
            return office
        self.offices.append(self.tally.add("office", office))
        self.work.session.flush()
        return office

    def _body(self, row: OfficeRow) -> Body | None:
        named = [body for body in self.bodies if body.name == row.body]
        if not named:
            kind = rosterwords.BODIES.get(row.body, BODY_OF.get(row.kind) if not row.body else None)
            named = [body for body in self.bodies if body.kind == kind]
        if len(named) != 1:
            code = "roster_body_many" if named else "roster_body_unknown"
            self.tally.fault(row.origin, "机构", Reason(code, {"name": row.body}))
            return None
        usual = BODY_OF.get(row.kind, "")
        if named[0].kind != usual:
            self.tally.fault(
                row.origin, "职务", Reason("roster_office_body", {"name": named[0].name})
            )
            return None
        return named[0]
