"""A short chime without a voice, by whatever this machine can play it with."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_app.runtime.resources import resource_dir

log = logging.getLogger(__name__)
PLAYERS = ("pw-play", "paplay", "aplay", "afplay")
"""In the order in which they are asked for; the first that is installed plays."""
LONGEST_S = 5


def sound_file() -> Path:
    return resource_dir() / "sounds" / "new-order.wav"


class Chime:
    """Rings once; while it still rings a second order adds nothing.

    Qt Essentials has no sound of its own: Windows plays the file itself, elsewhere a small player
    of the system does; where there is neither the screen beeps.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        found = (shutil.which(name) for name in PLAYERS)
        self._player = next((path for path in found if path), "")

    def ring(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        file = sound_file()
        if not file.exists() or not (self._player or sys.platform == "win32"):
            QApplication.beep()
            return
        self._thread = threading.Thread(target=self._play, args=(file,), name="chime", daemon=True)
        self._thread.start()

    def _play(self, file: Path) -> None:
        try:
            if sys.platform == "win32":
                import winsound  # noqa: PLC0415 - there is none elsewhere

                winsound.PlaySound(str(file), winsound.SND_FILENAME)
            else:
                subprocess.run(  # noqa: S603 - a player that was found on this machine
                    [self._player, str(file)], timeout=LONGEST_S, check=False,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
        except (OSError, RuntimeError, subprocess.SubprocessError):
            log.warning("the chime could not be played")
