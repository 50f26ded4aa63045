"""Between the web server and the customer's pages: cookies, forgery, rates, headers, errors."""

from __future__ import annotations

import json
import logging
import math
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from sync.hq.api.asgi import REQUEST_ID
from sync.hq.api.rates import Buckets
from sync.hq.api.speaker import OwnHq, Writers
from sync.hq.service import Hq
from sync.hq.store import tables as t
from sync.hq.store.database import BusyError
from sync.hq.store.devices import is_store_id
from sync.hq.web.asking import SorryError, clean
from sync.hq.web.serving import HEADERS, LANGUAGE, NO_STORE
from sync.hq.web.storefront.asking import OWN_WORDS, Answer, Data, Turn, View, Visit, Work
from sync.hq.web.storefront.basket import Basket, read_basket
from sync.hq.web.words import LANGUAGES, Words

log = logging.getLogger("xipu.hq.storefront")

AnyRequest = Request[Any, Any, Any]
BASKET = "xipu_basket"
GUARD = "xipu_shop"
"""Guards the forms: a page of another site can send this cookie but not read it."""
KEPT_SECONDS = {BASKET: 14 * 86_400, GUARD: 90 * 86_400, LANGUAGE: 365 * 86_400}
MOST_BODY = 32 << 10
MOST_FIELDS = 100
MOST_FIELD = 4_000
"""Letters; a full basket in one field of the form takes 2,500."""
AT_ONCE = {"look": 4, "deed": 4, "pay": 16}
NAME_MS, NAMES_HELD = 10_000, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often one address may do what (a second, and at once)."""

    deeds: tuple[float, float] = (5.0, 60.0)
    orders: tuple[float, float] = (0.2, 12.0)
    guesses: tuple[float, float] = (0.2, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What all pages share. ``secure`` None: cookies are for HTTPS alone when asked over it."""

    pages: Environment
    zone: timedelta
    secure: bool | None
    rates: Rates
    # Apart from the threads that serve the tills; and who waits for the payment service keeps
    # nobody from looking. A few threads: more would only fight for the cores and for connections.
    lanes: dict[str, Writers] = field(
        default_factory=lambda: {name: Writers(n) for name, n in AT_ONCE.items()}
    )
    buckets: dict[str, Buckets] = field(default_factory=dict)
    names: dict[str, tuple[int, str]] = field(default_factory=dict)

    def wait(self, what: Literal["deeds", "orders", "guesses"], address: str) -> float:
        """Seconds until that address may do this; 0.0 when it may now."""
        bucket = self.buckets.setdefault(what, Buckets(*getattr(self.rates, what)))
        return bucket.take(address, time.monotonic())


@dataclass(frozen=True, slots=True)
class _Call:
    """A request as far as it can be read without the database."""

    request: AnyRequest
    form: dict[str, str]
    refused: SorryError | None = None


def page(
    front: Front,
    method: Literal["GET", "POST"],
    path: str,
    work: Work,
    *,
    rate: Literal["deeds", "orders"] = "deeds",
    lane: Literal["look", "deed", "pay"] = "look",
) -> HTTPRouteHandler:
    """A route of the storefront; ``work`` runs in a thread of its lane."""

    async def handle(request: AnyRequest, hq: OwnHq) -> Response[bytes]:
        call = await _read(request) if method == "POST" else _Call(request, {})
        wait = front.wait(rate, _address(request)) if method == "POST" else 0.0
        job = partial(_serve, front, call, hq, work, wait)
        return await front.lanes[lane].run(job)

    name = f"shop {method.lower()} {path}"
    return HTTPRouteHandler(path, http_method=method, name=name, include_in_schema=False)(handle)


def _address(request: AnyRequest) -> str:
    return request.client.host if request.client else "?"


async def _read(request: AnyRequest) -> _Call:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind != "application/x-www-form-urlencoded" or len(body) > MOST_BODY:
        return _Call(request, {}, SorryError(413 if len(body) > MOST_BODY else 400, ""))
    return _Call(request, _fields(body))


def _fields(data: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            data.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}
    return {clean(name, 40): clean(value, MOST_FIELD) for name, value in pairs}


def _serve(front: Front, call: _Call, hq: Hq, work: Work, wait: float) -> Response[bytes]:
    visit = _stranger(front, call, hq)
    retry = 0
    try:
        visit = replace(visit, shop_name=_shop_name(front, visit))
        if wait:
            retry = math.ceil(wait)
            raise SorryError(429, visit.say("点得太快了,请过 {n} 秒再试", n=retry))
        if call.refused:
            raise call.refused
        if visit.method == "POST":
            _check_forgery(call.request, visit)
        answer = work(visit)
        body = _draw(front, visit, answer)
    except SorryError as error:
        if error.status == 404 and front.wait("guesses", _address(call.request)):
            error = SorryError(429, visit.say("试得太多了,请过一会儿再来"))
        answer, body = _sorry(front, visit, error)
    except (BusyError, NoConnectionError, OperationalError) as error:
        log.warning("database unavailable", exc_info=error)
        retry = 3
        sorry = SorryError(503, visit.say("现在有点忙,请过几秒再试"))
        answer, body = _sorry(front, visit, sorry)
    except DataError:
        answer, body = _sorry(front, visit, SorryError(400, visit.say("有的内容存不下,请改短些")))
    except Exception:
        log.exception("bug", extra={"request_id": str(call.request.scope.get(REQUEST_ID, ""))})
        sorry = SorryError(500, visit.say("出了点问题,已经记下,请稍后再试"))
        answer, body = _sorry(front, visit, sorry)
    return _finish(front, call.request, visit, answer, body, retry)


def _sorry(front: Front, visit: Visit, error: SorryError) -> tuple[Answer, bytes]:
    sentence = error.sentence or visit.say("没看懂,请返回重试")
    answer: Answer
    if visit.scripted:
        answer = Data(values={"told": sentence}, status=error.status)
    else:
        answer = View(template="sorry.html", values={"sentence": sentence}, status=error.status)
    return answer, _draw(front, visit, answer)


def _draw(front: Front, visit: Visit, answer: Answer) -> bytes:
    match answer:
        case View():
            template = front.pages.get_template(answer.template)
            tongues = [
                (code, word, visit.in_language(code))
                for code, word in LANGUAGES.items()
                if code != visit.words.language
            ]
            common = {"visit": visit, "say": visit.say, "tongues": tongues}
            return template.render(**common, **answer.values).encode()
        case Data():
            return json.dumps(answer.values, ensure_ascii=False).encode()
        case Turn():
            return b""


def _stranger(front: Front, call: _Call, hq: Hq) -> Visit:
    """The request before its shop is known: enough for a page that says what is wrong."""
    request = call.request
    parts = {name: clean(str(value), 80) for name, value in request.path_params.items()}
    query = _fields(request.scope["query_string"])
    guard = request.cookies.get(GUARD, "")
    url = request.base_url
    return Visit(
        hq=hq,
        words=Words(_language(request, query), OWN_WORDS),
        store=parts.get("store", ""),
        shop_name="",
        guard=guard if len(guard) == 32 and guard.isalnum() else secrets.token_hex(16),
        basket=read_basket(request.cookies.get(BASKET, "")),
        zone=front.zone,
        now=hq.now(),
        site=str(url).rstrip("/"),
        path=request.scope["path"],
        method=str(request.method),
        scripted=request.headers.get("accept", "").startswith("application/json"),
        query=query,
        form=call.form,
        parts=parts,
    )


def _language(request: AnyRequest, query: dict[str, str]) -> str:
    chosen = query.get("lang") or request.cookies.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    wanted = request.headers.get("accept-language", "").lower()
    return "zh" if not wanted or wanted.startswith("zh") else "en"


def _shop_name(front: Front, visit: Visit) -> str:
    """Asked for again after a while. Raises SorryError 404."""
    until, name = front.names.get(visit.store, (0, ""))
    if visit.now < until:
        return name
    if is_store_id(visit.store):
        with visit.hq.database.reading(visit.store) as scope:
            known = scope.select(t.store, t.store.c.name).where(t.store.c.store_id == visit.store)
            name = str(scope.conn.execute(known).scalar() or "")
    if not name:
        raise SorryError(404, visit.say("没有这家店,请再扫一次店里的码"))
    if len(front.names) >= NAMES_HELD:
        front.names.clear()
    front.names[visit.store] = (visit.now + NAME_MS, name)
    return name


def _check_forgery(request: AnyRequest, visit: Visit) -> None:
    """The form must come from a page of ours: its token holds and its origin is this host."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise SorryError(403, visit.say("这个表单不是从本店页面发出的,已拒绝"))
    held, given = request.cookies.get(GUARD, ""), visit.form.get("guard", "")
    if not held or not secrets.compare_digest(held.encode(), given.encode()):
        raise SorryError(403, visit.say("页面过期了,请返回刷新后再试(要允许本站的 Cookie)"))


def _finish(
    front: Front, request: AnyRequest, visit: Visit, answer: Answer, body: bytes, retry: int
) -> Response[bytes]:
    https = request.url.scheme == "https"
    headers = dict(HEADERS | NO_STORE)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if retry:
        headers["Retry-After"] = str(retry)
    cookies = _cookies(front, request, visit, answer.basket, https=https)
    if isinstance(answer, Turn):
        headers["Location"] = answer.path
        return Response(b"", status_code=303, headers=headers, cookies=cookies)
    kind = "application/json" if isinstance(answer, Data) else "text/html"
    return Response(
        body, status_code=answer.status, media_type=kind, headers=headers, cookies=cookies
    )


def _cookies(
    front: Front, request: AnyRequest, visit: Visit, basket: Basket | None, *, https: bool
) -> list[Cookie]:
    """Only what is new or changed is set."""
    values = {}
    if request.cookies.get(GUARD) != visit.guard:
        values[GUARD] = visit.guard
    if visit.query.get("lang") in LANGUAGES:
        values[LANGUAGE] = visit.query["lang"]
    if basket is not None:
        values[BASKET] = basket.write()
    # Lax, not strict: she comes from a code, from a message, from the page where she paid.
    return [
        Cookie(
            key=name,
            value=value,
            path=f"/s/{visit.store}" if name == BASKET else "/",
            httponly=True,
            samesite="lax",
            secure=front.secure if front.secure is not None else https,
            max_age=KEPT_SECONDS[name],
        )
        for name, value in values.items()
    ]
