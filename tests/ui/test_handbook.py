"""The handbook tells the truth about keys and settings, and is two keys away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pos_app.runtime.i18n import LANGUAGES, Language
from pos_app.runtime.resources import resource_dir
from pos_app.services.catalogue_import import read_rows
from pos_app.services.settings import SETTINGS
from pos_app.ui.actions import Action
from pos_app.ui.screens.goods.screen import goods_actions
from pos_app.ui.screens.handbook import TITLE_OF, HandbookSheet, chapter_of, chapters
from pos_app.ui.screens.orders.keys import ORDER_ACTIONS
from pos_app.ui.screens.places import PLACES, RailPlace, actions
from pos_app.ui.screens.receipts.screen import receipt_actions
from pos_app.ui.screens.replenish.keys import replenish_actions
from pos_app.ui.screens.reports.screen import report_actions
from pos_app.ui.screens.sell.extra_actions import EXTRA
from pos_app.ui.screens.shift.screen import shift_actions
from pos_app.ui.screens.stock.keys import stock_actions
from tests.support.face import TillWindow

MANUAL = resource_dir() / "manual"
PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
FILE = re.compile(r"`(resources/[^`]+)`")


def book(words: Language) -> str:
    return (MANUAL / f"{words}.md").read_text("utf-8")


def chapter(words: Language, screen: str) -> str:
    return chapters(words)[chapter_of(screen)].text


def caps(text: str) -> set[str]:
    """Everything that stands as a key or a name: `F9`, `Alt+Left`, `day_end_hour`."""
    return set(re.findall(r"`([^`\n]+)`", text))


def keys_of(group: tuple[Action, ...]) -> set[str]:
    return {key for action in group for key in action.keys}


@pytest.mark.parametrize("words", LANGUAGES)
def test_every_setting_is_explained(words: Language) -> None:
    assert set(SETTINGS) - caps(chapter(words, "settings")) == set()


@pytest.mark.parametrize("words", LANGUAGES)
def test_every_key_of_the_till_is_told(words: Language) -> None:
    assert keys_of((*actions(), *EXTRA)) - caps(chapters(words)[-1].text) == set()


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize(
    ("screen", "group"),
    [
        ("orders", ORDER_ACTIONS),
        ("goods", goods_actions()),
        ("replenish", replenish_actions()),
        ("stock", stock_actions()),
        ("receipts", receipt_actions()),
        ("reports", report_actions()),
        ("shift", shift_actions()),
    ],
)
def test_the_keys_of_a_screen_stand_in_its_chapter(
    words: Language, screen: str, group: tuple[Action, ...]
) -> None:
    assert keys_of(group) - caps(chapter(words, screen)) == set()


@pytest.mark.parametrize("words", LANGUAGES)
def test_every_picture_and_file_that_it_names_is_there(words: Language) -> None:
    pictures = [MANUAL / target for target in PICTURE.findall(book(words))]
    files = [
        resource_dir() / Path(name).relative_to("resources") for name in FILE.findall(book(words))
    ]

    assert pictures
    assert files
    assert [path for path in (*pictures, *files) if not path.is_file()] == []


def test_no_picture_lies_there_for_nothing() -> None:
    text = "".join(book(words) for words in LANGUAGES)
    readme = (resource_dir().parent / "README.md").read_text("utf-8")

    lying = {path.name for path in (MANUAL / "pictures").iterdir()}
    assert [name for name in sorted(lying) if name not in text + readme] == []


def test_both_languages_have_the_same_chapters() -> None:
    chinese, english = chapters("zh"), chapters("en")

    assert len(chinese) == len(english)
    for one, other in zip(chinese, english, strict=True):
        codes_of_one, codes_of_other = (
            {c for c in caps(c.text) if c.isascii() and not c.startswith("xipu")}
            for c in (one, other)
        )
        assert codes_of_one == codes_of_other, other.title


def test_the_goods_file_of_the_handbook_can_be_read() -> None:
    rows = list(read_rows(MANUAL / "goods-example.csv"))

    assert len(rows) == 5
    assert all(row.cells["name"] and row.cells["price"] for row in rows)


@pytest.mark.parametrize("place", PLACES, ids=lambda p: p.key)
def test_every_screen_opens_it_at_a_chapter_of_its_own(place: RailPlace) -> None:
    assert place.key in TITLE_OF
    assert len(chapters("en")) == len(chapters("zh")) > chapter_of(place.key) > 0


def test_a_second_f1_opens_it_at_this_screen_and_a_third_puts_it_away(
    open_till: TillWindow,
) -> None:
    open_till.press("Ctrl+0", "F1", "F1")
    sheet = open_till.sheet
    assert isinstance(sheet, HandbookSheet)
    assert sheet.page.toPlainText().startswith("班次和点钱")

    open_till.press("F1")
    assert open_till.sheet is None
    assert open_till.window.face.current_key() == "shift"


def test_words_are_looked_for_in_all_chapters(open_till: TillWindow) -> None:
    open_till.press("F1", "F1")
    sheet = open_till.sheet
    assert isinstance(sheet, HandbookSheet)

    open_till.type("xipu recover")
    assert [c.title for c in sheet.model.rows] == ["出了问题"]
    assert sheet.page.textCursor().selectedText().lower() == "xipu recover"


def test_goods_scanned_into_it_are_sold(open_till: TillWindow) -> None:
    soda = open_till.goods(1)[0]
    open_till.press("F1", "F1")
    open_till.scan(soda.code)

    assert open_till.sheet is None
    assert [name for name, _qty in open_till.basket] == [soda.name]


def test_nobody_reads_it_before_log_in(till: TillWindow) -> None:
    till.press("F1", "F1")
    assert till.sheet is None
    assert not till.window.face.help.isVisible()
