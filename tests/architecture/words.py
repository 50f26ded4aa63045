"""Every sentence of the program has its English, and both carry the same placeholders.

`python -m tests.architecture.words` prints one line a complaint and exits 1 when there is any.
"""

from __future__ import annotations

import ast
import json
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("pos_app",)
TRANSLATIONS = Path("resources/translations/en")
AS_IT_IS = "# as it is:"
"""Marks a line whose Chinese is the same in every language, with the reason after the colon."""
CHINESE = re.compile(r"[\u3400-\u9fff]")


def placeholders(text: str) -> list[str]:
    """Names in braces, sorted; a sentence that no longer formats raises ValueError."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _tr_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name == "tr":
                yield node


def _literal(call: ast.Call) -> str | None:
    first = call.args[0] if len(call.args) == 1 else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return None


def _given(call: ast.Call) -> set[str] | None:
    """Names of the values handed over; None when some arrive as `**values`."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else {name for name in names if name is not None}


def spoken(root: Path) -> tuple[dict[str, str], list[str]]:
    """All sentences with the place of each, and complaints about the calls themselves."""
    sentences: dict[str, str] = {}
    complaints: list[str] = []
    for folder in SOURCES:
        for file in sorted((root / folder).rglob("*.py")):
            for call in _tr_calls(ast.parse(file.read_text("utf-8"))):
                place = f"{file.relative_to(root)}:{call.lineno}"
                text = _literal(call)
                if text is None:
                    complaints.append(f"{place}: tr() takes one literal sentence and named values")
                    continue
                sentences.setdefault(text, place)
                complaints += _wrong_values(place, text, _given(call))
    return sentences, complaints


def _wrong_values(place: str, text: str, given: set[str] | None) -> list[str]:
    try:
        wanted = set(placeholders(text))
    except ValueError as error:
        return [f"{place}: {text!r} does not format: {error}"]
    # The sentences of errors are filled later, by the error that carries the values.
    if given is None or given == wanted or (not given and "sentences.py" in place):
        return []
    return [f"{place}: {text!r} wants {sorted(wanted)}, gets {sorted(given)}"]


def _no_twins(pairs: list[tuple[str, str]]) -> dict[str, str]:
    seen: dict[str, str] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"{key!r} stands there twice")
        seen[key] = value
    return seen


def translated(root: Path) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Chinese sentence -> (English, file), and complaints about the files themselves."""
    entries: dict[str, tuple[str, str]] = {}
    complaints: list[str] = []
    for file in sorted((root / TRANSLATIONS).glob("*.json")):
        try:
            area = json.loads(file.read_text("utf-8"), object_pairs_hook=_no_twins)
        except ValueError as error:
            complaints.append(f"{file.name}: {error}")
            continue
        for source, english in area.items():
            earlier = entries.get(source)
            if earlier and earlier[0] != english:
                complaints.append(f"{file.name}: {source!r} is {earlier[0]!r} in {earlier[1]}")
            entries[source] = (english, file.name)
    return entries, complaints


def _wrong_translation(source: str, english: str, file: str) -> list[str]:
    try:
        if placeholders(source) != placeholders(english):
            return [f"{file}: {source!r} and {english!r} carry different placeholders"]
    except ValueError as error:
        return [f"{file}: {source!r} -> {english!r}: {error}"]
    if CHINESE.search(english) and source != english:
        return [f"{file}: {source!r} -> {english!r} is not English yet"]
    return [] if english.strip() else [f"{file}: {source!r} has no English"]


def complaints(root: Path = ROOT) -> list[str]:
    """All that keeps the two languages from being complete; empty when they are."""
    sentences, found = spoken(root)
    entries, more = translated(root)
    found += more
    found += [
        f"{sentences[text]}: no English for {text!r}" for text in sentences if text not in entries
    ]
    found += [
        f"{file}: {source!r} is said nowhere"
        for source, (_, file) in entries.items()
        if source not in sentences
    ]
    for source, (english, file) in entries.items():
        found += _wrong_translation(source, english, file)
    return found


def _docstrings(tree: ast.AST) -> set[int]:
    """ids of the constants that are documentation: a bare string as a statement."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def untranslated(root: Path = ROOT) -> list[str]:
    """Chinese in the face that bypasses tr(), and so stays Chinese on an English screen."""
    found = []
    for file in sorted((root / "pos_app" / "ui").rglob("*.py")):
        source = file.read_text("utf-8")
        tree = ast.parse(source)
        lines = source.splitlines()
        fine = _docstrings(tree) | {id(call.args[0]) for call in _tr_calls(tree) if call.args}
        found += [
            f"{file.relative_to(root)}:{node.lineno}: {node.value!r} bypasses tr()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CHINESE.search(node.value)
            and id(node) not in fine
            and AS_IT_IS not in lines[node.lineno - 1]
        ]
    return found


def raised_codes(root: Path = ROOT) -> dict[str, str]:
    """Code of every `ShopError("code", ...)` in the program -> the place of one."""
    codes: dict[str, str] = {}
    for file in sorted((root / "pos_app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "ShopError"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                codes.setdefault(str(node.args[0].value), f"{file.relative_to(root)}:{node.lineno}")
    return codes


def main() -> int:
    """Print complaints; 1 when there are any."""
    from pos_app.domain.sentences import codes

    found = complaints() + untranslated()
    found += [
        f"{place}: the code {code!r} has no sentence in domain/sentences.py"
        for code, place in raised_codes().items()
        if code not in codes()
    ]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
