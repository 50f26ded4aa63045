"""The style sheet: numbered templates in resources/qss filled from the tokens."""

from __future__ import annotations

from string import Template

from pos_app.runtime.resources import resource_dir
from pos_app.ui.theme.metrics import FAMILY, Size
from pos_app.ui.theme.tokens import Tokens


class _Values(dict[str, str]):
    """Token names, ``fs_body`` (type scale) and ``px12`` (a scaled length)."""

    def __init__(self, tokens: Tokens, scale: float) -> None:
        super().__init__(tokens.colours(), family=FAMILY)
        self._scale = scale
        for size in Size:
            self[f"fs_{size.name.lower()}"] = f"{round(size * scale)}px"

    def __missing__(self, name: str) -> str:
        if name.startswith("px") and name[2:].isdigit():
            return f"{round(int(name[2:]) * self._scale)}px"
        raise KeyError(name)


def style_sheet(tokens: Tokens, scale: float) -> str:
    """All templates, filled; a name that no token has raises KeyError."""
    values = _Values(tokens, scale)
    files = sorted((resource_dir() / "qss").glob("[0-9][0-9]-*.qss"))
    return "\n".join(Template(file.read_text("utf-8")).substitute(values) for file in files)
