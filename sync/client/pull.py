"""Taking in the feed: a page and its cursor at a time, or everything anew where it is too old."""

from __future__ import annotations

from sync.client.line import Line, RefusedError
from sync.client.ports import FeedSink
from sync.wire.limits import BATCH_FACTS
from sync.wire.messages import ChangesAnswer, SnapshotAnswer


class Puller:
    """Pulls a page at a call."""

    def __init__(self, line: Line, sink: FeedSink) -> None:
        self._line = line
        self._sink = sink

    def pull(self) -> bool:
        """One page; True when more wait. Raises LineError, RefusedError."""
        place = self._sink.snapshot_place()
        if place is not None:
            return self._snapshot(place)
        try:
            page = self._line.get(
                "/v1/changes", ChangesAnswer, cursor=self._sink.cursor(), limit=BATCH_FACTS
            )
        except RefusedError as error:
            if error.code != "cursor_too_old":
                raise
            self._sink.begin_snapshot()
            return True
        if page.changes or page.cursor != self._sink.cursor():
            self._sink.apply(page.changes, page.cursor, complete=not page.more)
        return page.more

    def _snapshot(self, place: str) -> bool:
        page = self._line.get("/v1/snapshot", SnapshotAnswer, after=place, limit=BATCH_FACTS)
        self._sink.snapshot_page(page.changes, page.after)
        if page.after:
            return True
        self._sink.end_snapshot(page.cursor)
        return False
