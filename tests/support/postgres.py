"""A PostgreSQL server of our own: a fresh cluster in a temporary folder, loopback only.

Debian's package brings the programs; the server runs as an unprivileged user (it refuses root),
and HQ's role is a plain one: no superuser, no way around row-level security.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

MISSING = "PostgreSQL is not here: on Debian or Ubuntu, as root: apt-get install postgresql"
ROLE = "xipu_plain"


class PostgresMissing(Exception):
    """There are no programs to run, or nobody to run them as."""


def find_programs() -> Path:
    """The folder with `initdb`. Raises PostgresMissing."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = shutil.which("initdb") or (places[0] if places else None)
    if found is None:
        raise PostgresMissing(MISSING)
    return Path(found).resolve().parent


def _unprivileged() -> list[str]:
    """What to put before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return ["setpriv", *ids, "--"]
    raise PostgresMissing("there is no user `postgres` to run the server as")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    folder: Path
    programs: Path
    prefix: tuple[str, ...]
    port: int

    def run(self, program: str, *words: str) -> str:
        command = [*self.prefix, str(self.programs / program), *words]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=self.folder, timeout=120
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")
        return done.stdout

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the superuser."""
        where = ["-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-d", database]
        return self.run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", *where, "-c", statement)

    def new_database(self, name: str, template: str = "template0") -> str:
        """A database that the plain role owns, empty or a copy of one that nobody is connected to;
        gives its address for SQLAlchemy."""
        self.sql(f"CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str, role: str = ROLE) -> str:
        return (
            f"postgresql+psycopg://{role}@/{name}?host={quote(str(self.folder))}&port={self.port}"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres(*, durable: bool = False) -> Postgres:
    """Raises PostgresMissing. ``durable``: with fsync, as the bench wants it."""
    programs, prefix = find_programs(), _unprivileged()
    # A short path: the name of a Unix socket has to fit into 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="xipu-pg-", dir="/tmp"))
    if prefix:
        owner = int(prefix[1].partition("=")[2])
        os.chown(folder, owner, int(prefix[2].partition("=")[2]))
    server = Postgres(folder, programs, tuple(prefix), _free_port())
    data = str(folder / "data")
    try:
        server.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                   "--locale=C.UTF-8", *([] if durable else ["--no-sync"]))  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -p {server.port}"
        options += " -c max_connections=120"
        if not durable:
            options += " -c fsync=off -c full_page_writes=off"
        server.run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
        server.sql(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
