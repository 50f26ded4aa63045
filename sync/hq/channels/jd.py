"""A source that is shaped like JD's instant delivery: signed forms both ways, codes of its own.

A call is a form of ``app_key``, ``timestamp``, ``format``, ``v`` and ``jd_param_json``, signed by
the upper-case MD5 of the secret, every other field's name and value in the order of the names, and
the secret again. An answer is JSON with ``code`` "0" for success.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from sync.hq.channels import port
from sync.hq.channels.port import BadWebhookError, Call, ChannelSilentError, Heard, SoldOrder
from sync.wire.orders import DELIVERY, PICKUP

CALL_SECONDS = 5.0
MOST_BYTES = 64 << 10
MOST_FEN = 10**9
MOST_LINES = 200
LAST_MS = 1 << 47

KINDS = {
    "41000": port.ORDER,
    "20030": port.CANCEL_ASKED,
    "20020": port.CANCELLED,
    "20040": port.CANCELLED,
    "34010": port.AGREED,
    "34020": port.DECLINED,
    "33030": port.RIDER_ASSIGNED,
    "33040": port.RIDER_OUT,
    "33060": port.RIDER_DELIVERED,
    "33070": port.RIDER_FAILED,
}
"""Its status codes: new, cancel asked for, cancelled, timed out, adjustment agreed and declined,
rider assigned, out, delivered, failed. Other codes are noted and do nothing."""
PATHS = {
    "accept": "/order/accept",
    "adjust": "/order/adjust",
    "ready": "/order/picked",
    "handed": "/order/handed",
    "cancel": "/order/cancel",
    "refuse_cancel": "/order/refuseCancel",
}


class _Sku(msgspec.Struct, frozen=True, kw_only=True):
    """``skuCount`` pieces at ``skuStorePrice`` fen; ``outSkuId`` is the shop's own article."""

    outSkuId: str
    skuName: str
    skuCount: int
    skuStorePrice: int


class _Bill(msgspec.Struct, frozen=True, kw_only=True):
    """``deliveryType`` 1: fetched by the buyer, else brought by a rider."""

    product: list[_Sku]
    deliveryType: int = 0
    orderFreightMoney: int = 0
    buyerFullName: str = ""
    buyerMobile: str = ""
    buyerFullAddress: str = ""
    orderBuyerRemark: str = ""


class _Message(msgspec.Struct, frozen=True, kw_only=True):
    billId: str
    statusId: str
    timestamp: int
    order: _Bill | None = None
    deliveryManName: str = ""
    remark: str = ""


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    msg: str = ""


def sign(secret: str, form: Mapping[str, str]) -> str:
    """The signature of a form, whatever ``sign`` it has."""
    fields = "".join(f"{name}{form[name]}" for name in sorted(form) if name != "sign")
    whole = f"{secret}{fields}{secret}".encode(errors="replace")
    digest = hashlib.md5(whole, usedforsecurity=False)  # the source's own rule, not ours
    return digest.hexdigest().upper()


def form_of(app_key: str, secret: str, at: int, message: object) -> dict[str, str]:
    """A signed form, as both sides send it."""
    form = {
        "app_key": app_key,
        "timestamp": datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "format": "json",
        "v": "1.0",
        "jd_param_json": msgspec.json.encode(message).decode(),
    }
    return form | {"sign": sign(secret, form)}


@dataclass(frozen=True, slots=True, kw_only=True)
class JdChannel:
    """Satisfies `port.Channel`. ``url`` is where the source listens."""

    app_key: str
    secret: str
    url: str

    def hear(self, form: Mapping[str, str]) -> Heard | None:
        given = form.get("sign", "").encode(errors="replace")
        if form.get("app_key") != self.app_key or not hmac.compare_digest(
            given, sign(self.secret, form).encode()
        ):
            raise BadWebhookError("signature")
        content = form.get("jd_param_json", "")
        try:
            message = msgspec.json.decode(content, type=_Message)
        except (msgspec.MsgspecError, UnicodeEncodeError) as error:
            raise BadWebhookError("body") from error
        if not _is_word(message.billId, 40) or not _is_word(message.statusId, 12):
            raise BadWebhookError("body")
        if not 0 <= message.timestamp < LAST_MS:
            raise BadWebhookError("body")
        kind = KINDS.get(message.statusId, "")
        if kind == port.ORDER and message.order is None:
            raise BadWebhookError("body")
        return Heard(
            id=hashlib.sha256(f"jd|{content}".encode()).hexdigest()[:40],
            ref=message.billId,
            kind=kind,
            status=message.statusId,
            at=message.timestamp,
            order=_sold(message.order) if kind == port.ORDER and message.order else None,
            courier=message.deliveryManName[:40],
            reason=message.remark[:100],
        )

    def tell(self, call: Call) -> str:
        import requests

        message = {
            "orderId": call.ref,
            "operTime": call.at,
            "remark": call.reason,
            "oaosAdjustDTOList": [{"outSkuId": i, "skuCount": q // 1000} for i, q in call.lines],
        }
        form = form_of(self.app_key, self.secret, call.at, message)
        try:
            with requests.post(
                self.url + PATHS[call.name], data=form, timeout=CALL_SECONDS,
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                content: bytes = response.raw.read(MOST_BYTES, decode_content=True)
            if response.status_code != 200:
                raise ChannelSilentError(str(response.status_code))
            answer = msgspec.json.decode(content, type=_Answer)
        except (requests.RequestException, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ChannelSilentError(call.name) from error
        return port.DONE if answer.code == "0" else port.REFUSED


def _sold(bill: _Bill) -> SoldOrder:
    """Raises BadWebhookError for numbers and ids that no order has."""
    good = 1 <= len(bill.product) <= MOST_LINES and 0 <= bill.orderFreightMoney <= MOST_FEN
    for sku in bill.product:
        good = good and _is_word(sku.outSkuId, 32)
        good = good and 0 < sku.skuCount <= 9_999 and 0 <= sku.skuStorePrice <= MOST_FEN
    if not good:
        raise BadWebhookError("body")
    return SoldOrder(
        mode=PICKUP if bill.deliveryType == 1 else DELIVERY,
        lines=tuple(
            port.SoldLine(
                item=sku.outSkuId,
                name=sku.skuName[:100],
                qty=sku.skuCount * 1000,
                price=sku.skuStorePrice,
            )
            for sku in bill.product
        ),
        fee=bill.orderFreightMoney,
        name=bill.buyerFullName[:40],
        phone=bill.buyerMobile[:20],
        address=bill.buyerFullAddress[:120],
        note=bill.orderBuyerRemark[:200],
    )


def _is_word(text: str, most: int) -> bool:
    return 0 < len(text) <= most and text.isascii() and text.replace("-", "").isalnum()
