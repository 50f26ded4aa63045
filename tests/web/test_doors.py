"""Who comes in, who stays out, and what every answer carries."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from sync.hq.service import sqlite_url
from sync.hq.store import tables as t
from sync.hq.web.accounts import (
    FIRST_LOCK_MS,
    LONGEST_LOCK_MS,
    TRIES,
    AccountError,
    add_account,
    change_password,
    close_account,
    lock_ms,
)
from sync.hq.web.sessions import SESSION_MS
from tests.support.console import NAME, PASSWORD, Operator, add_operator, running_console
from tests.support.hq import RunningHq

PAGES = (
    "/", "/stores/S001", "/tills", "/trouble", "/enrol", "/goods", "/goods/edit", "/goods/import",
    "/prices", "/notices",
)  # fmt: skip


def test_nobody_sees_a_page_without_logging_in(hq: RunningHq) -> None:
    for path in PAGES:
        answer = Operator(hq.url).get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/login?next=%2F")
        assert not answer.content


def test_every_page_opens_and_is_guarded(operator: Operator) -> None:
    for path in (*PAGES, "/login", "/stores/none"):
        answer = operator.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert answer.status_code < 500, path
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert path == "/login" or answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert " style=" not in answer.text and "<style" not in answer.text
        assert " on" + "click" not in answer.text


def test_a_session_is_a_cookie_that_scripts_and_strangers_cannot_use(hq: RunningHq) -> None:
    answer = Operator(hq.url).log_in()
    cookie = next(
        c for c in answer.raw.headers.getlist("Set-Cookie") if c.startswith("xipu_session=")
    ).lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    assert all(token not in str(row).lower() for row in hq.rows(t.session))


def test_the_first_page_after_the_login_is_the_one_that_was_wanted(hq: RunningHq) -> None:
    person = Operator(hq.url)
    assert person.post("/login", name=NAME, password=PASSWORD, next="/tills?q=a").headers[
        "Location"
    ] == "/tills?q=a"  # fmt: skip


def test_no_link_leads_to_another_house(hq: RunningHq) -> None:
    for path in ("//evil.example/", "https://evil.example/", "/\\evil", ""):
        answer = Operator(hq.url).post("/login", name=NAME, password=PASSWORD, next=path)
        assert answer.headers["Location"] == "/", path


def test_five_wrong_passwords_lock_the_account_and_time_opens_it(hq: RunningHq) -> None:
    person = Operator(hq.url)
    for _ in range(TRIES):
        answer = person.log_in("wrong horse")
        assert answer.status_code == 401 and "账号或密码不对" in answer.text
    assert "密码错得太多" in person.log_in().text
    assert hq.rows(t.session) == []
    hq.clock.at += FIRST_LOCK_MS + 1
    assert person.log_in("wrong horse").status_code == 401
    hq.clock.at += FIRST_LOCK_MS + 1
    assert person.log_in().status_code == 429, "the second lock is longer"
    hq.clock.at += FIRST_LOCK_MS
    assert person.log_in().status_code == 303
    assert hq.rows(t.account)[0]["failures"] == 0


def test_a_name_that_is_not_there_is_locked_like_one_that_is(hq: RunningHq) -> None:
    person = Operator(hq.url)
    answers = [person.log_in("wrong horse", name="nobody") for _ in range(TRIES + 1)]
    assert [a.status_code for a in answers] == [401] * TRIES + [429]


def test_locks_grow_and_end() -> None:
    assert lock_ms(TRIES) == FIRST_LOCK_MS
    assert lock_ms(TRIES + 1) == 2 * FIRST_LOCK_MS
    assert lock_ms(10**6) == LONGEST_LOCK_MS


def test_many_tries_from_one_place_are_slowed(database_url: str, tmp_path: Path) -> None:
    with running_console(database_url, tmp_path, guesses=0.01) as hq:
        person = Operator(hq.url)
        codes = [person.log_in("wrong", name=f"name{n}").status_code for n in range(11)]
    assert codes[-1] == 429


def test_logging_out_ends_the_session_at_hq(hq: RunningHq, operator: Operator) -> None:
    token = operator.session.cookies["xipu_session"]
    assert operator.post("/logout").headers["Location"] == "/login"
    assert hq.rows(t.session) == []
    kept = requests.get(hq.url, cookies={"xipu_session": token}, timeout=10, allow_redirects=False)
    assert kept.status_code == 303


def test_a_session_ends_with_the_working_day(hq: RunningHq, operator: Operator) -> None:
    hq.clock.at += SESSION_MS - 1
    assert operator.get("/").status_code == 200
    hq.clock.at += 1
    assert operator.get("/").status_code == 303


def test_a_new_password_and_a_closed_account_end_sessions(
    hq: RunningHq, operator: Operator
) -> None:
    change_password(hq.hq, NAME, "another long password")
    assert operator.get("/").status_code == 303
    assert operator.log_in().status_code == 401
    assert operator.log_in("another long password").status_code == 303
    close_account(hq.hq, NAME)
    assert operator.get("/").status_code == 303
    assert operator.log_in("another long password").status_code == 401


def test_accounts_have_names_and_long_passwords(hq: RunningHq) -> None:
    for name, password, code in (
        (NAME, PASSWORD, "name_taken"), ("", PASSWORD, "bad_name"), ("a b", PASSWORD, "bad_name"),
        ("wang", "short", "short_password"), ("wang", "x" * 257, "long_password"),
    ):  # fmt: skip
        with pytest.raises(AccountError) as caught:
            add_account(hq.hq, name, password)
        assert caught.value.code == code
    with pytest.raises(AccountError):
        close_account(hq.hq, "wang")
    assert hq.rows(t.account)[0]["password_hash"].startswith("$argon2id$")


def test_a_form_without_its_token_does_nothing(hq: RunningHq, operator: Operator) -> None:
    for token in ("", "0" * 64, "汉字", "x" * 5000):
        answer = operator.post("/notices", csrf=token, title="假", to="all")
        assert answer.status_code == 403 and "<h1>" in answer.text
        assert operator.post("/enrol", csrf=token, store="S001", till="01").status_code == 403
    assert hq.rows(t.feed) == [] and hq.rows(t.enrol_code) == []


def test_a_form_of_another_site_does_nothing(hq: RunningHq, operator: Operator) -> None:
    for origin in ("https://evil.example", "null", hq.url.replace("127.0.0.1", "localhost")):
        assert operator.post("/notices", origin=origin, title="假", to="all").status_code == 403
    assert hq.rows(t.feed) == []


def test_another_operators_token_does_not_serve(hq: RunningHq, operator: Operator) -> None:
    add_account(hq.hq, "wang", PASSWORD)
    wang = Operator(hq.url)
    wang.log_in(name="wang")
    stolen = wang.csrf("/notices")
    assert operator.post("/notices", csrf=stolen, title="假", to="all").status_code == 403


def test_a_login_form_must_be_ours_too(hq: RunningHq) -> None:
    person = Operator(hq.url)
    answer = person.post("/login", csrf="1" * 64, name=NAME, password=PASSWORD)
    assert answer.status_code == 403 and hq.rows(t.session) == []


def test_each_reads_in_the_chosen_language(hq: RunningHq) -> None:
    person = Operator(hq.url, language="en-GB,en")
    assert "Log in to HQ" in person.get("/login").text
    person.log_in()
    assert "总览" in person.get("/").text, "the account's own language"
    assert person.post("/language", language="en", next="/tills").headers["Location"] == "/tills"
    assert "Overview" in person.get("/").text and 'lang="en"' in person.get("/").text
    person.post("/language", language="xx")
    assert "总览" in person.get("/").text
    assert hq.rows(t.account)[0]["language"] == "zh"


def test_behind_tls_cookies_stay_there(tmp_path: Path) -> None:
    with running_console(sqlite_url(tmp_path / "hq.db"), tmp_path, secure=True) as hq:
        add_operator(hq.hq)
        answer = requests.get(hq.url + "/login", timeout=10)
    assert "secure" in answer.headers["Set-Cookie"].lower()
