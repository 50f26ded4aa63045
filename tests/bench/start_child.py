"""The program as `xipu` starts it, with somebody who logs in and scans at once."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

BORN_NS = int(sys.argv[3])


def since() -> float:
    return (time.time_ns() - BORN_NS) / 1e9


def resident_mb() -> float:
    """What the system counts as resident now (Linux)."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> int:
    from pos_app.commands.till import OpenTill, open_till

    path, code = sys.argv[1], sys.argv[2]

    def ready(till: OpenTill) -> None:
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        def wait(condition: object) -> None:
            deadline = time.monotonic() + 20
            while not condition() and time.monotonic() < deadline:  # type: ignore[operator]
                QApplication.processEvents()

        face = till.window.face
        wait(lambda: QApplication.focusWidget() is not None)
        took = {"window_s": since()}
        till.window.scanner.settle()
        for digit in "135790":
            face.login.pad.press(digit)
        wait(lambda: not face.is_locked())
        QApplication.processEvents()
        took["box_s"] = since()
        for character in code:
            QTest.keyClick(QApplication.focusWidget(), character)
        QTest.keyClick(QApplication.focusWidget(), "\r")
        wait(lambda: not till.session.register.basket.is_empty)
        QApplication.processEvents()
        took["scan_s"] = since()
        took["rss_mb"] = resident_mb()
        print(json.dumps(took))
        till.window.leave()

    return open_till(["--db", path], ready=ready)


if __name__ == "__main__":
    sys.exit(main())
