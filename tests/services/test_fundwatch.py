"""Questions, statements and audit reports: who, once, and never changed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from council.db import db
from council.models.base import new_id
from council.models.fundwatch import AuditReport, FundQuestion, SupervisionStatement
from council.rules.calendar import deadline
from council.rules.verdict import Refused
from council.services import audits, fundquestions, fundstatements, storedfiles
from council.services.audits import AuditSeed
from council.services.fundquestions import About
from council.services.uploads import place
from tests.factories import money
from tests.factories.community import on_stage
from tests.factories.hall import stored

SHANGHAI = ZoneInfo("Asia/Shanghai")
APRIL = datetime(2026, 4, 2, 9, tzinfo=SHANGHAI)
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


def ask(purse, who="resident3", about=None, words="灯为什么这么贵？", key=None, at=money.AT):
    return fundquestions.ask(
        purse.hall.community_id,
        about or About(project=purse.projects[0]),
        words,
        request_key=key or new_id().hex,
        actor=purse.hall.actor(who),
        at=at,
    )


def answer(purse, number, who="chair", at=money.AT, key=None):
    fundquestions.answer(
        purse.hall.community_id,
        number,
        "含安装和三年质保。",
        request_key=key or new_id().hex,
        actor=purse.hall.actor(who),
        at=at,
    )


def sign(purse, who="supervisor1", quarter=1, verdict="sound", words="", at=APRIL, key=None):
    fundstatements.sign(
        purse.hall.community_id,
        money.CODE,
        money.YEAR,
        quarter,
        verdict=verdict,
        text=words,
        request_key=key or new_id().hex,
        actor=purse.hall.actor(who),
        at=at,
    )


def attach(purse, folder, data=PDF, who="clerk", key=None):
    audits.attach(
        purse.hall.community_id,
        money.CODE,
        money.YEAR,
        AuditSeed("2026年度审计报告", "松河会计师事务所", date(2027, 3, 1), "账目真实。"),
        data,
        folder=folder,
        request_key=key or new_id().hex,
        actor=purse.hall.actor(who),
        at=APRIL,
    )


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_a_question_goes_to_the_seat_responsible_with_a_deadline(purse) -> None:
    number = ask(purse)
    (question,) = stored(purse.hall, FundQuestion)
    assert (question.number, question.responsible_title) == (number, "居委会委员")
    assert question.due_at == deadline(money.AT, 3)
    assert question.fund_year_id is not None and question.project_id is not None


def test_a_question_about_a_payment_and_about_the_year(purse) -> None:
    payment = money.entered(purse)
    ask(purse, about=About(payment=payment))
    ask(purse, about=About(fund=money.CODE, year=money.YEAR), words="还剩多少钱？")
    of_payment, of_year = sorted(stored(purse.hall, FundQuestion), key=lambda q: q.number)
    assert of_payment.payment_id and of_payment.project_id
    assert (of_year.project_id, of_year.responsible_title) == (None, "居委会主任")


def test_the_same_key_asks_and_answers_once(purse) -> None:
    key, other = new_id().hex, new_id().hex
    number = ask(purse, key=key)
    assert ask(purse, key=key) == number
    answer(purse, number, key=other)
    answer(purse, number, key=other)
    with pytest.raises(Refused) as refusal:
        answer(purse, number)
    assert codes(refusal) == {"fund_question_answered"}
    (question,) = stored(purse.hall, FundQuestion)
    assert (question.answer, question.answered_title) == ("含安装和三年质保。", "居委会主任")


@pytest.mark.parametrize(
    "about", [About(project="2026-999"), About(payment="2026-999"), About(posting="2026-999")]
)
def test_nothing_to_ask_about(purse, about) -> None:
    with pytest.raises(Refused) as refusal:
        ask(purse, about=about)
    assert codes(refusal) == {"not_found"}
    assert stored(purse.hall, FundQuestion) == []


def test_who_may_not_ask_and_answer(purse) -> None:
    number = ask(purse)
    for act in (lambda: ask(purse, "street"), lambda: answer(purse, number, "resident4")):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == {"no_power"}


def test_one_person_does_not_ask_without_end(purse, monkeypatch) -> None:
    monkeypatch.setattr(fundquestions, "MOST_OPEN", 2)
    for n in range(2):
        ask(purse, words=f"第{n}个问题是什么？")
    with pytest.raises(Refused) as refusal:
        ask(purse, words="再问一个可以吗？")
    assert codes(refusal) == {"too_many_questions"}
    assert ask(purse, "resident4")


def test_a_statement_keeps_the_figures_of_its_day(purse) -> None:
    money.paid(purse, 0, 100_050)
    sign(purse)
    (first,) = stored(purse.hall, SupervisionStatement)
    assert (first.figures["paid"], first.figures["granted"]) == (100_050, money.WHOLE)
    assert (first.figures["payments"], first.figures["paid_in_quarter"]) == (1, 100_050)
    sign(purse, "supervisor2", verdict="remarks", words="凭证补得太慢，请改。")
    assert len(stored(purse.hall, SupervisionStatement)) == 2


def test_a_statement_is_signed_once_after_the_quarter(purse) -> None:
    last = datetime(2026, 3, 31, 23, tzinfo=SHANGHAI)
    for given, code in (
        ({"at": last}, "quarter_not_over"),
        ({"verdict": "remarks"}, "statement_needs_words"),
        ({"quarter": 5}, "value_unknown"),
        ({"who": "clerk"}, "no_power"),
    ):
        with pytest.raises(Refused) as refusal:
            sign(purse, **given)
        assert codes(refusal) == {code}
    sign(purse, at=last + timedelta(hours=1))
    with pytest.raises(Refused) as refusal:
        sign(purse)
    assert codes(refusal) == {"statement_signed"}


def test_a_signed_statement_never_changes(purse) -> None:
    sign(purse)
    with Session(db.engine) as session:
        connection = session.connection()
        connection.info["maintenance"] = True
        with pytest.raises(DatabaseError):
            session.execute(text("UPDATE supervision_statement SET verdict = 'remarks'"))
        connection.info.pop("maintenance")
        session.rollback()


def test_an_audit_report_is_kept_and_withdrawn(purse, tmp_path) -> None:
    key = new_id().hex
    attach(purse, tmp_path, key=key)
    attach(purse, tmp_path, key=key)
    (report,) = stored(purse.hall, AuditReport)
    sha = hashlib.sha256(PDF).hexdigest()
    assert report.sha256 == sha and place(tmp_path, sha).read_bytes() == PDF
    with db.engine.connect() as connection:
        assert storedfiles.is_needed(connection, sha)
    with pytest.raises(Refused) as refusal:
        attach(purse, tmp_path)
    assert codes(refusal) == {"audit_known"}
    chair = purse.hall.actor("chair")
    given = {"folder": tmp_path, "actor": chair, "at": APRIL}
    audits.withdraw(purse.hall.community_id, report.id, **given)
    assert not place(tmp_path, sha).exists()
    with pytest.raises(Refused) as refusal:
        audits.withdraw(purse.hall.community_id, report.id, **given)
    assert codes(refusal) == {"audit_withdrawn"}
    attach(purse, tmp_path)
    assert place(tmp_path, sha).exists()


def test_what_is_no_plain_pdf_is_no_audit_report(purse, tmp_path) -> None:
    active = PDF.replace(b"<< >>", b"<< /OpenAction << /S /JavaScript /JS (x) >> >>", 1)
    for data, code in ((b"hello", "audit_not_pdf"), (active, "scan_active")):
        with pytest.raises(Refused) as refusal:
            attach(purse, tmp_path, data)
        assert codes(refusal) == {code}
    assert not any(tmp_path.rglob("*.part")) and stored(purse.hall, AuditReport) == []
