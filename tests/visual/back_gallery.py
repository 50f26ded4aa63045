"""Goods, receipts, returns, reports and settings in their states, after a morning's sales."""

from __future__ import annotations

from pathlib import Path

from pos_app.domain.item import Item
from pos_app.ui.screens.goods.item_sheet import FIELDS, PACKS, PRICES, ItemSheet
from pos_app.ui.screens.goods.screen import GoodsScreen
from pos_app.ui.screens.settings.screen import SettingsScreen, groups
from tests.visual.camera import Camera

NEW_CODE = "6977777777777"
CATALOGUE = """品名,规格,条码,分类,售价,进价
山泉水,瓶 550ml,6900000000014,饮料,2.00,1.10
青豆脆,袋 70g,6900000000021,零食,5.50,3.20
校验位不对,袋,6900000000037,零食,3.00,2.00
价钱是字,袋,6900000000045,零食,三块,2.00
,瓶,6900000000052,饮料,4.00,2.50
"""


class BackGallery:
    """Walks one look through the back office."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self.till = camera.till

    def walk(self) -> None:
        """First while nothing was sold, then after a morning."""
        till = self.till
        till.log_in()
        till.press("Esc")
        for key, name in (("Ctrl+9", "receipts-empty"), ("Ctrl+7", "reports-empty")):
            self._open(key, name)
        self._camera.open_shift()
        self._sales()
        self._goods()
        self._import()
        self._receipts()
        self._returns()
        self._reports()
        self._settings()

    def _open(self, key: str, name: str) -> None:
        self.till.press(key)
        self._camera.settle()
        self._camera.shot(name)

    def _keys(self, *keys: str, name: str) -> None:
        self.till.press(*keys)
        self._camera.settle()
        self._camera.shot(name)

    def _sales(self) -> None:
        codes = [item.code for item in self.till.goods(60)]
        for n in range(24):
            self._camera.sell(*codes[n * 2 : n * 2 + 1 + n % 5], by_code=n % 3 == 1)
        self.till.session.refresh_shift()

    def _goods(self) -> None:
        till = self.till
        self._open("Ctrl+3", "goods")
        till.type("ks")
        self._camera.settle()
        self._camera.shot("goods-found")
        till.press("Ctrl+A")
        till.type("zzqq")
        self._camera.settle()
        self._camera.shot("goods-none")
        till.press("Ctrl+A", "Del")
        self._item(self._with_history())
        till.press("F2")
        till.type("新到小零食")
        self._camera.shot("goods-new")
        till.press("Esc", "Esc")
        self._keys("F8", name="goods-export")
        till.press("Esc")

    def _with_history(self) -> Item:
        goods = self.till.session.desk.goods
        page = goods.page(limit=200)
        return max(page, key=lambda i: (bool(goods.packs(i.id)), len(goods.price_history(i.id))))

    def _item(self, item: Item) -> None:
        screen, till = self.till.screen, self.till
        assert isinstance(screen, GoodsScreen)
        screen.open_item(item)
        self._camera.shot("goods-item")
        sheet = till.sheet
        assert isinstance(sheet, ItemSheet)
        sheet.form.price.set_value((item.price or 0) + 50)
        self._camera.shot("goods-item-new-price")
        for tab, name in ((PACKS, "goods-cases"), (PRICES, "goods-price-history")):
            sheet.show_tab(tab)
            self._camera.shot(name)
        sheet.show_tab(FIELDS)
        till.press("Esc")
        self._camera.shot("goods-not-saved")
        till.press("Esc")

    def _import(self) -> None:
        till = self.till
        file = Path(till.path).with_name("goods.csv")
        file.write_text(CATALOGUE, "utf-8")
        self._keys("F7", name="import")
        till.type(str(file))
        self._keys("Enter", name="import-looked-through")
        self._keys("Enter", name="import-done")
        till.press("Esc")

    def _receipts(self) -> None:
        till = self.till
        self._open("Ctrl+9", "receipts")
        till.type("zzqq")
        self._camera.settle()
        self._camera.shot("receipts-none")
        till.press("Ctrl+A", "Del")
        self._keys("F6", name="receipts-month")
        till.press("Esc")

    def _returns(self) -> None:
        till = self.till
        till.press("Ctrl+1")
        self._keys("F8", name="return-find")
        self._keys("Enter", name="return-lines")
        self._keys("+", "Right", name="return-one")
        self._keys("F3", "F7", name="return-no-receipt")
        goods = till.goods(3)
        till.scan(goods[0].code)
        till.scan(goods[1].code)
        self._camera.settle()
        self._camera.shot("return-no-receipt-lines")
        till.window.face.sheets.close_all()

    def _reports(self) -> None:
        till = self.till
        self._open("Ctrl+7", "report-day")
        for key, name in (("F3", "report-z"), ("F4", "report-sales"), ("F5", "report-goods"),
                          ("F6", "report-audit")):  # fmt: skip
            self._keys(key, name=name)
        self._keys("F2", name="report-day-again")
        self._keys("F8", name="report-save")
        till.press("Esc")
        self._keys("F9", name="report-print")
        till.press("Esc")

    def _settings(self) -> None:
        """Every page, the list walked downwards."""
        self._open("Ctrl+8", "settings-shop")
        screen = self.till.screen
        assert isinstance(screen, SettingsScreen)
        for group in groups()[1:]:
            self._keys("Down", name=f"settings-{group.key}")
