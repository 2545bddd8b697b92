"""Forms of minutes."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from council.language import lazy_gettext as _l
from council.services.hall import MOST_WORDS
from council.services.minutes import MOST_CONCLUSION, MOST_GIST
from council.services.signing import MOST_ANNEX
from council.web.forms.hall import Words, required_choice


class ItemTextForm(FlaskForm):
    """What was said and concluded on one item."""

    record = TextAreaField(_l("讨论情况"), [Words(0, MOST_WORDS)])
    conclusion = TextAreaField(_l("结论"), [Words(0, MOST_CONCLUSION)])
    closed = BooleanField(_l("本项不公开"))
    version = HiddenField()
    request_key = HiddenField()


class GistForm(FlaskForm):
    """One speech by gist, as the clerk writes it."""

    gist = TextAreaField(_l("发言要点"), [Words(0, MOST_GIST)])
    version = HiddenField()
    request_key = HiddenField()


class OwnWordsForm(FlaskForm):
    """One's own words, put right."""

    text = TextAreaField(_l("您的话"), [Words(1, MOST_GIST)])
    version = HiddenField()


class OfficersForm(FlaskForm):
    """Who chaired the meeting and who keeps its minutes."""

    chair = SelectField(_l("主持人"), [Optional()])
    recorder = SelectField(_l("记录人"), [Optional()])


class SignForm(FlaskForm):
    """A signature by typing one's name."""

    name = StringField(_l("写上您的姓名"), [Words(1, 60, line=True)])
    sha256 = HiddenField()


class PaperSignatureForm(FlaskForm):
    """A signature that somebody put on paper."""

    person = SelectField(_l("谁签的名"), [required_choice()])
    paper = FileField(
        _l("签名页的照片或扫描件"), [FileRequired(_l("请附上签了名的纸的照片或扫描件。"))]
    )
    sha256 = HiddenField()


class AnnexForm(FlaskForm):
    """What is put right after the signing."""

    text = TextAreaField(_l("附记"), [Words(2, MOST_ANNEX)])
