"""HQ for the bench of orders, in a process of its own; one address may place them all."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from sync.hq.api.app import create_app
from sync.hq.api.serving import SWITCH_SECONDS
from sync.hq.service import open_hq


class _Server(uvicorn.Server):
    async def startup(self, sockets: object = None) -> None:
        await super().startup(None)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


def main() -> None:
    url, secrets = sys.argv[1:3]
    hq = open_hq(url, Path(secrets))
    config = uvicorn.Config(
        create_app(hq, rate=10_000.0, guesses=10_000.0), host="127.0.0.1", port=0, log_config=None,
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    sys.setswitchinterval(SWITCH_SECONDS)
    _Server(config).run()
    hq.close()


if __name__ == "__main__":
    main()
