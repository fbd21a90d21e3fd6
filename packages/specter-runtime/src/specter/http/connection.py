"""Connection: what the server knows of one websocket."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable
from typing import Any

from specter.http.outlet import Outlet, websocket_frame
from specter.http.request import Request
from specter.http.response import encode_json
from specter.http.site import Site
from specter.http.surfaces import Target
from specter.storage.interfaces import Pos
from specter.wire import ErrorFrame

_numbers = itertools.count(1)
#: Ids of another process, or of an earlier one, are not ours.
_process = secrets.token_hex(3)


class Connection:
    """One websocket. `streams` it hears; `behind`: those of them that it must first be brought up to date with."""

    __slots__ = (
        "__weakref__",
        "_encode",
        "_warned",
        "_window",
        "_window_frames",
        "behind",
        "closing",
        "heard_at",
        "id",
        "outlet",
        "replaying",
        "route",
        "scope",
        "session_key",
        "site",
        "streams",
        "target",
    )

    def __init__(
        self,
        site: Site,
        scope: Any,
        outlet: Outlet,
        session_key: str | None,
    ) -> None:
        self.site = site
        self.scope = scope
        self.outlet = outlet
        self._encode: Callable[[bytes], bytes] = websocket_frame if outlet.joins else bytes
        self.session_key = session_key
        self.id = f"sprag-socket-{next(_numbers)}.{_process}"
        self.route: str | None = None
        self.target: Target | None = None
        self.streams: dict[str, None] = {}
        self.behind: dict[str, Pos] = {}
        self.replaying = False
        self.closing: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()
        self.heard_at = time.monotonic()
        self._window = 0.0
        self._window_frames = 0
        self._warned = False

    def send(self, frame: Any) -> None:
        """Send a control frame, whether there is room or not."""
        self.outlet.push_control(self._encode(encode_json(frame)))

    def offer(self, text: bytes) -> bool:
        """Send an event; False when there is no room for it."""
        return self.outlet.push(self._encode(text))

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye with a code; from any greenlet."""
        self.outlet.finish()

        def settle() -> None:
            if not self.closing.done():
                self.closing.set_result((code, reason))

        loop = self.closing.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle)

    def check(self, now: float) -> None:
        """Close a connection that takes nothing, or that has not been heard of."""
        config = self.site.config
        since = self.outlet.waiting_since
        if since is not None and now - since > config.stuck_after:
            self.close(1013, "5")
        elif now - self.heard_at > 3 * config.keepalive:
            self.close(1001)

    def too_fast(self, now: float) -> bool:
        """Count a frame; True when the connection was warned and still sends too many."""
        if now - self._window >= 1.0:
            self._window, self._window_frames = now, 0
        self._window_frames += 1
        limit = self.site.config.frames_per_second
        if self._window_frames <= limit:
            return False
        if not self._warned:
            self._warned = True
            self.send(ErrorFrame(f"Too many messages: at most {limit:.0f} a second.", status=429))
        return self._window_frames > 2 * limit

    def request(self) -> Request:
        request = Request.of(self.scope, self.route or "/", self.site.visitor)
        request.method = "SOCKET"
        request.client_id = self.id
        if self.target is not None:
            request.params = dict(self.target.params)
        return request
