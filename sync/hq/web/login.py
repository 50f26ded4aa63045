"""Letting operators in and out, and their language."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sync.hq.store import operator_log
from sync.hq.web.accounts import TRIES, LockedError, check_password, lock_ms, set_language
from sync.hq.web.asking import Answer, Ask, Go, Page, safe_path
from sync.hq.web.figures import span
from sync.hq.web.serving import LANGUAGE, SESSION, STRANGER
from sync.hq.web.sessions import close_session, open_session
from sync.hq.web.words import LANGUAGES

MOST_STRANGERS = 10_000


class Strangers:
    """Tries of names that no account has, locked as accounts are: the answer tells them not apart.

    Kept in memory; those tried longest ago are forgotten first.
    """

    def __init__(self) -> None:
        self._tries: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str, now: int) -> None:
        """Raises LockedError."""
        _, until = self._tries.get(name, (0, 0))
        if until > now:
            raise LockedError(until)

    def count(self, name: str, now: int) -> None:
        with self._lock:
            failures = self._tries.pop(name, (0, 0))[0] + 1
            until = now + lock_ms(failures) if failures >= TRIES else 0
            self._tries[name] = (failures, until)
            if len(self._tries) > MOST_STRANGERS:
                self._tries.popitem(last=False)

    def forget(self, name: str) -> None:
        with self._lock:
            self._tries.pop(name, None)


class Door:
    """The pages for whoever is not logged in yet."""

    def __init__(self) -> None:
        self._strangers = Strangers()

    def show(self, ask: Ask) -> Answer:
        if ask.session:
            return Go(path="/")
        return _form(ask, "", 200)

    def enter(self, ask: Ask) -> Answer:
        """Right name and password open a session; anything else is the same sentence."""
        name, password = ask.form.get("name", "").strip()[:40], ask.form.get("password", "")
        if not name or not password:
            return _form(ask, ask.say("请输入账号和密码"), 400)
        try:
            self._strangers.check(name, ask.now)
            account = check_password(ask.hq, name, password)
        except LockedError as error:
            wait = span(ask.words, error.until - ask.now + 59_999)
            return _form(ask, ask.say("密码错得太多,请 {span}后再试", span=wait), 429)
        if account is None:
            self._strangers.count(name, ask.now)
            return _form(ask, ask.say("账号或密码不对"), 401)
        self._strangers.forget(name)
        token = open_session(ask.hq, account.name)
        with ask.hq.database.operator() as scope:
            operator_log.note(scope, ask.now, account.name, "logged_in")
        cookies = {SESSION: token, STRANGER: "", LANGUAGE: account.language}
        return Go(path=safe_path(ask.form.get("next", "/")), cookies=cookies)


def _form(ask: Ask, trouble: str, status: int) -> Page:
    values = {
        "trouble": trouble,
        "name": ask.form.get("name", "")[:40],
        "next": safe_path(ask.form.get("next") or ask.query.get("next") or "/"),
    }
    cookies = {STRANGER: ask.csrf}
    return Page(template="login.html", values=values, status=status, here="/login", cookies=cookies)


def leave(ask: Ask) -> Answer:
    """End the session here and at HQ."""
    close_session(ask.hq, ask.token)
    return Go(path="/login", cookies={SESSION: ""})


def choose_language(ask: Ask) -> Answer:
    language = ask.form.get("language", "")
    if language not in LANGUAGES:
        language = "zh"
    if ask.session:
        set_language(ask.hq, ask.session.account, language)
    return Go(path=safe_path(ask.form.get("next", "/")), cookies={LANGUAGE: language})
