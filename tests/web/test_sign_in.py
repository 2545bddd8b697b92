"""Signing in: with a password, with a letter's code, and what stops those who guess."""

from __future__ import annotations

import re
import time

import pytest
from itsdangerous import TimestampSigner

from council.services import codes, people
from council.services.codes import Whom
from council.web.sessions import safe_path
from tests.factories.community import PASSWORD, give_password, make_community, on_stage, sign_in

SECRET = "only for tests"


@pytest.fixture
def hall(app, scene):
    return on_stage(app, scene)


@pytest.fixture
def resident(app, hall):
    give_password(app, hall.accounts["resident1"])
    return "t1-resident1"


def enter(client, login, password=PASSWORD, **more):
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def is_in(client):
    return client.get("/account").status_code == 200


def test_the_page_says_who_need_not_sign_in(client):
    assert "不用登录" in client.get("/sign-in").text


def test_with_login_and_password(client, clock, resident):
    answer = enter(client, f" {resident.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/c/t1/chamber/")
    assert is_in(client)
    assert client.get("/sign-in").location == "/account"


@pytest.mark.parametrize("path", ["/", "/account", "/c/t2/", "/nowhere"])
def test_who_is_signed_in_is_not_asked_to_sign_in(app, client, clock, hall, path):
    make_community(app, "t2")
    button = 'class="signin'
    assert path == "/account" or button in client.get(path).text
    sign_in(client, hall.accounts["resident1"])
    page = client.get(path).text
    assert button not in page
    assert 'action="/sign-out"' in page
    assert 'href="/account"' in page
    sign_in(client, hall.accounts["resident1"], generation=7)  # a session that was ended
    assert path == "/account" or button in client.get(path).text


def test_signing_out_ends_the_session(client, clock, resident):
    enter(client, resident)
    assert client.post("/sign-out").status_code == 303
    assert not is_in(client)


@pytest.mark.parametrize("login", ["t1-resident1", "t1-resident2", "nobody-at-all", "'; --"])
def test_a_failure_tells_nothing_about_the_login(client, clock, resident, login):
    answer = enter(client, login, "wrong password")
    assert answer.status_code == 422
    assert "登录名或密码不对" in answer.text
    assert not is_in(client)


def test_an_account_without_password_cannot_be_entered(client, clock, hall):
    for password in ("!", "", "no password at all"):
        assert enter(client, "t1-resident2", password).status_code == 422


@pytest.mark.parametrize("login", ["t1-resident1", "nobody-at-all"])
def test_after_eight_failures_the_login_is_closed_for_a_while(client, clock, resident, login):
    for _ in range(8):
        assert enter(client, login, "wrong password").status_code == 422
    answer = enter(client, login)
    assert answer.status_code == 429
    assert "太频繁" in answer.text
    clock.forward(minutes=16)
    assert enter(client, "t1-resident1").status_code == 303


def test_a_success_forgets_the_failures_before_it(client, clock, resident):
    for _ in range(3):
        for _ in range(7):
            enter(client, resident, "wrong password")
        assert enter(client, resident).status_code == 303
        client.post("/sign-out")


def test_one_address_cannot_try_many_logins(client, clock, resident):
    for n in range(30):
        assert enter(client, f"guess-{n}", "wrong password").status_code == 422
    assert enter(client, resident).status_code == 429


def test_what_the_browser_brought_along_is_dropped(client, clock, resident):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    enter(client, resident)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.permanent


@pytest.mark.parametrize(
    "given",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere", "",
     "/%0d\n", "javascript:alert(1)", "///x", "/" + "a" * 600],
)  # fmt: skip
def test_only_paths_of_this_site_are_gone_to(client, clock, resident, given):
    assert safe_path(given) == ""
    assert enter(client, resident, next=given).location == "/c/t1/chamber/"


def test_back_to_where_one_was_going(client, clock, resident):
    answer = enter(client, resident, next="/c/t1/proposals/2026-001?x=1")
    assert answer.location == "/c/t1/proposals/2026-001?x=1"


def change(client, old, new, again=None):
    data = {"old": old, "password": new, "again": again or new}
    return client.post("/account", data=data)


def test_an_unchanged_cookie_is_signed_anew_only_after_ten_minutes(
    client, clock, resident, monkeypatch
):
    enter(client, resident)
    client.get("/account")  # its forms put their token into the session
    assert "Set-Cookie" not in client.get("/account").headers
    now = int(time.time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + 601)
    assert "session=" in client.get("/account").headers["Set-Cookie"]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + 1202 + 12 * 3600)
    assert client.get("/account").status_code == 303


def test_a_new_password_ends_other_sessions(app, client, clock, resident):
    other = app.test_client()
    enter(client, resident)
    enter(other, resident)
    assert change(client, PASSWORD, "another tree 48").status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert enter(other, resident).status_code == 422
    assert enter(other, resident, "another tree 48").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", "another tree 48", None),
        (PASSWORD, "short", None),
        (PASSWORD, "aaaaaaaaaa", None),
        (PASSWORD, "t1-resident1", None),
        (PASSWORD, "another tree 48", "another tree 49"),
    ],
)
def test_passwords_that_are_refused(client, clock, resident, old, new, again):
    enter(client, resident)
    assert change(client, old, new, again).status_code == 422


def letters(app, hall, clock, **more):
    with app.app_context():
        return codes.issue(
            hall.community_id, SECRET, Whom(**more), actor=hall.actor("clerk"), at=clock.now
        )


def redeem(client, code, login="newcomer", password=PASSWORD):
    data = {"code": code, "login": login, "password": password, "again": password}
    return client.post("/sign-in/code", data=data)


def test_a_letter_opens_one_account_once(app, client, clock, hall):
    (letter,) = letters(app, hall, clock)
    (line,) = letter.lines
    assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", line.code)
    page = client.get("/sign-in/code", query_string={"code": line.code})
    assert line.code in page.text
    answer = redeem(client, line.code.lower().replace("-", " "))
    assert (answer.status_code, answer.location) == (303, "/c/t1/chamber/")
    client.post("/sign-out")
    assert enter(client, "newcomer").status_code == 303
    client.post("/sign-out")
    again = redeem(client, line.code, "another-one")
    assert again.status_code == 422
    assert "这个代码不能用" in again.text


def test_children_and_account_holders_get_no_letter(app, clock, hall):
    (letter,) = letters(app, hall, clock)
    assert len(letter.lines) == 1
    assert letters_or_none(app, hall, clock) == []
    assert len(letters(app, hall, clock, again=True)) == 1


def test_who_only_works_here_gets_a_letter_too(app, clock, hall):
    with app.app_context():
        seed = people.PersonSeed("W1", "钱试工")
        people.add_person(hall.community_id, seed, actor=hall.actor("clerk"), at=clock.now)
    (letter,) = letters(app, hall, clock, person="W1")
    assert (letter.place, letter.lines[0].name) == ("", "钱试工")


def test_the_first_clerk_gets_a_code_from_the_operator(app, client, clock, hall, run_command):
    said = run_command("account", "code", "P900", "--community", "t1")
    assert said.exit_code == 2
    with app.app_context():
        seed = people.PersonSeed("W1", "钱试工")
        people.add_person(hall.community_id, seed, actor=hall.actor("clerk"), at=clock.now)
    said = run_command("account", "code", "W1", "--community", "t1")
    assert redeem(client, said.output.split()[0]).status_code == 303
    assert run_command("account", "code", "W1", "--community", "t1").exit_code == 2
    assert run_command("account", "code", "W1", "--community", "nowhere").exit_code == 2


def letters_or_none(app, hall, clock):
    from council.rules.verdict import Refused

    try:
        return letters(app, hall, clock)
    except Refused as refused:
        assert refused.reasons[0].code == "codes_none"
        return []


def test_a_new_letter_withdraws_the_old_one(app, client, clock, hall):
    old = letters(app, hall, clock)[0].lines[0].code
    new = letters(app, hall, clock, again=True)[0].lines[0].code
    assert redeem(client, old).status_code == 422
    assert redeem(client, new).status_code == 303


def test_a_code_expires(app, client, clock, hall):
    code = letters(app, hall, clock)[0].lines[0].code
    clock.forward(days=60)
    assert redeem(client, code).status_code == 422


def test_codes_cannot_be_guessed_on(app, client, clock, hall):
    code = letters(app, hall, clock)[0].lines[0].code
    for _ in range(10):
        assert redeem(client, "2222-2222-2222").status_code == 422
    assert redeem(client, code).status_code == 429


def test_a_login_in_use_leaves_the_code_usable(app, client, clock, hall):
    code = letters(app, hall, clock)[0].lines[0].code
    taken = redeem(client, code, "t1-resident1")
    assert taken.status_code == 422
    assert "已经有人用了" in taken.text
    assert redeem(client, code).status_code == 303


def test_the_code_is_not_in_the_database(app, clock, hall):
    from sqlalchemy import select

    from council.db import reading
    from council.models.accounts import AccountCode
    from council.models.journal import JournalEntry

    code = letters(app, hall, clock)[0].lines[0].code
    plain = code.replace("-", "")
    with app.app_context():
        stored = reading().execute(select(AccountCode.code_hash)).scalars().all()
        told = reading().execute(select(JournalEntry.payload)).scalars().all()
    assert plain not in "".join(stored) + "".join(told)


def test_a_code_can_be_added_to_an_account_one_has(app, client, clock, hall):
    from tests.factories.community import make_community

    other = make_community(app, "t2")
    with app.app_context():
        clerk = other.actor("clerk")
        found = codes.issue(other.community_id, SECRET, Whom(), actor=clerk, at=clock.now)
    sign_in(client, hall.accounts["street"])
    code = found[0].lines[0].code
    assert "加到我的账号" in client.get(f"/sign-in/code?code={code}").text
    assert client.post("/account/code", data={"code": code}).status_code == 303
    assert "试验社区t2" in client.get("/account").text
