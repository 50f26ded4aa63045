"""Taking in the feed: a page and its cursor at a time, or everything anew where it is too old."""

from __future__ import annotations

from sync.client.line import Line, LineError, RefusedError
from sync.client.ports import FeedSink
from sync.wire.limits import BATCH_FACTS
from sync.wire.messages import ChangesAnswer, DigestAnswer, SnapshotAnswer

SMALLEST_PAGE = 20


class Puller:
    """Pulls a page at a call; on a line that does not bear pages they get smaller."""

    def __init__(self, line: Line, sink: FeedSink) -> None:
        self._line = line
        self._sink = sink
        self._rows = BATCH_FACTS
        self._differed = -1
        self.held_seq = -1
        """How far HQ says that it holds this till's chain; -1: it did not say."""

    def pull(self) -> bool:
        """One page; True when more wait. Raises LineError, RefusedError."""
        try:
            more = self._pull()
        except LineError as error:
            if error.code == "timeout":
                self._rows = max(SMALLEST_PAGE, self._rows // 2)
            raise
        self._rows = min(BATCH_FACTS, self._rows * 2)
        return more

    def _pull(self) -> bool:
        place = self._sink.snapshot_place()
        if place is not None:
            return self._snapshot(place)
        try:
            page = self._line.get(
                "/v1/changes", ChangesAnswer, cursor=self._sink.cursor(), limit=self._rows
            )
        except RefusedError as error:
            if error.code != "cursor_too_old":
                raise
            self._sink.begin_snapshot()
            return True
        self.held_seq = page.acked_seq
        left_over = not page.more and self._sink.pending()
        if page.changes or page.cursor != self._sink.cursor() or left_over:
            self._sink.apply(page.changes, page.cursor, complete=not page.more)
        return page.more

    def _snapshot(self, place: str) -> bool:
        try:
            page = self._line.get("/v1/snapshot", SnapshotAnswer, after=place, limit=self._rows)
        except RefusedError as error:
            if error.code not in ("cursor_too_old", "bad_after") or not place:
                raise
            self._sink.begin_snapshot()
            return True
        self._sink.snapshot_page(page.changes, page.after)
        if page.after:
            return True
        self._sink.end_snapshot(page.cursor)
        return False

    def check(self) -> bool:
        """Hold the mirrors against HQ's, table by table; False when that has to be done again.

        Rows may come between HQ's look and ours, so a difference counts when it is found twice at
        the same place of the feed; then everything is fetched anew. Raises LineError, RefusedError.
        """
        theirs = self._line.get("/v1/digest", DigestAnswer).tables
        cursor, ours = self._sink.cursor(), self._sink.digests()
        if all(theirs.get(tab, value) == value for tab, (value, _) in ours.items()):
            self._differed = -1
            return True
        if self._differed == cursor:
            self._sink.begin_snapshot()
        self._differed = cursor
        return False
