"""Behind the HQ pill: how it stands, what waits, joining."""

from pos_app.ui.screens.hq.care import HqCare

__all__ = ["HqCare"]
