"""A shop's account with HQ: its statement, payments, credit line and terms."""

from __future__ import annotations

import secrets

from sync.hq.store.database import ALL_STORES
from sync.hq.store.supply_ledger import (
    PAYMENT,
    Entry,
    account,
    add,
    balances,
    set_terms,
    tell_account,
)
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError
from sync.hq.web.audience import looked_at
from sync.hq.web.entries import day, fen

MOST_TERMS = 180


def show(ask: Ask) -> Answer:
    return _page(ask, ask.query.get("store", "")[:16], "")


def _page(ask: Ask, wanted: str, trouble: str) -> Page:
    stores, store = looked_at(ask, wanted)
    values: dict[str, object] = {
        "stores": stores, "store": store, "trouble": trouble, "token": secrets.token_hex(8),
        "today": ask.today.isoformat(), "held": None, "kinds": kind_words(ask),
    }  # fmt: skip
    if store:
        with ask.hq.database.reading(store) as scope:
            held = account(scope, store)
        running, rows = 0, []
        for entry in held.entries:
            running += entry.amount
            rows.append((entry, running))
        overdue = sum(d.amount for d in held.due() if d.date < ask.today.isoformat())
        values |= {"held": held, "rows": rows[::-1], "overdue": overdue}
        with ask.hq.database.reading(ALL_STORES) as scope:
            values["balances"] = dict(balances(scope))
    return Page(
        template="supply_account.html", values=values, status=400 if trouble else 200,
        here=f"/supply/account?store={store}",
    )  # fmt: skip


def kind_words(ask: Ask) -> dict[str, str]:
    return {
        "bill": ask.say("账单"),
        "credit": ask.say("冲抵"),
        "payment": ask.say("付款"),
    }


def pay(ask: Ask) -> Answer:
    """A payment that came in; the form's token makes it count once."""
    form = ask.form
    store, amount = form.get("store", "")[:16], fen(form.get("amount", ""))
    on, token = day(form.get("date", "")), form.get("token", "")
    if amount is None or amount == 0:
        return _page(ask, store, ask.say("金额不对,写成 12.50 这样"))
    if on is None or on > ask.today or (ask.today - on).days > 366:
        return _page(ask, store, ask.say("付款日期不对"))
    if len(token) != 16 or not token.isalnum():
        raise SorryError(400, "")
    looked_at(ask, store)
    who = ask.session.account if ask.session else ""
    entry = Entry(
        id=f"p{token}", kind=PAYMENT, date=on.isoformat(), amount=-amount, at=ask.now,
        note=form.get("note", "").strip()[:100], made_by=who,
    )  # fmt: skip
    with ask.hq.database.scope(store) as scope:
        if add(scope, store, entry):
            tell_account(scope, store)
            ask.note(scope, "payment", store, fen=amount, at=on.isoformat())
    return Go(path="/supply/account", told="paid", query={"store": store})


def terms(ask: Ask) -> Answer:
    """The shop's credit line, none for no limit, and how many days it has to pay a bill."""
    form = ask.form
    store, typed = form.get("store", "")[:16], form.get("line", "").strip()
    line = fen(typed)
    days = form.get("days", "")
    looked_at(ask, store)
    if typed and line is None:
        return _page(ask, store, ask.say("金额不对,写成 12.50 这样"))
    if not (days.isascii() and days.isdigit() and len(days) < 4 and int(days) <= MOST_TERMS):
        return _page(ask, store, ask.say("账期是 0 到 {n} 天", n=MOST_TERMS))
    with ask.hq.database.scope(store) as scope:
        set_terms(scope, store, line, int(days))
        ask.note(scope, "terms", store, fen=-1 if line is None else line, days=days)
    return Go(path="/supply/account", told="terms_set", query={"store": store})
