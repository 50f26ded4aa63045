"""A hundred thousand invented goods, the same at every run."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from pos_app.domain.check_digit import check_digit
from pos_app.domain.item import Item, Pack
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.storage.goods import GoodsBook
from tests.support.till import MORNING, Till


def words(text: str) -> list[str]:
    return text.split()


BRANDS = words("""
清源 冰峰 好劲道 青山 麦香 朝阳 长乐 重庆 银杏 海棠 万新 东丽 金穗 白鹭 蓝田 红星 绿野 山泉 老街
新禾 云岭 北海 南湖 西坡 福满 吉祥 双喜 三江 五谷 六和 七彩 八方 九州 千岛 百合 玉兰 牡丹 茉莉
紫藤 桂花
""")
KINDS = words("""
矿泉水 橙味汽水 可乐 绿茶 红茶 乌龙茶 豆浆 纯牛奶 酸奶 红烧牛肉面 酸辣粉 米线 饼干 薯片 瓜子
花生 巧克力 口香糖 棒棒糖 面包 吐司 蛋糕 火腿肠 卤蛋 豆干 鱼干 牛肉干 果冻 蜜饯 洗衣液 洗洁精
香皂 牙膏 牙刷 毛巾 纸巾 卫生纸 垃圾袋 电池 打火机 酱油 米醋 食盐 白糖 料酒 花生油 大米 面粉
挂面 啤酒 白酒
""")
TASTES = words("""
原味 香辣 麻辣 番茄 黄瓜 海苔 蜂蜜 无糖 低脂 加钙 特浓 清爽 经典 家庭装 便携 礼盒
""")
SPECS = words("200ml 250ml 330ml 500ml 550ml 1L 1.5L 50g 80g 100g 110g 250g 400g 500g 1kg 5kg")
FIRST_ID = 1_000_000
SOLD = 5_000


def goods(count: int, seed: int = 7) -> Iterator[GoodsRow]:
    """Items with a case each; names vary, codes are valid."""
    dice = random.Random(seed)
    for n in range(count):
        body = f"69{n + 10_000_000:010d}"
        case = f"1{body}"
        price = dice.randint(1, 80) * 50
        name = dice.choice(BRANDS) + dice.choice(TASTES) + dice.choice(KINDS)
        yield GoodsRow(
            item=Item(
                id=str(FIRST_ID + n), name=f"{name}{n % 97 or ''}", spec=dice.choice(SPECS),
                unit="件", code=body + check_digit(body), category=f"c{n % 24:02d}",
                category_name=f"分类{n % 24}", price=price, cost=price * 7 // 10,
            ),
            packs=(Pack(code=case + check_digit(case), qty=12_000, price=price * 11),),
        )  # fmt: skip


def fill(till: Till, count: int = 100_000) -> float:
    """Put so many goods into a till's file, some of them known to sell; seconds of the saving."""
    book = GoodsBook(till.conn)
    rows = list(goods(count))
    dice = random.Random(11)
    started = time.perf_counter()
    till.conn.execute("BEGIN IMMEDIATE")
    book.save_many(rows, at=MORNING, source="bench")
    till.conn.execute("COMMIT")
    took = time.perf_counter() - started
    till.conn.execute("BEGIN IMMEDIATE")
    sold = dice.sample(range(count), min(SOLD, count))
    book.set_ranks({str(FIRST_ID + n): dice.randint(1, 900) for n in sold})
    till.conn.execute("COMMIT")
    return took
