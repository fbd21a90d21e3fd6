"""Structured logs: one JSON object a line. Shapes of payloads, never their values; never a session id."""

from __future__ import annotations

import logging
import time
from typing import Any

import msgspec

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`ts, level, logger, event` and whatever the log call gave as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line.update((key, value) for key, value in vars(record).items() if key not in _STANDARD)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def shape(payload: Any) -> dict[str, Any]:
    """What a payload is, without what it says."""
    if isinstance(payload, dict):
        keys = sorted(str(key)[:40] for key in payload)
        return {"kind": "object", "keys": keys[:20], "key_count": len(payload)}
    if isinstance(payload, list):
        return {"kind": "list", "length": len(payload)}
    return {"kind": type(payload).__name__}


def log_to_stderr(level: int = logging.INFO) -> None:
    """JSON lines on stderr for the whole process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
