"""Cells of a catalogue file as values; what makes no sense says why in the owner's words."""

from __future__ import annotations

import re
import unicodedata

from pos_app.domain.basket import MAX_PRICE
from pos_app.domain.errors import ShopError
from pos_app.domain.money import MILLI, divide, parse_decimal
from pos_app.runtime.i18n import tr
from pos_app.services.goods import has_wrong_check

LONGEST_NAME = 120
LONGEST_TEXT = 60
MAX_CASE = 10_000
MAX_DAYS = 36_500
YES = frozenset({"1", "是", "y", "yes", "true", "√", "对", "称重", "散称", "烟", "烟草"})
NO = frozenset({"", "0", "否", "n", "no", "false", "×", "x", "-"})
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?")
_EXPONENT = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_CODE = re.compile(r"[0-9A-Za-z-]{1,32}")
_CASE = re.compile(r"(?:1\s*[x×*])?\s*(\d{1,6})\s*[^\d.,x×*-]*", re.IGNORECASE)
_LIFE = re.compile(r"(\d{1,5})\s*(天|日|个月|月|年|d|days?|months?|years?)?", re.IGNORECASE)
_DAYS = {"": 1, "天": 1, "日": 1, "d": 1, "个": 30, "月": 30, "m": 30, "年": 365, "y": 365}


class BadCell(Exception):
    """``str(error)`` is the reason."""


def plain(text: str) -> str:
    """Full-width digits and signs as plain ones, outer blanks gone."""
    return unicodedata.normalize("NFKC", text).strip()


def words(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text in one line."""
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text):
        raise BadCell(tr("有看不懂的字符"))
    joined = " ".join(text.split())
    if len(joined) > longest:
        raise BadCell(tr("太长,最多 {n} 个字", n=longest))
    return joined


def name(text: str) -> str:
    found = words(text, LONGEST_NAME)
    if not found:
        raise BadCell(tr("没有品名"))
    return found


def code(text: str) -> str:
    """A code as scanned; empty for goods without one."""
    found = plain(text).replace(" ", "")
    if _EXPONENT.fullmatch(found):
        raise BadCell(tr("条码成了科学计数,请把这一列设成文本后重新导出"))
    if found and not _CODE.fullmatch(found):
        raise BadCell(tr("不是条码"))
    if has_wrong_check(found):
        raise BadCell(tr("校验位不对"))
    return found


def plu(text: str) -> str:
    """Up to five digits, as the scale prints them; empty for goods that it does not weigh."""
    found = plain(text)
    if found and not (found.isascii() and found.isdigit() and len(found) <= 5):
        raise BadCell(tr("PLU 要是 1 到 5 位数字"))
    return found.zfill(5) if found else ""


def _decimal(text: str, decimals: int) -> int:
    found = plain(text).removesuffix("元").replace("¥", "").replace(" ", "")
    if not any(c.isdigit() for c in found) or not _NUMBER.fullmatch(found):
        raise BadCell(tr("不是数字"))
    if found.startswith("-") and any(c in "123456789" for c in found):
        raise BadCell(tr("不能是负数"))
    try:
        return abs(parse_decimal(found.lstrip("+-"), decimals))
    except ShopError as error:
        if error.code == "too_many_digits":
            raise BadCell(tr("数字太长,像是条码")) from error
        raise BadCell(tr("最多 {n} 位小数", n=decimals)) from error


def money(text: str) -> int:
    """Fen."""
    fen = _decimal(text, 2)
    if fen > MAX_PRICE:
        raise BadCell(tr("价格太大"))
    return fen


def cost(text: str) -> int:
    """Fen, rounded: what suppliers charge has up to four decimals."""
    fen = divide(_decimal(text, 4), 100)
    if fen > MAX_PRICE:
        raise BadCell(tr("价格太大"))
    return fen


def flag(text: str) -> bool:
    found = plain(text).lower()
    if found in YES:
        return True
    if found in NO:
        return False
    raise BadCell(tr("请填「是」或「否」"))


def case_qty(text: str) -> int:
    """Thousandths in a case: ``12``, ``1*12``, ``12瓶``."""
    found = _CASE.fullmatch(plain(text))
    pieces = int(found.group(1)) if found else 0
    if not 1 < pieces <= MAX_CASE:
        raise BadCell(tr("箱规要是一箱几件,例如 12"))
    return pieces * MILLI


def days(text: str) -> int:
    """Days of ``180``, ``6个月``, ``1年``."""
    found = _LIFE.fullmatch(plain(text))
    if found is None:
        raise BadCell(tr("保质期要是天数,例如 180、6个月、1年"))
    number = int(found.group(1)) * _DAYS[(found.group(2) or "")[:1].lower()]
    if number > MAX_DAYS:
        raise BadCell(tr("保质期要是天数,例如 180、6个月、1年"))
    return number


def tax(text: str) -> int:
    """Basis points of ``13%``, ``13`` or ``0.13``."""
    found = plain(text)
    percent = found.endswith("%")
    number = _decimal(found.removesuffix("%"), 4)
    basis_points = number // 100 if percent or number >= 10_000 else number
    if basis_points > 10_000:
        raise BadCell(tr("税率不对"))
    return basis_points


def rank(text: str) -> int:
    found = plain(text)
    if not (found.isascii() and found.isdigit() and len(found) <= 6):
        raise BadCell(tr("不是数字"))
    return int(found)


def colour(text: str) -> str:
    """Six hex digits as ``#RRGGBB``; empty: none."""
    found = plain(text).removeprefix("#").upper()
    if found and not re.fullmatch(r"[0-9A-F]{6}", found):
        raise BadCell(tr("颜色要像 EBBE68"))
    return f"#{found}" if found else ""


def supply(text: str) -> str:
    found = plain(text).lower()
    known = {
        "": "", "hq": "hq", "总部": "hq", "京东仓": "hq", "factory": "factory", "产业带": "factory",
        "产业带厂直": "factory", "origin": "origin", "产地直发": "origin", "local": "local",
        "本地": "local", "自采": "local",
    }  # fmt: skip
    if found not in known:
        raise BadCell(tr("来源只能是 总部、产业带、产地直发、本地"))
    return known[found]
