"""What `xipu hq` does, once its parser has understood the words; needs the packages of HQ."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from pos_app.commands.output import BAD_INPUT, OK, Action, complain, say
from pos_app.runtime.paths import data_dir
from pos_app.services.demo_catalogue import demo_tables
from sync.hq.api.logs import log_to_stderr
from sync.hq.api.serving import Listen, serve
from sync.hq.seeding import seed
from sync.hq.service import Hq, InsecureRoleError, open_hq, sqlite_url
from sync.hq.store.backup import BackupError, backup
from sync.hq.store.devices import CODE_LIFE_MS, RefusedError, all_devices, get, new_code, revoke
from sync.hq.store.feed import digests
from sync.hq.store.operator_log import COMMAND, note
from sync.hq.store.projections import rebuild
from sync.hq.store.stores import add_store, all_stores, demand_store
from sync.hq.web.accounts import AccountError
from sync.hq.web.console import console
from sync.hq.web.storefront import storefront

WORDS = {
    "no_such_store": "there is no such store; `xipu hq store list` names them",
    "store_exists": "this store is there already",
    "bad_store": "a store's id has 1 to 16 letters, digits, - or _",
    "bad_store_name": "a store's name has 1 to 60 characters",
    "bad_region": "a region's name has 30 characters at most",
    "bad_till": "a till's number is 1 to 8 digits or letters",
    "bad_name": "an account's name has 1 to 40 letters, digits or . _ @ -",
    "short_password": "a password has 12 characters or more",
    "long_password": "a password has 256 characters at most",
    "name_taken": "this account is there already; `xipu hq account password` changes its password",
    "no_account": "there is no such account; `xipu hq account list` names them",
}


def guarded(action: Action, args: argparse.Namespace) -> int:
    """Exit 2 and one line that says what to do for what is wrong outside: database, input."""
    try:
        return action(args)
    except RefusedError as error:
        complain(f"{error.code}: {WORDS.get(error.code, 'refused')}")
    except AccountError as error:
        complain(f"{error.code}: {WORDS.get(error.code, 'refused')}")
    except BackupError as error:
        complain(f"{error.code}: {error}")
    except InsecureRoleError as error:
        complain(f"insecure_role: {error}")
    except (ArgumentError, DBAPIError, NoSuchModuleError) as error:
        complain(f"no_database: {type(error).__name__}: check --db or --database")
    return BAD_INPUT


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Hq]:
    file: Path = args.db or data_dir() / "hq.db"
    file.parent.mkdir(parents=True, exist_ok=True)
    secrets = args.secrets or file.parent / "hq-secrets"
    hq = open_hq(args.database or sqlite_url(file), secrets)
    try:
        yield hq
    finally:
        hq.close()


def run_serve(args: argparse.Namespace) -> int:
    if bool(args.tls_cert) != bool(args.tls_key):
        complain("--tls-cert and --tls-key belong together")
        return BAD_INPUT
    for file in filter(None, (args.tls_cert, args.tls_key)):
        if not file.is_file():
            complain(f"{file} is not there")
            return BAD_INPUT
    log_to_stderr()
    listen = Listen(host=args.host, port=args.port, certificate=args.tls_cert, key=args.tls_key)

    def started(url: str) -> None:
        say(args, {"url": url}, f"HQ listens at {url}")

    with opened(args) as hq:
        try:
            serve(hq, listen, started, pages=[*console(), *storefront()])
        except SystemExit:  # uvicorn's way to say that the address cannot be had
            complain(f"cannot listen on {args.host}:{args.port}: is it taken?")
            return BAD_INPUT
    return OK


def run_store_add(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.operator() as scope:
        add_store(scope, args.id, args.name, hq.now(), region=args.region)
        note(scope, hq.now(), COMMAND, "store_added", args.id, name=args.name)
    say(args, {"store": args.id, "name": args.name}, f"{args.id} {args.name}")
    return OK


def run_store_list(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.operator() as scope:
        stores, tills = all_stores(scope), all_devices(scope)
    found = [
        {
            "store": store.store_id,
            "name": store.name,
            "tills": [
                {"till": d.till, "epoch": d.epoch, "device": d.device_id, "seq": d.acked_seq,
                 "revoked": d.revoked_at is not None, "alarm": d.alarm}
                for d in tills if d.store_id == store.store_id
            ],
        }
        for store in stores
    ]  # fmt: skip
    lines = [f"{s.store_id} {s.name}" for s in stores]
    say(args, {"stores": found}, "\n".join(lines) or "no stores: xipu hq store add ID NAME")
    return OK


def run_enrol(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.operator() as scope:
        now = hq.now()
        code = new_code(scope, args.store, args.till, now, readmit=args.readmit)
        kind = "readmit_code" if args.readmit else "enrol_code"
        note(scope, now, COMMAND, kind, args.store, till=args.till)
    result: dict[str, object] = {
        "code": code, "store": args.store, "till": args.till, "expires_at": now + CODE_LIFE_MS,
        "readmit": args.readmit,
    }  # fmt: skip
    say(args, result, code)
    return OK


def run_revoke(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.operator() as scope:
        done = revoke(scope, args.device, hq.now())
        if done and (device := get(scope, args.device)) is not None:
            what = {"till": device.till, "epoch": device.epoch}
            note(scope, hq.now(), COMMAND, "till_revoked", device.store_id, **what)
    if not done:
        complain(f"{args.device}: no such till, or revoked before")
        return BAD_INPUT
    say(args, {"device": args.device, "revoked": True}, f"{args.device} revoked")
    return OK


def run_digest(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.reading(args.store) as scope:
        demand_store(scope, args.store)
        found = digests(scope)
    result: dict[str, object] = {
        tab: {"digest": value, "rows": rows} for tab, (value, rows) in found.items()
    }
    text = "\n".join(f"{tab:14} {rows:>7} {value}" for tab, (value, rows) in found.items())
    say(args, {"store": args.store, "tables": result}, text)
    return OK


def run_rebuild(args: argparse.Namespace) -> int:
    with opened(args) as hq, hq.database.scope(args.store) as scope:
        demand_store(scope, args.store)
        facts = rebuild(scope, args.store)
        note(scope, hq.now(), COMMAND, "rebuilt", args.store)
    say(args, {"store": args.store, "facts": facts}, f"{args.store}: {facts} facts")
    return OK


def run_backup(args: argparse.Namespace) -> int:
    with opened(args) as hq:
        size = backup(hq.database, args.target)
    say(args, {"file": str(args.target), "bytes": size}, f"{args.target}: {size} bytes")
    return OK


def run_seed(args: argparse.Namespace) -> int:

    yesterday = (datetime.now(UTC) + timedelta(hours=8)).date() - timedelta(days=1)
    with opened(args) as hq:
        done = seed(
            hq.database, *demo_tables(),
            stores=args.stores, days=args.days, last=args.end or yesterday,
        )  # fmt: skip
    result: dict[str, object] = {
        "stores": done.stores, "tills": done.tills, "facts": done.facts, "sales": done.sales,
    }  # fmt: skip
    say(args, result, f"{done.stores} stores, {done.tills} tills, {done.sales} sales")
    return OK
