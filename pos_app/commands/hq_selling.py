"""`xipu hq channel` and `xipu hq gateway`: where orders come from besides the page, how they are
paid. Their secrets are read from a pipe or typed, never from the command line, and lie beside HQ's
own keys."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from getpass import getpass
from types import ModuleType

from pos_app.commands.output import BAD_INPUT, OK, Action, Subparsers, complain, say

Part = Callable[[Subparsers, str, str, Callable[[ModuleType], Action]], argparse.ArgumentParser]
SHORTEST_SECRET = 8


def register(parts: Subparsers, part: Part) -> None:
    """``part`` adds a subcommand that knows where HQ's database is."""
    channel = parts.add_parser("channel", help="outside sources of orders")
    deeds = channel.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = part(
        deeds,
        "add",
        "take a store's orders of a source; asks for its secret",
        lambda _: add_channel,
    )
    add.add_argument("name", help="jd")
    add.add_argument("--store", required=True, metavar="ID")
    add.add_argument("--app-key", required=True, metavar="KEY")
    add.add_argument("--url", required=True, help="where the source listens to HQ")
    gateway = parts.add_parser("gateway", help="the service by which orders are paid online")
    deeds = gateway.add_subparsers(dest="deed", metavar="DEED", required=True)
    chosen = part(deeds, "set", "work with a service; asks for its secret", lambda _: set_gateway)
    chosen.add_argument("kind", help="demo")
    chosen.add_argument("--url", required=True, help="where the service listens to HQ")
    chosen.add_argument(
        "--public", required=True, help="HQ's own address as the service reaches it"
    )


def _secret() -> str:
    if sys.stdin.isatty():
        return getpass("secret: ")
    return sys.stdin.readline().rstrip("\r\n")


def _good(secret: str, *urls: str) -> bool:
    if len(secret) < SHORTEST_SECRET:
        complain(f"a secret has {SHORTEST_SECRET} characters or more")
        return False
    if not all(
        url.startswith(("https://", "http://127.0.0.1", "http://localhost")) for url in urls
    ):
        complain("an address begins with https:// (http:// is for this machine alone)")
        return False
    return True


def add_channel(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.channels.configured import NAMES, ChannelFile, configure  # noqa: PLC0415 - as above
    from sync.hq.store.stores import demand_store  # noqa: PLC0415 - as above

    secret = _secret()
    if args.name not in NAMES:
        complain(f"no such source: {', '.join(NAMES)}")
        return BAD_INPUT
    if not _good(secret, args.url):
        return BAD_INPUT
    with opened(args) as hq:
        with hq.database.reading(args.store) as scope:
            demand_store(scope, args.store)
        file = ChannelFile(app_key=args.app_key, secret=secret, url=args.url.rstrip("/"))
        configure(hq.keys, args.name, args.store, file)
    where = f"/v1/channels/{args.name}/{args.store}"
    say(args, {"channel": args.name, "store": args.store, "path": where}, f"it may call {where}")
    return OK


def set_gateway(args: argparse.Namespace) -> int:
    from pos_app.commands.hq_work import opened  # noqa: PLC0415 - needs the packages of HQ
    from sync.hq.gateway.configured import GatewayFile, configure, gateway_of  # noqa: PLC0415

    secret = _secret()
    if not _good(secret, args.url, args.public):
        return BAD_INPUT
    file = GatewayFile(
        kind=args.kind, url=args.url.rstrip("/"), secret=secret, public=args.public.rstrip("/")
    )
    try:
        gateway_of(file)
    except ValueError:
        complain("no such service: demo")
        return BAD_INPUT
    with opened(args) as hq:
        configure(hq.keys, file)
    say(args, {"gateway": args.kind, "url": file.url}, f"{args.kind} at {file.url}")
    return OK
