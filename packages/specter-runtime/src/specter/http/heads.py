"""Heads: what the heads of earlier requests were found to say. A browser sends the same bytes again and again."""

from __future__ import annotations

from typing import Any

#: A head ends with the first empty line.
END = b"\r\n\r\n"


class Head:
    """A request head that was parsed and let through by every check that looks at a head."""

    __slots__ = ("length", "scope")

    def __init__(self, scope: dict[str, Any], length: int) -> None:
        self.scope = scope
        #: Of the body that follows.
        self.length = length


class Heads:
    """The heads seen last, by all their bytes: the same bytes mean the same, and get the same verdict."""

    MOST = 512
    LONGEST = 4096

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}
        self.get = self._known.get

    def remember(self, head: bytes, scope: dict[str, Any], length: int) -> None:
        if len(head) > self.LONGEST:
            return
        if len(self._known) >= self.MOST:
            del self._known[next(iter(self._known))]
        self._known[head] = Head(scope, length)
