"""The forms of proposing, seconding, withdrawing, merging."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from council.language import lazy_gettext as _l
from council.queries.chamber.proposals import CategoryChoice, PlaceChoice
from council.rules.shapes import parse_hundredths
from council.services.proposals import COST_MAX, TEXT_MAX, TITLE_MAX, TITLE_MIN, Content
from council.web import language
from council.web.forms import shaping

_INDENT = "\u3000"


class ActForm(FlaskForm):
    """An act on a matter: the revision that the actor saw."""

    revision = HiddenField()

    def seen(self) -> int | None:
        """The revision, or None where it is missing; what is no number is an old one."""
        raw = self.revision.data or ""
        if not raw:
            return None
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


class ProposalForm(ActForm):
    """What a resident writes; a draft may be short."""

    draft = HiddenField()
    title = StringField(_l("题目"), [shaping.line(TITLE_MIN, TITLE_MAX, "headline")])
    text = TextAreaField(
        _l("要办什么事，为什么"), [shaping.text(0, TEXT_MAX, "description", required=True)]
    )
    category = SelectField(_l("类别"), default="")
    where = SelectField(_l("小区和楼栋"), default="")
    place = StringField(_l("具体位置"), [shaping.line(0, 120, "place")])
    cost = StringField(_l("估计要花多少钱"), [shaping.yuan(COST_MAX)])
    on_behalf = StringField(_l("代谁提出"), [shaping.line(0, 60, "on_behalf")])
    helped = SelectField(_l("名册里是哪一位"), default="", validate_choice=False)
    reason = StringField(_l("为什么改"), [shaping.line(0, 200, "reason")])
    photos = MultipleFileField(_l("照片"))
    voice = FileField(_l("录音"))

    def offer(self, categories: list[CategoryChoice], places: list[PlaceChoice]) -> None:
        """Fill the selects."""
        self.category.choices = [
            ("", _l("不确定，请社区帮我选")),
            *((c.id.hex, _INDENT * c.depth + _name(c)) for c in categories),
        ]
        self.where.choices = [
            ("", _l("整个社区，或者不在小区里")),
            *((_place_value(p), _place_name(p)) for p in places),
        ]
        self.helped.choices = []

    def content(self, helped_id: UUID | None = None) -> Content:
        """The typed content, after validation; ``helped_id``: whom the clerk writes for."""
        compound, building = self.place_ids()
        cost = self.cost.data
        return Content(
            title=self.title.data or "",
            text=self.text.data or "",
            cost=parse_hundredths(cost, 0, COST_MAX, "cost") if cost else None,
            category_id=UUID(self.category.data) if self.category.data else None,
            compound_id=compound,
            building_id=building,
            place=self.place.data or "",
            on_behalf=self.on_behalf.data or "",
            helped_id=helped_id,
        )

    def place_ids(self) -> tuple[UUID | None, UUID | None]:
        """Compound and building of the chosen place."""
        compound, _, building = (self.where.data or "").partition(".")
        return (UUID(compound) if compound else None, UUID(building) if building else None)


def values_of(matter: Any) -> dict[str, Any]:
    """The form's values of a proposal as it is."""
    where = matter.compound_id.hex if matter.compound_id else ""
    if matter.building_id:
        where += "." + matter.building_id.hex
    return {
        "revision": str(matter.revision),
        "draft": matter.id.hex,
        "title": matter.title,
        "text": matter.text,
        "category": matter.category_id.hex if matter.category_id else "",
        "where": where,
        "place": matter.place,
        "cost": _yuan(matter.cost),
        "on_behalf": matter.on_behalf,
    }


class ReasonForm(ActForm):
    """An act with a reason of at least five characters."""

    reason = TextAreaField(_l("理由"), [shaping.text(5, 1000, "reason")])


class MergeForm(ActForm):
    """Which proposal this one is merged into, and why."""

    into = StringField(_l("并入哪一件（编号）"), [shaping.line(1, 12, "number")])
    reason = TextAreaField(_l("理由"), [shaping.text(10, 1000, "reason")])


def _name(category: CategoryChoice) -> str:
    own = {"en": category.name_en, "zh-Hant": category.name_hant}.get(language.current(), "")
    return own or category.name


def _place_value(place: PlaceChoice) -> str:
    building = f".{place.building_id.hex}" if place.building_id else ""
    return place.compound_id.hex + building


def _place_name(place: PlaceChoice) -> str:
    return f"{_INDENT}{place.compound} {place.building}" if place.building_id else place.compound


def _yuan(fen: int | None) -> str:
    if fen is None:
        return ""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
