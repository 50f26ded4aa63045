"""What an owner does with the shop's file as a whole: check it, copy it, take tables out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What a check of the whole file found. ``problems`` are for the log and the helpdesk.

    ``bad_seq`` is the number of the first fact that does not hold, 0 where none was found.
    """

    facts: int
    problems: tuple[str, ...] = ()
    bad_seq: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.problems


class FileCare(Protocol):
    """Slow work, each call on a connection of its own: for a thread beside the face."""

    @property
    def path(self) -> Path:
        """Where the shop's file lies."""
        ...

    @property
    def photos(self) -> Path:
        """The folder of the photos that belong to claims; it may not be there yet."""
        ...

    def check(self) -> Checkup:
        """Hash chain, projections and SQLite's own check."""
        ...

    def back_up(self, target: Path) -> int:
        """Copy the live file; gives the copy's size in bytes.

        Raises ShopError ``file_exists``, ``disk_full``, ``backup_bad``.
        """
        ...

    def export(self, table: str, path: Path) -> int:
        """A table to .csv or .xlsx by the name's end; gives the number of rows.

        Raises ShopError ``bad_report_file``, ``file_not_written``.
        """
        ...
