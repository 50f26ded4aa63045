"""`make shots`: every screen and state, in both themes and languages and two sizes, as PNG."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.support.face import build_demo_shop, copy_shop
from tests.visual.back_gallery import BackGallery
from tests.visual.camera import LOOKS, Album, Camera, Look
from tests.visual.hq_gallery import HqGallery
from tests.visual.manual_gallery import PICTURES, manual
from tests.visual.orders_gallery import OrdersGallery
from tests.visual.sell_gallery import SellGallery
from tests.visual.shell_gallery import ShellGallery, first_start
from tests.visual.supply_gallery import SupplyGallery

OUT = Path("build/shots")
GALLERIES = {
    "shell": ShellGallery,
    "sell": SellGallery,
    "back": BackGallery,
    "hq": HqGallery,
    "orders": OrdersGallery,
    "supply": SupplyGallery,
}


def shots(out: Path, looks: list[Look], parts: list[str]) -> int:
    """The number of pictures in ``out/<theme>-<language>-<size>``."""
    taken = 0
    with tempfile.TemporaryDirectory(prefix="xipu-shots-") as folder:
        shop = build_demo_shop(Path(folder))
        for look in looks:
            album = Album(out / look.name)
            shutil.rmtree(album.folder, ignore_errors=True)
            for part in parts:
                own = Path(folder) / f"{look.name}-{part}"
                own.mkdir()
                camera = Camera(copy_shop(shop, own), look, album, part)
                try:
                    GALLERIES[part](camera).walk()
                finally:
                    camera.close()
            if "shell" in parts:
                first_start(look, album)
            print(f"{look.name}: {len(album.taken)}", flush=True)
            taken += len(album.taken)
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(prog="shots", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--look", default="", help="only looks whose name begins so: dark-en")
    parser.add_argument("--part", choices=sorted(GALLERIES), help="only these screens")
    parser.add_argument("--manual", action="store_true", help="the pictures of README and handbook")
    args = parser.parse_args()
    began = time.monotonic()
    app = QApplication.instance() or QApplication(["shots"])
    if args.manual:
        out, taken = PICTURES, manual(PICTURES)
    else:
        out = args.out
        looks = [look for look in LOOKS if look.name.startswith(args.look)]
        taken = shots(out, looks, [args.part] if args.part else list(GALLERIES))
    app.processEvents()
    print(f"{taken} pictures in {out} ({time.monotonic() - began:.0f} s)")
    return 0 if taken else 1


if __name__ == "__main__":
    raise SystemExit(main())
