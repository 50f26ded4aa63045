"""The poster at the shop's door and the code on a receipt: both open the shop's page."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from pos_app.devices.blocks import Qr
from pos_app.devices.receipt import lay_out_receipt
from pos_app.domain.errors import ShopError
from pos_app.reports.poster import poster_pdf
from pos_app.reports.write import write_poster
from pos_app.runtime.i18n import Language, set_language
from pos_app.services.ports import Identity
from pos_app.services.printing import ShopInfo
from pos_app.services.settings import Settings
from pos_app.services.shop_page import Poster, page_address, poster_of
from sync.wire.fulfilment import ShopRules
from tests.support.shopfront import RULES
from tests.unit.test_receipt_layout import entry, line, sale

WHO = Identity(store="S001", till="01", epoch=1, shop_name="东丽万新店")
HQ = "https://hq.xipu.example/"


class Kept:
    """Settings as they lie in the file."""

    def __init__(self, **values: object) -> None:
        self._values = {n: msgspec.json.encode(v).decode() for n, v in values.items()}

    def read(self) -> dict[str, str]:
        return self._values

    def write(self, name: str, value: str) -> None:
        self._values[name] = value


def words(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_page_is_at_hq_unless_the_owner_says_otherwise() -> None:
    assert page_address(Settings(Kept()), WHO, HQ) == "https://hq.xipu.example/s/S001"
    own = Settings(Kept(shop_page="https://wanxin.example"))
    assert page_address(own, WHO, HQ) == "https://wanxin.example"
    assert page_address(Settings(Kept()), WHO, "") == ""


def test_a_shop_on_its_own_has_no_poster() -> None:
    with pytest.raises(ShopError) as refused:
        poster_of(Settings(Kept()), WHO, "", ShopRules())
    assert refused.value.code == "not_joined"


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        (
            "zh",
            ("东丽万新店", "到店购", "到店提", "送到家", "配送费 3.00 元起", "营业 07:00 – 22:00"),
        ),
        ("en", ("In store", "Pickup", "Delivery", "Open 07:00 – 22:00")),
    ],
)
def test_it_names_hours_and_ways(language: Language, wanted: tuple[str, ...]) -> None:
    set_language(language)
    try:
        said = words(poster_pdf(poster_of(Settings(Kept()), WHO, HQ, RULES)))
    finally:
        set_language("zh")
    for text in (*wanted, "https://hq.xipu.example/s/S001"):
        assert text in said, text


def test_a_shop_that_does_not_deliver_promises_nothing() -> None:
    said = words(poster_pdf(poster_of(Settings(Kept()), WHO, HQ, ShopRules())))
    assert "送到家" not in said


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is missing")
def test_its_code_opens_the_page(tmp_path: Path) -> None:
    file = tmp_path / "poster.pdf"
    write_poster(poster_of(Settings(Kept()), WHO, HQ, RULES), file)
    subprocess.run(["pdftoppm", "-r", "80", "-png", file, tmp_path / "seen"], check=True)
    (found,) = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("seen*.png"))))
    assert found.text == "https://hq.xipu.example/s/S001"


def test_a_poster_is_a_pdf_alone(tmp_path: Path) -> None:
    sheet = Poster(shop_name="店", address="https://a.example", rules=RULES)
    with pytest.raises(ShopError) as refused:
        write_poster(sheet, tmp_path / "poster.xlsx")
    assert refused.value.code == "bad_poster_file"


@pytest.mark.parametrize("columns", [32, 48])
def test_a_receipt_ends_with_the_pages_code(columns: int) -> None:
    sold = entry(sale(line("水", 1000, 200, 200)))
    shop = ShopInfo(name="店", page="https://a.example/s/1")
    plain = lay_out_receipt(sold, ShopInfo(name="店"), columns=columns)
    coded = lay_out_receipt(sold, shop, columns=columns)
    codes = [block.data for block in coded if isinstance(block, Qr)]
    assert codes == [*(b.data for b in plain if isinstance(b, Qr)), "https://a.example/s/1"]
