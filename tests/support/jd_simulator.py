"""A source that is shaped like JD's, as a server on a socket: it sells, calls HQ, is told.

It can say things twice and in any order, answer nothing for a while, and refuses a second
out-of-stock adjustment of an order as the real one does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import requests

from sync.hq.channels.jd import form_of, sign

APP_KEY, SECRET = "a1b2c3", "a secret of the source"
_bills = count(100_000_001)


class JdSimulator:
    """``calls`` are what HQ told it: (path, order, what of the form's JSON)."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.silent = False
        self.adjusted: set[str] = set()
        self.clock = 1_772_510_400_000

    def sold(self, *lines: tuple[str, int, int], pickup: bool = False) -> dict[str, Any]:
        """A new order's message: (article, pieces, fen each)."""
        self.clock += 1_000
        product = [
            {"outSkuId": item, "skuName": f"京东{item}", "skuCount": n, "skuStorePrice": price}
            for item, n, price in lines
        ]
        return {
            "billId": str(next(_bills)), "statusId": "41000", "timestamp": self.clock,
            "order": {
                "product": product, "deliveryType": int(pickup), "orderFreightMoney": 500,
                "buyerFullName": "赵先生", "buyerMobile": "13900001111",
                "buyerFullAddress": "万新街 9 号", "orderBuyerRemark": "放门口",
            },
        }  # fmt: skip

    def later(self, bill: dict[str, Any], status: str, **more: object) -> dict[str, Any]:
        """What it has to say of an order afterwards."""
        self.clock += 1_000
        return {"billId": bill["billId"], "statusId": status, "timestamp": self.clock} | more

    def call(
        self, hq_url: str, message: object, store: str = "S001", *, secret: str = SECRET
    ) -> requests.Response:
        """Tell HQ."""
        form = form_of(APP_KEY, secret, self.clock, message)
        return requests.post(f"{hq_url}/v1/channels/jd/{store}", data=form, timeout=30)

    def answer(self, path: str, form: dict[str, str]) -> dict[str, str]:
        if form.get("sign") != sign(SECRET, form) or form.get("app_key") != APP_KEY:
            return {"code": "10", "msg": "bad sign"}
        message = json.loads(form["jd_param_json"])
        order = message["orderId"]
        self.calls.append((path, order, message))
        if path == "/order/adjust":
            if order in self.adjusted:
                return {"code": "20", "msg": "adjusted already"}
            self.adjusted.add(order)
        return {"code": "0", "msg": "success"}

    def told(self, bill: dict[str, Any]) -> list[str]:
        """What HQ told of an order, in the order in which it was told."""
        return [path for path, order, _ in self.calls if order == bill["billId"]]


@contextmanager
def jd_simulator() -> Iterator[JdSimulator]:
    made = JdSimulator()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if made.silent:
                self.send_error(502)
                return
            content = json.dumps(made.answer(self.path, dict(parse_qsl(body.decode())))).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="jd")
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
