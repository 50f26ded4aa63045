"""The shop's file as a whole: checked, copied, its tables taken out."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pos_app.services.file_care import Checkup
from pos_app.storage import connection


@dataclass(frozen=True, slots=True)
class Caretaker:
    """Satisfies `FileCare`; works on a connection of its own each time."""

    path: Path

    @property
    def photos(self) -> Path:
        return self.path.parent / "photos"

    def check(self) -> Checkup:
        from pos_app.storage.verify import verify  # noqa: PLC0415 - wanted now and then

        with closing(connection.open_reader(self.path)) as conn:
            found = verify(conn)
        return Checkup(
            facts=found.facts,
            problems=tuple(found.problems),
            bad_seq=found.bad_seq[1] if found.bad_seq else 0,
            seconds=found.chain_seconds + found.replay_seconds,
        )

    def back_up(self, target: Path) -> int:
        from pos_app.storage.backup import backup  # noqa: PLC0415 - wanted now and then

        return backup(self.path, target)

    def export(self, table: str, path: Path) -> int:
        from pos_app.reports.tables import export_table  # noqa: PLC0415 - wanted now and then

        with closing(connection.open_reader(self.path)) as conn:
            return export_table(conn, table, path)
