"""The chime is played by whatever the machine has; without anything the screen beeps."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from pos_app.ui.screens.orders import chime
from pos_app.ui.screens.orders.chime import Chime, sound_file


def player(folder: Path, heard: Path) -> Path:
    """A program called aplay that notes what it was given."""
    program = folder / "aplay"
    program.write_text(f'#!/bin/sh\necho "$1" >> {heard}\n', "utf-8")
    program.chmod(0o755)
    return program


def test_sound_is_short_and_can_be_read() -> None:
    with wave.open(str(sound_file())) as sound:
        assert 0.3 < sound.getnframes() / sound.getframerate() < 2


def test_player_of_the_machine_gets_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    player(tmp_path, heard)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(chime, "PLAYERS", ("aplay",))
    bell = Chime()
    bell.ring()
    assert bell._thread is not None
    bell._thread.join(5)
    assert heard.read_text("utf-8").split() == [str(sound_file())]


def test_without_a_player_nothing_is_started(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    bell = Chime()
    bell.ring()
    assert bell._thread is None


def test_player_that_fails_disturbs_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "aplay"
    program.write_text("no program\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    bell = Chime()
    bell.ring()
    assert bell._thread is not None
    bell._thread.join(5)
    assert not bell._thread.is_alive()
