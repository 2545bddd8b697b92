"""Units and owners as the clerk's tables show them."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from council.language import gettext as _
from council.queries.chamber.owners import BuildingLine, Owner, UnitLine
from council.vocabulary import word
from council.web import dates


def holds(owner: Owner, on: date) -> bool:
    """Whether the person owns the unit on a day."""
    return owner.starts_on <= on and (owner.ends_on is None or on < owner.ends_on)


def buildings(found: list[BuildingLine], base: str) -> list[SimpleNamespace]:
    """One row for each building: units, and how many lack an owner, an area, a caster."""
    return [
        SimpleNamespace(
            url=f"{base}/{line.id}" if line.units else "",
            text=f"{line.compound} {line.name}",
            cells=[line.units, line.no_owner, line.no_area, line.no_caster],
        )
        for line in found
    ]


def unit_columns() -> list[tuple[str, str]]:
    """The headings of a building's units."""
    return [(_("房屋"), "l"), (_("业主"), "l"), (_("面积"), "r"), (_("面积来源"), "l")]


def units(found: list[UnitLine], base: str) -> list[SimpleNamespace]:
    """One row for each unit."""
    return [
        SimpleNamespace(
            url=f"{base}/units/{line.id}",
            text=line.label,
            cells=[
                _owners(line),
                dates.sqm(line.area) if line.area else _("未登记"),
                word("area_source", line.source) if line.source else "",
            ],
        )
        for line in found
    ]


def area(home: UnitLine) -> str:
    """The area with its source."""
    if not home.area:
        return _("面积未登记")
    source = word("area_source", home.source) if home.source else _("没有来源")
    return _("%(area)s（%(source)s）", area=dates.sqm(home.area), source=source)


def area_data(home: UnitLine) -> dict[str, str]:
    """What the form of the area starts with."""
    if not home.area:
        return {}
    return {"area": f"{home.area // 100}.{home.area % 100:02d}", "source": home.source or ""}


def history(home: UnitLine) -> list[list[str]]:
    """Everybody who owns or owned the unit: who, since when, until when, as what."""
    return [
        [
            f"{owner.name}（{owner.number}）",
            dates.full_day(owner.starts_on),
            dates.full_day(owner.ends_on - timedelta(days=1)) if owner.ends_on else _("至今"),
            _role(owner),
        ]
        for owner in home.owners
    ]


def _role(owner: Owner) -> str:
    if owner.developer:
        return _("建设单位")
    return _("投票人") if owner.casts else ""


def _owners(line: UnitLine) -> str:
    if not line.owners:
        return _("未登记")
    several = len(line.owners) > 1
    named = [
        _("%(name)s（投票人）", name=owner.name) if several and owner.casts else owner.name
        for owner in line.owners
    ]
    developer = _("（建设单位）") if line.owners[0].developer else ""
    unclear = several and not any(owner.casts for owner in line.owners)
    return _("、").join(named) + developer + (_("，投票人未定") if unclear else "")
