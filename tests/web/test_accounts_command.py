"""`xipu hq account`: the first operator is made on HQ's own machine."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pos_app.__main__ import main


def account(monkeypatch: pytest.MonkeyPatch, file: Path, *words: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["hq", "account", *words, "--db", str(file)])


def test_accounts_are_made_changed_listed_and_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hq.db"
    assert account(monkeypatch, file, "add", "li.na", typed="three warm buns\n") == 0
    assert account(monkeypatch, file, "add", "li.na", typed="three warm buns\n") == 2
    assert "name_taken" in capsys.readouterr().err
    assert account(monkeypatch, file, "add", "wang", typed="short\n") == 2
    assert "short_password" in capsys.readouterr().err
    assert account(monkeypatch, file, "password", "wang", typed="three warm buns\n") == 2
    assert "no_account" in capsys.readouterr().err
    assert account(monkeypatch, file, "close", "li.na") == 0
    capsys.readouterr()
    assert account(monkeypatch, file, "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "accounts": [{"account": "li.na", "active": False}]
    }
    assert b"three warm buns" not in file.read_bytes()
