"""Structured logs: one JSON object a line, of fields that hold no person and no payload."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

FIELDS = ("request_id", "method", "path", "status", "ms", "error", "store", "device")
"""What a log call may add by ``extra``; anything else is dropped."""


class JsonLines(logging.Formatter):
    """An exception shows its kind and where it was raised; its message could quote a payload."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
        }
        line |= {
            name: value for name in FIELDS if (value := getattr(record, name, None)) is not None
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= _trouble(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _trouble(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"exception": type(error).__name__, "where": where}


def log_to_stderr() -> None:
    """Send everything that HQ and its server say to stderr; called once, by `xipu hq serve`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
