"""The client of the demo payment service (`demo_server`): JSON, signed by a shared secret."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from sync.hq.gateway.port import Asked, BadNotificationError, GatewaySilentError, Told
from sync.wire.order_messages import PaymentNotice

T = TypeVar("T", bound=msgspec.Struct)
SIGNATURE = "x-demo-sign"
CALL_SECONDS = 5.0
MOST_BYTES = 64 << 10
MOST_FEN = 10**10


def signed(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of a body, hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    url: str


class _Refund(msgspec.Struct, frozen=True, kw_only=True):
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGateway:
    """Satisfies `port.Gateway`."""

    url: str
    secret: str

    def create(self, asked: Asked) -> str:
        body: dict[str, str | int] = {
            "payment": asked.payment, "amount": asked.amount, "subject": asked.subject,
            "notify": asked.notify, "back": asked.back,
        }  # fmt: skip
        return _read(self._post("/create", body), _Page).url

    def query(self, payment: str) -> Told:
        return _told(_read(self._post("/query", {"payment": payment}), PaymentNotice))

    def refund(self, refund: str, payment: str, amount: int) -> str:
        body: dict[str, str | int] = {"refund": refund, "payment": payment, "amount": amount}
        return _read(self._post("/refund", body), _Refund).state

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Told:
        right = signed(self.secret, body)
        given = headers.get(SIGNATURE, "")
        if not hmac.compare_digest(given.encode(errors="replace"), right.encode()):
            raise BadNotificationError("signature")
        try:
            told = msgspec.json.decode(body, type=PaymentNotice)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BadNotificationError("body") from error
        if not 0 <= told.amount <= MOST_FEN or len(told.reference) > 80:
            raise BadNotificationError("amount")
        return _told(told)

    def _post(self, path: str, message: Mapping[str, str | int]) -> bytes:
        import requests

        body = msgspec.json.encode(message)
        headers = {"Content-Type": "application/json", SIGNATURE: signed(self.secret, body)}
        try:
            with requests.post(
                self.url + path, data=body, headers=headers, timeout=CALL_SECONDS,
                allow_redirects=False, stream=True,
            ) as answer:  # fmt: skip
                content: bytes = answer.raw.read(MOST_BYTES, decode_content=True)
        except requests.RequestException as error:
            raise GatewaySilentError(path) from error
        if answer.status_code != 200:
            raise GatewaySilentError(f"{path} {answer.status_code}")
        return content


def _read(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise GatewaySilentError("bad answer") from error


def _told(found: PaymentNotice) -> Told:
    return Told(
        payment=found.payment, state=found.state, reference=found.reference, amount=found.amount
    )
