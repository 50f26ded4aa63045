"""The line to HQ: one session, timeouts on every call, TLS verified, answers as Structs."""

from __future__ import annotations

import gzip
import secrets
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.messages import Problem, TokenAnswer, TokenRequest

if TYPE_CHECKING:
    import requests

    from sync.client.wires import Wires

T = TypeVar("T", bound=msgspec.Struct)
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Without a single byte."""
CALL_SECONDS = 40.0
"""For a whole answer, so that one that only drips does not hold the till for ever."""
TOKEN_MARGIN_MS = 30_000
GZIP_FROM = 1_000
"""Bodies below this are sent as they are."""
GZIP_LEVEL = 8
"""6% less on the wire than 6, for 3 ms more in 100 facts; 9 gains nothing on top."""
ANSWER_BYTES = 16 << 20
"""Of an answer, unpacked; what is longer is no answer of HQ's."""
CHUNK = 1 << 16


class LineError(Exception):
    """HQ could not be reached or did not answer as HQ does. Worth trying again."""

    def __init__(self, code: str, retry_after: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class RefusedError(Exception):
    """HQ understood and said no. ``problem`` has the code and what it needs."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.code)
        self.status = status
        self.problem = problem

    @property
    def code(self) -> str:
        return self.problem.code


class Line:
    """Calls to one HQ by one device. Not for several threads at once, but for `break_off`.

    ``ca`` is a private authority's certificate file; verification cannot be turned off. Plain HTTP
    is for loopback alone.
    """

    def __init__(
        self,
        url: str,
        *,
        device: str = "",
        key: Ed25519PrivateKey | None = None,
        now: Callable[[], int],
        ca: Path | None = None,
        read_seconds: float = READ_SECONDS,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self.url = check_url(url)
        self._device = device
        self._key = key
        self._now = now
        self._ca = ca
        self._read_seconds = read_seconds
        self._call_seconds = call_seconds
        self._token = ""
        self._token_ends = 0
        self._opened: requests.Session | None = None
        self._wires: Wires | None = None
        self._ended = False
        self.sent_bytes = 0
        self.clock_skew_ms = 0

    def _session(self) -> requests.Session:
        if self._opened is None:
            import requests

            from sync.client.wires import CuttableAdapter, Wires  # noqa: PLC0415 - as requests

            self._wires = Wires()
            self._opened = requests.Session()
            self._opened.trust_env = False
            for scheme in ("http://", "https://"):
                self._opened.mount(scheme, CuttableAdapter(self._wires))
            if self._ca is not None:
                self._opened.verify = str(self._ca)
        return self._opened

    def break_off(self) -> None:
        """From any thread: the call under way and every later one ends with LineError ``ended``.

        Nothing that HQ answers is heard any more, so that nobody writes down what came too late.
        """
        self._ended = True
        if (wires := self._wires) is not None:
            wires.cut()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def post(self, path: str, body: msgspec.Struct, answer: type[T], *, signed: bool = True) -> T:
        """Raises LineError, RefusedError."""
        return self._call("POST", path, answer, msgspec.json.encode(body), signed)

    def get(self, path: str, answer: type[T], **query: str | int) -> T:
        """Raises LineError, RefusedError."""
        pairs = "&".join(f"{name}={_quoted(value)}" for name, value in query.items())
        return self._call("GET", f"{path}?{pairs}" if pairs else path, answer, None, True)

    def _call(self, method: str, path: str, answer: type[T], body: bytes | None, signed: bool) -> T:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if body is not None and len(body) >= GZIP_FROM:
            body = gzip.compress(body, GZIP_LEVEL)
            headers["Content-Encoding"] = "gzip"
        if not signed:
            return self._send(method, path, answer, body, headers)
        held = self._token
        headers["Authorization"] = f"Bearer {self._access()}"
        try:
            return self._send(method, path, answer, body, headers)
        except RefusedError as error:
            if error.code != "bad_token":
                raise
            self._token = ""
            if held == "":
                raise
        # The token ended before its time, by a clock that was set or a key that HQ changed.
        headers["Authorization"] = f"Bearer {self._access()}"
        return self._send(method, path, answer, body, headers)

    def _send(
        self,
        method: str,
        path: str,
        answer: type[T],
        body: bytes | None,
        headers: dict[str, str],
    ) -> T:
        import requests

        self.sent_bytes += len(body or b"")
        ends = time.monotonic() + self._call_seconds
        session = self._session()
        if self._ended:  # looked at behind the wires: `break_off` cuts them or is seen here
            raise LineError("ended")
        try:
            with session.request(
                method,
                self.url + path,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, self._read_seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                content = self._content(response, ends)
        except requests.exceptions.SSLError as error:
            raise LineError("ended" if self._ended else "tls") from error
        except requests.exceptions.Timeout as error:
            raise LineError("timeout") from error
        except (requests.exceptions.RequestException, OSError) as error:
            self.close()
            raise LineError("unreachable") from error
        if self._ended:
            raise LineError("ended")
        return _read(response.status_code, dict(response.headers), content, answer)

    def _content(self, response: requests.Response, ends: float) -> bytes:
        """The answer's body, unpacked. Raises LineError where it is cut, drips or never ends."""
        from urllib3.exceptions import (  # noqa: PLC0415 - comes with requests, as late as it
            HTTPError,
            TimeoutError,
        )

        taken = bytearray()
        try:
            while chunk := response.raw.read1(CHUNK, decode_content=False):
                taken += chunk
                if len(taken) > ANSWER_BYTES:
                    raise LineError("bad_answer")
                if time.monotonic() > ends:
                    raise LineError("timeout")
        except TimeoutError as error:
            raise LineError("timeout") from error
        except HTTPError as error:
            self.close()
            raise LineError("unreachable") from error
        if response.headers.get("Content-Encoding", "identity").lower() != "gzip":
            return bytes(taken)
        return _unpacked(bytes(taken))

    def _access(self) -> str:
        """A token that still lives a while; proved by the device's key when it does not."""
        if self._token and self._token_ends - TOKEN_MARGIN_MS > self._now():
            return self._token
        if self._key is None:
            raise LineError("no_key")
        at, nonce = self._now(), secrets.token_hex(8)
        signature = self._key.sign(f"{self._device}|{at}|{nonce}".encode()).hex()
        request = TokenRequest(device=self._device, at=at, nonce=nonce, signature=signature)
        given = self.post("/v1/token", request, TokenAnswer, signed=False)
        self.clock_skew_ms = at - given.now
        self._token = given.token
        self._token_ends = given.expires_at + self.clock_skew_ms
        return self._token


def check_url(url: str) -> str:
    """The address without a slash at its end. Raises LineError ``insecure`` or ``bad_url``."""
    parts = urlsplit(url.strip())
    if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"):
        return url.strip().rstrip("/")
    if parts.scheme == "http":
        raise LineError("insecure")
    if parts.scheme != "https" or not parts.hostname:
        raise LineError("bad_url")
    return url.strip().rstrip("/")


def _quoted(value: str | int) -> str:
    return quote(str(value), safe="")


def _unpacked(packed: bytes) -> bytes:
    """Raises LineError for what is no gzip, is cut short or unpacks without end."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(packed, ANSWER_BYTES)
    except zlib.error as error:
        raise LineError("bad_answer") from error
    if not unpacker.eof:
        raise LineError("bad_answer")
    return plain


def _read(status: int, headers: dict[str, str], content: bytes, answer: type[T]) -> T:
    if status in (429, 502, 503, 504) or status >= 500:
        raise LineError("busy", _seconds(headers.get("retry-after", headers.get("Retry-After"))))
    try:
        if 200 <= status < 300:
            return msgspec.json.decode(content or b"{}", type=answer)
        problem = msgspec.json.decode(content, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LineError("bad_answer") from error
    if 300 <= status < 400:
        raise LineError("bad_answer")
    raise RefusedError(status, problem)


def _seconds(text: str | None) -> float:
    return min(float(text), 3600.0) if text and text.isdigit() else 0.0
