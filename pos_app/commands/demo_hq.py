"""The demo's own HQ: served from this process on loopback, on a file beside the demo shop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app.bootstrap import link

START_SECONDS = 20.0


@contextmanager
def embedded_hq(folder: Path, store_id: str, shop_name: str) -> Iterator[tuple[str, str]]:
    """Serve HQ until the block ends; gives its address and a one-time code for till 01.

    Raises ModuleNotFoundError where HQ's own packages are not installed.
    """
    import uvicorn  # noqa: PLC0415 - HQ is an extra of the package

    from sync.hq.api.app import create_app  # noqa: PLC0415
    from sync.hq.service import open_hq, sqlite_url  # noqa: PLC0415
    from sync.hq.store import devices, tables  # noqa: PLC0415

    hq = open_hq(sqlite_url(folder / "hq.db"), folder / "hq-secrets")
    with hq.database.operator() as scope:
        scope.insert(
            tables.store, [{"store_id": store_id, "name": shop_name, "created_at": hq.now()}]
        )
    with hq.database.operator() as scope:
        code = devices.new_code(scope, store_id, "01", hq.now())
    config = uvicorn.Config(create_app(hq), host="127.0.0.1", port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="demo-hq")
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(server)}", code
    finally:
        server.should_exit = True
        thread.join()
        hq.close()


def _port(server: object) -> int:
    """The port that the system chose, once HQ listens on it."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        for one in getattr(server, "servers", None) or ():
            for socket in one.sockets:
                return int(socket.getsockname()[1])
        time.sleep(0.02)
    raise TimeoutError("HQ did not start")


def sync_once(path: Path) -> dict[str, object]:
    """One round of the agent; how it stands afterwards."""
    agent = link.open_agent(path)
    if agent is None:
        return {"joined": False}
    agent.round()
    agent.stop()
    ours, theirs = link.compare_with_hq(path)
    return {
        "joined": True,
        "online": agent.status.online,
        "waiting": agent.status.waiting,
        "digests_equal": ours == theirs,
    }
