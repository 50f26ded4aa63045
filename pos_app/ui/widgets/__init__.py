"""The kit that all screens are built from."""

from pos_app.ui.widgets.banner import Banner, FieldError
from pos_app.ui.widgets.bars import MeterBar, SparkBars
from pos_app.ui.widgets.button import (
    Button,
    GhostButton,
    IconButton,
    PrimaryButton,
    SecondaryButton,
)
from pos_app.ui.widgets.card import Card, FigureBand, FigureCard
from pos_app.ui.widgets.chips import Chip, ChipRow, Segmented
from pos_app.ui.widgets.choice import CheckBox, ComboBox, Switch
from pos_app.ui.widgets.empty import EmptyState
from pos_app.ui.widgets.fields import SearchField, TextField
from pos_app.ui.widgets.help_overlay import HelpOverlay
from pos_app.ui.widgets.keypad import Keypad, PinPad
from pos_app.ui.widgets.label import Avatar, Badge, IconLabel, KeyCap, Label, TagLabel
from pos_app.ui.widgets.number_field import NumberField, read_number, write_number
from pos_app.ui.widgets.parts import Divider, FormRow, ProgressRow, SectionHeader
from pos_app.ui.widgets.pill import Pill
from pos_app.ui.widgets.quick_grid import QuickGrid, QuickPage, QuickTile
from pos_app.ui.widgets.rail import Rail, RailEntry
from pos_app.ui.widgets.receipt_view import ReceiptView
from pos_app.ui.widgets.sheet import Sheet, SheetHost
from pos_app.ui.widgets.stepper import Stepper
from pos_app.ui.widgets.style import column, holder, restyle, reveal, row, scrolling
from pos_app.ui.widgets.table import LEFT, MIDDLE, RIGHT, ColumnSpec, DataTable, TableCard
from pos_app.ui.widgets.table_delegate import CellDelegate
from pos_app.ui.widgets.toast import Toast, ToastHost
from pos_app.ui.widgets.topbar import TopBar

__all__ = [
    "LEFT",
    "MIDDLE",
    "RIGHT",
    "Avatar",
    "Badge",
    "Banner",
    "Button",
    "Card",
    "CellDelegate",
    "CheckBox",
    "Chip",
    "ChipRow",
    "ColumnSpec",
    "ComboBox",
    "DataTable",
    "Divider",
    "EmptyState",
    "FieldError",
    "FigureBand",
    "FigureCard",
    "FormRow",
    "GhostButton",
    "HelpOverlay",
    "IconButton",
    "IconLabel",
    "KeyCap",
    "Keypad",
    "Label",
    "MeterBar",
    "NumberField",
    "Pill",
    "PinPad",
    "PrimaryButton",
    "ProgressRow",
    "QuickGrid",
    "QuickPage",
    "QuickTile",
    "Rail",
    "RailEntry",
    "ReceiptView",
    "SearchField",
    "SecondaryButton",
    "SectionHeader",
    "Segmented",
    "Sheet",
    "SheetHost",
    "SparkBars",
    "Stepper",
    "Switch",
    "TableCard",
    "TagLabel",
    "TextField",
    "Toast",
    "ToastHost",
    "TopBar",
    "column",
    "holder",
    "read_number",
    "restyle",
    "reveal",
    "row",
    "scrolling",
    "write_number",
]
