"""`xipu hq serve` as a process of its own, to be killed, and its file to be swapped."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app.storage.connection import driver
from sync.hq.service import open_hq, sqlite_url, system_now
from tests.support.hq import RunningHq

ROOT = Path(__file__).resolve().parents[2]


class HqProcess(RunningHq):
    """The process and a second look into its file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "hq.db"
        self.secrets = folder / "hq-secrets"
        self.url = ""
        self._child: subprocess.Popen[str] | None = None
        self._port = 0
        self.start()

    def clock(self) -> int:  # type: ignore[override]
        return system_now()

    def start(self) -> None:
        """On the port that it had before, as a service that is started again."""
        command = [
            sys.executable, "-m", "pos_app", "hq", "serve", "--json", "--port", str(self._port),
            "--db", str(self.file), "--secrets", str(self.secrets),
        ]  # fmt: skip
        self._child = subprocess.Popen(
            command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._child.stdout is not None
        said = self._child.stdout.readline()
        assert said, "HQ did not start"
        self.url = json.loads(said)["url"]
        self._port = int(self.url.rpartition(":")[2])
        self.hq = open_hq(sqlite_url(self.file), self.secrets)

    def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        assert self._child is not None
        self._child.kill()
        self._gone()

    def stop(self) -> None:
        assert self._child is not None
        self._child.terminate()
        self._gone()

    def _gone(self) -> None:
        assert self._child is not None
        self._child.wait(30)
        assert self._child.stdout is not None
        self._child.stdout.close()
        self.hq.close()

    def copy_file(self, target: Path) -> None:
        """A backup as it was at this moment."""
        live, copy = driver.connect(str(self.file)), driver.connect(str(target))
        live.backup(copy)
        live.close()
        copy.close()

    def put_back(self, backup: Path) -> None:
        """The stopped HQ gets an old file in the place of its own."""
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(backup, self.file)


@contextmanager
def hq_process(folder: Path) -> Iterator[HqProcess]:
    folder.mkdir(parents=True, exist_ok=True)
    process = HqProcess(folder)
    try:
        yield process
    finally:
        process.stop()
