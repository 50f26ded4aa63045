"""The demo payment service: a server of its own on a socket, with a page, a button and a memory.

It does what real ones do: a payment is created by the shop, paid on a page by a person, told to
the shop by a signed call, asked for and given back by the shop. It forgets everything at its end.
"""

from __future__ import annotations

import hmac
import html
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec

from sync.hq.gateway.demo import CALL_SECONDS, SIGNATURE, signed
from sync.wire.order_messages import PaymentNotice

MOST_BODY = 64 << 10
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>演示支付</title>
<style>body{{font:18px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:22rem;padding:0 1rem}}
button{{font:inherit;width:100%;padding:.8rem;border:0;border-radius:.5rem;background:#0a7d3c;
color:#fff}}b{{font-size:2rem}}</style>
<h1>演示支付 <small>Demo payment</small></h1><p>{subject}</p><p><b>¥{amount}</b></p>{rest}</html>"""
FORM = '<form method="post"><button autofocus>付款 Pay</button></form><p>这里不收真钱。</p>'


@dataclass(slots=True)
class Account:
    """One payment with what was given back of it, by the shop's id for it."""

    amount: int
    subject: str
    notify: str
    back: str
    state: str = "open"
    reference: str = ""
    refunds: dict[str, int] = field(default_factory=dict)


class DemoService:
    """The service's books. ``told`` hears each notification instead of it being sent at once."""

    def __init__(self, secret: str, told: Callable[[str, bytes], None] | None = None) -> None:
        self.secret = secret
        self.url = ""
        self.accounts: dict[str, Account] = {}
        self._lock = threading.Lock()
        self._told = told or self.send

    def create(self, body: dict[str, object]) -> dict[str, object]:
        payment = str(body["payment"])
        with self._lock:
            if payment not in self.accounts:
                self.accounts[payment] = Account(
                    amount=int(str(body["amount"])),
                    subject=str(body["subject"]),
                    notify=str(body["notify"]),
                    back=str(body["back"]),
                )
        return {"url": f"{self.url}/pay/{payment}"}

    def query(self, body: dict[str, object]) -> dict[str, object]:
        payment = str(body["payment"])
        known = self.accounts.get(payment)
        if known is None:
            return {"payment": payment, "state": "open"}
        return {
            "payment": payment, "state": known.state, "amount": known.amount,
            "reference": known.reference,
        }  # fmt: skip

    def refund(self, body: dict[str, object]) -> dict[str, object]:
        """Once for each id of a refund, and never more than was paid."""
        name, amount = str(body["refund"]), int(str(body["amount"]))
        with self._lock:
            known = self.accounts.get(str(body["payment"]))
            if known is None or known.state != "paid":
                return {"state": "refused"}
            if name not in known.refunds:
                if amount <= 0 or sum(known.refunds.values()) + amount > known.amount:
                    return {"state": "refused"}
                known.refunds[name] = amount
        return {"state": "done"}

    def pay(self, payment: str) -> Account:
        """A person pressed the button; pressed again it stays paid once. Raises KeyError."""
        with self._lock:
            known = self.accounts[payment]
            known.state = "paid"
            known.reference = known.reference or f"D{secrets.token_hex(8)}"
        self._told(known.notify, self.notification(payment))
        return known

    def notification(self, payment: str) -> bytes:
        """What the shop is told, to be signed."""
        known = self.accounts[payment]
        return msgspec.json.encode(
            PaymentNotice(
                payment=payment, state=known.state, amount=known.amount, reference=known.reference
            )
        )

    def send(self, notify: str, body: bytes) -> None:
        """Tell the shop; whether it listened is its matter, it can ask."""
        import requests

        headers = {"Content-Type": "application/json", SIGNATURE: signed(self.secret, body)}
        try:
            requests.post(notify, data=body, headers=headers, timeout=CALL_SECONDS)
        except requests.RequestException:
            return


def _handler(service: DemoService) -> type[BaseHTTPRequestHandler]:
    calls = {"/create": service.create, "/query": service.query, "/refund": service.refund}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Said to nobody: paths hold ids of payments."""

        def do_GET(self) -> None:
            self._page(self.path.removeprefix("/pay/"))

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(size, MOST_BODY))
            if self.path.startswith("/pay/"):
                self._pay(self.path.removeprefix("/pay/"))
            elif self.path in calls:
                self._call(calls[self.path], body)
            else:
                self._answer(404, b"", "text/plain")

        def _call(
            self, work: Callable[[dict[str, object]], dict[str, object]], body: bytes
        ) -> None:
            given = self.headers.get(SIGNATURE, "")
            if not hmac.compare_digest(given, signed(service.secret, body)):
                self._answer(403, b"{}", "application/json")
                return
            try:
                answer = work(msgspec.json.decode(body, type=dict[str, object]))
            except (msgspec.MsgspecError, KeyError, ValueError):
                self._answer(400, b"{}", "application/json")
                return
            self._answer(200, msgspec.json.encode(answer), "application/json")

        def _page(self, payment: str) -> None:
            known = service.accounts.get(payment)
            if known is None:
                self._answer(404, "没有这笔付款".encode(), "text/plain; charset=utf-8")
                return
            amount = f"{known.amount // 100}.{known.amount % 100:02d}"
            rest = FORM if known.state == "open" else "<p>已付款 Paid</p>"
            page = PAGE.format(subject=html.escape(known.subject), amount=amount, rest=rest)
            self._answer(200, page.encode(), "text/html; charset=utf-8")

        def _pay(self, payment: str) -> None:
            try:
                known = service.pay(payment)
            except KeyError:
                self._answer(404, b"", "text/plain")
                return
            if not known.back:
                self._page(payment)
                return
            self.send_response(303)
            self.send_header("Location", known.back)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def demo_gateway(service: DemoService, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve until the block ends; gives the address. Port 0: any that is free."""
    server = ThreadingHTTPServer((host, port), _handler(service))
    server.daemon_threads = True
    service.url = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-gateway")
    thread.start()
    try:
        yield service.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
