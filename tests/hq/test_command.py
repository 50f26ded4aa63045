"""`xipu hq` as an operator types it: real processes, exit codes, one line of advice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from pysqlite3 import dbapi2 as driver

from pos_app.__main__ import main
from sync.hq.service import open_hq
from sync.hq.store.projections import rebuild
from tests.support.hq import TillByHand, line, sale

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> list[str]:
    """The words that say which database."""
    secrets = ["--secrets", str(tmp_path / "keys")]
    if database_url.startswith("sqlite"):
        return ["--db", str(tmp_path / "hq.db"), *secrets]
    return ["--database", database_url, *secrets]


@contextmanager
def served(place: list[str], *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "pos_app", "hq", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, *place, *more], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"], process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.empty_database
def test_from_nothing_to_a_till_that_sells(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["hq", "store", "add", "S001", "东丽万新店", *place]) == 0
    capsys.readouterr()
    assert main(["hq", "enrol", "--store", "S001", "--till", "02", "--json", *place]) == 0
    code = json.loads(capsys.readouterr().out)["code"]
    with served(place) as (url, process):
        till = TillByHand(url)
        till.enrol(code)
        till.record_bytes(b"{}")
        now = requests.get(f"{url}/healthz", timeout=10)
        assert now.json() == {"status": "ok"}
        till.log_in()
        assert till.push().acked_seq == 1
        metrics = requests.get(f"{url}/metrics", timeout=10).text
        assert "xipu_facts_acknowledged 1\n" in metrics
        assert "xipu_facts_in_trouble 1\n" in metrics
        process.send_signal(signal.SIGTERM)
        _, logs = process.communicate(timeout=20)
        assert process.returncode == 0
    lines = [json.loads(text) for text in logs.splitlines()]
    asked = [entry for entry in lines if entry["message"] == "request"]
    assert {(e["method"], e["path"], e["status"]) for e in asked} >= {
        ("POST", "/v1/enrol", 200), ("POST", "/v1/journal", 200), ("GET", "/metrics", 200),
    }  # fmt: skip
    token = str(till.session.headers["Authorization"])[7:]
    for secret in (code, token, till.public_key, till.me.device):
        assert secret not in logs
    assert main(["hq", "store", "list", "--json", *place]) == 0
    (store,) = json.loads(capsys.readouterr().out)["stores"]
    assert (store["tills"][0]["till"], store["tills"][0]["seq"]) == ("02", 1)
    assert main(["hq", "revoke", till.me.device, *place]) == 0
    assert main(["hq", "revoke", till.me.device, *place]) == 2


def test_a_batch_under_way_is_answered_before_hq_stops(place: list[str]) -> None:
    assert main(["hq", "store", "add", "S001", "x", *place]) == 0
    with served(place) as (url, process):
        port = int(url.rpartition(":")[2])
        with requests.Session() as session:
            assert session.get(f"http://127.0.0.1:{port}/healthz", timeout=10).ok
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
    assert process.returncode == 0


def test_the_demo_chain_is_the_same_at_every_call(
    place: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], database_url: str
) -> None:
    seed = ["hq", "seed", "--stores", "2", "--days", "3", "--end", "2026-03-03", "--json"]
    assert main([*seed, *place]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["stores"], first["tills"]) == (2, 3)
    assert first["sales"] > 600
    assert main([*seed, "--db", str(tmp_path / "twin.db")]) == 0
    assert json.loads(capsys.readouterr().out) == first
    digests = []
    for where in (place, ["--db", str(tmp_path / "twin.db")]):
        assert main(["hq", "digest", "--store", "S001", "--json", *where]) == 0
        digests.append(json.loads(capsys.readouterr().out))
    assert digests[0] == digests[1]
    assert digests[0]["tables"]["item"]["rows"] > 100
    assert main(["hq", "rebuild", "--store", "S002", *place]) == 0
    assert main([*seed, *place]) == 2
    hq = open_hq(database_url, tmp_path / "keys")
    with hq.database.scope("S001") as scope:
        assert rebuild(scope, "S001") > 400
    hq.close()


def test_a_backup_is_whole_and_holds_no_key(
    place: list[str], tmp_path: Path, database_url: str
) -> None:
    assert main(["hq", "seed", "--stores", "1", "--days", "1", *place]) == 0
    target = tmp_path / "copy"
    assert main(["hq", "backup", str(target), *place]) == 0
    assert main(["hq", "backup", str(target), *place]) == 2
    assert target.stat().st_size > 20_000
    for key in (tmp_path / "keys").iterdir():
        assert key.stat().st_mode & 0o077 == 0
        assert bytes.fromhex(key.read_text()) not in target.read_bytes()
    if database_url.startswith("sqlite"):
        with closing(driver.connect(str(target))) as copy:
            assert copy.execute("SELECT count(*) FROM fact").fetchone()[0] > 50
    else:
        listed = subprocess.run(["pg_restore", "--file=-", target], capture_output=True, check=True)
        assert b"S001" in listed.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["hq", "digest", "--store", "S404"],
        ["hq", "rebuild", "--store", "S404"],
        ["hq", "enrol", "--store", "S404"],
        ["hq", "store", "add", "S 1", "x"],
        ["hq", "serve", "--tls-cert", "/nowhere"],
        ["hq", "serve", "--tls-cert", "/nowhere", "--tls-key", "/nowhere"],
        ["hq", "backup", "/nowhere/at/all"],
    ],
)
def test_bad_input_is_exit_2_and_one_line(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--db", str(tmp_path / "hq.db")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_database_that_is_none_is_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text").write_text("no database " * 99)
    keys = ["--secrets", str(tmp_path / "keys")]
    for where in (
        ["--db", str(tmp_path / "text")], ["--database", "mysql://x/y"], ["--database", "x"],
        ["--database", "postgresql+psycopg://nobody@127.0.0.1:1/x"],
    ):  # fmt: skip
        assert main(["hq", "store", "list", *where, *keys]) == 2
        assert capsys.readouterr().err.startswith("no_database: ")


def test_a_port_that_is_taken_is_exit_2(tmp_path: Path) -> None:
    with served(["--db", str(tmp_path / "a.db")]) as (url, _):
        port = url.rpartition(":")[2]
        command = [sys.executable, "-m", "pos_app", "hq", "serve", "--port", port, "--db"]
        done = subprocess.run(
            [*command, str(tmp_path / "b.db")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "is it taken?" in done.stderr


def test_tls_is_spoken_with_a_certificate(tmp_path: Path) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", tmp_path / "key", "-out", tmp_path / "cert", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    words = ["--tls-cert", str(tmp_path / "cert"), "--tls-key", str(tmp_path / "key")]
    with served(["--db", str(tmp_path / "hq.db")], *words) as (url, _):
        assert url.startswith("https://")
        answer = requests.get(f"{url}/healthz", verify=tmp_path / "cert", timeout=10)
        assert answer.ok
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{url}/healthz", timeout=10)


def test_a_sale_through_the_door_shows_up_in_the_books(place: list[str]) -> None:
    assert main(["hq", "seed", "--stores", "1", "--days", "1", *place]) == 0
    with served(place) as (url, _):
        hq_words = ["hq", "enrol", "--store", "S001", "--json", *place]
        code = subprocess.run(
            [sys.executable, "-m", "pos_app", *hq_words],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        till = TillByHand(url)
        assert till.enrol(json.loads(code.stdout)["code"]).epoch == 2
        till.log_in()
        till.record(sale(1, [line(1, "a")]))
        assert till.push().quarantined == []
