"""Between orders and outside sources: what they tell is taken in, what the shop did is told."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sync.hq.channels.configured import channel_of
from sync.hq.channels.port import ChannelSilentError
from sync.hq.service import Hq
from sync.hq.store import channel_book, channel_calls
from sync.hq.store.channel_calls import DueCall
from sync.hq.store.database import ALL_STORES

log = logging.getLogger("xipu.hq")


def heard(hq: Hq, name: str, store_id: str, form: Mapping[str, str]) -> bool:
    """Take a source's call in; False where it is not set up for that store.

    Raises BadWebhookError, KeyError (no such store).
    """
    channel = channel_of(hq.keys, name, store_id)
    if channel is None:
        return False
    told = channel.hear(form)
    if told is not None:
        with hq.database.scope(store_id) as scope:
            channel_book.take(scope, hq.keys, store_id, name, told, hq.now())
    return True


def catch_up(hq: Hq) -> None:
    """Tell sources what they have not been told yet, and settle what they give back."""
    now = hq.now()
    with hq.database.reading(ALL_STORES) as scope:
        due = channel_calls.calls_to_make(scope, now)
        over = channel_book.orders_to_settle(scope)
        second = channel_calls.second_adjusts(scope)
    silent: set[str] = set()
    for one in due:
        if one.channel in silent:  # until the next round: a call may take seconds
            continue
        state = _tell(hq, one)
        if not state:
            silent.add(one.channel)
        with hq.database.scope(one.store) as scope:
            channel_calls.call_told(scope, one, state, hq.now())
    for store_id, order_id, call_id in second:
        with hq.database.scope(store_id) as scope:
            channel_book.note_second(scope, store_id, order_id, call_id, now)
    for store_id, order_id in over:
        with hq.database.scope(store_id) as scope:
            channel_book.settle(scope, store_id, order_id, now)


def _tell(hq: Hq, due: DueCall) -> str:
    channel = channel_of(hq.keys, due.channel, due.store)
    if channel is None:
        return ""
    try:
        return channel.tell(due.call)
    except ChannelSilentError:
        log.warning("a channel did not answer", extra={"store": due.store})
        return ""
