"""Joining the shop's file with HQ: enrolment, the agent, the way back after a stolen PC."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pos_app.bootstrap.shop import PROGRAM
from pos_app.bootstrap.trust import (
    keep_authority,
    kept_authority,
    read_authority,
    set_authority,
)
from pos_app.domain.errors import ShopError
from pos_app.runtime.clock import SystemClock
from pos_app.runtime.secrets import open_secrets
from pos_app.services.ports import Clock, Identity
from pos_app.services.settings import Settings
from pos_app.storage import mirrors
from pos_app.storage.chain_sink import RestoredChains
from pos_app.storage.connection import Connection, open_writer
from pos_app.storage.feed_sink import FeedMirror
from pos_app.storage.ledger import FileLedger, immediate
from pos_app.storage.migrations import migrate
from pos_app.storage.outbox import JournalOutbox, renew_link, save_link
from pos_app.storage.upgrade import bring_up
from sync.client.agent import CHECK_SECONDS, IDLE_SECONDS, Agent
from sync.client.backoff import Backoff
from sync.client.enrol import BadCodeError, enrol
from sync.client.enrol import readmit as ask_back_in
from sync.client.line import CALL_SECONDS, READ_SECONDS, Line, LineError, RefusedError
from sync.client.listen import WAIT_SECONDS
from sync.client.ports import Link, Status
from sync.client.pull import Puller
from sync.client.restore import Progress, restore
from sync.wire.facts import Person, TillOpened
from sync.wire.messages import DigestAnswer, EnrolAnswer

HQ_ITSELF = Person(id="hq", name="HQ")


def device_key(path: Path) -> Ed25519PrivateKey:
    """The till's own key, made at the first call; it never leaves this machine."""
    secrets = open_secrets(path.parent / "secrets")
    return Ed25519PrivateKey.from_private_bytes(secrets.get_or_make("device_key"))


def shop_error(error: LineError | RefusedError | BadCodeError) -> ShopError:
    """What the line or HQ said, in the cashier's words."""
    if isinstance(error, BadCodeError):
        return ShopError("bad_join_code")
    if isinstance(error, LineError):
        known = {"tls": "hq_not_trusted", "insecure": "hq_insecure", "bad_url": "hq_insecure"}
        return ShopError(known.get(error.code, "hq_unreachable"))
    known = {
        "bad_code": "bad_join_code",
        "revoked": "till_revoked",
        "unknown_device": "till_forgotten",
        "epoch_taken": "till_replaced",
    }
    return ShopError(known.get(error.code, "hq_refused"), code=error.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the file became by joining."""

    identity: Identity
    device: str


During = Callable[[Line], AbstractContextManager[None]]
"""Around a call, for who may want to break it off."""


def join(
    path: Path,
    url: str,
    code: str,
    *,
    ca: Path | None = None,
    during: During = lambda _: nullcontext(),
) -> Joined:
    """Enrol the shop's file with HQ; from now on its facts are HQ's store's, in a new epoch.

    What was sold before stays in the file. Raises ShopError ``bad_join_code``, ``hq_unreachable``,
    ``hq_insecure``, ``hq_not_trusted``, ``unsent`` (joined before, and facts wait), ``ca_bad``,
    ``ca_unreadable``. ``ca``: a private authority's certificate, kept for the time to come.
    """
    clock = SystemClock()
    with closing(open_writer(path)) as conn:
        bring_up(conn, path)
        waiting = JournalOutbox(conn).unsent()
        if waiting:
            raise ShopError("unsent", n=waiting)
        before = mirrors.read_identity(conn)
        if ca is not None:
            read_authority(ca)
        ca = ca or kept_authority(conn, path)
        given = _enrol(path, url, code, before.epoch, clock, ca, during)
        identity = _become(conn, url, given, clock)
        _keep(conn, path, ca)
    return Joined(identity=identity, device=given.device)


def _keep(conn: Connection, path: Path, ca: Path | None) -> None:
    """What HQ was trusted by is trusted from now on."""
    if ca is not None:
        name = keep_authority(path, ca)
        with immediate(conn):
            set_authority(conn, name)


def _enrol(
    path: Path,
    url: str,
    code: str,
    after: int,
    clock: Clock,
    ca: Path | None,
    during: During = lambda _: nullcontext(),
) -> EnrolAnswer:
    try:
        with closing(Line(url, now=clock.now_ms, ca=ca)) as line, during(line):
            return enrol(line, code, device_key(path), PROGRAM, after_epoch=after)
    except (LineError, RefusedError, BadCodeError) as error:
        raise shop_error(error) from error


def _become(conn: Connection, url: str, given: EnrolAnswer, clock: Clock) -> Identity:
    """Take on the identity that HQ gave; the first fact of the new epoch says so."""
    identity = Identity(
        store=given.store, till=given.till, epoch=given.epoch, shop_name=given.shop_name
    )
    with immediate(conn):
        mirrors.write_identity(conn, identity)
        save_link(conn, url, given.device, given.epoch, given.hq_key)
    ledger = FileLedger(conn, identity, clock, Settings(mirrors.SettingTable(conn)))
    with ledger.transaction(HQ_ITSELF) as tx:
        tx.append(TillOpened(shop_name=identity.shop_name, program=PROGRAM))
    return identity


def readmit(
    path: Path,
    code: str,
    *,
    url: str = "",
    ca: Path | None = None,
    during: During = lambda _: nullcontext(),
) -> Joined:
    """Back in at an HQ that forgot this till, as one that was restored from an old backup.

    The file stays what it is: its epoch, its chain, its key. HQ's answer to the next push says from
    where it wants the chain; what waits goes up, and the mirrors are fetched anew. No agent may
    have the file meanwhile. Raises ShopError ``not_joined``, ``till_replaced``, and as `join` does.
    """
    clock = SystemClock()
    with closing(open_writer(path)) as conn:
        bring_up(conn, path)
        link = JournalOutbox(conn).link()
        if link is None:
            raise ShopError("not_joined")
        me, at = mirrors.read_identity(conn), url or link[0]
        ca = ca or kept_authority(conn, path)
        try:
            with closing(Line(at, now=clock.now_ms, ca=ca)) as line, during(line):
                key = device_key(path)
                given = ask_back_in(line, code, key, me.store, me.till, me.epoch, PROGRAM)
        except (LineError, RefusedError, BadCodeError) as error:
            raise shop_error(error) from error
        if (given.store, given.till, given.epoch) != (me.store, me.till, me.epoch):
            raise ShopError("hq_refused", code="other_till")
        FeedMirror(conn, clock.now_ms).begin_snapshot()
        with immediate(conn):
            renew_link(conn, at, given.device, given.hq_key)
    return Joined(identity=me, device=given.device)


def open_agent(  # noqa: PLR0913 - what a test or a command may want otherwise
    path: Path,
    *,
    url: str = "",
    ca: Path | None = None,
    told: Callable[[Status], None] = lambda _: None,
    clock: Clock | None = None,
    backoff: Backoff | None = None,
    idle_seconds: float = IDLE_SECONDS,
    check_seconds: float = CHECK_SECONDS,
    ended: Callable[[], None] = lambda: None,
) -> Agent | None:
    """The agent of this file on a connection of its own; None for a shop that never joined.

    One agent for a file: whoever runs it holds the `FileLock`. ``url``: another address of the
    same HQ. The agent's thread owns what is opened here and closes it when it ends, then ``ended``
    is called: only from there on may another agent have the file.
    """
    now = (clock or SystemClock()).now_ms
    conn = open_writer(path, handed_on=True)
    outbox = JournalOutbox(conn)
    link = outbox.link()
    if link is None:
        conn.close()
        return None
    at, device, epoch, hq_key = link
    ca = ca or kept_authority(conn, path)

    def closed() -> None:
        conn.close()
        ended()

    where, key = url or at, device_key(path)
    return Agent(
        Line(where, device=device, key=key, now=now, ca=ca),
        Link(url=where, device=device, epoch=epoch, hq_key=hq_key),
        outbox,
        FeedMirror(conn, now),
        now=now,
        told=told,
        idle_seconds=idle_seconds,
        check_seconds=check_seconds,
        backoff=backoff,
        closed=closed,
        ear=Line(
            where, device=device, key=key, now=now, ca=ca,
            read_seconds=WAIT_SECONDS + READ_SECONDS, call_seconds=WAIT_SECONDS + CALL_SECONDS,
        ),
    )  # fmt: skip


def recover(
    path: Path,
    url: str,
    code: str,
    *,
    ca: Path | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Build the shop's file anew from HQ; False when ``stopped`` cut it off, to be called again.

    Raises ShopError as `join` does, and ``file_exists`` for a file that is a shop already.
    """
    clock = SystemClock()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(open_writer(path)) as conn:
        migrate(conn, path)
        link = JournalOutbox(conn).link()
        if link is None:
            if conn.execute("SELECT 1 FROM identity").fetchone():
                raise ShopError("file_exists", file=path)
            if ca is not None:
                read_authority(ca)
            given = _enrol(path, url, code, 0, clock, ca)
            with immediate(conn):
                save_link(conn, url, given.device, given.epoch, given.hq_key)
                mirrors.write_identity(
                    conn,
                    Identity(
                        store=given.store,
                        till=given.till,
                        epoch=given.epoch,
                        shop_name=given.shop_name,
                    ),
                )
            _keep(conn, path, ca)
        return _refill(path, conn, ca or kept_authority(conn, path), clock, tell, stopped)


def _refill(
    path: Path,
    conn: Connection,
    ca: Path | None,
    clock: Clock,
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> bool:
    link = JournalOutbox(conn).link()
    if link is None:
        raise ShopError("not_joined")
    url, device, epoch, _ = link
    line = Line(url, device=device, key=device_key(path), now=clock.now_ms, ca=ca)
    sink = FeedMirror(conn, clock.now_ms, pause=lambda _: None)
    if sink.cursor() == 0 and sink.snapshot_place() is None:
        sink.begin_snapshot()
    try:
        whole = restore(line, RestoredChains(conn), Puller(line, sink), tell, stopped)
    except (LineError, RefusedError) as error:
        raise shop_error(error) from error
    finally:
        line.close()
    if whole and RestoredChains(conn).restored_seq(epoch) == 0:
        _open_epoch(conn, clock)
    return whole


def _open_epoch(conn: Connection, clock: Clock) -> None:
    """People come back from the facts; their PINs are set anew, for those never left the till."""
    identity = mirrors.read_identity(conn)
    ledger = FileLedger(conn, identity, clock, Settings(mirrors.SettingTable(conn)))
    with ledger.transaction(HQ_ITSELF) as tx:
        mirrors.StaffTable(conn).take_from_journal()
        tx.append(TillOpened(shop_name=identity.shop_name, program=PROGRAM))


def compare_with_hq(
    path: Path, *, ca: Path | None = None
) -> tuple[dict[str, tuple[str, int]], dict[str, tuple[str, int]]]:
    """Digests of every fed table, this till's and HQ's. Raises ShopError ``not_joined`` ..."""
    clock = SystemClock()
    with closing(open_writer(path)) as conn:
        link = JournalOutbox(conn).link()
        if link is None:
            raise ShopError("not_joined")
        ours = FeedMirror(conn, clock.now_ms).digests()
        ca = ca or kept_authority(conn, path)
    url, device, _, _ = link
    try:
        with closing(
            Line(url, device=device, key=device_key(path), now=clock.now_ms, ca=ca)
        ) as line:
            answer = line.get("/v1/digest", DigestAnswer)
    except (LineError, RefusedError) as error:
        raise shop_error(error) from error
    return ours, {tab: (value, answer.rows.get(tab, 0)) for tab, value in answer.tables.items()}


class FileLock:
    """One agent for a file: held while it syncs, let go by the system when the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".sync-lock")
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        """Raises ShopError ``file_busy``."""
        self._file = self._path.open("w", encoding="ascii")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise ShopError("file_busy") from error

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there alone

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
