"""The few pictures of README and handbook, small enough to ship: ``-m tests.visual --manual``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image, ImageColor

from pos_app.ui.theme import THEMES
from tests.support.face import build_demo_shop, copy_shop
from tests.visual.camera import MINUTE_MS, Album, Camera, Look

PICTURES = Path("resources/manual/pictures")
COLOURS = 256
LARGEST = 150_000
SIZE = (1366, 768)


class Morning:
    """A till after a morning's sales, its states as they stand in the handbook."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> dict[str, Path]:
        """Name and picture."""
        till, shot = self.till, self._camera.shot
        till.log_in()
        till.press("Esc")
        self._camera.open_shift()
        self._sell()
        found = {}
        self._basket()
        found["sell"] = shot("sell")
        till.press("F9")
        till.type("200")
        found["cash"] = shot("cash")
        till.press("Enter")
        till.wait(lambda: till.sheet is None)
        till.press("Ctrl+9")
        self._camera.settle()
        found["receipt"] = shot("receipt")
        till.press("Ctrl+7")
        self._camera.settle()
        found["report"] = shot("report")
        found["shift-close"] = self._count()
        return found

    def _sell(self) -> None:
        goods = [item.code for item in self.till.goods(90)]
        for n in range(40):
            self._camera.sell(*goods[n * 2 : n * 2 + 1 + n % 5], by_code=n % 3 == 1)
            self.till.clock.advance((n % 7) * MINUTE_MS)
        self.till.session.refresh_shift()

    def _basket(self) -> None:
        """Some of what is bought together, one of it four times, one by the case."""
        till = self.till
        shelf = till.session.desk.goods
        wanted = ("牛奶", "面包", "乌龙", "苏打", "方便面", "矿泉水")
        found = [hits[0].item for word in wanted if (hits := shelf.find(word, limit=1))]
        for n, item in enumerate(found):
            if n == 1:
                till.type("4*")
            till.scan(item.code)
        till.press("Up", "F4")
        till.type("10")
        till.press("Enter")

    def _count(self) -> Path:
        till = self.till
        till.press("Ctrl+0", "F9")
        for pieces in ("6", "5", "9", "7", "6", "12", "8", "5"):
            till.type(pieces)
            till.press("Enter")
        self._camera.settle()
        return self._camera.shot("count")


def _keep(picture: Path, target: Path) -> None:
    """With its commonest colours, and the green of small dots: they stay what they are."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    counted = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    signal = [ImageColor.getrgb(tokens.good) for tokens in THEMES.values()]
    chosen = [*signal, *(colour for _count, colour in counted)][:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in chosen for channel in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(target, optimize=True)
    if target.stat().st_size > LARGEST:
        raise OSError(f"{target} is larger than {LARGEST} bytes")


def manual(out: Path) -> int:
    """The number of pictures in ``out``; Chinese in light, and English in dark for Sell alone."""
    out.mkdir(parents=True, exist_ok=True)
    kept = 0
    with tempfile.TemporaryDirectory(prefix="xipu-manual-") as folder:
        shop = build_demo_shop(Path(folder))
        for look in (
            Look("light", "zh", SIZE),
            Look("light", "en", SIZE),
            Look("dark", "en", SIZE),
        ):
            own = Path(folder) / look.name
            own.mkdir()
            camera = Camera(copy_shop(shop, own), look, Album(own / "pictures"), "manual")
            try:
                found = Morning(camera).walk()
            finally:
                camera.close()
            for name, picture in found.items():
                if look.theme == "light" or name == "sell":
                    named = f"{name}-{look.words}" + (f"-{look.theme}" if name == "sell" else "")
                    _keep(picture, out / f"{named}.png")
                    kept += 1
    return kept
