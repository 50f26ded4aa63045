"""The first start: what a shop needs before its first customer."""

from pos_app.ui.screens.wizard.answers import Answers
from pos_app.ui.screens.wizard.first_pin import FirstPinPage
from pos_app.ui.screens.wizard.window import FirstStart

__all__ = ["Answers", "FirstPinPage", "FirstStart"]
