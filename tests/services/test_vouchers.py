"""Vouchers: put to a payment, blacked out, looked at, struck; and no debris of what was refused."""

from __future__ import annotations

import hashlib
import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from council.db import db
from council.models.journal import JournalEntry
from council.models.payments import Payment, Voucher
from council.rules.verdict import Refused
from council.services import backups, integrity, payments, redaction, voucherfiles, vouchers
from council.services.unit import unit
from council.services.uploads import pending, place
from tests.factories import money
from tests.factories import vouchers as samples
from tests.factories.community import on_stage
from tests.factories.hall import stored
from tests.factories.money import AT
from tests.factories.vouchers import put
from tests.support.rounds import together

BOX = {"page": 1, "x": 0, "y": 0, "w": 500, "h": 500}


@pytest.fixture
def purse(app_context, app, scene):
    return money.purse(on_stage(app, scene))


@pytest.fixture
def folder(app, tmp_path):
    return tmp_path / "uploads"


def codes(caught) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def files(folder) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def row(purse, number: str) -> Voucher:
    return stored(purse.hall, Voucher, Voucher.number == number)[0]


def told(purse, kind: str) -> list[dict]:
    mine = (JournalEntry.community_id == purse.hall.community_id, JournalEntry.kind == kind)
    query = select(JournalEntry.payload).where(*mine).order_by(JournalEntry.seq)
    with db.engine.connect() as connection:
        return [json.loads(text) for text in connection.scalars(query)]


def publish(purse, number: str, folder, *boxes: dict, **more):
    about = {"confirmed": True, "version": row(purse, number).version, "who": "clerk"} | more
    redaction.publish(
        purse.hall.community_id,
        number,
        boxes,
        folder=folder,
        actor=purse.hall.actor(about.pop("who")),
        at=AT,
        **about,
    )


def strike(purse, number: str, folder, reason: str = "附错了凭证", **more):
    about = {"version": row(purse, number).version} | more
    actor = purse.hall.actor("clerk")
    place_ = {"folder": folder, "actor": actor, "at": AT}
    redaction.strike(purse.hall.community_id, number, reason, **place_, **about)


def test_a_voucher_is_kept_with_its_hash(purse, folder) -> None:
    payment = money.entered(purse)
    number = put(purse, payment, folder, "NO.0012345")
    kept = row(purse, number)
    data = place(folder, kept.sha256).read_bytes()
    assert hashlib.sha256(data).hexdigest() == kept.sha256 and len(data) == kept.size
    assert b"taken at home" not in data
    assert (kept.keep_until, kept.public_sha256) == (date(2056, 12, 31), None)
    (entry,) = told(purse, "voucher.add")
    assert entry["facts"] == {"voucher": number, "original": kept.sha256, "payment": payment}
    assert not list(integrity.check(folder))


def test_the_same_invoice_of_the_same_seller_comes_once(purse, folder) -> None:
    one, other = money.entered(purse), money.entered(purse)
    first = put(purse, one, folder, "NO. 0012345")
    before = files(folder)
    with pytest.raises(Refused) as caught:
        put(purse, other, folder, "no.００１２３４５", data=samples.photo(900, 700))
    reason = caught.value.reasons[0]
    assert reason.code == "invoice_known"
    assert reason.params == {"voucher": first, "payment": one}
    assert files(folder) == before, "nothing is left of what was refused"
    put(purse, other, folder, "no.0012345", seller="另一家公司")
    put(purse, other, folder)
    put(purse, other, folder)


def test_refused_without_debris(purse, folder) -> None:
    payment = money.entered(purse)
    for wrong in (
        {"data": samples.scripted()},
        {"amount": 0},
        {"seller": ""},
        {"kind": "photo"},
        {"issued_on": date(2026, 3, 3)},
    ):
        with pytest.raises(Refused):
            put(purse, payment, folder, **wrong)
    with pytest.raises(Refused):
        put(purse, "2026-999", folder)
    with pytest.raises(Refused):
        put(purse, payment, folder, who="supervisor1")
    assert stored(purse.hall, Voucher) == [] and not files(folder)


def test_the_same_form_sent_twice_is_one_voucher(purse, folder) -> None:
    payment, key = money.entered(purse), "k" * 32
    seed, hall = samples.seed("77"), purse.hall
    told_ = {"folder": folder, "request_key": key, "actor": hall.actor("clerk"), "at": AT}
    numbers = {
        vouchers.add(hall.community_id, payment, seed, samples.photo(), **told_) for _ in range(2)
    }
    assert len(numbers) == 1 and len(stored(hall, Voucher)) == 1


def test_payment_and_voucher_in_one_act(purse, folder) -> None:
    """What another act does with its own transaction: both, or neither."""
    hall, payment = purse.hall, money.entered(purse)
    made = voucherfiles.read(samples.photo())
    about = {"kind": "payment.enter", "actor": hall.actor("clerk"), "at": AT}
    for fails in (True, False):
        try:
            with pending(folder) as waiting, unit(hall.community_id, **about) as work:
                found = payments.load(work, payment)
                vouchers.add_in(work, waiting, found, samples.seed("9"), made)
                assert 1 // (not fails)
        except ZeroDivisionError:
            assert not files(folder) and not stored(hall, Voucher)
    assert len(stored(hall, Voucher)) == 1 and len(files(folder)) == 1


def test_the_public_copy_is_drawn_again_and_the_old_one_goes(purse, folder) -> None:
    number = put(purse, money.entered(purse), folder)
    original = row(purse, number).sha256
    publish(purse, number, folder)
    first = row(purse, number).public_sha256
    publish(purse, number, folder, BOX)
    kept = row(purse, number)
    assert kept.version == 3 and kept.boxes == [BOX] and kept.public_sha256 != first
    assert files(folder) == {original, kept.public_sha256}
    entries = [entry["facts"] for entry in told(purse, "voucher.publish")]
    assert entries[-1] == {"voucher": number, "original": original, "boxes": 1, "version": 3,
                           "public": kept.public_sha256}  # fmt: skip
    assert kept.redacted_by_id == purse.hall.people["clerk"]
    assert not list(integrity.check(folder))


def test_two_vouchers_may_share_a_public_copy(purse, folder) -> None:
    payment = money.entered(purse)
    one, other = put(purse, payment, folder), put(purse, payment, folder)
    publish(purse, one, folder, BOX)
    publish(purse, other, folder, BOX)
    shared = row(purse, one).public_sha256
    strike(purse, other, folder)
    assert row(purse, one).public_sha256 == shared and place(folder, shared).exists()


def test_publishing_wants_a_person_who_has_looked(purse, folder) -> None:
    number = put(purse, money.entered(purse), folder)
    for wrong, code in (
        ({"confirmed": False}, "redaction_unconfirmed"),
        ({"version": 7}, "voucher_moved"),
        ({"who": "supervisor1"}, "no_power"),
    ):
        with pytest.raises(Refused) as caught:
            publish(purse, number, folder, **wrong)
        assert codes(caught) == [code]
    with pytest.raises(Refused) as caught:
        publish(purse, number, folder, BOX | {"page": 2})
    assert codes(caught) == ["box_outside"]
    assert row(purse, number).public_sha256 is None and len(files(folder)) == 1


def test_a_wrong_voucher_is_struck_and_its_number_free(purse, folder) -> None:
    payment = money.entered(purse)
    number = put(purse, payment, folder, "12345678")
    publish(purse, number, folder, BOX)
    with pytest.raises(Refused):
        strike(purse, number, folder, "")
    strike(purse, number, folder)
    kept = row(purse, number)
    assert (kept.invoice_key, kept.invoice_number) == (None, "12345678")
    assert kept.public_sha256 is None and files(folder) == {kept.sha256}
    for act in (strike, publish):
        with pytest.raises(Refused) as caught:
            act(purse, number, folder)
        assert codes(caught) == ["voucher_struck"]
    again = put(purse, payment, folder, "12345678")
    assert again != number and not list(integrity.check(folder))


def test_a_look_at_an_original_is_entered_once_a_day(purse, folder) -> None:
    number, hall = put(purse, money.entered(purse), folder), purse.hall

    def look(who: str, at=AT) -> int:
        vouchers.look(hall.community_id, number, actor=hall.actor(who), at=at)
        return len(told(purse, "voucher.read"))

    assert look("clerk") == 0, "who brought it today has seen it"
    assert [look("supervisor1"), look("supervisor1")] == [1, 1]
    assert look("secretary") == 2
    assert look("supervisor1", AT + timedelta(days=1)) == 3
    assert told(purse, "voucher.read")[0]["facts"] == {
        "voucher": number,
        "original": row(purse, number).sha256,
    }
    with pytest.raises(Refused) as caught:
        look("resident1")
    assert codes(caught) == ["no_power"]


def test_altered_and_missing_files_are_found_and_backups_carry_them(
    purse, folder, app, tmp_path
) -> None:
    number = put(purse, money.entered(purse), folder)
    publish(purse, number, folder, BOX)
    kept = row(purse, number)
    backups.backup(tmp_path / "whole.tar.gz", folder, AT)
    with tarfile.open(tmp_path / "whole.tar.gz") as archive:
        assert {f"uploads/{kept.sha256}", f"uploads/{kept.public_sha256}"} <= set(
            archive.getnames()
        )
    public = place(folder, kept.public_sha256)
    public.write_bytes(public.read_bytes() + b"x")
    assert [finding.code for finding in integrity.check(folder)] == ["file_altered"]
    public.unlink()
    assert [finding.code for finding in integrity.check(folder)] == ["file_missing"]
    with pytest.raises(backups.BackupError):
        backups.backup(tmp_path / "torn.tar.gz", folder, AT)


def test_a_payment_that_came_to_nothing_takes_no_voucher(purse, folder) -> None:
    payment, hall = money.entered(purse), purse.hall
    with unit(hall.community_id, kind="payment.withdraw", actor=hall.actor("clerk"), at=AT) as work:
        work.find(Payment, Payment.number == payment).state = "withdrawn"
    with pytest.raises(Refused) as caught:
        put(purse, payment, folder)
    assert codes(caught) == ["payment_over"]


def test_one_invoice_brought_by_many_at_once_is_kept_once(purse, folder, app) -> None:
    payments_ = [money.entered(purse) for _ in range(4)]

    def bring(payment: str, n: int):
        def run():
            with app.app_context():
                try:
                    return put(purse, payment, folder, "777", data=samples.photo(300 + n, 200))
                except Refused as no:
                    return no.reasons[0].code

        return run

    with ThreadPoolExecutor(4) as pool:
        answers = together(pool, [bring(payment, n) for n, payment in enumerate(payments_)])
    assert sorted(answers)[1:] == ["invoice_known"] * 3
    assert len(stored(purse.hall, Voucher)) == 1 and len(files(folder)) == 1


def test_two_clerks_at_one_voucher(purse, folder, app) -> None:
    """One public copy stands, the other is told, and no bytes are left over."""
    number = put(purse, money.entered(purse), folder)

    def draw(width: int):
        def run():
            with app.app_context():
                try:
                    publish(purse, number, folder, BOX | {"w": width}, version=1)
                except Refused as no:
                    return no.reasons[0].code

        return run

    with ThreadPoolExecutor(4) as pool:
        answers = together(pool, [draw(width) for width in (200, 300, 400)])
    kept = row(purse, number)
    assert sorted(map(str, answers)) == ["None", "voucher_moved", "voucher_moved"]
    assert kept.version == 2 and files(folder) == {kept.sha256, kept.public_sha256}
