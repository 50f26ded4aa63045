"""Between the web server and the pages: sessions, forgery, words, headers, and errors as pages."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment
from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie, UploadFile
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from sync.hq.api.asgi import REQUEST_ID
from sync.hq.api.speaker import OwnHq, Writers
from sync.hq.service import Hq
from sync.hq.store.database import ALL_STORES, BusyError
from sync.hq.store.quarantine import alarmed
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError, Upload, Work, clean
from sync.hq.web.chain_view import troubles
from sync.hq.web.sessions import read_session
from sync.hq.web.told import told
from sync.hq.web.words import Words

log = logging.getLogger("xipu.hq.console")

AnyRequest = Request[Any, Any, Any]
SESSION = "xipu_session"
STRANGER = "xipu_form"
"""Guards the forms of somebody who is not logged in yet."""
LANGUAGE = "xipu_language"
KEPT_SECONDS = {SESSION: None, STRANGER: None, LANGUAGE: 365 * 86_400}
MOST_FIELDS = 200
DEEDS_AT_ONCE = 4
"""Forms that are worked on at once; each password that is checked takes 64 MiB."""
UPLOAD_MOST = 8 << 20
"""Bytes of a file that is brought in."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
        " object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: then a browser hides the origin of our own forms, too.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all pages share. ``secure`` None: cookies are for HTTPS alone when asked over it."""

    pages: Environment
    zone: timedelta
    secure: bool | None = None
    # Apart from the threads that take in the tills' batches: a price for a thousand stores, or a
    # password's slow hash, must not make them wait.
    deeds: Writers = field(default_factory=lambda: Writers(DEEDS_AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Read:
    """A request as far as it can be read without the database."""

    form: dict[str, str]
    upload: Upload | None


def page(
    house: House, method: Literal["GET", "POST"], path: str, work: Work, *, public: bool = False
) -> HTTPRouteHandler:
    """A route of the console: ``work`` runs in a thread, for whoever is logged in."""

    async def handle(request: AnyRequest, hq: OwnHq) -> Response[bytes]:
        try:
            read = await _read_form(request) if method == "POST" else _Read({}, None)
        except SorryError as error:
            return _finish(house, request, *_sorry(house, _bare(house, request, hq), error))
        job = partial(_serve, house, request, hq, read, work, public=public)
        answered = await (house.deeds.run(job) if method == "POST" else sync_to_thread(job))
        return _finish(house, request, *answered)

    name = f"{method.lower()} {path}"
    return HTTPRouteHandler(path, http_method=method, name=name, include_in_schema=False)(handle)


def _serve(
    house: House, request: AnyRequest, hq: Hq, read: _Read, work: Work, *, public: bool
) -> tuple[Answer, bytes]:
    ask = _bare(house, request, hq)
    try:
        ask = _ask(house, request, hq, read)
        if ask.session is None and not public:
            return Go(path="/login", query={"next": _here(request)}), b""
        if request.method == "POST":
            _check_forgery(request, ask)
        answer = work(ask)
        return answer, draw(house, ask, answer) if isinstance(answer, Page) else b""
    except SorryError as error:
        return _sorry(house, ask, error)
    except (BusyError, NoConnectionError, OperationalError) as error:
        log.warning("database unavailable", exc_info=error)
        ask = _bare(house, request, hq)
        return _sorry(house, ask, SorryError(503, ask.say("数据库正忙,请过几秒再试")))
    except DataError:
        return _sorry(house, ask, SorryError(400, ask.say("有的内容存不下,请检查后再试")))
    except Exception:
        log.exception("bug", extra={"request_id": str(request.scope.get(REQUEST_ID, ""))})
        ask = _bare(house, request, hq)
        return _sorry(house, ask, SorryError(500, ask.say("这是程序的错,已记下,请告诉我们")))


def _sorry(house: House, ask: Ask, error: SorryError) -> tuple[Answer, bytes]:
    values = {"status": error.status, "sentence": error.sentence or ask.say("表单没看懂,请重填")}
    answer = Page(template="sorry.html", values=values, status=error.status, here="/")
    return answer, draw(house, ask, answer)


def draw(house: House, ask: Ask, answer: Page) -> bytes:
    template = house.pages.get_template(answer.template)
    here = answer.here or (ask.path if ask.method == "GET" else "/")
    common = {"ask": ask, "say": ask.say, "here": here, "told": told(ask), "badge": badge(ask)}
    return template.render(**common, **answer.values).encode()


def badge(ask: Ask) -> int:
    """How much waits for an operator: facts in trouble and alarms."""
    if ask.session is None:
        return 0
    with ask.hq.database.reading(ALL_STORES) as scope:
        return sum(troubles(scope).values()) + len(alarmed(scope))


def _bare(house: House, request: AnyRequest, hq: Hq) -> Ask:
    """A request by nobody, for the page that tells what is wrong."""
    language = request.cookies.get(LANGUAGE) or _first_language(request)
    return Ask(
        hq=hq, words=Words(language), session=None, csrf="", path=_here(request),
        zone=house.zone, now=hq.now(), method=request.method,
    )  # fmt: skip


def _ask(house: House, request: AnyRequest, hq: Hq, read: _Read) -> Ask:
    token = request.cookies.get(SESSION, "")
    session = read_session(hq, token)
    bare = _bare(house, request, hq)
    return Ask(
        hq=hq,
        words=Words(session.language) if session else bare.words,
        session=session,
        csrf=session.csrf if session else _stranger(request),
        path=bare.path,
        zone=house.zone,
        token=token,
        method=request.method,
        query=_fields(request.scope["query_string"]),
        form=read.form,
        parts={name: clean(str(value), 200) for name, value in request.path_params.items()},
        upload=read.upload,
        now=bare.now,
    )


def _stranger(request: AnyRequest) -> str:
    given = request.cookies.get(STRANGER, "")
    return given if len(given) == 64 and given.isalnum() else secrets.token_hex(32)


def _here(request: AnyRequest) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def _first_language(request: AnyRequest) -> str:
    wanted = request.headers.get("accept-language", "").lower()
    return "en" if wanted.startswith("en") else "zh"


def _check_forgery(request: AnyRequest, ask: Ask) -> None:
    """The form must come from a page of ours: its token holds and its origin is this host."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise SorryError(403, ask.say("这个表单不是从本站发出的,已拒绝"))
    held = ask.csrf
    if ask.session is None:
        held = request.cookies.get(STRANGER, "")
    given = ask.form.get("csrf", "")
    if not held or not secrets.compare_digest(held.encode(), given.encode()):
        raise SorryError(403, ask.say("页面过期了,请返回刷新后再提交"))


async def _read_form(request: AnyRequest) -> _Read:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _Read(_fields(await request.body()), None)
    if kind != "multipart/form-data":
        raise SorryError(400, "")
    try:
        found = await request.form()
        return await _split(found.multi_items())
    except (HTTPException, ValueError, LookupError) as error:
        raise SorryError(400, "") from error


async def _split(items: Any) -> _Read:  # noqa: ANN401 - litestar's loosely typed form
    form: dict[str, str] = {}
    upload = None
    for name, value in items:
        if isinstance(value, UploadFile):
            data = await value.read(UPLOAD_MOST + 1)
            upload = Upload(name=clean(value.filename or "", 120), data=data) if data else upload
        else:
            form[clean(str(name), 40)] = clean(str(value))
    return _Read(form, upload)


def _fields(data: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            data.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return {}
    return {clean(name, 40): clean(value) for name, value in pairs}


def _finish(house: House, request: AnyRequest, answer: Answer, body: bytes) -> Response[bytes]:
    https = request.url.scheme == "https"
    headers = dict(HEADERS | NO_STORE)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    cookies = _cookies(house, answer, secure=house.secure if house.secure is not None else https)
    if isinstance(answer, Go):
        headers["Location"] = answer.location
        return Response(b"", status_code=303, headers=headers, cookies=cookies)
    return Response(
        body, status_code=answer.status, media_type="text/html", headers=headers,
        cookies=cookies,
    )  # fmt: skip


def _cookies(house: House, answer: Answer, *, secure: bool) -> list[Cookie]:
    return [
        Cookie(
            key=name, value=value, path="/", httponly=True, samesite="strict", secure=secure,
            max_age=KEPT_SECONDS.get(name) if value else 0,
        )
        for name, value in answer.cookies.items()
    ]  # fmt: skip
