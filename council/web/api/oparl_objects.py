"""Bodies, meetings, items and papers in the shape of OParl 1.1 (https://schema.oparl.org/1.1/).

A community is a Body, its bodies are Organizations, its matters are Papers. No person is told of.
Every object has ``created`` and ``modified``, as 1.1 asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from council.language import gettext as _
from council.queries.public import oparl as told
from council.queries.public.oparl import Attached, Decided, Held, Listed, Matter, Organisation
from council.queries.visitors import CommunityHead
from council.vocabulary import word
from council.web import dates
from council.web.documents.answers import TYPE as WORD

SCHEMA = "https://schema.oparl.org/1.1/"
Object = dict[str, Any]
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    WORD: "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


def made(address: str, kind: str, created: datetime, modified: datetime, **more: Any) -> Object:
    """An object: what is empty is left out."""
    stamps = {"created": when(created), "modified": when(modified)}
    told_of = {name: value for name, value in more.items() if value not in (None, "", [])}
    return {"id": address, "type": SCHEMA + kind} | told_of | stamps


def when(at: datetime | None) -> str | None:
    """An instant with its offset."""
    return dates.local(at).isoformat(timespec="seconds") if at else None


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@dataclass
class Council:
    """A community as a Body; ``host`` is the server's address without a slash at the end."""

    connection: Connection
    here: CommunityHead
    host: str

    @property
    def url(self) -> str:
        """The address of the Body."""
        return f"{self.host}/api/oparl/bodies/{self.here.slug}"

    @property
    def web(self) -> str:
        """The community's pages."""
        return f"{self.host}/c/{self.here.slug}"

    @cached_property
    def founded(self) -> datetime:
        """Since when the community is recorded."""
        return told.founded(self.connection, self.here.id)

    @cached_property
    def organisations(self) -> list[Organisation]:
        """All its bodies."""
        return told.organisations(self.connection, self.here.id)

    @cached_property
    def meetings(self) -> list[Held]:
        """All its meetings."""
        return told.meetings(self.connection, self.here.id)

    @cached_property
    def items(self) -> list[Listed]:
        """All items of all agendas."""
        return told.items(self.connection, self.here.id)

    @cached_property
    def items_of(self) -> dict[str, list[Listed]]:
        """Items by the number of their meeting."""
        return _grouped(self.items, lambda one: one.meeting)

    @cached_property
    def items_on(self) -> dict[str, list[Listed]]:
        """Items by the number of their matter."""
        return _grouped(self.items, lambda one: one.proposal)

    @cached_property
    def papers_of(self) -> dict[tuple[str, int | None], list[Attached]]:
        """Papers by meeting and place on its agenda."""
        return _grouped(self.attached, lambda one: (one.meeting, one.position))

    @cached_property
    def bodies_of(self) -> dict[str, tuple[UUID, ...]]:
        """Who meets, by the number of the meeting."""
        return {one.number: one.bodies for one in self.meetings}

    @cached_property
    def decided(self) -> dict[tuple[str, str], Decided]:
        """Resolutions by meeting and matter."""
        found = told.decisions(self.connection, self.here.id)
        return {(one.meeting, one.proposal): one for one in found}

    @cached_property
    def matters(self) -> list[Matter]:
        """All public matters."""
        return told.matters(self.connection, self.here.id)

    @cached_property
    def attached(self) -> list[Attached]:
        """All papers of meetings that are not closed."""
        return told.attached(self.connection, self.here.id)

    def body(self) -> Object:
        """The Body itself."""
        lists = {
            "organization": "organizations",
            "person": "people",
            "meeting": "meetings",
            "paper": "papers",
            "agendaItem": "agenda-items",
            "consultation": "consultations",
            "file": "files",
            "locationList": "locations",
            "legislativeTermList": "legislative-terms",
            "membership": "memberships",
        }
        return made(
            self.url,
            "Body",
            self.founded,
            self.founded,
            system=f"{self.host}/api/oparl/",
            name=f"{self.here.street_name}{self.here.name}",
            shortName=self.here.short_name,
            classification=_("社区"),
            website=f"{self.web}/",
            oparlSince=when(self.founded),
            streetAddress=self.here.address,
            web=f"{self.web}/",
            **{name: f"{self.url}/{path}" for name, path in lists.items()},
        ) | {"legislativeTerm": []}

    def organization(self, one: Organisation) -> Object:
        """A body of the community."""
        return made(
            self._organization(one.id),
            "Organization",
            self.founded,
            self.founded,
            body=self.url,
            name=one.name,
            classification=word("body", one.kind),
            web=f"{self.web}/bodies/",
        )

    def _organization(self, body_id: UUID) -> str:
        return f"{self.url}/organizations/{body_id.hex}"

    def meeting(self, one: Held) -> Object:
        """A meeting with its agenda."""
        papers = self.papers_of.get((one.number, None), ())
        return made(
            f"{self.url}/meetings/{one.number}",
            "Meeting",
            one.created,
            one.modified,
            name=one.title,
            meetingState=word("meeting_state", one.state),
            cancelled=one.state == "cancelled",
            start=when(one.starts_at),
            end=when(one.ends_at),
            location=self.location(one) if one.place else None,
            organization=[self._organization(body_id) for body_id in one.bodies],
            invitation=self.notice(one),
            resultsProtocol=self.minutes(one),
            auxiliaryFile=[self.paper_file(p) for p in papers],
            agendaItem=[self.agenda_item(i) for i in self.items_of.get(one.number, ())],
            web=f"{self.web}/meetings/{one.number}",
        )

    def location(self, one: Held) -> Object:
        """Where a meeting is, in words."""
        address = f"{self.url}/locations/{one.number}"
        return made(address, "Location", one.created, one.created, description=one.place)

    def agenda_item(self, one: Listed) -> Object:
        """An item; what was decided on its matter in this meeting stands beside it."""
        key = f"{one.meeting}-{one.position}"
        decided = self.decided.get((one.meeting, one.proposal)) if one.proposal else None
        papers = self.papers_of.get((one.meeting, one.position), ())
        return made(
            f"{self.url}/agenda-items/{key}",
            "AgendaItem",
            one.created,
            max(one.modified, decided.at) if decided else one.modified,
            meeting=f"{self.url}/meetings/{one.meeting}",
            number=str(one.position),
            order=one.position - 1,
            name=one.title or _("不公开的议程"),
            public=not one.is_closed,
            consultation=f"{self.url}/consultations/{key}" if one.proposal else None,
            result=word("outcome", decided.outcome) if decided else None,
            resolutionText=decided.text if decided else None,
            resolutionFile=self.resolution(decided) if decided else None,
            auxiliaryFile=[self.paper_file(p) for p in papers],
            start=when(one.starts_at),
            end=when(one.ends_at),
            keyword=[word("item_kind", one.kind)],
            web=f"{self.web}/meetings/{one.meeting}",
        )

    def consultation(self, one: Listed) -> Object:
        """That a matter stands on an agenda."""
        key = f"{one.meeting}-{one.position}"
        return made(
            f"{self.url}/consultations/{key}",
            "Consultation",
            one.created,
            one.created,
            paper=f"{self.url}/papers/{one.proposal}",
            agendaItem=f"{self.url}/agenda-items/{key}",
            meeting=f"{self.url}/meetings/{one.meeting}",
            organization=[self._organization(b) for b in self.bodies_of.get(one.meeting, ())],
            authoritative=one.kind in ("decision", "election"),
            role=word("item_kind", one.kind),
        )

    def paper(self, one: Matter) -> Object:
        """A public matter, with every agenda on which it stood."""
        return made(
            f"{self.url}/papers/{one.number}",
            "Paper",
            one.created,
            one.modified,
            body=self.url,
            name=one.title,
            reference=one.number,
            date=dates.legal_day(one.created).isoformat(),
            paperType=_("议题"),
            mainFile=self.matter_file(one),
            consultation=[self.consultation(i) for i in self.items_on.get(one.number, ())],
            web=f"{self.web}/proposals/{one.number}",
        )

    def notice(self, one: Held) -> Object | None:
        """The notice of a meeting in session."""
        if one.form != "session":
            return None
        access = f"{self.web}/meetings/{one.number}/notice.docx"
        return self._file(f"notice-{one.number}", access, WORD, _("会议通知"), one.created)

    def minutes(self, one: Held) -> Object | None:
        """Published minutes."""
        if one.minutes_at is None:
            return None
        access = f"{self.web}/meetings/{one.number}/minutes.docx"
        return self._file(f"minutes-{one.number}", access, WORD, _("会议纪要"), one.minutes_at)

    def resolution(self, one: Decided) -> Object:
        """The notice of a resolution."""
        access = f"{self.web}/decisions/{one.number}.docx"
        return self._file(f"resolution-{one.number}", access, WORD, _("决议公告"), one.at)

    def matter_file(self, one: Matter) -> Object:
        """A matter with its whole trace, as data."""
        access = f"{self.web}/proposals/{one.number}.json"
        key, kind = f"matter-{one.number}", "application/json"
        return self._file(key, access, kind, one.title, one.created, one.modified)

    def paper_file(self, one: Attached) -> Object:
        """A paper of a meeting."""
        access = f"{self.web}/meetings/{one.meeting}/papers/{one.sha256}"
        key = f"paper-{one.meeting}-{one.sha256[:16]}"
        return self._file(key, access, one.media_type, one.title, one.at, size=one.size)

    def files(self) -> Iterable[Object]:
        """Every file that stands anywhere."""
        for one in self.meetings:
            yield from (found for found in (self.notice(one), self.minutes(one)) if found)
        yield from (self.resolution(one) for one in self.decided.values())
        yield from (self.paper_file(one) for one in self.attached)
        yield from (self.matter_file(one) for one in self.matters)

    def _file(
        self,
        key: str,
        access: str,
        media_type: str,
        name: str,
        created: datetime,
        modified: datetime | None = None,
        size: int | None = None,
    ) -> Object:
        return made(
            f"{self.url}/files/{key}",
            "File",
            created,
            modified or created,
            name=name,
            fileName=f"{key}.{ENDINGS.get(media_type, 'json')}",
            mimeType=media_type,
            size=size,
            accessUrl=access,
            downloadUrl=access,
        )
