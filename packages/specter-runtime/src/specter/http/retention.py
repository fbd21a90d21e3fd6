"""Retention: how much the Log keeps of what browsers may come back for."""

from __future__ import annotations

import sys

from specter.http.config import HttpConfig
from specter.storage.interfaces import Log

#: Bytes of events that are kept beyond the retention for connections that are behind.
_MOST_EXTRA = 32 * 1024 * 1024


class Retention:
    """`retention` seconds and `retention_messages` of each stream, found by time and by growth.

    A connection that is there but slow gets what it has not had yet, also beyond that, unless it becomes too much.
    """

    def __init__(self, log: Log, config: HttpConfig) -> None:
        self._log = log
        self._config = config
        self._events = self._bytes = 0

    def note(self, size: int) -> bool:
        """Count an event of that many bytes; whether it is time to tidy."""
        self._events += 1
        self._bytes += size
        return self._events > self._config.retention_messages // 2

    def tidy(self, someone_is_behind: bool) -> None:
        self._events = 0
        most = self._config.retention_messages
        if someone_is_behind and self._bytes < _MOST_EXTRA:
            most = sys.maxsize
        else:
            self._bytes = 0
        self._log.trim(max_age=self._config.retention, max_len=most)
