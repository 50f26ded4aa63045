"""The columns of a catalogue file and the names under which suppliers and old tills write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

ALIASES: dict[str, str] = {
    "code": "条码 条形码 商品条码 商品条形码 国际条码 单品条码 barcode code ean ean13 gtin upc",
    "name": "品名 名称 商品名称 商品名 商品 货品名称 name product productname item itemname title",
    "spec": "规格 商品规格 规格型号 spec size specification",
    "unit": "单位 计量单位 销售单位 unit uom",
    "category": "分类 类别 品类 商品分类 商品类别 分类名称 category class department",
    "price": "售价 零售价 销售价 单价 门店价 标价 价格 price retailprice sellingprice unitprice",
    "cost": "进价 成本 成本价 进货价 采购价 参考进价 cost costprice purchaseprice",
    "case_code": "箱码 外箱码 箱条码 整箱条码 case_code casecode casebarcode",
    "case_qty": "箱规 箱装数 箱含量 装箱数 每箱数量 case_qty caseqty casesize unitspercase",
    "case_price": "箱价 整箱价 整箱售价 case_price caseprice",
    "weighed": "称重 散称 是否称重 计重 weighed weighable byweight",
    "plu": "plu plu码 秤码 称重码 plucode",
    "origin": "产地 原产地 origin madein",
    "shelf_life": "保质期 保质期天数 保质天数 shelf_life shelflife shelflifedays",
    "tobacco": "烟草 是否烟草 烟 tobacco",
    "price_floor": "最低价 限价 最低售价 price_floor minprice floor",
    "tax": "税率 销项税率 增值税率 tax taxrate vat",
    "supply": "来源 货源 供货方式 supply source",
    "storage": "储存 存储条件 储存条件 温层 storage",
    "colour": "颜色 色块 colour color",
    "quick_page": "快捷页 快捷键页 quick_page quickpage",
    "quick_rank": "快捷序 快捷键序 quick_rank quickrank",
    "active": "启用 在售 上架 是否在售 active enabled onsale",
    "history": "历史价 price_history pricehistory",
    "stock": "库存 现有库存 库存数量 stock onhand",
}
"""Headers by field, apart by blanks; compared without blanks, case, width and what is bracketed.

``history`` and ``stock`` are read for the demo shop alone.
"""
SCANNED_ROWS = 10
"""The header stands within the first rows, below a title at most."""


def plain(header: str) -> str:
    """``售价(元)`` and ``Retail Price`` as they are compared."""
    text = unicodedata.normalize("NFKC", header).lower().partition("(")[0].partition("/")[0]
    return "".join(c for c in text if c.isalnum() or c == "_").strip("_")


_FIELDS = {plain(alias): field for field, names in ALIASES.items() for alias in names.split()}


def fields_of(row: Sequence[str]) -> dict[int, str]:
    """Which column holds which field; of two columns of one field the first counts."""
    found: dict[int, str] = {}
    for column, header in enumerate(row):
        field = _FIELDS.get(plain(header))
        if field is not None and field not in found.values():
            found[column] = field
    return found


def is_header(fields: dict[int, str]) -> bool:
    """A name and one more column make a row the header."""
    return "name" in fields.values() and len(fields) > 1
