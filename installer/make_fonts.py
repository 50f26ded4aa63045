"""Make the two fonts that ship with the till from the full Noto Sans SC.

    python installer/make_fonts.py REGULAR.ttf BOLD.ttf OUT_DIR

The sources must have TrueType outlines (`glyf`): reportlab embeds nothing else. The subset holds
GB2312, Latin, the money signs and the symbols the face draws, under the family name "Xipu Sans"
so that a Noto Sans installed on the same PC is never picked by accident. Kerning is dropped:
every figure keeps its one width, and columns of money line up on screen and on paper.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Xipu Sans"
SYMBOLS = (
    "¥￥€£•·●○◆◇■□▲△▼▽★☆←↑→↓↔⇄−×÷±≈≠≤≥∞✓✕–—―"
    "‘’“”…‰′″℃№①②③④⑤⑥⑦⑧⑨⑩²³㎡〇「」『』【】〈〉《》、。〃々〆"
)
# Outside GB2312, yet seen on name cards and on shelves.
NAMES_AND_GOODS = (
    "喆堃镕祎玥琰璟昇晞烜垚犇翀珺玹瑄珩昱旻旸晔暄熠煊燚赟頔婳妤芃苡莜蓁彧栩桢樾洧淏滢濛澍灏佺珅瑀"
    "璐璇曌囍啰嗲嘚煲馇饹馓饸粿粄糍焗焖檬柠橙沏麹麴燊鲅鳕鲃蛏螺蚬豉羓脡噻咗"
)
RENAMED_IDS = {1: "{family}", 4: "{family} {style}", 6: "{postscript}-{style}", 16: "{family}"}


def wanted_codepoints() -> set[int]:
    """Unicode code points of the subset."""
    points = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2070)}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes((high, low)).decode("gb2312", errors="ignore")
            points.update(map(ord, text))
    points.update(map(ord, SYMBOLS + NAMES_AND_GOODS))
    return points


def rename(font: TTFont, style: str) -> None:
    """Give the font its family name; the copyright and the licence records stay."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID < 25]
    for name_id, template in RENAMED_IDS.items():
        text = template.format(family=FAMILY, postscript=FAMILY.replace(" ", ""), style=style)
        table.setName(text, name_id, 3, 1, 0x409)
    table.setName(style, 2, 3, 1, 0x409)
    table.setName(style, 17, 3, 1, 0x409)
    table.setName(f"1.0;{FAMILY.replace(' ', '')}-{style}", 3, 3, 1, 0x409)


def make(source: Path, style: str, target: Path) -> None:
    """Write the subset of one weight."""
    font = TTFont(source)
    if "glyf" not in font:
        raise SystemExit(f"{source}: not TrueType outlines; reportlab cannot embed it")
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.drop_tables += ["STAT", "BASE", "GSUB", "GPOS", "GDEF", "vhea", "vmtx"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted_codepoints())
    subsetter.subset(font)
    rename(font, style)
    font.save(target)


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    regular, bold, out = map(Path, arguments)
    out.mkdir(parents=True, exist_ok=True)
    make(regular, "Regular", out / "XipuSans-Regular.ttf")
    make(bold, "Bold", out / "XipuSans-Bold.ttf")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
