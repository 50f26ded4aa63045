"""A refusal as a page for whoever looks with a browser; machines get the Problem as JSON."""

from __future__ import annotations

from html import escape

SENTENCES = {
    400: ("这个请求看不懂", "This request makes no sense"),
    401: ("要先登录", "Log in first"),
    403: ("这里不让进", "You may not go there"),
    404: ("没有这个页面", "There is no such page"),
    405: ("这个地址不能这样用", "This address is not to be used like that"),
    408: ("等得太久,没收完", "It took too long to arrive"),
    413: ("太大了", "That is too large"),
    415: ("这种格式看不懂", "This format is not understood"),
    429: ("点得太快了,请等一会儿再试", "Too many requests: wait a little and try again"),
    500: ("这是程序的错,已记下", "This is our fault; it was written down"),
    503: ("正忙,请过几秒再试", "Busy: try again in a few seconds"),
}
BACK = ("回到首页", "Back to the start")
TITLE = ("喜铺", "Xipu")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept, Accept-Language",
}


def wants_page(path: str, accept: str) -> bool:
    """Whether a person asks: a browser names HTML, and what tills call is for tills alone."""
    return not path.startswith("/v1/") and "text/html" in accept.lower()


def plain_page(status: int, language: str, request_id: str) -> bytes:
    """The whole page; ``language`` as Accept-Language has it."""
    english = language.strip().lower().startswith("en")
    known = SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400])
    sentence, back, title = known[english], BACK[english], TITLE[english]
    return f"""<!doctype html>
<html lang="{"en" if english else "zh-CN"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{status} · {title}</title>
<link rel="stylesheet" href="/static/console.css"></head>
<body class="outside"><main><section class="card empty">
<p class="number">{status}</p><h1>{sentence}</h1>
<p><a class="button" href="/">{back}</a></p><p class="muted"><small>{escape(request_id)}</small></p>
</section></main></body></html>
""".encode()
