"""报表: what the owner looks at, prints and keeps."""

from pos_app.ui.screens.reports.screen import make

__all__ = ["make"]
